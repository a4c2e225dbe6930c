// Blocks of a sequential JPEG of one component: Huffman codes to coefficients to samples. Source: ITU-T T.81 annex F.
// Holds no data of its own: every place is an argument.
import { flatBlock, inverseDct } from './inverse-dct';
import { ACS, DCS, extended, NUMBERS } from './tables';

export { prepareTable } from './tables';

/** The block was the last of those asked for; the bits made no code, or did not suffice. */
const DONE: i32 = 0;
const DAMAGED: i32 = 1;

/** Taken for the run of "nothing follows": larger than any place in a block. */
const REST: i32 = 64;

/**
 * Decodes `blocks` blocks from `first` on, which lie side by side between two restarts.
 *
 * @param bytes         unstuffed, with 8 bytes behind them that may be read
 * @param bits          how many of them the file holds
 * @param tables        two tables that prepareTable made, for DC and for AC
 * @param quantization  64 × i32 in zigzag order, then 64 × u8: the place in the block of each
 * @param work          room for three blocks of 64 × i32, the first of them zero
 * @param out           rows · columns × u16
 */
export function decodeBlocks(
  bytes: usize, bits: i32, first: i32, blocks: i32, tables: usize, quantization: usize, work: usize,
  out: usize, rows: i32, columns: i32, precision: i32,
): i32 {
  const dc = tables + DCS;
  const ac = tables + ACS;
  const zigzag = quantization + 256;
  const across = (columns + 7) >> 3;
  // Bits not yet used stand at the top of `window`; at least 32 of them after each filling.
  let window: u64 = 0;
  let left: i32 = 0;
  let at = bytes;
  let lastDc: i32 = 0;
  for (let block = first; block < first + blocks; block++) {
    let furthest: i32 = 0;
    for (let n: i32 = 0; n < 64; n++) {
      if (left < 32) {
        window |= <u64>bswap<u32>(load<u32>(at)) << (32 - left);
        at += 4;
        left += 32;
      }
      const table = n == 0 ? dc : ac;
      const quick = load<i32>(table + NUMBERS + (<usize>(window >> 52) << 2));
      let number: i32;
      if (quick != 0) {
        const taken = quick & 0xff;
        window <<= taken;
        left -= taken;
        n += (quick >> 8) & 0xff;
        if (n > 63) {
          if (((quick >> 8) & 0xff) != REST) return DAMAGED;
          break;
        }
        number = quick >> 16;
      } else {
        const code = <i32>load<u16>(table + (<usize>(window >> 48) << 1));
        if (code == 0) return DAMAGED;
        window <<= code >> 8;
        left -= code >> 8;
        const symbol = code & 0xff;
        const extra = n == 0 ? symbol : symbol & 15;
        if (extra > 16) return DAMAGED;
        if (n > 0) {
          if (extra == 0 && symbol != 0xf0) break;
          n += symbol >> 4;
          if (n > 63) return DAMAGED;
        }
        number = extra == 0 ? 0 : extended(<i32>(window >> (64 - extra)), extra);
        window <<= extra;
        left -= extra;
      }
      if (n == 0) number = lastDc += number;
      else if (number != 0) furthest = n;
      store<i32>(
        work + (<usize>load<u8>(zigzag + n) << 2),
        number * load<i32>(quantization + (<usize>n << 2)),
      );
    }
    if (<i32>((at - bytes) << 3) - left > bits) return DAMAGED;
    const top = (block / across) << 3;
    const reach = (block % across) << 3;
    const target = out + (<usize>(top * columns + reach) << 1);
    const height = min(8, rows - top);
    const width = min(8, columns - reach);
    if (furthest == 0) flatBlock(work, target, columns, height, width, precision);
    else inverseDct(work, target, columns, height, width, precision);
  }
  return DONE;
}
