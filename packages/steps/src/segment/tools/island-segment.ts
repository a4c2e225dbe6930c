import { islandSegment } from '@specola/commands';
import {
  type BrickBox,
  brickBoxAround,
  type Components,
  type Connectivity,
  components,
  invertMask,
  keepComponents,
  Scope,
} from '@specola/kernels';
import {
  BRICK_SIDE,
  type BrickMask,
  type Segmentation,
  signedVoxelVolumeMm3,
  spacingMmOf,
  type Triple,
  tripleOf,
} from '@specola/space';
import { becoming, changeSegment } from '../edit/change-segment.ts';
import { NoPieceHereError } from '../edit/edit-errors.ts';
import { type Edit, type EditJob, editStep } from '../edit/edit-step.ts';
import { voxelsAt } from '../edit/points-on-grid.ts';
import { openBox, workBoxAround } from '../edit/work-box.ts';
import { newSegment, withSegment } from './manage-segments.ts';

type Params = Parameters<Parameters<typeof editStep<'segment.islands', (typeof islandSegment)['params']>>[1]>[1];

/** @throws OutsideVolumeError, NoPieceHereError for points that are in no piece */
export const runIslandSegment = editStep(
  islandSegment,
  async (job, params): Promise<Edit> => {
    const { crew, target, volume } = job;
    const connectivity = params.connectivity === 'face' ? 6 : 18;
    if (params.operation === 'add-selected') return { add: await backgroundAt(job, params.atLpsMm, connectivity) };
    const work = workBoxAround(job, target.voxels, 0);
    using pieces = await components(work.maskOf(target.voxels), connectivity, crew);
    const kept = async (chosen: (piece: number) => boolean): Promise<BrickMask> =>
      work.bricksOf(work.hold(await keepComponents(pieces, chosen, crew)));
    const voxelMm3 = Math.abs(signedVoxelVolumeMm3(volume.ijkToLps));
    const large = (piece: number) => pieces.voxels[piece]! * voxelMm3 >= params.smallestMm3;
    const largest = largestPiece(pieces);
    switch (params.operation) {
      case 'keep-largest':
        return becoming(target, await kept((piece) => piece === largest));
      case 'remove-small':
        return becoming(target, await kept(large));
      case 'keep-selected':
      case 'remove-selected': {
        if (params.atLpsMm.length === 0) throw new NoPieceHereError(null);
        const selected = piecesAt(
          pieces,
          voxelsAt(volume, params.atLpsMm).map((voxel) => inBox(voxel, work.box)),
          (n) => new NoPieceHereError(params.atLpsMm[n]!),
        );
        const voxels = await kept((piece) => selected.has(piece));
        return params.operation === 'keep-selected' ? becoming(target, voxels) : { remove: voxels };
      }
      case 'split':
        return await split(job, params, async (piece) => kept((one) => one === piece), {
          order: bySize(pieces).filter((piece) => piece !== largest && large(piece)),
        });
    }
  },
  { needsVoxelsTo: 'part into pieces' },
);

/**
 * The pieces of background at some points: looked for in a small box, and in larger ones for as long as they leave it,
 * so that a hole costs what lies around it and only the outside costs the volume.
 */
async function backgroundAt(
  { volume, target, crew }: EditJob,
  atLpsMm: readonly Triple[],
  connectivity: Connectivity,
): Promise<BrickMask> {
  if (atLpsMm.length === 0) throw new NoPieceHereError(null);
  const { dimensions, ijkToLps } = volume;
  const voxels = voxelsAt(volume, atLpsMm);
  const around = {
    from: tripleOf([0, 1, 2].map((axis) => Math.min(...voxels.map((voxel) => voxel[axis]!)))),
    to: tripleOf([0, 1, 2].map((axis) => Math.max(...voxels.map((voxel) => voxel[axis]!)))),
  };
  for (let reach = BRICK_SIDE; ; reach *= 2) {
    using scope = new Scope(crew.arena);
    const box = brickBoxAround(dimensions, around, [reach, reach, reach]);
    const work = openBox(box, { crew, scope, spacingMm: spacingMmOf(ijkToLps) });
    const own = work.maskOf(target.voxels);
    using pieces = await components(await invertMask(own, crew, { out: own }), connectivity, crew);
    const selected = piecesAt(
      pieces,
      voxels.map((voxel) => inBox(voxel, box)),
      (n) => new NoPieceHereError(atLpsMm[n]!),
    );
    if ([...selected].some((piece) => (pieces.touchedSides[piece]! & sidesThatGoOn(box)) !== 0)) continue;
    return work.bricksOf(work.hold(await keepComponents(pieces, (piece) => selected.has(piece), crew)));
  }
}

/** The sides of a box behind which the grid goes on, as components number them. */
const sidesThatGoOn = ({ grid, origin, dimensions }: BrickBox): number =>
  [0, 1, 2].reduce((sides, axis) => {
    const above = origin[axis]! + dimensions[axis]! < grid[axis]!;
    return sides | (origin[axis]! > 0 ? 1 << (2 * axis) : 0) | (above ? 2 << (2 * axis) : 0);
  }, 0);

const inBox = ([i, j, k]: Triple, { origin }: BrickBox): Triple => [i - origin[0], j - origin[1], k - origin[2]];

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
