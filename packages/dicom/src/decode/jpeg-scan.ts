import { FrameDamage } from './frame-damage.ts';

/** How the samples of a JPEG are coded: each sequential process of one component. Source: ITU-T T.81 table B.1. */
export type JpegProcess = 'dct' | 'lossless';

/** One component's one scan, with the tables that hold for it. */
export interface JpegScan {
  readonly process: JpegProcess;
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  /** Zigzag order. */
  readonly quantization: Uint16Array | null;
  readonly dcTable: HuffmanSpec;
  readonly acTable: HuffmanSpec | null;
  /** Lossless: 1 to 7 (T.81 table H.1). */
  readonly predictor: number;
  readonly pointTransform: number;
  /** Coded units between restarts; 0 for none. */
  readonly restartInterval: number;
  /** Entropy-coded bytes between restarts, unstuffed, each followed by eight zeros so that a reader may look ahead. */
  readonly segments: readonly EntropySegment[];
}

export interface EntropySegment {
  readonly bytes: Uint8Array;
  /** Bits that the file holds; what lies behind is made up. */
  readonly bits: number;
}

export interface HuffmanSpec {
  /** Codes of each length, 1 to 16. */
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

const LOOK_AHEAD_BYTES = 8;

/**
 * Reads the markers of a JPEG of one component up to its end.
 *
 * @throws FrameDamage for what is no such JPEG, or ends early
 */
export function jpegScan(bytes: Uint8Array): JpegScan {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) throw new FrameDamage('it does not begin as a JPEG');
  const dc: HuffmanSpec[] = [];
  const ac: HuffmanSpec[] = [];
  const quantization: Uint16Array[] = [];
  let frame: Pick<JpegScan, 'process' | 'precision' | 'rows' | 'columns'> & { table: number } = NO_FRAME;
  let restartInterval = 0;
  let at = 2;
  for (;;) {
    while (at < bytes.length && bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    if (at + 4 > bytes.length) throw new FrameDamage('it ends before its samples');
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (marker < 0xff01 || length < 2 || end > bytes.length) throw new FrameDamage('its markers are damaged');
    const body = bytes.subarray(at + 4, end);
    if (marker === 0xffc4) readHuffman(body, dc, ac);
    else if (marker === 0xffdb) readQuantization(body, quantization);
    else if (marker === 0xffdd && body.length >= 2) restartInterval = body[0]! * 256 + body[1]!;
    else if (marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc8 && marker !== 0xffcc)
      frame = frameHeader(marker, body);
    else if (marker === 0xffda) {
      if (frame === NO_FRAME || body.length < 6 || body[0] !== 1)
        throw new FrameDamage('it is no scan of one component');
      const dcTable = dc[body[2]! >> 4];
      if (!dcTable) throw new FrameDamage('a Huffman table is missing');
      return {
        ...frame,
        quantization: quantization[frame.table] ?? null,
        dcTable,
        acTable: ac[body[2]! & 15] ?? null,
        predictor: body[3]!,
        pointTransform: body[5]! & 15,
        restartInterval,
        segments: segmentsOf(bytes, end),
      };
    }
    at = end;
  }
}

const NO_FRAME = { process: 'dct', precision: 0, rows: 0, columns: 0, table: 0 } as const;

function frameHeader(marker: number, body: Uint8Array) {
  const process: JpegProcess | undefined = (
    { 65472: 'dct', 65473: 'dct', 65475: 'lossless' } as Readonly<Record<number, JpegProcess>>
  )[marker];
  if (!process) throw new FrameDamage('it is a progressive, hierarchical or arithmetic JPEG, which is not read');
  if (body.length < 9 || body[5] !== 1) throw new FrameDamage('it is no JPEG of one component');
  return {
    process,
    precision: body[0]!,
    rows: body[1]! * 256 + body[2]!,
    columns: body[3]! * 256 + body[4]!,
    table: body[8]! & 3,
  };
}

function readHuffman(body: Uint8Array, dc: HuffmanSpec[], ac: HuffmanSpec[]): void {
  let at = 0;
  while (at + 17 <= body.length) {
    const place = body[at]! & 15;
    const counts = body.slice(at + 1, at + 17);
    const total = counts.reduce((sum, n) => sum + n, 0);
    if (place > 3 || total > 256 || at + 17 + total > body.length) throw new FrameDamage('a Huffman table is damaged');
    (body[at]! >> 4 === 0 ? dc : ac)[place] = { counts, symbols: body.slice(at + 17, at + 17 + total) };
    at += 17 + total;
  }
}

function readQuantization(body: Uint8Array, tables: Uint16Array[]): void {
  let at = 0;
  while (at < body.length) {
    const wide = body[at]! >> 4;
    const place = body[at]! & 3;
    if (at + 1 + (wide ? 128 : 64) > body.length) throw new FrameDamage('a quantization table is damaged');
    tables[place] = Uint16Array.from({ length: 64 }, (_, n) =>
      wide ? body[at + 1 + 2 * n]! * 256 + body[at + 2 + 2 * n]! : body[at + 1 + n]!,
    );
    at += wide ? 129 : 65;
  }
}

/** Takes the stuffed zeros out, and cuts at the restarts (RST0 to RST7), up to the next other marker. */
function segmentsOf(bytes: Uint8Array, from: number): EntropySegment[] {
  const segments: EntropySegment[] = [];
  const room = new Uint8Array(bytes.length - from + LOOK_AHEAD_BYTES);
  let filled = 0;
  const close = (): void => {
    const plain = segments.length === 0 ? room : new Uint8Array(filled + LOOK_AHEAD_BYTES);
    if (segments.length > 0) plain.set(room.subarray(0, filled));
    segments.push({ bytes: plain.slice(0, filled + LOOK_AHEAD_BYTES).fill(0, filled), bits: 8 * filled });
    filled = 0;
  };
  let at = from;
  for (;;) {
    const stop = bytes.indexOf(0xff, at);
    const end = stop < 0 ? bytes.length : stop;
    room.set(bytes.subarray(at, end), filled);
    filled += end - at;
    if (stop < 0 || stop + 1 >= bytes.length) throw new FrameDamage('it has no end');
    const next = bytes[stop + 1]!;
    if (next === 0) {
      room[filled++] = 0xff;
      at = stop + 2;
    } else if (next === 0xff) at = stop + 1;
    else {
      close();
      if (next < 0xd0 || next > 0xd7) return segments;
      at = stop + 2;
    }
  }
}
