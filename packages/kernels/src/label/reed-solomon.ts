/** x⁸ + x⁵ + x³ + x² + 1. Source: ISO/IEC 16022:2006, annex E. */
const PRIME = 0x12d;

/** Powers of the generator and their logarithms in the field of 256. */
function fieldTables(): { readonly power: Uint8Array; readonly log: Uint8Array } {
  const power = new Uint8Array(255);
  const log = new Uint8Array(256);
  for (let n = 0, value = 1; n < 255; n++) {
    power[n] = value;
    log[value] = n;
    value <<= 1;
    if (value > 255) value ^= PRIME;
  }
  return { power, log };
}

/** The check words of data words: the remainder of their division by (x − 2¹)(x − 2²)…. */
export function checkWordsOf(data: Uint8Array, count: number): Uint8Array {
  const { power, log } = fieldTables();
  const times = (a: number, b: number): number => (a && b ? power[(log[a]! + log[b]!) % 255]! : 0);
  let generator = [1];
  for (let n = 1; n <= count; n++) {
    const next = [...generator, 0];
    for (const [at, value] of generator.entries()) next[at + 1]! ^= times(value, power[n]!);
    generator = next;
  }
  const rest = new Uint8Array(count);
  for (const word of data) {
    const factor = word ^ rest[0]!;
    rest.copyWithin(0, 1);
    rest[count - 1] = 0;
    for (let at = 0; at < count; at++) rest[at]! ^= times(factor, generator[at + 1]!);
  }
  return rest;
}
