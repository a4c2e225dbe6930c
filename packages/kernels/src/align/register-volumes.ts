import { pointLps, type Triple, toLps, tripleOf, type Volume } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { climb } from './climb.ts';
import { fitPairs } from './fit-pairs.ts';
import { shrunkVolume } from './image-pyramid.ts';
import { type Comparison, compareVolumes, type Likeness } from './pair-counts.ts';
import { FlatImageError, NoOverlapError, NotCapturedError } from './register-errors.ts';
import { AT_REST, composed, inverseOf, moved, type RigidMotion, turnedAbout } from './rigid-motion.ts';

/** How a search from a place beside the result ended. */
export interface Restart {
  readonly startedMm: number;
  /** How far from the result it ended, at the farthest of the reference points. */
  readonly endedMm: number;
  readonly normalized: number;
}

export interface Registration {
  /** Takes a place of the moving volume to the fixed one, LPS. */
  readonly movingToFixed: RigidMotion;
  /** The motion that the search started from, likewise. */
  readonly startMovingToFixed: RigidMotion;
  readonly before: Likeness;
  readonly after: Likeness;
  readonly restarts: readonly Restart[];
  /** Largest distance between the ends of the searches that agree and their mean, at the reference points. */
  readonly spreadMm: number;
  /** In the fixed volume: the places at which distances between motions are told. */
  readonly referencePoints: readonly Triple[];
  readonly looks: number;
}

/** Levels from coarse to fine: voxel size, samples, first and last step (mm at `ARM_MM` from the middle). */
const LEVELS = [
  { voxelMm: 4, samples: 16_000, firstStep: 4, lastStep: 0.25 },
  { voxelMm: 2, samples: 40_000, firstStep: 1, lastStep: 0.06 },
  { voxelMm: 1, samples: 80_000, firstStep: 0.25, lastStep: 0.02 },
] as const;
/** One unit of turn moves a place at this distance from the middle by a millimeter. */
const ARM_MM = 80;
/** Less shared than this is not enough to judge by. */
const LEAST_OVERLAP = 0.15;
/** Turns tried at each start of the coarsest level, in mm at the arm: about 14°. */
const TRIED_TURN_MM = 20;
/** Starts around the result: turns and shifts, mm. A search that forgets them by 1 mm has come back. */
const RESTARTS: readonly (readonly [Triple, Triple])[] = [
  [
    [8, 5, -6],
    [6, -7, 5],
  ],
  [
    [-7, 8, 5],
    [-8, 5, 6],
  ],
  [
    [6, -8, 7],
    [5, 8, -7],
  ],
  [
    [-6, -5, -8],
    [-6, -6, -7],
  ],
  [
    [7, 7, 6],
    [-5, 7, 8],
  ],
  [
    [-8, 6, -5],
    [8, -6, -5],
  ],
];
const AGREES_MM = 1;
const MOST_STRAYS = 2;
/** A stray that ends higher than the result by this much shows that the result is not the summit. */
const HIGHER = 1.0005;

/**
 * Lays a moving volume on a fixed one by a rigid motion, whatever their modalities: normalized mutual information, from
 * coarse to fine, from the best of several starts (or from the one given), then again from six places around the result
 * with other samples. Where those do not agree nothing is given back.
 *
 * @param start  moving to fixed, LPS; without it: both frames as they are, and middle on middle
 * @throws FlatImageError, NoOverlapError, NotCapturedError
 */
