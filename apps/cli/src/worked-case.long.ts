import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsData, realData, temporaryFolder } from '@specola/test-kit';
import { X12Parser } from 'node-x12';
import { workAnkle } from './worked-case/ankle-case.ts';
import { workAorta } from './worked-case/aorta-case.ts';

/** Two whole cases from order to claim on real scans, by the command line and the acts of the people. */
const AORTA = 'ct_gt/totalseg_aorta_cta_1p5mm';
const ANKLE = 'ct/vhf_ankle_1mm.zip';
const RECIPE = join(import.meta.dirname, '..', '..', '..', 'docs', 'recipes', 'ankle-bones.json');

test(
  'an aortic CTA with three components goes from order to claim: 0559T × 1, 0560T × 2',
  needsData(AORTA),
  async () => {
    using folder = temporaryFolder();
    const { worked, claimed } = await workAorta(realData(AORTA)!, folder.path);
    assert.deepEqual(
      claimed.bill.lines.map(({ code, units, modifiers }) => [code, units, modifiers]),
      [
        ['0559T', 1, ['GA']],
        ['0560T', 2, ['GA']],
      ],
    );
    assert.deepEqual([claimed.packet.missing, claimed.claimFaults], [[], []]);
    assert.ok(claimed.packet.bytes > 1e6 && claimed.packet.bytes < 20e6);
    new X12Parser(true).parse(claimed.claim);
    assert.match(claimed.claim, new RegExp(`PWK\\*OZ\\*EL\\*\\*\\*AC\\*${claimed.packet.attachmentControlNumber}~`));
    assert.match(claimed.claim, /SV1\*HC:0560T:GA\*2400\*UN\*2/);
    const registry = JSON.parse(readFileSync(join(claimed.registry, 'registry.json'), 'utf8'));
    assert.deepEqual([registry.length, registry[0].parts.length, registry[0].prints.length], [1, 3, 3]);
    assert.ok(claimed.bundleEntries.includes('Claim') && claimed.bundleEntries.includes('Provenance'));
    assert.ok(worked.log.every(({ status }) => status === 0));
  },
);

test(
  'both feet in one scan go from order to claim: a model and a guide, and the bone of the other foot is stopped',
  needsData(ANKLE),
  async () => {
    using folder = temporaryFolder();
    const { worked, claimed, wrongFoot } = await workAnkle({ study: realData(ANKLE)!, recipe: RECIPE }, folder.path);
    assert.ok(wrongFoot.includes('case/side-not-in-the-images'), wrongFoot.join());
    assert.deepEqual(
      claimed.bill.lines.map(({ code, units }) => [code, units]),
      [
        ['0559T', 1],
        ['0561T', 1],
      ],
    );
    assert.deepEqual([claimed.packet.missing, claimed.claimFaults], [[], []]);
    const text = readFileSync(join(worked.dir, 'case.json'), 'utf8');
    assert.doesNotMatch(text, /"Eve"|000-000-001|1\.2\.826\.0\.1\.3680043\.2\.1125/);
    const registry: { objectType: string }[] = JSON.parse(
      readFileSync(join(claimed.registry, 'registry.json'), 'utf8'),
    );
    assert.deepEqual(
      registry.map(({ objectType }) => objectType),
      ['Anatomic Model', 'Anatomic Guide'],
    );
  },
);
