// The CT of the Visible Human Female's feet against surfaces of the same woman's bones from cryosections: truth that
// nobody here made. Data: see ../shared/data/README.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew } from '@specola/kernels';
import { ANKLE_DATA, ankleAgreement } from './ankle-truth.ts';
import { needsData } from './real-data.ts';

test(
  'bones of the ankle CT lie a millimetre or less from the cryosections, and those of the wrong foot do not fit',
  needsData(...ANKLE_DATA),
  async (t) => {
    const rows = await ankleAgreement(soloCrew(new Arena()));
    for (const { side, bone, medianMm, p90Mm, wrongSideMedianMm } of rows)
      t.diagnostic(
        `${side} ${bone}: median ${medianMm.toFixed(2)} mm, p90 ${p90Mm.toFixed(2)} mm, wrong side ${wrongSideMedianMm?.toFixed(2) ?? 'not asked'}`,
      );
    for (const { side, bone, medianMm } of rows) assert.ok(medianMm < 1, `${side} ${bone}: ${medianMm} mm`);
    for (const { side, bone, medianMm, wrongSideMedianMm } of rows)
      if (wrongSideMedianMm !== null)
        assert.ok(
          wrongSideMedianMm > 1.5 * medianMm,
          `${side} ${bone}: ${medianMm} mm, wrong side ${wrongSideMedianMm} mm`,
        );
  },
);
