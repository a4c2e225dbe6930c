/** What a packed frame says of itself, read from its first bytes. */
export interface CodestreamShape {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  /** Bits of a sample. */
  readonly precision: number;
  readonly signed: boolean;
}

/**
 * Reads the size that a JPEG, JPEG-LS or JPEG 2000 codestream states, before anything is allocated for it; null when the
 * bytes do not reach so far, or are something else. Source: ITU-T T.81 B.2.2, T.87 C.2.2, T.800 A.5.1.
 */
export function codestreamShape(bytes: Uint8Array): CodestreamShape | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) return null;
  if (view.getUint16(0) === 0xffd8) return jpegShape(view);
  const from = jpeg2000From(view);
  return from === null ? null : jpeg2000Shape(view, from);
}

/** Where a JPEG 2000 codestream begins, bare or in a box; null for anything else. */
export const jpeg2000From = (view: DataView): number | null =>
  view.byteLength >= 2 && view.getUint16(0) === 0xff4f ? 0 : boxedCodestream(view);

function jpegShape(view: DataView): CodestreamShape | null {
  let at = 2;
  while (at + 10 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) {
      at++;
      continue;
    }
    const isFrame =
      (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) || marker === 0xfff7;
    if (isFrame)
      return {
        precision: view.getUint8(at + 4),
        rows: view.getUint16(at + 5),
        columns: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
        signed: false,
      };
    if (marker < 0xff01) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** A JP2 file in place of a bare codestream is against PS3.5 A.4.4, and is met. */
function boxedCodestream(view: DataView): number | null {
  if (view.byteLength < 12 || view.getUint32(4) !== 0x6a502020) return null;
  for (let at = 0; at + 16 <= view.byteLength; ) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === 0x6a703263) return at + (length === 1 ? 16 : 8);
    if (length < 8) return null;
    at += length;
  }
  return null;
}

function jpeg2000Shape(view: DataView, from: number): CodestreamShape | null {
  if (from + 43 > view.byteLength || view.getUint16(from) !== 0xff4f || view.getUint16(from + 2) !== 0xff51)
    return null;
  const size = from + 8;
  const depth = view.getUint8(from + 42);
  const columns = view.getUint32(size) - view.getUint32(size + 8);
  const rows = view.getUint32(size + 4) - view.getUint32(size + 12);
  const tiles = (columns / view.getUint32(size + 16)) * (rows / view.getUint32(size + 20));
  // No encoder of images in medicine makes a thousand tiles; a decoder keeps tables for every one.
  if (!(tiles <= MOST_TILES)) return null;
  return { rows, columns, components: view.getUint16(from + 40), precision: (depth & 127) + 1, signed: depth > 127 };
}

const MOST_TILES = 4096;
