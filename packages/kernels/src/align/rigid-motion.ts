import { type PointLps, pointLps, type Triple } from '@specola/space';

/** 3×4, row-major, 12 numbers: a turn and a shift, mm to mm. */
export type RigidMotion = readonly number[];

export const AT_REST: RigidMotion = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

export function moved([x, y, z]: Triple, m: RigidMotion): PointLps {
  return pointLps(
    m[0]! * x + m[1]! * y + m[2]! * z + m[3]!,
    m[4]! * x + m[5]! * y + m[6]! * z + m[7]!,
    m[8]! * x + m[9]! * y + m[10]! * z + m[11]!,
  );
}

/** First `inner`, then `outer`. */
export function composed(outer: RigidMotion, inner: RigidMotion): RigidMotion {
  const out: number[] = [];
  for (let r = 0; r < 12; r += 4)
    for (let c = 0; c < 4; c++)
      out.push(
        outer[r]! * inner[c]! +
          outer[r + 1]! * inner[4 + c]! +
          outer[r + 2]! * inner[8 + c]! +
          (c === 3 ? outer[r + 3]! : 0),
      );
  return out;
}

/**
 * A turn about the origin, then a shift.
 *
 * @param halfTangents  axis times the tangent of half the angle: rational, so no sine is taken, and exactly a rotation
 */
export function turnedAndShifted([x, y, z]: Triple, [sx, sy, sz]: Triple): RigidMotion {
  const n = 1 / (1 + x * x + y * y + z * z);
  return [
    n * (1 + x * x - y * y - z * z),
    2 * n * (x * y - z),
    2 * n * (x * z + y),
    sx,
    2 * n * (x * y + z),
    n * (1 - x * x + y * y - z * z),
    2 * n * (y * z - x),
    sy,
    2 * n * (x * z - y),
    2 * n * (y * z + x),
    n * (1 - x * x - y * y + z * z),
    sz,
  ];
}

/** The way back: the turn transposed, the shift turned back. */
export function inverseOf(m: RigidMotion): RigidMotion {
  const out: number[] = [];
  for (let r = 0; r < 3; r++) {
    const [a, b, c] = [m[r]!, m[4 + r]!, m[8 + r]!];
    out.push(a, b, c, -(a * m[3]! + b * m[7]! + c * m[11]!));
  }
  return out;
}

/** A turn about a place, then a shift; see `turnedAndShifted`. */
export function turnedAbout(about: Triple, halfTangents: Triple, shiftMm: Triple): RigidMotion {
  const turn = [...turnedAndShifted(halfTangents, [0, 0, 0])];
  const back = moved([-about[0], -about[1], -about[2]], turn);
  for (let r = 0; r < 3; r++) turn[4 * r + 3] = back[r]! + about[r]! + shiftMm[r]!;
  return turn;
}
