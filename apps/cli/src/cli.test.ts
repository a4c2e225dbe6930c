import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ModelRecord } from '@specola/record';

/** The command line as a user runs it, on the phantom patient, scanned coarsely so that a run takes seconds. */
const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const room = mkdtempSync(join(tmpdir(), 'specola-cli-'));
const study = join(room, 'study');
const model = join(room, 'model');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function specola(...args: string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [ENTRY, ...args], { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** What is said is one sentence each of what, why and how to mend, and nothing is left behind. */
async function refused(
  args: string[],
  { exit, code, out }: { exit: number; code: string; out?: string },
): Promise<void> {
  const ended = await specola(...args);
  assert.equal(ended.code, exit, ended.stderr);
  assert.ok(ended.stderr.includes(`(${code})`), `${ended.stderr} says ${code}`);
  assert.match(ended.stderr, /To mend: \S/);
  if (out) {
    assert.ok(!existsSync(out), 'no output folder appears');
    const left = readdirSync(join(out, '..')).filter((name) => name.includes('making'));
    assert.deepEqual(left, [], 'no staging folder is left');
  }
}

before(async () => {
  const imaged = await specola('phantom', '--out', study, '--dimensions', '120,124,90', '--spacing-mm', '1.1,1.1,1.7');
  assert.equal(imaged.code, 0, imaged.stderr);
  const made = await specola('model', study, '--out', model, '--workers', '2');
  assert.equal(made.code, 0, made.stderr + made.stdout);
});
after(() => rmSync(room, { recursive: true, force: true }));

test('a model run leaves every file, and a record that fits its schema and names their hashes', async () => {
  assert.deepEqual(readdirSync(model).sort(), [
    'model.3mf',
    'model.stl',
    'preview.png',
    'record.json',
    'report.html',
    'segmentation.nrrd',
  ]);
  const record = ModelRecord.parse(JSON.parse(readFileSync(join(model, 'record.json'), 'utf8')));
  assert.equal(record.printReady, true);
  assert.equal(record.mesh.openEdges, 0);
  for (const { file, bytes } of record.artifacts) assert.equal(statSync(join(model, file)).size, bytes, file);
});

test('a replay gives the same bytes with one worker and with four', async () => {
  for (const workers of ['1', '4']) {
    const out = join(room, `replay-${workers}`);
    const ended = await specola('replay', join(model, 'record.json'), study, '--out', out, '--workers', workers);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    for (const file of ['model.stl', 'model.3mf', 'segmentation.nrrd', 'preview.png'])
      assert.ok(
        readFileSync(join(out, file)).equals(readFileSync(join(model, file))),
        `${file} with ${workers} workers`,
      );
  }
});

test('a replay on other pixels is refused', async () => {
  const other = join(room, 'other');
  await specola('phantom', '--out', other, '--dimensions', '120,124,90', '--spacing-mm', '1.1,1.1,1.7', '--seed', '2');
  const out = join(room, 'replay-other');
  const ended = await specola('replay', join(model, 'record.json'), other, '--out', out);
  assert.equal(ended.code, 3, ended.stderr);
  assert.ok(!existsSync(out));
});

test('bad input is refused with a sentence, and leaves nothing', async () => {
  const out = join(room, 'never');
  const empty = join(room, 'empty');
  mkdirSync(empty);
  await refused(['model', empty, '--out', out], { exit: 3, code: 'dicom/no-dicom', out });
  const text = join(room, 'notes.txt');
  writeFileSync(text, 'These are notes, not images.');
  await refused(['model', text, '--out', out], { exit: 3, code: 'dicom/no-dicom', out });
  await refused(['model', join(room, 'nowhere'), '--out', out], { exit: 3, code: 'cli/no-such-path', out });
  await refused(['model', study, '--out', out, '--series', '1.2.3'], { exit: 3, code: 'dicom/unknown-series', out });
});

test('a truncated slice is refused by name', async () => {
  const cut = join(room, 'cut');
  cpSync(study, cut, { recursive: true });
  const [, second] = readdirSync(cut)
    .filter((name) => name.startsWith('IM'))
    .sort();
  truncateSync(join(cut, second!), statSync(join(cut, second!)).size - 3001);
  const out = join(room, 'never-cut');
  await refused(['model', cut, '--out', out], { exit: 3, code: 'dicom/truncated-pixels', out });
});

test('flags that do not fit are usage errors', async () => {
  const out = join(room, 'never-usage');
  await refused(['model', study, '--out', out, '--pore-mm', 'wide'], { exit: 2, code: 'cli/usage', out });
  await refused(['model', study, '--out', out, '--workers', '0'], { exit: 2, code: 'cli/usage', out });
  assert.equal((await specola('model', study, '--no-such-flag')).code, 2);
  assert.equal((await specola('sculpt', study)).code, 2);
  assert.equal((await specola('--help')).code, 0);
  assert.equal((await specola('model', '--help')).code, 0);
});

test('what is the user’s in the output folder is never touched', async () => {
  const theirs = join(room, 'theirs');
  mkdirSync(theirs);
  writeFileSync(join(theirs, 'thesis.txt'), 'years of work');
  for (const flags of [[], ['--overwrite']]) {
    const ended = await specola('model', study, '--out', theirs, ...flags);
    assert.equal(ended.code, 3, ended.stderr);
    assert.ok(ended.stderr.includes('cli/folder-not-empty'));
  }
  assert.deepEqual(readdirSync(theirs), ['thesis.txt']);
});

test('an earlier model is replaced when asked, and only then', async () => {
  const again = join(room, 'again');
  cpSync(model, again, { recursive: true });
  assert.equal((await specola('model', study, '--out', again)).code, 3);
  const ended = await specola('model', study, '--out', again, '--overwrite');
  assert.equal(ended.code, 0, ended.stderr);
  assert.ok(readFileSync(join(again, 'model.stl')).equals(readFileSync(join(model, 'model.stl'))));
});

test('a folder that cannot be written is found out before any work', {
  skip: process.getuid?.() === 0 && 'root may write anywhere',
}, async () => {
  const locked = join(room, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o500);
  await refused(['model', study, '--out', join(locked, 'out')], { exit: 3, code: 'cli/cannot-write' });
});

test('a full disk ends with a sentence, and nothing half-written stays', async (t) => {
  const disk = join(room, 'small-disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk], { stdio: 'ignore' }).status !== 0)
    return t.skip('no right to mount a small disk here');
  try {
    await refused(['model', study, '--out', join(disk, 'out')], {
      exit: 3,
      code: 'cli/no-space',
      out: join(disk, 'out'),
    });
    assert.deepEqual(readdirSync(disk), []);
  } finally {
    spawnSync('umount', [disk]);
  }
});

test('a folder below a file cannot be written, and says so', async () => {
  const file = join(room, 'a-file');
  writeFileSync(file, '');
  await refused(['model', study, '--out', join(file, 'out')], { exit: 3, code: 'cli/cannot-write' });
});

test('Ctrl-C ends with 130 and leaves nothing, at any moment', async () => {
  for (const afterMs of [300, 900, 1600]) {
    const out = join(room, `cancelled-${afterMs}`);
    const child = spawn(process.execPath, [ENTRY, 'model', study, '--out', out], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    setTimeout(() => child.kill('SIGINT'), afterMs);
    const code = await new Promise((resolve) => child.on('close', (exit, signal) => resolve(exit ?? signal)));
    // A machine that is fast enough has finished; one that has not started to listen yet dies by the signal.
    assert.ok(code === 130 || code === 0 || code === 'SIGINT', `ended with ${String(code)}`);
    if (code !== 0) assert.ok(!existsSync(out), 'no output folder appears');
    assert.deepEqual(
      readdirSync(room).filter((name) => name.includes('making')),
      [],
      'no staging folder is left',
    );
  }
});

test('what a killed run left beside the output folder is taken away by the next, and nothing else is', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const orphan = join(room, `.after-kill.making-${gone}`);
  const running = join(room, `.after-kill.making-${process.pid}`);
  const other = join(room, `.another.making-${gone}`);
  for (const folder of [orphan, running, other]) mkdirSync(folder);
  assert.equal((await specola('model', study, '--out', join(room, 'after-kill'))).code, 0);
  assert.deepEqual(
    [orphan, running, other].map((folder) => existsSync(folder)),
    [false, true, true],
  );
  rmSync(running, { recursive: true });
  rmSync(other, { recursive: true });
});

test('a phantom is replaced by a phantom, and a folder of somebody else’s images never', async () => {
  const again = join(room, 'phantom-again');
  const image = () => specola('phantom', '--out', again, '--dimensions', '20,22,24', '--spacing-mm', '6,6,7');
  assert.equal((await image()).code, 0);
  assert.equal((await image()).code, 0);
  const theirs = join(room, 'their-series');
  mkdirSync(theirs);
  for (const name of ['IM00001', 'scan.dcm']) writeFileSync(join(theirs, name), 'years of work');
  const ended = await specola('phantom', '--out', theirs, '--dimensions', '20,22,24', '--spacing-mm', '6,6,7');
  assert.equal(ended.code, 3);
  assert.deepEqual(readdirSync(theirs).sort(), ['IM00001', 'scan.dcm']);
});

test('nothing is written among the images of a study', async () => {
  await refused(['model', study, '--out', join(study, 'model')], { exit: 2, code: 'cli/usage' });
  assert.ok(!existsSync(join(study, 'model')));
});

test('--json prints the record, or the error, and nothing else on the standard stream', async () => {
  const out = join(room, 'json');
  const { code, stdout } = await specola('model', study, '--out', out, '--json');
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
  assert.equal(JSON.parse((await specola('model', study, '--no-such-flag', '--json')).stdout).error.code, 'cli/usage');
  const failed = await specola('model', join(room, 'nowhere'), '--out', join(room, 'x'), '--json');
  assert.equal(JSON.parse(failed.stdout).error.code, 'cli/no-such-path');
});

test('an older Node is refused with a sentence', () => {
  const text = readFileSync(ENTRY, 'utf8');
  assert.match(text, /needs Node 24 or newer/);
  assert.doesNotMatch(text, /const |let |`|\?\./, 'the entry check is written for any Node');
});
