import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dicomSlice, GUIDE_CASE_CODE, runCase, temporaryFolder, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { appendAct, createCase, readCase } from './case-folder.ts';

/** A study with a patient, imported; the case knows only which fields agree. */
const MAIN = join(import.meta.dirname, '..', 'main.ts');
const KEY = 'a5'.repeat(32);
const room = temporaryFolder();
after(() => room[Symbol.dispose]());
const specola = (...told: string[]) =>
  spawnSync(process.execPath, [MAIN, ...told], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, SPECOLA_VAULT_KEY: KEY },
  });
const study = join(room.path, 'study');
mkdirSync(study);
for (let k = 0; k < 6; k++)
  writeFileSync(
    join(study, `IM${k}`),
    dicomSlice({
      studyUid: '2.25.10',
      seriesUid: '2.25.20',
      sopInstanceUid: `2.25.30.${k}`,
      instanceNumber: k + 1,
      position: [3, -7, 1.5 * k],
      rows: 24,
      columns: 20,
      raw: Array.from({ length: 480 }, (_, v) => (v * 7 + k) % 900),
      patient: { name: 'Quillfeather^Ottoline', id: 'MRN-7740123', birthDate: '19320317' },
      more: [
        { tag: 0x00080020, vr: 'DA', value: '20261110' },
        { tag: 0x00080050, vr: 'SH', value: 'A1001' },
        { tag: 0x00100040, vr: 'CS', value: 'F' },
      ],
    }),
  );
const vault = join(room.path, 'vault');
const work = join(room.path, 'work', GUIDE_CASE_CODE);
const imported = specola(
  'import',
  study,
  '--case',
  GUIDE_CASE_CODE,
  '--into',
  join(room.path, 'work'),
  '--vault',
  vault,
);
assert.equal(imported.status, 0, imported.stderr);

let folders = 0;
async function newCase(): Promise<string> {
  const dir = join(room.path, `case-${folders++}`);
  await createCase(dir, runCase(WAY_OF_A_GUIDE.slice(0, 1)).file);
  return dir;
}
const AS_ENGINEER = ['--by', 'engineer', '--role', 'engineer', '--at', '2026-12-01T09:00:00Z', '--vault', vault];
const AS_MANAGER = ['--by', 'manager', '--role', 'manager', '--at', '2026-12-01T10:00:00Z'];
const ORDER_OF_HERS = {
  name: 'Ottoline Quillfeather',
  medicalRecordNumber: 'mrn 7740123',
  birthDate: '1932-03-17',
  sex: 'F',
  accessionNumber: 'A1001',
};
const identity = (name: string, told: object): string => room.write(name, Buffer.from(JSON.stringify(told)));
const adt = (event: string, pid: string, mrg = ''): string =>
  room.write(
    `adt-${event}-${folders}.hl7`,
    Buffer.from(
      [`MSH|^~\\&|ADT|HOSP|SPECOLA|LAB|20261201||ADT^${event}|C1|P|2.5.1`, `PID|1||${pid}`, mrg]
        .filter(Boolean)
        .join('\r'),
    ),
  );

test('images of the patient of the order are attached with their true day, and nothing of the patient stands in the case', async () => {
  const dir = await newCase();
  const done = specola('case', 'attach', dir, work, '--order', identity('hers.json', ORDER_OF_HERS), ...AS_ENGINEER);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  const { entries } = await readCase(dir);
  assert.deepEqual(
    entries.map(({ act }) => act.kind),
    ['order-placed', 'identity-compared', 'images-attached'],
  );
  const images = entries[2]!.act;
  assert.ok(images.kind === 'images-attached');
  assert.deepEqual([images.acquiredOn, images.modality, images.spacingMm[2]], ['2026-11-10', 'CT', 1.5]);
  const text = readFileSync(join(dir, 'case.json'), 'utf8') + done.stdout;
  assert.doesNotMatch(text, /quillfeather|ottoline|7740123|1932|2\.25\.20|A1001/i);
});

