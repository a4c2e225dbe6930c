// A table of Huffman codes, made ready for reading:
//   65,536 × u16, by the next 16 bits: length · 256 + symbol, or 0 where no code begins so;
//    4,096 × i32, by the next 12 bits: number · 65,536 + run · 256 + bits that both take, or 0 where they take more.
// Looking at 12 bits finds nearly every code of a CT together with the bits that follow it.
export const NUMBERS: usize = 131072;
const TABLE_BYTES: usize = 131072 + 16384;
/** Where the table of each class begins. */
export const DCS: usize = 0;
export const ACS: usize = TABLE_BYTES;

const LOOK_BITS: i32 = 12;
/** A run that ends the block. */
const REST: i32 = 64;

/** The number that extra bits stand for: those that begin with 0 are negative (T.81 F.2.2.1, EXTEND). */
// @ts-ignore: decorator
@inline
export function extended(extra: i32, bits: i32): i32 {
  return extra < (1 << (bits - 1)) ? extra - (1 << bits) + 1 : extra;
}

/**
 * Fills the table of class 0 (DC) or 1 (AC).
 *
 * @param spec  16 counts of codes of each length, then their symbols (256 bytes are there)
 * @returns 1 when the lengths make no prefix code
 */
export function prepareTable(spec: usize, kind: i32, tables: usize): i32 {
  const table = tables + (kind == 0 ? DCS : ACS);
  memory.fill(table, 0, TABLE_BYTES);
  let code: i32 = 0;
  let at = spec + 16;
  for (let length: i32 = 1; length <= 16; length++) {
    const count = <i32>load<u8>(spec + length - 1);
    for (let n: i32 = 0; n < count; n++, code++) {
      if (code >= 1 << length) return 1;
      const symbol = <i32>load<u8>(at++);
      fill16(table + (<usize>(code << (16 - length)) << 1), 1 << (16 - length), <u16>((length << 8) | symbol));
      const extra = kind == 0 ? symbol : symbol & 15;
      const run = kind == 0 ? 0 : extra == 0 && symbol != 0xf0 ? REST : symbol >> 4;
      const taken = length + extra;
      if (taken > LOOK_BITS) continue;
      const spare = LOOK_BITS - taken;
      for (let bits: i32 = 0; bits < 1 << extra; bits++) {
        const number = extra == 0 ? 0 : extended(bits, extra);
        const from = ((code << extra) | bits) << spare;
        for (let place: i32 = from; place < from + (1 << spare); place++)
          store<i32>(table + NUMBERS + (<usize>place << 2), (number << 16) | (run << 8) | taken);
      }
    }
    code <<= 1;
  }
  return 0;
}

function fill16(at: usize, count: i32, value: u16): void {
  for (const end = at + (<usize>count << 1); at < end; at += 2) store<u16>(at, value);
}
