import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { caseState } from '@specola/casework';
import { SpecolaError } from '@specola/space';
import { GUIDE_CASE_CODE, GUIDE_ITEM, GUIDE_PART, runCase, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { appendAct, createCase, readCase } from './case-folder.ts';
import { parseAct } from './read-act.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const specola = (...told: string[]) => spawnSync(process.execPath, [MAIN, ...told], { encoding: 'utf8' });
const folder = (t: { after: (done: () => void) => void }): string => {
  const dir = mkdtempSync(join(tmpdir(), 'specola-case-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

test('a case goes from order to release on the command line, and the bill of its guide says what it waits for', async (t) => {
  const dir = join(folder(t), 'case');
  const people = join(dir, '..', 'people.json');
  writeFileSync(people, JSON.stringify(runCase([]).file.people));
  const opened = specola(
    'case',
    'new',
    dir,
    '--people',
    people,
    '--code',
    GUIDE_CASE_CODE,
    '--at',
    '2026-11-25T08:00:00Z',
  );
  assert.equal(opened.status, 0, opened.stderr);
  assert.equal(specola('case', 'code', dir, 'G').stdout.trim(), GUIDE_PART);
  for (const [by, role, act] of WAY_OF_A_GUIDE)
    await appendAct(dir, { at: '2026-12-01T09:00:00Z', timeZone: 'Europe/Rome', by, role, act });
  const shown = specola('case', 'show', dir);
  assert.match(shown.stdout, /: release, 26 entries/);
  assert.match(shown.stdout, new RegExp(`${GUIDE_ITEM}.*released`));
  const bill = specola('bill', dir, '--json');
  assert.equal(bill.status, 4);
  const { lines, problems } = JSON.parse(bill.stdout);
  assert.deepEqual([lines.length, lines[0].code, lines[0].units, lines[0].modifiers], [1, '0561T', 1, ['GZ']]);
  assert.ok(problems.some(({ code }: { code: string }) => code === 'evidence/report'));
});

test('what is refused leaves the case as it was, byte for byte, and says what, why and how to mend it', (t) => {
  const dir = join(folder(t), 'case');
  const people = join(dir, '..', 'people.json');
  const act = join(dir, '..', 'act.json');
  writeFileSync(people, JSON.stringify(runCase([]).file.people));
  specola('case', 'new', dir, '--people', people, '--at', '2026-11-25T08:00:00Z');
  const before = readFileSync(join(dir, 'case.json'));
  writeFileSync(act, JSON.stringify({ kind: 'item-released', item: GUIDE_ITEM }));
  const attempts: [string[], number, RegExp][] = [
    [['record', dir, act, '--by', 'technician', '--role', 'technician'], 3, /case\/refused/],
    [['record', dir, act, '--by', 'surgeon', '--role', 'technician'], 3, /does not hold the role/],
    [['record', dir, act, '--by', 'technician', '--role', 'boss'], 2, /is no role/],
    [['move', dir, 'release', '--by', 'manager', '--role', 'manager'], 3, /goes from order to/],
    [
      ['sign', dir, '--meaning', 'approval', '--of', 'design', '--by', 'surgeon', '--role', 'ordering-clinician'],
      2,
      /no design/,
    ],
    [['new', dir, '--people', people], 2, /holds a case already/],
    [['show', join(dir, '..')], 3, /case\/not-a-case/],
  ];
  for (const [told, status, says] of attempts) {
    const done = specola('case', ...told);
    assert.equal(done.status, status, `${told[0]}: ${done.stderr}`);
    assert.match(done.stderr, says);
    assert.match(done.stderr, /To mend: \S/);
  }
  assert.deepEqual(readFileSync(join(dir, 'case.json')), before);
  assert.deepEqual(readdirSync(dir), ['case.json']);
});

test('twenty people who write at once lose no entry: each is in, or was told that the case is in use', async (t) => {
  const dir = join(folder(t), 'case');
  await createCase(dir, runCase([]).file);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) =>
      appendAct(dir, {
        at: '2026-12-01T09:00:00Z',
        timeZone: 'UTC',
        by: 'manager',
        role: 'manager',
        act: { kind: 'noted', text: `note ${at}` },
      }),
    ),
  );
  const { entries } = await readCase(dir);
  assert.equal(entries.length, outcomes.filter(({ status }) => status === 'fulfilled').length);
  assert.deepEqual(
    entries.map(({ number }) => number),
    entries.map((_, at) => at + 1),
  );
  for (const one of outcomes)
    if (one.status === 'rejected') assert.ok(one.reason instanceof SpecolaError && one.reason.code === 'case/in-use');
});

test('an act names files of its case by their hash, and none outside it', async (t) => {
  const dir = folder(t);
  writeFileSync(join(dir, 'photo.jpg'), 'abc');
  const photo = (file: string) =>
    JSON.stringify({
      kind: 'photographed',
      item: GUIDE_ITEM,
      photos: [`sha256:${file}`],
      showsScale: true,
      showsIdentifier: true,
    });
  const act = await parseAct(photo('photo.jpg'), dir);
  // FIPS 180-2, appendix B.1: the digest of "abc".
  assert.deepEqual(act.kind === 'photographed' && act.photos, [
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  ]);
  for (const wrong of ['../photo.jpg', '/etc/hostname', 'none.jpg'])
    await assert.rejects(parseAct(photo(wrong), dir), (thrown: SpecolaError) => thrown.code === 'case/bad-act');
});

test('a case file with a missing entry is not read', async (t) => {
  const dir = join(folder(t), 'case');
  const { file } = runCase(WAY_OF_A_GUIDE);
  await createCase(dir, { ...file, entries: file.entries.filter(({ number }) => number !== 4) });
  await assert.rejects(readCase(dir), (thrown: SpecolaError) => thrown.code === 'case/not-a-case');
  assert.equal(caseState(file).step, 'release');
});
