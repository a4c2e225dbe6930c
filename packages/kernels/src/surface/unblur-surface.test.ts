import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type IjkToLps,
  ijkToLpsFrom,
  pointLps,
  spacingMmOf,
  type TriMesh,
  type Triple,
  tripleOf,
  type Volume,
} from '@specola/space';
import {
  ballMesh,
  ballPhantom,
  boxPhantom,
  DEFAULT_IMAGING,
  meshVolumeMm3,
  type SolidPhantom,
  slantedBoxPhantom,
} from '@specola/test-kit';
import { thresholdMask } from '../image/threshold-mask.ts';
import { Arena, Scope } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { extractSurface } from './extract-surface.ts';
import { gridPositions, imageOfSolid } from './image-of-solid.ts';
import { type UnblurParams, unblurSurface } from './unblur-surface.ts';

const { pointSpreadMm } = DEFAULT_IMAGING;

const sigmaOf = (ijkToLps: IjkToLps): Triple =>
  tripleOf(
    spacingMmOf(ijkToLps).map((mm, axis) =>
      Math.sqrt((axis === 2 ? pointSpreadMm.throughPlane : pointSpreadMm.inPlane) ** 2 + mm ** 2 / 12),
    ),
  );

interface Drawn {
  readonly raw: TriMesh;
  readonly mesh: TriMesh;
  readonly moved: Awaited<ReturnType<typeof unblurSurface>>;
}

async function drawn(phantom: SolidPhantom, crew: Crew, params: Partial<UnblurParams> = {}): Promise<Drawn> {
  const { volume, isoHu } = phantom;
  const brighterInside = params.brighterInside ?? true;
  const band = brighterInside ? { from: isoHu, to: 4000 } : { from: -4000, to: isoHu };
  const mask = await thresholdMask(volume, band, crew);
  const raw = await extractSurface({ volume, mask, isoHu }, crew);
  const moved = await unblurSurface(
    raw,
    volume,
    {
      blur: { sigmaMm: sigmaOf(volume.ijkToLps) },
      isoHu,
      brighterInside,
      boundMm: 0.35,
      noise: 5,
      believedFrom: 60,
      believedFully: 120,
      ...params,
    },
    crew,
  );
  return { raw, mesh: { ...raw, positions: moved.positions }, moved };
}

/** Values of a ball of 5.3 mm, 1 inside and 0 outside, as the phantom's scanner has them and as the kernel has them. */
async function bothImages(
  mirrored: boolean,
): Promise<{ readonly scanned: Float64Array; readonly shown: Float32Array }> {
  const crew = soloCrew(new Arena());
  using scope = new Scope(crew.arena);
  const { volume, centerLps } = ballPhantom({
    radiusMm: 5.3,
    insideHu: 3000,
    outsideHu: 0,
    samplesPerVoxel: [6, 6, 9],
  });
  const m = volume.ijkToLps;
  // Mirrored in x the same solid lies on a left-handed grid.
  const ijkToLps = (mirrored ? m.map((value, n) => (n < 4 ? -value : value)) : m) as readonly number[] as IjkToLps;
  const ball = ballMesh({
    radiusMm: 5.3,
    centerMm: [mirrored ? -centerLps[0] : centerLps[0], centerLps[1], centerLps[2]],
    rings: 160,
  });
  const positions = scope.float32(ball.positions.length);
  positions.set(ball.positions);
  const triangles = scope.uint32(ball.triangles.length);
  triangles.set(ball.triangles);
  const [nx, ny, nz] = volume.dimensions;
  const places = scope.float32(3 * nx * ny * nz);
  for (let v = 0; v < nx * ny * nz; v++)
    places.set([v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))], 3 * v);
  const wanted = scope.float32(nx * ny * nz).fill(1);
  const shown = scope.float32(nx * ny * nz);
  const blur = { sigmaMm: sigmaOf(volume.ijkToLps) };
  const vertices = await gridPositions(positions, ijkToLps, crew, scope);
  const open = await imageOfSolid({ ...volume, ijkToLps, blur, triangles, places, wanted }, vertices, shown, crew);
  assert.equal(open, 0);
  return { scanned: Float64Array.from(volume.values, (value) => value / 3000), shown: shown.slice() };
}

