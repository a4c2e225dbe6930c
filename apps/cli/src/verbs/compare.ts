import { join } from 'node:path';
import type { ComparisonRecord, Deviation } from '@specola/record';
import { type ForeignUnit, MM_PER_UNIT } from '@specola/steps';
import { type Command, Option } from 'commander';
import { compareFiles } from '../print-check/compare-files.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';
import { labelsOf, numberOf } from './check.ts';
import { workersOf } from './model.ts';

interface CompareOptions {
  readonly labels?: string;
  readonly isoHu?: string;
  readonly limitMm?: string;
  readonly unit?: ForeignUnit;
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly workers?: string;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('compare')
    .description('Measure how far a mesh lies from another surface, signed, both ways')
    .argument('<file>', 'the mesh that is judged: STL, OBJ, 3MF')
    .argument('<against>', 'a mesh or a label map in the same frame; with --iso-hu a study or a volume')
    .option('--labels <numbers>', 'labels of that map, like 3,7; without it all of them')
    .option('--iso-hu <number>', 'hold it against where the scan passes this grey value, up to 5 mm from the mesh')
    .option('--limit-mm <number>', 'end of the color scale; without it a round one that shows most of the surface')
    .addOption(
      new Option('--unit <unit>', 'unit of numbers, where a file does not say it').choices(Object.keys(MM_PER_UNIT)),
    )
    .option('--out <dir>', 'folder for record, page and pictures; it must be new or empty')
    .option('--overwrite', 'replace the folder if an earlier comparison is all that it holds')
    .option('--workers <number>', 'threads to work with (the result does not depend on it)')
    .option('--json', 'print the record as JSON; progress as JSON lines on the error stream')
    .action(async (judged: string, against: string, options: CompareOptions) => {
      const isoHu = options.isoHu === undefined ? null : Number(options.isoHu);
      if (isoHu !== null && (!Number.isFinite(isoHu) || options.isoHu!.trim() === ''))
        throw new UsageError('--iso-hu needs a number.');
      const limitMm = options.limitMm === undefined ? null : numberOf('--limit-mm', options.limitMm);
      if (limitMm === 0) throw new UsageError('--limit-mm needs a number above 0.');
      const job = {
        judged,
        against,
        unit: options.unit ?? null,
        labels: labelsOf(options.labels),
        isoHu,
        limitMm,
        outPath: options.out,
        overwrite: options.overwrite ?? false,
        workers: workersOf(options.workers),
      };
      await watched(options, async (watcher) => {
        const { record, folder } = await compareFiles(job, watcher);
        process.stdout.write(options.json ? `${JSON.stringify(record, null, 2)}\n` : told(record, folder));
      });
    });
}

const told = ({ there, back, notice }: ComparisonRecord, folder: string | null): string =>
  [
    '',
    line('The file from the other', there),
    line('The other from the file', back),
    ...(folder ? ['', `  Folder  ${folder}`, `  Page    ${join(folder, 'report.html')}`] : []),
    '',
    notice,
    '',
  ].join('\n');

function line(name: string, { meanSignedMm, meanMm, p95Mm, maxMm, outermost, innermost }: Deviation): string {
  const at = (which: Deviation['outermost']) =>
    `${which.mm.toFixed(3)} mm at ${which.at.map((c) => c.toFixed(1)).join(', ')}`;
  return `  ${name}: mean ${meanMm.toFixed(3)} (signed ${meanSignedMm.toFixed(3)}), 95 % within ${p95Mm.toFixed(3)}, largest ${maxMm.toFixed(3)} mm; outermost ${at(outermost)}, innermost ${at(innermost)}`;
}
