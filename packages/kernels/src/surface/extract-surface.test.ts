import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type BitMask, type Dimensions, ijkToLpsOf, type Triple, toLps, tripleOf, type Volume } from '@specola/space';
import { needsVtk, temporaryFolder, withVtk } from '@specola/test-kit';
import fc from 'fast-check';
import { emptyMask, setInMask } from '../image/mask-memory.ts';
import { thresholdMask } from '../image/threshold-mask.ts';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { extractSurface } from './extract-surface.ts';
import { assertClosedManifold, lawsOf } from './surface-laws.test.ts';

/** Oblique, anisotropic, off zero: rational rotation (2, 2, −1; −1, 2, 2; 2, −1, 2)/3, spacing 0.6, 0.5, 0.9 mm. */
const OBLIQUE = affine([0.6, 0.5, 0.9], [31.5, -84.25, 203]);
/** The same grid with its slices counted the other way: left-handed. */
const MIRRORED = affine([0.6, 0.5, -0.9], [12.25, 66.5, -147]);

function affine([si, sj, sk]: Triple, origin: Triple): Volume['ijkToLps'] {
  const turn = [2, -1, 2, 2, 2, -1, -1, 2, 2].map((n) => n / 3);
  return ijkToLpsOf(
    [0, 1, 2].flatMap((r) => [turn[3 * r]! * si, turn[3 * r + 1]! * sj, turn[3 * r + 2]! * sk, origin[r]!]),
  );
}

const straight = ([si, sj, sk]: Triple, [x, y, z]: Triple) => ijkToLpsOf([si, 0, 0, x, 0, sj, 0, y, 0, 0, sk, z]);

