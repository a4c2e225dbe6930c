// From DICOM files to finished artifacts, as a user runs it: wall time by step and peak memory on a CT of 512×512×300 (the
// phantom patient at that size, whose imaging is not counted); cold start of the command line; size of an install.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelRecord } from '@specola/record';
import { median } from './read-scan.ts';

const ENTRY = join(import.meta.dirname, '..', 'apps', 'cli', 'bin', 'specola.js');
const MIB = 2 ** 20;

const specola = (...args: string[]): string =>
  execFileSync(process.execPath, [ENTRY, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });

/** One run on a study, told as lines of Markdown. */
export function wholeRunTable(name: string, study: string): string {
  const room = mkdtempSync(join(tmpdir(), 'specola-bench-'));
  try {
    const started = performance.now();
    specola('model', study, '--out', join(room, 'model'));
    const wallS = (performance.now() - started) / 1000;
    const { run, source, mesh, fidelity } = JSON.parse(
      readFileSync(join(room, 'model', 'record.json'), 'utf8'),
    ) as ModelRecord;
    const volumeBytes = 2 * source.dimensions.reduce((product, n) => product * n, 1);
    const limit = 4 * volumeBytes + 400 * MIB;
    return [
      `### ${name}`,
      '',
      `${wallS.toFixed(1)} s from DICOM files to the folder; peak memory ${Math.round(run.peakMemoryBytes / MIB)} MiB ` +
        `(limit 4 × volume + 400 MB: ${Math.round(limit / MIB)} MiB); ${mesh.triangles} triangles; ` +
        `fidelity mean ${fidelity.meanMm.toFixed(3)}, p95 ${fidelity.p95Mm.toFixed(3)} mm.`,
      '',
      '| step | ms |',
      '|---|---|',
      ...Object.entries(run.timingsMs).map(([step, ms]) => `| ${step} | ${Math.round(ms)} |`),
      '',
    ].join('\n');
  } finally {
    rmSync(room, { recursive: true });
  }
}

/** The phantom patient on 512×512×300, imaged for the length of a call. */
export async function withLargePhantom<T>(use: (study: string) => T | Promise<T>): Promise<T> {
  const room = mkdtempSync(join(tmpdir(), 'specola-bench-'));
  try {
    specola('phantom', '--out', join(room, 'study'), '--dimensions', '512,512,300', '--spacing-mm', '0.28,0.28,0.53');
    return await use(join(room, 'study'));
  } finally {
    rmSync(room, { recursive: true });
  }
}

/** Wall time of commands that do nothing but start, in ms; median of seven. */
export function coldStartTable(): string {
  const startMs = (args: readonly string[]): number =>
    median(
      Array.from({ length: 7 }, () => {
        const started = performance.now();
        spawnSync(process.execPath, [ENTRY, ...args], { stdio: 'ignore' });
        return performance.now() - started;
      }),
    );
  return [
    '### Cold start',
    '',
    '| command | ms |',
    '|---|---|',
    `| specola --version | ${Math.round(startMs(['--version']))} |`,
    `| specola model --help | ${Math.round(startMs(['model', '--help']))} |`,
    `| specola model on a path that is not there | ${Math.round(startMs(['model', '/nowhere', '--out', join(tmpdir(), 'specola-never')]))} |`,
    '',
  ].join('\n');
}

/** What the packed tarball weighs once it is installed: with and without the Node that it brings. */
export function installSizeTable(): string {
  const room = mkdtempSync(join(tmpdir(), 'specola-bench-'));
  try {
    execFileSync('npm', ['pack', '--workspace', 'specola', '--pack-destination', room], {
      cwd: join(import.meta.dirname, '..'),
      stdio: 'ignore',
    });
    const [tarball] = readdirSync(room);
    const packed = statSync(join(room, tarball!)).size;
    execFileSync('npm', ['init', '-y'], { cwd: room, stdio: 'ignore' });
    execFileSync('npm', ['install', '--prefer-offline', join(room, tarball!)], { cwd: room, stdio: 'ignore' });
    const modules = join(room, 'node_modules');
    const all = bytesBelow(modules);
    const node = readdirSync(modules)
      .filter((name) => name.startsWith('node-'))
      .reduce((sum, name) => sum + bytesBelow(join(modules, name)), 0);
    const mib = (bytes: number) => (bytes / MIB).toFixed(1);
    return [
      '### Size',
      '',
      `The tarball has ${mib(packed)} MiB; installed with its dependencies ${mib(all - node)} MiB, and the Node that it brings ${mib(node)} MiB.`,
      '',
    ].join('\n');
  } finally {
    rmSync(room, { recursive: true });
  }
}

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const at = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesBelow(at) : entry.isFile() ? statSync(at).size : 0);
  }, 0);
}
