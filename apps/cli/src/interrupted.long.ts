import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ModelRecord } from '@specola/record';

const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const RUNS = 60;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

interface Ended {
  readonly signal: string;
  readonly afterMs: number;
  readonly end: string;
  readonly folder: 'none' | 'whole' | 'half';
  readonly staged: boolean;
}

function run(args: readonly string[], kill?: { signal: NodeJS.Signals; afterMs: number }): Promise<string> {
  const child = spawn(process.execPath, [ENTRY, ...args], { stdio: 'ignore' });
  if (kill) setTimeout(() => child.kill(kill.signal), kill.afterMs);
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(String(code ?? signal))));
}

/** A folder is whole when its record names every other file with its size. */
function stateOf(folder: string): Ended['folder'] {
  if (!existsSync(folder)) return 'none';
  if (!existsSync(join(folder, 'record.json'))) return 'half';
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as ModelRecord;
  const whole = artifacts.every(
    ({ file, bytes }) => existsSync(join(folder, file)) && statSync(join(folder, file)).size === bytes,
  );
  return whole ? 'whole' : 'half';
}

test(`${RUNS} runs ended by a signal at any moment leave a whole folder or none`, async () => {
  const room = mkdtempSync(join(tmpdir(), 'specola-interrupted-'));
  try {
    const study = join(room, 'study');
    await run(['phantom', '--out', study, '--dimensions', '120,124,90', '--spacing-mm', '1.1,1.1,1.7']);
    const before = performance.now();
    await run(['model', study, '--out', join(room, 'first')]);
    const wholeMs = performance.now() - before;
    const ended: Ended[] = [];
    for (let n = 0; n < RUNS; n++) {
      const signal = SIGNALS[n % SIGNALS.length]!;
      // Spread over the run and a little beyond it, denser at the end, where files are written.
      const afterMs = wholeMs * 1.1 * Math.sqrt((n + 0.5) / RUNS);
      const room2 = mkdtempSync(join(room, 'run-'));
      const end = await run(['model', study, '--out', join(room2, 'out')], { signal, afterMs });
      const staged = readdirSync(room2).some((name) => name.includes('making'));
      ended.push({ signal, afterMs: Math.round(afterMs), end, folder: stateOf(join(room2, 'out')), staged });
    }
    const count = (keep: (one: Ended) => boolean) => ended.filter(keep).length;
    const rows = SIGNALS.map((signal) => {
      const of = (keep: (one: Ended) => boolean) => count((one) => one.signal === signal && keep(one));
      return `| ${signal} | ${of(() => true)} | ${of((one) => one.folder === 'whole')} | ${of((one) => one.folder === 'none')} | ${of((one) => one.folder === 'half')} | ${of((one) => one.staged)} |`;
    });
    const page = [
      '# Runs ended by a signal',
      '',
      `Run on ${new Date().toISOString().slice(0, 10)} by \`npm run test:long\` (apps/cli/src/interrupted.long.ts): ${RUNS} runs of \`specola model\` of ${(wholeMs / 1000).toFixed(1)} s, each ended at another moment.`,
      'A killed process (SIGKILL) cannot tidy up: its hidden staging folder stays beside the output folder until the next run to it; the folder itself is whole or not there.',
      '',
      '| signal | runs | whole folder | no folder | half a folder | staging folder left |',
      '|---|---|---|---|---|---|',
      ...rows,
      '',
    ];
    writeFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'evidence', 'interrupted.md'), page.join('\n'));
    assert.equal(
      count((one) => one.folder === 'half'),
      0,
    );
    assert.equal(
      count((one) => one.signal !== 'SIGKILL' && one.staged),
      0,
    );
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
});
