import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, Scope } from './arena.ts';
import { soloCrew } from './crew.ts';

test('a native function reads what JavaScript wrote into the arena, without a copy', async () => {
  const arena = new Arena();
  const values = arena.uint32(5);
  values.set([3, 5, 7, 11, 13]);
  assert.deepEqual(await soloCrew(arena).run('selftest.sumUint32', [[values.byteOffset, 5]]), [39]);
});

test('blocks given back are joined and lent again, so the arena does not grow', () => {
  const arena = new Arena();
  const first = arena.uint8(1000);
  const second = arena.uint8(3000);
  const third = arena.uint8(500);
  arena.release(first);
  arena.release(second);
  assert.equal(arena.uint8(4000).byteOffset, first.byteOffset);
  arena.release(third);
});

test('a scope gives back everything but what is kept', () => {
  const arena = new Arena();
  let kept: Float32Array;
  {
    using scope = new Scope(arena);
    scope.uint8(640);
    kept = scope.keep(scope.float32(10));
  }
  assert.equal(arena.uint8(640).byteOffset < kept.byteOffset, true);
  assert.throws(() => arena.release(new Uint8Array(arena.memory.buffer, 999_000, 1)), { code: 'space/broken-promise' });
});
