import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { ballMesh, boxMesh, needsVtk, torusMesh, withVtk } from '@specola/test-kit';
import fc from 'fast-check';
import { vertexNormals } from '../measure/vertex-normals.ts';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { distancesTo, NO_TRIANGLE, nearestTriangles } from './distances-to.ts';
import { signDistances } from './sign-distances.ts';
import { surfaceIndex } from './surface-index.ts';

type Vector = readonly [number, number, number];

/** From a box, by its definition: what lies outside each side. */
function boxDistance(p: Vector, center: Vector, sides: Vector): number {
  const q = p.map((c, n) => Math.abs(c - center[n]!) - sides[n]! / 2);
  const outside = Math.hypot(...q.map((c) => Math.max(c, 0)));
  return outside + Math.min(Math.max(...q), 0);
}

/** Point to triangle by brute force: the foot on the plane when it lies inside, otherwise the nearest edge. */
function bruteDistance(mesh: TriMesh, p: Vector): number {
  const at = (v: number): Vector => [mesh.positions[3 * v]!, mesh.positions[3 * v + 1]!, mesh.positions[3 * v + 2]!];
  const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const cross = (a: Vector, b: Vector): Vector => [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
  let best = Infinity;
  for (let t = 0; t < mesh.triangles.length; t += 3) {
    const corners = [at(mesh.triangles[t]!), at(mesh.triangles[t + 1]!), at(mesh.triangles[t + 2]!)] as const;
    const normal = cross(minus(corners[1], corners[0]), minus(corners[2], corners[0]));
    const size = Math.sqrt(dot(normal, normal));
    const inside = corners.every((a, n) => {
      const b = corners[(n + 1) % 3]!;
      return dot(cross(minus(b, a), minus(p, a)), normal) >= 0;
    });
    if (inside && size > 0) best = Math.min(best, Math.abs(dot(normal, minus(p, corners[0]))) / size);
    corners.forEach((a, n) => {
      const edge = minus(corners[(n + 1) % 3]!, a);
      const s = Math.max(0, Math.min(1, dot(minus(p, a), edge) / dot(edge, edge)));
      best = Math.min(best, Math.hypot(...minus(p, [a[0] + s * edge[0], a[1] + s * edge[1], a[2] + s * edge[2]])));
    });
  }
  return best;
}

test('points in and around a box are as far from it as its definition says, near and far', async () => {
  const crew = soloCrew(new Arena());
  const [center, sides] = [[31, -84, 203] as const, [10, 12.5, 17] as const];
  using index = await surfaceIndex(boxMesh({ sidesMm: sides, centerMm: center }), crew);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(...center.map((c) => fc.integer({ min: -4000, max: 4000 }).map((n) => c + n / 100))), {
        minLength: 1,
        maxLength: 40,
      }),
      async (points) => {
        const placed = Float32Array.from(points.flat());
        const distances = await distancesTo(index, placed, crew);
        distances.forEach((d, n) => {
          const expected = Math.abs(
            boxDistance([...placed.subarray(3 * n, 3 * n + 3)] as unknown as Vector, center, sides),
          );
          assert.ok(Math.abs(d - expected) < 1e-5, `${d} against ${expected}`);
        });
      },
    ),
    { numRuns: 60, seed: 77 },
  );
});

test('distances from a triangle soup are those of brute force, also with long thin and tiny triangles', async () => {
  const crew = soloCrew(new Arena());
  const coordinate = fc.integer({ min: -900, max: 900 }).map((n) => n / 70 + 11);
  const point = fc.tuple(coordinate, coordinate, coordinate);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(point, point, fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 60 }),
      fc.array(point, { minLength: 1, maxLength: 30 }),
      async (soup, points) => {
        const positions = soup.flatMap(([a, b, size]) => [a, b, [a[0] + size / 150, a[1] - 0.3, a[2] + 0.11]]).flat();
        const triangles = Uint32Array.from({ length: 3 * soup.length }, (_, n) => n);
        const mesh: TriMesh = { positions: Float32Array.from(positions), triangles, frame: 'lps-mm' };
        using index = await surfaceIndex(mesh, crew);
        const placed = Float32Array.from(points.flat());
        const { distancesMm, triangles: nearest } = await nearestTriangles(index, placed, crew);
        for (let n = 0; n < points.length; n++) {
          const p = [...placed.subarray(3 * n, 3 * n + 3)] as unknown as Vector;
          const expected = bruteDistance(mesh, p);
          assert.ok(Math.abs(distancesMm[n]! - expected) < 1e-5, `${distancesMm[n]} against ${expected}`);
          const one = { ...mesh, triangles: mesh.triangles.slice(3 * nearest[n]!, 3 * nearest[n]! + 3) };
          assert.ok(Math.abs(bruteDistance(one, p) - expected) < 1e-5, 'the triangle named is as near');
        }
      },
    ),
    { numRuns: 150, seed: 1905 },
  );
});

