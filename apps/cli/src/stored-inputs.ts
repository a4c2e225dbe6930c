import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseSeries, identityFilter, readPredecessor, type StudyFile, scanStudy } from '@specola/dicom';
import type { Source } from '@specola/record';
import type { StoredInputs } from '@specola/steps';
import { openNodeDecoders } from './node-decoders.ts';
import { openStudy } from './open-study.ts';
import { sha256Of } from './sha256.ts';

export type FindStored = StoredInputs['read'];

/** A stored file is a label map or contours; what is larger is not looked into when files are sought by their sha256. */
const LARGEST_BYTES = 2 ** 31;

/** What a recipe may ask beside the voxels. The study's headers are read again only when it asks. */
export function openStoredInputs(
  {
    studyPath,
    source,
    workers,
    signal,
  }: {
    studyPath: string;
    source: Pick<Source, 'seriesUid' | 'frameOfReferenceUid'>;
    workers: number;
    signal: AbortSignal;
  },
  read: FindStored,
): StoredInputs & Disposable {
  const decoders = openNodeDecoders(workers);
  let header: Promise<StudyFile | null> | undefined;
  const firstHeader = (): Promise<StudyFile | null> => {
    header ??= headerOf(studyPath, source.seriesUid, signal);
    return header;
  };
  return {
    read,
    decoders,
    frameOfReferenceUid: source.frameOfReferenceUid,
    isOfThisPatient: async (object) => {
      const first = await firstHeader();
      return first === null || (await readPredecessor([object], first)).ofOtherPatients === 0;
    },
    cleaner: async () => {
      const first = await firstHeader();
      return first === null ? (text) => text : identityFilter(first);
    },
    [Symbol.dispose]: () => decoders[Symbol.dispose](),
  };
}

async function headerOf(path: string, seriesUid: string | null, signal: AbortSignal): Promise<StudyFile | null> {
  const opened = await openStudy(path);
  if (opened.kind === 'volume-file') return null;
  const scan = await scanStudy(opened.files, { signal });
  const { series, stack } = chooseSeries(scan, { anatomy: null, seriesUid: seriesUid ?? undefined });
  return series.objects[stack.frames[0]!.object]!.file;
}

/** Files of a folder by the name that the recipe gives; the step looks at their sha256. */
export const storedBeside =
  (folder: string): FindStored =>
  async ({ file }) =>
    bytesOf(join(folder, file));

/** Files by their sha256, whatever they are called: in the order of the paths, a folder's by name. */
export const storedAmong =
  (paths: readonly string[]): FindStored =>
  async ({ file, sha256 }) => {
    for (const path of paths) {
      const about = await stat(path).catch(() => null);
      const names = about?.isDirectory()
        ? [file, ...(await readdir(path)).sort()].map((name) => join(path, name))
        : [path];
      for (const name of names) {
        const bytes = await bytesOf(name);
        if (bytes && sha256Of(bytes) === sha256) return bytes;
      }
    }
    return null;
  };

async function bytesOf(path: string): Promise<Uint8Array | null> {
  const about = await stat(path).catch(() => null);
  if (!about?.isFile() || about.size > LARGEST_BYTES) return null;
  const read = await readFile(path).catch(() => null);
  return read && new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
}
