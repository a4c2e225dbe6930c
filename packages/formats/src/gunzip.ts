import { TruncatedVolumeError } from './volume-file-errors.ts';

/**
 * Unpacks gzip into memory of the right size, known from the first bytes unpacked; what follows is not unpacked, so a
 * file that swells without end stops at what its header states. The platform's own inflate: a volume of 150 MB takes it
 * 0.5 s, and JavaScript 1.2 s. (Only writing needs an inflate of fixed bytes.)
 *
 * @param enough   bytes at the start from which `sizeOf` can tell
 * @param sizeOf   how many bytes there should be, from the first ones
 * @throws TruncatedVolumeError when the stream is damaged or ends before them
 */
export function gunzip(packed: Uint8Array, enough: number, sizeOf: (start: Uint8Array) => number): Promise<Uint8Array> {
  return unpacked(packed, 'gzip', { enough, sizeOf });
}

/**
 * Unpacks zlib's own form of deflate into exactly so many bytes.
 *
 * @throws TruncatedVolumeError when the stream is damaged or ends before them
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
  let whole: Uint8Array | null = null;
  let start = new Uint8Array(0);
  let at = 0;
  try {
    while (whole === null || at < whole.length) {
      const { done, value } = await reader.read();
      if (done) break;
      if (whole === null) {
        const longer = new Uint8Array(start.length + value.length);
        longer.set(start);
        longer.set(value, start.length);
        start = longer;
        if (start.length < enough) continue;
        whole = new Uint8Array(sizeOf(start));
        whole.set(start.subarray(0, whole.length));
        at = Math.min(start.length, whole.length);
      } else {
        const fits = value.subarray(0, whole.length - at);
        whole.set(fits, at);
        at += fits.length;
      }
    }
  } catch (thrown) {
    // The stream throws a TypeError for damage; our own refusals from sizeOf pass.
    if (thrown instanceof TypeError) throw new TruncatedVolumeError(whole ? whole.length - at : 0);
    throw thrown;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (whole === null) return start;
  if (at < whole.length) throw new TruncatedVolumeError(whole.length - at);
  return whole;
}
