import { readFile } from 'node:fs/promises';
import {
  readSegmentation,
  readStructureSet,
  type SegmentationObject,
  type StructureSet,
  type StudyFile,
} from '@specola/dicom';
import { readLabelFile } from '@specola/formats';
import type { Origin, SegmentationRecord, TakenInMeshRecord } from '@specola/record';
import {
  type ForeignMesh,
  type PlacedSegments,
  placeLabelFile,
  placeSegmentationObject,
  placeStructureSet,
  readForeignMesh,
} from '@specola/steps';
import { z } from 'zod';
import { type JobWatcher, RECORD_FILE } from '../make-model.ts';
import { SEGMENTATION_FILES } from '../make-segmentation.ts';
import { openNodeDecoders } from '../node-decoders.ts';
import { openOutputFolder } from '../output-folder.ts';
import { sha256Of } from '../sha256.ts';
import { UsageError } from '../usage-error.ts';
import { type FoundSeries, findSeries } from './find-series.ts';
import { type ForeignFile, openForeign } from './open-foreign.ts';
import type { TakeInJob } from './take-in-job.ts';
import { MESH_FILES, takeInMesh } from './take-in-mesh.ts';
import { takeInSegments } from './take-in-segments.ts';

export type TakenIn = { readonly record: SegmentationRecord | TakenInMeshRecord; readonly folder: string };

/** Something that another program made becomes a folder of ours: placed in a series, with its origin on record, checked. */
export async function takeIn(job: TakeInJob, watcher: JobWatcher): Promise<TakenIn> {
  const startedAt = new Date().toISOString();
  const foreign = await openForeign(job.filePath);
  const names = await namesIn(job.namesPath);
  const folder = await openOutputFolder(job.outPath, {
    overwrite: false,
    ours: [...SEGMENTATION_FILES, ...MESH_FILES],
    mark: RECORD_FILE,
  });
  using decoders = openNodeDecoders(job.workers);
  const object: StudyFile = { path: 'object', bytes: foreign.bytes.length, read: async () => foreign.bytes };
  const opened = openedObject(foreign, decoders);
  const belonging = {
    frameOfReferenceUid: opened.frameOfReferenceUid,
    sourceSeriesUids: opened.sourceSeriesUids,
    dicom: opened.dicom,
  };
  try {
    const series = await findSeries({ ...job, frameTold: job.frame !== null }, belonging, object, watcher);
    const software = job.software.name ?? (series.clean(opened.software) || 'unknown');
    const origin = (placement: Origin['placement']): Origin => ({
      file: { format: foreign.format, sha256: sha256Of(foreign.bytes), bytes: foreign.bytes.length },
      software: { name: software, version: job.software.version ?? (series.clean(opened.softwareVersion) || null) },
      clearance: job.clearance,
      author: job.author,
      placement,
    });
    const record =
      foreign.kind === 'mesh'
        ? await takeInMesh(
            job,
            { mesh: opened.mesh!, dicom: foreign.dicom },
            { series, origin, folder, startedAt, watcher },
          )
        : await takeInSegments(job, await placed(foreign, opened, series, names), {
            series,
            origin,
            frameBy: opened.dicom ? 'dicom' : 'file',
            names,
            folder,
            startedAt,
            watcher,
          });
    await folder.publish();
    return { record, folder: folder.path };
  } finally {
    folder.discard();
  }
}

/** Names of labels beside a plain label map: {"1": "spleen"}. */
async function namesIn(path: string | undefined): Promise<ReadonlyMap<number, string>> {
  if (path === undefined) return new Map();
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError('The file of names cannot be read.', 'Name a JSON file with --names.');
  });
  const parsed = z.record(z.string().regex(/^\d+$/), z.string()).safeParse(jsonOf(text));
  if (!parsed.success)
    throw new UsageError(
      'The file of names is no list of names by label.',
      'Write it like {"1": "spleen", "2": "kidney_right"}.',
    );
  return new Map(Object.entries(parsed.data).map(([label, name]) => [Number(label), name]));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema says what is wanted.
    return null;
  }
}

interface OpenedObject {
  readonly segmentation: SegmentationObject | null;
  readonly structures: StructureSet | null;
  readonly mesh: ForeignMesh | null;
  readonly frameOfReferenceUid: string | null;
  readonly sourceSeriesUids: readonly string[];
  readonly dicom: boolean;
  readonly software: string;
  readonly softwareVersion: string;
}

export function openedObject(foreign: ForeignFile, decoders: Parameters<typeof readSegmentation>[1]): OpenedObject {
  const silent = {
    segmentation: null,
    structures: null,
    mesh: null,
    frameOfReferenceUid: null,
    sourceSeriesUids: [],
    dicom: false,
    software: '',
    softwareVersion: '',
  };
  if (foreign.kind === 'segmentation') {
    const segmentation = readSegmentation(foreign.bytes, decoders);
    return {
      ...silent,
      ...segmentation,
      segmentation,
      dicom: true,
      software: segmentation.manufacturer,
      softwareVersion: segmentation.softwareVersions,
    };
  }
  if (foreign.kind === 'structure-set') {
    const structures = readStructureSet(foreign.bytes);
    // Regions in several frames cannot all lie in this one.
    const [only, ...more] = structures.frameOfReferenceUids;
    return {
      ...silent,
      structures,
      frameOfReferenceUid: more.length > 0 ? 'several' : (only ?? null),
      sourceSeriesUids: structures.sourceSeriesUids,
      dicom: true,
      software: structures.manufacturer,
      softwareVersion: structures.softwareVersions,
    };
  }
  if (foreign.kind === 'mesh' && foreign.dicom)
    return {
      ...silent,
      mesh: readForeignMesh(foreign.document, foreign.mesh),
      frameOfReferenceUid: foreign.dicom.frameOfReferenceUid,
      dicom: true,
      software: foreign.dicom.manufacturer,
      softwareVersion: foreign.dicom.softwareVersions,
    };
  if (foreign.kind === 'mesh') {
    const mesh = readForeignMesh(foreign.document, foreign.mesh);
    return { ...silent, mesh, software: mesh.software ?? '' };
  }
  return silent;
}

async function placed(
  foreign: Exclude<ForeignFile, { kind: 'mesh' }>,
  { segmentation, structures }: OpenedObject,
  { volume, clean }: FoundSeries,
  names: ReadonlyMap<number, string>,
): Promise<PlacedSegments> {
  if (segmentation) return placeSegmentationObject(segmentation, volume, { clean });
  if (structures) return placeStructureSet(structures, volume, { clean });
  return placeLabelFile(await readLabelFile(foreign.bytes, foreign.format === 'nrrd' ? 'nrrd' : 'nifti'), volume, {
    names,
    clean,
  });
}
