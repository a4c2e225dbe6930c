import { ImpossibleVolumeSizeError, TruncatedVolumeError } from './volume-file-errors.ts';

/** Deflate gives 258 bytes for two bits at most (RFC 1951). */
const HIGHEST_RATIO = 1032;
/** Voxels are kept in 16 bits in a memory of 4 GiB: larger volumes end there at the latest. */
const LARGEST_BYTES = 2 ** 32;
/** Grey values pack to a half or a third: so much is asked for at first, and more only when so much has come. */
const USUAL_RATIO = 8;
const LEAST_ROOM_BYTES = 2 ** 20;

/**
 * Unpacks gzip into memory of the right size, known from the first bytes unpacked; what follows is not unpacked, so a
 * file that swells without end stops at what its header states, and a header that lies gets no memory that the stream does
 * not fill. The platform's own inflate: a volume of 150 MB takes it
 * 0.5 s, and JavaScript 1.2 s. (Only writing needs an inflate of fixed bytes.)
 *
 * @param enough   bytes at the start from which `sizeOf` can tell
 * @param sizeOf   how many bytes there should be, from the first ones
 * @throws TruncatedVolumeError when the stream is damaged or ends before them, ImpossibleVolumeSizeError when no stream of
 *   this length can hold them
 */
export function gunzip(packed: Uint8Array, enough: number, sizeOf: (start: Uint8Array) => number): Promise<Uint8Array> {
  return unpacked(packed, 'gzip', { enough, sizeOf });
}

/**
 * Unpacks zlib's own form of deflate into exactly so many bytes.
 *
 * @throws TruncatedVolumeError, ImpossibleVolumeSizeError
 */
export const unzlib = (packed: Uint8Array, bytes: number): Promise<Uint8Array> =>
  unpacked(packed, 'deflate', { enough: 0, sizeOf: () => bytes });

async function unpacked(
  packed: Uint8Array,
  form: 'gzip' | 'deflate',
  { enough, sizeOf }: { enough: number; sizeOf: (start: Uint8Array) => number },
): Promise<Uint8Array> {
  const source = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream(form)).getReader();
  let size: number | null = null;
  let room = new Uint8Array(0);
  let filled = 0;
  try {
    while (size === null || filled < size) {
      const { done, value } = await reader.read();
      if (done) break;
      const fits = size === null ? value : value.subarray(0, size - filled);
      room = roomFor(room, { filled, more: fits.length, most: size ?? Number.POSITIVE_INFINITY });
      room.set(fits, filled);
      filled += fits.length;
      if (size !== null || filled < enough) continue;
      size = sizeOf(room.subarray(0, filled));
      if (size > LARGEST_BYTES || size > HIGHEST_RATIO * packed.length)
        throw new ImpossibleVolumeSizeError(size, packed.length);
      filled = Math.min(filled, size);
      const first = Math.min(size, Math.max(LEAST_ROOM_BYTES, USUAL_RATIO * packed.length));
      room = roomFor(room, { filled, more: first - filled, most: size });
    }
  } catch (thrown) {
    // The stream throws a TypeError for damage; our own refusals from sizeOf pass.
    if (thrown instanceof TypeError) throw new TruncatedVolumeError(size === null ? 0 : size - filled);
    throw thrown;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (size !== null && filled < size) throw new TruncatedVolumeError(size - filled);
  return room.subarray(0, filled);
}

/** The same room where it suffices; else one of twice its length, or of the most that will be needed. */
function roomFor(
  room: Uint8Array<ArrayBuffer>,
  { filled, more, most }: { filled: number; more: number; most: number },
): Uint8Array<ArrayBuffer> {
  if (filled + more <= room.length) return room;
  const larger = new Uint8Array(Math.min(most, Math.max(filled + more, 2 * room.length)));
  larger.set(room.subarray(0, filled));
  return larger;
}
