import type { resampleSegments } from '@specola/commands';
import {
  boxOfBricks,
  brickBoxAround,
  bricksFromBox,
  type Crew,
  combineBricks,
  countBricks,
  distanceField,
  finerGrid,
  maskInBox,
  type PlacedGrid,
  Scope,
  thresholdMask,
  valuesOnFinerGrid,
} from '@specola/kernels';
import {
  type BrickMask,
  emptyBrickMask,
  type SegmentState,
  spacingMmOf,
  type Triple,
  tripleOf,
  type Volume,
  voxelCountOf,
} from '@specola/space';
import type { Run } from '../../runner/values.ts';
import { withVolume } from '../edit/edit-history.ts';
import { GridTooLargeError, NotFinerError } from './resample-errors.ts';

/** A GiB of grey values; as much again for the largest segment while it is laid over, and the grid before beside them. */
const MOST_VOXELS = 512 * 2 ** 20;
/** The outline is looked for so far around a segment, in voxels of the grid before: cubics reach two. */
const REACH_VOXELS = 3;
/** Distances are kept in steps of this share of the smallest spacing: 127 voxels either way. */
const STEP_SHARE = 1 / 256;
const MOST_STEPS = 32767;

/**
 * Lays the image and every segment on a finer grid that fills the same room. Grey values go between voxels; a segment is where the signed distance
 * from its outline, read between voxels, is not above 0: its outline turns smooth where copied voxels would make stairs. Segments that shared no
 * voxel share none afterwards. Undo gives the image back too.
 *
 * @throws NotFinerError, GridTooLargeError
 * @source Raya and Udupa, Shape-based interpolation of multidimensional objects, IEEE Trans. Med. Imaging 9 (1990) 32
 */
export const runResampleSegments: Run<typeof resampleSegments> = async (
  { volume, segments },
  { spacingMm, interpolation },
  { crew, pace },
) => {
  const grid = gridAsked(volume, spacingMm);
  const whole = { from: volume.dimensions, to: grid.dimensions };
  const all = (dimensions: Volume['dimensions']) => ({
    whole: dimensions,
    part: { origin: [0, 0, 0] as Triple, dimensions },
  });
  const values = await valuesOnFinerGrid(volume.values, all(whole.from), all(whole.to), { crew, interpolation });
  const finer: Volume = { ...volume, ...grid, values };
  const before = segments.now.segments;
  const laid: SegmentState[] = [];
  for (const [n, segment] of before.entries()) {
    pace.signal.throwIfAborted();
    const own = await onGrid(segment.voxels, volume, grid, { crew, slackVoxels: 0 });
    const voxels = before
      .slice(0, n)
      .reduce(
        (left, other, at) =>
          share(other.voxels, segment.voxels) ? left : combineBricks('andNot', left, laid[at]!.voxels),
        own,
      );
    // A mark by hand rather reaches too far: half a voxel of the grid before.
    const byHand = await onGrid(segment.byHand, volume, grid, { crew, slackVoxels: 0.5 });
    laid.push({ ...segment, voxels, byHand });
    pace.report((n + 1) / before.length);
  }
  return {
    volume: finer,
    segments: withVolume(segments, { ...grid, segments: laid }, { before: volume, after: finer }),
  };
};

function gridAsked(volume: Volume, asked: number | Triple): PlacedGrid {
  const held = spacingMmOf(volume.ijkToLps);
  const most = typeof asked === 'number' ? tripleOf(held.map((mm) => Math.min(mm, asked))) : asked;
  const finer = finerGrid(volume, most);
  const told = typeof asked === 'number' ? [asked] : asked;
  if (most.some((mm, axis) => mm > held[axis]! * (1 + 1e-6))) throw new NotFinerError(told, held);
  if (finer.dimensions.every((length, axis) => length === volume.dimensions[axis])) throw new NotFinerError(told, held);
  if (voxelCountOf(finer.dimensions) > MOST_VOXELS) throw new GridTooLargeError(finer.dimensions, MOST_VOXELS);
  return finer;
}

const share = (a: BrickMask, b: BrickMask): boolean => countBricks(combineBricks('and', a, b)) > 0;

/** A mask on the finer grid: where the distance from its outline is no more than some voxels of the grid before. */
async function onGrid(
  mask: BrickMask,
  volume: Volume,
  grid: PlacedGrid,
  { crew, slackVoxels }: { crew: Crew; slackVoxels: number },
): Promise<BrickMask> {
  const held = boxOfBricks(mask);
  if (!held) return emptyBrickMask(grid.dimensions);
  using scope = new Scope(crew.arena);
  const old = brickBoxAround(mask.dimensions, held, [REACH_VOXELS, REACH_VOXELS, REACH_VOXELS]);
  const spacingMm = spacingMmOf(volume.ijkToLps);
  const smallest = Math.min(...spacingMm);
  const own = maskInBox(mask, old, crew.arena);
  scope.hold(own.words);
  const steps = await signedSteps(own, spacingMm, STEP_SHARE * smallest, { crew, scope });
  const scaled = (index: number, axis: number) => Math.floor((index * grid.dimensions[axis]!) / mask.dimensions[axis]!);
  const reached = {
    from: tripleOf(held.from.map((index, axis) => Math.max(0, scaled(index - 1, axis)))),
    to: tripleOf(held.to.map((index, axis) => Math.min(grid.dimensions[axis]! - 1, scaled(index + 2, axis)))),
  };
  const part = brickBoxAround(grid.dimensions, reached);
  const finer = scope.hold(
    await valuesOnFinerGrid(
      steps,
      { whole: mask.dimensions, part: old },
      { whole: grid.dimensions, part },
      { crew, interpolation: 'cubic' },
    ),
  );
  const field = { dimensions: part.dimensions, values: finer, ijkToLps: grid.ijkToLps, modality: volume.modality };
  const plain = { slope: 1, intercept: 0, unit: 'arbitrary' } as const;
  const to = Math.round(slackVoxels / STEP_SHARE);
  const inside = await thresholdMask({ ...field, valueScale: plain }, { from: -MOST_STEPS - 1, to }, crew);
  scope.hold(inside.words);
  return bricksFromBox(inside, part, {});
}

/** Distance of voxel centers from the outline in steps, below 0 inside. */
async function signedSteps(
  mask: Parameters<typeof distanceField>[0],
  spacingMm: Triple,
  stepMm: number,
  { crew, scope }: { crew: Crew; scope: Scope },
): Promise<Int16Array> {
  const steps = scope.int16(voxelCountOf(mask.dimensions));
  for (const [to, sign] of [
    ['inside', 1],
    ['outside', -1],
  ] as const) {
    const field = await distanceField(mask, spacingMm, crew, { to });
    for (let v = 0; v < field.length; v++)
      if (field[v]! > 0) steps[v] = sign * Math.min(MOST_STEPS, Math.round(field[v]! / stepMm));
    crew.arena.release(field);
  }
  return steps;
}
