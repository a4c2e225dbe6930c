import { FrameDamage } from './frame-damage.ts';
import type { HuffmanSpec, JpegScan } from './jpeg-scan.ts';
import { instantiate, PAGE_BYTES } from './native/instantiate.ts';
import { wasmBase64 } from './native/jpeg-dct/built.ts';

/** Place in a block of the nth coefficient that is written. Source: ITU-T T.81 figure A.6. */
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];

// Where things stand in the module's memory, in bytes; behind them the packed bits, then the samples.
const SPEC = 0;
const QUANTIZATION = 512;
const WORK = 1024;
const TABLES = 2048;
const BITS = TABLES + 2 * (131072 + 16384);

/**
 * Opens a decoder, with a memory of its own, for baseline or extended sequential JPEG of one component, 8 or 12 bits.
 * Source: ITU-T T.81 annex F. What it gives is what DCMTK and GDCM give, sample for sample; it throws FrameDamage.
 *
 * No package on npm reads 12 bits (codec-libjpeg-turbo-8bit reads 8, and its 12-bit sister is not published). The same
 * steps in TypeScript took 4.0 ms for a 512² slice of 12 bits where GDCM takes 3.5; compiled, with four columns at once, 1.2.
 */
export function openJpegDct(): (scan: JpegScan) => Uint16Array {
  const { memory, native } = instantiate<'prepareTable' | 'decodeBlocks'>(wasmBase64, BITS);
  return (scan) => {
    const { rows, columns, precision, quantization, acTable, restartInterval, segments } = scan;
    if (precision !== 8 && precision !== 12) throw new FrameDamage(`a DCT of ${precision} bits is not read`);
    if (!quantization || !acTable) throw new FrameDamage('a table is missing');
    const longest = segments.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
    const out = BITS + 8 * Math.ceil(longest / 8);
    const room = bytesWithin(memory, out + 2 * rows * columns);
    room.fill(0, WORK, TABLES);
    new Int32Array(memory.buffer, QUANTIZATION, 64).set(quantization);
    room.set(ZIGZAG, QUANTIZATION + 256);
    for (const [kind, spec] of [scan.dcTable, acTable].entries()) {
      placeSpec(room, spec);
      if (native.prepareTable(SPEC, kind === 0 ? 0 : 1, TABLES) !== 0)
        throw new FrameDamage('a Huffman table is damaged');
    }
    const blocks = Math.ceil(columns / 8) * Math.ceil(rows / 8);
    const step = restartInterval > 0 ? restartInterval : blocks;
    for (let first = 0, at = 0; first < blocks; first += step, at++) {
      const segment = segments[at];
      if (!segment) throw new FrameDamage('it ends before its samples');
      room.set(segment.bytes, BITS);
      const count = Math.min(step, blocks - first);
      const places = [TABLES, QUANTIZATION, WORK, out] as const;
      if (native.decodeBlocks(BITS, segment.bits, first, count, ...places, rows, columns, precision) !== 0)
        throw new FrameDamage('its samples end early or are damaged');
    }
    return new Uint16Array(memory.buffer, out, rows * columns).slice();
  };
}

function placeSpec(room: Uint8Array, { counts, symbols }: HuffmanSpec): void {
  room.fill(0, SPEC, QUANTIZATION);
  room.set(counts, SPEC);
  room.set(symbols, SPEC + 16);
}

function bytesWithin(memory: WebAssembly.Memory, bytes: number): Uint8Array {
  const missing = bytes - memory.buffer.byteLength;
  try {
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  } catch {
    throw new FrameDamage('it takes more memory than there is');
  }
  return new Uint8Array(memory.buffer);
}