for (const mirrored of [false, true])
  test(`a ball is imaged as the phantom's scanner images it, on a ${mirrored ? 'left' : 'right'}-handed grid`, async () => {
    const { scanned, shown } = await bothImages(mirrored);
    let largest = 0;
    scanned.forEach((value, n) => {
      largest = Math.max(largest, Math.abs(value - shown[n]!));
    });
    assert.ok(largest < 0.012, `${largest}`);
  });

test('balls from three voxels on get back what the blur took of their volume', async () => {
  const crew = soloCrew(new Arena());
  for (const [radiusMm, before, percent] of [
    [1.2, -35, 2.5],
    [1.6, -20, 1],
    [2.9, -6, 0.5],
    [7.3, -1, 0.2],
  ] as const) {
    const known = (4 / 3) * Math.PI * radiusMm ** 3;
    const { raw, mesh } = await drawn(ballPhantom({ radiusMm, samplesPerVoxel: [6, 6, 9], arena: crew.arena }), crew);
    assert.ok(100 * (meshVolumeMm3(raw) / known - 1) < before);
    const error = 100 * (meshVolumeMm3(mesh) / known - 1);
    assert.ok(Math.abs(error) < percent, `radius ${radiusMm}: ${error.toFixed(2)} %`);
  }
});

test('what is darker than its surroundings moves as what is brighter does', async () => {
  const crew = soloCrew(new Arena());
  const shape = { radiusMm: 3.1, samplesPerVoxel: [5, 5, 7] as Triple, arena: crew.arena };
  const bright = await drawn(ballPhantom({ ...shape, insideHu: 900, outsideHu: 100 }), crew);
  const dark = await drawn(ballPhantom({ ...shape, insideHu: 100, outsideHu: 900 }), crew, { brighterInside: false });
  // Outside the grid there is nothing, so the dark segment is the ball alone.
  assert.ok(Math.abs(dark.moved.meanMoveMm / bright.moved.meanMoveMm - 1) < 0.05);
});

test('the flat sides of a slanted box, and of one along the grid, stay in their place', async () => {
  const crew = soloCrew(new Arena());
  const sidesMm: Triple = [13, 15, 17];
  const along = boxPhantom({ sidesMm, turn: [0, 0, 0], arena: crew.arena });
  const slanted = slantedBoxPhantom({ sidesMm, arena: crew.arena });
  for (const phantom of [along, slanted]) {
    const { raw, mesh } = await drawn(phantom, crew);
    const [cx, cy, cz] = phantom.centerLps;
    let [before, after, count] = [0, 0, 0];
    for (let v = 0; v < raw.positions.length; v += 3) {
      const [x, y, z] = [raw.positions[v]!, raw.positions[v + 1]!, raw.positions[v + 2]!];
      // Near a face's middle: the nearest edge is four sigmas away.
      if (Math.hypot(x - cx, y - cy, z - cz) > 8.7) continue;
      before = Math.max(before, Math.abs(phantom.distanceMm(x, y, z)));
      const moved = tripleOf(mesh.positions.subarray(v, v + 3));
      after = Math.max(after, Math.abs(phantom.distanceMm(...moved)));
      count++;
    }
    assert.ok(count > 300);
    assert.ok(after < Math.max(before, 0.02) + 0.001, `${before} → ${after}`);
  }
});

test('no vertex moves further than the bound, and a bound of nothing moves nothing', async () => {
  const crew = soloCrew(new Arena());
  const phantom = ballPhantom({ radiusMm: 1.4, noiseHu: 60, arena: crew.arena });
  const { raw, mesh, moved } = await drawn(phantom, crew, { boundMm: 0.07 });
  let furthest = 0;
  for (let v = 0; v < raw.positions.length; v += 3)
    furthest = Math.max(furthest, Math.hypot(...[0, 1, 2].map((c) => raw.positions[v + c]! - mesh.positions[v + c]!)));
  assert.ok(furthest <= 0.07 + 2e-5 && furthest > 0.0699, `${furthest}`);
  assert.ok(moved.largestMoveMm <= 0.07);
  const still = await drawn(phantom, crew, { boundMm: 0 });
  assert.deepEqual(still.mesh.positions, still.raw.positions);
});

