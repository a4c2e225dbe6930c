import { SEGMENTATION_FLOOR_MM } from '@specola/facts';
import { MOVE_STATES, TENTH, type ThresholdDoubt, type ThresholdMoves, triangleAreaMm2 } from '@specola/kernels';
import type { ThresholdShift, Uncertainty } from '@specola/record';
import { type TriMesh, vertexCountOf } from '@specola/space';
import type { UncertaintyValue } from '../runner/values.ts';

const { found, noEdge, ended, further } = MOVE_STATES;

export interface ErrorFloor {
  readonly mm: number;
  readonly source: string;
  readonly checkedOn: string;
  readonly setBy: 'table' | 'site' | 'user';
}

/** The floor of the dated table, or what a user or a site set in its place. */
export function floorInForce(
  userMm: number | null,
  site: { readonly mm: number; readonly source: string; readonly checkedOn: string } | null = null,
): ErrorFloor {
  const { value: mm, source, checkedOn } = SEGMENTATION_FLOOR_MM;
  if (userMm !== null && userMm !== site?.mm)
    return { mm: userMm, source: 'Set for this run', checkedOn, setBy: 'user' };
  return site ? { ...site, setBy: 'site' } : { mm, source, checkedOn, setBy: 'table' };
}

/** Places that were edited by hand: a mark for each vertex, and the floor that holds there. */
export interface HandEdits {
  readonly marks: Uint8Array;
  readonly floorMm: number;
  readonly source: string;
}

/**
 * Numbers and map of what another threshold would do. Everything is weighed by area, since simplified surfaces have few vertices where they
 * are flat. The budget takes the 95th percentile: the mean hides thin places, and the largest is one place that moves as far as was
 * looked on nearly every scan.
 */
export function uncertaintyOf(
  mesh: TriMesh,
  doubt: ThresholdDoubt,
  { limitMm, floor, hand }: { readonly limitMm: number; readonly floor: ErrorFloor; readonly hand?: HandEdits },
): UncertaintyValue {
  const areas = vertexAreas(mesh);
  const { byNoise, byTenth, noise, rise } = doubt;
  const shifts = [byNoise, byTenth].filter((moves) => moves !== null);
  const { largestMm, states } = largestOf(shifts, areas.length, limitMm);
  const [whole, without] = [sumWhere(areas, () => true), sumWhere(areas, (v) => states[v] === noEdge)];
  const p95Mm = shifts.length > 0 ? weighed(largestMm, areas).p95 : null;
  const share = (part: number) => (whole > 0 ? (100 * part) / whole : 0);
  const byHandPercent = hand ? share(sumWhere(areas, (v) => hand.marks[v] === 1)) : 0;
  const byHand =
    hand && byHandPercent > 0 ? { percent: byHandPercent, floorMm: hand.floorMm, source: hand.source } : null;
  const numbers: Uncertainty = {
    limitMm,
    riseHu: rise,
    noiseHu: noise && spreadOf(noise, areas),
    byNoise: byNoise && shiftNumbers(byNoise, { shiftHu: spreadOf(noise!, areas).median, areas, limitMm }),
    byTenth: byTenth && shiftNumbers(byTenth, { shiftHu: TENTH * rise!, areas, limitMm }),
    withoutEdgePercent: shifts.length > 0 ? share(without) : 100,
    p95Mm,
    floor: { ...floor },
    byHand,
    segmentationErrorMm: Math.max(p95Mm ?? 0, floor.mm, byHand?.floorMm ?? 0),
  };
  return { numbers, largestMm, states, byNoise, byTenth };
}

/** At each vertex the largest of all moves, and the worst that became of a search. */
function largestOf(shifts: readonly ThresholdMoves[], vertices: number, limitMm: number) {
  const largestMm = new Float32Array(vertices);
  const states = new Uint8Array(vertices).fill(shifts.length === 0 ? noEdge : found);
  for (const { movesMm, states: each } of shifts)
    for (let at = 0; at < each.length; at++) {
      const v = at >> 1;
      const state = each[at]!;
      if (state === found || state === further)
        largestMm[v] = Math.max(largestMm[v]!, state === found ? Math.abs(movesMm[at]!) : limitMm);
      if (state === noEdge || (state === ended && states[v] !== noEdge) || (state === further && states[v] === found))
        states[v] = state;
    }
  for (let v = 0; v < vertices; v++) if (states[v] === noEdge || states[v] === ended) largestMm[v] = Number.NaN;
  return { largestMm, states };
}

