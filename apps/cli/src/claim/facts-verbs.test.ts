import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const MAIN = join(import.meta.dirname, '..', 'main.ts');

test('facts are shown, checked, and told apart from those that ship; a list of diagnoses is loaded', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'specola-facts-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const specola = (...told: string[]) =>
    spawnSync(process.execPath, [MAIN, 'facts', ...told], { encoding: 'utf8', cwd: home, maxBuffer: 1e9 });
  const shipped = specola('show').stdout;
  writeFileSync(join(home, 'facts.json'), shipped);
  const same = specola('check', 'facts.json');
  assert.equal(same.status, 0, same.stderr);
  assert.match(same.stdout, /^Nothing differs/);
  assert.match(same.stdout, /from-memory {2}codes\/0559T\/sunset/);

  const facts = JSON.parse(shipped);
  facts.codes[1].maximumUnits[1].value = 6;
  facts.codes[1].parent = '0999T';
  writeFileSync(join(home, 'changed.json'), JSON.stringify(facts));
  const changed = specola('check', 'changed.json', '--json');
  assert.equal(changed.status, 4);
  const told = JSON.parse(changed.stdout);
  assert.deepEqual(
    told.changes.map(({ change, before, after }: Record<string, string>) => [change, before, after]),
    [
      ['text', '0559T', '0999T'],
      ['value', '5', '6'],
    ],
  );
  assert.equal(told.faults.length, 1);

  facts.codes[1].maximumUnits[1].value = 'many';
  writeFileSync(join(home, 'broken.json'), JSON.stringify(facts));
  const broken = specola('check', 'broken.json');
  assert.equal(broken.status, 2);
  assert.match(broken.stderr, /billing\/bad-file/);

  writeFileSync(
    join(home, 'icd10cm-codes-2026.txt'),
    'I7121   Aneurysm of the ascending aorta\nS82891A Other fracture\n',
  );
  const loaded = specola(
    'icd10',
    'icd10cm-codes-2026.txt',
    '--year',
    '2026',
    '--out',
    'd.json',
    '--checked-on',
    '2026-11-25',
  );
  assert.equal(loaded.status, 0, loaded.stderr);
  const { diagnoses } = JSON.parse(readFileSync(join(home, 'd.json'), 'utf8'));
  const row = diagnoses.find(({ code }: { code: string }) => code === 'S82.891A');
  assert.deepEqual(
    [row.status[0].value, row.status[0].from, row.status[0].to, row.status[0].source],
    ['billable', '2025-10-01', '2026-09-30', 'ICD-10-CM of fiscal year 2026, icd10cm-codes-2026.txt'],
  );
  assert.equal(specola('icd10', 'facts.json', '--year', '2026', '--out', 'e.json').status, 2);
  assert.equal(specola('icd10', 'icd10cm-codes-2026.txt', '--year', '26', '--out', 'e.json').status, 2);
});
