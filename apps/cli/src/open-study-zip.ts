import { type FileHandle, open } from 'node:fs/promises';
import { constants, crc32, inflateRawSync } from 'node:zlib';
import type { StudyFile } from '@specola/dicom';
import { LARGEST_TOTAL_BYTES, refuseBomb, refuseCrowd, refuseGiant } from './archive-limits.ts';
import { BadArchiveError } from './open-study-errors.ts';

/** The end record (22 bytes) may be followed by a comment of up to 64 KiB. */
const END_SEARCH_BYTES = 22 + 65535;
const ENCRYPTED = 1;

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerAt: number;
}

/**
 * The files in a zip archive. Entries are read one at a time, straight from the archive: nothing is unpacked to disk,
 * and names are names only, never places. Source: PKWARE APPNOTE 6.3.10.
 *
 * @throws BadArchiveError for an archive that is damaged, encrypted or too large inside
 */
export async function zipFiles(archive: string): Promise<StudyFile[]> {
  const handle = await open(archive, 'r');
  let entries: ZipEntry[];
  let archiveBytes: number;
  try {
    archiveBytes = (await handle.stat()).size;
    entries = await soundly(() => directoryOf(handle, archiveBytes));
  } finally {
    await handle.close();
  }
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  refuseBomb('zip', { bytes: total, archiveBytes, mostBytes: LARGEST_TOTAL_BYTES });
  return entries.map((entry) => ({
    path: entry.name,
    bytes: entry.bytes,
    read: () => withHandle(archive, (opened) => wholeEntry(opened, entry)),
    readStart: (count) => withHandle(archive, (opened) => entryStart(opened, entry, count)),
  }));
}

async function withHandle<T>(archive: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(archive, 'r');
  try {
    return await soundly(() => work(handle));
  } finally {
    await handle.close();
  }
}

/** Fields of a damaged directory point outside what was read: typed arrays say so by a RangeError. */
async function soundly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new BadArchiveError('The zip archive’s directory is damaged.');
    throw thrown;
  }
}

async function directoryOf(handle: FileHandle, archiveBytes: number): Promise<ZipEntry[]> {
  const tailAt = Math.max(0, archiveBytes - END_SEARCH_BYTES);
  const tail = await bytesAt(handle, tailAt, archiveBytes - tailAt);
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new BadArchiveError('The zip archive has no directory at its end; it was cut off.');
  let count = tail.getUint16(end + 10, true);
  let size = tail.getUint32(end + 12, true);
  let at = tail.getUint32(end + 16, true);
  if (end >= 20 && tail.getUint32(end - 20, true) === 0x07064b50) {
    const zip64 = await bytesAt(handle, Number(tail.getBigUint64(end - 12, true)), 56);
    if (zip64.getUint32(0, true) !== 0x06064b50) throw new BadArchiveError('The zip archive’s directory is damaged.');
    count = Number(zip64.getBigUint64(32, true));
    size = Number(zip64.getBigUint64(40, true));
    at = Number(zip64.getBigUint64(48, true));
  }
  refuseCrowd('zip', count);
  if (at + size > archiveBytes) throw new BadArchiveError('The zip archive’s directory is damaged.');
  return entriesFrom(await bytesAt(handle, at, size), count);
}

function entriesFrom(view: DataView, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50)
      throw new BadArchiveError('The zip archive’s directory is damaged.');
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameBytes));
    const sizes = sizesOf(view, at, at + 46 + nameBytes, extraBytes);
    if (view.getUint16(at + 8, true) & ENCRYPTED) throw new BadArchiveError('The zip archive is encrypted.');
    const method = view.getUint16(at + 10, true);
    if (!name.endsWith('/')) {
      if (method !== 0 && method !== 8) throw new BadArchiveError(`The zip archive uses packing method ${method}.`);
      refuseGiant('zip', sizes.bytes);
      entries.push({ name, method, crc: view.getUint32(at + 16, true), ...sizes });
    }
    at += 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Sizes and place; those that need 64 bits stand in extra field 1, in this order, when the 32-bit ones are all ones. */
function sizesOf(view: DataView, at: number, extraAt: number, extraBytes: number) {
  const fields = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  for (let e = extraAt; e + 4 <= extraAt + extraBytes; e += 4 + view.getUint16(e + 2, true)) {
    if (view.getUint16(e, true) !== 1) continue;
    let from = e + 4;
    for (const [n, field] of fields.entries()) {
      if (field !== 0xffffffff || from + 8 > view.byteLength) continue;
      fields[n] = Number(view.getBigUint64(from, true));
      from += 8;
    }
  }
  return { bytes: fields[0]!, packedBytes: fields[1]!, headerAt: fields[2]! };
}

async function wholeEntry(handle: FileHandle, entry: ZipEntry): Promise<Uint8Array> {
  const packed = await packedBytes(handle, entry, entry.packedBytes);
  let whole: Uint8Array;
  try {
    // The stated size is the most that is unpacked: an entry that lies about it ends here.
    whole = entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.bytes) });
  } catch (cause) {
    throw new BadArchiveError(`A file in the zip archive does not unpack (${codeOf(cause)}).`);
  }
  if (whole.length !== entry.bytes || crc32(whole) !== entry.crc)
    throw new BadArchiveError('A file in the zip archive is damaged (its checksum differs).');
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength);
}

/** As many packed bytes as bytes are wanted give at least these, but for the few that do not pack. */
async function entryStart(handle: FileHandle, entry: ZipEntry, count: number): Promise<Uint8Array> {
  const packed = await packedBytes(handle, entry, Math.min(entry.packedBytes, count));
  if (entry.method === 0) return packed;
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * count });
  } catch {
    return wholeEntry(handle, entry);
  }
}

async function packedBytes(handle: FileHandle, { headerAt }: ZipEntry, count: number): Promise<Uint8Array> {
  const header = await bytesAt(handle, headerAt, 30);
  if (header.getUint32(0, true) !== 0x04034b50) throw new BadArchiveError('The zip archive’s directory is damaged.');
  const from = headerAt + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const view = await bytesAt(handle, from, count);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

async function bytesAt(handle: FileHandle, at: number, count: number): Promise<DataView> {
  const bytes = new Uint8Array(count);
  let done = 0;
  while (done < count) {
    const { bytesRead } = await handle.read(bytes, done, count - done, at + done);
    if (bytesRead === 0) throw new BadArchiveError('The zip archive was cut off.');
    done += bytesRead;
  }
  return new DataView(bytes.buffer);
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
