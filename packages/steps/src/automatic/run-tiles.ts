import type { ModelManifest } from '@specola/record';
import type { Triple } from '@specola/space';
import type { Pace } from '../runner/values.ts';
import { ModelShapeError, NotANumberError, TooLargeForModelError } from './automatic-errors.ts';
import type { LoadedModel, ModelTensor } from './model-engine.ts';
import type { ModelInput } from './model-input.ts';
import type { TilePlan } from './plan-tiles.ts';

/** Takes the probabilities of one plane across axis 0, in the order of the planes: channels slowest, axis 2 fastest. */
export type TakePlane = (at: number, probabilities: Float32Array) => void;

export interface TileRun {
  readonly model: LoadedModel;
  readonly input: ModelInput;
  readonly size: Triple;
  readonly plan: TilePlan;
  readonly output: ModelManifest['output'];
  /** The network sees, and its answer is read, with these axes turned round. */
  readonly flipped: readonly [boolean, boolean, boolean];
  /** Numbers of dimensions: 5, or 4 for a network of single planes. */
  readonly rank: 4 | 5;
  readonly memoryLimitBytes: number;
}

/**
 * Runs the network patch by patch along axis 0 and hands over each plane as soon as no patch can change it. Beside the
 * scan only the planes of one row of patches are held, once as input and once for each channel.
 *
 * @returns how many patches went through the network
 * @throws ModelShapeError, NotANumberError, TooLargeForModelError, and what the engine throws
 */
export async function runTiles(run: TileRun, take: TakePlane, { report, signal }: Pace): Promise<number> {
  const { size, plan, output } = run;
  const [n0, n1, n2] = size;
  const [p0, p1, p2] = plan.patch;
  const plane = n1 * n2;
  const { channels } = output;
  const perPatch = p0 * p1 * p2;
  const held = Math.min(p0, n0);
  const neededBytes = 4 * (held * plane * (channels + 2) + perPatch * (1 + channels));
  if (neededBytes > run.memoryLimitBytes) throw new TooLargeForModelError(neededBytes, run.memoryLimitBytes);
  const rows = rollingRows(run.input, held, plane, n0);
  const sums = Array.from({ length: held }, () => new Float32Array(channels * plane));
  const weights = Array.from({ length: held }, () => new Float32Array(plane));
  const patch = new Float32Array(perPatch);
  const [starts0, starts1, starts2] = plan.starts;
  const all = starts0.length * starts1.length * starts2.length;
  let done = 0;
  let given = 0;
  for (const [n, s0] of starts0.entries()) {
    for (const s1 of starts1)
      for (const s2 of starts2) {
        signal.throwIfAborted();
        const start: Triple = [s0, s1, s2];
        gather(rows, patch, run, start);
        const answer = await run.model.run({ values: patch, dims: dimsOf(run.rank, plan.patch) });
        demandShape(answer, run);
        addPatch(answer.values, run, start, { sums, weights });
        report(++done / all);
      }
    const end = n + 1 < starts0.length ? Math.min(starts0[n + 1]! + trimmedLow(plan, starts0[n + 1]!), n0) : n0;
    for (; given < end; given++) {
      const [sum, weight] = [sums[given % held]!, weights[given % held]!];
      take(given, probabilitiesOf(sum, weight, output));
      sum.fill(0);
      weight.fill(0);
    }
  }
  return done;
}

/** Planes of the first patch row after this one are changed from its trimmed rim on. */
const trimmedLow = ({ trim }: TilePlan, start: number): number => (start <= 0 ? -start : trim[0]);

interface Rows {
  /** The plane at a place of axis 0; null outside the grid. */
  at(place: number): Float32Array | null;
}

/** The planes that the patches of one row see, made when first asked for; a newer one takes the place of the oldest. */
function rollingRows(input: ModelInput, held: number, plane: number, planes: number): Rows {
  const buffers = Array.from({ length: held }, () => new Float32Array(plane));
  const holds = new Int32Array(held).fill(-1);
  return {
    at(place) {
      if (place < 0 || place >= planes) return null;
      const slot = place % held;
      if (holds[slot] !== place) {
        input.plane(place, buffers[slot]!);
        holds[slot] = place;
      }
      return buffers[slot]!;
    },
  };
}

