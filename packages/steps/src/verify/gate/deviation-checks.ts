import { type Crew, distancesTo, surfaceIndex } from '@specola/kernels';
import type { Check } from '@specola/record';
import type { TriMesh } from '@specola/space';
import { evenPoints } from '../even-points.ts';
import type { BothWays } from './deviation-between.ts';

/** A mirror image must lie this much nearer than the part itself before it is called the wrong side. */
const CLEARLY_NEARER = 0.6;
/** Enough for a mean to a hundredth; of all vertices, far from their place, each search goes through thousands of empty cells. */
const POINTS = 2000;

/** Whether a part is what it was made from, within a limit, and on its side. */
export async function deviationChecks(
  judged: TriMesh,
  { mesh, limitMm }: { readonly mesh: TriMesh; readonly limitMm: number },
  { there, back }: BothWays,
  crew: Crew,
): Promise<{ readonly deviation: Check; readonly handedness: Check }> {
  const p95 = Math.max(there.numbers.p95Mm, back.numbers.p95Mm);
  const worst = there.numbers.maxMm >= back.numbers.maxMm ? there : back;
  const { outermost, innermost, maxMm } = worst.numbers;
  const far = p95 > limitMm;
  const at = Math.abs(innermost.mm) > Math.abs(outermost.mm) ? innermost : outermost;
  const deviation: Check = {
    name: 'deviation',
    result: far ? 'fail' : maxMm > 4 * limitMm ? 'warn' : 'pass',
    decides: true,
    value: p95,
    limit: limitMm,
    unit: 'mm',
    what: `95 % of the two surfaces lie within ${p95.toFixed(3)} mm of each other, the mean is ${Math.max(there.numbers.meanMm, back.numbers.meanMm).toFixed(3)} mm, the largest distance ${maxMm.toFixed(2)} mm (${worst === there ? 'of the part from what it was made from' : 'of what it was made from, where the part lacks something'}).`,
    places: far || maxMm > 4 * limitMm ? [at.at] : [],
  };
  return { deviation, handedness: await handedness(judged, mesh, there.numbers.meanMm, crew) };
}

/**
 * A mirrored part lies nearer to its original when it is mirrored again: tried for the three planes through the middle
 * of the original. A symmetric part is equally near both ways, and nothing is said.
 */
async function handedness(judged: TriMesh, original: TriMesh, meanMm: number, crew: Crew): Promise<Check> {
  using index = await surfaceIndex(original, crew);
  const middle = [0, 1, 2].map((axis) => middleAlong(original, axis));
  const points = Float32Array.from(evenPoints(judged, POINTS).flatMap(({ at }) => [...at]));
  let mirroredMm = Infinity;
  for (let axis = 0; axis < 3; axis++) {
    const turned = points.map((value, n) => (n % 3 === axis ? 2 * middle[axis]! - value : value));
    const distances = await distancesTo(index, turned, crew);
    mirroredMm = Math.min(mirroredMm, distances.reduce((sum, mm) => sum + mm, 0) / distances.length);
  }
  const wrong = mirroredMm < CLEARLY_NEARER * meanMm;
  return {
    name: 'handedness',
    result: wrong ? 'fail' : 'pass',
    decides: true,
    value: meanMm,
    limit: mirroredMm / CLEARLY_NEARER,
    unit: 'mm',
    what: wrong
      ? `Mirrored it lies ${mirroredMm.toFixed(2)} mm from what it was made from, as it is ${meanMm.toFixed(2)} mm: left and right are exchanged.`
      : `It lies ${meanMm.toFixed(2)} mm from what it was made from, mirrored ${mirroredMm.toFixed(2)} mm: it is on its side.`,
    places: [],
  };
}

function middleAlong({ positions }: TriMesh, axis: number): number {
  let [low, high] = [Infinity, -Infinity];
  for (let at = axis; at < positions.length; at += 3) {
    low = Math.min(low, positions[at]!);
    high = Math.max(high, positions[at]!);
  }
  return (low + high) / 2;
}
