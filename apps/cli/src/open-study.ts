import type { Stats } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { dicomdirReferences, type StudyFile } from '@specola/dicom';
import { INCOMPLETE_MARK } from '@specola/exchange';
import type { Finding } from '@specola/record';
import { HIGHEST_RATIO, LARGEST_ENTRY_BYTES } from './archive-limits.ts';
import { ArchiveNotReadError, BadArchiveError, NoSuchPathError, UnreadablePathError } from './open-study-errors.ts';
import { type TarKind, tarFiles } from './open-study-tar.ts';
import { zipFiles } from './open-study-zip.ts';
import { beginsTar } from './tar-header.ts';

/** What a path holds: the files of a DICOM study, or one file that is a whole volume. */
export type OpenedStudy =
  | { readonly kind: 'dicom'; readonly files: readonly StudyFile[]; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'volume-file';
      readonly format: 'nifti' | 'nrrd' | 'metaimage';
      readonly file: StudyFile;
      /** A file in the same folder, for headers whose voxels lie in another one. */
      readonly beside: (name: string) => Promise<StudyFile | null>;
    };

const START_BYTES = 4096;

/**
 * Opens a study: a folder with all that lies below it, a zip or tar archive (.tar, .tar.gz, .tar.xz), a DICOMDIR (the files
 * that it refers to, or those beside it), a single DICOM file (also packed by gzip), or a NIfTI, NRRD or MetaImage volume. What a file is, its bytes tell; names and extensions decide nothing. Nothing is
 * written, and pixels are not read yet.
 *
 * @throws NoSuchPathError, UnreadablePathError, ArchiveNotReadError, BadArchiveError
 */
export async function openStudy(path: string): Promise<OpenedStudy> {
  const root = await sayingWhy(() => realpath(path));
  const what = await sayingWhy(() => stat(root));
  if (what.isDirectory()) {
    const files = await filesBelow(root);
    return { kind: 'dicom', files, findings: incompleteSeries(files) };
  }
  if (!what.isFile()) throw new UnreadablePathError('neither a file nor a folder');

  const file = fileAt(root, basename(root), what);
  const start = await file.readStart!(START_BYTES);
  const kind = kindOf(start);
  if (kind === 'zip') return { kind: 'dicom', files: await sayingWhy(() => zipFiles(root)), findings: [] };
  if (isTarKind(kind)) return { kind: 'dicom', files: await sayingWhy(() => tarFiles(root, kind)), findings: [] };
  if (kind === 'nrrd' || kind === 'nifti' || kind === 'metaimage')
    return { kind: 'volume-file', format: kind, file, beside: (name) => fileBeside(root, name) };
  if (kind === 'dicom.gz') return { kind: 'dicom', files: [gunzippedFile(file)], findings: [] };
  if (kind !== null) throw new ArchiveNotReadError(kind);
  const references = holdsDirectory(start) ? dicomdirReferences(await file.read()) : null;
  if (references) return filesOfDirectory(dirname(root), references);
  return { kind: 'dicom', files: [file], findings: [] };
}

/** Series that a node marks: somebody began to send them, and nobody has said since that they are whole. */
function incompleteSeries(files: readonly StudyFile[]): Finding[] {
  const marked = files.filter(({ path }) => basename(path) === INCOMPLETE_MARK).length;
  if (marked === 0) return [];
  return [
    {
      code: 'cli/incomplete-series',
      severity: 'error',
      what: `${marked} series in the folder ${marked === 1 ? 'is' : 'are'} marked as incomplete.`,
      why: 'The transfer that brought the images broke off or is still under way: slices may be missing at an end, where no gap shows it.',
      mend: `Send or fetch the series again; the mark (${INCOMPLETE_MARK}) goes when it is whole.`,
    },
  ];
}

/**
 * A DICOMDIR whose records all hold names the files of its study. Records often point to files that were renamed or not
 * copied, or to further directories: then all that lies beside it is read.
 */
async function filesOfDirectory(folder: string, references: readonly string[][]): Promise<OpenedStudy> {
  const all = await filesBelow(folder);
  // ISO 9660 shouts; copies on other disks do not.
  const byName = new Map(all.map((file) => [file.path.replaceAll('\\', '/').toLowerCase(), file]));
  const found = new Set<StudyFile>();
  let dangling = 0;
  for (const parts of references) {
    const file = byName.get(parts.join('/').toLowerCase());
    if (file) found.add(file);
    else dangling++;
  }
  if (dangling === 0 && found.size > 0) return { kind: 'dicom', files: [...found], findings: [] };
  const finding: Finding = {
    code: 'cli/dangling-records',
    severity: 'warning',
    what: `${dangling} of the ${references.length} files that the DICOMDIR refers to are not there.`,
    why: 'They were renamed or not copied. Every file beside the DICOMDIR was read instead.',
    mend: 'Check that the series has all its images, or copy the whole medium again.',
  };
  return { kind: 'dicom', files: all, findings: [finding] };
}