test('another patient blocks the case until a named person has resolved it with a reason', async () => {
  const dir = await newCase();
  const other = { ...ORDER_OF_HERS, name: 'Quillfeather^Otto', birthDate: '19620711' };
  const done = specola('case', 'attach', dir, work, '--order', identity('other.json', other), ...AS_ENGINEER);
  assert.equal(done.status, 4);
  assert.match(done.stdout, /name: DOES NOT AGREE\n {2}medical-record-number: agrees\n {2}birth-date: DOES NOT AGREE/);
  const act = async (...[by, role, what]: (typeof WAY_OF_A_GUIDE)[number]) =>
    appendAct(dir, { at: '2026-12-01T09:30:00Z', timeZone: 'UTC', by, role, act: what });
  await act('manager', 'manager', { kind: 'moved', to: 'image-review', reason: '' });
  const { entries } = await readCase(dir);
  const images = entries.find((one) => one.act.kind === 'images-attached')!.act;
  assert.ok(images.kind === 'images-attached');
  await act('radiologist', 'radiologist', {
    kind: 'images-reviewed',
    images: images.sha256,
    purpose: 'guide',
    decision: 'accepted',
    reason: '',
    recordSha256: 'a'.repeat(64),
  });
  const blocked = specola('case', 'move', dir, 'segmentation', ...AS_MANAGER);
  assert.equal(blocked.status, 3);
  assert.match(blocked.stderr, /identities that do not agree/);
  assert.match(specola('case', 'check', dir).stdout, /birth-date\. \[manager\]/);
  const resolve = (...who: string[]) =>
    specola(
      'case',
      'resolve',
      dir,
      '--entry',
      '2',
      '--reason',
      'Registered twice; the record office confirmed it',
      ...who,
    );
  assert.equal(resolve('--by', 'engineer', '--role', 'engineer').status, 3);
  assert.equal(resolve(...AS_MANAGER).status, 0);
  assert.equal(specola('case', 'move', dir, 'segmentation', ...AS_MANAGER).status, 0);
});

test('a merge of patients is compared: ours under another number passes, another birth date blocks, other patients are refused', async () => {
  const dir = await newCase();
  const hers = 'MRN-999^^^HOSP^MR||Quillfeather^Ottoline||19320317|F';
  const compare = (message: string) => specola('case', 'compare', dir, message, ...AS_ENGINEER);
  assert.equal(compare(adt('A40', hers, 'MRG|MRN-7740123^^^HOSP^MR')).status, 0);
  const wrong = compare(adt('A40', hers.replace('1932', '1952'), 'MRG|MRN-7740123^^^HOSP^MR'));
  assert.equal(wrong.status, 4);
  assert.match(wrong.stdout, /patient-merge[\s\S]*birth-date: DOES NOT AGREE[\s\S]*blocked/);
  const strangers = compare(adt('A40', 'MRN-1^^^HOSP^MR||A^B||19700101|M', 'MRG|MRN-2^^^HOSP^MR'));
  assert.match(strangers.stderr, /case\/other-merge/);
  assert.equal(compare(adt('A08', 'MRN-7740123^^^HOSP^MR||Quillfeather^Ottoline||19320317|F')).status, 0);
  const { entries } = await readCase(dir);
  assert.deepEqual(
    entries.flatMap(({ act }) => (act.kind === 'identity-compared' ? act.between : [])),
    ['patient-merge', 'patient-merge', 'order-and-admission'],
  );
});

test('files of no meaning and images that are not of this case are refused by code, without a word of what they hold', async () => {
  const dir = await newCase();
  const order = identity('hers.json', ORDER_OF_HERS);
  const said = (path: string) => specola('case', 'attach', dir, work, '--order', path, ...AS_ENGINEER).stderr;
  const answers = [
    said(room.write('x', Buffer.from('Quillfeather'))),
    said(identity('y', { ...ORDER_OF_HERS, name: 7, extra: 'Quillfeather' })),
    said(room.write('z', Buffer.from('MSH|^~\\&|x|Quillfeather'))),
  ];
  for (const answer of answers) assert.match(answer, /case\/bad-identity/);
  assert.match(answers[1]!, /name \(invalid type\)/);
  assert.doesNotMatch(answers.join(''), /quillfeather/i);
  const original = specola('case', 'attach', dir, study, '--order', order, ...AS_ENGINEER);
  assert.match(original.stderr, /case\/not-working-files/);
  assert.equal((await readCase(dir)).entries.length, 1);
});
