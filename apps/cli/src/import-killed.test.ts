import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { caseCodeFrom } from '@specola/record';
import { dicomSlice, temporaryFolder } from '@specola/test-kit';

/** An import that is killed leaves working files and identity whole, or not at all; the same import again completes. */
const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const KEY = 'a5'.repeat(32);
const CASE = caseCodeFrom(Uint8Array.from([7, 1, 5, 9, 2, 8, 3, 4]));
const SLICES = 40;
const RUNS = 7;
const room = temporaryFolder();
after(() => room[Symbol.dispose]());

function importStudy(
  study: string,
  place: string,
  kill?: { afterMs: number },
): Promise<{ code: string; stderr: string }> {
  const args = [
    'import',
    study,
    '--case',
    CASE,
    '--into',
    join(place, 'work'),
    '--vault',
    join(place, 'vault'),
    '--json',
  ];
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { PATH: process.env.PATH, SPECOLA_VAULT_KEY: KEY },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  if (kill) setTimeout(() => child.kill('SIGKILL'), kill.afterMs);
  return new Promise((resolve) =>
    child.on('close', (code, signal) => resolve({ code: String(code ?? signal), stderr })),
  );
}

function writeStudy(folder: string, patientId: string): string {
  mkdirSync(folder, { recursive: true });
  for (let k = 0; k < SLICES; k++)
    writeFileSync(
      join(folder, `IM${k}`),
      dicomSlice({
        studyUid: '2.25.10',
        seriesUid: '2.25.20',
        sopInstanceUid: `2.25.30.${k}`,
        instanceNumber: k + 1,
        position: [0, 0, 1.5 * k],
        rows: 128,
        columns: 128,
        raw: Array.from({ length: 128 * 128 }, (_, v) => (v * 7 + k) % 900),
        patient: { name: 'Quillfeather^Ottoline', id: patientId, birthDate: '19320317' },
      }),
    );
  return folder;
}

const listed = (folder: string): string[] =>
  existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).sort() : [];

test('killed at any moment it leaves nothing half, and the same import again gives the same files', async () => {
  const study = writeStudy(join(room.path, 'study'), 'MRN-7740123');
  const first = join(room.path, 'first');
  const before = performance.now();
  assert.equal((await importStudy(study, first)).code, '0');
  const wholeMs = performance.now() - before;
  const whole = listed(join(first, 'work', CASE));
  assert.ok(whole.length > SLICES);
  let killed = 0;
  for (let n = 0; n < RUNS; n++) {
    const place = join(room.path, `run-${n}`);
    // Denser at the end, where files are written and the folder gets its name.
    const { code } = await importStudy(study, place, { afterMs: wholeMs * Math.sqrt((n + 1) / RUNS) });
    if (code === 'SIGKILL') killed++;
    const there = listed(join(place, 'work', CASE));
    assert.ok(
      there.length === 0 || there.length === whole.length,
      `run ${n}: ${there.length} of ${whole.length} files`,
    );
    if (there.length > 0) assert.ok(existsSync(join(place, 'vault', `${CASE}.vault`)), 'files, and nobody knows whose');
    if (code !== '0') {
      const again = await importStudy(study, place);
      if (there.length === 0) assert.equal(again.code, '0', again.stderr);
      else assert.match(again.stderr, /vault\/case-taken/);
    }
    assert.deepEqual(listed(join(place, 'work')), listed(join(first, 'work')), 'no staging is left');
    assert.deepEqual(readdirSync(join(place, 'vault')), [`${CASE}.vault`], 'no draft is left');
    for (const name of whole.filter((one) => one.endsWith('.dcm')))
      assert.ok(
        readFileSync(join(place, 'work', CASE, name)).equals(readFileSync(join(first, 'work', CASE, name))),
        name,
      );
  }
  assert.ok(killed >= RUNS / 2, `${killed} of ${RUNS} were killed`);
});

test('killed between vault and files: the same study completes the case, another one is refused', async () => {
  const study = writeStudy(join(room.path, 'study'), 'MRN-7740123');
  const place = join(room.path, 'between');
  assert.equal((await importStudy(study, place)).code, '0');
  const files = listed(join(place, 'work', CASE));
  const entry = readFileSync(join(place, 'vault', `${CASE}.vault`));
  // What the kill would have left.
  rmSync(join(place, 'work', CASE), { recursive: true });
  writeFileSync(join(place, 'vault', `.${CASE}.unfinished`), '');
  const stranger = await importStudy(writeStudy(join(room.path, 'stranger'), 'MRN-2'), place);
  assert.match(stranger.stderr, /vault\/case-taken/);
  assert.equal((await importStudy(study, place)).code, '0');
  assert.deepEqual(listed(join(place, 'work', CASE)), files);
  assert.ok(readFileSync(join(place, 'vault', `${CASE}.vault`)).equals(entry), 'the entry stays as it was');
  assert.deepEqual(readdirSync(join(place, 'vault')), [`${CASE}.vault`]);
  assert.match((await importStudy(study, place)).stderr, /vault\/case-taken/);
});
