import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Doing, GUIDE_ITEM, runCase, temporaryFolder, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { createCase } from './case-folder.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const specola = (...told: string[]) => spawnSync(process.execPath, [MAIN, 'outcome', ...told], { encoding: 'utf8' });
const ANSWERS = {
  confidenceBefore: 2,
  confidenceAfter: 5,
  understanding: 4,
  communication: null,
  planChanged: true,
  minutesSaved: 25,
  usedWhen: 'both',
  comment: '',
};

test('answers are entered from JSON, and figures over many cases show what they are computed from', async () => {
  using folder = temporaryFolder();
  const dirs = ['a', 'b'].map((name) => join(folder.path, name));
  const claim: Doing = [
    'biller',
    'biller',
    {
      kind: 'claim-released',
      claim: 'C-1',
      bill: 'b'.repeat(64),
      packet: null,
      attachmentControlNumber: null,
      form: 'institutional',
      totalCents: 145_050,
      lines: [{ code: '0561T', units: 1, cents: 145_050 }],
    },
  ];
  const paid: Doing = [
    'biller',
    'biller',
    {
      kind: 'claim-answered',
      claim: 'C-1',
      stage: 'paid',
      lines: [{ code: '0561T', units: 1, paidCents: 50_005, adjustments: [], remarks: [] }],
    },
  ];
  const time: Doing = [
    'engineer',
    'engineer',
    { kind: 'time-logged', step: 'design', person: 'engineer', minutes: 90, from: 'work' },
  ];
  const joined: Doing = [
    'manager',
    'manager',
    { kind: 'person-added', person: { id: 'biller', name: 'Bill Biller', credential: 'other', roles: ['biller'] } },
  ];
  const delivered: Doing = ['technician', 'technician', { kind: 'delivered', item: GUIDE_ITEM, to: 'OR 3' }];
  await createCase(dirs[0]!, runCase([...WAY_OF_A_GUIDE, delivered, time, joined, claim, paid]).file);
  await createCase(dirs[1]!, runCase(WAY_OF_A_GUIDE.slice(0, 6)).file);
  const answers = folder.write('answers.json', Buffer.from(JSON.stringify(ANSWERS)));
  const who = ['--by', 'surgeon', '--role', 'ordering-clinician'];
  assert.equal(specola('record', dirs[0]!, answers, ...who, '--at', '2026-12-25T00:00:00Z').status, 0);
  assert.equal(specola('record', dirs[0]!, answers, '--by', 'engineer', '--role', 'engineer').status, 3);
  const wrong = folder.write('wrong.json', Buffer.from(JSON.stringify({ ...ANSWERS, confidenceAfter: 6 })));
  assert.equal(specola('record', dirs[0]!, wrong, ...who).status, 2);

  const assumptions = folder.write(
    'assumptions.json',
    Buffer.from(
      JSON.stringify({
        centsPerOperatingRoomMinute: 4000,
        source: 'Our controlling, 2026',
        centsPerClinicianHour: 20_000,
        centsPerNonClinicianHour: 6000,
      }),
    ),
  );
  const json = JSON.parse(specola('figures', ...dirs, '--assumptions', assumptions, '--json').stdout);
  // 25 minutes at $40, 90 minutes at $60 an hour.
  assert.deepEqual(
    [json.cases, json.guides, json.savedCents, json.effortCents, json.minutesSavedMean, json.confidenceGainMean],
    [2, 1, '100000', '9000', 25, 3],
  );
  const lines = specola('figures', ...dirs, '--assumptions', assumptions).stdout;
  for (const words of [
    '0561T × 1  medicare-ffs, hospital-outpatient-on-campus: paid, charged $1,450.50, paid $500.05',
    'paid + saved − effort = $1,410.05',
    'Assumptions: Our controlling, 2026',
  ])
    assert.ok(lines.includes(words), `${words} in ${lines}`);
  assert.match(specola('figures', ...dirs).stdout, /no wages[\s\S]*Ballard 2020/);
});

test('the survey is one tagged page that names the parts and asks for no name', async () => {
  using folder = temporaryFolder();
  const dir = join(folder.path, 'case');
  await createCase(dir, runCase(WAY_OF_A_GUIDE).file);
  const out = join(folder.path, 'survey.pdf');
  assert.equal(specola('survey', dir, '--out', out, '--at', '2026-12-25T00:00:00Z').status, 0);
  const info = spawnSync('pdfinfo', [out], { encoding: 'utf8' });
  if (info.error) return;
  assert.match(info.stdout, /Tagged:\s+yes/);
  assert.match(info.stdout, /Pages:\s+1\n/);
  const text = spawnSync('pdftotext', [out, '-'], { encoding: 'utf8' }).stdout.replace(/\s+/g, ' ');
  assert.ok(text.includes('Tibia osteotomy guide') && text.includes('no name of a patient'));
});
