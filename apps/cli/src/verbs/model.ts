import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import {
  drawPreview,
  ModelChoices,
  refineMesh,
  segmentAnatomy,
  unblurSurface,
  verifyMesh,
  verifyUncertainty,
} from '@specola/commands';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { addFlags } from '../flags.ts';
import type { JobWatcher } from '../make-model.ts';
import type { PhantomStudy } from '../phantom-study.ts';
import { plannedDay } from '../planned-day.ts';
import { readReview } from '../read-review.ts';
import { readSiteRules } from '../read-site-rules.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';

export interface CommonOptions {
  readonly out?: string;
  readonly series?: string;
  readonly workers?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly plannedOn?: string;
  readonly rules?: string;
  readonly review?: string;
}

interface SegmentsOptions {
  readonly segments?: string;
  readonly segment?: string[];
  readonly surfaceFrom?: 'auto' | 'grey' | 'mask';
  readonly otherGrid?: 'refuse' | 'nearest' | 'share';
  readonly sameFrame?: boolean;
}

export function addTo(program: Command): void {
  const verb = program
    .command('model')
    .description('Make a print-ready, verified model from a study')
    .argument(
      '[study]',
      'DICOM folder, file, DICOMDIR, zip, tar, tar.gz or tar.xz; or a NIfTI, NRRD or MetaImage volume. Without it, the phantom patient',
    )
    .option('--out <dir>', 'folder for the results; it must be new or empty')
    .option('--series <uid>', 'Series Instance UID to use instead of the one with the best geometry')
    .option('--workers <number>', 'threads to work with (the result does not depend on it)')
    .option(
      '--planned-on <date>',
      'day on which the model will be used, YYYY-MM-DD: the scan is judged by its age then',
    )
    .option('--rules <file>', 'limits of your site for when images suffice (docs/site-rules.schema.json)')
    .option('--review <file>', 'a review of these images: one that overrides the rules lets insufficient images pass')
    .option(
      '--segments <file>',
      'make the model of segments that somebody made (DICOM SEG, RT Structure Set, NRRD, NIfTI) instead of a preset',
    )
    .option(
      '--segment <name...>',
      'segments of that file that become the model, by name or number; without it, all of them',
    )
    .addOption(
      new Option(
        '--surface-from <what>',
        'where the surface of given segments runs: through grey values, or through their voxels; auto takes grey values where they follow the border',
      ).choices(['auto', 'grey', 'mask']),
    )
    .addOption(
      new Option('--other-grid <how>', 'what to do when the segments lie on another grid than the series').choices([
        'refuse',
        'nearest',
        'share',
      ]),
    )
    .option('--same-frame', 'say that a DICOM object which states no frame of reference lies in that of the series')
    .option('--overwrite', 'replace the folder if an earlier model is all that it holds')
    .option('--json', 'print the record as JSON; progress as JSON lines on the error stream');
  const readers = {
    segment: addFlags(verb, segmentAnatomy.params),
    unblur: addFlags(verb, unblurSurface.params),
    refine: addFlags(verb, refineMesh.params),
    verify: addFlags(verb, verifyMesh.params),
    uncertainty: addFlags(verb, verifyUncertainty.params),
    preview: addFlags(verb, drawPreview.params),
  };
  verb.action(async (study: string | undefined, options: CommonOptions & SegmentsOptions & Record<string, unknown>) => {
    const told = Object.fromEntries(Object.entries(readers).map(([part, read]) => [part, read(options)]));
    const choices = parsedChoices(told);
    const workers = workersOf(options.workers);
    const outPath = options.out ?? 'out/model';
    if (study !== undefined && isInside(outPath, study))
      throw new UsageError(
        '--out lies inside the study.',
        'Name a folder outside: nothing is written among your images.',
      );
    const plannedOn = plannedDay(options.plannedOn);
    const [site, review] = [await readSiteRules(options.rules), await readReview(options.review)];
    const segments = await segmentsTold(study, options);
    await watched(options, async (watcher) => {
      const phantom = study === undefined ? await phantomFor(outPath, watcher) : undefined;
      // Loaded when there is something to make, so that help and usage errors come at once.
      const { makeModel } = await import('../make-model.ts');
      const { record, folder } = await makeModel(
        {
          studyPath: study ?? phantom!.path,
          seriesUid: options.series,
          choices,
          ...(segments && { segments }),
          workers,
          outPath,
          site,
          review,
          plannedOn,
          overwrite: options.overwrite ?? options.out === undefined,
          ...(phantom && { truthOf: phantom.truthOf }),
        },
        watcher,
      );
      const { tellOutcome } = await import('../tell-outcome.ts');
      tellOutcome(record, folder, options.json ?? false);
    });
  });
}

async function segmentsTold(study: string | undefined, options: SegmentsOptions & Record<string, unknown>) {
  if (options.segments === undefined) {
    const alone = SEGMENT_FLAGS.find((flag) => options[flag] !== undefined);
    if (alone) throw new UsageError(`${flagOf(alone)} goes with --segments.`, 'Name the file with the segments.');
    return undefined;
  }
  if (study === undefined) throw new UsageError('--segments needs a study.', 'Name the study that they were made on.');
  const ours = PRESET_FLAGS.find((flag) => options[flag] !== undefined);
  if (ours)
    throw new UsageError(
      `${flagOf(ours)} does not go with --segments.`,
      'It belongs to presets, which find the segment themselves.',
    );
  const { readModelSegments } = await import('../model-segments.ts');
  return readModelSegments(options.segments, {
    wanted: options.segment ?? [],
    surfaceFrom: options.surfaceFrom,
    otherGrid: options.otherGrid,
    sameFrame: options.sameFrame ?? false,
  });
}

const SEGMENT_FLAGS = ['segment', 'surfaceFrom', 'otherGrid', 'sameFrame'] as const;
/**
 * Not the anatomy: the images are still judged for one. Switches that are on by default cannot be told from their
 * default here, so only what takes a value is looked at.
 */
const PRESET_FLAGS = ['thresholdHu', 'poreMm', 'islandMm3', 'keep'] as const;
const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

/** Whether a path is a folder itself or lies below it; links are not followed. */
function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
}

function parsedChoices(told: unknown): ModelChoices {
  const parsed = ModelChoices.safeParse(told);
  if (parsed.success) return parsed.data;
  const issue: z.core.$ZodIssue = parsed.error.issues[0]!;
  const flag = String(issue.path[1] ?? '').replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  throw new UsageError(`--${flag} does not fit: ${issue.message}.`, 'See "specola model --help".');
}

export function workersOf(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const workers = Number(text);
  if (!Number.isInteger(workers) || workers < 1 || workers > 64)
    throw new UsageError('--workers takes a whole number from 1 to 64.');
  return workers;
}

/** Without a study there is the phantom patient: imaged, written as DICOM beside the results, and read like any other. */
async function phantomFor(outPath: string, watcher: JobWatcher): Promise<PhantomStudy> {
  const { phantomStudy } = await import('../phantom-study.ts');
  return phantomStudy(join(dirname(outPath), 'phantom-patient'), watcher);
}
