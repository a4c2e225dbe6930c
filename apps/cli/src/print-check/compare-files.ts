import { comparisonReport, deviationHistogram } from '@specola/documents';
import { Arena, DEVIATION_STOPS } from '@specola/kernels';
import { ComparisonRecord } from '@specola/record';
import type { TriMesh } from '@specola/space';
import { deviationBetween, type ForeignUnit, greySurface } from '@specola/steps';
import { aboutSpecola } from '../about.ts';
import type { JobWatcher } from '../make-model.ts';
import { openNodeCrew } from '../node-crew.ts';
import { openOutputFolder } from '../output-folder.ts';
import { readStudy } from '../read-study.ts';
import { artifactOf, runFacts } from '../run-facts.ts';
import { deviationLimitMm, drawDeviation } from './draw-check.ts';
import { openMeshFile, openSurface } from './open-surface.ts';

const COMPARE_FILE = 'compare.json';
const OURS = [COMPARE_FILE, 'report.html', 'deviation.png', 'deviation-back.png'];

const NOTICE =
  'Specola is not cleared by any regulator. A small distance says that two surfaces agree, not that either is true.';

export interface CompareJob {
  readonly judged: string;
  readonly against: string;
  readonly unit: ForeignUnit | null;
  readonly labels: ReadonlySet<number> | undefined;
  /** A grey value makes `against` a study: its surface there is what the file is held against. */
  readonly isoHu: number | null;
  readonly limitMm: number | null;
  readonly outPath: string | undefined;
  readonly overwrite: boolean;
  readonly workers: number;
}

type Against = { readonly mesh: TriMesh } & Pick<ComparisonRecord['against'], 'kind' | 'file'>;

/** How far a mesh lies from another, from a label map or from the grey-value surface of a study, both ways. */
export async function compareFiles(
  job: CompareJob,
  { progress, signal }: JobWatcher,
): Promise<{ readonly record: ComparisonRecord; readonly folder: string | null }> {
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const folder =
    job.outPath === undefined
      ? null
      : await openOutputFolder(job.outPath, { overwrite: job.overwrite, ours: OURS, mark: COMPARE_FILE });
  const arena = new Arena();
  const crew = openNodeCrew(arena, job.workers, signal);
  try {
    progress.step('file.read', 'Reads both', 0);
    const { print, facts } = await openMeshFile(job.judged, job.unit);
    const fromStudy = async (isoHu: number): Promise<Against> => {
      const { volume, source } = await readStudy(job.against, {
        seriesUid: undefined,
        anatomy: null,
        lend: (length) => arena.int16(length),
        workers: job.workers,
        report: (share) => progress.step('file.read', 'Reads both', share),
        signal,
      });
      const mesh = await greySurface(volume, isoHu, print.whole, crew);
      const file = {
        format: 'volume',
        sha256: source.pixelSha256,
        bytes: volume.values.byteLength,
        unit: 'mm',
        frame: 'LPS' as const,
      };
      return { kind: 'grey-values', mesh, file };
    };
    const fromFile = async (): Promise<Against> => {
      const {
        kind,
        mesh,
        facts: file,
      } = await openSurface(job.against, { unit: job.unit, ...(job.labels && { labels: job.labels }) }, crew);
      return { kind, mesh, file };
    };
    const against = await (job.isoHu === null ? fromFile() : fromStudy(job.isoHu));
    progress.step('verify.deviation', 'Measures', 0);
    const both = await deviationBetween(print.whole, against.mesh, crew);
    progress.step('verify.deviation', 'Measures', 1);
    const limitMm = job.limitMm ?? deviationLimitMm(both);
    const pictures = new Map<string, Uint8Array>();
    if (folder) {
      pictures.set('deviation.png', drawDeviation(both.there, 'The judged surface against the other', limitMm));
      pictures.set('deviation-back.png', drawDeviation(both.back, 'The other surface against the judged one', limitMm));
    }
    const record = ComparisonRecord.parse({
      schema: 'specola/comparison/1',
      specola: aboutSpecola(),
      notice: NOTICE,
      judged: facts,
      against: { kind: against.kind, file: against.file },
      there: both.there.numbers,
      back: both.back.numbers,
      artifacts: [...pictures].map(([file, bytes]) => artifactOf(file, bytes)),
      run: runFacts({ startedAt, timingsMs: { compare: performance.now() - start }, workers: job.workers }),
    });
    if (folder) {
      for (const [file, bytes] of pictures) await folder.write(file, bytes);
      const deviation = {
        there: deviationHistogram(both.there.signedMm, limitMm),
        back: deviationHistogram(both.back.signedMm, limitMm),
        stops: DEVIATION_STOPS,
      };
      await folder.write('report.html', comparisonReport({ record, pictures, deviation }));
      await folder.write(COMPARE_FILE, `${JSON.stringify(record, null, 2)}\n`);
      await folder.publish();
    }
    return { record, folder: folder?.path ?? null };
  } finally {
    folder?.discard();
    await crew.close();
  }
}
