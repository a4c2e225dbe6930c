import { type BitMask, voxelCountOf } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { rowSlabsOf } from './mask-memory.ts';

/**
 * The mask as one byte for each voxel, i fastest: `label` inside, 0 outside.
 *
 * @returns Uint8, nx·ny·nz, lent from the crew's arena: the caller gives it back
 */
export async function maskToBytes(
  mask: BitMask,
  crew: Crew,
  { label = 1 }: { label?: number } = {},
): Promise<Uint8Array> {
  const bytes = crew.arena.uint8(voxelCountOf(mask.dimensions));
  const at = crew.arena.pointer(mask.words);
  await crew.run(
    'bits.expandRows',
    rowSlabsOf(mask.dimensions).map(({ from, to }) => [
      at,
      bytes.byteOffset,
      mask.dimensions[0],
      from,
      to,
      4 * mask.wordsPerRow,
      label,
    ]),
  );
  return bytes;
}
