// How well the map of what another threshold would do covers the truth of the cryosections; docs/uncertainty.md has all bones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew } from '@specola/kernels';
import { ankleCoverage } from './ankle-coverage.ts';
import { ANKLE_DATA } from './ankle-truth.ts';
import { needsData } from './real-data.ts';

test(
  'both heel bones lie within the floor or the map at nine of ten places, and further away where the map has no number',
  needsData(...ANKLE_DATA),
  async (t) => {
    const { rows } = await ankleCoverage(soloCrew(new Arena()), { floorMm: 0.8, reachMm: 3, ofEachFoot: 1 });
    assert.deepEqual(
      rows.map(({ side, bone }) => `${side} ${bone}`),
      ['right Calcaneous', 'left Calcaneous', 'both all'],
    );
    for (const row of rows) {
      t.diagnostic(JSON.stringify(row));
      assert.ok(row.medianMm < 0.4 && row.p95Mm < 1.3);
      assert.ok(row.inBudgetPercent > 90 && row.inBudgetPercent >= row.inFloorPercent);
      // It is a band of noise and threshold, not of everything that may be wrong: it covers a good third, and no more is claimed.
      assert.ok(row.inBandPercent > 25 && row.inBandPercent < 60);
      assert.ok(row.beyondWithoutPercent > 1.5 * row.beyondWithNumberPercent);
    }
  },
);
