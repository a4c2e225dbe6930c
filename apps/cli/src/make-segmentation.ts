import { doubtSegments, measureSegments, previewSegments, writeSegments } from '@specola/commands';
import { Arena } from '@specola/kernels';
import { type RecipeStep, SegmentationRecord, type SegmentFacts, type SiteRules } from '@specola/record';
import {
  checkRecipe,
  floorInForce,
  runRecipe,
  type SegmentsValue,
  segmentLayers,
  segmentsAtStart,
} from '@specola/steps';
import { aboutSpecola } from './about.ts';
import type { ReadyModel } from './automatic/made-by-model.ts';
import { MODEL_OUTPUT_FILE, modelPart, storedWith } from './automatic/model-part.ts';
import { type JobWatcher, RECORD_FILE } from './make-model.ts';
import { openNodeCrew } from './node-crew.ts';
import { openOutputFolder } from './output-folder.ts';
import { readStudy } from './read-study.ts';
import { artifactOf, runFacts } from './run-facts.ts';
import { type FindStored, openStoredInputs } from './stored-inputs.ts';

/** Files of a segmentation's folder, in the order in which the record lists them. */
export const SEGMENTATION_FILES = ['segmentation.nrrd', 'preview.png'] as const;

export const SEGMENTATION_NOTICE =
  'Specola is not cleared by any regulator. These segments are a working result for education, consent and planning; they are not a diagnosis.';

export interface SegmentationJob {
  readonly studyPath: string;
  readonly seriesUid: string | undefined;
  /** Edits alone; what is written and measured at the end is added here. */
  readonly recipe: readonly RecipeStep[];
  /** Makes the segments that the recipe starts with; null when it starts with none. */
  readonly model: ReadyModel | null;
  /** Finds the files that the recipe names. */
  readonly findStored: FindStored;
  /** The site's own limits: of these the least segmentation error counts here. */
  readonly site?: SiteRules | null;
  readonly workers: number;
  readonly outPath: string;
  readonly overwrite: boolean;
}

/** Runs a recipe of edits on a study and writes what came out, with measures, a picture and a record. */
export async function makeSegmentation(
  job: SegmentationJob,
  { progress, signal }: JobWatcher,
): Promise<{ record: SegmentationRecord; folder: string }> {
  const startedAt = new Date().toISOString();
  // A slip in the recipe must not cost the minutes that a model takes.
  checkRecipe(job.recipe);
  const folder = await openOutputFolder(job.outPath, {
    overwrite: job.overwrite,
    ours: [...SEGMENTATION_FILES, MODEL_OUTPUT_FILE, RECORD_FILE],
    mark: RECORD_FILE,
  });
  const arena = new Arena();
  const crew = openNodeCrew(arena, job.workers, signal);
  try {
    const does = 'Reads the study and chooses the series';
    const before = performance.now();
    progress.step('study.read', does, 0);
    const study = await readStudy(job.studyPath, {
      seriesUid: job.seriesUid,
      anatomy: null,
      lend: (length) => arena.int16(length),
      workers: job.workers,
      report: (fraction) => progress.step('study.read', does, fraction),
      signal,
    });
    progress.step('study.read', does, 1);
    const readMs = performance.now() - before;
    const modelFrom = performance.now();
    const byModel = job.model ? await modelPart(job.model, study, crew, { progress, signal }) : null;
    const modelMs = performance.now() - modelFrom;
    using stored = openStoredInputs(
      { studyPath: job.studyPath, source: study.source, workers: job.workers, signal },
      storedWith(byModel, job.findStored),
    );
    const { made, findings, recipe, timingsMs } = await runRecipe(
      study.volume,
      [
        ...(byModel ? [byModel.load] : []),
        ...job.recipe,
        ...outputSteps(job.recipe, job.site?.segmentationFloor?.mm ?? null),
      ],
      crew,
      {
        signal,
        onStep: ({ command, does: doing, doneFraction }) => progress.step(command, doing, doneFraction),
        stored,
      },
      segmentsAtStart(study.volume),
    );
    signal.throwIfAborted();
    const files: [name: string, bytes: Uint8Array][] = [
      ['segmentation.nrrd', made.segmentation!.bytes],
      ['preview.png', made.picture!.png],
      ...(byModel ? [[MODEL_OUTPUT_FILE, byModel.file] satisfies [string, Uint8Array]] : []),
    ];
    const record: SegmentationRecord = {
      schema: 'specola/segmentation-record/1',
      specola: aboutSpecola(),
      notice: SEGMENTATION_NOTICE,
      source: study.source,
      ...(byModel && { automatic: byModel.facts }),
      findings: [...study.findings, ...(byModel?.findings ?? []), ...findings],
      recipe: [...recipe],
      segments: segmentFacts(made.segments!),
      measures: [...made.table!],
      comparisons: [...made.comparisons!],
      uncertainties: made.uncertainties!.map(({ segment, numbers: { floor, ...numbers } }) => {
        const site = job.site?.segmentationFloor ?? null;
        return { segment, ...numbers, floor: site && floor.mm === site.mm ? floorInForce(null, site) : floor };
      }),
      artifacts: files.map(([file, bytes]) => artifactOf(file, bytes)),
      run: runFacts({
        startedAt,
        timingsMs: { 'study.read': readMs, ...(byModel && { model: modelMs }), ...timingsMs },
        workers: job.workers,
      }),
    };
    for (const [name, bytes] of files) await folder.write(name, bytes);
    await folder.write(RECORD_FILE, `${JSON.stringify(SegmentationRecord.parse(record), null, 2)}\n`);
    await folder.publish();
    return { record, folder: folder.path };
  } finally {
    folder.discard();
    await crew.close();
  }
}

/** The steps that every segmentation ends with, less those that its recipe (one from a record, say) has already. */
function outputSteps(recipe: readonly RecipeStep[], siteFloorMm: number | null): RecipeStep[] {
  return [writeSegments, measureSegments, doubtSegments, previewSegments]
    .filter(({ name }) => !recipe.some(({ command }) => command === name))
    .map(({ name }) => ({
      command: name,
      params: name === doubtSegments.name && siteFloorMm !== null ? { errorFloorMm: siteFloorMm } : {},
    }));
}

/** What the record says of each segment: what it is, and where it stands in the file. */
export function segmentFacts({ now }: SegmentsValue): SegmentFacts[] {
  const places = segmentLayers(now);
  return now.segments.map(({ id, name, color, anatomy, side, status, locked, isoHu }, n) => ({
    id,
    name,
    color: [...color],
    anatomy,
    side,
    status,
    locked,
    isoHu,
    layer: places[n]!.layer,
    label: places[n]!.label,
  }));
}