export async function registerVolumes(
  fixed: Volume,
  moving: Volume,
  crew: Crew,
  {
    start,
    report,
    signal,
  }: { start?: RigidMotion; report?: (doneFraction: number) => void; signal?: AbortSignal } = {},
): Promise<Registration> {
  using scope = new Scope(crew.arena);
  const middle = middleOf(fixed);
  const referencePoints = referencePointsOf(fixed);
  const levels: ((typeof LEVELS)[number] & { readonly fixed: Volume; readonly moving: Volume })[] = [];
  for (const level of LEVELS)
    levels.push({
      ...level,
      fixed: await shrunkVolume(fixed, level.voxelMm, crew, scope),
      moving: await shrunkVolume(moving, level.voxelMm, crew, scope),
    });
  let looks = 0;
  /** Climbs through the levels from a motion fixed → moving. */
  const search = async (
    from: RigidMotion,
    sampleStart: number,
  ): Promise<{ motion: RigidMotion; likeness: Likeness }> => {
    let motion = from;
    let likeness: Likeness = { normalized: 0, mutual: 0, overlap: 0 };
    for (const level of levels) {
      signal?.throwIfAborted();
      using inner = new Scope(crew.arena);
      const comparison = await compareVolumes(
        level.fixed,
        level.moving,
        { samples: level.samples, start: sampleStart },
        crew,
        inner,
      );
      const base = motion;
      const motionAt = (p: Float64Array) => composed(base, stepMotion(p, middle));
      const found = await climb((p) => heightOf(comparison, motionAt(p)), new Float64Array(6), level);
      looks += found.looks;
      motion = motionAt(found.at);
      likeness = await comparison.likeness(motion);
    }
    return { motion, likeness };
  };
  const coarse = await compareVolumes(
    levels[0]!.fixed,
    levels[0]!.moving,
    { samples: LEVELS[0].samples, start: 0 },
    crew,
    scope,
  );
  const finest = levels.at(-1)!;
  const fine = await compareVolumes(finest.fixed, finest.moving, { samples: finest.samples, start: 0 }, crew, scope);
  const flat = coarse.flat ?? fine.flat;
  if (flat) throw new FlatImageError(flat);
  const starts = start ? [inverseOf(start)] : startsFor(fixed, moving);
  const chosen = await bestStart(coarse, starts, middle, start !== undefined);
  looks += chosen.looks;
  if (chosen.likeness.overlap < LEAST_OVERLAP) throw new NoOverlapError(chosen.likeness.overlap);
  report?.(0.1);
  const before = await fine.likeness(chosen.origin);
  const first = (await search(chosen.motion, 0)).motion;
  report?.(0.3);
  const ends: { from: RigidMotion; motion: RigidMotion }[] = [];
  for (const [n, [turn, shift]] of RESTARTS.entries()) {
    const from = composed(first, stepMotion(Float64Array.from([...turn, ...shift]), middle));
    ends.push({ from, motion: (await search(from, (n + 1) * 1_000_003)).motion });
    report?.(0.3 + (0.7 * (n + 1)) / RESTARTS.length);
  }
  // Each search saw other samples: their mean is nearer to the summit than any of them.
  const agreeing = ends.map(({ motion }) => motion).filter((end) => farthest(end, first, referencePoints) <= AGREES_MM);
  const motion = meanMotion([first, ...agreeing], referencePoints);
  const restarts: Restart[] = [];
  for (const end of ends)
    restarts.push({
      startedMm: farthest(end.from, motion, referencePoints),
      endedMm: farthest(end.motion, motion, referencePoints),
      normalized: (await fine.likeness(end.motion)).normalized,
    });
  const after = await fine.likeness(motion);
  const strays = restarts.filter((_, n) => !agreeing.includes(ends[n]!.motion));
  const higher = strays.some(({ normalized }) => normalized - 1 > HIGHER * (after.normalized - 1));
  if (strays.length > MOST_STRAYS || higher)
    throw new NotCapturedError(agreeing.length, ends.length, Math.max(...strays.map(({ endedMm }) => endedMm)));
  if (after.overlap < LEAST_OVERLAP) throw new NoOverlapError(after.overlap);
  return {
    movingToFixed: inverseOf(motion),
    startMovingToFixed: inverseOf(chosen.origin),
    before,
    after,
    restarts,
    spreadMm: Math.max(...[first, ...agreeing].map((end) => farthest(end, motion, referencePoints))),
    referencePoints,
    looks,
  };
}

/**
 * How alike two volumes are under a motion that was found otherwise.
 *
 * @throws FlatImageError
 */
export async function likenessUnder(
  fixed: Volume,
  moving: Volume,
  movingToFixed: RigidMotion,
  crew: Crew,
): Promise<{ readonly likeness: Likeness; readonly referencePoints: readonly Triple[] }> {
  using scope = new Scope(crew.arena);
  const { voxelMm, samples } = LEVELS[2];
  const [a, b] = [await shrunkVolume(fixed, voxelMm, crew, scope), await shrunkVolume(moving, voxelMm, crew, scope)];
  const comparison = await compareVolumes(a, b, { samples, start: 0 }, crew, scope);
  if (comparison.flat) throw new FlatImageError(comparison.flat);
  return { likeness: await comparison.likeness(inverseOf(movingToFixed)), referencePoints: referencePointsOf(fixed) };
}