/** Copies a patch out of the rows, zeros where it reaches beyond the grid, turned round where asked. */
function gather(rows: Rows, patch: Float32Array, { size: [, n1, n2], plan, flipped }: TileRun, start: Triple): void {
  const [p0, p1, p2] = plan.patch;
  patch.fill(0);
  for (let a = 0; a < p0; a++) {
    const row = rows.at(start[0] + a);
    if (!row) continue;
    const to0 = (flipped[0] ? p0 - 1 - a : a) * p1 * p2;
    for (let b = Math.max(0, -start[1]); b < Math.min(p1, n1 - start[1]); b++) {
      const to1 = to0 + (flipped[1] ? p1 - 1 - b : b) * p2;
      const from = (start[1] + b) * n2 + start[2];
      for (let c = Math.max(0, -start[2]); c < Math.min(p2, n2 - start[2]); c++)
        patch[to1 + (flipped[2] ? p2 - 1 - c : c)] = row[from + c]!;
    }
  }
}

/** Adds the answer for a patch, weighted, to the planes that it covers; its trimmed rim counts only at the grid's rim. */
function addPatch(
  values: Float32Array,
  { size, plan, output, flipped }: TileRun,
  start: Triple,
  { sums, weights }: { sums: readonly Float32Array[]; weights: readonly Float32Array[] },
): void {
  const [p0, p1, p2] = plan.patch;
  const perPatch = p0 * p1 * p2;
  const plane = size[1] * size[2];
  const [from, to] = [0, 1, 2].reduce<[number[], number[]]>(
    ([low, high], t) => {
      const begin = start[t]!;
      const end = begin + plan.patch[t]!;
      low.push(begin <= 0 ? -begin : plan.trim[t]!);
      high.push(end >= size[t]! ? size[t]! - begin : plan.patch[t]! - plan.trim[t]!);
      return [low, high];
    },
    [[], []],
  );
  for (let a = from[0]!; a < to[0]!; a++) {
    const slot = (start[0] + a) % sums.length;
    const [sum, weight] = [sums[slot]!, weights[slot]!];
    const read0 = (flipped[0] ? p0 - 1 - a : a) * p1 * p2;
    for (let b = from[1]!; b < to[1]!; b++) {
      const read1 = read0 + (flipped[1] ? p1 - 1 - b : b) * p2;
      const share = plan.weights[0][a]! * plan.weights[1][b]!;
      for (let c = from[2]!; c < to[2]!; c++) {
        const w = share * plan.weights[2][c]!;
        const at = (start[1] + b) * size[2] + start[2] + c;
        const read = read1 + (flipped[2] ? p2 - 1 - c : c);
        weight[at] = weight[at]! + w;
        for (let channel = 0; channel < output.channels; channel++)
          sum[channel * plane + at] = sum[channel * plane + at]! + w * values[channel * perPatch + read]!;
      }
    }
  }
}

/** What the network gave on the average, as probabilities. Written over the sums. */
function probabilitiesOf(
  sums: Float32Array,
  weights: Float32Array,
  { channels, activation }: ModelManifest['output'],
): Float32Array {
  const plane = weights.length;
  for (let v = 0; v < plane; v++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = v; at < channels * plane; at += plane) {
      const value = sums[at]! / weights[v]!;
      if (!Number.isFinite(value)) throw new NotANumberError();
      sums[at] = activation === 'sigmoid' ? 1 / (1 + Math.exp(-value)) : value;
      largest = Math.max(largest, value);
    }
    if (activation !== 'softmax') continue;
    let total = 0;
    for (let at = v; at < channels * plane; at += plane) {
      sums[at] = Math.exp(sums[at]! - largest);
      total += sums[at]!;
    }
    for (let at = v; at < channels * plane; at += plane) sums[at] = sums[at]! / total;
  }
  return sums;
}

const dimsOf = (rank: 4 | 5, patch: Triple): number[] => (rank === 5 ? [1, 1, ...patch] : [1, 1, patch[1], patch[2]]);

function demandShape({ dims, values }: ModelTensor, { plan: { patch }, output: { channels }, rank }: TileRun): void {
  const wanted = [1, channels, ...(rank === 5 ? patch : patch.slice(1))];
  if (dims.length !== wanted.length || dims.some((n, at) => n !== wanted[at]))
    throw new ModelShapeError(`the model answers with ${dims.join(' × ')}, and ${wanted.join(' × ')} is needed`);
  if (values.length !== wanted.reduce((product, n) => product * n, 1))
    throw new ModelShapeError('the model’s answer is shorter than its shape says');
}