/** A volume whose value at each voxel is told by its place. */
function volumeOf(
  dimensions: Dimensions,
  ijkToLps: Volume['ijkToLps'],
  arena: Arena,
  valueAt: (point: Triple, index: Triple) => number,
): Volume {
  const [nx, ny, nz] = dimensions;
  const values = arena.int16(nx * ny * nz);
  for (let k = 0, v = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) values[v++] = Math.round(valueAt(toLps([i, j, k], ijkToLps), [i, j, k]));
  return { dimensions, values, ijkToLps, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

function maskWhere(
  dimensions: Dimensions,
  arena: Arena,
  inside: (i: number, j: number, k: number) => boolean,
): BitMask {
  const mask = emptyMask(dimensions, arena);
  const [nx, ny, nz] = dimensions;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) if (inside(i, j, k)) setInMask(mask, i, j, k);
  return mask;
}

/** Grey values fall by this much for each mm from the surface: fine enough that rounding moves it by less than 2 µm. */
const HU_PER_MM = 300;
const ISO_HU = 140.5;

/** The surface of an analytic solid, given by its signed distance, negative inside. */
async function surfaceOfSolid(
  distanceMm: (point: Triple) => number,
  { dimensions, ijkToLps, darker = false }: { dimensions: Dimensions; ijkToLps: Volume['ijkToLps']; darker?: boolean },
) {
  const crew = soloCrew(new Arena());
  const slope = darker ? HU_PER_MM : -HU_PER_MM;
  const volume = volumeOf(dimensions, ijkToLps, crew.arena, (point) =>
    Math.max(-20000, Math.min(20000, ISO_HU + slope * distanceMm(point))),
  );
  const band = darker ? { from: -Infinity, to: ISO_HU } : { from: ISO_HU, to: Infinity };
  const mask = await thresholdMask(volume, band, crew);
  return extractSurface({ volume, mask, isoHu: ISO_HU }, crew);
}

function largestDistanceMm(positions: Float32Array, distanceMm: (point: Triple) => number): number {
  let largest = 0;
  for (let v = 0; v < positions.length; v += 3)
    largest = Math.max(largest, Math.abs(distanceMm([positions[v]!, positions[v + 1]!, positions[v + 2]!])));
  return largest;
}

const within = (got: number, wanted: number, relative: number) =>
  assert.ok(Math.abs(got / wanted - 1) <= relative, `${got} is not within ${relative} of ${wanted}`);

const middleOf = ([nx, ny, nz]: Dimensions, ijkToLps: Volume['ijkToLps']): Triple =>
  toLps([(nx - 1) / 2 + 0.3, (ny - 1) / 2 - 0.2, (nz - 1) / 2 + 0.1], ijkToLps);

const ballAt =
  (center: Triple, radiusMm: number) =>
  ([x, y, z]: Triple): number =>
    Math.hypot(x - center[0], y - center[1], z - center[2]) - radiusMm;

for (const [name, ijkToLps] of [
  ['oblique', OBLIQUE],
  ['left-handed', MIRRORED],
] as const)
  for (const darker of [false, true])
    test(`a ${darker ? 'darker' : 'brighter'} ball on an ${name} grid is closed, faces outward, and lies where it is`, async () => {
      const dimensions = [43, 51, 29] as const;
      const ball = ballAt(middleOf(dimensions, ijkToLps), 10);
      const mesh = await surfaceOfSolid(ball, { dimensions, ijkToLps, darker });
      const laws = assertClosedManifold(mesh);
      assert.equal(laws.euler, 2);
      within(laws.volumeMm3, (4 / 3) * Math.PI * 1000, 0.006);
      // Between two voxels the distance is not linear: spacing² / (8 · radius), and grey values are rounded.
      assert.ok(largestDistanceMm(mesh.positions, ball) < 0.9 ** 2 / 80 + 0.003);
    });

test('the faces of a box along a straight grid lie where they are to 3 µm, away from its edges', async () => {
  const dimensions = [70, 33, 22] as const;
  const ijkToLps = straight([0.4, 0.7, 0.9], [-100, 55, 12]);
  const center = middleOf(dimensions, ijkToLps);
  const halves = [11.3, 9.1, 7.7] as const;
  const box = (point: Triple): number => Math.max(...halves.map((half, n) => Math.abs(point[n]! - center[n]!) - half));
  const mesh = await surfaceOfSolid(box, { dimensions, ijkToLps });
  const laws = assertClosedManifold(mesh);
  assert.equal(laws.euler, 2);
  within(laws.volumeMm3, 8 * 11.3 * 9.1 * 7.7, 0.01);
  // Within a voxel of an edge of the box, the distance is not linear along the grid.
  for (let v = 0; v < mesh.positions.length; v += 3) {
    const depths = halves.map((half, n) => Math.abs(mesh.positions[v + n]! - center[n]!) - half);
    if (depths.filter((depth) => depth > -0.95).length > 1) continue;
    assert.ok(Math.abs(Math.max(...depths)) < 0.003);
  }
});

test('the flat faces of a slanted box lie where they are, and only cells at its edges stray', async () => {
  const dimensions = [61, 67, 47] as const;
  const center = middleOf(dimensions, OBLIQUE);
  const halves = [9.5, 7.25, 11] as const;
  const axes: readonly Triple[] = [
    [0.6, 0.8, 0],
    [-0.48, 0.36, 0.8],
    [0.64, -0.48, 0.6],
  ];
  const box = (point: Triple): number =>
    Math.max(
      ...axes.map(
        (axis, n) => Math.abs(axis.reduce<number>((sum, a, r) => sum + a * (point[r]! - center[r]!), 0)) - halves[n]!,
      ),
    );
  const mesh = await surfaceOfSolid(box, { dimensions, ijkToLps: OBLIQUE });
  const laws = assertClosedManifold(mesh);
  assert.equal(laws.euler, 2);
  within(laws.volumeMm3, 8 * 9.5 * 7.25 * 11, 0.01);
  const strays = [...Array(mesh.positions.length / 3).keys()].filter(
    (v) => largestDistanceMm(mesh.positions.subarray(3 * v, 3 * v + 3), box) > 0.003,
  );
  assert.ok(strays.length < 0.12 * (mesh.positions.length / 3));
  assert.ok(largestDistanceMm(mesh.positions, box) < 0.45);
});

test('a torus has one hole', async () => {
  const dimensions = [65, 80, 44] as const;
  const center = middleOf(dimensions, OBLIQUE);
  const torus = ([x, y, z]: Triple): number =>
    Math.hypot(Math.hypot(x - center[0], y - center[1]) - 9, z - center[2]) - 4;
  const mesh = await surfaceOfSolid(torus, { dimensions, ijkToLps: OBLIQUE });
  const laws = assertClosedManifold(mesh);
  assert.equal(laws.euler, 0);
  within(laws.volumeMm3, 2 * Math.PI ** 2 * 9 * 4 ** 2, 0.015);
  assert.ok(largestDistanceMm(mesh.positions, torus) < 0.9 ** 2 / 32 + 0.003);
});

test('a full grid is closed half a voxel outside its outermost voxels, with its edges cut', async () => {
  const crew = soloCrew(new Arena());
  for (const dimensions of [
    [1, 1, 1],
    [64, 1, 3],
    [63, 5, 2],
    [65, 7, 10],
  ] as const) {
    const volume = volumeOf(dimensions, straight([2, 3, 5], [-7, 11, 13]), crew.arena, () => 1000);
    const mesh = await extractSurface(
      { volume, mask: maskWhere(dimensions, crew.arena, () => true), isoHu: 500 },
      crew,
    );
    const laws = assertClosedManifold(mesh);
    assert.equal(laws.euler, 2);
    // The box of voxel centres, grown by an octahedron of half a voxel: Steiner's formula.
    const [a, b, c] = dimensions.map((n) => n - 1) as [number, number, number];
    const voxels = a * b * c + (a * b + b * c + c * a) + (a + b + c) / 2 + 1 / 6;
    within(laws.volumeMm3, 30 * voxels, 1e-6);
    const xs = mesh.positions.filter((_, n) => n % 3 === 0);
    assert.deepEqual([Math.min(...xs), Math.max(...xs)], [-8, -7 + 2 * (dimensions[0] - 0.5)]);
  }
});

test('where the grey values do not pass the iso value, the surface runs halfway', async () => {
  const crew = soloCrew(new Arena());
  const dimensions = [5, 4, 3] as const;
  const volume = volumeOf(
    dimensions,
    straight([1, 1, 1], [0, 0, 0]),
    crew.arena,
    (_, [i]) => [0, 100, 900, 800, 0][i]!,
  );
  const mask = maskWhere(dimensions, crew.arena, (i) => i === 2);
  const mesh = await extractSurface({ volume, mask, isoHu: 300 }, crew);
  const xs = new Set(
    [...mesh.positions.keys()]
      .filter((n) => n % 3 === 0 && mesh.positions[n] !== 2)
      .map((n) => mesh.positions[n]!.toFixed(6)),
  );
  assert.deepEqual([...xs].sort(), ['1.250000', '2.500000']);
});

test('stored values with a slope and an intercept give the surface of their meaning', async () => {
  const crew = soloCrew(new Arena());
  const dimensions = [3, 3, 3] as const;
  const volume = {
    ...volumeOf(dimensions, straight([1, 1, 1], [0, 0, 0]), crew.arena, (_, [i]) => 100 * i),
    valueScale: { slope: -2, intercept: 50, unit: 'arbitrary' as const },
  };
  const mask = maskWhere(dimensions, crew.arena, (i) => i >= 1);
  // −2 · 25 + 50 = 0: a quarter of the way from the first voxel to the second.
  const mesh = await extractSurface({ volume, mask, isoHu: 0 }, crew);
  assert.equal(Math.min(...mesh.positions.filter((_, n) => n % 3 === 0)), 0.25);
});

test('an empty mask gives an empty mesh', async () => {
  const crew = soloCrew(new Arena());
  const volume = volumeOf([4, 3, 2], OBLIQUE, crew.arena, () => 0);
  const mesh = await extractSurface({ volume, mask: emptyMask([4, 3, 2], crew.arena), isoHu: 1 }, crew);
  assert.deepEqual([mesh.positions.length, mesh.triangles.length], [0, 0]);
});

test('a mask of another grid is refused, and nothing stays lent', async () => {
  const crew = soloCrew(new Arena());
  const volume = volumeOf([4, 3, 2], OBLIQUE, crew.arena, () => 0);
  const mask = emptyMask([4, 3, 3], crew.arena);
  const free = crew.arena.uint8(1);
  crew.arena.release(free);
  await assert.rejects(extractSurface({ volume, mask, isoHu: 1 }, crew), { code: 'space/length-mismatch' });
  assert.equal(crew.arena.uint8(1).byteOffset, free.byteOffset);
});

for (const [axis, name] of ['i', 'j', 'k'].entries())
  test(`all 4096 ways to fill two cells that touch along ${name} give closed manifolds of the right volume sign`, async () => {
    const crew = soloCrew(new Arena());
    // Blocks of 3×2×2 voxels (turned to the axis) with two empty voxels between them: cells never mix.
    const block = [2, 2, 2].map((n, a) => (a === axis ? 3 : n)) as [number, number, number];
    const side = 16;
    const dimensions = tripleOf(block.map((n) => side * (n + 2)));
    const mask = maskWhere(dimensions, crew.arena, (...at) => {
      const kind = at.reduce((sum, n, a) => sum + side ** a * Math.floor(n / (block[a]! + 2)), 0);
      const inner = at.map((n, a) => n % (block[a]! + 2));
      if (inner.some((n, a) => n >= block[a]!)) return false;
      return ((kind >> (inner[0]! + block[0] * (inner[1]! + block[1] * inner[2]!))) & 1) === 1;
    });
    const volume = volumeOf(
      dimensions,
      axis === 1 ? MIRRORED : OBLIQUE,
      crew.arena,
      (_, [i, j, k]) => ((i * 7919 + j * 104729 + k * 1299709) % 401) - 200,
    );
    const laws = assertClosedManifold(await extractSurface({ volume, mask, isoHu: 0.5 }, crew));
    assert.ok(laws.volumeMm3 > 0);
  });

test('the surface of any mask is a closed manifold without twins or flat triangles, whatever the grey values', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        dimensions: fc.tuple(
          fc.integer({ min: 1, max: 70 }),
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 12 }),
        ),
        seed: fc.integer({ min: 1, max: 2 ** 31 }),
        density: fc.constantFrom(0.05, 0.3, 0.5, 0.7, 0.95),
        range: fc.constantFrom(1, 3, 4000),
      }),
      async ({ dimensions, seed, density, range }) => {
        const crew = soloCrew(new Arena());
        let s = seed;
        const random = () => {
          s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
          return s / 2 ** 32;
        };
        const volume = volumeOf(dimensions, OBLIQUE, crew.arena, () => range * (random() - 0.5));
        const mask = maskWhere(dimensions, crew.arena, () => random() < density);
        assertClosedManifold(await extractSurface({ volume, mask, isoHu: 0 }, crew));
      },
    ),
    { seed: 2026, numRuns: 60 },
  );
});

