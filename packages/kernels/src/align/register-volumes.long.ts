import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tripleOf } from '@specola/space';
import { crewFor, HEAD_CT, HEAD_MR, headCt, headMotion, headMr, turnBetweenDeg } from '@specola/test-kit';
import { Arena } from '../native/arena.ts';
import { farthest, registerVolumes } from './register-volumes.ts';
import { inverseOf } from './rigid-motion.ts';

/** Random motions of a head between CT and MR: turns up to 15° about any axis, shifts up to 25 mm along each. */
const MOTIONS = 20;

test('twenty random motions of a head between CT and MR are found within 0.3 mm and 0.3 degrees', async () => {
  const ct = headCt(HEAD_CT);
  const random = seeded(20261125);
  const between = (most: number) => (2 * random() - 1) * most;
  const errors: number[] = [];
  for (let n = 0; n < MOTIONS; n++) {
    const axis = [between(1), between(1), between(1)];
    const length = Math.hypot(...axis);
    const turnDeg = tripleOf(axis.map((part) => (part / length) * 15 * random()));
    const truth = headMotion(turnDeg, [between(25), between(25), between(25)]);
    const moving = headMr({ ...HEAD_MR, toHead: truth, seed: 100 + n });
    const found = await registerVolumes(ct, moving, crewFor(new Arena()));
    const errorMm = farthest(inverseOf(found.movingToFixed), inverseOf(truth), found.referencePoints);
    const errorDeg = turnBetweenDeg(found.movingToFixed, truth);
    process.stdout.write(
      `${n + 1}: started ${farthest(inverseOf(truth), inverseOf(found.startMovingToFixed), found.referencePoints).toFixed(1)} mm off, ended ${errorMm.toFixed(3)} mm and ${errorDeg.toFixed(3)}° off, spread ${found.spreadMm.toFixed(3)} mm\n`,
    );
    errors.push(errorMm);
    assert.ok(errorMm < 0.3 && errorDeg < 0.3, `motion ${n + 1}: ${errorMm} mm, ${errorDeg}°`);
  }
  process.stdout.write(`largest ${Math.max(...errors).toFixed(3)} mm\n`);
});

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
