import { CODED_ANATOMIES } from '@specola/facts';
import { combineBricks, countBricks } from '@specola/kernels';
import type { AutomaticFacts, Finding, ManifestSegment } from '@specola/record';
import type { BrickMask, Segmentation, SegmentState, Triple, Volume } from '@specola/space';
import type { Pace } from '../runner/values.ts';
import { newSegment } from '../segment/tools/manage-segments.ts';
import type { CheckedModel } from './check-manifest.ts';
import type { Seams } from './check-segments.ts';
import { scanLabels } from './label-scan.ts';
import type { InferenceEngine, LoadedModel } from './model-engine.ts';
import { gridSize, type ModelGrid, modelGrid } from './model-grid.ts';
import { modelInput } from './model-input.ts';
import { planTiles, type TilePlan } from './plan-tiles.ts';
import { runTiles } from './run-tiles.ts';
import { intensityScale } from './scale-intensity.ts';

export interface ModelRunOptions {
  /** Further runs that should give the same: the network sees a mirrored scan, or one cut otherwise. */
  readonly checks: readonly AutomaticFacts['checks'][number]['check'][];
  readonly memoryLimitBytes: number;
}

export interface ModelRun {
  readonly segmentation: Segmentation;
  readonly findings: readonly Finding[];
  readonly checks: AutomaticFacts['checks'];
  readonly runs: number;
  readonly grid: ModelGrid;
  /** Where patches meet, on the scan. */
  readonly seams: Seams;
}

/** Below this a copy that should agree does not. Two raters of one bone agree with 0.90 to 0.96 (docs/automatic.md). */
const AGREES_DICE = 0.95;

/**
 * Segments of a scan by a network: resampled, scaled, cut into patches, blended, brought back and decided on the scan's
 * own voxels. One thread, patches in one order: the same engine gives the same voxels each time.
 *
 * @throws what `runTiles` and the engine throw
 */
export async function segmentByModel(
  volume: Volume,
  { manifest, bytes, tensors, rank }: CheckedModel,
  engine: InferenceEngine,
  { checks, memoryLimitBytes }: ModelRunOptions,
  pace: Pace,
): Promise<ModelRun> {
  const { input: wanted, output } = manifest;
  const grid = modelGrid(volume, wanted.orientation, wanted.spacingMm);
  const size = gridSize(grid);
  const plan = planTiles(size, wanted);
  const input = modelInput(volume, grid, intensityScale(volume, wanted.intensity), wanted.intensity);
  const model = await engine.load(bytes, tensors);
  let runs = 0;
  const maskedBy = async (part: number, loaded: LoadedModel, how: HowSeen): Promise<BrickMask[]> => {
    const labels = scanLabels(volume.dimensions, grid, output);
    const share = 1 / (1 + checks.length);
    runs += await runTiles(
      { model: loaded, input, size, plan: how.plan, output, flipped: how.flipped, rank, memoryLimitBytes },
      labels.take,
      { ...pace, report: (done) => pace.report((part + done) * share) },
    );
    return labels.finish();
  };
  try {
    const masks = await maskedBy(0, model, { plan, flipped: [false, false, false] });
    const compared: AutomaticFacts['checks'] = [];
    for (const [n, check] of checks.entries()) {
      const how =
        check === 'flip'
          ? { plan, flipped: leftToRight(wanted.orientation) }
          : { plan: planTiles(size, wanted, shiftOf(plan)), flipped: [false, false, false] as const };
      const others = await maskedBy(n + 1, model, how);
      const matched = check === 'flip' ? swapped(output.segments, others) : others;
      for (const [at, { id }] of output.segments.entries())
        compared.push({ check, segment: id, dice: diceOf(masks[at]!, matched[at]!) });
    }
    const { dimensions, ijkToLps } = volume;
    return {
      segmentation: { dimensions, ijkToLps, segments: asSegments(output.segments, masks, { dimensions, ijkToLps }) },
      findings: compared.filter(({ dice }) => dice !== null && dice < AGREES_DICE).map(disagrees),
      checks: compared,
      runs,
      grid,
      seams: seamsOf(grid, plan),
    };
  } finally {
    await model.close();
  }
}

interface HowSeen {
  readonly plan: TilePlan;
  readonly flipped: readonly [boolean, boolean, boolean];
}

/** The first and last plane of each patch that is not at the rim of the grid. */
function seamsOf(grid: ModelGrid, { starts, patch, trim }: TilePlan): Seams {
  const seams: [number[], number[], number[]] = [[], [], []];
  for (const [t, { scanAxis, start, step, voxels }] of grid.entries())
    for (const first of starts[t]!)
      for (const plane of [first + trim[t]!, first + patch[t]! - 1 - trim[t]!])
        if (plane > trim[t]! && plane < voxels - 1 - trim[t]!) seams[scanAxis].push(Math.round(start + plane * step));
  return seams;
}

const leftToRight = (orientation: string): readonly [boolean, boolean, boolean] => {
  const [a, b, c] = [...orientation].map((letter) => letter === 'L' || letter === 'R');
  return [a!, b!, c!];
};

/** A quarter of a patch: no window is where one was. */
const shiftOf = ({ patch: [a, b, c] }: TilePlan): Triple => [
  Math.max(1, a >> 2),
  Math.max(1, b >> 2),
  Math.max(1, c >> 2),
];

/** In a mirrored body the left bone is seen as the right one. */
function swapped(segments: readonly ManifestSegment[], masks: readonly BrickMask[]): BrickMask[] {
  const other = { left: 'right', right: 'left' } as const;
  return segments.map(({ side, anatomy }, n) => {
    if ((side !== 'left' && side !== 'right') || anatomy === null) return masks[n]!;
    const at = segments.findIndex((one) => one.anatomy === anatomy && one.side === other[side]);
    return masks[at >= 0 ? at : n]!;
  });
}

function diceOf(a: BrickMask, b: BrickMask): number | null {
  const [own, their] = [countBricks(a), countBricks(b)];
  if (own + their === 0) return null;
  return Math.round(1e5 * ((2 * countBricks(combineBricks('and', a, b))) / (own + their))) / 1e5;
}

function disagrees({ check, segment, dice }: AutomaticFacts['checks'][number]): Finding {
  const how = check === 'flip' ? 'mirrored left to right' : 'cut into other patches';
  return {
    code: `automatic/${check}-disagrees`,
    severity: 'warning',
    what: `Of the scan ${how}, the model makes another "${segment}": Dice ${dice!.toFixed(3)}, below ${AGREES_DICE}.`,
    why: 'The scan is the same; where the two differ the model is unsure, or learnt which side things are on by heart.',
    mend: 'Look at the segment slice by slice before it is used, and edit it where needed.',
  };
}

/** As the manifest names them; not looked at by anybody yet. */
function asSegments(
  segments: readonly ManifestSegment[],
  masks: readonly BrickMask[],
  grid: Pick<Segmentation, 'dimensions' | 'ijkToLps'>,
): SegmentState[] {
  const made: SegmentState[] = [];
  for (const [n, { id, name, anatomy, side }] of segments.entries()) {
    const color = anatomy === null ? undefined : CODED_ANATOMIES[anatomy]?.color;
    const facts = { id, name, anatomy, side, status: 'in-progress' as const, voxels: masks[n]! };
    made.push(newSegment({ ...grid, segments: made }, color ? { ...facts, color } : facts));
  }
  return made;
}