test('where the image has no edge, or one lost in noise, nothing moves', async () => {
  const crew = soloCrew(new Arena());
  const phantom = ballPhantom({ radiusMm: 4.2, arena: crew.arena });
  const lost = await drawn(phantom, crew, { believedFrom: 2000, believedFully: 3000 });
  assert.equal(lost.moved.largestMoveMm, 0);
  // A segment that ends in the middle of the ball: the cut runs halfway between voxels, whatever their values.
  const { volume, isoHu } = phantom;
  const half = await thresholdMask(volume, { from: isoHu, to: 4000 }, crew);
  const rows = half.words.length / volume.dimensions[2];
  half.words.fill(0, rows * Math.floor(volume.dimensions[2] / 2));
  const raw = await extractSurface({ volume, mask: half, isoHu }, crew);
  const moved = await unblurSurface(raw, volume, usual(volume, isoHu), crew);
  const k = 0.5 + Math.floor(volume.dimensions[2] / 2) - 1;
  const m = volume.ijkToLps;
  const cut = pointLps(m[2]! * k, m[6]! * k, m[10]! * k);
  const normal = [m[2]! / 0.8, m[6]! / 0.8, m[10]! / 0.8] as const;
  const heightOf = (x: number, y: number, z: number) =>
    (x - m[3]! - cut[0]) * normal[0] + (y - m[7]! - cut[1]) * normal[1] + (z - m[11]! - cut[2]) * normal[2];
  const centerOf = (axis: number) => phantom.centerLps[axis]!;
  let seen = 0;
  for (let v = 0; v < raw.positions.length; v += 3) {
    const [x, y, z] = [raw.positions[v]!, raw.positions[v + 1]!, raw.positions[v + 2]!];
    if (Math.abs(heightOf(x, y, z)) > 1e-3 || Math.hypot(x - centerOf(0), y - centerOf(1), z - centerOf(2)) > 2)
      continue;
    seen++;
    assert.deepEqual([...moved.positions.subarray(v, v + 3)], [x, y, z]);
  }
  assert.ok(seen > 20);
});

function usual(volume: Volume, isoHu: number): UnblurParams {
  return {
    blur: { sigmaMm: sigmaOf(volume.ijkToLps) },
    isoHu,
    brighterInside: true,
    boundMm: 0.35,
    noise: 5,
    believedFrom: 60,
    believedFully: 120,
  };
}

test('a bone that the border of the image cuts goes on beyond it: its sides do not bulge there', async () => {
  const crew = soloCrew(new Arena());
  const [nx, ny, nz] = [40, 41, 20] as const;
  const values = crew.arena.int16(nx * ny * nz);
  // A bar of 9 × 10 mm that runs through all slices, blurred over two voxels.
  const ramp = (mm: number) => Math.min(1, Math.max(0, 0.5 - mm / 1.2));
  for (let v = 0; v < values.length; v++) {
    const [x, y] = [(v % nx) * 0.6 - 12.1, (Math.floor(v / nx) % ny) * 0.6 - 11.8];
    values[v] = Math.round(1000 * ramp(Math.abs(x) - 4.5) * ramp(Math.abs(y) - 5));
  }
  const volume: Volume = {
    dimensions: [nx, ny, nz],
    values,
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
    ijkToLps: ijkToLpsFrom([0.6, 0, 0], [0, 0.6, 0], [0, 0, 0.9], pointLps(5, 6, 7)),
    modality: 'CT',
  };
  const mask = await thresholdMask(volume, { from: 500, to: 4000 }, crew);
  const raw = await extractSurface({ volume, mask, isoHu: 500 }, crew);
  const params = { ...usual(volume, 500), blur: { sigmaMm: [0.35, 0.35, 0.45] as Triple } };
  const { positions } = await unblurSurface(raw, volume, params, crew);
  const movesAt = (from: number, to: number) => {
    const moves: number[] = [];
    for (let v = 0; v < raw.positions.length; v += 3) {
      const z = raw.positions[v + 2]! - 7;
      if (z < from || z > to || Math.abs(raw.positions[v + 1]! - 6 - 11.8) > 3) continue;
      moves.push(Math.abs(positions[v]! - raw.positions[v]!));
    }
    assert.ok(moves.length >= 20);
    return Math.max(...moves);
  };
  assert.equal(movesAt(-0.1, 0.1), 0);
  assert.ok(movesAt(0.8, 2) < 0.01 + movesAt(7, 10), `${movesAt(0.8, 2)} beside ${movesAt(7, 10)}`);
});
