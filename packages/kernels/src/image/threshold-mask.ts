import { type BitMask, LengthMismatchError, storedRange, type Volume, voxelCountOf } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { lentMask, rowSlabsOf } from './mask-memory.ts';

/**
 * Marks the voxels whose value lies within a band, in the unit of the volume.
 *
 * @param volume  its values in the crew's memory
 * @param band    both ends included, fractions and infinities allowed; an empty band gives an empty mask
 * @returns a mask lent from the crew's arena: the caller gives `words` back
 */
export async function thresholdMask(
  volume: Volume,
  band: { readonly from: number; readonly to: number },
  crew: Crew,
): Promise<BitMask> {
  const { dimensions, values, valueScale } = volume;
  if (values.length !== voxelCountOf(dimensions))
    throw new LengthMismatchError('values', voxelCountOf(dimensions), values.length);
  const stored = storedRange(valueScale, band);
  const from = Math.ceil(Math.max(stored.from, -32768));
  const to = Math.floor(Math.min(stored.to, 32767));
  if (!(from <= to)) return lentMask(dimensions, crew.arena, { zeroed: true });
  const mask = lentMask(dimensions, crew.arena);
  const at = crew.arena.pointer(values);
  await crew.run(
    'bits.thresholdRows',
    rowSlabsOf(dimensions).map((rows) => [
      at,
      dimensions[0],
      rows.from,
      rows.to,
      from,
      to,
      mask.words.byteOffset,
      4 * mask.wordsPerRow,
    ]),
  );
  return mask;
}
