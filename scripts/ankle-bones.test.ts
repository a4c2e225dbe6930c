import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, type Crew } from '@specola/kernels';
import { ANKLE_DATA, needsData } from '@specola/test-kit';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import {
  type AnkleBones,
  ankleBones,
  boneFacts,
  cryosectionAgreement,
  readAnkle,
  touchingPairs,
} from './ankle-bones.ts';

/** The left tibia ends above the last slice, so the scan has none; see docs/segmentation-figures.md. */
const IN_THE_SCAN = [
  'tibia-right',
  'fibula-right',
  'talus-right',
  'calcaneus-right',
  'fibula-left',
  'talus-left',
  'calcaneus-left',
];

async function holds(bones: AnkleBones, crew: Crew): Promise<void> {
  const facts = await boneFacts(bones, crew);
  for (const id of IN_THE_SCAN) {
    const bone = facts.find((one) => one.id === id)!;
    assert.ok(bone.voxels > 30, `${id} has ${bone.voxels} voxels`);
    assert.ok(bone.largestPieceShare > 0.995, `${id} is in pieces`);
  }
  assert.deepEqual(touchingPairs(bones), []);
  // The feet lie apart at x = 250: the right one at lower x, where LPS has the patient's right.
  for (const { id, side, xMm } of facts) {
    assert.equal(side, id.endsWith('-left') ? 'left' : 'right', id);
    assert.equal(xMm > 250 ? 'left' : 'right', side, `${id} lies at x = ${xMm}`);
  }
  const agreement = await cryosectionAgreement(bones, crew);
  for (const [bone, sides] of [
    ['Talus', ['right', 'left']],
    ['Calcaneous', ['right', 'left']],
    ['Fibula', ['right']],
  ] as const)
    for (const side of sides) {
      const row = agreement.find((one) => one.bone === bone && one.side === side);
      assert.ok(row && row.medianMm <= 1.2, `${side} ${bone}: ${row?.medianMm} mm`);
    }
}

test(
  'bones of the ankle come apart by their recipe and still at 400 HU: they do not touch, know their side, and lie where the cryosections say',
  needsData(...ANKLE_DATA),
  async () => {
    const crew = openNodeCrew(new Arena(), 2, new AbortController().signal);
    try {
      const volume = await readAnkle(crew);
      for (const fromHu of [null, 400]) await holds(await ankleBones(volume, crew, fromHu), crew);
    } finally {
      await crew.close();
    }
  },
);
