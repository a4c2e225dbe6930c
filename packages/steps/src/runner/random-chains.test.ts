import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomChain } from './random-chains.ts';

/** A fixed sample of the long set (random-chains.long.ts). */
test('whatever is imaged however, the model is print-ready and within its bounds', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const found = await randomChain(seed);
    assert.equal(found.refused, null, `seed ${seed}`);
    assert.deepEqual(found.failed, [], `seed ${seed}`);
    assert.equal(found.printReady, true, `seed ${seed} disagrees with its image`);
    assert.ok(found.smoothing.largestMoveMm <= found.smoothing.boundMm + 1e-4, `seed ${seed}: smoothed too far`);
    assert.ok(
      found.simplification.largestErrorMm <= found.simplification.boundMm + 1e-4,
      `seed ${seed}: simplified too far`,
    );
    const bound = found.unblurredMm + found.smoothing.boundMm + found.simplification.boundMm;
    assert.ok(found.fidelityMaxMm <= bound + 0.02, `seed ${seed}: ${found.fidelityMaxMm} mm beyond ${bound}`);
  }
});
