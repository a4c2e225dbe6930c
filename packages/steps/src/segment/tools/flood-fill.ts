import { floodFill } from '@specola/commands';
import {
  ballElement,
  combineMasks,
  components,
  dilateMask,
  erodeMask,
  keepComponents,
  maskToBricks,
  thresholdMask,
} from '@specola/kernels';
import { type BitMask, spacingMmOf, type Triple, type Volume, valueOfStored } from '@specola/space';
import { RangeOrderError, SeedOutOfRangeError } from '../edit/edit-errors.ts';
import { editStep } from '../edit/edit-step.ts';
import { voxelsAt } from '../edit/points-on-grid.ts';
import { piecesAt } from './island-segment.ts';

/**
 * With a leak guard the flood is that of a ball: places where it does not fit hold it back, and what it touches on its
 * way is flooded.
 *
 * @throws OutsideVolumeError for seeds; RangeOrderError; SeedOutOfRangeError when a seed's value lies outside the range, or
 *   the ball does not fit there
 */
export const runFloodFill = editStep(
  floodFill,
  async ({ volume, crew, scope }, { seedsLpsMm, rangeHu, toleranceHu, leakGuardMm }) => {
    if (rangeHu && rangeHu[0] > rangeHu[1]) throw new RangeOrderError(...rangeHu);
    const seeds = voxelsAt(volume, seedsLpsMm);
    const hold = (mask: BitMask) => {
      scope.hold(mask.words);
      return mask;
    };
    const [from, to] = rangeHu ?? around(volume, seeds, toleranceHu);
    const open = hold(await thresholdMask(volume, { from, to }, crew));
    const ball = ballElement(leakGuardMm / 2, spacingMmOf(volume.ijkToLps));
    const roomy = leakGuardMm > 0 ? hold(await erodeMask(open, ball, crew)) : open;
    using pieces = await components(roomy, 6, crew);
    const met = piecesAt(pieces, seeds, (n) => new SeedOutOfRangeError(seedsLpsMm[n]!, [from, to], leakGuardMm));
    const flooded = hold(await keepComponents(pieces, (piece) => met.has(piece), crew));
    if (leakGuardMm === 0) return { add: maskToBricks(flooded), isoHu: from };
    const reached = hold(await dilateMask(flooded, ball, crew));
    return { add: maskToBricks(await combineMasks('and', reached, open, crew, { out: reached })), isoHu: from };
  },
);

/** A range around the values at the seeds. */
function around(
  { values, valueScale, dimensions: [nx, ny] }: Volume,
  seeds: readonly Triple[],
  toleranceHu: number,
): [number, number] {
  const met = seeds.map(([i, j, k]) => valueOfStored(valueScale, values[i + nx * (j + ny * k)]!));
  return [Math.min(...met) - toleranceHu, Math.max(...met) + toleranceHu];
}