/** Every regular file below a folder, in the order of names; links are followed, each place once. */
async function filesBelow(root: string): Promise<StudyFile[]> {
  const files: StudyFile[] = [];
  const seen = new Set<string>();
  const visit = async (place: string): Promise<void> => {
    const real = await sayingWhy(() => realpath(place));
    if (seen.has(real)) return;
    seen.add(real);
    const entries = await sayingWhy(() => readdir(real, { withFileTypes: true }));
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const at = join(place, entry.name);
      // A link that leads nowhere is no file of the study.
      const what = await stat(at).catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code === 'ENOENT' && entry.isSymbolicLink()) return null;
        throw new UnreadablePathError(thrown.code ?? 'unknown reason');
      });
      if (what?.isDirectory()) await visit(at);
      else if (what?.isFile() && !(entry.isSymbolicLink() && seen.has(await realpath(at)))) {
        if (entry.isSymbolicLink()) seen.add(await realpath(at));
        files.push(fileAt(at, relative(root, at), what));
      }
    }
  };
  await visit(root);
  return files;
}

function fileAt(at: string, name: string, { size }: Stats): StudyFile {
  return {
    path: name,
    bytes: size,
    read: (lend) =>
      sayingWhy(async () => {
        if (lend) return filledFrom(at, lend(size).subarray(0, size));
        const bytes = await readFile(at);
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }),
    readStart: (count) => sayingWhy(() => filledFrom(at, new Uint8Array(Math.min(count, size)))),
  };
}

/** Fills `bytes` with the first of a file; fewer come back where it ends before. */
async function filledFrom(at: string, bytes: Uint8Array): Promise<Uint8Array> {
  const handle = await open(at, 'r');
  try {
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** 'zip', 'tar', 'tar.gz', 'tar.xz', 'dicom.gz', 'nifti', 'nrrd', 'metaimage', the name of another archive, or null for what may be DICOM. */
function kindOf(start: Uint8Array): string | null {
  const begins = (...bytes: number[]) => bytes.every((byte, n) => start[n] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0x50, 0x4b, 0x05, 0x06)) return 'zip';
  if (begins(0x4e, 0x52, 0x52, 0x44, 0x30, 0x30, 0x30)) return 'nrrd';
  if (isNifti(start)) return 'nifti';
  if (isMetaImage(start)) return 'metaimage';
  // Whether a tar is in it shows when it is unpacked.
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a)) return 'tar.xz';
  if (begins(0x37, 0x7a, 0xbc, 0xaf)) return '7-Zip';
  if (begins(0x52, 0x61, 0x72, 0x21)) return 'RAR';
  if (begins(0x42, 0x5a, 0x68)) return 'bzip2 (.tar.bz2)';
  if (begins(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  if (beginsTar(start)) return 'tar';
  if (begins(0x1f, 0x8b)) {
    const unpacked = startUnpacked(start);
    return isNifti(unpacked) ? 'nifti' : isDicom(unpacked) ? 'dicom.gz' : 'tar.gz';
  }
  return null;
}

const isTarKind = (kind: string | null): kind is TarKind => kind === 'tar' || kind === 'tar.gz' || kind === 'tar.xz';

/** Magic "n+1" at 344 (NIfTI-1) or "n+2" at 4 (NIfTI-2); "ni1" and "ni2" are headers whose voxels lie in another file. */
function isNifti(start: Uint8Array): boolean {
  const text = (at: number) => String.fromCharCode(...start.subarray(at, at + 3));
  return /^n[+i]1$/.test(text(344)) || /^n[+i]2$/.test(text(4));
}

/** A MetaImage header is text, and begins with one of these keys (mostly the first). */
const isMetaImage = (start: Uint8Array): boolean =>
  /^\s*(ObjectType|NDims|Comment|BinaryData)\s*=\s*\S/.test(new TextDecoder('latin1').decode(start.subarray(0, 64)));

/** A name is a name only, never a place: what leads elsewhere is not there. */
async function fileBeside(root: string, name: string): Promise<StudyFile | null> {
  if (name !== basename(name) || name === '..') return null;
  const at = join(dirname(root), name);
  const what = await stat(at).catch(() => null);
  return what?.isFile() ? fileAt(at, name, what) : null;
}

function startUnpacked(packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
}

const isDicom = (start: Uint8Array): boolean => String.fromCharCode(...start.subarray(128, 132)) === 'DICM';

/** One DICOM object that somebody packed with gzip. */
function gunzippedFile(packed: StudyFile): StudyFile {
  return {
    path: packed.path,
    // What it unpacks to is not known before; nothing but a comparison of sizes asks for it.
    bytes: packed.bytes * HIGHEST_RATIO,
    read: async () => {
      const bytes = await packed.read();
      try {
        return new Uint8Array(
          gunzipSync(bytes, { maxOutputLength: Math.min(LARGEST_ENTRY_BYTES, bytes.length * HIGHEST_RATIO) }),
        );
      } catch {
        throw new BadArchiveError('The gzip file is damaged, or unpacks to more than a study can hold.');
      }
    },
  };
}

/** The UID of Media Storage Directory stands in the meta group of every DICOMDIR. */
const holdsDirectory = (start: Uint8Array): boolean =>
  new TextDecoder('latin1').decode(start.subarray(0, 512)).includes('1.2.840.10008.1.3.10');

/** Turns the system's refusals into sentences; they name no path, since folders are named after patients. */
async function sayingWhy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new NoSuchPathError();
    // Our own codes have a slash, the system's are like EACCES.
    if (code !== null && /^E[A-Z]+$/.test(code)) throw new UnreadablePathError(code);
    throw thrown;
  }
}
