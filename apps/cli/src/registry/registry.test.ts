import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GUIDE_CASE_CODE, runCase, temporaryFolder, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { createCase } from '../case/case-folder.ts';
import { sealEntry } from '../vault-entry.ts';
import { registryFiles } from './registry-files.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const specola = (...told: string[]) => spawnSync(process.execPath, [MAIN, ...told], { encoding: 'utf8' });
const ANSWERS = {
  schema: 'specola/registry-answers/1',
  facilityId: '100200',
  caseNumber: 'R-0017',
  ageYears: 61,
  sex: 'female',
  organSystem: 'Musculoskeletal',
  orderingService: 'Orthopedic surgery',
  procedure: 'Osteotomy',
  dominant: null,
  places: {},
  optical: { 'surgical-guide-resin': 'transparent' },
} as const;

const openpyxl = spawnSync('/usr/bin/python3', ['-c', 'import openpyxl']);
const needsOpenpyxl = { skip: openpyxl.status !== 0 && 'needs python3-openpyxl' };

test(
  'the table opens in another program and holds cell for cell what the upload file holds',
  needsOpenpyxl,
  async () => {
    using folder = temporaryFolder();
    const files = await registryFiles(runCase(WAY_OF_A_GUIDE).file, ANSWERS);
    assert.deepEqual(
      files.map(({ name }) => name),
      ['registry.json', '3dp_case_R0017.txt', '3dp_case_R0017.xlsx'],
    );
    const upload = new TextDecoder().decode(files[1]!.bytes);
    assert.ok(upload.endsWith('\r\n') && upload.split('\r\n').length === 2);
    const path = folder.write('table.xlsx', files[2]!.bytes);
    const read = spawnSync(
      '/usr/bin/python3',
      [
        '-c',
        'import openpyxl,json,sys; print(json.dumps([[c.value or "" for c in r] for r in openpyxl.load_workbook(sys.argv[1]).active.rows]))',
        path,
      ],
      { encoding: 'utf8' },
    );
    const rows: string[][] = JSON.parse(read.stdout);
    assert.equal(rows.length, 2);
    assert.deepEqual(rows[1], upload.trimEnd().split('|'));
    const cell = (header: string) => rows[1]![rows[0]!.indexOf(header)];
    assert.deepEqual(
      ['ageYears', 'parts.0.region', 'parts.0.subregion', 'parts.0.laterality', 'prints.0.optical'].map(cell),
      ['61', 'Lower extremity', 'Lower leg', 'Right', 'transparent'],
    );
  },
);

test('the same case gives the same three files, byte for byte', async () => {
  const { file } = runCase(WAY_OF_A_GUIDE);
  assert.deepEqual(await registryFiles(file, ANSWERS), await registryFiles(file, ANSWERS));
});

test('files that would hold a name, a number or a birth date of the vault’s patient are not written', async () => {
  using folder = temporaryFolder();
  const key = new Uint8Array(32).fill(7);
  const keyFile = join(folder.path, 'key');
  writeFileSync(keyFile, `${Buffer.from(key).toString('base64')}\n`, { mode: 0o600 });
  const dir = join(folder.path, 'case');
  const vault = join(folder.path, 'vault');
  await createCase(dir, runCase(WAY_OF_A_GUIDE).file);
  spawnSync('mkdir', [vault]);
  const entry = {
    schema: 'specola/vault-entry/1' as const,
    caseCode: GUIDE_CASE_CODE,
    patient: { PatientName: 'QUILLFEATHER^OTTOLINE' },
    studies: [],
    identifiers: [
      { kind: 'name', value: 'QUILLFEATHER^OTTOLINE' },
      { kind: 'id', value: 'MRN8841207' },
      { kind: 'birth-date', value: '19580317' },
    ],
    uids: {},
    shiftDays: 3,
    method: 'test',
  };
  writeFileSync(join(vault, `${GUIDE_CASE_CODE}.vault`), sealEntry(entry, key));
  const told = (procedure: string, out: string) => {
    const answers = folder.write('answers.json', Buffer.from(JSON.stringify({ ...ANSWERS, procedure })));
    return specola(
      'registry',
      'export',
      dir,
      '--answers',
      answers,
      '--out',
      join(folder.path, out),
      '--vault',
      vault,
      '--key-file',
      keyFile,
    );
  };
  for (const [at, leak] of ['Osteotomy of Ottoline Quillfeather', 'see MRN8841207', 'born 1958-03-17'].entries()) {
    const done = told(leak, `leak-${at}`);
    assert.equal(done.status, 3, done.stderr);
    assert.match(done.stderr, /registry\/identifier/);
    assert.doesNotMatch(done.stderr, /quillfeather|8841207|1958/i);
    assert.throws(() => readdirSync(join(folder.path, `leak-${at}`)));
  }
  const fine = told('Osteotomy', 'fine');
  assert.equal(fine.status, 0, fine.stderr);
  assert.match(fine.stdout, /No identifier of the patient/);
  assert.equal(readdirSync(join(folder.path, 'fine')).length, 3);
  assert.ok(!readFileSync(join(folder.path, 'fine', 'registry.json'), 'utf8').includes(GUIDE_CASE_CODE));
});

test('a file that does not fit, a case number of the lab and a missing scan are refused with what to do', async () => {
  using folder = temporaryFolder();
  const dir = join(folder.path, 'case');
  await createCase(dir, runCase(WAY_OF_A_GUIDE).file);
  const out = join(folder.path, 'out');
  const run = (answers: unknown, ...more: string[]) =>
    specola(
      'registry',
      'export',
      dir,
      '--answers',
      folder.write('a.json', Buffer.from(JSON.stringify(answers))),
      '--out',
      out,
      ...more,
    );
  assert.match(run({ ...ANSWERS, birthDate: '1958' }, '--unscanned').stderr, /registry\/bad-file/);
  assert.match(run({ ...ANSWERS, caseNumber: GUIDE_CASE_CODE }, '--unscanned').stderr, /registry\/faults/);
  assert.equal(run(ANSWERS).status, 2);
  assert.equal(run(ANSWERS, '--unscanned').status, 0);
  assert.equal(run(ANSWERS, '--unscanned').status, 2);
});
