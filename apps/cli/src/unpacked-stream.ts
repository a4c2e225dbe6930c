import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BadArchiveError } from './open-study-errors.ts';

/**
 * What a .gz or .xz file unpacks to, piece by piece; the file is closed when the caller leaves the loop. Members and
 * streams that follow each other are one, and the checksum at the end is looked at.
 *
 * @throws BadArchiveError for a stream that is damaged, cut off, or packed with what is not read
 */
export async function* unpackedStream(path: string, packing: 'gz' | 'xz'): AsyncGenerator<Uint8Array, void> {
  try {
    yield* packing === 'gz' ? gunzipped(path) : unxzed(path);
  } catch (thrown) {
    throw refusalOf(thrown, packing);
  }
}

function gunzipped(path: string): AsyncIterable<Uint8Array> {
  // The callback is empty since what fails here also fails the loop over the last stream.
  return pipeline(
    createReadStream(path, { highWaterMark: PIECE_BYTES }),
    createGunzip({ chunkSize: PIECE_BYTES }),
    () => {},
  );
}

/**
 * xz-embedded as WebAssembly (8 KB), loaded only now. It takes dictionaries of up to 64 MiB, as `xz -9` makes them, and
 * keeps that memory until the process ends.
 */
async function* unxzed(path: string): AsyncGenerator<Uint8Array, void> {
  const { default: xz } = await import('xz-decompress');
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES });
  try {
    yield* new xz.XzReadableStream(Readable.toWeb(file) as ReadableStream<Uint8Array>);
  } finally {
    file.destroy();
  }
}

const PIECE_BYTES = 2 ** 18;

/** What xz-embedded answers (xz.h, enum xz_ret), told by xz-decompress at the end of its message. */
const XZ_REFUSALS: Readonly<Record<string, string>> = {
  2: 'has a kind of checksum that is not read',
  3: 'needs more memory than there is',
  4: 'has a dictionary above 64 MiB',
  6: 'is packed with options that are not read',
  8: 'was cut off',
};

function refusalOf(thrown: unknown, packing: 'gz' | 'xz'): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  // The system's own refusals (EIO, EACCES) are about the path, not about the archive.
  if (/^E[A-Z]+$/.test(code)) return thrown;
  const xzCode = thrown instanceof Error ? /error code (\d+)$/.exec(thrown.message)?.[1] : undefined;
  const cutOff = code === 'Z_BUF_ERROR' ? XZ_REFUSALS[8] : undefined;
  return new BadArchiveError(`The ${packing} stream ${cutOff ?? XZ_REFUSALS[xzCode ?? ''] ?? 'is damaged'}.`);
}
