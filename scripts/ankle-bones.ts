// The bones of the ankle by its documented recipe, and what may be asked of them: whether they are apart, on their side,
// in one piece, and where the cryosections of the same woman say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boxOfBricks, brickBoxAround, type Crew, components, countBricks, maskInBox, Scope } from '@specola/kernels';
import { Recipe, type RecipeStep } from '@specola/record';
import { brickMaskHas, type Segmentation, type SegmentState, toLps, type Volume } from '@specola/space';
import { runRecipe, segmentSurface, segmentsAtStart } from '@specola/steps';
import { ANKLE_CT, type CryosectionBone, realData, type SegmentAgreement, segmentAgreement } from '@specola/test-kit';
import { readStudy } from '../apps/cli/src/read-study.ts';

const RECIPE = join(import.meta.dirname, '..', 'docs', 'recipes', 'ankle-bones.json');
const NAMED: Partial<Record<CryosectionBone, string>> = {
  Calcaneous: 'calcaneus',
  Talus: 'talus',
  Navicular: 'navicular',
  Cuboid: 'cuboid',
  Fibula: 'fibula',
};

export interface AnkleBones {
  readonly volume: Volume;
  readonly segmentation: Segmentation;
}

export async function readAnkle(crew: Crew): Promise<Volume> {
  const { volume } = await readStudy(realData(ANKLE_CT)!, {
    seriesUid: undefined,
    anatomy: 'bone',
    lend: (length) => crew.arena.int16(length),
    workers: crew.size,
    report: () => undefined,
    signal: new AbortController().signal,
  });
  return volume;
}

/** Runs the documented recipe, at its own threshold or at another. */
export async function ankleBones(volume: Volume, crew: Crew, fromHu: number | null): Promise<AnkleBones> {
  const recipe = Recipe.parse(JSON.parse(readFileSync(RECIPE, 'utf8'))).map(
    (step): RecipeStep =>
      step.command === 'segment.preset' && fromHu !== null
        ? { ...step, params: { ...step.params, thresholdHu: [fromHu, 3071] } }
        : step,
  );
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  const { made } = await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume));
  return { volume, segmentation: made.segments!.now };
}

export interface BoneFacts {
  readonly id: string;
  readonly side: SegmentState['side'];
  readonly voxels: number;
  /** Mean of the voxel centers along x, LPS mm: the patient's right is low. */
  readonly xMm: number;
  /** Share of its voxels in its largest piece (by faces and edges). */
  readonly largestPieceShare: number;
}

export async function boneFacts({ segmentation }: AnkleBones, crew: Crew): Promise<BoneFacts[]> {
  const facts: BoneFacts[] = [];
  for (const { id, side, voxels } of partsOf(segmentation)) {
    using scope = new Scope(crew.arena);
    const box = boxOfBricks(voxels);
    if (!box) {
      facts.push({ id, side, voxels: 0, xMm: Number.NaN, largestPieceShare: 0 });
      continue;
    }
    const mask = maskInBox(voxels, brickBoxAround(voxels.dimensions, box), crew.arena);
    scope.hold(mask.words);
    using pieces = await components(mask, 18, crew);
    let sum = 0;
    for (let k = box.from[2]; k <= box.to[2]; k++)
      for (let j = box.from[1]; j <= box.to[1]; j++)
        for (let i = box.from[0]; i <= box.to[0]; i++)
          if (brickMaskHas(voxels, i, j, k)) sum += toLps([i, j, k], segmentation.ijkToLps)[0];
    const count = countBricks(voxels);
    facts.push({ id, side, voxels: count, xMm: sum / count, largestPieceShare: Math.max(...pieces.voxels) / count });
  }
  return facts;
}

/** Pairs of parts that share a face, an edge or a corner of voxels. */
export function touchingPairs({ segmentation }: AnkleBones): string[] {
  const parts = partsOf(segmentation);
  const [nx, ny, nz] = segmentation.dimensions;
  const owner = new Uint8Array(nx * ny * nz);
  const pairs = new Set<string>();
  for (const [n, { id, voxels }] of parts.entries()) {
    const box = boxOfBricks(voxels);
    if (!box) continue;
    for (let k = box.from[2]; k <= box.to[2]; k++)
      for (let j = box.from[1]; j <= box.to[1]; j++)
        for (let i = box.from[0]; i <= box.to[0]; i++) {
          if (!brickMaskHas(voxels, i, j, k)) continue;
          for (let kk = Math.max(k - 1, 0); kk <= Math.min(k + 1, nz - 1); kk++)
            for (let jj = Math.max(j - 1, 0); jj <= Math.min(j + 1, ny - 1); jj++)
              for (let ii = Math.max(i - 1, 0); ii <= Math.min(i + 1, nx - 1); ii++) {
                const other = owner[ii + nx * (jj + ny * kk)]!;
                if (other !== 0 && other !== n + 1) pairs.add(`${parts[other - 1]!.id} and ${id}`);
              }
          owner[i + nx * (j + ny * k)] = n + 1;
        }
  }
  return [...pairs].sort();
}

/** How far each bone lies from its cryosection surface, after a rigid fit of that bone alone. */
export async function cryosectionAgreement(
  { segmentation, volume }: AnkleBones,
  crew: Crew,
): Promise<SegmentAgreement[]> {
  using scope = new Scope(crew.arena);
  return await segmentAgreement(
    crew,
    async (side, bone) => {
      const segment = segmentation.segments.find(({ id }) => id === `${NAMED[bone]}-${side}`);
      return segment && countBricks(segment.voxels) > 0 ? segmentSurface(segment, volume, { crew, scope }) : null;
    },
    toLps([0, 0, volume.dimensions[2] - 1], volume.ijkToLps)[2],
  );
}

const partsOf = ({ segments }: Segmentation): readonly SegmentState[] => segments.filter(({ id }) => id !== 'bone');
