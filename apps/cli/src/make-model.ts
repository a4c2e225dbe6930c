import { type ModelChoices, modelOfStoredRecipe, modelRecipe } from '@specola/commands';
import { Arena } from '@specola/kernels';
import {
  type Finding,
  ModelRecord,
  type RecipeStep,
  type ReviewRecord,
  type SiteRules,
  type Truth,
} from '@specola/record';
import { floorInForce, rulesInForce, runRecipe, segmentsAtStart } from '@specola/steps';
import { aboutSpecola } from './about.ts';
import { openGarbageCollector } from './garbage-collector.ts';
import { openNodeCrew } from './node-crew.ts';
import { openOutputFolder } from './output-folder.ts';
import type { Progress } from './progress.ts';
import { readStudy } from './read-study.ts';
import { reportFor } from './report-for.ts';
import { reviewImages } from './review-images.ts';
import { artifactOf, runFacts } from './run-facts.ts';
import type { SegmentsForModel } from './segments-for-model.ts';
import { openStoredInputs } from './stored-inputs.ts';

/** Files of a model's folder, in the order in which the record lists them. */
export const MODEL_FILES = ['model.stl', 'model.3mf', 'segmentation.nrrd', 'preview.png', 'report.html'] as const;
export const RECORD_FILE = 'record.json';

export const NOTICE =
  'Specola is not cleared by any regulator. This model is for education, consent and planning; it is not a guide and not a diagnosis.';

export interface ModelJob {
  readonly studyPath: string;
  readonly seriesUid: string | undefined;
  readonly choices: ModelChoices;
  /** Segments of a file in place of a preset's. */
  readonly segments?: SegmentsForModel;
  readonly workers: number;
  readonly outPath: string;
  readonly overwrite: boolean;
  /** Limits of the site in place of the table's, a review that somebody made of these images, and the day of use. */
  readonly site?: SiteRules | null;
  readonly review?: ReviewRecord | null;
  readonly plannedOn?: string | null;
  /** Given when the study is a phantom whose surface is known: compares the finished mesh with it. */
  readonly truthOf?: (mesh: { positions: Float32Array; triangles: Uint32Array }) => Truth;
}

export interface JobWatcher {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** The main job: from a study on disk to a folder with the model, its report and its record. */
export async function makeModel(
  job: ModelJob,
  { progress, signal }: JobWatcher,
): Promise<{ record: ModelRecord; folder: string }> {
  const startedAt = new Date().toISOString();
  const folder = await openOutputFolder(job.outPath, {
    overwrite: job.overwrite,
    ours: [...MODEL_FILES, RECORD_FILE],
    mark: RECORD_FILE,
  });
  const arena = new Arena();
  const crew = openNodeCrew(arena, job.workers, signal);
  try {
    const timingsMs: Record<string, number> = {};
    const collectGarbage = openGarbageCollector();
    const timed = async <T>(name: string, does: string, work: () => T | Promise<T>): Promise<T> => {
      collectGarbage(0);
      const before = performance.now();
      progress.step(name, does, 0);
      const result = await work();
      progress.step(name, does, 1);
      timingsMs[name] = performance.now() - before;
      return result;
    };
    const statedUid = await job.segments?.seriesIn(job.studyPath, signal);
    const study = await timed('study.read', 'Reads the study and chooses the series', () =>
      readStudy(job.studyPath, {
        seriesUid: job.seriesUid ?? statedUid,
        // A range given by hand is in the unit of the image, so an MR will do.
        anatomy: job.segments || job.choices.segment.thresholdHu ? null : job.choices.segment.anatomy,
        lend: (length) => arena.int16(length),
        workers: job.workers,
        plannedOn: job.plannedOn ?? null,
        report: (fraction) => progress.step('study.read', 'Reads the study and chooses the series', fraction),
        signal,
      }),
    );
    const wanted = job.choices.segment.anatomy;
    const images = await timed('images.review', 'Looks at whether the images suffice', () =>
      reviewImages(study, { wanted, rules: rulesInForce(job.site ?? null), review: job.review ?? null }, crew),
    );
    signal.throwIfAborted();
    const ownFloor = job.choices.uncertainty.errorFloorMm;
    const siteFloor = job.site?.segmentationFloor ?? null;
    const uncertainty = { ...job.choices.uncertainty, errorFloorMm: ownFloor ?? siteFloor?.mm ?? null };
    using stored = openStoredInputs(
      { studyPath: job.studyPath, source: study.source, workers: job.workers, signal },
      async ({ sha256 }) => (job.segments?.sha256 === sha256 ? job.segments.bytes : null),
    );
    const choices = { ...job.choices, uncertainty };
    const recipe = job.segments ? modelOfStoredRecipe(choices, job.segments) : modelRecipe(choices);
    const run = await runRecipe(
      study.volume,
      recipe,
      crew,
      {
        signal,
        onStep: ({ command, does, doneFraction }) => {
          collectGarbage(doneFraction);
          progress.step(command, does, doneFraction);
        },
        stored,
      },
      segmentsAtStart(study.volume),
    );
    Object.assign(timingsMs, run.timingsMs);
    signal.throwIfAborted();

    const { measures, mesh, written, picture, segmentation, segment, surface } = run.made;
    const files: [name: string, bytes: Uint8Array | string][] = [
      ['model.stl', written!.stl],
      ['model.3mf', written!.threeMf],
      ['segmentation.nrrd', segmentation!.bytes],
      ['preview.png', picture!.png],
    ];
    const findings: Finding[] = [...study.findings, ...images, ...run.findings];
    const record: ModelRecord = {
      schema: 'specola/model-record/1',
      specola: aboutSpecola(),
      notice: NOTICE,
      intendedUse: 'planning',
      source: study.source,
      findings,
      recipe: run.recipe as RecipeStep[],
      artifacts: files.map(([file, bytes]) => artifactOf(file, bytes)),
      surface: {
        isoHu: segment!.image ? null : segment!.isoHu,
        anatomy: segment!.name,
        blur: surface!.unblurred?.blur ?? null,
        source: segment!.surfaceSource ?? null,
      },
      mesh: measures!.mesh,
      fidelity: { ...measures!.fidelity, changedRegions: [...segment!.changedRegions, ...mesh!.changedRegions] },
      smoothing: mesh!.smoothing,
      simplification: mesh!.simplification,
      repair: mesh!.repair,
      // What is known of the images decides, too: a series that may lack slices gives no model to print.
      printReady: measures!.printReady && study.findings.every(({ severity }) => severity !== 'error'),
      checks: [...measures!.checks],
      uncertainty: run.made.uncertainty
        ? { ...run.made.uncertainty.numbers, floor: floorInForce(ownFloor, siteFloor) }
        : null,
      truth: job.truthOf?.(measures!.readBack) ?? null,
      run: runFacts({ startedAt, timingsMs, workers: job.workers }),
    };
    // All that is left is drawing: the threads need not keep their memory for that.
    await crew.close();
    const html = await timed('report', 'Draws the report', () => reportFor(record, study.volume, run.made));
    files.push(['report.html', html]);
    record.artifacts.push(artifactOf('report.html', html));
    record.run = runFacts({ startedAt, timingsMs, workers: job.workers });
    signal.throwIfAborted();
    for (const [name, bytes] of files) await folder.write(name, bytes);
    await folder.write(RECORD_FILE, `${JSON.stringify(ModelRecord.parse(record), null, 2)}\n`);
    await folder.publish();
    return { record, folder: folder.path };
  } finally {
    folder.discard();
    await crew.close();
  }
}
