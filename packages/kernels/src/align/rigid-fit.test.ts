import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { boxMesh, mirroredMesh } from '@specola/test-kit';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { surfaceIndex } from '../search/surface-index.ts';
import { rigidFit } from './rigid-fit.ts';
import { AT_REST, composed, moved, type RigidMotion, turnedAndShifted } from './rigid-motion.ts';

/** Three boxes that no turn maps onto their mirror image. */
function chiral() {
  const boxes = [
    boxMesh({ sidesMm: [11, 14, 40], centerMm: [31, -12, 107] }),
    boxMesh({ sidesMm: [22, 9, 8], centerMm: [45, -13, 122] }),
    boxMesh({ sidesMm: [7, 17, 10], centerMm: [30, 1, 92] }),
  ];
  const positions = Float32Array.from(boxes.flatMap((b) => [...b.positions]));
  const triangles = Uint32Array.from(boxes.flatMap((b, n) => [...b.triangles].map((v) => v + 8 * n)));
  return { positions, triangles, frame: 'lps-mm' as const };
}

function pointsOn({ positions, triangles }: TriMesh): Float32Array {
  const points: number[] = [];
  for (let t = 0; t < triangles.length; t += 3)
    for (let n = 1; n <= 40; n++) {
      let [u, v] = [(n * 0.7548776662466927) % 1, (n * 0.5698402909980532) % 1];
      if (u + v > 1) [u, v] = [1 - u, 1 - v];
      for (let axis = 0; axis < 3; axis++) {
        const at = (corner: number) => positions[3 * triangles[t + corner]! + axis]!;
        points.push((1 - u - v) * at(0) + u * at(1) + v * at(2));
      }
    }
  return Float32Array.from(points);
}

function movedPoints(points: Float32Array, motion: RigidMotion): Float32Array {
  const out = new Float32Array(points.length);
  for (let v = 0; v < points.length; v += 3) out.set(moved([points[v]!, points[v + 1]!, points[v + 2]!], motion), v);
  return out;
}

test('a turn by half-tangents keeps lengths and angles, and turns by what it says', () => {
  const turn = turnedAndShifted([0, 0, 0.5], [1, 2, 3]);
  // Half-tangent 1/2: cosine 3/5, sine 4/5.
  assert.deepEqual(
    moved([10, 0, 7], turn).map((v) => Number(v.toFixed(12))),
    [7, 10, 10],
  );
  const both = composed(turn, turnedAndShifted([0.3, -0.2, 0.1], [4, -5, 6]));
  for (let r = 0; r < 12; r += 4)
    for (let q = 0; q < 12; q += 4) {
      const dot = both[r]! * both[q]! + both[r + 1]! * both[q + 1]! + both[r + 2]! * both[q + 2]!;
      assert.ok(Math.abs(dot - (r === q ? 1 : 0)) < 1e-12);
    }
});

test('points of a surface that was moved away find their way back onto it', async () => {
  const crew = soloCrew(new Arena());
  const surface = chiral();
  using index = await surfaceIndex(surface, crew);
  const about = [35, -9, 107] as const;
  const turn = turnedAndShifted([0.04, -0.06, 0.05], [0, 0, 0]);
  const back = moved([-about[0], -about[1], -about[2]], turn);
  const away = [...turn];
  away[3] = back[0] + about[0] + 1.7;
  away[7] = back[1] + about[1] - 2.1;
  away[11] = back[2] + about[2] + 1.3;
  const points = movedPoints(pointsOn(surface), away);
  const fit = await rigidFit(points, index, crew, { start: AT_REST, keptShare: 1 });
  assert.ok(fit.medianMm < 0.01, `${fit.medianMm} mm after ${fit.rounds} rounds`);
  const home = composed(fit.motion, away);
  for (const corner of [
    [25, -19, 87],
    [56, -9, 126],
  ] as const) {
    const there = moved(corner, home);
    for (let axis = 0; axis < 3; axis++) assert.ok(Math.abs(there[axis]! - corner[axis]!) < 0.05);
  }
});

test('what has no counterpart does not pull when it is trimmed', async () => {
  const crew = soloCrew(new Arena());
  const surface = chiral();
  using index = await surfaceIndex(surface, crew);
  const points = pointsOn(surface);
  // A sixth of the points belong to something else, 25 mm away.
  for (let v = 0; v < points.length / 6; v++) points[v]! += v % 3 === 1 ? 25 : 0;
  const fit = await rigidFit(points, index, crew, {
    start: turnedAndShifted([0, 0, 0], [0.8, 0.5, -0.9]),
    keptShare: 0.75,
  });
  assert.ok(fit.medianMm < 0.01, `${fit.medianMm} mm`);
  assert.ok(fit.p90Mm > 5);
});

test('a mirrored surface does not fit', async () => {
  const crew = soloCrew(new Arena());
  const surface = chiral();
  using index = await surfaceIndex(surface, crew);
  const mirrored = pointsOn(mirroredMesh(surface));
  const fit = await rigidFit(mirrored, index, crew, { start: [1, 0, 0, 70, 0, 1, 0, 0, 0, 0, 1, 0], keptShare: 1 });
  assert.ok(fit.keptMeanMm > 1, `${fit.keptMeanMm} mm`);
});