test('pieces may be done in any order, and the bytes are the same', async () => {
  const backwards = (crew: Crew): Crew => ({
    ...crew,
    run: async (task, args) => (await crew.run(task, args.toReversed())).toReversed(),
  });
  const meshes = [];
  for (const way of [(crew: Crew) => crew, backwards]) {
    const crew = way(soloCrew(new Arena()));
    const volume = volumeOf(
      [67, 20, 41],
      OBLIQUE,
      crew.arena,
      (_, [i, j, k]) => ((i * 7919 + j * 104729 + k * 1299709) % 401) - 200,
    );
    const mask = await thresholdMask(volume, { from: 20.5, to: Infinity }, crew);
    meshes.push(await extractSurface({ volume, mask, isoHu: 20.5 }, crew));
  }
  assert.deepEqual(meshes[0]!.positions, meshes[1]!.positions);
  assert.deepEqual(meshes[0]!.triangles, meshes[1]!.triangles);
});

const VTK_SCRIPT = `
import json, sys
import numpy as np
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
folder, nx, ny, nz, iso = sys.argv[1:6]
values = np.fromfile(folder + '/volume.i16', dtype='<i2')
image = vtkImageData()
image.SetDimensions(int(nx), int(ny), int(nz))
image.GetPointData().SetScalars(numpy_to_vtk(values, deep=0))
edges = vtkFlyingEdges3D()
edges.SetInputData(image)
edges.SetValue(0, float(iso))
edges.ComputeNormalsOff(); edges.ComputeGradientsOff(); edges.ComputeScalarsOff()
edges.Update()
surface = edges.GetOutput()
vtk_to_numpy(surface.GetPoints().GetData()).astype('<f4').tofile(folder + '/points.f32')
print(json.dumps(surface.GetNumberOfPolys()))
`;

