import { type BitMask, type Dimensions, type Triple, voxelCountOf } from '@specola/space';
import { lentMask, maskHas, setInMask } from '../image/mask-memory.ts';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { distancesTo } from '../search/distances-to.ts';
import type { SurfaceIndex } from '../search/surface-index.ts';
import { Growing } from '../surface/growing.ts';
import type { FieldGrid } from './field-grid.ts';

/** Points along the side of a block: one look at its middle tells whether the level may pass through it. */
const SIDES = [8, 4, 2] as const;
/** Points asked for at once: 32 MiB. */
const BATCH = 1 << 21;
/** Steps of the grid that values tell apart from the level; beyond, they only tell the side. */
const BAND_IN_STEPS = 3;
const LARGEST = 32_000;
/** No value lies nearer to the level than this share of a step, so that no triangle shrinks to a point. */
const NEAREST_SHARE = 0.01;

/** Signed distances about a level, in the arena; the caller gives `values` and `inside.words` back. */
export interface LevelField {
  /** Int16, nx·ny·nz: (distance − level) / mmPerValue, clipped; negative inside the level. */
  readonly values: Int16Array;
  readonly mmPerValue: number;
  /** Where the values are negative. */
  readonly inside: BitMask;
}

/**
 * Measures distances from a surface on a grid, where they are near a level and nowhere else: a block whose middle is far
 * from the level is one look.
 *
 * @param within   points inside the surface: its distances are negative there
 * @param levelMm  0 for the surface itself, positive outside
 */
export async function levelField(
  index: SurfaceIndex,
  grid: FieldGrid,
  { within, levelMm }: { readonly within: BitMask; readonly levelMm: number },
  crew: Crew,
): Promise<LevelField> {
  const { arena } = crew;
  const { originMm, spacingMm: h, dimensions } = grid;
  const [nx, ny] = dimensions;
  const mmPerValue = (BAND_IN_STEPS * h) / LARGEST;
  const nearest = Math.ceil((NEAREST_SHARE * h) / mmPerValue);
  const values = arena.int16(voxelCountOf(dimensions));
  const inside = lentMask(dimensions, arena, { zeroed: true });
  using scope = new Scope(arena);
  const points = scope.float32(3 * BATCH);
  const distances = scope.float32(BATCH);
  const place = (n: number, i: number, j: number, k: number) => {
    points[3 * n] = originMm[0] + h * i;
    points[3 * n + 1] = originMm[1] + h * j;
    points[3 * n + 2] = originMm[2] + h * k;
  };
  const measure = (count: number, reachMm: number) =>
    distancesTo(index, points.subarray(0, 3 * count), crew, { out: distances.subarray(0, count), reachMm });

  const put = (i: number, j: number, k: number, beyondMm: number): void => {
    const value = Math.round(beyondMm / mmPerValue);
    const far =
      beyondMm < 0 ? Math.max(-LARGEST, Math.min(value, -nearest)) : Math.min(LARGEST, Math.max(value, nearest));
    values[(k * ny + j) * nx + i] = far;
    if (far < 0) setInMask(inside, i, j, k);
  };
  const signed = (distanceMm: number, i: number, j: number, k: number): number =>
    (maskHas(within, i, j, k) ? -distanceMm : distanceMm) - levelMm;

  // Blocks by their lowest point. A block whose middle is far from the level lies on one side of it throughout.
  let blocks = lowestPoints(dimensions, SIDES[0]);
  for (const [n, side] of SIDES.entries()) {
    const reachMm = (side / 2) * Math.sqrt(3) * h;
    const crossed = new Growing((length) => new Uint32Array(length));
    for (const { from, to } of piecesOf(blocks.length, BATCH)) {
      const middle = (at: number) => middleOf(blocks[at]!, side, dimensions);
      for (let at = from; at < to; at++) place(at - from, ...middle(at));
      await measure(to - from, Math.abs(levelMm) + reachMm + 2 * h);
      for (let at = from; at < to; at++) {
        const beyondMm = signed(distances[at - from]!, ...middle(at));
        // Two neighbors on different sides are both within a step of the level.
        if (Math.abs(beyondMm) <= reachMm + 1.01 * h)
          pushParts(crossed, blocks[at]!, side, SIDES[n + 1] ?? 1, dimensions);
        else fillBlock(blocks[at]!, side, beyondMm < 0);
      }
    }
    blocks = crossed.view().slice();
  }
  for (const { from, to } of piecesOf(blocks.length, BATCH)) {
    for (let at = from; at < to; at++) place(at - from, ...pointOf(blocks[at]!, dimensions));
    await measure(to - from, Math.abs(levelMm) + (BAND_IN_STEPS + 1) * h);
    for (let at = from; at < to; at++) {
      const [i, j, k] = pointOf(blocks[at]!, dimensions);
      put(i, j, k, signed(distances[at - from]!, i, j, k));
    }
  }
  return { values, mmPerValue, inside };

  function fillBlock(lowest: number, side: number, isInside: boolean): void {
    forEachIn(lowest, side, 1, dimensions, (at, i, j, k) => {
      values[at] = isInside ? -LARGEST : LARGEST;
      if (isInside) setInMask(inside, i, j, k);
    });
  }
}

function pointOf(at: number, [nx, ny]: Dimensions): Triple {
  return [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
}

function middleOf(lowest: number, side: number, dimensions: Dimensions): Triple {
  const [i, j, k] = pointOf(lowest, dimensions);
  const [nx, ny, nz] = dimensions;
  return [Math.min(i + side / 2, nx - 1), Math.min(j + side / 2, ny - 1), Math.min(k + side / 2, nz - 1)];
}

/** The points of a block, `step` apart. */
function forEachIn(
  lowest: number,
  side: number,
  step: number,
  dimensions: Dimensions,
  visit: (at: number, i: number, j: number, k: number) => void,
): void {
  const [nx, ny, nz] = dimensions;
  const [i0, j0, k0] = pointOf(lowest, dimensions);
  for (let k = k0; k < Math.min(nz, k0 + side); k += step)
    for (let j = j0; j < Math.min(ny, j0 + side); j += step)
      for (let i = i0; i < Math.min(nx, i0 + side); i += step) visit((k * ny + j) * nx + i, i, j, k);
}

function lowestPoints(dimensions: Dimensions, side: number): Uint32Array {
  const out = new Growing((length) => new Uint32Array(length));
  forEachIn(0, Math.max(...dimensions), side, dimensions, (at) => out.push(at));
  return out.view().slice();
}

/** The smaller blocks, or points, that a block is made of. */
function pushParts(
  out: Growing<Uint32Array>,
  lowest: number,
  side: number,
  step: number,
  dimensions: Dimensions,
): void {
  forEachIn(lowest, side, step, dimensions, (at) => out.push(at));
}
