const { LN2, SQRT1_2, SQRT2 } = Math;
const TERMS = 12;

/**
 * The natural logarithm of a positive number, from sums and products alone: Math.log may differ in its last bit from one
 * engine to another, and a search that follows it would end elsewhere.
 */
export function exactLog(x: number): number {
  let m = x;
  let power = 0;
  while (m > SQRT2) {
    m *= 0.5;
    power++;
  }
  while (m < SQRT1_2) {
    m *= 2;
    power--;
  }
  // ln m = 2 artanh t with |t| below 0.172: twelve terms reach the last bit.
  const t = (m - 1) / (m + 1);
  const square = t * t;
  let sum = 0;
  for (let n = TERMS; n >= 0; n--) sum = sum * square + 1 / (2 * n + 1);
  return 2 * t * sum + power * LN2;
}