/** Vertices in a fixed order, told apart by the grid edge they lie on; each edge has one at most. */
function byEdge(indices: Float32Array): Map<string, [number, number, number]> {
  const found = new Map<string, [number, number, number]>();
  for (let v = 0; v < indices.length; v += 3) {
    const at = [indices[v]!, indices[v + 1]!, indices[v + 2]!] as [number, number, number];
    const off = at.map((x) => Math.abs(x - Math.round(x)));
    const axis = off.indexOf(Math.max(...off));
    found.set(`${axis}:${at.map((x, n) => (n === axis ? Math.floor(x) : Math.round(x)))}`, at);
  }
  return found;
}

for (const [name, smooth] of [
  ['a ball', true],
  ['pure noise', false],
] as const)
  test(`on ${name} the vertices are those of vtkFlyingEdges3D, to 1e-4 of a voxel`, needsVtk(), async () => {
    using folder = temporaryFolder();
    const crew = soloCrew(new Arena());
    const dimensions = [70, 41, 35] as const;
    const volume = volumeOf(dimensions, straight([1, 1, 1], [0, 0, 0]), crew.arena, (point, at) => {
      if (smooth) return 100 - 6 * ballAt([33.2, 20.4, 17.3], 14.2)(point);
      // A dark border, since VTK leaves a surface open where it leaves the grid.
      if (at.some((n, a) => n === 0 || n === dimensions[a]! - 1)) return 60;
      const [i, j, k] = at;
      return 60 + ((i * 7919 + j * 104729 + k * 1299709 + i * j * 31 + j * k * 17) % 83);
    });
    const mask = await thresholdMask(volume, { from: 100.5, to: Infinity }, crew);
    const mesh = await extractSurface({ volume, mask, isoHu: 100.5 }, crew);
    folder.write('volume.i16', new Uint8Array(volume.values.slice().buffer));
    const vtkTriangles = withVtk(VTK_SCRIPT, [folder.path, ...dimensions.map(String), '100.5']) as number;
    const points = readFileSync(join(folder.path, 'points.f32'));
    const vtk = byEdge(new Float32Array(points.buffer.slice(points.byteOffset, points.byteOffset + points.length)));
    const ours = byEdge(mesh.positions);
    assert.equal(ours.size, mesh.positions.length / 3);
    assert.equal(ours.size, vtk.size);
    for (const [edge, at] of ours)
      at.forEach((x, n) => {
        assert.ok(Math.abs(x - (vtk.get(edge)?.[n] ?? NaN)) < 1e-4);
      });
    // Each loop of n crossings has n − 2 triangles for both. VTK joins what is inside across an ambiguous face where we
    // keep it apart, so on noise the loops differ; on a ball there is no such face.
    if (smooth) assert.equal(mesh.triangles.length / 3, vtkTriangles);
    assert.equal(lawsOf(mesh).faultyEdges, 0);
  });
