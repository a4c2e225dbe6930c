import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IN_PLACE, isMirrored, type Placement, placedAfter, placedMesh } from './model.ts';
import type { TriMesh } from './tri-mesh.ts';

const MIRROR_X: Placement = [-1, 0, 0, 6, 0, 1, 0, 0, 0, 0, 1, 0];
const TWICE_AND_UP: Placement = [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 5];
const TETRAHEDRON: TriMesh = {
  positions: Float32Array.of(0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 7),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
  frame: 'lps-mm',
};

function volumeMm3({ positions: x, triangles }: TriMesh): number {
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    sum += x[a]! * (x[b + 1]! * x[c + 2]! - x[b + 2]! * x[c + 1]!);
    sum += x[a + 1]! * (x[b + 2]! * x[c]! - x[b]! * x[c + 2]!);
    sum += x[a + 2]! * (x[b]! * x[c + 1]! - x[b + 1]! * x[c]!);
  }
  return sum / 6;
}

test('a mirrored component is told by its placement, and looks outward all the same', () => {
  assert.equal(isMirrored({ placement: IN_PLACE }), false);
  assert.equal(isMirrored({ placement: MIRROR_X }), true);
  const mirrored = placedMesh(TETRAHEDRON, MIRROR_X);
  assert.deepEqual([...mirrored.positions.subarray(0, 6)], [6, 0, 0, 2, 0, 0]);
  assert.ok(Math.abs(volumeMm3(mirrored) - 14) < 1e-6);
});

test('placements one after the other do what each does in turn', () => {
  const both = placedAfter(MIRROR_X, TWICE_AND_UP);
  const stepwise = placedMesh(placedMesh(TETRAHEDRON, MIRROR_X), TWICE_AND_UP);
  assert.deepEqual([...placedMesh(TETRAHEDRON, both).positions], [...stepwise.positions]);
  assert.ok(Math.abs(volumeMm3(stepwise) - 112) < 1e-5);
  assert.throws(() => placedAfter(MIRROR_X, [1, 2, 3]));
});
