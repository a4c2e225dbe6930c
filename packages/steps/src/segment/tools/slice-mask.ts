import { type Arena, emptyMask, setInMask } from '@specola/kernels';
import { type BitMask, type BrickMask, brickMaskHas, type IndexBox } from '@specola/space';
import { acrossOf, type GridAxis } from './slice-planes.ts';

/** The part of one slice that lies within a box, as a mask of a single slice lent from the arena. */
export function sliceMask(
  voxels: BrickMask,
  { axis, slice, box: { from, to } }: { axis: GridAxis; slice: number; box: IndexBox },
  arena: Arena,
): BitMask {
  const [u, v] = acrossOf(axis);
  const mask = emptyMask([to[u] - from[u] + 1, to[v] - from[v] + 1, 1], arena);
  const at: [number, number, number] = [0, 0, 0];
  at[axis] = slice;
  for (at[v] = from[v]; at[v] <= to[v]; at[v]++)
    for (at[u] = from[u]; at[u] <= to[u]; at[u]++)
      if (brickMaskHas(voxels, ...at)) setInMask(mask, at[u] - from[u], at[v] - from[v], 0);
  return mask;
}
