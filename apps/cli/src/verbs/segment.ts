import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AutomaticFacts, Recipe, type SegmentationRecord } from '@specola/record';
import { SpecolaError } from '@specola/space';
import type { Command } from 'commander';
import { addModelOptions, type ModelOptions, modelOf } from '../automatic/model-options.ts';
import { makeSegmentation } from '../make-segmentation.ts';
import { readSiteRules } from '../read-site-rules.ts';
import { storedBeside } from '../stored-inputs.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';
import { type CommonOptions, workersOf } from './model.ts';

export class NotARecipeError extends SpecolaError {
  readonly code = 'segment/not-a-recipe';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The file is not a recipe: ${reason}`,
      why: 'A recipe is a JSON list of commands with their parameters, in the order in which they are done.',
      mend: 'See docs/commands.md for the commands; the "recipe" of any record.json is one too.',
    });
  }
}

export function addTo(program: Command): void {
  const verb = program
    .command('segment')
    .description('Make segments from a study by a recipe of tools, with measures, a picture and a record')
    .argument(
      '<study>',
      'DICOM folder, file, DICOMDIR, zip, tar, tar.gz or tar.xz; or a NIfTI, NRRD or MetaImage volume',
    )
    .option('--recipe <file>', 'JSON list of {"command", "params"} in the order in which they are done')
    .option('--out <dir>', 'folder for the results; it must be new or empty', 'out/segmentation')
    .option('--series <uid>', 'Series Instance UID to use instead of the one with the best geometry')
    .option('--rules <file>', 'limits of your site (docs/site-rules.schema.json): its least segmentation error counts')
    .option('--workers <number>', 'threads to work with (the result does not depend on it)')
    .option('--overwrite', 'replace the folder if an earlier segmentation is all that it holds')
    .option('--json', 'print the record as JSON; progress as JSON lines on the error stream');
  addModelOptions(verb);
  verb.action(async (study: string, options: SegmentOptions) => {
    const recipe = options.recipe === undefined ? [] : await readRecipe(options.recipe);
    const model = await modelOf(options);
    if (options.recipe === undefined && !model)
      throw new UsageError(
        'Nothing says how to make segments.',
        'Give --recipe, or a model: --model, --server or --totalsegmentator.',
      );
    const workers = workersOf(options.workers);
    const site = await readSiteRules(options.rules);
    await watched(options, async (watcher) => {
      const { record, folder } = await makeSegmentation(
        {
          studyPath: study,
          seriesUid: options.series,
          recipe,
          model,
          site,
          findStored: storedBeside(options.recipe === undefined ? '.' : dirname(options.recipe)),
          workers,
          outPath: options.out,
          overwrite: options.overwrite ?? false,
        },
        watcher,
      );
      if (options.json) process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
      else process.stdout.write(told(record, folder));
    });
  });
}

interface SegmentOptions extends CommonOptions, ModelOptions {
  readonly recipe?: string;
  readonly rules?: string;
  readonly out: string;
}

/** A recipe by itself, or that of a record. */
async function readRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError('The recipe cannot be read.', 'Name a JSON file with --recipe.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NotARecipeError('it is not JSON.');
  }
  const list = Array.isArray(json) ? json : (json as { recipe?: unknown } | null)?.recipe;
  const parsed = Recipe.safeParse(list);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new NotARecipeError(`${issue.path.join('.') || 'it'} does not fit (${issue.message}).`);
}

function told({ segments, measures, uncertainties, findings, automatic }: SegmentationRecord, folder: string): string {
  const labels = segments.map(({ id, name }) => (name === id ? id : `${id} (${name})`));
  const width = Math.max(...labels.map((label) => label.length));
  const rows = segments.map(({ id, side, status }, n) => {
    const known = uncertainties.find(({ segment }) => segment === id);
    const error = known ? `± ${known.segmentationErrorMm.toFixed(2)} mm` : '';
    const { voxels, volumeMm3 } = measures[n]!;
    return `  ${labels[n]!.padEnd(width)} ${(volumeMm3 / 1000).toFixed(2).padStart(10)} cm³ ${String(voxels).padStart(10)} voxels  ${error.padEnd(9)}  ${[side, status].filter(Boolean).join(', ')}`;
  });
  return [
    '',
    segments.length === 0 ? 'No segments.' : `${segments.length} segment${segments.length === 1 ? '' : 's'}:`,
    ...rows,
    ...(uncertainties.length > 0
      ? ['  ±: segmentation error for the budget (what it rests on is in record.json)']
      : []),
    ...(automatic ? [madeBy(automatic)] : []),
    ...findings.filter(({ severity }) => severity !== 'info').map(({ what }) => `  ! ${what}`),
    '',
    `  Picture   ${join(folder, 'preview.png')}`,
    `  Segments  ${join(folder, 'segmentation.nrrd')}`,
    '',
    'Specola is not cleared by any regulator.',
    '',
  ].join('\n');
}

function madeBy({ model: { name, version, clearance }, engine, checks }: AutomaticFacts): string {
  const agree = checks.map(({ check, segment, dice }) => `${segment} ${check} ${dice?.toFixed(3) ?? '–'}`);
  const what = `  made by ${[name, version].filter(Boolean).join(' ')} (${clearance.status}) on ${[engine.name, engine.version].filter(Boolean).join(' ')}`;
  return agree.length > 0 ? `${what}; Dice with itself: ${agree.join(', ')}` : what;
}
