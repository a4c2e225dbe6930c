import {
  brokenFindings,
  type LendInt16,
  loadVolume,
  NoDicomError,
  rankSeries,
  scanStudy,
  TwoPatientsError,
} from '@specola/dicom';
import { Arena } from '@specola/kernels';
import type { Finding, Inspection, SeriesInspection, SiteRules, Verdict } from '@specola/record';
import { BrokenPromiseError, SpecolaError } from '@specola/space';
import { type RulesInForce, rulesInForce, type WantedStructure } from '@specola/steps';
import { aboutSpecola } from './about.ts';
import { aboutDicomSeries, aboutVolumeFile, type SeriesAbout, unplacedIn } from './about-series.ts';
import { costFor, type InspectOptions, inspectSeries, type ReadSeries } from './inspect-series.ts';
import type { JobWatcher } from './make-model.ts';
import { openNodeCrew } from './node-crew.ts';
import { openNodeDecoders } from './node-decoders.ts';
import { openStudy } from './open-study.ts';
import { readVolumeFile } from './read-volume-file.ts';
import { sha256Of } from './sha256.ts';

export interface InspectJob {
  readonly studyPath: string;
  readonly wanted: WantedStructure;
  readonly plannedOn: string | null;
  readonly site: SiteRules | null;
  /** One series alone; all when not given. */
  readonly seriesUid?: string | undefined;
  readonly workers: number;
}

const DOES = 'Reads and looks at each series';

/** Every series of a study with its findings and verdicts, and the one to take. What cannot be read is there with its reason. */
export async function inspectStudy(job: InspectJob, watcher: JobWatcher): Promise<Inspection> {
  const rules = rulesInForce(job.site);
  const arena = new Arena();
  const crew = openNodeCrew(arena, job.workers, watcher.signal);
  try {
    const options: InspectOptions = { wanted: job.wanted, rules: rules.table, crew };
    const opened = await openStudy(job.studyPath);
    const head = headOf(job, rules);
    if (opened.kind === 'volume-file') {
      const { about, read } = await readFile(opened, (length) => arena.int16(length));
      const series = [await inspectSeries(about, read, options)];
      return { ...head, take: takeOf(series, job.wanted), findings: [], series };
    }
    const scan = await scanStudy(opened.files, { signal: watcher.signal });
    if (scan.files === scan.notDicom) throw new NoDicomError(scan.files);
    const findings: Finding[] = [...opened.findings];
    const unreadableFiles = unplacedIn(scan);
    findings.push(...brokenFindings(scan));
    const patients = new Set(scan.series.map(({ patient }) => patient)).size;
    if (patients > 1) findings.push(findingOf(new TwoPatientsError(patients)));

    using decoders = openNodeDecoders(job.workers);
    const series: SeriesInspection[] = [];
    const ranked = rankSeries(scan, { costOf: costFor(job.wanted) }).filter(
      ({ series: { uid } }) => job.seriesUid === undefined || uid === job.seriesUid,
    );
    for (const [at, { series: summary, stack, refusal }] of ranked.entries()) {
      watcher.progress.step('series.inspect', DOES, at / ranked.length);
      const about = aboutDicomSeries(summary, stack, { plannedOn: job.plannedOn, unreadableFiles });
      let read: ReadSeries;
      const lent: Int16Array[] = [];
      if (refusal) read = { kind: 'refused', refusal };
      else if (!stack) throw new BrokenPromiseError('A series without a stack was not refused.');
      else
        read = await reading(async () => {
          const { volume, findings: noticed } = await loadVolume(
            { series: summary, stack, findings: [] },
            lendAndNote(arena, lent),
            {
              decoders,
              signal: watcher.signal,
            },
          );
          return { kind: 'volume', volume, pixelSha256: sha256Of(volume.values), findings: noticed };
        });
      series.push(await inspectSeries(about, read, options));
      for (const values of lent) arena.release(values);
    }
    watcher.progress.step('series.inspect', DOES, 1);
    return { ...head, take: patients > 1 ? null : takeOf(series, job.wanted), findings, series };
  } finally {
    await crew.close();
  }
}

function headOf(
  { wanted, plannedOn }: InspectJob,
  rules: RulesInForce,
): Pick<Inspection, 'schema' | 'specola' | 'wanted' | 'plannedOn' | 'rules'> {
  return {
    schema: 'specola/inspection/1',
    specola: aboutSpecola(),
    wanted,
    plannedOn,
    rules: rulesTold(rules),
  };
}

/** The table by its version and by its content: a changed limit changes the hash. */
export const rulesTold = ({ table, version, changedBySite }: RulesInForce): Inspection['rules'] => ({
  version,
  sha256: sha256Of(new TextEncoder().encode(JSON.stringify(table))),
  changedBySite: [...changedBySite],
});

async function readFile(
  opened: Parameters<typeof readVolumeFile>[0],
  lend: LendInt16,
): Promise<{ about: SeriesAbout; read: ReadSeries }> {
  const { volume, source, findings } = await readVolumeFile(opened, lend);
  const pixelSha256 = sha256Of(volume.values);
  return {
    about: aboutVolumeFile(volume, { ...source, pixelSha256 }, findings),
    read: { kind: 'volume', volume, pixelSha256, findings: [] },
  };
}

const lendAndNote =
  (arena: Arena, lent: Int16Array[]): LendInt16 =>
  (length) => {
    const values = arena.int16(length);
    lent.push(values);
    return values;
  };

/** A refusal of one series is a part of the answer; what is no refusal goes on. */
async function reading(work: () => Promise<ReadSeries>): Promise<ReadSeries> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof SpecolaError && thrown.exitCode === 3) return { kind: 'refused', refusal: thrown };
    throw thrown;
  }
}

const findingOf = ({ code, what, why, mend }: SpecolaError): Finding => ({ code, severity: 'error', what, why, mend });

const ORDER: readonly Verdict[] = ['sufficient', 'limited', 'insufficient'];

/** The best verdict for a model, then for a guide; among equals the first, which has the best geometry. */
function takeOf(series: readonly SeriesInspection[], wanted: WantedStructure): Inspection['take'] {
  const rank = ({ sufficiency: { model, guide } }: SeriesInspection) =>
    3 * ORDER.indexOf(model.verdict) + ORDER.indexOf(guide.verdict);
  const best = series.reduce<SeriesInspection | null>((a, b) => (a && rank(a) <= rank(b) ? a : b), null);
  if (!best || best.sufficiency.model.verdict === 'insufficient') return null;
  const { model, guide } = best.sufficiency;
  const others = series.length - 1;
  const beside =
    others === 1 ? '; the other series does no better' : others > 1 ? `; none of the other ${others} does better` : '';
  return {
    uid: best.uid,
    why: `For ${wanted} it is ${model.verdict} for a model and ${guide.verdict} for a guide${beside}.`,
  };
}
