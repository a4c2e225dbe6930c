import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { TOTAL_SEGMENTATOR } from '@specola/facts';
import { writeNifti } from '@specola/formats';
import { SpecolaError } from '@specola/space';
import { NO_SEAMS, OtherModalityError, type Pace } from '@specola/steps';
import { segmentsFromLabels } from './from-labels.ts';
import type { ReadyModel } from './made-by-model.ts';

export class NoProgramError extends SpecolaError {
  readonly code = 'automatic/no-program';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `TotalSegmentator cannot be called: ${reason}.`,
      why: 'It is a program of its own that Specola calls where it is installed, and never brings.',
      mend: 'Install it as its authors say, check that "TotalSegmentator --version" answers in this shell, and run again.',
    });
  }
}

export class ProgramFailedError extends SpecolaError {
  readonly code = 'automatic/program-failed';
  constructor(reason: string) {
    super({
      what: `TotalSegmentator gave no segments: ${reason}`,
      why: 'Without its file of labels there is nothing to go on with; nothing was written.',
      mend: 'Run the same task by hand: a missing license, no memory, or weights that were never downloaded are the usual causes.',
    });
  }
}

export interface TotalSegmentatorJob {
  readonly task: string;
  /** The coarser model, 3 mm. */
  readonly fast: boolean;
  /** Where the program is looked for; the environment of the process when not given. */
  readonly env?: NodeJS.ProcessEnv;
}

const PROGRAM = 'TotalSegmentator';
/** A Python that loads its libraries from a slow disk takes half a minute to say its version. */
const VERSION_MS = 120_000;
/** After it was asked to stop. */
const GRACE_MS = 5000;

/**
 * Finds TotalSegmentator on the PATH and asks its version, before the scan is read.
 *
 * @throws NoProgramError
 */
export async function openTotalSegmentator({
  task,
  fast,
  env = process.env,
}: TotalSegmentatorJob): Promise<ReadyModel> {
  const asked = await called(['--version'], { env, signal: AbortSignal.timeout(VERSION_MS) }).catch(() => {
    throw new NoProgramError('it did not say its version in time');
  });
  const version = /\d+\.\d+(?:\.\d+)?/.exec(asked.output)?.[0];
  if (asked.code === null) throw new NoProgramError('it is not on the PATH');
  if (asked.code !== 0 || !version) throw new NoProgramError('it does not say its version');
  const wanted = /_mr$/.test(task) ? 'MR' : 'CT';
  return {
    does: `Runs TotalSegmentator ${version} (${task}${fast ? ', fast' : ''})`,
    async run({ volume }, pace) {
      if (volume.modality !== 'other' && volume.modality !== wanted)
        throw new OtherModalityError(wanted, volume.modality);
      // Nobody else may read it, and it is gone when this ends, however it ends.
      const room = await mkdtemp(join(tmpdir(), 'specola-work-'));
      try {
        const { input, output } = { input: join(room, 'scan.nii.gz'), output: join(room, 'labels.nii.gz') };
        await writeFile(input, writeNifti(volume), { mode: 0o600 });
        const args = ['-i', input, '-o', output, '--ml', '--task', task, ...(fast ? ['--fast'] : [])];
        const ended = await called(args, { env, signal: pace.signal, cwd: room, report: pace.report });
        pace.signal.throwIfAborted();
        if (ended.code !== 0)
          throw new ProgramFailedError(
            `it ended with ${ended.code ?? ended.killedBy ?? 'no code'}${lastLine(ended.output, room)}.`,
          );
        const read = await readFile(output).catch(() => {
          throw new ProgramFailedError('it ended well and wrote no labels.');
        });
        const bytes = new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
        const made = await segmentsFromLabels(bytes, volume, namesIn(bytes));
        if (!made) throw new ProgramFailedError('what it wrote is no NIfTI.');
        return {
          ...made,
          seams: NO_SEAMS,
          facts: {
            by: 'totalsegmentator',
            model: {
              name: `${TOTAL_SEGMENTATOR.value.name} ${task}${fast ? ' (fast)' : ''}`,
              version,
              license: null,
              author: TOTAL_SEGMENTATOR.value.author,
              sha256: null,
              manifestSha256: null,
              clearance: { status: TOTAL_SEGMENTATOR.value.status, statement: TOTAL_SEGMENTATOR.value.statement },
            },
            engine: { name: PROGRAM, version },
            runs: 0,
            checks: [],
          },
        };
      } finally {
        await rm(room, { recursive: true, force: true });
      }
    },
  };
}

interface Ended {
  /** Null when it never started, or was killed. */
  readonly code: number | null;
  readonly killedBy: string | null;
  /** The end of what it said. */
  readonly output: string;
}

/** Runs the program in a group of its own, so that its helpers end with it. */
function called(
  args: readonly string[],
  { env, signal, cwd, report }: { env: NodeJS.ProcessEnv; signal: AbortSignal; cwd?: string; report?: Pace['report'] },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const group = process.platform !== 'win32';
    const child = spawn(PROGRAM, args, { env, cwd, detached: group, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = (how: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(group ? -child.pid : child.pid, how);
      } catch {
        // It has ended by itself in the meantime.
      }
    };
    let killer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      end('SIGTERM');
      killer = setTimeout(() => end('SIGKILL'), GRACE_MS);
    };
    let output = '';
    let done = 0;
    const hear = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-8000);
      // Its bars count several passes, one after another; the line of progress never goes back.
      const percent = Number(/(\d{1,3})%\|/.exec(chunk.toString('utf8'))?.[1] ?? 0);
      done = Math.max(done, percent / 100);
      report?.(Math.min(done, 0.99));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const finish = (): void => {
      clearTimeout(killer);
      signal.removeEventListener('abort', stop);
    };
    child.once('error', () => {
      finish();
      resolve({ code: null, killedBy: null, output });
    });
    child.once('close', (code, killedBy) => {
      finish();
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ code, killedBy, output });
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** What it said last, without the places of this machine. */
function lastLine(output: string, room: string): string {
  const line = output
    .split(/[\r\n]+/)
    .map((one) => one.replaceAll(room, '').trim())
    .filter(Boolean)
    .at(-1);
  return line === undefined ? '' : ` (“${line.replaceAll(/\/\S+/g, '…').slice(0, 200)}”)`;
}

/** Names stand in an extension of the NIfTI header. Source: TotalSegmentator, nifti_ext_header.py. */
function namesIn(bytes: Uint8Array): ReadonlyMap<number, string> {
  const HEAD_BYTES = 1 << 18;
  const head = gunzipSync(bytes.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  if (head.length < 352) return new Map();
  const text = head.subarray(352, Math.max(352, head.readFloatLE(108))).toString('utf8');
  return new Map(
    [...text.matchAll(/<Label\s+Key="(\d+)"[^>]*>\s*<!\[CDATA\[([^\]]+)\]\]>/g)].map(([, key, name]) => [
      Number(key),
      name!,
    ]),
  );
}
