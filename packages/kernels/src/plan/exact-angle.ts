/**
 * Angles without the engine's transcendental functions, whose last bits may differ from one engine to another: a plan must
 * give the same bytes everywhere. Only +, −, ×, ÷ and square roots, which IEEE 754 fixes to the last bit.
 */

const RADIANS_PER_DEGREE = Math.PI / 180;

/** Sine and cosine of an angle in degrees; exact at multiples of 90. */
export function sineAndCosine(deg: number): readonly [sine: number, cosine: number] {
  const turns = Math.round(deg / 90);
  // Between −45 and 45 degrees twelve terms of the series are enough for a double.
  const x = (deg - 90 * turns) * RADIANS_PER_DEGREE;
  let sine = 0;
  let cosine = 0;
  let term = 1;
  for (let n = 0; n < 24; n++) {
    const sign = (n >> 1) % 2 === 0 ? 1 : -1;
    if (n % 2 === 0) cosine += sign * term;
    else sine += sign * term;
    term = (term * x) / (n + 1);
  }
  switch (((turns % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

/** The angle, degrees 0 to 180, whose cosine and sine stand in this proportion. */
export function angleDeg(sine: number, cosine: number): number {
  const size = Math.sqrt(sine * sine + cosine * cosine);
  if (size === 0) return 0;
  const [s, c] = [Math.abs(sine) / size, Math.abs(cosine) / size];
  // Halve the angle until the series converges fast: tan(a/2) = sin a / (1 + cos a).
  let tangent = s > c ? c / s : s / c;
  let doublings = 0;
  while (tangent > 0.05) {
    tangent = tangent / (1 + Math.sqrt(1 + tangent * tangent));
    doublings++;
  }
  const small = (tangent * alternating(tangent * tangent) * 2 ** doublings) / RADIANS_PER_DEGREE;
  const first = s > c ? 90 - small : small;
  return cosine < 0 ? 180 - first : first;
}

/** 1 − z/3 + z²/5 − …: the series of the arc tangent over its argument. */
function alternating(z: number): number {
  let sum = 0;
  for (let n = 15; n >= 0; n--) sum = (n % 2 === 0 ? 1 : -1) / (2 * n + 1) + z * sum;
  return sum;
}
