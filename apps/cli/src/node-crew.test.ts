import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena } from '@specola/kernels';
import { openNodeCrew } from './node-crew.ts';

const never = new AbortController().signal;

test('threads answer in the order of the pieces, whoever was first', async () => {
  const arena = new Arena();
  const values = arena.uint32(1000).map((_, n) => n);
  const shared = arena.uint32(1000);
  shared.set(values);
  const crew = openNodeCrew(arena, 3, never);
  const pieces = Array.from({ length: 100 }, (_, n) => [shared.byteOffset + 40 * n, 10]);
  const sums = await crew.run('selftest.sumUint32', pieces);
  assert.deepEqual(
    sums,
    Array.from({ length: 100 }, (_, n) => 100 * n + 45),
  );
  await crew.close();
});

test('memory that grew after the threads started is there for them too', async () => {
  const arena = new Arena();
  const crew = openNodeCrew(arena, 2, never);
  await crew.run('selftest.sumUint32', [[arena.uint32(4, { zeroed: true }).byteOffset, 4]]);
  const late = arena.uint32(5_000_000);
  late.fill(1);
  assert.deepEqual(await crew.run('selftest.sumUint32', [[late.byteOffset, 5_000_000]]), [5_000_000]);
  await crew.close();
});

test('a failing piece rejects the batch, and the crew takes no more work', async () => {
  const crew = openNodeCrew(new Arena(), 2, never);
  await assert.rejects(crew.run('selftest.noSuchFunction', [[1], [2]]), { code: 'native/crew-failed' });
  await assert.rejects(crew.run('selftest.sumUint32', [[1024, 0]]), { code: 'native/crew-failed' });
});

test('an abort ends the work in hand with its reason', async () => {
  const controller = new AbortController();
  const arena = new Arena();
  const crew = openNodeCrew(arena, 1, controller.signal);
  const many = arena.uint32(40_000_000);
  const work = crew.run(
    'selftest.sumUint32',
    Array.from({ length: 200 }, () => [many.byteOffset, 40_000_000]),
  );
  controller.abort(new Error('enough'));
  await assert.rejects(work, /enough/);
});
