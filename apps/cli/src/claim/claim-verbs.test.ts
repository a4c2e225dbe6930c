import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Act, Role } from '@specola/casework';
import { faultsOfClaimFile } from '@specola/messages';
import { GUIDE_CASE_CODE, GUIDE_ITEM, hashOf, runCase, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { appendActs, createCase, readCase } from '../case/case-folder.ts';
import { sealEntry } from '../vault-entry.ts';
import { writeEntry } from '../vault-folder.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const KEY = '11'.repeat(32);
const specola = (cwd: string, ...told: string[]) =>
  spawnSync(process.execPath, [MAIN, ...told], {
    encoding: 'utf8',
    cwd,
    env: { ...process.env, SPECOLA_VAULT_KEY: KEY },
  });
const IDENTITY = /QUILLFEATHER|OTTOLINE|MRN77|1958|W123/i;
const ADDRESS = { line: '1 Main Street', city: 'Springfield', state: 'IL', zip: '627010001' };
const STAFF = { id: '1234567893', familyName: 'Surgeon', givenName: 'Sue' };
const SITE = {
  schema: 'specola/claim-site/1',
  parties: {
    submitter: { name: 'Model Lab', id: 'SUB123', contact: 'Billing Desk', phone: '2175550100' },
    receiver: { name: 'Clearing House', id: 'CLR456' },
    billing: {
      name: 'General Hospital',
      npi: '1234567893',
      taxonomy: '282N00000X',
      employerId: '123456789',
      address: ADDRESS,
    },
    facility: null,
    rendering: { lastName: 'Diologist', firstName: 'Ray', npi: '1234567893', taxonomy: '2085R0202X' },
    referring: null,
    usage: 'T',
  },
  charges: {
    route: {
      sendingApplication: 'SPECOLA',
      sendingFacility: 'LAB',
      receivingApplication: 'BILLING',
      receivingFacility: 'HOSP',
      processing: 'T',
    },
    department: '3DLAB',
    performedBy: STAFF,
    orderedBy: STAFF,
  },
  fhir: { base: 'https://lab.example/fhir', provider: 'General Hospital' },
};
const INSURANCE = {
  schema: 'specola/claim-insurance/1',
  address: ADDRESS,
  account: 'AC5',
  memberId: 'W123',
  subscriber: null,
  payer: { name: 'Medicare', id: 'MEDB', filingIndicator: 'MB' },
};
const FEES = {
  schema: 'specola/fee-schedule/1',
  currency: 'USD',
  fees: [{ code: '0561T', cents: 145_052, from: '2020-01-01', to: null, revenueCode: '0278' }],
};
const software = { name: 'Specola', version: '0.1.0', clearance: 'none' };

/** What completes the record of the guide after its release. */
const COMPLETION: readonly (readonly [by: string, role: Role, act: Act])[] = [
  [
    'manager',
    'manager',
    { kind: 'person-added', person: { id: 'biller', name: 'Bill Biller', credential: 'other', roles: ['biller'] } },
  ],
  ['technician', 'technician', { kind: 'delivered', item: GUIDE_ITEM, to: 'Theater 3' }],
  ['radiologist', 'radiologist', signed('2', 'review')],
  [
    'radiologist',
    'radiologist',
    {
      kind: 'version-recorded',
      thing: 'report',
      part: null,
      sha256: hashOf('b'),
      inputs: [hashOf('4')],
      software,
      method: 'text',
      side: null,
      checks: [],
      file: 'report.txt',
    },
  ],
  ['radiologist', 'radiologist', signed('b', 'authorship')],
  ...(['segmentation', 'post-processing'] as const).map((step): readonly [string, Role, Act] => [
    'engineer',
    'engineer',
    { kind: 'time-logged', step, person: 'engineer', minutes: 90, from: 'work' },
  ]),
];
function signed(sha: string, meaning: 'review' | 'authorship'): Act {
  return { kind: 'signed', sha256: hashOf(sha), meaning, overridesFailedProof: false, reason: '' };
}
const at = '2026-12-01T10:00:00Z';
const enterAll = (dir: string, doings: readonly (readonly [string, Role, Act])[]) =>
  appendActs(
    dir,
    doings.map(([by, role, act]) => ({ at, timeZone: 'Europe/Rome', by, role, act })),
  );

/** A case of a guide up to its release, and beside it everything that a claim needs. */
async function prepared(t: { after: (done: () => void) => void }) {
  const home = mkdtempSync(join(tmpdir(), 'specola-claim-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const dir = join(home, 'case');
  await createCase(dir, runCase(WAY_OF_A_GUIDE).file);
  for (const [name, value] of Object.entries({ site: SITE, insurance: INSURANCE, fees: FEES }))
    writeFileSync(join(home, `${name}.json`), JSON.stringify(value));
  const entry = {
    schema: 'specola/vault-entry/1',
    caseCode: GUIDE_CASE_CODE,
    patient: { patientName: 'Quillfeather^Ottoline', patientId: 'MRN77', birthDate: '19580317', sex: 'F' },
    studies: [],
    identifiers: [],
    uids: {},
    shiftDays: 0,
    method: 'test',
  } as const;
  const written = await writeEntry(
    join(home, 'vault'),
    GUIDE_CASE_CODE,
    sealEntry({ ...entry, studies: [], identifiers: [] }, Buffer.from(KEY, 'hex')),
  );
  await written.finish();
  const claim = (out: string, ...more: string[]) =>
    specola(
      home,
      'claim',
      'case',
      '--settings',
      'site.json',
      '--insurance',
      'insurance.json',
      '--vault',
      'vault',
      '--fees',
      'fees.json',
      '--out',
      out,
      '--by',
      'biller',
      '--role',
      'biller',
      '--at',
      '2026-12-01T11:00:00Z',
      ...more,
    );
  return { home, dir, claim };
}

/** The record complete, and every question of the bill answered by the coder. */
async function complete(home: string, dir: string): Promise<void> {
  await enterAll(dir, COMPLETION);
  const { decisions } = JSON.parse(specola(home, 'bill', 'case', '--fees', 'fees.json', '--json').stdout);
  await enterAll(
    dir,
    decisions.map(({ code }: { code: string }): readonly [string, Role, Act] => [
      'biller',
      'biller',
      { kind: 'coding-decided', decision: code, answer: 'as proposed', reason: 'looked up' },
    ]),
  );
}

test('a claim is kept back with the list of who owes what, and nothing is written or numbered', async (t) => {
  const { home, dir, claim } = await prepared(t);
  await enterAll(dir, COMPLETION.slice(0, 1));
  const before = readFileSync(join(dir, 'case.json'), 'utf8');
  const held = claim('out');
  assert.equal(held.status, 4, held.stderr);
  assert.match(held.stderr, /claim\/held/);
  for (const owed of [
    /no record of its delivery\. \(technician\)/,
    /There is no report\. \(radiologist\)/,
    /A coder has not answered/,
  ])
    assert.match(held.stderr, owed);
  assert.equal(readFileSync(join(dir, 'case.json'), 'utf8'), before);
  assert.ok(!existsSync(join(home, 'out')) && !existsSync(join(home, 'control-numbers.json')));
});

test('a complete case becomes an institutional claim, charges and a bundle, and its case never learns who the patient is', async (t) => {
  const { home, dir, claim } = await prepared(t);
  await complete(home, dir);
  const done = claim('out');
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /institutional, 1450\.52 USD, control number 1/);
  assert.match(done.stdout, /WARNING: .* say who the patient is/);
  assert.doesNotMatch(done.stdout + done.stderr, IDENTITY);
  const name = `${GUIDE_CASE_CODE}-1`;
  assert.deepEqual(readdirSync(join(home, 'out')).sort(), [
    `case-${name}.fhir.json`,
    `charges-${name}.hl7`,
    `claim-${name}.837i`,
  ]);
  for (const file of readdirSync(join(home, 'out')))
    assert.equal(statSync(join(home, 'out', file)).mode & 0o777, 0o600, file);
  const text = readFileSync(join(home, 'out', `claim-${name}.837i`), 'utf8');
  assert.deepEqual(faultsOfClaimFile(text), []);
  assert.match(text, /NM1\*IL\*1\*QUILLFEATHER\*OTTOLINE/);
  assert.match(text, /SV2\*0278\*HC:0561T:GZ\*1450\.52\*UN\*1~/);
  assert.match(readFileSync(join(home, 'out', `charges-${name}.hl7`), 'utf8'), /PID\|1\|\|MRN77/);
  for (const clean of [
    join(dir, 'case.json'),
    join(home, 'control-numbers.json'),
    join(home, 'out', `case-${name}.fhir.json`),
  ])
    assert.doesNotMatch(
      readFileSync(clean, 'utf8').replaceAll(/[0-9a-f]{64}/g, ''),
      /QUILLFEATHER|OTTOLINE|MRN77|W123/i,
    );
  const { entries } = await readCase(dir);
  assert.deepEqual(
    entries.slice(-2).map(({ act }) => act.kind),
    ['claim-released', 'charge-posted'],
  );
  // A second claim of the case takes the next numbers; a folder that is there is never filled up.
  assert.equal(claim('out').status, 3);
  const again = claim('out2', '--json');
  assert.deepEqual(
    [JSON.parse(again.stdout).claim, JSON.parse(again.stdout).controlNumber],
    [`${GUIDE_CASE_CODE}-2`, 2],
  );
});

test('what is wrong in the insurance file or the vault is told by its place, never by its value', async (t) => {
  const { home, dir, claim } = await prepared(t);
  await complete(home, dir);
  const before = readFileSync(join(dir, 'case.json'), 'utf8');
  const attempts: (readonly [insurance: object, says: RegExp])[] = [
    [{ ...INSURANCE, address: { ...ADDRESS, zip: 'Quillfeather' } }, /zip/],
    [{ ...INSURANCE, memberId: 7 }, /memberId/],
    [{ ...INSURANCE, payer: { ...INSURANCE.payer, name: 'Медицина' } }, /payer\.name/],
  ];
  for (const [insurance, says] of attempts) {
    writeFileSync(join(home, 'insurance.json'), JSON.stringify(insurance));
    const refused = claim('out');
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, says);
    assert.doesNotMatch(refused.stderr, /QUILLFEATHER|OTTOLINE|MRN77|W123|1958/i);
  }
  writeFileSync(join(home, 'insurance.json'), JSON.stringify(INSURANCE));
  const inside = claim(join('case', 'out'));
  assert.equal(inside.status, 2);
  assert.equal(readFileSync(join(dir, 'case.json'), 'utf8'), before);
  assert.ok(!existsSync(join(home, 'control-numbers.json')));
  assert.deepEqual(readdirSync(dir), ['case.json']);
});

const envelope = (type: string, version: string, body: string): string => {
  const count = body.split('~').filter((segment) => segment.trim() !== '').length + 2;
  return `ISA*00*          *00*          *ZZ*PAYER          *ZZ*SUB123         *261205*0900*^*00501*000000009*0*T*:~GS*HP*PAYER*SUB123*20261205*0900*9*X*${version}~ST*${type}*0001~${body}SE*${count}*0001~GE*1*9~IEA*1*000000009~`;
};

test('acknowledgement, claim status and denial are entered once each, and the denial becomes an appeal from the record', async (t) => {
  const { home, dir, claim } = await prepared(t);
  await complete(home, dir);
  assert.equal(claim('out').status, 0);
  const answer = (text: string) => {
    writeFileSync(join(home, 'answer.edi'), text);
    return specola(
      home,
      'claim',
      'answer',
      'case',
      'answer.edi',
      '--by',
      'biller',
      '--role',
      'biller',
      '--at',
      '2026-12-10T09:00:00Z',
    );
  };
  const number = `${GUIDE_CASE_CODE}-1`;
  const acknowledged = answer(
    envelope('999', '005010X231A1', 'AK1*HC*1*005010X223A2~AK2*837*0001*005010X223A2~IK5*A~AK9*A*1*1*1~'),
  );
  assert.match(acknowledged.stdout, /acknowledged/, acknowledged.stderr);
  const status = answer(
    envelope(
      '277',
      '005010X214',
      `BHT*0085*08*1*20261205*0900*TH~HL*1**20*1~HL*2*1*PT~NM1*QC*1*X*Y~TRN*2*${number}~STC*A2:20:PR*20261205*WQ*1450.52~`,
    ),
  );
  assert.match(status.stdout, /accepted/, status.stderr);
  const denial = envelope(
    '835',
    '005010X221A1',
    `BPR*I*0*C*NON************20261210~TRN*1*T7*1512345678~N1*PR*MEDICARE~LX*1~CLP*${number}*4*1450.52*0*0*MB*PCN5~NM1*QC*1*QUILLFEATHER*OTTOLINE~SVC*HC:0561T:GZ*1450.52*0**1~DTM*472*20261201~CAS*CO*50*1450.52~LQ*HE*N115~`,
  );
  const denied = answer(denial);
  assert.match(denied.stdout, /denied, paid 0\.00 USD/);
  assert.match(denied.stdout, /appeal: 0561T, 50 \(not held to be necessary\)/);
  assert.doesNotMatch(denied.stdout, IDENTITY);
  const entries = (await readCase(dir)).entries.length;
  assert.match(answer(denial).stdout, /known already/);
  assert.equal((await readCase(dir)).entries.length, entries);
  assert.doesNotMatch(readFileSync(join(dir, 'case.json'), 'utf8'), /QUILLFEATHER/i);

  const appeal = specola(home, 'claim', 'appeal', 'case');
  assert.match(appeal.stdout, /reconsider claim 2222-2222-2-1: 0561T × 1, denied for CO-50/);
  assert.match(appeal.stdout, /A deformity in two planes/);

  const unbalanced = answer(denial.replace('BPR*I*0*', 'BPR*I*7*'));
  assert.match(unbalanced.stderr, /messages\/unbalanced-remittance/);
  const others = answer(denial.replace(`CLP*${number}`, 'CLP*OTHER-1'));
  assert.match(others.stderr, /claim\/not-ours/);
  assert.equal(others.status, 3);
  assert.equal((await readCase(dir)).entries.length, entries);
});
