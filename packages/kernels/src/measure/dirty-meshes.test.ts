import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { DIRTY_MESHES, FEMUR_MESHES, MORE_DIRTY_MESHES, needsData, realMesh } from '@specola/test-kit';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { selfIntersections } from './self-intersections.ts';
import { topologyOf } from './topology-of.ts';
import { trianglesMeet } from './triangles-meet.ts';

/** Every pair whose boxes meet, by exact arithmetic, found by a sweep along x: no grid, no filter. */
function sweptPairs(mesh: TriMesh): number[] {
  const count = mesh.triangles.length / 3;
  const side = (t: number, axis: number, pick: (...values: number[]) => number) =>
    pick(...[0, 1, 2].map((k) => mesh.positions[3 * mesh.triangles[3 * t + k]! + axis]!));
  const low = [0, 1, 2].map((axis) => Float64Array.from({ length: count }, (_, t) => side(t, axis, Math.min)));
  const high = [0, 1, 2].map((axis) => Float64Array.from({ length: count }, (_, t) => side(t, axis, Math.max)));
  const order = Array.from({ length: count }, (_, t) => t).sort((a, b) => low[0]![a]! - low[0]![b]!);
  const pairs: [number, number][] = [];
  order.forEach((a, n) => {
    for (let m = n + 1; m < count && low[0]![order[m]!]! <= high[0]![a]!; m++) {
      const b = order[m]!;
      if (low[1]![a]! > high[1]![b]! || low[1]![b]! > high[1]![a]!) continue;
      if (low[2]![a]! > high[2]![b]! || low[2]![b]! > high[2]![a]!) continue;
      if (trianglesMeet(mesh, a, b)) pairs.push([Math.min(a, b), Math.max(a, b)]);
    }
  });
  return pairs.sort((p, q) => p[0] - q[0] || p[1] - q[1]).flat();
}

for (const [zip, name] of [
  [DIRTY_MESHES, 'self_intersectA.obj'],
  [DIRTY_MESHES, 'self_intersectB.obj'],
  [DIRTY_MESHES, 'hull-body.obj'],
  [DIRTY_MESHES, 'Offset1.obj'],
  [DIRTY_MESHES, 'openscad-nonmanifold-crash.obj'],
  [DIRTY_MESHES, 'Generic_Twin_7863.1.t0_left.obj'],
  [DIRTY_MESHES, 'Cray_right.obj'],
  [MORE_DIRTY_MESHES, 'not_convex.obj'],
  [MORE_DIRTY_MESHES, 'busted.STL'],
  [MORE_DIRTY_MESHES, 'soup.stl'],
  [MORE_DIRTY_MESHES, 'featuretype.STL'],
] as const)
  test(`the self-intersections of ${name} are those of exact arithmetic alone`, needsData(zip), async () => {
    const mesh = realMesh(zip, name);
    assert.deepEqual([...(await selfIntersections(mesh, soloCrew(new Arena())))], sweptPairs(mesh));
  });

test('a femur that others made is whole and cuts itself nowhere', needsData(FEMUR_MESHES), async () => {
  const mesh = realMesh(FEMUR_MESHES, 'm4_rfemur_mm.stl');
  const { shells, openEdges, nonManifoldEdges, nonManifoldVertices, misorientedEdges } = topologyOf(mesh);
  assert.deepEqual(
    { shells: shells.length, openEdges, nonManifoldEdges, nonManifoldVertices, misorientedEdges },
    { shells: 1, openEdges: 0, nonManifoldEdges: 0, nonManifoldVertices: 0, misorientedEdges: 0 },
  );
  assert.ok(shells[0]!.volumeMm3 > 0);
  assert.equal((await selfIntersections(mesh, soloCrew(new Arena()))).length, 0);
});