function shiftNumbers(
  shift: ThresholdMoves,
  { shiftHu, areas, limitMm }: { shiftHu: number; areas: Float64Array; limitMm: number },
): ThresholdShift {
  const { largestMm, states: worst } = largestOf([shift], areas.length, limitMm);
  const way = (at: 0 | 1) => {
    const moves = areas.map((_, v) => Math.abs(shift.movesMm[2 * v + at]!));
    return weighed(Float32Array.from(moves), areas).mean ?? 0;
  };
  const edged = sumWhere(areas, (v) => worst[v] !== noEdge);
  const share = (at: 0 | 1, state: number) =>
    edged > 0 ? (100 * sumWhere(areas, (v) => shift.states[2 * v + at] === state)) / edged : 0;
  const { mean, p95, max } = weighed(largestMm, areas);
  return {
    shiftHu,
    inwardMeanMm: way(0),
    outwardMeanMm: way(1),
    meanMm: mean ?? 0,
    p95Mm: p95 ?? 0,
    maxMm: max ?? 0,
    vanishesPercent: share(0, ended),
    mergesPercent: share(1, ended),
    furtherPercent: edged > 0 ? (100 * sumWhere(areas, (v) => worst[v] === further)) / edged : 0,
  };
}

/** A third of the area of the triangles around each vertex. */
function vertexAreas(mesh: TriMesh): Float64Array {
  const areas = new Float64Array(vertexCountOf(mesh));
  for (let t = 0; t < mesh.triangles.length; t += 3) {
    const third = triangleAreaMm2(mesh.positions, mesh.triangles, t) / 3;
    for (let c = 0; c < 3; c++) areas[mesh.triangles[t + c]!]! += third;
  }
  return areas;
}

function sumWhere(areas: Float64Array, holds: (vertex: number) => boolean): number {
  let sum = 0;
  for (let v = 0; v < areas.length; v++) if (holds(v)) sum += areas[v]!;
  return sum;
}

/** Bins of the histogram that percentiles are read from: the limit in steps of less than 2 µm. */
const BINS = 1 << 11;

/** Mean, 95th percentile and largest by area, over the values that are numbers; null where none is. */
function weighed(
  values: Float32Array,
  areas: Float64Array,
): { mean: number | null; p95: number | null; max: number | null } {
  let [sum, whole, max] = [0, 0, 0];
  for (let v = 0; v < values.length; v++) {
    if (Number.isNaN(values[v])) continue;
    sum += areas[v]! * values[v]!;
    whole += areas[v]!;
    max = Math.max(max, values[v]!);
  }
  if (!(whole > 0)) return { mean: null, p95: null, max: null };
  return { mean: sum / whole, p95: percentileOf(values, areas, { share: 0.95, whole, max }), max };
}

/** By a histogram, its bin's upper end: off by the largest value over 2048 at most, and never too small. */
function percentileOf(
  values: Float32Array,
  areas: Float64Array,
  { share, whole, max }: { share: number; whole: number; max: number },
): number {
  const bins = new Float64Array(BINS + 1);
  const scale = max > 0 ? BINS / max : 0;
  for (let v = 0; v < values.length; v++)
    if (!Number.isNaN(values[v])) bins[Math.floor(values[v]! * scale)]! += areas[v]!;
  let [below, bin] = [0, 0];
  while (bin < BINS && below + bins[bin]! < share * whole) below += bins[bin++]!;
  return scale > 0 ? Math.min(max, (bin + 1) / scale) : 0;
}

function spreadOf(values: Float32Array, areas: Float64Array): { median: number; p95: number } {
  const { max } = weighed(values, areas);
  const whole = sumWhere(areas, () => true);
  const at = (share: number) => percentileOf(values, areas, { share, whole, max: max ?? 0 });
  return { median: at(0.5), p95: at(0.95) };
}
