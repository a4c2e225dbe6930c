import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew } from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import { ballMesh, boxMesh } from '@specola/test-kit';
import { deviationBetween } from './deviation-between.ts';

const crew = () => soloCrew(new Arena());
const CENTER = [31.7, -84.2, 203.9] as const;

/** A ball whose surface within 4 mm of its top is raised by a smooth bump of 0.3 mm. */
function bumped(ball: TriMesh, heightMm: number, radiusMm: number): TriMesh {
  const positions = ball.positions.slice();
  for (let v = 0; v < positions.length; v += 3) {
    const out = [0, 1, 2].map((axis) => ball.positions[v + axis]! - CENTER[axis]!);
    const away = Math.hypot(out[0]!, out[1]!, out[2]! - radiusMm);
    if (away >= 4) continue;
    const rise = heightMm * (1 - (away / 4) ** 2) ** 2;
    for (let axis = 0; axis < 3; axis++) positions[v + axis]! += (rise * out[axis]!) / radiusMm;
  }
  return { ...ball, positions };
}

test('a planted bump of 0.3 mm is found with its height, place and side, both ways', async () => {
  const ball = ballMesh({ radiusMm: 20, centerMm: [...CENTER], rings: 90 });
  const top = [CENTER[0], CENTER[1], CENTER[2] + 20];
  const { there, back } = await deviationBetween(bumped(ball, 0.3, 20), ball, crew());
  assert.ok(Math.abs(there.numbers.outermost.mm - 0.3) < 0.02, `${there.numbers.outermost.mm}`);
  assert.ok(there.numbers.outermost.at.every((c, axis) => Math.abs(c - top[axis]!) < 0.5));
  assert.ok(Math.abs(there.numbers.maxMm - 0.3) < 0.02);
  assert.ok(there.numbers.innermost.mm > -0.005);
  // From the other side the bump is missing: the ball lies inside the bumped one.
  assert.ok(Math.abs(back.numbers.innermost.mm + 0.3) < 0.02, `${back.numbers.innermost.mm}`);
  assert.ok(there.numbers.p95Mm < 0.02 && there.numbers.meanMm < 0.01);
  const dent = await deviationBetween(bumped(ball, -0.3, 20), ball, crew());
  assert.ok(Math.abs(dent.there.numbers.innermost.mm + 0.3) < 0.02);
});

test('a bump over the middle of a flat face of two triangles is found from the face too', async () => {
  const block = boxMesh({ sidesMm: [40, 30, 10] });
  const knob = boxMesh({ sidesMm: [3, 4, 0.6], centerMm: [5, 6, 5] });
  const both: TriMesh = {
    positions: Float32Array.from([...block.positions, ...knob.positions]),
    triangles: Uint32Array.from([...block.triangles, ...[...knob.triangles].map((v) => v + 8)]),
    frame: 'lps-mm',
  };
  const { there } = await deviationBetween(both, block, crew());
  assert.ok(Math.abs(there.numbers.outermost.mm - 0.3) < 1e-4);
  const shell = boxMesh({ sidesMm: [40, 30, 10.6] });
  const { back } = await deviationBetween(shell, block, crew());
  assert.ok(Math.abs(back.numbers.innermost.mm + 0.3) < 1e-4);
  // Two faces of six lie 0.3 mm off: (2·40·30) of the 3800 mm² of the block.
  assert.ok(Math.abs(back.numbers.meanMm - (0.3 * 2400) / 3800) < 0.02, `${back.numbers.meanMm}`);
});

test('a surface lies nowhere from itself, and inside one that is larger by 0.25 mm all over', async () => {
  const ball = ballMesh({ radiusMm: 12.5, centerMm: [...CENTER], rings: 60 });
  const same = await deviationBetween(ball, ball, crew());
  assert.equal(same.there.numbers.maxMm, 0);
  const larger = ballMesh({ radiusMm: 12.75, centerMm: [...CENTER], rings: 60 });
  const { there, back } = await deviationBetween(ball, larger, crew());
  assert.ok(Math.abs(there.numbers.meanSignedMm + 0.25) < 0.005, `${there.numbers.meanSignedMm}`);
  assert.ok(Math.abs(back.numbers.meanSignedMm - 0.25) < 0.005);
  assert.ok(Math.abs(there.numbers.p95Mm - 0.25) < 0.005);
});
