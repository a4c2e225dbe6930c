import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

/** The tarball as it would be published: packed, installed into an empty folder, and run there. */
const root = join(import.meta.dirname, '..', '..', '..');
const room = mkdtempSync(join(tmpdir(), 'specola-pack-'));
const home = join(room, 'home');
const run = (program: string, args: string[], cwd: string): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

before(() => {
  run('npm', ['pack', '--workspace', 'specola', '--pack-destination', room], root);
  const [tarball] = globSync('specola-*.tgz', { cwd: room });
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{}');
  // The pinned Node is an optional dependency of 200 MB, and this test runs on it already.
  run('npm', ['install', '--omit=optional', '--prefer-offline', join(room, tarball!)], home);
});
after(() => rmSync(room, { recursive: true, force: true }));

test('the tarball holds JavaScript and no TypeScript', () => {
  const files = globSync('**/*', { cwd: join(home, 'node_modules', 'specola') });
  assert.ok(files.includes('dist/main.js'));
  assert.deepEqual(
    files.filter((name) => name.endsWith('.ts')),
    [],
  );
});

test('installed into an empty folder it images the phantom patient and makes a print-ready model of it', () => {
  const specola = (...args: string[]) =>
    run(process.execPath, [join(home, 'node_modules', 'specola', 'bin', 'specola.js'), ...args], home);
  specola('phantom', '--out', 'study', '--dimensions', '90,92,60', '--spacing-mm', '1.5,1.5,2.2');
  specola('model', 'study', '--out', 'model');
  assert.deepEqual(readdirSync(join(home, 'model')).sort(), [
    'model.3mf',
    'model.stl',
    'preview.png',
    'record.json',
    'report.html',
    'segmentation.nrrd',
  ]);
  const record = JSON.parse(readFileSync(join(home, 'model', 'record.json'), 'utf8')) as {
    printReady: boolean;
    specola: unknown;
  };
  assert.equal(record.printReady, true);
  assert.deepEqual(record.specola, { version: '0.1.0', gitCommit: null });
  assert.ok(!existsSync(join(home, 'out')));
});
