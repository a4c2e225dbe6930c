import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { boxMesh } from '@specola/test-kit';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { checkTopology } from './check-topology.ts';

const SOUND = {
  openEdges: 0,
  nonManifoldEdges: 0,
  turnedEdges: 0,
  nonManifoldVertices: 0,
  folds: 0,
  thinTriangles: 0,
  coincidentVertices: 0,
};

/** The faults, and the vertices that were marked. */
async function faultsOf({ positions, triangles }: { positions: ArrayLike<number>; triangles: ArrayLike<number> }) {
  const crew = soloCrew(new Arena());
  const mesh: TriMesh = {
    positions: crew.arena.float32(positions.length),
    triangles: crew.arena.uint32(triangles.length),
    frame: 'lps-mm',
  };
  mesh.positions.set(positions);
  mesh.triangles.set(triangles);
  const marks = crew.arena.uint8(positions.length / 3, { zeroed: true });
  const faults = await checkTopology(mesh, marks, crew);
  return { faults, marked: [...marks].flatMap((mark, vertex) => (mark === 1 ? [vertex] : [])) };
}

const box = boxMesh({ sidesMm: [3, 5, 7], centerMm: [11, -13, 17] });

test('a box has no fault', async () => {
  assert.deepEqual(await faultsOf(box), { faults: SOUND, marked: [] });
});

test('a missing triangle leaves three open edges, at its own corners', async () => {
  const { faults, marked } = await faultsOf({ ...box, triangles: box.triangles.slice(3) });
  assert.deepEqual(faults, { ...SOUND, openEdges: 3 });
  assert.deepEqual(marked, [...box.triangles.slice(0, 3)].sort());
});

test('a triangle that looks the other way turns its three edges', async () => {
  const triangles = box.triangles.slice();
  [triangles[0], triangles[1]] = [triangles[1]!, triangles[0]!];
  const { faults, marked } = await faultsOf({ ...box, triangles });
  assert.deepEqual(faults, { ...SOUND, turnedEdges: 3 });
  assert.ok([...triangles.slice(0, 3)].every((vertex) => marked.includes(vertex)));
});

/** Two boxes, the vertices of the second renamed where they stand for vertices of the first. */
function joined(second: TriMesh, same: ReadonlyMap<number, number>) {
  const moved = Array.from(second.triangles, (vertex) => same.get(vertex) ?? vertex + 8);
  return { positions: [...box.positions, ...second.positions], triangles: [...box.triangles, ...moved] };
}

test('boxes that share an edge have one edge of four triangles; that share a corner, one vertex of two fans', async () => {
  // Vertex n of a box lies up along x, y, z where bits 0, 1, 2 of n are set.
  const across = boxMesh({ sidesMm: [3, 5, 7], centerMm: [14, -8, 17] });
  const edge = await faultsOf(
    joined(
      across,
      new Map([
        [0, 3],
        [4, 7],
      ]),
    ),
  );
  // The second box's own vertices 0 and 4 are no longer used, and lie where the first's do.
  assert.deepEqual(edge.faults, { ...SOUND, nonManifoldEdges: 1, coincidentVertices: 2 });
  const corner = boxMesh({ sidesMm: [3, 5, 7], centerMm: [14, -8, 24] });
  const touch = await faultsOf(joined(corner, new Map([[0, 7]])));
  assert.deepEqual(touch.faults, { ...SOUND, nonManifoldVertices: 1, coincidentVertices: 1 });
  assert.deepEqual(touch.marked, [7, 8]);
});

test('two triangles back to back are a fold at each corner, and a triangle without height is thin', async () => {
  const flat = { positions: [0, 0, 0, 4, 0, 1, 1, 6, 2], triangles: [0, 1, 2, 2, 1, 0] };
  assert.deepEqual((await faultsOf(flat)).faults, { ...SOUND, folds: 3 });
  const positions = box.positions.slice();
  positions.set(
    positions.subarray(0, 3).map((value, axis) => (value + positions[9 + axis]!) / 2),
    3,
  );
  const { faults } = await faultsOf({ positions, triangles: box.triangles });
  assert.equal(faults.thinTriangles, 1);
});
