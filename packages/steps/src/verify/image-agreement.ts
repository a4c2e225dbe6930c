import type { Finding } from '@specola/record';
import { invertIjkToLps, spacingMmOf, type TriMesh, type Volume } from '@specola/space';
import { evenPoints } from './even-points.ts';

/** Enough for a median to a hundredth of a voxel. */
const SAMPLES = 20_000;
/** How far along the normal the image is searched, and how finely. */
const REACH_VOXELS = 2;
const STEP_VOXELS = 0.25;
/**
 * What smoothing and simplifying within their bounds leave stays below a tenth of a voxel in the median; a surface drawn
 * half a voxel off, or at another grey value, does not.
 */
const MEDIAN_VOXELS = 0.2;
const SHIFT_VOXELS = 0.25;

/** Less than this of the surface, in percent, is noise of the sampling. */
const LEAST_TOLD_PERCENT = 0.1;

/** Where the image itself has its surface, seen from the finished mesh. */
export interface ImageAgreement {
  readonly samples: number;
  /** Samples with the image's surface within two voxels: pores that were filled, and cuts, have none. */
  readonly found: number;
  /** Share of the mesh's area, in percent, that belongs to the other samples. */
  readonly withoutPercent: number;
  /** Signed: positive when the mesh lies outside the image's surface. */
  readonly medianMm: number;
  /** How far the whole mesh lies beside the image's surface. */
  readonly shiftMm: number;
  /** The smallest voxel spacing, which both are compared with. */
  readonly voxelMm: number;
}

/**
 * Looks for the grey value in the volume along the normals of the mesh, by trilinear interpolation: an own look at the
 * image, which shares nothing with the surface extractor, so that a fault of that cannot hide behind itself.
 *
 * The places are spread evenly over the area. At the vertices alone the answer would depend on how a surface is cut into
 * triangles: simplifying keeps vertices on ridges and peaks, which is where taking back a blur moves a surface furthest.
 */
export function imageAgreement(
  mesh: TriMesh,
  volume: Volume,
  { isoHu, brighterInside }: { readonly isoHu: number; readonly brighterInside: boolean },
): ImageAgreement {
  const { slope, intercept } = volume.valueScale;
  const side = brighterInside ? 1 : -1;
  const sample = trilinear(volume);
  const voxelMm = Math.min(...spacingMmOf(volume.ijkToLps));
  const inward = (p: number[]): number => side * (slope * sample(p[0]!, p[1]!, p[2]!) + intercept - isoHu);
  const offsets: number[] = [];
  const pulls = [0, 0, 0];
  const points = evenPoints(mesh, SAMPLES);
  for (const { at, normal: n } of points) {
    const valueAt = (t: number) => inward(n.map((c, axis) => at[axis]! + t * c));
    const t = nearestFall(valueAt, STEP_VOXELS * voxelMm, REACH_VOXELS * voxelMm);
    if (t === undefined) continue;
    offsets.push(t);
    for (let axis = 0; axis < 3; axis++) pulls[axis]! += t * n[axis]!;
  }
  const samples = points.length;
  const found = offsets.length;
  offsets.sort((a, b) => a - b);
  // A shift s moves the surface by s·n along a normal n; over all directions the mean of (s·n) n is a third of s.
  const shiftMm = found === 0 ? 0 : (3 * Math.sqrt(pulls[0]! ** 2 + pulls[1]! ** 2 + pulls[2]! ** 2)) / found;
  const withoutPercent = samples > 0 ? 100 * (1 - found / samples) : 0;
  return { samples, found, withoutPercent, medianMm: found === 0 ? 0 : -offsets[found >> 1]!, shiftMm, voxelMm };
}

/**
 * What to say when mesh and image disagree; nothing when they agree.
 *
 * @param unblurredMm  how far outward, on average, the surface was moved on purpose because the image is blurred: the
 *                     finished mesh is expected there, no further and no nearer
 */
