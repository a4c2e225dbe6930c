import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Arena, refineSurface } from '@specola/kernels';
import { torusMesh } from '@specola/test-kit';
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

test('one, two and four threads refine a rough ring of many blocks to the same bytes', async () => {
  const ring = torusMesh({ ringMm: 30, tubeMm: 9, around: 420, across: 130 });
  ring.positions.forEach((value, n) => {
    ring.positions[n] = value + 0.06 * Math.sin(12_345.67 * n);
  });
  const hashes: string[] = [];
  for (const threads of [1, 2, 4])
    for (const targetTriangles of [null, 30_000]) {
      const arena = new Arena();
      const crew = openNodeCrew(arena, threads, never);
      const positions = arena.float32(ring.positions.length);
      const triangles = arena.uint32(ring.triangles.length);
      positions.set(ring.positions);
      triangles.set(ring.triangles);
      const params = { smoothMm: 0.1, smoothIterations: 5, simplifyMm: 0.2, targetTriangles, smallestShellMm3: 1 };
      const { mesh } = await refineSurface({ ...ring, positions, triangles }, params, crew);
      hashes.push(createHash('sha256').update(mesh.positions.slice()).update(mesh.triangles.slice()).digest('hex'));
      await crew.close();
    }
  assert.equal(new Set(hashes).size, 2, 'one for each number of triangles');
});
