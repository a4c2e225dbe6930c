import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readNifti } from '@specola/formats';
import { gridAround } from '@specola/phantom';
import { pointLps, type TriMesh, type Triple, toLps, type Volume } from '@specola/space';
import { ballPhantom, needsData, realData } from '@specola/test-kit';
import { signedDistances } from '../measure/surface-distances.ts';
import { vertexNormals } from '../measure/vertex-normals.ts';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { surfaceIndex } from '../search/surface-index.ts';
import { extractSurface } from '../surface/extract-surface.ts';
import { thresholdMask } from './threshold-mask.ts';
import { MOVE_STATES, TENTH, thresholdDoubt } from './threshold-moves.ts';

const DIMENSIONS = [52, 47, 33] as const;
const CENTER = pointLps(31, -84, 207);

/** An image whose value at each place of the patient is given, on an oblique, anisotropic grid off zero. */
function imageOf(valueAt: (fromCenter: Triple) => number, arena: Arena): Volume {
  const ijkToLps = gridAround(CENTER, {
    dimensions: DIMENSIONS,
    spacingMm: [0.5, 0.6, 0.9],
    turn: [0.06, -0.05, 0.09],
  });
  const values = arena.int16(DIMENSIONS[0] * DIMENSIONS[1] * DIMENSIONS[2]);
  let v = 0;
  for (let k = 0; k < DIMENSIONS[2]; k++)
    for (let j = 0; j < DIMENSIONS[1]; j++)
      for (let i = 0; i < DIMENSIONS[0]; i++) {
        const [x, y, z] = toLps([i, j, k], ijkToLps);
        values[v++] = Math.round(valueAt([x - CENTER[0], y - CENTER[1], z - CENTER[2]]));
      }
  return {
    dimensions: DIMENSIONS,
    ijkToLps,
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
    values,
  };
}

async function drawn(volume: Volume, isoHu: number, crew: Crew): Promise<TriMesh> {
  const mask = await thresholdMask(volume, { from: isoHu, to: 32767 }, crew);
  return extractSurface({ volume, mask, isoHu }, crew);
}

const clamped = (low: number, value: number, high: number) => Math.max(low, Math.min(high, value));

/** Vertices that lie well inside the grid and near a place along x. */
function verticesNear({ positions }: TriMesh, xMm: number): number[] {
  const near: number[] = [];
  for (let v = 0; v < positions.length / 3; v++) {
    const [x, y, z] = [0, 1, 2].map((axis) => positions[3 * v + axis]! - CENTER[axis]!) as [number, number, number];
    if (Math.abs(x - xMm) < 1.2 && Math.abs(y) < 8 && Math.abs(z) < 8) near.push(v);
  }
  return near;
}

test('where the grey value falls by 300 a millimeter, a shift of 120 moves the surface by 0.4 mm either way', async () => {
  const crew = soloCrew(new Arena());
  // A wall from x = 0 on: 1300 inside, 100 outside, and 4 mm between them.
  const volume = imageOf(([x]) => clamped(100, 700 + 300 * x, 1300), crew.arena);
  const mesh = await drawn(volume, 700.5, crew);
  const { rise, byTenth } = await thresholdDoubt(
    mesh,
    volume,
    { isoHu: 700.5, brighterInside: true, reachMm: 2.5 },
    crew,
  );
  assert.ok(Math.abs(rise! - 1200) < 2, `${rise}`);
  const vertices = verticesNear(mesh, 0);
  assert.ok(vertices.length > 500);
  for (const v of vertices) {
    assert.ok(Math.abs(byTenth!.movesMm[2 * v]! + 0.4) < 0.01, `${byTenth!.movesMm[2 * v]}`);
    assert.ok(Math.abs(byTenth!.movesMm[2 * v + 1]! - 0.4) < 0.01);
  }
});

test('a plate hardly brighter than the threshold vanishes, a gap hardly darker merges, and a cut has no edge', async () => {
  const crew = soloCrew(new Arena());
  // Along x: a thick wall to −6, a thin plate at −2 that peaks 45 above the threshold; a wall from 3 to 6, a gap at 6.9
  // that falls 40 below it, and a wall beyond.
  const volume = imageOf(([x, y, z]) => {
    const middle = Math.abs(y) < 9.5 && Math.abs(z) < 9.5;
    const wall = clamped(100, 700 - 500 * (x + 6), 1300);
    const plate = middle && Math.abs(x + 2) < 1.3 ? 745 - 50 * Math.abs(x + 2) : 100;
    const other = clamped(100, 700 + 500 * (x - 3), 1300);
    const gap = middle && Math.abs(x - 6.9) < 1.3 ? 660 + 50 * Math.abs(x - 6.9) : 1300;
    return Math.max(wall, plate, Math.min(other, gap));
  }, crew.arena);
  const isoHu = 700.5;
  const mesh = await drawn(volume, isoHu, crew);
  const { byTenth, rise } = await thresholdDoubt(mesh, volume, { isoHu, brighterInside: true, reachMm: 2.5 }, crew);
  assert.ok(rise! > 500 && rise! < 1300, `${rise}`);
  const share = (xMm: number, way: 0 | 1, state: number) => {
    const vertices = verticesNear(mesh, xMm);
    return vertices.filter((v) => byTenth!.states[2 * v + way] === state).length / vertices.length;
  };
  assert.ok(share(-2, 0, MOVE_STATES.ended) > 0.95, 'the plate vanishes');
  assert.ok(share(-2, 1, MOVE_STATES.found) > 0.95, 'and grows outward by a number');
  assert.ok(share(6.9, 1, MOVE_STATES.ended) > 0.95, 'the gap closes');
  assert.ok(share(-6, 0, MOVE_STATES.found) > 0.95, 'the wall stays');
  // The border of the grid cuts the wall: no edge of the image lies there.
  const cut = [...byTenth!.states].filter((state) => state === MOVE_STATES.noEdge).length;
  assert.ok(cut > 1000, `${cut}`);
});

