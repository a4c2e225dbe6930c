import { islandSegment } from '@specola/commands';
import { type Components, components, invertMask, keepComponents } from '@specola/kernels';
import { type BrickMask, type Segmentation, signedVoxelVolumeMm3, type Triple } from '@specola/space';
import { becoming, changeSegment } from '../edit/change-segment.ts';
import { NoPieceHereError } from '../edit/edit-errors.ts';
import { type Edit, type EditJob, editStep } from '../edit/edit-step.ts';
import { voxelsAt } from '../edit/points-on-grid.ts';
import { everyVoxelOf, workBoxAround } from '../edit/work-box.ts';
import { newSegment, withSegment } from './manage-segments.ts';

type Params = Parameters<Parameters<typeof editStep<'segment.islands', (typeof islandSegment)['params']>>[1]>[1];

/** @throws OutsideVolumeError, NoPieceHereError for points that are in no piece */
export const runIslandSegment = editStep(
  islandSegment,
  async (job, params): Promise<Edit> => {
    const { crew, target, volume } = job;
    // The background reaches as far as the volume; of a segment its box is enough.
    const outside = params.operation === 'add-selected';
    const work = workBoxAround(job, outside ? everyVoxelOf(volume.dimensions) : target.voxels, 0);
    const own = work.maskOf(target.voxels);
    const mask = outside ? work.hold(await invertMask(own, crew)) : own;
    using pieces = await components(mask, params.connectivity === 'face' ? 6 : 18, crew);
    const kept = async (chosen: (piece: number) => boolean): Promise<BrickMask> =>
      work.bricksOf(work.hold(await keepComponents(pieces, chosen, crew)));
    const toBox = ([i, j, k]: Triple): Triple => [
      i - work.box.origin[0],
      j - work.box.origin[1],
      k - work.box.origin[2],
    ];
    const voxelMm3 = Math.abs(signedVoxelVolumeMm3(volume.ijkToLps));
    const large = (piece: number) => pieces.voxels[piece]! * voxelMm3 >= params.smallestMm3;
    const largest = largestPiece(pieces);
    switch (params.operation) {
      case 'keep-largest':
        return becoming(target, await kept((piece) => piece === largest));
      case 'remove-small':
        return becoming(target, await kept(large));
      case 'keep-selected':
      case 'remove-selected':
      case 'add-selected': {
        if (params.atLpsMm.length === 0) throw new NoPieceHereError(null);
        const selected = piecesAt(
          pieces,
          voxelsAt(volume, params.atLpsMm).map(toBox),
          (n) => new NoPieceHereError(params.atLpsMm[n]!),
        );
        const voxels = await kept((piece) => selected.has(piece));
        if (params.operation === 'add-selected') return { add: voxels };
        return params.operation === 'keep-selected' ? becoming(target, voxels) : { remove: voxels };
      }
      case 'split':
        return split(job, params, async (piece) => kept((one) => one === piece), {
          order: bySize(pieces).filter((piece) => piece !== largest && large(piece)),
        });
    }
  },
  { needsVoxelsTo: 'part into pieces' },
);

/** Gives pieces segments of their own, the larger first; what they hold leaves the target. */
async function split(
  { segmentation, target, volume }: EditJob,
  { masking }: Params,
  voxelsOf: (piece: number) => Promise<BrickMask>,
  { order }: { order: readonly number[] },
): Promise<Edit> {
  let next: Segmentation = segmentation;
  for (const [n, piece] of order.entries()) {
    const id = `${target.id}-${n + 2}`;
    const fresh = newSegment(next, {
      id,
      anatomy: target.anatomy,
      name: `${target.name} ${n + 2}`,
      isoHu: target.isoHu,
    });
    next = changeSegment(
      withSegment(next, fresh),
      id,
      { add: await voxelsOf(piece) },
      { ...masking, overwrite: 'all' },
      volume,
    );
  }
  return { next };
}

/** The pieces that hold the given voxels; what is thrown for the n-th that lies in none is the caller's. */
export function piecesAt(
  { rowStarts, runs, runLabels, dimensions: [nx, ny, nz] }: Components,
  voxels: readonly Triple[],
  errorFor: (n: number) => Error,
): Set<number> {
  const found = new Set<number>();
  for (const [n, [i, j, k]] of voxels.entries()) {
    const row = k * ny + j;
    let piece = -1;
    if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) throw errorFor(n);
    for (let run = rowStarts[row]!; run < rowStarts[row + 1]!; run++)
      if ((runs[run]! & 0xffff) <= i && i <= runs[run]! >>> 16) piece = runLabels[run]!;
    if (piece < 0) throw errorFor(n);
    found.add(piece);
  }
  return found;
}

function bySize({ voxels, count }: Components): number[] {
  return Array.from({ length: count }, (_, piece) => piece).sort((a, b) => voxels[b]! - voxels[a]! || a - b);
}

const largestPiece = (pieces: Components): number => bySize(pieces)[0] ?? -1;
