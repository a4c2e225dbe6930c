import type { BitMask, Dimensions } from '@specola/space';
import { type Crew, piecesOf } from '../native/crew.ts';
import { lentMask, rowSlabsOf } from './mask-memory.ts';

/** Voxels in one piece of work. */
const PIECE = 1 << 20;

/**
 * Gives voxels to a label where its share is larger than the best so far; all arrays are lent, of one length, and
 * changed in place but for `share`.
 *
 * share   Float32, 0 to 1: how much of each voxel the label has (blurred)
 * best    Float32: the largest share so far
 * rest    Float32: what is left of each voxel; `share` itself when what is left is the last to be asked
 * winner  Uint8: the label of the largest share
 */
export async function takeLargerShare(
  {
    share,
    best,
    rest,
    winner,
    label,
  }: { share: Float32Array; best: Float32Array; rest: Float32Array; winner: Uint8Array; label: number },
  crew: Crew,
): Promise<void> {
  await crew.run(
    'filters.largerShare',
    piecesOf(share.length, PIECE).map(({ from, to }) => [
      share.byteOffset,
      best.byteOffset,
      rest.byteOffset,
      winner.byteOffset,
      from,
      to,
      label,
    ]),
  );
}

/** The voxels of one label of a dense map (Uint8, i fastest, in the crew's memory) as a mask lent from the arena. */
export async function maskOfLabel(
  labels: Uint8Array,
  dimensions: Dimensions,
  label: number,
  crew: Crew,
): Promise<BitMask> {
  const out = lentMask(dimensions, crew.arena);
  await crew.run(
    'filters.labelRows',
    rowSlabsOf(dimensions).map(({ from, to }) => [
      crew.arena.pointer(labels),
      out.words.byteOffset,
      dimensions[0],
      from,
      to,
      4 * out.wordsPerRow,
      label,
    ]),
  );
  return out;
}
