import { FrameDamage } from './frame-damage.ts';
import type { HuffmanSpec } from './jpeg-scan.ts';

/** Looking at so many bits at once finds nearly every code of a CT together with the bits that follow it. */
export const LOOK_BITS = 12;

/** Huffman codes made ready for reading. */
export interface HuffmanTable {
  /** By the next 16 bits: length · 256 + symbol, or 0 where no code begins so. */
  readonly codes: Uint16Array;
  /**
   * By the next 12 bits: the signed number (T.81 F.2.2.1, EXTEND) that a code and its extra bits make, · 32, + how many
   * bits both take; 0 where they take more than 12.
   */
  readonly numbers: Int32Array;
}

/**
 * @param mostExtraBits  symbols above it have no meaning as a count of extra bits
 * @throws FrameDamage when the lengths make no prefix code
 */
export function huffmanTable({ counts, symbols }: HuffmanSpec, mostExtraBits: number): HuffmanTable {
  const codes = new Uint16Array(65536);
  const numbers = new Int32Array(1 << LOOK_BITS);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= 16; length++) {
    for (let n = 0; n < counts[length - 1]!; n++, code++) {
      if (code >= 2 ** length) throw new FrameDamage('a Huffman table is damaged');
      const symbol = symbols[at++]!;
      const first = code << (16 - length);
      codes.fill(length * 256 + symbol, first, first + (1 << (16 - length)));
      const taken = length + symbol;
      if (symbol > mostExtraBits || taken > LOOK_BITS) continue;
      const spare = LOOK_BITS - taken;
      for (let extra = 0; extra < 1 << symbol; extra++) {
        const from = ((code << symbol) | extra) << spare;
        numbers.fill(extended(extra, symbol) * 32 + taken, from, from + (1 << spare));
      }
    }
    code *= 2;
  }
  return { codes, numbers };
}

/** The number that extra bits stand for: those that begin with 0 are negative. */
export const extended = (extra: number, bits: number): number =>
  bits > 0 && extra < 1 << (bits - 1) ? extra - 2 ** bits + 1 : extra;
