import { drawTube } from '@specola/commands';
import { bricksFromRuns } from '@specola/kernels';
import type { Triple } from '@specola/space';
import { tripleOf } from '@specola/space';
import { editStep } from '../edit/edit-step.ts';
import { brushRuns } from './paint-segment.ts';

/** Pieces between two points of a curved tube. */
const PIECES = 12;

export const runDrawTube = editStep(
  drawTube,
  ({ volume }, { pointsLpsMm, radiusMm, curved }) => ({
    add: bricksFromRuns(
      volume.dimensions,
      brushRuns(volume, {
        brush: 'sphere',
        radiusMm,
        sliceAxis: 'k',
        strokes: [curved ? curveThrough(pointsLpsMm) : pointsLpsMm],
      }),
    ),
    isoHu: null,
  }),
  { byHand: true },
);

/**
 * A smooth way through points.
 *
 * @source Catmull and Rom, in Computer Aided Geometric Design (1974) 317; the ends are repeated
 */
function curveThrough(points: readonly Triple[]): Triple[] {
  const way: Triple[] = [points[0]!];
  for (let n = 0; n + 1 < points.length; n++) {
    const [before, from, to, after] = [
      points[Math.max(0, n - 1)]!,
      points[n]!,
      points[n + 1]!,
      points[Math.min(points.length - 1, n + 2)]!,
    ];
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      way.push(
        tripleOf(
          from.map((_, axis) => {
            const [p, q, r, s] = [before[axis]!, from[axis]!, to[axis]!, after[axis]!];
            return (
              0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t)
            );
          }),
        ),
      );
    }
  }
  return way;
}
