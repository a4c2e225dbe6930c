// The CT of the Visible Human Female's feet against surfaces of the same woman's bones from cryosections: truth that
// nobody here made. Data: see ../shared/data/README.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew } from '@specola/kernels';
import { ANKLE_DATA, ankleAgreement, type BoneAgreement } from './ankle-truth.ts';
import { needsData } from './real-data.ts';

/** The scan holds 17 mm of the fibula's tip, which fits its mirror image as well: it does not tell a side. */
const TELLS_NO_SIDE = ['Fibula'];

/** A wedge of 20 mm is nearly its own mirror image: the wrong side fits it worse, by less. */
const HARDLY_TELLS = ['IntermediateCuneiform'];

test(
  'each bone of the ankle CT lies within a millimetre of the cryosections, and those of the wrong side do not fit',
  needsData(...ANKLE_DATA),
  async (t) => {
    const rows = await ankleAgreement(soloCrew(new Arena()));
    for (const row of rows) t.diagnostic(told(row));
    const fitted = rows.filter((row) => row.medianMm !== null);
    assert.equal(fitted.length, 11);
    for (const { side, bone, medianMm } of fitted) assert.ok(medianMm! < 0.6, `${side} ${bone}: ${medianMm} mm`);
    for (const row of fitted.filter(({ bone }) => !TELLS_NO_SIDE.includes(bone)))
      for (const wrongMm of [row.otherFootMedianMm, row.mirroredMedianMm])
        if (wrongMm !== null)
          assert.ok(wrongMm > (HARDLY_TELLS.includes(row.bone) ? 1.2 : 1.5) * row.medianMm!, told(row));
    // The scan ends in the talus: the left tibia lies above it, of the right one the tip of the malleolus touches it.
    const reach = rows.filter(({ bone }) => bone === 'Tibia').map(({ reachesInMm }) => reachesInMm);
    assert.ok(reach[0]! < 3 && reach[1]! < -5, `${reach}`);
  },
);

function told({ side, bone, reachesInMm, inScanPercent, medianMm, p90Mm, ...wrong }: BoneAgreement): string {
  const mm = (value: number | null) => (value === null ? 'none' : `${value.toFixed(2)} mm`);
  return `${side} ${bone}: ${inScanPercent.toFixed(1)} % in the scan (${reachesInMm.toFixed(1)} mm), median ${mm(medianMm)}, p90 ${mm(p90Mm)}, other foot ${mm(wrong.otherFootMedianMm)}, mirrored ${mm(wrong.mirroredMedianMm)}`;
}
