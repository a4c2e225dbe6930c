import { HAND_EDIT_FLOOR_MM } from '@specola/facts';
import { countBricks } from '@specola/kernels';
import {
  type BrickMask,
  brickMaskHas,
  invertIjkToLps,
  pointLps,
  type TriMesh,
  toIjk,
  type Volume,
} from '@specola/space';
import type { ErrorFloor, HandEdits } from './uncertainty-numbers.ts';

/** What a hand drew of a surface, for `uncertaintyOf`: a hand is never surer than the rest of the surface. */
export const handEdits = (marks: Uint8Array, handFloorMm: number, floor: ErrorFloor): HandEdits => ({
  marks,
  floorMm: Math.max(handFloorMm, floor.mm),
  source: handFloorMm === HAND_EDIT_FLOOR_MM.value ? HAND_EDIT_FLOOR_MM.source : 'Set for this run',
});

/**
 * Marks the vertices of a surface that have a touched voxel beside them.
 *
 * @param slackVoxels  how far the surface may have moved since it was drawn between the voxels
 */
export function verticesBeside(
  touched: BrickMask,
  { positions }: TriMesh,
  { ijkToLps, dimensions }: Volume,
  { slackVoxels }: { readonly slackVoxels: number },
): Uint8Array {
  const marks = new Uint8Array(positions.length / 3);
  if (countBricks(touched) === 0) return marks;
  const toGrid = invertIjkToLps(ijkToLps);
  // The voxels on both sides of the line that a vertex lies on, but for rounding.
  const slack = slackVoxels - 1e-3;
  for (let v = 0; v < marks.length; v++) {
    const at = toIjk(pointLps(positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!), toGrid);
    const low = at.map((c) => Math.floor(c - slack));
    const high = at.map((c, axis) => Math.min(dimensions[axis]! - 1, Math.ceil(c + slack)));
    for (let k = Math.max(0, low[2]!); k <= high[2]! && marks[v] === 0; k++)
      for (let j = Math.max(0, low[1]!); j <= high[1]!; j++)
        for (let i = Math.max(0, low[0]!); i <= high[0]!; i++) if (brickMaskHas(touched, i, j, k)) marks[v] = 1;
  }
  return marks;
}
