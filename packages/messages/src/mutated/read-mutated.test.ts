import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutateText } from './mutate-text.ts';
import { READERS, readMutated } from './read-mutated.ts';

test('every seed is read as it is by the reader that it is meant for', () => {
  for (const { name, seeds, read } of READERS) for (const seed of seeds) assert.doesNotThrow(() => read(seed), name);
});

test('300 mutated inputs to each reader are read or refused with a code', () => {
  for (const reader of READERS) {
    const { crashes, read, refused } = readMutated(reader, {
      count: 300,
      firstSeed: 1,
      nowMs: () => performance.now(),
    });
    assert.deepEqual(crashes, []);
    assert.equal(read + Object.values(refused).reduce((sum, one) => sum + one, 0), 300);
  }
});

test('a seed makes the same mutation every time, and nearly all of them change something', () => {
  const text = READERS[0]!.seeds[0]!;
  const made = Array.from({ length: 200 }, (_, seed) => mutateText(text, seed));
  assert.deepEqual(
    made,
    Array.from({ length: 200 }, (_, seed) => mutateText(text, seed)),
  );
  assert.ok(made.filter((one) => one !== text).length > 190);
});
