import { availableParallelism } from 'node:os';
import {
  chooseSeries,
  instancesOf,
  type Moment,
  NoFrameOfReferenceError,
  type Predecessor,
  readPredecessor,
  readSourceHeader,
  type SourceHeader,
  type StudyFile,
  scanStudy,
  sourceFramesOf,
} from '@specola/dicom';
import { modelPdf } from '@specola/documents';
import { ALGORITHM_FAMILIES, CODED_ANATOMIES, type CodedConcept } from '@specola/facts';
import { readStl } from '@specola/formats';
import { weldTriangles } from '@specola/kernels';
import { ExportRecord } from '@specola/record';
import type { Volume } from '@specola/space';
import { aboutSpecola } from '../about.ts';
import type { JobWatcher } from '../make-model.ts';
import { NOTICE } from '../make-model.ts';
import { openStudy } from '../open-study.ts';
import { openOutputFolder } from '../output-folder.ts';
import { readStudy } from '../read-study.ts';
import { OtherPixelsError } from '../replay-record.ts';
import { type DrawnSlice, reportSlices } from '../report-slices.ts';
import { artifactOf } from '../run-facts.ts';
import { NoDicomSourceError, NoPredecessorError, NotInThisFolderError } from './export-errors.ts';
import { reportFonts } from './export-fonts.ts';
import {
  type ExportMaker,
  type MeshToExport,
  type ModelStatements,
  type NamedObject,
  objObjects,
  type PictureToExport,
  pdfObject,
  segmentationObject,
  snapshotObjects,
  stlObject,
} from './export-objects.ts';
import { type MadeFolder, readMadeFolder } from './read-made-folder.ts';
import { type StatedSide, segmentOfModel, segmentsOfSegmentation } from './segments-to-write.ts';

export const EXPORT_KINDS = ['seg', 'labelmap-seg', 'stl', 'obj', 'pdf', 'snapshots'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];
export const EXPORT_RECORD_FILE = 'export.json';

export interface ExportJob {
  readonly madePath: string;
  readonly studyPath: string;
  readonly kinds: readonly ExportKind[];
  readonly outPath: string;
  readonly predecessorPaths: readonly string[];
  readonly laterality: StatedSide | null;
  readonly mirrored: boolean;
  readonly modified: boolean;
  readonly usage: { readonly name: string; readonly code: CodedConcept } | null;
  readonly region: { readonly name: string; readonly code: CodedConcept } | null;
  /** What the objects are dated by; when the folder was made, if not given. */
  readonly when: Moment | null;
}

/** From a folder of ours and its study to DICOM objects for the archive, with a record of what was written. */
export async function exportMade(job: ExportJob, { progress, signal }: JobWatcher): Promise<ExportRecord> {
  const folder = await openOutputFolder(job.outPath, { overwrite: false, ours: [], mark: '' });
  try {
    const made = await readMadeFolder(job.madePath);
    for (const kind of job.kinds) if (!HOLDS[made.kind].includes(kind)) throw new NotInThisFolderError(kind);
    const does = 'Reads the study that it was made from';
    progress.step('study.read', does, 0);
    const found = await findSource(job, made, (fraction) => progress.step('study.read', does, fraction), signal);
    progress.step('study.read', does, 1);
    const objects: NamedObject[] = [];
    for (const [n, kind] of job.kinds.entries()) {
      signal.throwIfAborted();
      progress.step('objects', 'Writes the objects', n / job.kinds.length);
      objects.push(...(await objectsOf(kind, made, found, job)));
    }
    progress.step('objects', 'Writes the objects', 1);
    for (const { name, object } of objects) await folder.write(name, object.bytes);
    const record = recordOf(job, made, found.maker, objects);
    await folder.write(EXPORT_RECORD_FILE, `${JSON.stringify(record, null, 2)}\n`);
    signal.throwIfAborted();
    await folder.publish();
    return record;
  } finally {
    folder.discard();
  }
}

/** What can be made of each kind of folder. */
const HOLDS: Readonly<Record<MadeFolder['kind'], readonly ExportKind[]>> = {
  model: EXPORT_KINDS,
  segmentation: ['seg', 'labelmap-seg', 'snapshots'],
  mesh: ['stl', 'obj', 'snapshots'],
};