test('where the grey value never falls so far, the surface is told to move further than was looked', async () => {
  const crew = soloCrew(new Arena());
  // In front (y < 0) the outside is 600 darker than the threshold, behind only 20.
  const volume = imageOf(([x, y]) => clamped(y < 0 ? 100 : 680, 700 + 300 * x, 1300), crew.arena);
  const mesh = await drawn(volume, 700.5, crew);
  const { byTenth } = await thresholdDoubt(mesh, volume, { isoHu: 700.5, brighterInside: true, reachMm: 1.7 }, crew);
  for (const v of verticesNear(mesh, 0)) {
    const y = mesh.positions[3 * v + 1]! - CENTER[1];
    if (Math.abs(y) < 1.5) continue;
    assert.equal(byTenth!.states[2 * v + 1], y < 0 ? MOVE_STATES.found : MOVE_STATES.further);
    assert.equal(byTenth!.states[2 * v], MOVE_STATES.found);
  }
});

test('an image that is stored scaled and upside down has the same moves, in its own unit', async () => {
  const crew = soloCrew(new Arena());
  const plain = imageOf(([x]) => clamped(-4000, 40 * x, 4000), crew.arena);
  // Stored values count by a half, upside down: what was bright is dark, and the inside with it.
  const volume: Volume = { ...plain, valueScale: { slope: -0.5, intercept: 30, unit: 'HU' } };
  const mesh = await drawn(plain, 0.5, crew);
  const about = { isoHu: 30 - 0.25, brighterInside: false, reachMm: 2 };
  const { byTenth, rise } = await thresholdDoubt(mesh, volume, about, crew);
  // 2 mm either way of 40 stored values, halved.
  assert.ok(Math.abs(rise! - 80) < 2, `${rise}`);
  for (const v of verticesNear(mesh, 0)) assert.ok(Math.abs(byTenth!.movesMm[2 * v + 1]! - 0.4) < 0.02);
});

test('the noise of an image is found near its surface within a tenth, whatever its tags say', async () => {
  const arena = new Arena();
  for (const noiseHu of [9, 31]) {
    const { volume, isoHu } = ballPhantom({ radiusMm: 14, noiseHu, marginVoxels: 22, arena });
    const crew = soloCrew(arena);
    const mesh = await drawn(volume, isoHu, crew);
    const { noise } = await thresholdDoubt(mesh, volume, { isoHu, brighterInside: true, reachMm: 3 }, crew);
    const sorted = [...noise!].sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1]!;
    assert.ok(Math.abs(median / noiseHu - 1) < 0.1, `${median} of ${noiseHu}`);
  }
});

const PELVIS = 'ct_gt/totalseg_pelvis_spine_3mm/ct.nii.gz';

test(
  'on a real scan each number leads to the surface that is drawn anew at the shifted threshold',
  needsData(PELVIS),
  async (t) => {
    const crew = soloCrew(new Arena());
    const bytes = new Uint8Array(readFileSync(realData(PELVIS)!));
    const { volume } = await readNifti(bytes, (length) => crew.arena.int16(length));
    const isoHu = 250.5;
    const mesh = await drawn(volume, isoHu, crew);
    const { byTenth, rise } = await thresholdDoubt(mesh, volume, { isoHu, brighterInside: true, reachMm: 3 }, crew);
    const normals = vertexNormals(mesh);
    for (const [way, sign] of [
      [0, 1],
      [1, -1],
    ] as const) {
      const shifted = await drawn(volume, isoHu + sign * TENTH * rise!, crew);
      using index = await surfaceIndex(shifted, crew);
      const led: number[] = [];
      for (let v = 0; v < mesh.positions.length / 3; v += 7) {
        if (byTenth!.states[2 * v + way] !== MOVE_STATES.found) continue;
        const n = [0, 1, 2].map((axis) => normals[3 * v + axis]!);
        const length = Math.hypot(...n);
        for (let axis = 0; axis < 3; axis++)
          led.push(mesh.positions[3 * v + axis]! + (byTenth!.movesMm[2 * v + way]! * n[axis]!) / length);
      }
      const off = (await signedDistances(Float32Array.from(led), index, crew)).map(Math.abs).sort();
      const at = (share: number) => off[Math.floor(share * (off.length - 1))]!;
      t.diagnostic(`${off.length} places, off by ${at(0.5)} mm in the median, ${at(0.95)} at 95 %, ${at(1)} at most`);
      assert.ok(at(0.5) < 0.03 && at(0.95) < 0.3, `${at(0.5)} and ${at(0.95)} mm`);
    }
  },
);