/** The motion that carries some places as near as one can to where several motions carry them on average. */
function meanMotion(motions: readonly RigidMotion[], places: readonly Triple[]): RigidMotion {
  const pairs = places.map((from) => {
    const carried = motions.map((motion) => moved(from, motion));
    const to = [0, 1, 2].map((c) => carried.reduce((sum, at) => sum + at[c]!, 0) / carried.length);
    return { from, to: tripleOf(to) };
  });
  return fitPairs(pairs)?.motion ?? motions[0]!;
}

/** Too little overlap is no place to climb: it counts as lower than any. */
async function heightOf(comparison: Comparison, motion: RigidMotion): Promise<number> {
  const { normalized, overlap } = await comparison.likeness(motion);
  return overlap < LEAST_OVERLAP ? overlap - LEAST_OVERLAP : normalized;
}

/** Turn by half-tangents and shift, both told in millimeters at the arm. */
const stepMotion = (p: Float64Array, about: Triple): RigidMotion =>
  turnedAbout(about, [p[0]! / (2 * ARM_MM), p[1]! / (2 * ARM_MM), p[2]! / (2 * ARM_MM)], [p[3]!, p[4]!, p[5]!]);

/** Fixed to moving: frames as they are, and the middle of one on the middle of the other. */
function startsFor(fixed: Volume, moving: Volume): RigidMotion[] {
  const [a, b] = [middleOf(fixed), middleOf(moving)];
  return [AT_REST, [1, 0, 0, b[0] - a[0], 0, 1, 0, b[1] - a[1], 0, 0, 1, b[2] - a[2]]];
}

/** The most promising of all starts with all their turns, each climbed a little on the coarsest level. */
async function bestStart(
  coarse: Comparison,
  starts: readonly RigidMotion[],
  middle: Triple,
  given: boolean,
): Promise<{ motion: RigidMotion; origin: RigidMotion; likeness: Likeness; looks: number }> {
  const turns: Triple[] = [[0, 0, 0]];
  if (!given)
    for (let axis = 0; axis < 3; axis++)
      for (const sign of [-1, 1]) turns.push(tripleOf([0, 1, 2].map((a) => (a === axis ? sign * TRIED_TURN_MM : 0))));
  let best: { motion: RigidMotion; origin: RigidMotion; height: number } | null = null;
  let looks = 0;
  for (const origin of starts)
    for (const turn of turns) {
      const from = composed(origin, stepMotion(Float64Array.from([...turn, 0, 0, 0]), middle));
      const found = await climb((p) => heightOf(coarse, composed(from, stepMotion(p, middle))), new Float64Array(6), {
        firstStep: 8,
        lastStep: 2,
        mostRounds: 8,
      });
      looks += found.looks;
      if (best === null || found.height > best.height)
        best = { motion: composed(from, stepMotion(found.at, middle)), origin, height: found.height };
    }
  const { motion, origin } = best!;
  return { motion, origin, likeness: await coarse.likeness(motion), looks };
}

function middleOf({ dimensions, ijkToLps }: Volume): Triple {
  return toLps([(dimensions[0] - 1) / 2, (dimensions[1] - 1) / 2, (dimensions[2] - 1) / 2], ijkToLps);
}

/** Middle and the eight corners of a box half as large as the volume: where a distance between motions is told. */
function referencePointsOf({ dimensions, ijkToLps }: Volume): Triple[] {
  const at = (shares: readonly number[]) =>
    toLps(tripleOf(shares.map((share, axis) => share * (dimensions[axis]! - 1))), ijkToLps);
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => [0, 1, 2].map((axis) => (c & (1 << axis) ? 0.75 : 0.25)));
  return [at([0.5, 0.5, 0.5]), ...corners.map(at)].map(([x, y, z]) => pointLps(x, y, z));
}

/** How far apart two motions carry a place, at the worst of some places. */
export function farthest(a: RigidMotion, b: RigidMotion, places: readonly Triple[]): number {
  return Math.max(
    ...places.map((place) => {
      const [p, q] = [moved(place, a), moved(place, b)];
      return Math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2);
    }),
  );
}
