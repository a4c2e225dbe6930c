import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxMesh, tubeMesh } from '@specola/test-kit';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { nearestOthers } from '../search/nearest-others.ts';
import { surfaceIndex } from '../search/surface-index.ts';
import { splitLargeTriangles } from './split-large-triangles.ts';
import { wallMap } from './wall-map.ts';

const finite = (values: Float32Array) => [...values].filter(Number.isFinite);

test('the wall of a tube is told within one percent all over its length', async () => {
  const tube = tubeMesh({ outerMm: 11.3, innerMm: 9.1, lengthMm: 37, centerMm: [3, -8, 21], around: 180 });
  const { thicknessMm } = await wallMap(tube, soloCrew(new Arena()), { limitMm: 5, edgeMm: 2 });
  const walls = finite(thicknessMm);
  assert.ok(walls.length > 0.9 * thicknessMm.length, `${walls.length} of ${thicknessMm.length}`);
  for (const wall of walls) assert.ok(Math.abs(wall / 2.2 - 1) < 0.01, `${wall}`);
});

test('the thin end of a wedge of eight triangles is seen, not only the middle of its faces', async () => {
  // 40 mm long, from nothing to 8 mm high: under a place x mm from the tip the wall measures x / 5 along the height.
  const positions = Float32Array.from([0, 0, 0, 0, 13, 0, 40, 0, 0, 40, 13, 0, 40, 0, 8, 40, 13, 8]);
  const triangles = Uint32Array.from([0, 1, 2, 1, 3, 2, 0, 4, 1, 1, 4, 5, 2, 3, 4, 3, 5, 4, 0, 2, 4, 1, 5, 3]);
  const wedge = { positions, triangles, frame: 'lps-mm' } as const;
  const { mesh, thicknessMm, from } = await wallMap(wedge, soloCrew(new Arena()), { limitMm: 50, edgeMm: 0.5 });
  let thinnest = Infinity;
  for (let t = 0; t < from.length; t++) {
    if (from[t]! > 1) continue;
    const x =
      (mesh.positions[3 * mesh.triangles[3 * t]!]! +
        mesh.positions[3 * mesh.triangles[3 * t + 1]!]! +
        mesh.positions[3 * mesh.triangles[3 * t + 2]!]!) /
      3;
    assert.ok(Math.abs(thicknessMm[t]! - x / 5) < 1e-3, `${thicknessMm[t]} at ${x}`);
    thinnest = Math.min(thinnest, thicknessMm[t]!);
  }
  assert.ok(thinnest < 0.1);
});

test('a slot is as wide as it was made, and its walls are told beside it', async () => {
  // Two plates of 3 mm as one body's faces would be: the slot between them is 0.7 mm wide.
  const low = boxMesh({ sidesMm: [20, 12, 3], centerMm: [5, 5, 0] });
  const high = boxMesh({ sidesMm: [20, 12, 4], centerMm: [5, 5, 4.2] });
  const both = {
    positions: Float32Array.from([...low.positions, ...high.positions]),
    triangles: Uint32Array.from([...low.triangles, ...[...high.triangles].map((v) => v + 8)]),
    frame: 'lps-mm',
  } as const;
  const { gapMm, thicknessMm } = await wallMap(both, soloCrew(new Arena()), { limitMm: 5, edgeMm: 1, gapLimitMm: 2 });
  const gaps = finite(gapMm!);
  assert.ok(gaps.length > 500);
  for (const gap of gaps) assert.ok(Math.abs(gap - 0.7) < 1e-4, `${gap}`);
  assert.deepEqual([...new Set(finite(thicknessMm).map((mm) => mm.toFixed(2)))].sort(), ['3.00', '4.00']);
});

test('cutting triangles keeps area and owners, and leaves small ones alone', () => {
  const box = boxMesh({ sidesMm: [10, 12.5, 17] });
  const { mesh, from, cut } = splitLargeTriangles(box, { edgeMm: 3 });
  const areas = new Float64Array(12);
  for (let t = 0; t < from.length; t++) {
    const [a, b, c] = [0, 1, 2].map((k) =>
      mesh.positions.subarray(3 * mesh.triangles[3 * t + k]!, 3 * mesh.triangles[3 * t + k]! + 3),
    );
    const u = a!.map((v, n) => b![n]! - v);
    const w = a!.map((v, n) => c![n]! - v);
    areas[from[t]!]! +=
      Math.hypot(u[1]! * w[2]! - u[2]! * w[1]!, u[2]! * w[0]! - u[0]! * w[2]!, u[0]! * w[1]! - u[1]! * w[0]!) / 2;
  }
  assert.ok(Math.abs(areas.reduce((sum, area) => sum + area, 0) - 2 * (125 + 170 + 212.5)) < 1e-2);
  assert.ok(cut.every((one) => one === 1));
  const whole = splitLargeTriangles(box, { edgeMm: 30 });
  assert.equal(whole.mesh, box);
});

test('of two boxes each corner finds the other box, never its own', async () => {
  const a = boxMesh({ sidesMm: [6, 7, 8] });
  const b = boxMesh({ sidesMm: [5, 4, 3], centerMm: [5.8, 0.3, 0.2] });
  const mesh = {
    positions: Float32Array.from([...a.positions, ...b.positions]),
    triangles: Uint32Array.from([...a.triangles, ...[...b.triangles].map((v) => v + 8)]),
    frame: 'lps-mm',
  } as const;
  const crew = soloCrew(new Arena());
  using index = await surfaceIndex(mesh, crew);
  const kinds = Uint32Array.from({ length: 16 }, (_, v) => (v < 8 ? 4 : 9));
  const kindOf = Uint32Array.from({ length: 24 }, (_, t) => (t < 12 ? 4 : 9));
  const { distancesMm, triangles } = await nearestOthers(
    index,
    { points: mesh.positions, kinds, kindOf },
    { reachMm: 2 },
    crew,
  );
  const near = [...distancesMm].map((mm, v) => [mm, v] as const).filter(([mm]) => Number.isFinite(mm));
  assert.deepEqual(
    near.map(([, v]) => v),
    [8, 10, 12, 14],
  );
  for (const [mm, v] of near) {
    assert.ok(Math.abs(mm - 0.3) < 1e-5, `${mm}`);
    assert.ok(triangles[v]! < 12);
  }
});
