/**
 * Unpacks one RLE frame of one sample per pixel. Source: DICOM PS3.5 annex G.
 *
 * @param packed   the frame's fragment: 64 bytes of header, then one PackBits segment for each byte of a sample,
 *                 most significant first
 * @param out      pixels · bytesPerSample bytes, filled little endian
 * @returns false when the segments do not give exactly the bytes that `out` holds
 */
export function decodeRle(packed: Uint8Array, bytesPerSample: number, out: Uint8Array): boolean {
  if (packed.length < 64) return false;
  const header = new DataView(packed.buffer, packed.byteOffset, 64);
  if (header.getUint32(0, true) !== bytesPerSample) return false;
  const pixels = out.length / bytesPerSample;
  for (let segment = 0; segment < bytesPerSample; segment++) {
    const from = header.getUint32(4 + 4 * segment, true);
    const next = segment + 1 < bytesPerSample ? header.getUint32(8 + 4 * segment, true) : packed.length;
    if (from < 64 || from > next || next > packed.length) return false;
    if (!unpack(packed, from, next, out, bytesPerSample - 1 - segment, bytesPerSample, pixels)) return false;
  }
  return true;
}

function unpack(
  packed: Uint8Array,
  from: number,
  end: number,
  out: Uint8Array,
  first: number,
  stride: number,
  count: number,
): boolean {
  let at = from;
  let done = 0;
  while (done < count) {
    if (at >= end) return false;
    const control = packed[at++]!;
    if (control === 128) continue;
    const run = control > 128;
    const length = run ? 257 - control : control + 1;
    if (done + length > count || at + (run ? 1 : length) > end) return false;
    for (let n = 0; n < length; n++) out[first + stride * (done + n)] = packed[run ? at : at + n]!;
    at += run ? 1 : length;
    done += length;
  }
  return true;
}