export function imageFindings(
  { samples, found, withoutPercent, medianMm, shiftMm, voxelMm }: ImageAgreement,
  { unblurredMm }: { readonly unblurredMm: number },
): Finding[] {
  const why = 'The model may be larger, smaller or beside the anatomy that the image shows.';
  const mend = 'Do not print this model. Please report the series’ geometry and the command that was run.';
  const finding = (what: string): Finding => ({ code: 'verify/image-disagrees', severity: 'error', what, why, mend });
  if (samples > 0 && 4 * found < samples)
    return [
      finding(
        `Of ${samples} places on the model only ${found} have the threshold's grey value in the image within ${REACH_VOXELS} voxels.`,
      ),
    ];
  const findings: Finding[] = [];
  if (withoutPercent > LEAST_TOLD_PERCENT)
    findings.push({
      code: 'verify/surface-without-image',
      severity: 'info',
      what: `${withoutPercent.toFixed(1)} % of the model's surface has no edge of the image beside it: cuts at the border of the scan, closed pores, and places where table or contrast was cut off.`,
      why: 'There the surface runs halfway between voxels, and the distances from the image say nothing about it.',
      mend: 'Look at these places on the slices before you trust them.',
    });
  if (Math.abs(medianMm - unblurredMm) > MEDIAN_VOXELS * voxelMm)
    findings.push(
      finding(
        `The model lies ${Math.abs(medianMm).toFixed(2)} mm ${medianMm > 0 ? 'outside' : 'inside'} the surface that the image itself shows, in the median of ${found} places${unblurredMm === 0 ? '' : `, where taking the blur back moved it ${unblurredMm.toFixed(2)} mm outward`}.`,
      ),
    );
  if (shiftMm > SHIFT_VOXELS * voxelMm)
    findings.push(
      finding(`The model as a whole lies ${shiftMm.toFixed(2)} mm beside the surface that the image shows.`),
    );
  return findings;
}

/** The distance along a line, nearest to 0, where a value falls through zero; none within the reach. */
function nearestFall(valueAt: (t: number) => number, step: number, reach: number): number | undefined {
  const steps = Math.round(reach / step);
  let [outT, outValue, inT, inValue] = [0, valueAt(0), 0, 0];
  inValue = outValue;
  for (let n = 1; n <= steps; n++) {
    const t = n * step;
    const outNext = valueAt(t);
    const inNext = valueAt(-t);
    const outwards = outValue >= 0 && outNext < 0 ? outT + (step * outValue) / (outValue - outNext) : undefined;
    const inwards = inNext >= 0 && inValue < 0 ? inT - (step * inValue) / (inValue - inNext) : undefined;
    if (outwards !== undefined || inwards !== undefined)
      return outwards !== undefined && (inwards === undefined || outwards <= -inwards) ? outwards : inwards;
    [outT, outValue, inT, inValue] = [t, outNext, -t, inNext];
  }
  return undefined;
}

/** The stored value at a place in the patient; the border's value outside the grid. */
function trilinear({
  dimensions: [nx, ny, nz],
  values,
  ijkToLps,
}: Volume): (x: number, y: number, z: number) => number {
  const m = invertIjkToLps(ijkToLps);
  const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));
  return (x, y, z) => {
    const i = clamp(m[0]! * x + m[1]! * y + m[2]! * z + m[3]!, nx - 1);
    const j = clamp(m[4]! * x + m[5]! * y + m[6]! * z + m[7]!, ny - 1);
    const k = clamp(m[8]! * x + m[9]! * y + m[10]! * z + m[11]!, nz - 1);
    const i0 = Math.min(Math.floor(i), Math.max(nx - 2, 0));
    const j0 = Math.min(Math.floor(j), Math.max(ny - 2, 0));
    const k0 = Math.min(Math.floor(k), Math.max(nz - 2, 0));
    const [di, dj, dk] = [nx > 1 ? 1 : 0, ny > 1 ? nx : 0, nz > 1 ? nx * ny : 0];
    const at = i0 + nx * (j0 + ny * k0);
    const along = (from: number) => values[from]! + (i - i0) * (values[from + di]! - values[from]!);
    const low = along(at) + (j - j0) * (along(at + dj) - along(at));
    const high = along(at + dk) + (j - j0) * (along(at + dk + dj) - along(at + dk));
    return low + (k - k0) * (high - low);
  };
}
