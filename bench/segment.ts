// Tools of segmentation beside the SciPy, scikit-image and VTK functions that do the same, on a CT of 512×512×300 (the
// ankle twice, one above the other), in one run, both sides warm, best of a few. Part of `npm run bench`.
//   node bench/segment.ts
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Arena,
  type Crew,
  components,
  countMask,
  distanceField,
  enclosedCavities,
  FACE_NEIGHBORS,
  gaussianReal,
  keepComponents,
  majorityMask,
  marginMask,
  medianGrey,
  openMask,
  thresholdMask,
} from '@specola/kernels';
import type { BitMask, Triple, Volume } from '@specola/space';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { BENCH_SCANS, readScan, scanPath } from './read-scan.ts';

const LOW = 226;
const REPEATS = 3;
const EVEN: Triple = [1, 1, 1];

interface PeerTime {
  readonly peer: string;
  readonly ms: number;
  readonly count: number;
}

export async function segmentTable(): Promise<string> {
  const path = scanPath(BENCH_SCANS[0]!);
  if (!path) return '';
  const crew = openNodeCrew(new Arena(), availableParallelism(), new AbortController().signal);
  try {
    const volume = await doubled(await readScan(path, crew), crew);
    const theirs = peersOn(volume);
    return tableOf(await oursOn(volume, theirs.seed, crew), theirs.operations, crew.arena.peakBytes, volume);
  } finally {
    await crew.close();
  }
}

async function doubled(volume: Volume, crew: Crew): Promise<Volume> {
  const [nx, ny, nz] = volume.dimensions;
  const values = crew.arena.int16(2 * volume.values.length);
  values.set(volume.values);
  values.set(volume.values, volume.values.length);
  crew.arena.release(volume.values);
  return { ...volume, values, dimensions: [nx, ny, 2 * nz] };
}

/** Best time of each operation, and the count (or sum) that came out. */
async function oursOn(
  volume: Volume,
  [si, sj, sk]: Triple,
  crew: Crew,
): Promise<Record<string, { ms: number; count: number }>> {
  const ours: Record<string, { ms: number; count: number }> = {};
  const { arena } = crew;
  const best = async <T>(
    name: string,
    work: () => Promise<T>,
    count: (made: T) => number | Promise<number>,
    done: (made: T) => void,
  ) => {
    let ms = Number.POSITIVE_INFINITY;
    let counted = 0;
    for (let round = 0; round <= REPEATS; round++) {
      const start = performance.now();
      const made = await work();
      ms = Math.min(ms, performance.now() - start);
      if (round === REPEATS) counted = await count(made);
      done(made);
    }
    ours[name] = { ms, count: counted };
  };
  const bits = (mask: BitMask) => countMask(mask, crew);
  const free = (mask: BitMask) => arena.release(mask.words);
  const sum = (values: ArrayLike<number>): number => {
    let total = 0;
    for (let v = 0; v < values.length; v++) total += values[v]!;
    return total;
  };
  const band = { from: LOW, to: 3071 };
  const mask = await thresholdMask(volume, band, crew);
  await best('threshold', () => thresholdMask(volume, band, crew), bits, free);
  await best(
    'islands',
    async () => {
      using pieces = await components(mask, 6, crew);
      const largest = pieces.voxels.reduce((top, n, piece) => (n > pieces.voxels[top]! ? piece : top), 0);
      return await keepComponents(pieces, (piece) => piece === largest, crew);
    },
    bits,
    free,
  );
  await best(
    'distance',
    () => distanceField(mask, EVEN, crew, { to: 'inside' }),
    sum,
    (field) => arena.release(field),
  );
  await best('margin', () => marginMask(mask, 3, EVEN, crew), bits, free);
  await best('opening', () => openMask(mask, FACE_NEIGHBORS, crew), bits, free);
  await best('median of the mask', () => majorityMask(mask, EVEN, crew), bits, free);
  await best(
    'median of grey values',
    () => medianGrey(volume, crew),
    sum,
    (values) => arena.release(values),
  );
  await best(
    'Gaussian of grey values',
    () => gaussianReal(volume, 1, EVEN, crew),
    sum,
    (v) => arena.release(v),
  );
  await best(
    'fill holes',
    async () => {
      const { background, cavities } = await enclosedCavities(mask, crew);
      using _ = background;
      const inside = new Set(cavities);
      const filled = await keepComponents(background, (piece) => inside.has(piece), crew);
      const { words } = filled;
      for (let w = 0; w < words.length; w++) words[w] = words[w]! | mask.words[w]!;
      return filled;
    },
    bits,
    free,
  );
  await best(
    'flood fill',
    async () => {
      const open = await thresholdMask(volume, { from: LOW, to: 32767 }, crew);
      using pieces = await components(open, 6, crew);
      const row = sk * volume.dimensions[1] + sj;
      let met = -1;
      for (let run = pieces.rowStarts[row]!; run < pieces.rowStarts[row + 1]!; run++)
        if ((pieces.runs[run]! & 0xffff) <= si && si <= pieces.runs[run]! >>> 16) met = pieces.runLabels[run]!;
      arena.release(open.words);
      return await keepComponents(pieces, (piece) => piece === met, crew);
    },
    bits,
    free,
  );
  return ours;
}

function peersOn({ values, dimensions }: Volume): { operations: Record<string, PeerTime[]>; seed: Triple } {
  const folder = mkdtempSync(join(tmpdir(), 'specola-bench-'));
  try {
    const file = join(folder, 'volume.i16');
    writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const args = [join(import.meta.dirname, 'segment.py'), file, ...dimensions.map(String), `${LOW}`, `${REPEATS}`];
    const { status, stdout, stderr } = spawnSync('/usr/bin/python3', args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as { operations: Record<string, PeerTime[]>; seed: Triple };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tableOf(
  ours: Record<string, { ms: number; count: number }>,
  theirs: Record<string, PeerTime[]>,
  peakBytes: number,
  { values }: Volume,
): string {
  const rows = Object.entries(ours).map(([name, { ms, count }]) => {
    const peers = [...theirs[name]!].sort((a, b) => a.ms - b.ms);
    const fastest = peers[0]!;
    const others = peers.map((one) => `${one.peer} ${one.ms.toFixed(0)}${sameAs(one.count, count)}`).join(', ');
    return `| ${name} | ${ms.toFixed(1)} | ${others} | **${(ms / fastest.ms).toFixed(3)}** |`;
  });
  return [
    "CT of 512×512×300 (the ankle twice), bone above 226 HU, voxels of one unit. A star marks a peer whose result is not ours to the last voxel (VTK's margin is an ellipsoid of its own, its median takes fewer voxels at borders; SciPy's opening eats in from the border).",
    '',
    '| operation | ours, ms | peers, ms | ours / fastest |',
    '|---|---|---|---|',
    ...rows,
    '',
    `Peak of shared memory ${(peakBytes / 2 ** 20).toFixed(0)} MiB, ${(peakBytes / values.byteLength).toFixed(1)} times the volume.`,
    '',
  ].join('\n');
}

/** Counts to the voxel; sums of distances and blurred values to six digits. */
const sameAs = (a: number, b: number): string => (Math.abs(a - b) <= 1e-5 * Math.abs(b) ? '' : '*');

if (import.meta.main) process.stdout.write(`${await segmentTable()}\n`);
