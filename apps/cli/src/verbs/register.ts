import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LandmarkPair } from '@specola/commands';
import type { RegistrationRecord } from '@specola/record';
import { SpecolaError } from '@specola/space';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { registerStudies } from '../register-studies.ts';
import { tellFindings } from '../tell-findings.ts';
import { watched } from '../watched.ts';
import { type CommonOptions, workersOf } from './model.ts';

export class NotLandmarksError extends SpecolaError {
  readonly code = 'register/not-landmarks';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The file holds no landmarks: ${reason}`,
      why: 'A place must be told in both volumes, in millimeters, LPS.',
      mend: 'Write a JSON list of {"name", "fixedLps": [x, y, z], "movingLps": [x, y, z]}.',
    });
  }
}

interface RegisterFlags extends CommonOptions {
  readonly out: string;
  readonly fixedSeries?: string;
  readonly movingSeries?: string;
  readonly landmarks?: string;
  readonly method: string;
  readonly startFrom: string;
  readonly evenInOneFrame?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('register')
    .description('Lay a moving volume on a fixed one (CT and MR) by a rigid motion, with its error and a picture')
    .argument('<fixed>', 'study that stays: DICOM folder, file, zip, tar; NIfTI; NRRD')
    .argument('<moving>', 'study that is laid on it')
    .option('--out <dir>', 'folder for the results; it must be new or empty', 'out/registration')
    .option('--fixed-series <uid>', 'Series Instance UID in the fixed study')
    .option('--moving-series <uid>', 'Series Instance UID in the moving study')
    .option('--landmarks <file>', 'JSON list of {"name", "fixedLps", "movingLps"}, mm; what is left there is reported')
    .addOption(
      new Option('--method <name>', 'what decides: the images, or the landmarks alone')
        .choices(['images', 'landmarks'])
        .default('images'),
    )
    .addOption(
      new Option('--start-from <name>', 'where the search starts')
        .choices(['position', 'landmarks'])
        .default('position'),
    )
    .option('--even-in-one-frame', 'register two series that state one frame of reference')
    .option('--workers <number>', 'threads to work with (the result does not depend on it)')
    .option('--overwrite', 'replace the folder if an earlier registration is all that it holds')
    .option('--json', 'print the record as JSON; progress as JSON lines on the error stream')
    .action(async (fixedPath: string, movingPath: string, flags: RegisterFlags) => {
      const landmarks = flags.landmarks === undefined ? [] : await readLandmarks(flags.landmarks);
      const workers = workersOf(flags.workers);
      await watched(flags, async (watcher) => {
        const { record, folder } = await registerStudies(
          {
            fixedPath,
            movingPath,
            fixedSeries: flags.fixedSeries,
            movingSeries: flags.movingSeries,
            params: { method: flags.method, startFrom: flags.startFrom, landmarks },
            evenInOneFrame: flags.evenInOneFrame ?? false,
            workers,
            outPath: flags.out,
            overwrite: flags.overwrite ?? false,
          },
          watcher,
        );
        if (flags.json) process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
        else tell(record, folder);
      });
    });
}

async function readLandmarks(path: string): Promise<readonly LandmarkPair[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new NotLandmarksError('it cannot be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NotLandmarksError('it is not JSON.');
  }
  const parsed = z.array(LandmarkPair).safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new NotLandmarksError(`${issue.path.join('.') || 'it'} does not fit (${issue.message}).`);
}

function tell({ likeness, landmarks, capture, errorEstimate, findings }: RegistrationRecord, folder: string): void {
  const { before, after } = likeness;
  const agreed = capture.restarts.filter(({ endedMm }) => endedMm <= 1).length;
  process.stdout.write(
    [
      '',
      `  Alike     ${before.normalized.toFixed(3)} before, ${after.normalized.toFixed(3)} after (1 strangers, 2 the same); ${Math.round(100 * after.overlap)} % shared`,
      ...(capture.restarts.length > 0
        ? [
            `  Capture   ${agreed} of ${capture.restarts.length} searches from around the result came back, within ${capture.spreadMm.toFixed(2)} mm`,
          ]
        : []),
      ...(landmarks
        ? [
            `  Landmarks ${landmarks.rmsBeforeMm.toFixed(2)} mm before, ${landmarks.rmsAfterMm.toFixed(2)} mm after, over ${landmarks.pairs} pairs`,
          ]
        : []),
      `  Error     ${errorEstimate.mm.toFixed(2)} mm (${errorEstimate.basis})`,
      `  Picture   ${join(folder, 'registration.png')}`,
      `  Record    ${join(folder, 'registration.json')}`,
      '',
      '',
    ].join('\n'),
  );
  tellFindings(findings.filter(({ severity }) => severity !== 'info'));
  process.stdout.write('Specola is not cleared by any regulator.\n');
}
