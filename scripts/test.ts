// The one test command: sets up what the tests need besides Node, checks form, types and arrows, and runs every test.
// `--long` runs the long set (files named *.long.ts) instead of the tests.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { brokenArrows } from './check-arrows.ts';
import { installPeers } from './install-peers.ts';

const root = join(import.meta.dirname, '..');
const long = process.argv.includes('--long');

installPeers();
run('The code is formatted and lint-free', 'biome', ['check', '--error-on-warnings', '.']);
run('The types hold', 'tsc', ['-p', '.']);
run('Nothing stands unused, and every dependency is declared', 'knip', ['--no-config-hints']);
const broken = brokenArrows(root);
if (broken.length > 0) fail(`The arrows of the house are broken:\n${broken.join('\n')}`);

const files = globSync(
  long ? '{packages,apps,scripts,bench}/**/*.long.ts' : '{packages,apps,scripts,bench}/**/*.test.ts',
  {
    cwd: root,
    exclude: ['**/node_modules/**'],
  },
).sort();
const tests = spawnSync(process.execPath, ['--test', '--test-concurrency=2', '--test-timeout=900000', ...files], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(tests.status ?? 1);

function run(promise: string, tool: string, args: string[]): void {
  const { status } = spawnSync(join(root, 'node_modules', '.bin', tool), args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) fail(`Not true: "${promise}" (${tool}).`);
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