test('beyond the reach there is no distance and no triangle', async () => {
  const crew = soloCrew(new Arena());
  using index = await surfaceIndex(ballMesh({ radiusMm: 9, centerMm: [3, 4, 5] }), crew);
  const points = Float32Array.of(3, 4, 16, 3, 4, 14.5);
  const { distancesMm, triangles } = await nearestTriangles(index, points, crew, { reachMm: 1.5 });
  assert.equal(distancesMm[0], Infinity);
  assert.equal(triangles[0], NO_TRIANGLE);
  assert.ok(Math.abs(distancesMm[1]! - 0.5) < 1e-4);
});

test('searching gives the arena back', async () => {
  const arena = new Arena();
  const crew = soloCrew(arena);
  const before = arena.uint8(16);
  {
    using index = await surfaceIndex(ballMesh({ radiusMm: 9 }), crew);
    await nearestTriangles(index, Float32Array.of(1, 2, 3), crew);
  }
  assert.equal(arena.uint8(16).byteOffset, before.byteOffset + 16);
});

const VTK_DISTANCES = `
import json, sys
import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkFiltersCore import vtkImplicitPolyDataDistance
given = json.load(open(sys.argv[1]))
points = vtkPoints(); points.SetData(numpy_to_vtk(np.array(given['positions'], np.float32).reshape(-1, 3), deep=True))
cells = vtkCellArray()
for a, b, c in np.array(given['triangles']).reshape(-1, 3):
    cells.InsertNextCell(3); cells.InsertCellPoint(a); cells.InsertCellPoint(b); cells.InsertCellPoint(c)
poly = vtkPolyData(); poly.SetPoints(points); poly.SetPolys(cells)
distance = vtkImplicitPolyDataDistance(); distance.SetInput(poly)
print(json.dumps([distance.EvaluateFunction(p) for p in np.array(given['points']).reshape(-1, 3)]))
`;

test('signed distances from a ring are those of VTK', needsVtk(), async () => {
  const { temporaryFolder } = await import('@specola/test-kit');
  using folder = temporaryFolder();
  const crew = soloCrew(new Arena());
  const mesh = torusMesh({ ringMm: 21, tubeMm: 7.5, centerMm: [13, -52, 88], around: 60, across: 31 });
  const points = new Float32Array(3 * 400);
  // Powers of the plastic number: spread evenly, always the same.
  for (let n = 0; n < 400; n++) {
    points[3 * n] = 13 + 70 * (((n * 0.8191725133961645) % 1) - 0.5);
    points[3 * n + 1] = -52 + 70 * (((n * 0.6710436067037893) % 1) - 0.5);
    points[3 * n + 2] = 88 + 30 * (((n * 0.5497004779019703) % 1) - 0.5);
  }
  using index = await surfaceIndex(mesh, crew);
  const { distancesMm, triangles } = await nearestTriangles(index, points, crew);
  signDistances(mesh, vertexNormals(mesh), points, triangles, distancesMm);
  const path = folder.write(
    'given.json',
    JSON.stringify({ positions: [...mesh.positions], triangles: [...mesh.triangles], points: [...points] }),
  );
  const expected = withVtk(VTK_DISTANCES, [path]) as number[];
  distancesMm.forEach((d, n) => {
    assert.ok(Math.abs(d - expected[n]!) < 1e-4, `point ${n}: ${d} against VTK's ${expected[n]}`);
  });
});
