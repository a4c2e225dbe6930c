// The smallest native module: proves in tests that threads share one memory.

/** Adds up `count` Uint32 values from `valuesAt` (sum modulo 2³²). */
export function sumUint32(valuesAt: usize, count: i32): u32 {
  let sum: u32 = 0;
  for (let n = 0; n < count; n++) sum += load<u32>(valuesAt + (<usize>n << 2));
  return sum;
}
