import type { unblurSurface as command } from '@specola/commands';
import { crossingPlaces, evenEdges, type MeasuredBlur, measureBlur, unblurSurface } from '@specola/kernels';
import type { Blur, Finding } from '@specola/record';
import { invertIjkToLps, pointLps, spacingMmOf, type TriMesh, toIjk, type Volume } from '@specola/space';
import type { Run } from '../runner/values.ts';

/** Halfway between air and tissue: skin is the evenest edge of a patient, and nearly every CT shows some. */
const AIR_EDGE_HU = -450;
const LINES_PER_SIDE = 40;
/** Of the surface and of the skin: from here on the blur of the real scans moves by less than its own spread. */
const PLACES = 500;
const EDGES = 130;
/** Below this the estimate says little: on the real scans halves of as many edges differ by a tenth. */
const FEWEST_EDGES = 40;
const WIDEST_SPREAD = 0.25;
/** A ball of three voxels across needs 0.5 to 0.85 of sigma, the softer the scan the more, and a sharp edge 0.6. */
const BOUND_SIGMAS = 0.9;
const MOST_MM = 0.5;
/** The rise from one sigma outside to one inside, in noise: what is seen at less is no edge to be moved by. */
const LEAST_NOISES = 4;
const ENOUGH_NOISES = 8;

/**
 * Moves curved surfaces back to where the blur took them from, by as much as an image of the moved surface, blurred alike,
 * needs to have its half-maximum where the scan has its own. The blur is read from the scan's edges, never from its tags.
 */
export const runUnblurSurface: Run<typeof command> = async ({ volume, surface }, { unblurMm }, { crew, pace }) => {
  const { mesh, segment } = surface;
  const left = (blur: Blur, findings: readonly Finding[]) => ({
    surface: { ...surface, unblurred: { positions: null, blur } },
    findings,
  });
  // A surface of voxels is blurred by nothing that the scan's edges could tell.
  if (unblurMm === 0 || segment.image) return left(untouched(null, 0), []);
  // The surface and the skin apart: the skin's edges are many, and evener than bone.
  const edges = placesOf(volume, mesh).flatMap((places) => evenEdges(volume, places, { most: EDGES }));
  const measured = measureBlur(edges, spacingMmOf(volume.ijkToLps));
  pace.report(0.3);
  const sigma = measured ? Math.cbrt(measured.sigmaMm[0] * measured.sigmaMm[1] * measured.sigmaMm[2]) : 0;
  const boundMm = unblurMm ?? Math.min(MOST_MM, BOUND_SIGMAS * sigma);
  if (!measured || measured.edges < FEWEST_EDGES || measured.spreadMm > WIDEST_SPREAD * sigma)
    return left(untouched(measured, boundMm), [unsure(measured)]);
  const moved = await unblurSurface(
    mesh,
    volume,
    {
      blur: measured,
      isoHu: segment.isoHu,
      brighterInside: segment.brighterInside,
      boundMm,
      noise: measured.noise,
      believedFrom: LEAST_NOISES * measured.noise,
      believedFully: ENOUGH_NOISES * measured.noise,
    },
    crew,
  );
  pace.report(1);
  const { positions, largestMoveMm, meanMoveMm, meanSizeMm } = moved;
  const blur = { ...untouched(measured, boundMm), corrected: true, largestMoveMm, meanMoveMm, meanSizeMm };
  return { surface: { ...surface, unblurred: { positions, blur } }, findings: [found(measured, blur)] };
};

/** Voxel indices of places at the segment's surface, and of places where the image goes from air to tissue. */
function placesOf(volume: Volume, { positions }: TriMesh): Float32Array[] {
  const toGrid = invertIjkToLps(volume.ijkToLps);
  const count = positions.length / 3;
  const kept = Math.min(PLACES, count);
  const places = Float32Array.from({ length: 3 * kept });
  for (let n = 0; n < kept; n++) {
    const v = 3 * Math.floor((n * count) / kept);
    places.set(toIjk(pointLps(positions[v]!, positions[v + 1]!, positions[v + 2]!), toGrid), 3 * n);
  }
  const { unit, slope, intercept } = volume.valueScale;
  if (unit !== 'HU') return [places];
  const level = (AIR_EDGE_HU - intercept) / slope;
  return [places, crossingPlaces(volume, level, { linesPerSide: LINES_PER_SIDE, most: PLACES })];
}

function untouched(measured: MeasuredBlur | null, boundMm: number): Blur {
  return {
    sigmaMm: measured && [...measured.sigmaMm],
    spreadMm: measured?.spreadMm ?? null,
    edges: measured?.edges ?? 0,
    corrected: false,
    boundMm,
    largestMoveMm: 0,
    meanMoveMm: 0,
    meanSizeMm: 0,
  };
}

const shown = (mm: number): string => mm.toFixed(2);

function found({ sigmaMm, spreadMm, edges }: MeasuredBlur, { largestMoveMm, meanMoveMm }: Blur): Finding {
  return {
    code: 'surface/blur-taken-back',
    severity: 'info',
    what: `The image is blurred by ${sigmaMm.map(shown).join(' × ')} mm (sigma along rows, columns and slices, voxel included; half of ${edges} edges within ${shown(spreadMm)} mm of it). The surface was moved by ${meanMoveMm.toFixed(3)} mm outward on average, ${shown(largestMoveMm)} mm at most.`,
    why: 'A blurred image shows convex bone too small and hollows too shallow: a ball of 3 mm radius loses 7 % of its volume.',
    mend: 'Pass --unblur-mm 0 to print the surface exactly as the grey values have it.',
  };
}

function unsure(measured: MeasuredBlur | null): Finding {
  return {
    code: 'surface/blur-unknown',
    severity: 'info',
    what: measured
      ? `The blur of the image could not be told well enough: ${measured.edges} even edges, half of them within ${shown(measured.spreadMm)} mm.`
      : 'The blur of the image could not be told: it has too few even edges.',
    why: 'Curved surfaces are left where the grey values have them: parts of a few voxels come out too small, a ball of 3 mm radius by 7 % of its volume at half-millimetre voxels.',
    mend: 'Use a series that shows the skin, or one with less noise and thinner slices, where small parts matter.',
  };
}
