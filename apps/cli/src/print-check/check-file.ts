import { deviationHistogram, printCheckReport } from '@specola/documents';
import type { PrintProfile } from '@specola/facts';
import { leastWallsMm } from '@specola/facts';
import { Arena, DEVIATION_STOPS } from '@specola/kernels';
import { PrintCheckRecord } from '@specola/record';
import type { Triple } from '@specola/space';
import { checkPrint, type ForeignUnit } from '@specola/steps';
import { aboutSpecola } from '../about.ts';
import type { JobWatcher } from '../make-model.ts';
import { openNodeCrew } from '../node-crew.ts';
import { type OutputFolder, openOutputFolder } from '../output-folder.ts';
import { artifactOf, runFacts } from '../run-facts.ts';
import { deviationLimitMm, drawDeviation, drawPlaces, drawWalls } from './draw-check.ts';
import { openMeshFile, openSurface } from './open-surface.ts';

export const CHECK_FILE = 'check.json';

export const NOTICE =
  'Specola is not cleared by any regulator. Whether a part prints well is decided by whoever knows the printer; limits are starting values with their sources.';

export interface CheckJob {
  readonly path: string;
  readonly profile: PrintProfile;
  readonly unit: ForeignUnit | null;
  readonly up: Triple;
  readonly smallestShellMm3: number;
  readonly against: string | undefined;
  readonly labels: ReadonlySet<number> | undefined;
  readonly deviationMm: number;
  readonly outPath: string | undefined;
  readonly overwrite: boolean;
  readonly workers: number;
}

/** Asks a file whether it prints; with a folder, leaves the record, a page and pictures there. */
export async function checkFile(
  job: CheckJob,
  { progress, signal }: JobWatcher,
): Promise<{ readonly record: PrintCheckRecord; readonly folder: string | null }> {
  const startedAt = new Date().toISOString();
  const timingsMs: Record<string, number> = {};
  const timed = async <T>(name: string, says: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    progress.step(name, says, 0);
    const value = await work();
    progress.step(name, says, 1);
    timingsMs[name] = performance.now() - start;
    return value;
  };
  const folder = job.outPath === undefined ? null : await openCheckFolder(job.outPath, job.overwrite);
  const crew = openNodeCrew(new Arena(), job.workers, signal);
  try {
    const { print, facts } = await timed('file.read', 'Reads the file', () => openMeshFile(job.path, job.unit));
    const against =
      job.against === undefined
        ? null
        : await timed('against.read', 'Reads what it is held against', () =>
            openSurface(job.against!, { unit: job.unit, ...(job.labels && { labels: job.labels }) }, crew),
          );
    const questions = {
      profile: job.profile,
      up: job.up,
      smallestShellMm3: job.smallestShellMm3,
      ...(against && { against: { mesh: against.mesh, limitMm: job.deviationMm } }),
    };
    const verdict = await timed('verify.print', 'Checks the part', () =>
      checkPrint(print, questions, crew, (share) => progress.step('verify.print', 'Checks the part', share)),
    );
    const pictures = folder
      ? await timed('draw', 'Draws', async () => drawn(job, print.whole, verdict))
      : new Map<string, Uint8Array>();
    const checks = verdict.checks.map((check) =>
      pictures.has(`check-${check.name}.png`) ? { ...check, picture: `check-${check.name}.png` } : check,
    );
    const { mesh, deviation } = verdict;
    const draft = {
      schema: 'specola/print-check/1' as const,
      specola: aboutSpecola(),
      notice: NOTICE,
      file: facts,
      against: against && { kind: against.kind, file: against.facts },
      profile: {
        name: job.profile.name,
        printer: job.profile.printer.label,
        material: job.profile.material.label,
        version: job.profile.version,
      },
      up: [...job.up],
      verdict: verdict.verdict,
      parts: print.parts.map(({ name, mesh: part, topology }) => ({
        name,
        triangles: part.triangles.length / 3,
        volumeMm3: topology.shells.reduce((sum, { volumeMm3 }) => sum + volumeMm3, 0),
      })),
      mesh: { ...mesh, boundsMm: { min: [...mesh.boundsMm.min], max: [...mesh.boundsMm.max] } },
      checks,
      deviation: deviation && { there: deviation.there.numbers, back: deviation.back.numbers },
      artifacts: [...pictures].map(([file, bytes]) => artifactOf(file, bytes)),
      run: runFacts({ startedAt, timingsMs, workers: job.workers }),
    };
    const record = PrintCheckRecord.parse(draft);
    if (folder) {
      for (const [file, bytes] of pictures) await folder.write(file, bytes);
      const scale = deviation && deviationLimitMm(deviation);
      const spread = deviation && {
        there: deviationHistogram(deviation.there.signedMm, scale!),
        back: deviationHistogram(deviation.back.signedMm, scale!),
        stops: DEVIATION_STOPS,
      };
      await folder.write('report.html', printCheckReport({ record, pictures, deviation: spread }));
      await folder.write(CHECK_FILE, `${JSON.stringify(record, null, 2)}\n`);
      await folder.publish();
    }
    return { record, folder: folder?.path ?? null };
  } finally {
    folder?.discard();
    await crew.close();
  }
}

function drawn(
  { profile }: CheckJob,
  whole: Parameters<typeof drawPlaces>[0],
  verdict: Awaited<ReturnType<typeof checkPrint>>,
): Map<string, Uint8Array> {
  const { mesh, deviation } = verdict;
  const sides = mesh.boundsMm.max.map((high, axis) => high - mesh.boundsMm.min[axis]!);
  const pictures = drawPlaces(whole, verdict.checks);
  pictures.set('walls.png', drawWalls(verdict, leastWallsMm(profile, sides).supportedMm));
  if (deviation) {
    const limitMm = deviationLimitMm(deviation);
    pictures.set('deviation.png', drawDeviation(deviation.there, 'Part against what it was made from', limitMm));
    pictures.set(
      'deviation-back.png',
      drawDeviation(deviation.back, 'What it was made from against the part', limitMm),
    );
  }
  return pictures;
}

/** @throws what opening a folder throws; one of an earlier check is replaced when that is asked for */
export function openCheckFolder(path: string, overwrite: boolean): Promise<OutputFolder> {
  return openOutputFolder(path, { overwrite, ours: OURS, mark: CHECK_FILE });
}

const OURS: readonly string[] = [
  CHECK_FILE,
  'report.html',
  'walls.png',
  'deviation.png',
  'deviation-back.png',
  ...[
    'closed',
    'manifold',
    'outward',
    'no-self-intersection',
    'no-degenerate-triangles',
    'no-loose-shells',
    'wall-thickness',
    'gap',
    'smallest-feature',
    'trapped-volumes',
    'drain-holes',
    'overhang',
    'contact-area',
    'deviation',
  ].map((name) => `check-${name}.png`),
];
