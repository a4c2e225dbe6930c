import type { Finding } from '@specola/record';
import { spacingMmOf, toLps, type Volume } from '@specola/space';

type Grid = Pick<Volume, 'dimensions' | 'ijkToLps'>;

/** Rounding of a header in single precision moves no voxel by more than this share of itself. */
const SAME_VOXEL = 0.02;

/**
 * Compares the grid of an answer with the grid of what was sent: a program that lost the place, the spacing or the size
 * of a scan gives labels that lie elsewhere, and looks sound by itself.
 *
 * @returns null when they are the same grid, whatever the order of its axes
 */
export function headerChanges(sent: Grid, got: Grid): Finding | null {
  const [was, is] = [spacingMmOf(sent.ijkToLps), spacingMmOf(got.ijkToLps)];
  const apartMm = largestShiftMm(sent, got);
  const changes: string[] = [];
  // The same voxels in another order are the same grid: sizes and spacings are compared by where the corners lie.
  if (apartMm <= SAME_VOXEL * Math.min(...was)) {
    const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b).join(' × ');
    if (sorted(sent.dimensions) === sorted(got.dimensions)) return null;
  }
  const say = (what: string, before: readonly number[], after: readonly number[], digits: number) => {
    const [a, b] = [before, after].map((numbers) => numbers.map((one) => one.toFixed(digits)).join(' × '));
    if (a !== b) changes.push(`${what} ${b} instead of ${a}`);
  };
  say('size', sent.dimensions, got.dimensions, 0);
  say('spacing', was, is, 3);
  changes.push(`corners up to ${apartMm.toFixed(1)} mm from where they were`);
  return {
    code: 'automatic/header-changed',
    severity: 'error',
    what: `The answer lies on another grid than the scan that was sent: ${changes.join(', ')}.`,
    why: 'Segments that were shifted, stretched or mirrored on the way look sound and are in the wrong place.',
    mend: 'Do not use them before the program keeps the header of what it gets; look at them over the scan.',
  };
}

/** How far the corners of one grid lie from the nearest of the other: a turned order of axes moves none. */
function largestShiftMm(sent: Grid, got: Grid): number {
  const [here, there] = [cornersOf(sent), cornersOf(got)];
  const nearest = ([x, y, z]: readonly number[]) =>
    Math.min(...here.map((corner) => Math.hypot(corner[0]! - x!, corner[1]! - y!, corner[2]! - z!)));
  return Math.max(...there.map(nearest));
}

function cornersOf({ dimensions: [nx, ny, nz], ijkToLps }: Grid): (readonly number[])[] {
  const ends = (n: number) => [0, n - 1];
  return ends(nx).flatMap((i) => ends(ny).flatMap((j) => ends(nz).map((k) => toLps([i, j, k], ijkToLps))));
}
