import type { Dimensions, IjkToLps, PointLps, Triple } from '@specola/space';
import { ijkToLpsFrom, pointLps, tripleOf } from '@specola/space';

/**
 * What a scanner does to a scene.
 *
 * pointSpreadMm     sigma of the Gaussian blur in the plane and through it, on top of the averaging over a voxel
 * noiseHu           standard deviation of the noise in the image
 * noiseGrainMm      sigma of the noise's own blur in the plane (its grain); the reconstruction kernel gives it
 * samplesPerVoxel   along i, j, k, where a boundary crosses the voxel; cells should be no larger than the thinnest part
 */
export interface Scanner {
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
  readonly pointSpreadMm: { readonly inPlane: number; readonly throughPlane: number };
  readonly noiseHu: number;
  readonly noiseGrainMm: number;
  readonly seed: number;
  readonly samplesPerVoxel: Triple;
}

/**
 * A right-handed grid around a point, turned by three small angles.
 *
 * @param turn  half-tangents of the angles about x, y and z, in this order: 0.035 turns by 4°. Rational, so that no
 *              sine is taken and the bytes are the same everywhere
 */
export function gridAround(
  centerLps: PointLps,
  { dimensions, spacingMm, turn }: { dimensions: Dimensions; spacingMm: Triple; turn: Triple },
): IjkToLps {
  let axes: Triple[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (let axis = 0; axis < 3; axis++) axes = axes.map((v) => turned(v, axis, turn[axis]!));
  const column = (n: number): Triple => [
    axes[n]![0] * spacingMm[n]!,
    axes[n]![1] * spacingMm[n]!,
    axes[n]![2] * spacingMm[n]!,
  ];
  const [i, j, k] = [column(0), column(1), column(2)];
  const half = dimensions.map((n) => (n - 1) / 2);
  const at = (r: number): number => centerLps[r]! - i[r]! * half[0]! - j[r]! * half[1]! - k[r]! * half[2]!;
  return ijkToLpsFrom(i, j, k, pointLps(at(0), at(1), at(2)));
}

/** A direction turned about an axis of space. */
function turned(v: Triple, axis: number, halfTangent: number): Triple {
  const cos = (1 - halfTangent * halfTangent) / (1 + halfTangent * halfTangent);
  const sin = (2 * halfTangent) / (1 + halfTangent * halfTangent);
  const [b, c] = [(axis + 1) % 3, (axis + 2) % 3];
  const out = [...v];
  out[b] = cos * v[b]! - sin * v[c]!;
  out[c] = sin * v[b]! + cos * v[c]!;
  return tripleOf(out);
}
