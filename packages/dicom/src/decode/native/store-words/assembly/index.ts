// Raw words to stored values where these differ by one number alone, eight at once.

/**
 * Adds `plus` to `words` words at `at`, in place, modulo 2^16.
 *
 * @param signed  how words are compared with `from` and `to`
 * @param words   a multiple of 8
 * @returns 0 when every word lay from `from` to `to`
 */
export function shiftWords(at: usize, words: i32, signed: i32, from: i32, to: i32, plus: i32): i32 {
  // Unsigned words are compared as signed ones, moved down by half their range.
  const turn = i16x8.splat(signed ? 0 : <i16>0x8000);
  const low = v128.xor(i16x8.splat(<i16>from), turn);
  const high = v128.xor(i16x8.splat(<i16>to), turn);
  const more = i16x8.splat(<i16>plus);
  let outside = i16x8.splat(0);
  for (const end = at + (<usize>words << 1); at < end; at += 16) {
    const eight = v128.load(at);
    const number = v128.xor(eight, turn);
    outside = v128.or(outside, v128.or(i16x8.lt_s(number, low), i16x8.gt_s(number, high)));
    v128.store(at, i16x8.add(eight, more));
  }
  return v128.any_true(outside) ? 1 : 0;
}
