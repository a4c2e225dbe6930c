import { registerVolume } from '@specola/commands';
import { Arena, type RigidMotion } from '@specola/kernels';
import { type Finding, RegistrationRecord } from '@specola/record';
import { SpecolaError } from '@specola/space';
import { runRecipe } from '@specola/steps';
import { aboutSpecola } from './about.ts';
import type { JobWatcher } from './make-model.ts';
import { openNodeCrew } from './node-crew.ts';
import { openOutputFolder } from './output-folder.ts';
import { readStudy, type Study } from './read-study.ts';
import { artifactOf, runFacts } from './run-facts.ts';

const RECORD = 'registration.json';
const PICTURE = 'registration.png';
const NOTICE =
  'Specola is not cleared by any regulator. A registration is a working result for education, consent and planning: look at its picture before anything is built on it.';

/** Two series that the scanner says lie in one frame are asked to be laid on each other. */
export class OneFrameError extends SpecolaError {
  readonly code = 'register/one-frame';
  constructor() {
    super({
      what: 'Both series state one frame of reference.',
      why: 'The scanner says that a place has the same coordinates in both: a registration would move what already fits, and hide that the patient moved.',
      mend: 'Use them as they are. If the patient moved between them, add --even-in-one-frame; the record will say so.',
    });
  }
}

export interface RegistrationJob {
  readonly fixedPath: string;
  readonly movingPath: string;
  readonly fixedSeries: string | undefined;
  readonly movingSeries: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly evenInOneFrame: boolean;
  readonly workers: number;
  readonly outPath: string;
  readonly overwrite: boolean;
}

/** Reads two studies, lays one on the other, and writes the motion with its error and a picture. */
export async function registerStudies(
  job: RegistrationJob,
  { progress, signal }: JobWatcher,
): Promise<{ record: RegistrationRecord; folder: string }> {
  const startedAt = new Date().toISOString();
  const folder = await openOutputFolder(job.outPath, {
    overwrite: job.overwrite,
    ours: [RECORD, PICTURE],
    mark: RECORD,
  });
  const arena = new Arena();
  const crew = openNodeCrew(arena, job.workers, signal);
  try {
    const read = async (path: string, seriesUid: string | undefined, which: string): Promise<Study> => {
      const does = `Reads the ${which} study and chooses the series`;
      return readStudy(path, {
        seriesUid,
        anatomy: null,
        lend: (length) => arena.int16(length),
        workers: job.workers,
        report: (fraction) => progress.step(`study.read.${which}`, does, fraction),
        signal,
      });
    };
    const fixed = await read(job.fixedPath, job.fixedSeries, 'fixed');
    const moving = await read(job.movingPath, job.movingSeries, 'moving');
    const frame = fixed.source.frameOfReferenceUid;
    const oneFrame = frame !== null && frame === moving.source.frameOfReferenceUid;
    if (oneFrame && !job.evenInOneFrame) throw new OneFrameError();
    const { made, findings, recipe, timingsMs } = await runRecipe(
      fixed.volume,
      [{ command: registerVolume.name, params: { ...job.params } }],
      crew,
      { signal, onStep: ({ command, does, doneFraction }) => progress.step(command, does, doneFraction) },
      { moving: moving.volume },
    );
    const found = made.registration!;
    const { png } = made.picture!;
    const record: RegistrationRecord = {
      schema: 'specola/registration-record/1',
      specola: aboutSpecola(),
      notice: NOTICE,
      fixed: fixed.source,
      moving: moving.source,
      oneFrame,
      method: found.method,
      movingToFixedLps: fourByFour(found.movingToFixed),
      startMovingToFixedLps: fourByFour(found.startMovingToFixed),
      likeness: { before: found.before, after: found.after },
      landmarks: found.landmarks ? { ...found.landmarks, residualsMm: [...found.landmarks.residualsMm] } : null,
      capture: {
        restarts: [...found.restarts],
        spreadMm: found.spreadMm,
        referencePointsLps: found.referencePoints.map(([x, y, z]) => [x, y, z]),
      },
      errorEstimate: found.errorEstimate,
      findings: [...(oneFrame ? [FORCED] : []), ...fixed.findings, ...moving.findings, ...findings],
      recipe: [...recipe],
      artifacts: [artifactOf(PICTURE, png)],
      run: runFacts({ startedAt, timingsMs, workers: job.workers }),
    };
    signal.throwIfAborted();
    await folder.write(PICTURE, png);
    await folder.write(RECORD, `${JSON.stringify(RegistrationRecord.parse(record), null, 2)}\n`);
    await folder.publish();
    return { record, folder: folder.path };
  } finally {
    folder.discard();
    await crew.close();
  }
}

const FORCED: Finding = {
  code: 'register/even-in-one-frame',
  severity: 'warning',
  what: 'Both series state one frame of reference, and were registered because it was asked for.',
  why: 'Where the patient did not move, the frame itself is more exact than any registration.',
  mend: 'Compare the picture before and after; use the series as they are if they fit.',
};

const fourByFour = (motion: RigidMotion): number[] => [...motion, 0, 0, 0, 1];
