import { join } from 'node:path';
import type { Origin, SegmentationRecord, TakenInMeshRecord } from '@specola/record';
import { type ForeignUnit, MM_PER_UNIT } from '@specola/steps';
import { type Command, Option } from 'commander';
import { takeIn } from '../take-in/take-in.ts';
import { watched } from '../watched.ts';
import { workersOf } from './model.ts';

interface TakeInOptions {
  readonly out: string;
  readonly series?: string;
  readonly software?: string;
  readonly softwareVersion?: string;
  readonly clearance: Origin['clearance']['status'];
  readonly clearanceStatement?: string;
  readonly author?: string;
  readonly frame?: 'LPS' | 'RAS';
  readonly unit?: ForeignUnit;
  readonly names?: string;
  readonly name?: string;
  readonly mirrored?: boolean;
  readonly modified?: boolean;
  readonly laterality?: 'left' | 'right' | 'both' | 'unpaired';
  readonly workers?: string;
  readonly json?: boolean;
}

const NOT_PRINT_READY = 4;

export function addTo(program: Command): void {
  program
    .command('take-in')
    .description('Take in a segmentation or a mesh that another program made, in the frame of a series')
    .argument(
      '<file>',
      'DICOM SEG, RT Structure Set, Encapsulated STL or OBJ; NRRD or NIfTI label map; STL, OBJ or 3MF',
    )
    .argument('<study>', 'the study that it belongs to')
    .option('--out <dir>', 'folder for the results; it must be new or empty', 'out/taken-in')
    .option('--series <uid>', 'Series Instance UID to lay it over instead of the one that it names')
    .option('--software <name>', 'program that made it (default: what the file says)')
    .option('--software-version <version>', 'its version')
    .addOption(
      new Option('--clearance <status>', 'whether that program is cleared for what it did')
        .choices(['cleared', 'not-cleared', 'unknown'])
        .default('unknown'),
    )
    .option('--clearance-statement <text>', 'the clearance as it is stated, like a 510(k) number')
    .option('--author <name>', 'person or firm that made it; never the patient')
    .addOption(
      new Option('--frame <frame>', 'frame of its coordinates, where the file does not say it').choices(['LPS', 'RAS']),
    )
    .addOption(
      new Option('--unit <unit>', 'unit of its coordinates, where the file does not say it').choices(
        Object.keys(MM_PER_UNIT),
      ),
    )
    .option('--names <file>', 'JSON with the names of labels, like {"1": "spleen"}')
    .option('--name <name>', 'what a mesh is called; never the patient’s name')
    .option('--mirrored', 'the mesh was made by mirroring the other side')
    .option('--modified', 'the mesh was changed from the anatomy as it was seen')
    .addOption(
      new Option('--laterality <side>', 'side where it will be placed').choices(['left', 'right', 'both', 'unpaired']),
    )
    .option('--workers <number>', 'threads to work with (the result does not depend on it)')
    .option('--json', 'print the record as JSON; progress as JSON lines on the error stream')
    .action(async (file: string, study: string, options: TakeInOptions) => {
      const workers = workersOf(options.workers);
      await watched(options, async (watcher) => {
        const { record, folder } = await takeIn(
          {
            filePath: file,
            studyPath: study,
            seriesUid: options.series,
            outPath: options.out,
            software: { name: options.software ?? null, version: options.softwareVersion ?? null },
            clearance: { status: options.clearance, statement: options.clearanceStatement ?? null },
            author: options.author ?? null,
            frame: options.frame ?? null,
            unit: options.unit ?? null,
            namesPath: options.names,
            name: options.name ?? null,
            stated: {
              mirrored: options.mirrored ?? null,
              modified: options.modified ?? null,
              laterality: options.laterality ?? null,
            },
            workers,
          },
          watcher,
        );
        if (record.schema === 'specola/taken-in-mesh-record/1' && !record.printReady)
          process.exitCode = NOT_PRINT_READY;
        process.stdout.write(options.json ? `${JSON.stringify(record, null, 2)}\n` : told(record, folder));
      });
    });
}

function told(record: SegmentationRecord | TakenInMeshRecord, folder: string): string {
  const { findings, origin } = record;
  const lines = record.schema === 'specola/segmentation-record/1' ? segmentLines(record) : meshLines(record);
  const { name, version } = origin!.software;
  return [
    '',
    ...lines,
    `  made with ${name}${version ? ` ${version}` : ''} (${origin!.clearance.status})${origin!.author ? ` by ${origin!.author}` : ''}; ${(100 * origin!.placement.shareInside).toFixed(1)} % of it lies in the series`,
    ...findings.filter(({ severity }) => severity !== 'info').map(({ what }) => `  ! ${what}`),
    '',
    `  Folder  ${folder}`,
    `  Record  ${join(folder, 'record.json')}`,
    '',
    'Specola is not cleared by any regulator.',
    '',
  ].join('\n');
}

const segmentLines = ({ segments, measures }: SegmentationRecord): string[] => [
  `${segments.length} segment${segments.length === 1 ? '' : 's'} taken in:`,
  ...segments.map(({ id, side }, n) => {
    const { voxels, volumeMm3 } = measures[n]!;
    return `  ${id.padEnd(28)} ${(volumeMm3 / 1000).toFixed(2).padStart(10)} cm³ ${String(voxels).padStart(10)} voxels  ${side ?? ''}`;
  }),
];

const meshLines = ({ printReady, checks, mesh, name }: TakenInMeshRecord): string[] => [
  printReady
    ? `${name} taken in: it passes the checks of a print-ready mesh.`
    : `${name} taken in, but NOT print-ready:`,
  ...checks.filter(({ result }) => result === 'fail').map(({ what }) => `  ✗ ${what}`),
  `  ${mesh.triangles} triangles in ${mesh.shells} shell${mesh.shells === 1 ? '' : 's'}, ${(mesh.volumeMm3 / 1000).toFixed(1)} cm³`,
  ...checks.filter(({ result }) => result === 'warn').map(({ what }) => `  ! ${what}`),
];
