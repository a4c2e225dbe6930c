import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import type { TriMesh } from '@specola/space';
import { needsData, realData } from '@specola/test-kit';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { selfIntersections } from './self-intersections.ts';
import { topologyOf } from './topology-of.ts';
import { trianglesMeet } from './triangles-meet.ts';
import { weldTriangles } from './weld-triangles.ts';

const MANIFOLD = 'meshes/manifold_test_models_Apache2.zip';
const TRIMESH = 'meshes/trimesh_models_MIT.zip';
const FEMUR = 'meshes/libhip_proximal_femur_MIT.zip';

/** One file of a zip, by the central directory's entries. */
function unzipped(zip: string, name: string): Buffer {
  const bytes = readFileSync(realData(zip)!);
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [method, packed, nameLength] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
    ];
    const entry = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    if (entry.endsWith(`/${name}`)) {
      const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const body = bytes.subarray(from, from + packed);
      return method === 0 ? body : inflateRawSync(body);
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  throw new Error(`${zip} has no ${name}`);
}

function objMesh(text: string): TriMesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const line of text.split('\n')) {
    const [kind, ...words] = line.trim().split(/\s+/);
    if (kind === 'v') positions.push(...words.slice(0, 3).map(Number));
    if (kind === 'f') {
      const corners = words.map((word) => Number.parseInt(word, 10) - 1);
      for (let n = 2; n < corners.length; n++) triangles.push(corners[0]!, corners[n - 1]!, corners[n]!);
    }
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'print-mm' };
}

function stlMesh(bytes: Buffer): TriMesh {
  const soup = new Float32Array(9 * bytes.readUInt32LE(80));
  for (let n = 0; n < soup.length; n++) soup[n] = bytes.readFloatLE(96 + 50 * Math.floor(n / 9) + 4 * (n % 9));
  return weldTriangles(soup, 'print-mm');
}

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
  [MANIFOLD, 'self_intersectA.obj'],
  [MANIFOLD, 'self_intersectB.obj'],
  [MANIFOLD, 'hull-body.obj'],
  [MANIFOLD, 'Offset1.obj'],
  [MANIFOLD, 'openscad-nonmanifold-crash.obj'],
  [MANIFOLD, 'Generic_Twin_7863.1.t0_left.obj'],
  [MANIFOLD, 'Cray_right.obj'],
  [TRIMESH, 'not_convex.obj'],
  [TRIMESH, 'busted.STL'],
  [TRIMESH, 'soup.stl'],
  [TRIMESH, 'featuretype.STL'],
] as const)
  test(`the self-intersections of ${name} are those of exact arithmetic alone`, needsData(zip), async () => {
    const bytes = unzipped(zip, name);
    const mesh = name.endsWith('.obj') ? objMesh(bytes.toString('utf8')) : stlMesh(bytes);
    assert.deepEqual([...(await selfIntersections(mesh, soloCrew(new Arena())))], sweptPairs(mesh));
  });

test('a femur that others made is whole and cuts itself nowhere', needsData(FEMUR), async () => {
  const mesh = stlMesh(unzipped(FEMUR, 'm4_rfemur_mm.stl'));
  const { shells, openEdges, nonManifoldEdges, nonManifoldVertices, misorientedEdges } = topologyOf(mesh);
  assert.deepEqual(
    { shells: shells.length, openEdges, nonManifoldEdges, nonManifoldVertices, misorientedEdges },
    { shells: 1, openEdges: 0, nonManifoldEdges: 0, nonManifoldVertices: 0, misorientedEdges: 0 },
  );
  assert.ok(shells[0]!.volumeMm3 > 0);
  assert.equal((await selfIntersections(mesh, soloCrew(new Arena()))).length, 0);
});
