import { doubtSegments, measureSegments, previewSegments, writeSegments } from '@specola/commands';
import { Arena, type Crew } from '@specola/kernels';
import {
  type AutomaticFacts,
  type Finding,
  type RecipeStep,
  SegmentationRecord,
  type SegmentFacts,
} from '@specola/record';
import type { Segmentation, Volume } from '@specola/space';
import { checkSegments, runRecipe, type SegmentsValue, segmentLayers, segmentsAtStart } from '@specola/steps';
import { aboutSpecola } from './about.ts';
import type { MadeByModel, ReadyModel } from './automatic/made-by-model.ts';
import { type JobWatcher, RECORD_FILE } from './make-model.ts';
import { openNodeCrew } from './node-crew.ts';
import { openOutputFolder } from './output-folder.ts';
import { readStudy, type Study } from './read-study.ts';
import { artifactOf, runFacts } from './run-facts.ts';
import { type FindStored, openStoredInputs } from './stored-inputs.ts';

/** Files of a segmentation's folder, in the order in which the record lists them. */
export const SEGMENTATION_FILES = ['segmentation.nrrd', 'preview.png'] as const;

/** What a model gave, before any edit. */
export const MODEL_OUTPUT_FILE = 'model-output.nrrd';

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
    const byModel = job.model ? await madeBy(job.model, study, { progress, signal }) : null;
    const faults = byModel ? await faultsOf(byModel, crew, { progress, signal }) : [];
    const modelMs = performance.now() - modelFrom;
    const modelOutput = byModel ? await storedSegments(byModel.segmentation, study.volume, crew, signal) : null;
    using stored = openStoredInputs(
      { studyPath: job.studyPath, source: study.source, workers: job.workers, signal },
      job.findStored,
    );
    const { made, findings, recipe, timingsMs } = await runRecipe(
      study.volume,
      [...job.recipe, ...outputSteps(job.recipe)],
      crew,
      {
        signal,
        onStep: ({ command, does: doing, doneFraction }) => progress.step(command, doing, doneFraction),
        stored,
      },
      {
        ...segmentsAtStart(study.volume),
        ...(byModel && { segments: { now: byModel.segmentation, past: [], undone: [] } }),
      },
    );
    signal.throwIfAborted();
    const files: [name: string, bytes: Uint8Array][] = [
      ['segmentation.nrrd', made.segmentation!.bytes],
      ['preview.png', made.picture!.png],
      ...(modelOutput ? [[MODEL_OUTPUT_FILE, modelOutput] satisfies [string, Uint8Array]] : []),
    ];
    const record: SegmentationRecord = {
      schema: 'specola/segmentation-record/1',
      specola: aboutSpecola(),
      notice: SEGMENTATION_NOTICE,
      source: study.source,
      ...(byModel && modelOutput && { automatic: automaticFacts(byModel, modelOutput) }),
      findings: [...study.findings, ...(byModel?.findings ?? []), ...faults, ...findings],
      recipe: [...recipe],
      segments: segmentFacts(made.segments!),
      measures: [...made.table!],
      comparisons: [...made.comparisons!],
      uncertainties: made.uncertainties!.map(({ segment, numbers }) => ({ segment, ...numbers })),
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

async function madeBy(
  model: ReadyModel,
  study: Pick<Study, 'volume' | 'source'>,
  { progress, signal }: JobWatcher,
): Promise<MadeByModel> {
  progress.step('model', model.does, 0);
  const made = await model.run(study, {
    signal,
    report: (done) => progress.step('model', model.does, Math.min(done, 0.999)),
  });
  progress.step('model', model.does, 1);
  return made;
}

async function faultsOf(
  { segmentation, seams }: MadeByModel,
  crew: Crew,
  { progress, signal }: JobWatcher,
): Promise<Finding[]> {
  const does = 'Looks for faults in what the model made';
  const report = (done: number) => progress.step('model.check', does, Math.min(done, 0.999));
  report(0);
  const found = await checkSegments(segmentation, { seams, crew, pace: { report, signal } });
  progress.step('model.check', does, 1);
  return found;
}

/** What a model gave, as the file that takes its place from then on. */
async function storedSegments(
  segmentation: Segmentation,
  volume: Volume,
  crew: Crew,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { made } = await runRecipe(
    volume,
    [{ command: writeSegments.name, params: {} }],
    crew,
    { signal, onStep: () => undefined },
    { segments: { now: segmentation, past: [], undone: [] } },
  );
  return made.segmentation!.bytes;
}

function automaticFacts({ facts }: MadeByModel, stored: Uint8Array): AutomaticFacts {
  return { ...facts, stored: artifactOf(MODEL_OUTPUT_FILE, stored) };
}

/** The steps that every segmentation ends with, less those that its recipe (one from a record, say) has already. */
function outputSteps(recipe: readonly RecipeStep[]): RecipeStep[] {
  return [writeSegments, measureSegments, doubtSegments, previewSegments]
    .filter(({ name }) => !recipe.some(({ command }) => command === name))
    .map(({ name }) => ({ command: name, params: {} }));
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