interface FoundSource {
  /** The same nine pictures for the report and by themselves; drawn when first asked for. */
  readonly slices: () => readonly DrawnSlice[];
  readonly maker: ExportMaker;
  /** Null where the series has none: then only what needs no place can be written. */
  readonly header: SourceHeader;
}

/** The series that the record names, with the same pixels, and what its headers say. */
async function findSource(
  job: ExportJob,
  made: MadeFolder,
  report: (doneFraction: number) => void,
  signal: AbortSignal,
): Promise<FoundSource> {
  const { record } = made;
  const { seriesUid } = record.source;
  if (record.source.kind !== 'dicom' || seriesUid === null) throw new NoDicomSourceError();
  const lend = (length: number) => new Int16Array(length);
  const workers = availableParallelism();
  const study = await readStudy(job.studyPath, { seriesUid, anatomy: null, lend, workers, report, signal });
  if (study.source.pixelSha256 !== record.source.pixelSha256) throw new OtherPixelsError();
  const opened = await openStudy(job.studyPath);
  if (opened.kind !== 'dicom') throw new NoDicomSourceError();
  const chosen = chooseSeries(await scanStudy(opened.files, { signal }), { anatomy: null, seriesUid });
  const first = chosen.series.objects[chosen.stack.frames[0]!.object]!.file;
  const header = await readSourceHeader(first);
  const when = job.when ?? momentOf(record.run.startedAt, header.utcOffset);
  return {
    slices: drawnOnce(made, study.volume),
    header,
    maker: {
      context: { source: header, instances: instancesOf(chosen), when, software: aboutSpecola() },
      frameOfReferenceUid: header.frameOfReferenceUid ?? '',
      sourceFrames: sourceFramesOf(chosen, study.volume),
      predecessors: await readPredecessors(job.predecessorPaths, first),
      what: whatOf(record),
    },
  };
}

