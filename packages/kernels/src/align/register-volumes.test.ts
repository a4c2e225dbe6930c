import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crewFor, HEAD_CT, HEAD_MR, headCt, headMotion, headMr, turnBetweenDeg } from '@specola/test-kit';
import { Arena } from '../native/arena.ts';
import { farthest, registerVolumes } from './register-volumes.ts';
import { inverseOf } from './rigid-motion.ts';

const ct = headCt(HEAD_CT);

test('an MR that was turned and shifted by a known motion is laid back within 0.3 mm and 0.3 degrees, and the spread is small', async () => {
  const truth = headMotion([6, -9, 11], [14, -9, 12]);
  const found = await registerVolumes(ct, headMr({ ...HEAD_MR, toHead: truth }), crewFor(new Arena()));
  const error = farthest(inverseOf(found.movingToFixed), inverseOf(truth), found.referencePoints);
  assert.ok(error < 0.3, `${error} mm`);
  assert.ok(turnBetweenDeg(found.movingToFixed, truth) < 0.3);
  assert.ok(found.spreadMm < 0.5, `${found.spreadMm} mm`);
  assert.equal(found.restarts.filter(({ endedMm }) => endedMm < 1).length, 6);
  assert.ok(found.after.mutual > 1.5 * found.before.mutual);
});

test('a start that is given is used', async () => {
  // Half a turn about the body axis: no search from the position as it is comes back from there.
  const truth = headMotion([3, -2, 178], [-12, 20, 8]);
  const near = headMotion([0, 0, 170], [-9, 14, 4]);
  const found = await registerVolumes(ct, headMr({ ...HEAD_MR, toHead: truth }), crewFor(new Arena()), { start: near });
  assert.ok(farthest(inverseOf(found.movingToFixed), inverseOf(truth), found.referencePoints) < 0.3);
});

test('a volume of one value, and volumes that do not meet, are refused', async () => {
  const crew = crewFor(new Arena());
  const flat = { ...ct, values: new Int16Array(ct.values.length).fill(7) };
  await assert.rejects(registerVolumes(ct, flat, crew), { code: 'align/flat-image' });
  await assert.rejects(registerVolumes(flat, ct, crew), { code: 'align/flat-image' });
  const away = headMotion([0, 0, 0], [900, 0, 0]);
  await assert.rejects(registerVolumes(ct, ct, crew, { start: away }), { code: 'align/no-overlap' });
});

test('noise is not laid on a head', async () => {
  const noise = ct.values.map((_, v) => (v * 2654435761) % 997);
  await assert.rejects(registerVolumes(ct, { ...ct, values: noise }, crewFor(new Arena())), {
    code: 'align/not-captured',
  });
});
