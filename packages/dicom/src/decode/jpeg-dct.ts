import { FrameDamage } from './frame-damage.ts';
import { extended, type HuffmanTable, huffmanTable } from './huffman.ts';
import { inverseDct } from './inverse-dct.ts';
import type { EntropySegment, JpegScan } from './jpeg-scan.ts';

/** Place in a block of the nth coefficient that is written. Source: ITU-T T.81 figure A.6. */
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];

/**
 * Decodes a baseline or extended sequential JPEG of one component, 8 or 12 bits. Source: ITU-T T.81 annex F.
 *
 * No package on npm reads 12 bits (codec-libjpeg-turbo-8bit reads 8, and its 12-bit sister is not published); one decoder
 * for both gives what DCMTK and GDCM give, sample for sample.
 *
 * @throws FrameDamage
 */
export function decodeJpegDct(scan: JpegScan): Uint16Array {
  const { rows, columns, precision, quantization, acTable, restartInterval, segments } = scan;
  if (precision !== 8 && precision !== 12) throw new FrameDamage(`a DCT of ${precision} bits is not read`);
  if (!quantization || !acTable) throw new FrameDamage('a table is missing');
  const across = Math.ceil(columns / 8);
  const blocks = across * Math.ceil(rows / 8);
  const reader = new BlockReader(huffmanTable(scan.dcTable, 16), huffmanTable(acTable, 0));
  const out = new Uint16Array(rows * columns);
  const coefficients = new Int32Array(64);
  const samples = new Int32Array(64);
  for (let block = 0; block < blocks; block++) {
    if (block === 0 || (restartInterval > 0 && block % restartInterval === 0)) {
      const segment = segments[restartInterval > 0 ? block / restartInterval : 0];
      if (!segment) throw new FrameDamage('it ends before its samples');
      reader.begin(segment);
    }
    if (!reader.next(coefficients, quantization)) throw new FrameDamage('its samples end early or are damaged');
    inverseDct(coefficients, samples, precision);
    const top = 8 * Math.floor(block / across);
    const left = 8 * (block % across);
    const height = Math.min(8, rows - top);
    const width = Math.min(8, columns - left);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) out[(top + y) * columns + left + x] = samples[8 * y + x]!;
  }
  return out;
}

class BlockReader {
  private readonly dc: HuffmanTable;
  private readonly ac: HuffmanTable;
  private bytes = new Uint8Array(0);
  private bits = 0;
  private at = 0;
  private lastDc = 0;

  constructor(dc: HuffmanTable, ac: HuffmanTable) {
    this.dc = dc;
    this.ac = ac;
  }

  begin({ bytes, bits }: EntropySegment): void {
    this.bytes = bytes as Uint8Array<ArrayBuffer>;
    this.bits = bits;
    this.at = 0;
    this.lastDc = 0;
  }

  /** Fills a block, dequantized, in rows; false when the bits do not suffice or make no code. */
  next(block: Int32Array, quantization: Uint16Array): boolean {
    block.fill(0);
    const size = this.symbol(this.dc);
    if (size < 0 || size > 16) return false;
    this.lastDc += this.number(size);
    block[0] = this.lastDc * quantization[0]!;
    for (let n = 1; n < 64; n++) {
      const symbol = this.symbol(this.ac);
      if (symbol < 0) return false;
      const bits = symbol & 15;
      if (bits === 0) {
        if (symbol !== 0xf0) break;
        n += 15;
        continue;
      }
      n += symbol >> 4;
      if (n > 63) return false;
      block[ZIGZAG[n]!] = this.number(bits) * quantization[n]!;
    }
    return this.at <= this.bits;
  }

  private symbol({ codes }: HuffmanTable): number {
    const code = codes[this.window() >>> 16]!;
    if (code === 0) return -1;
    this.at += code >> 8;
    return code & 255;
  }

  private number(bits: number): number {
    if (bits === 0) return 0;
    const extra = this.window() >>> (32 - bits);
    this.at += bits;
    return extended(extra, bits);
  }

  /** The next 25 bits or more, at the top of 32. */
  private window(): number {
    const byte = this.at >> 3;
    const { bytes } = this;
    return (
      ((bytes[byte]! << 24) | (bytes[byte + 1]! << 16) | (bytes[byte + 2]! << 8) | bytes[byte + 3]!) << (this.at & 7)
    );
  }
}
