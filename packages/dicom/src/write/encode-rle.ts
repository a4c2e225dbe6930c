/**
 * The frame of an 8-bit image as RLE of DICOM: a header of 64 bytes, then one segment of PackBits, row by row so that no
 * run crosses a row, padded to an even length. Source: DICOM PS3.5 annex G.
 */
export function encodeRle(frame: Uint8Array, columns: number): Uint8Array {
  // A stretch without runs takes its length and one more for each 128; a pair before it costs another.
  const rows = frame.length / columns;
  const packed = new Uint8Array(64 + frame.length + rows * (Math.ceil(columns / 128) + 2));
  const head = new DataView(packed.buffer);
  head.setUint32(0, 1, true);
  head.setUint32(4, 64, true);
  let at = 64;
  for (let row = 0; row < rows; row++) at = packRow(frame.subarray(row * columns, (row + 1) * columns), packed, at);
  return packed.subarray(0, at + (at % 2));
}

const MOST = 128;

function packRow(row: Uint8Array, packed: Uint8Array, start: number): number {
  let at = start;
  let from = 0;
  while (from < row.length) {
    const run = runAt(row, from);
    if (run >= 2) {
      packed[at++] = 257 - run;
      packed[at++] = row[from]!;
      from += run;
      continue;
    }
    // Up to the next run of three: a run of two inside a stretch saves nothing.
    let end = from + 1;
    while (end < row.length && end - from < MOST && runAt(row, end) < 3) end++;
    packed[at++] = end - from - 1;
    packed.set(row.subarray(from, end), at);
    at += end - from;
    from = end;
  }
  return at;
}

function runAt(row: Uint8Array, from: number): number {
  const end = Math.min(row.length, from + MOST);
  let to = from + 1;
  while (to < end && row[to] === row[from]) to++;
  return to - from;
}

/** Frames as encapsulated pixel data: an empty offset table, an item for each, and the end. Source: DICOM PS3.5 A.4. */
export function encapsulate(frames: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(frames.reduce((sum, frame) => sum + 8 + frame.length, 16));
  const view = new DataView(whole.buffer);
  const tag = (at: number, element: number, length: number) => {
    view.setUint16(at, 0xfffe, true);
    view.setUint16(at + 2, element, true);
    view.setUint32(at + 4, length, true);
  };
  tag(0, 0xe000, 0);
  let at = 8;
  for (const frame of frames) {
    tag(at, 0xe000, frame.length);
    whole.set(frame, at + 8);
    at += 8 + frame.length;
  }
  tag(at, 0xe0dd, 0);
  return whole;
}