function whatOf(record: MadeFolder['record']): string {
  if (record.schema === 'specola/segmentation-record/1')
    return record.segments.length === 1 ? capital(record.segments[0]!.name) : 'Segments';
  if (record.schema === 'specola/taken-in-mesh-record/1') return capital(record.name);
  return capital(record.surface.anatomy);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

async function readPredecessors(paths: readonly string[], source: StudyFile): Promise<Predecessor[]> {
  const all: Predecessor[] = [];
  for (const path of paths) {
    const opened = await openStudy(path);
    const scan = opened.kind === 'dicom' ? await readPredecessor(opened.files, source) : null;
    if (scan && scan.ofOtherPatients > 0)
      throw new NoPredecessorError('An object that was given as an earlier version belongs to another patient.');
    if (!scan || scan.predecessors.length === 0)
      throw new NoPredecessorError('What was given as an earlier version holds no DICOM object.');
    all.push(...scan.predecessors);
  }
  return all;
}

async function objectsOf(
  kind: ExportKind,
  made: MadeFolder,
  { maker, header, slices }: FoundSource,
  job: ExportJob,
): Promise<NamedObject[]> {
  if (header.frameOfReferenceUid === null && kind !== 'pdf' && kind !== 'snapshots')
    throw new NoFrameOfReferenceError();
  if (kind === 'snapshots') return snapshotObjects(maker, picturesOf(made, slices(), maker));
  if (kind === 'seg' || kind === 'labelmap-seg') {
    if (made.kind === 'mesh') throw new NotInThisFolderError(kind);
    const { labels } = made;
    const segments =
      made.kind === 'segmentation'
        ? segmentsOfSegmentation(made.record)
        : labels.segments.map((note) =>
            segmentOfModel(made.record, { laterality: job.laterality, region: job.region?.code ?? null }, note),
          );
    return [await segmentationObject(maker, kind === 'seg' ? 'binary' : 'label-map', { labels, segments })];
  }
  if (kind === 'pdf') {
    if (made.kind !== 'model') throw new NotInThisFolderError(kind);
    const { record, preview } = made;
    const pdf = await modelPdf({ record, preview, slices: slices(), fonts: await reportFonts() });
    return [await pdfObject(maker, pdf)];
  }
  if (made.kind === 'segmentation') throw new NotInThisFolderError(kind);
  const mesh = meshToExport(made);
  const said = statementsOf(made, job);
  return kind === 'stl' ? [await stlObject(maker, mesh, said)] : objObjects(maker, mesh, said);
}

/** A mesh of ours names our program; one that came from elsewhere the program that made it. */
function meshToExport(made: Extract<MadeFolder, { kind: 'model' | 'mesh' }>): MeshToExport {
  const { stl, preview } = made;
  if (made.kind === 'model') {
    const { surface, source, recipe, specola } = made.record;
    return {
      name: surface.anatomy,
      modality: source.modality,
      stl,
      preview,
      algorithm: { family: ALGORITHM_FAMILIES.histogram, name: 'Specola model', version: specola.version },
      groupSeed: `${source.pixelSha256} ${JSON.stringify(recipe)}`,
    };
  }
  const { name, source, origin } = made.record;
  return {
    name,
    modality: source.modality,
    stl,
    preview,
    algorithm: {
      family: ALGORITHM_FAMILIES.manual,
      name: origin.software.name,
      version: origin.software.version ?? 'unknown',
    },
    groupSeed: `${source.pixelSha256} ${origin.file.sha256}`,
  };
}

function drawnOnce(made: MadeFolder, volume: Volume): () => readonly DrawnSlice[] {
  let drawn: DrawnSlice[] | null = null;
  return () => {
    if (made.kind !== 'model') return [];
    drawn ??= reportSlices(volume, weldTriangles(readStl(made.stl).positions, 'lps-mm'), made.record);
    return drawn;
  };
}

function picturesOf(
  made: MadeFolder,
  slices: readonly DrawnSlice[],
  { sourceFrames, what }: ExportMaker,
): PictureToExport[] {
  const views = `${what} from the front, the left, the back and above`;
  const first = {
    caption: made.kind === 'segmentation' ? `${what} on nine slices` : views,
    png: made.preview,
    sources: [],
  };
  if (made.kind === 'mesh') return [first, { caption: `${what} on nine slices`, png: made.overlay, sources: [] }];
  return [
    first,
    ...slices.map(({ caption: told, png, k }) => {
      const source = k === null ? null : sourceFrames[k];
      return { caption: `${what} model: ${told}`, png, sources: source ? [source] : [] };
    }),
  ];
}

/** What was told now, else what was stated when the mesh came in. */
function statementsOf(
  made: Extract<MadeFolder, { kind: 'model' | 'mesh' }>,
  { laterality, mirrored, modified, usage }: Pick<ExportJob, 'laterality' | 'mirrored' | 'modified' | 'usage'>,
): ModelStatements {
  const shown = { laterality, mirrored, modified, usage: usage?.code ?? null };
  if (made.kind === 'model')
    return {
      ...shown,
      color: made.labels.segments[0]?.color ?? CODED_ANATOMIES[made.record.surface.anatomy]?.color ?? GREY,
    };
  const { stated } = made.record;
  return {
    ...shown,
    laterality: laterality ?? stated.laterality,
    mirrored: mirrored || stated.mirrored === true,
    modified: modified || stated.modified === true,
    color: GREY,
  };
}

const GREY = [204, 204, 204] as const;

/** A moment in the source's own time where it states its zone, in UTC where it does not. */
function momentOf(iso: string, utcOffset: string | null): Moment {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(utcOffset ?? '') ?? [];
  const shift = sign ? (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes)) : 0;
  const digits = new Date(Date.parse(iso) + 60_000 * shift).toISOString().replace(/\D/g, '');
  return { date: digits.slice(0, 8), time: digits.slice(8, 14) };
}

function recordOf(
  job: ExportJob,
  made: MadeFolder,
  { context }: ExportMaker,
  objects: readonly NamedObject[],
): ExportRecord {
  const { laterality, mirrored, modified } = made.kind === 'segmentation' ? job : statementsOf(made, job);
  return ExportRecord.parse({
    schema: 'specola/export-record/1',
    specola: aboutSpecola(),
    notice: NOTICE,
    source: {
      seriesUid: context.source.seriesUid,
      frameOfReferenceUid: context.source.frameOfReferenceUid,
      pixelSha256: made.record.source.pixelSha256,
    },
    made: context.when,
    stated: { laterality, mirrored, modified, usage: job.usage?.name ?? null, region: job.region?.name ?? null },
    objects: objects.map(({ name, kind, object, predecessor }) => ({
      ...artifactOf(name, object.bytes),
      kind,
      sopClassUid: object.sopClassUid,
      sopInstanceUid: object.sopInstanceUid,
      seriesUid: object.seriesUid,
      predecessorUid: predecessor?.sopInstanceUid ?? null,
    })),
  });
}
