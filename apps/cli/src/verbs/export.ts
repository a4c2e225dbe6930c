import { join, resolve } from 'node:path';
import type { Moment } from '@specola/dicom';
import { BODY_REGION_NAMES, bodyRegion, MODEL_USAGES } from '@specola/facts';
import type { ExportRecord } from '@specola/record';
import { type Command, Option } from 'commander';
import { EXPORT_KINDS, EXPORT_RECORD_FILE, type ExportKind, exportMade } from '../export/export-made.ts';
import type { StatedSide } from '../export/segments-to-write.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';

interface ExportOptions {
  readonly as: string;
  readonly out: string;
  readonly laterality?: StatedSide;
  readonly region?: string;
  readonly usage?: string;
  readonly mirrored?: boolean;
  readonly modified?: boolean;
  readonly predecessor?: readonly string[];
  readonly at?: string;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('export')
    .description('Make DICOM objects of a model or a segmentation, for the archive of its study')
    .argument('<folder>', 'folder that "specola model" or "specola segment" wrote')
    .argument('<study>', 'the study that it was made from; its pixels are compared with the record')
    .option('--as <kinds>', `what to write, parted by commas: ${EXPORT_KINDS.join(', ')}`, 'seg,stl,pdf,snapshots')
    .option('--out <dir>', 'folder for the objects; it must be new or empty', 'out/export')
    .addOption(
      new Option('--laterality <side>', 'side where the model will be placed, however it was made').choices([
        'left',
        'right',
        'both',
        'unpaired',
      ]),
    )
    .option('--region <anatomy>', 'region of the body that the segments lie in, like head, knee or lumbar-spine')
    .addOption(new Option('--usage <name>', 'what the model is for').choices(Object.keys(MODEL_USAGES)))
    .option('--mirrored', 'the model was made by mirroring the other side')
    .option('--modified', 'the model was changed from the anatomy as it was seen (other than by mirroring)')
    .option('--predecessor <path...>', 'DICOM file or folder of the version before this one')
    .option(
      '--at <moment>',
      'date and time to write, YYYY-MM-DDTHH:MM:SS in the time of the archive (default: when the folder was made)',
    )
    .option('--json', 'print the record of the export as JSON; progress as JSON lines on the error stream')
    .action(async (folder: string, study: string, options: ExportOptions) => {
      const code = options.region === undefined ? undefined : bodyRegion(options.region);
      if (code === null)
        throw new UsageError(
          `--region does not know "${options.region}".`,
          `These are known, and every single anatomy: ${BODY_REGION_NAMES.join(', ')}.`,
        );
      await watched(options, async (watcher) => {
        const record = await exportMade(
          {
            madePath: folder,
            studyPath: study,
            kinds: kindsOf(options.as),
            outPath: options.out,
            predecessorPaths: options.predecessor ?? [],
            laterality: options.laterality ?? null,
            mirrored: options.mirrored ?? false,
            modified: options.modified ?? false,
            usage: options.usage === undefined ? null : { name: options.usage, code: MODEL_USAGES[options.usage]! },
            region: code ? { name: options.region!, code } : null,
            when: momentOf(options.at),
          },
          watcher,
        );
        process.stdout.write(
          options.json ? `${JSON.stringify(record, null, 2)}\n` : told(record, resolve(options.out)),
        );
      });
    });
}

function kindsOf(text: string): ExportKind[] {
  const asked = text.split(',').map((part) => part.trim());
  for (const kind of asked)
    if (!(EXPORT_KINDS as readonly string[]).includes(kind))
      throw new UsageError(`--as does not know "${kind}".`, `These are known: ${EXPORT_KINDS.join(', ')}.`);
  return EXPORT_KINDS.filter((kind) => asked.includes(kind));
}

function momentOf(text: string | undefined): Moment | null {
  if (text === undefined) return null;
  const [, y, m, d, hh, mm, ss] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(text) ?? [];
  if (y === undefined || Number.isNaN(Date.parse(`${text}Z`)))
    throw new UsageError(`--at does not understand "${text}".`, 'Write it like 2026-11-25T14:30:00.');
  return { date: `${y}${m}${d}`, time: `${hh}${mm}${ss}` };
}

function told({ objects }: ExportRecord, folder: string): string {
  const rows = objects.map(
    ({ file, kind, bytes, predecessorUid }) =>
      `  ${file.padEnd(28)} ${kind.padEnd(13)} ${(bytes / 2 ** 20).toFixed(1).padStart(8)} MiB${predecessorUid ? '  replaces an earlier version' : ''}`,
  );
  return [
    '',
    `${objects.length} DICOM object${objects.length === 1 ? '' : 's'} of the study:`,
    ...rows,
    '',
    `  Record  ${join(folder, EXPORT_RECORD_FILE)}`,
    '',
    'They hold the identity that the study states: treat them like the study itself.',
    'Specola is not cleared by any regulator.',
    '',
  ].join('\n');
}
