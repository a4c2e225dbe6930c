import type { BitMask, Triple } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { invertMask } from './combine-masks.ts';
import { distanceField } from './distance-field.ts';
import { ballElement, dilateMask } from './grow-mask.ts';
import { lentMask, rowSlabsOf } from './mask-memory.ts';

/**
 * Up to this many rows of the ball, adding them up 64 voxels at a time is quicker than the field of distances: 512×512×300
 * at a radius of 10 voxels (317 rows) takes 0.4 s that way, the field 2.8 s.
 */
const MOST_ROWS = 1500;
/** Distances are rounded to 24 bits; a voxel exactly at the radius belongs to the ball. */
const SAME = 1 + 1e-6;

/**
 * Grows a mask by a distance, or shrinks it: exactly, from voxel center to voxel center, in mm. Beyond the grid nothing is
 * known: nothing grows in from there, and nothing is eaten away from there.
 *
 * @param marginMm  above 0 grows, below 0 shrinks
 * @returns a mask lent from the crew's arena
 */
export async function marginMask(mask: BitMask, marginMm: number, spacingMm: Triple, crew: Crew): Promise<BitMask> {
  if (marginMm < 0) {
    using scope = new Scope(crew.arena);
    const outside = await invertMask(mask, crew);
    scope.hold(outside.words);
    const grown = await marginMask(outside, -marginMm, spacingMm, crew);
    return await invertMask(grown, crew, { out: grown });
  }
  const ball = ballElement(marginMm, spacingMm);
  if (ball.rows.length <= MOST_ROWS) return dilateMask(mask, ball, crew);
  const field = await distanceField(mask, spacingMm, crew, { to: 'inside' });
  const out = await maskOfField(field, mask, { limit: marginMm * SAME, below: true }, crew);
  crew.arena.release(field);
  return out;
}

/** The voxels of a field whose value is at most a limit, or above it; on the grid of a mask, lent from the arena. */
export async function maskOfField(
  field: Float32Array,
  { dimensions }: BitMask,
  { limit, below }: { limit: number; below: boolean },
  crew: Crew,
): Promise<BitMask> {
  const out = lentMask(dimensions, crew.arena);
  await crew.run(
    'filters.fieldRows',
    rowSlabsOf(dimensions).map(({ from, to }) => [
      field.byteOffset,
      out.words.byteOffset,
      dimensions[0],
      from,
      to,
      4 * out.wordsPerRow,
      limit,
      below ? 1 : 0,
    ]),
  );
  return out;
}
