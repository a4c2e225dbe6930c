import { type FileHandle, open, stat } from 'node:fs/promises';
import type { StudyFile } from '@specola/dicom';
import { refuseBomb, refuseCrowd, refuseGiant } from './archive-limits.ts';
import { ArchiveNotReadError, BadArchiveError } from './open-study-errors.ts';
import {
  beginsTar,
  gnuLongName,
  paxOverrides,
  SPARSE,
  TAR_BLOCK_BYTES,
  type TarOverrides,
  tarHeader,
} from './tar-header.ts';
import { unpackedStream } from './unpacked-stream.ts';

export type TarKind = 'tar' | 'tar.gz' | 'tar.xz';

const PACKING_NAMES: Readonly<Record<TarKind, string>> = { tar: 'tar', 'tar.gz': 'gzip', 'tar.xz': 'xz' };
/** A packed tar is held in memory unpacked: its files can only be reached by unpacking all before them. */
const LARGEST_HELD_BYTES = 4 * 2 ** 30;
const PIECE_BYTES = 2 ** 16;
/** Names longer than any file system takes. */
const LARGEST_DESCRIPTION_BYTES = 2 ** 20;

/** The bytes of a tar archive from its start on, and what to do with a file that is met there. */
interface TarSource {
  /** The next bytes; fewer at the end. */
  next(bytes: number): Promise<Uint8Array>;
  /** Makes a study's file of the next bytes, and goes past them. */
  keep(name: string, bytes: number): Promise<StudyFile>;
  skip(bytes: number): Promise<void>;
}

/**
 * The regular files in a tar archive, plain or packed by gzip or xz. Nothing is unpacked to disk, and names are names only,
 * never places; links, folders and devices are passed over. Of a plain tar only headers are read now; the files of a packed
 * one are held in memory, each in bytes of its own, as long as the study is open.
 *
 * @throws ArchiveNotReadError when there is no tar in the packing
 * @throws BadArchiveError for an archive that is damaged, cut off or too large inside
 */
export async function tarFiles(archive: string, kind: TarKind): Promise<StudyFile[]> {
  const archiveBytes = (await stat(archive)).size;
  if (kind === 'tar') {
    const handle = await open(archive, 'r');
    try {
      return await filesFrom(plainSource(archive, handle, archiveBytes), kind);
    } finally {
      await handle.close();
    }
  }
  const pieces = unpackedStream(archive, kind === 'tar.gz' ? 'gz' : 'xz');
  const refuse = (bytes: number) => refuseBomb(kind, { bytes, archiveBytes, mostBytes: LARGEST_HELD_BYTES });
  try {
    const source = packedSource(pieces, refuse);
    const files = await filesFrom(source, kind);
    // The packing's own checksum stands at its end, behind blocks of zeros.
    while ((await source.next(PIECE_BYTES)).length > 0);
    return files;
  } finally {
    await pieces.return();
  }
}

async function filesFrom(source: TarSource, kind: TarKind): Promise<StudyFile[]> {
  // As unpacking would have it: of two entries of one name the later stays.
  const files = new Map<string, StudyFile>();
  let overrides: TarOverrides = {};
  let block = await source.next(TAR_BLOCK_BYTES);
  if (!beginsTar(block)) throw new ArchiveNotReadError(`${PACKING_NAMES[kind]}, and is no tar archive inside`);
  for (let entries = 1; !isEnd(block); block = await source.next(TAR_BLOCK_BYTES)) {
    const header = tarHeader(block);
    const { type } = header;
    if (type === 'S') throw new BadArchiveError(SPARSE);
    if (type === 'M') throw new BadArchiveError('The tar archive is one of several volumes.');
    if (type === 'x' || type === 'X') overrides = { ...overrides, ...paxOverrides(await description(source, header)) };
    else if (type === 'L') overrides = { ...overrides, ...gnuLongName(await description(source, header)) };
    else {
      refuseCrowd(kind, entries++);
      const { name, bytes } = { ...header, ...overrides };
      overrides = {};
      if (type === '0' || type === '7') {
        refuseGiant(kind, bytes);
        files.set(name, await source.keep(name, bytes));
      } else await source.skip(bytes);
      await source.skip(paddingOf(bytes));
    }
  }
  return [...files.values()];
}

/** Without the block of zeros at the end, more may have followed: a part of a study is no study. */
function isEnd(block: Uint8Array): boolean {
  if (block.length < TAR_BLOCK_BYTES) throw cutOff();
  return block.every((byte) => byte === 0);
}

async function description(source: TarSource, { bytes }: { bytes: number }): Promise<Uint8Array> {
  if (bytes > LARGEST_DESCRIPTION_BYTES) throw new BadArchiveError('The tar archive is damaged: a name is too long.');
  const read = await source.next(bytes);
  if (read.length < bytes) throw cutOff();
  await source.skip(paddingOf(bytes));
  return read;
}

const paddingOf = (bytes: number): number => -bytes & (TAR_BLOCK_BYTES - 1);

const cutOff = () => new BadArchiveError('The tar archive was cut off.');

function plainSource(archive: string, handle: FileHandle, archiveBytes: number): TarSource {
  let at = 0;
  const skip = async (bytes: number): Promise<void> => {
    at += bytes;
    if (at > archiveBytes) throw cutOff();
  };
  return {
    skip,
    next: async (bytes) => {
      const read = await bytesAt(handle, at, bytes);
      at += read.length;
      return read;
    },
    keep: async (path, bytes) => {
      const from = at;
      await skip(bytes);
      const part = async (count: number): Promise<Uint8Array> => {
        const opened = await open(archive, 'r');
        try {
          const read = await bytesAt(opened, from, count);
          if (read.length < count) throw cutOff();
          return read;
        } finally {
          await opened.close();
        }
      };
      return { path, bytes, read: () => part(bytes), readStart: (count) => part(Math.min(count, bytes)) };
    },
  };
}

/** As many bytes as there are, up to so many. */
async function bytesAt(handle: FileHandle, at: number, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  let done = 0;
  while (done < count) {
    const { bytesRead } = await handle.read(bytes, done, count - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

function packedSource(pieces: AsyncIterator<Uint8Array, void>, refuse: (bytes: number) => void): TarSource {
  let piece: Uint8Array = new Uint8Array(0);
  let passed = 0;
  /** Goes on by so many bytes, and hands over each part of them; gives how many there were. */
  const pass = async (bytes: number, take: (part: Uint8Array, at: number) => void): Promise<number> => {
    let at = 0;
    while (at < bytes) {
      if (piece.length === 0) {
        const { done, value } = await pieces.next();
        if (done) break;
        piece = value;
      }
      const part = piece.subarray(0, bytes - at);
      take(part, at);
      at += part.length;
      piece = piece.subarray(part.length);
    }
    passed += at;
    return at;
  };
  const next = async (bytes: number): Promise<Uint8Array> => {
    // Asked before anything is allocated for it.
    refuse(passed + bytes);
    const out = new Uint8Array(bytes);
    return out.subarray(0, await pass(bytes, (part, at) => out.set(part, at)));
  };
  return {
    next,
    skip: async (bytes) => {
      refuse(passed + bytes);
      if ((await pass(bytes, () => {})) < bytes) throw cutOff();
    },
    keep: async (path, bytes) => {
      const held = await next(bytes);
      if (held.length < bytes) throw cutOff();
      return { path, bytes, read: async () => held, readStart: async (count) => held.subarray(0, count) };
    },
  };
}
