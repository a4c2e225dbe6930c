import { join } from 'node:path';
import { PRINT_PROFILES } from '@specola/facts';
import type { PrintCheckRecord } from '@specola/record';
import type { Triple } from '@specola/space';
import { type ForeignUnit, MM_PER_UNIT } from '@specola/steps';
import { type Command, Option } from 'commander';
import { checkFile } from '../print-check/check-file.ts';
import { readProfile } from '../print-check/print-profiles-file.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';
import { workersOf } from './model.ts';

interface CheckOptions {
  readonly profile: string;
  readonly profiles?: string;
  readonly against?: string;
  readonly labels?: string;
  readonly deviationMm: string;
  readonly crumbMm3: string;
  readonly up: string;
  readonly unit?: ForeignUnit;
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly workers?: string;
  readonly json?: boolean;
}

const NOT_PRINT_READY = 4;

export function addTo(program: Command): void {
  program
    .command('check')
    .description('Ask a mesh file whether it prints: on a printer, with a material, in a direction')
    .argument('<file>', 'STL, OBJ, 3MF, or a DICOM object that holds one')
    .option(
      '--profile <name>',
      `printer and material: ${Object.keys(PRINT_PROFILES).join(', ')}; or printer:material`,
      'sla-model',
    )
    .option('--profiles <file>', 'printers, materials and profiles of your site (docs/print-profiles.schema.json)')
    .option('--against <file>', 'what it was made from, in the same frame: a mesh, or a label map (NRRD, NIfTI)')
    .option('--labels <numbers>', 'labels of that map that it was made from, like 3,7; without it all of them')
    .option('--deviation-mm <number>', 'how far 95 % of it may lie from that', '0.5')
    .option('--crumb-mm3 <number>', 'bodies smaller than this beside others are loose crumbs', '100')
    .option('--up <direction>', 'direction that it is built in: +x, -x, +y, -y, +z, -z, or x,y,z', '+z')
    .addOption(
      new Option('--unit <unit>', 'unit of its numbers, where the file does not say it').choices(
        Object.keys(MM_PER_UNIT),
      ),
    )
    .option('--out <dir>', 'folder for record, page and pictures; it must be new or empty')
    .option('--overwrite', 'replace the folder if an earlier check is all that it holds')
    .option('--workers <number>', 'threads to work with (the result does not depend on it)')
    .option('--json', 'print the record as JSON; progress as JSON lines on the error stream')
    .action(async (path: string, options: CheckOptions) => {
      const job = {
        path,
        profile: await readProfile(options.profile, options.profiles),
        unit: options.unit ?? null,
        up: upOf(options.up),
        smallestShellMm3: numberOf('--crumb-mm3', options.crumbMm3),
        against: options.against,
        labels: labelsOf(options.labels),
        deviationMm: numberOf('--deviation-mm', options.deviationMm),
        outPath: options.out,
        overwrite: options.overwrite ?? false,
        workers: workersOf(options.workers),
      };
      await watched(options, async (watcher) => {
        const { record, folder } = await checkFile(job, watcher);
        if (record.verdict === 'fail') process.exitCode = NOT_PRINT_READY;
        process.stdout.write(options.json ? `${JSON.stringify(record, null, 2)}\n` : told(record, folder));
      });
    });
}

export function numberOf(flag: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new UsageError(`${flag} needs a number of 0 or more.`);
  return value;
}

export function labelsOf(text: string | undefined): ReadonlySet<number> | undefined {
  if (text === undefined) return undefined;
  const labels = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!labels.every((label) => Number.isInteger(label) && label > 0))
    throw new UsageError('--labels needs whole numbers above 0, with commas between.');
  return new Set(labels);
}

function upOf(text: string): Triple {
  const axis = /^([+-]?)([xyz])$/.exec(text.trim());
  if (axis) {
    const size = axis[1] === '-' ? -1 : 1;
    return [axis[2] === 'x' ? size : 0, axis[2] === 'y' ? size : 0, axis[2] === 'z' ? size : 0];
  }
  const [x, y, z, ...rest] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const length = Math.sqrt((x ?? Number.NaN) ** 2 + (y ?? Number.NaN) ** 2 + (z ?? Number.NaN) ** 2);
  if (rest.length > 0 || !(length > 0) || !Number.isFinite(length))
    throw new UsageError('--up needs a direction.', 'Say it as +z or -y, or as three numbers like 0,0.5,1.');
  return [x! / length, y! / length, z! / length];
}

const SIGNS = { pass: '✓', warn: '!', fail: '✗' } as const;
const VERDICTS = { pass: 'It prints.', warn: 'It prints, with care:', fail: 'It does NOT print as it is:' } as const;

function told({ verdict, checks, mesh, profile, notice }: PrintCheckRecord, folder: string | null): string {
  const sides = mesh.boundsMm.max.map((high, axis) => (high - mesh.boundsMm.min[axis]!).toFixed(1)).join(' × ');
  return [
    '',
    `${VERDICTS[verdict]} ${profile.printer}, ${profile.material}`,
    `  ${sides} mm, ${(mesh.volumeMm3 / 1000).toFixed(1)} cm³, ${mesh.triangles} triangles`,
    '',
    ...checks.map(({ name, result, what, places }) => {
      const where =
        result === 'pass' || places.length === 0 ? '' : ` At ${places[0]!.map((c) => c.toFixed(1)).join(', ')}.`;
      return `  ${SIGNS[result]} ${name.padEnd(24)} ${what}${where}`;
    }),
    ...(folder ? ['', `  Folder  ${folder}`, `  Page    ${join(folder, 'report.html')}`] : []),
    '',
    notice,
    '',
  ].join('\n');
}
