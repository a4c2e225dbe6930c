import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './peers.ts';

const PYTHON = '/usr/bin/python3';

/** Options for a test that asks SciPy and scikit-image: skipped with a clear line where they are not installed. */
export function needsScipy(): { skip: string | false } {
  const { status } = spawnSync(PYTHON, ['-c', 'import scipy.ndimage, skimage.morphology']);
  return { skip: status !== 0 && 'needs SciPy and scikit-image: apt-get install python3-scipy python3-skimage' };
}

const KINDS = {
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** A grid as Python sees it: i is the last axis. */
export interface PeerGrid {
  readonly kind: keyof typeof KINDS;
  readonly dimensions: readonly [nx: number, ny: number, nz: number];
  readonly data: ArrayBufferView & ArrayLike<number>;
}

/**
 * Runs a Python script on grids. It finds them as numpy arrays in `A` (axes k, j, i) and puts its answers into `R`.
 *
 * @throws Error with what Python said when it fails
 */
export function withScipy(
  script: string,
  grids: Readonly<Record<string, PeerGrid>>,
): Record<string, ArrayLike<number> & Iterable<number>> {
  using folder = temporaryFolder();
  const told: Record<string, unknown> = {};
  for (const [name, { kind, dimensions, data }] of Object.entries(grids)) {
    writeFileSync(join(folder.path, `${name}.raw`), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    told[name] = { kind, shape: [...dimensions].reverse() };
  }
  const around = [
    'import json, os, sys',
    'import numpy as np',
    'folder = sys.argv[1]',
    'A = {n: np.fromfile(os.path.join(folder, n + ".raw"), dtype=t["kind"]).reshape(t["shape"]) for n, t in json.loads(sys.argv[2]).items()}',
    'R = {}',
    script,
    'for n, a in R.items(): np.ascontiguousarray(a).tofile(os.path.join(folder, n + ".out"))',
    'print(json.dumps({n: str(a.dtype) for n, a in R.items()}))',
  ].join('\n');
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', around, folder.path, JSON.stringify(told)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Python ended with ${status}:\n${stderr}`);
  const answers: Record<string, ArrayLike<number> & Iterable<number>> = {};
  for (const [name, kind] of Object.entries(JSON.parse(stdout) as Record<string, string>)) {
    const bytes = readFileSync(join(folder.path, `${name}.out`));
    const made = KINDS[(kind === 'bool' ? 'uint8' : kind) as keyof typeof KINDS];
    answers[name] = new made(new Uint8Array(bytes).buffer);
  }
  return answers;
}
