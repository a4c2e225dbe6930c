import { chooseSeries, type LendInt16, loadVolume, scanStudy, type WantedAnatomy } from '@specola/dicom';
import type { Finding, Source } from '@specola/record';
import type { Volume } from '@specola/space';
import { aboutDicomSeries, aboutVolumeFile, type SeriesAbout, unplacedIn } from './about-series.ts';
import { costFor } from './inspect-series.ts';
import { openNodeDecoders } from './node-decoders.ts';
import { openStudy } from './open-study.ts';
import { readVolumeFile } from './read-volume-file.ts';
import { sha256Of } from './sha256.ts';

export interface ReadStudyOptions {
  readonly seriesUid: string | undefined;
  readonly anatomy: WantedAnatomy;
  readonly lend: LendInt16;
  /** Threads that unpack compressed pixels; they start when there are some. */
  readonly workers: number;
  /** Day on which the result will be used; the scan's age counts from it. */
  readonly plannedOn?: string | null;
  readonly report: (doneFraction: number) => void;
  readonly signal: AbortSignal;
}

export interface Study {
  readonly volume: Volume;
  readonly source: Source;
  readonly findings: readonly Finding[];
  /** What the series is judged by, before its pixels are looked at. */
  readonly about: SeriesAbout;
}

/** Headers take a third of the reading, pixels the rest. */
const HEADER_SHARE = 0.3;
const PIXEL_SHARE = 0.69;

/** From a path to the grey values of one series, in memory that the caller lends. */
export async function readStudy(
  path: string,
  { seriesUid, anatomy, lend, workers, plannedOn = null, report, signal }: ReadStudyOptions,
): Promise<Study> {
  const opened = await openStudy(path);
  if (opened.kind === 'volume-file') {
    const { volume, source, findings } = await readVolumeFile(opened, lend);
    const whole = { ...source, pixelSha256: sha256Of(volume.values) };
    return { volume, source: whole, findings, about: aboutVolumeFile(volume, whole, findings) };
  }
  const scan = await scanStudy(opened.files, { report: (done) => report(HEADER_SHARE * done), signal });
  const chosen = chooseSeries(scan, { anatomy, seriesUid, costOf: costFor(anatomy ?? 'bone') });
  using decoders = openNodeDecoders(workers);
  const { volume, source, findings } = await loadVolume(chosen, lend, {
    decoders,
    report: (done) => report(HEADER_SHARE + PIXEL_SHARE * done),
    signal,
  });
  return {
    volume,
    source: {
      ...source,
      dimensions: [...source.dimensions],
      spacingMm: [...source.spacingMm],
      affineIjkToLps: [...source.affineIjkToLps],
      pixelSha256: sha256Of(volume.values),
    },
    findings: [...opened.findings, ...chosen.findings, ...findings],
    about: aboutDicomSeries(chosen.series, chosen.stack, { plannedOn, unreadableFiles: unplacedIn(scan) }),
  };
}
