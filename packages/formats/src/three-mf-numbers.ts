/** Powers of ten that a double holds exactly, and that are enough for a Float32 of any common size. */
const EXACT_TENS = Array.from({ length: 23 }, (_, d) => Number(`1e${d}`));
const DIGIT_0 = 48;
const MINUS = 45;
const POINT = 46;
const LARGEST_PLAIN = 2 ** 31;
const SMALLEST_PLAIN = 2 ** -13;

/** Bytes that one number can take: sign, ten digits, point, and room for the rare exponent form. */
export const MOST_NUMBER_BYTES = 24;

/**
 * Writes a Float32 as the shortest decimal that reads back as the same Float32, and returns the place behind it.
 *
 * With d decimals chosen so that 10^-d is wider than the gap between neighbouring Float32 numbers, at most one decimal
 * of that length reads back; so the first length that does is the shortest. m / 10^d is the correctly rounded double of
 * the text, because both are exact in a double: the same number that any reader of the text gets.
 */
export function putFloat32(out: Uint8Array, at: number, value: number): number {
  const size = Math.abs(value);
  if (size === 0) {
    out[at] = DIGIT_0;
    return at + 1;
  }
  if (!(size < LARGEST_PLAIN) || size < SMALLEST_PLAIN) return putRare(out, at, value);
  let place = at;
  if (value < 0) out[place++] = MINUS;
  let decimals = firstDecimals(size);
  let scaled = Math.round(size * EXACT_TENS[decimals]!);
  while (Math.fround(scaled / EXACT_TENS[decimals]!) !== size) {
    decimals++;
    scaled = Math.round(size * EXACT_TENS[decimals]!);
  }
  while (decimals > 0 && scaled % 10 === 0) {
    scaled /= 10;
    decimals--;
  }
  const whole = Math.floor(scaled / EXACT_TENS[decimals]!);
  place = putWhole(out, place, whole);
  if (decimals === 0) return place;
  out[place] = POINT;
  let rest = scaled - whole * EXACT_TENS[decimals]!;
  for (let d = decimals; d > 0; d--) {
    const next = Math.floor(rest / 10);
    out[place + d] = DIGIT_0 + rest - 10 * next;
    rest = next;
  }
  return place + decimals + 1;
}

/** The most decimals d for which 10^-d is still wider than the gap between Float32 numbers of this size. */
function firstDecimals(size: number): number {
  if (size >= 128) return size >= 1024 ? (size >= 16384 ? 0 : 3) : 4;
  if (size >= 1) return size >= 16 ? 5 : 6;
  return size >= 0.125 ? 7 : size >= 0.0078125 ? 8 : 9;
}

/** Very large or very small: the shortest number of significant digits that reads back. */
function putRare(out: Uint8Array, at: number, value: number): number {
  let text = '';
  for (let digits = 1; digits <= 9; digits++) {
    text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) break;
  }
  for (let c = 0; c < text.length; c++) out[at + c] = text.charCodeAt(c);
  return at + text.length;
}

/** Writes a whole number from 0 to 2^53, and returns the place behind it. */
export function putWhole(out: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let ten = 10; value >= ten; ten *= 10) digits++;
  let rest = value;
  for (let d = digits - 1; d >= 0; d--) {
    const next = Math.floor(rest / 10);
    out[at + d] = DIGIT_0 + rest - 10 * next;
    rest = next;
  }
  return at + digits;
}

/** Reads the decimal that stands in bytes from…to; NaN where none does. */
export function numberIn(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  let digits = 0;
  let count = 0;
  let decimals = -1;
  for (; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === POINT && decimals < 0) decimals = 0;
    else if (byte >= DIGIT_0 && byte <= DIGIT_0 + 9) {
      digits = 10 * digits + byte - DIGIT_0;
      count++;
      if (decimals >= 0) decimals++;
    } else return rareNumberIn(bytes, from, to);
  }
  // Up to 15 digits are exact in a double, and so is the power of ten: one rounding, as a reader of text makes.
  if (count === 0 || count > 15) return rareNumberIn(bytes, from, to);
  const size = decimals > 0 ? digits / EXACT_TENS[decimals]! : digits;
  return negative ? -size : size;
}

function rareNumberIn(bytes: Uint8Array, from: number, to: number): number {
  const text = String.fromCharCode(...bytes.subarray(from, to)).trim();
  return text === '' ? Number.NaN : Number(text);
}
