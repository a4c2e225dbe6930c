import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { ballMesh, boxMesh, torusMesh } from '@specola/test-kit';
import { topologyOf } from './topology-of.ts';

function together(...meshes: readonly TriMesh[]): TriMesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const mesh of meshes) {
    const first = positions.length / 3;
    positions.push(...mesh.positions);
    triangles.push(...mesh.triangles.map((v) => first + v));
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

function insideOut(mesh: TriMesh): TriMesh {
  return { ...mesh, triangles: mesh.triangles.map((_, n, all) => all[n % 3 === 0 ? n + 1 : n % 3 === 1 ? n - 1 : n]!) };
}

const faultsOf = (mesh: TriMesh) => {
  const t = topologyOf(mesh);
  return {
    open: t.openEdges,
    nonManifold: t.nonManifoldEdges,
    pinched: t.nonManifoldVertices,
    misoriented: t.misorientedEdges,
    duplicate: t.duplicateTriangles,
    degenerate: t.degenerateTriangles,
  };
};
const NONE = { open: 0, nonManifold: 0, pinched: 0, misoriented: 0, duplicate: 0, degenerate: 0 };
const box = boxMesh({ sidesMm: [10, 12.5, 17], centerMm: [31, -84, 203] });
const withTriangles = (mesh: TriMesh, triangles: ArrayLike<number>): TriMesh => ({
  ...mesh,
  triangles: Uint32Array.from(triangles),
});

test('a ball, a box and a ring are whole, with the Euler numbers 2, 2 and 0', () => {
  for (const [mesh, euler] of [
    [ballMesh({ radiusMm: 20, centerMm: [3, -40, 7] }), 2],
    [box, 2],
    [torusMesh({ ringMm: 20, tubeMm: 6 }), 0],
  ] as const) {
    const { shells, vertices, edges, triangles } = topologyOf(mesh);
    assert.deepEqual(faultsOf(mesh), NONE);
    assert.equal(shells.length, 1);
    assert.equal(shells[0]!.eulerNumber, euler);
    assert.equal(vertices - edges + triangles, euler);
    assert.equal(vertices, mesh.positions.length / 3);
  }
});

test('a box keeps its volume to a millionth far from the origin', () => {
  assert.ok(Math.abs(topologyOf(box).shells[0]!.volumeMm3 - 10 * 12.5 * 17) < 1e-3);
});

test('a triangle left out leaves three open edges', () => {
  assert.deepEqual(faultsOf(withTriangles(box, box.triangles.slice(3))), { ...NONE, open: 3 });
  assert.equal(topologyOf(withTriangles(box, box.triangles.slice(3))).shells[0]!.closed, false);
});

test('a turned triangle turns against its three neighbours', () => {
  const [a, b, c, ...rest] = box.triangles;
  assert.deepEqual(faultsOf(withTriangles(box, [b!, a!, c!, ...rest])), { ...NONE, misoriented: 3 });
});

test('a triangle twice is told as a duplicate, on three edges of three triangles', () => {
  const [a, b, c] = box.triangles;
  assert.deepEqual(faultsOf(withTriangles(box, [...box.triangles, b!, c!, a!])), {
    ...NONE,
    nonManifold: 3,
    duplicate: 1,
  });
});

test('two boxes that share one vertex are pinched there, and are two shells', () => {
  const other = boxMesh({ sidesMm: [3, 4, 5], centerMm: [31 + 5 + 1.5, -84 + 6.25 + 2, 203 + 8.5 + 2.5] });
  const both = together(box, other);
  // Corner 7 of the first box is corner 0 of the second.
  const pinched = withTriangles(
    both,
    both.triangles.map((v) => (v === 8 ? 7 : v)),
  );
  assert.deepEqual(faultsOf(pinched), { ...NONE, pinched: 1 });
  assert.deepEqual(
    topologyOf(pinched).shells.map(({ triangles, eulerNumber }) => [triangles, eulerNumber]),
    [
      [12, 2],
      [12, 2],
    ],
  );
});

test('a triangle that names a vertex twice, and one of no area, are degenerate; the first belongs to no shell', () => {
  const [a, b] = box.triangles;
  assert.deepEqual(faultsOf(withTriangles(box, [a!, b!, b!, ...box.triangles])), { ...NONE, degenerate: 1 });
  assert.equal(topologyOf(withTriangles(box, [a!, b!, b!, ...box.triangles])).shells.length, 1);
  const line: TriMesh = {
    positions: Float32Array.of(0.1, 0.2, 0.3, 0.2, 0.4, 0.6, 0.4, 0.8, 1.2),
    triangles: Uint32Array.of(0, 1, 2),
    frame: 'lps-mm',
  };
  assert.equal(topologyOf(line).degenerateTriangles, 1);
});

test('shells within shells know how deep they lie, and their volumes have the sign of their side', () => {
  const { shells } = topologyOf(
    together(
      ballMesh({ radiusMm: 20, centerMm: [7, -3, 5] }),
      insideOut(ballMesh({ radiusMm: 15, centerMm: [8, -3, 5] })),
      ballMesh({ radiusMm: 5, centerMm: [9, -3, 5] }),
      ballMesh({ radiusMm: 4, centerMm: [57, -3, 5] }),
    ),
  );
  assert.deepEqual(
    shells.map(({ depth, volumeMm3 }) => [depth, Math.sign(volumeMm3)]),
    [
      [0, 1],
      [1, -1],
      [2, 1],
      [0, 1],
    ],
  );
});

test('a ray through the vertices and edges of other shells is counted once', () => {
  // Boxes on one lattice: rays along x meet corners, edges and faces edge-on.
  const outer = boxMesh({ sidesMm: [40, 40, 40] });
  const cavity = insideOut(boxMesh({ sidesMm: [20, 20, 20] }));
  const beside = boxMesh({ sidesMm: [20, 20, 20], centerMm: [60, 0, 0] });
  const far = boxMesh({ sidesMm: [20, 20, 20], centerMm: [-60, 0, 0] });
  assert.deepEqual(
    topologyOf(together(far, cavity, outer, beside)).shells.map(({ depth }) => depth),
    [0, 1, 0, 0],
  );
});
