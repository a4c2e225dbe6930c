import { type TriMesh, tripleOf } from '@specola/space';
import { measuresOf } from '../measure/measures-of.ts';
import type { Faults } from '../mesh/find-faults.ts';
import { evaluateSolids } from '../native/solid/evaluate-solids.ts';
import type { SolidExpression } from '../native/solid/solid-expression.ts';

/** Around a fault so much is made anew, in steps of the grid: what a grid rounds there lies inside. */
const MARGIN_STEPS = 3;
/** More boxes, or boxes that hold more of the body, are no longer local. */
const MOST_BOXES = 60;
const MOST_VOLUME_SHARE = 0.4;
/** The body put together has the volume of the one made anew whole, to this. */
const VOLUME_SHARE = 0.01;

interface Box {
  readonly min: number[];
  readonly max: number[];
}

/**
 * Puts a rebuilt body in place of another near its faults and nowhere else: boxes around the faults are cut out of the
 * one and kept of the other. Outside of them every triangle stays that no box cuts.
 *
 * @param mesh     a closed, oriented manifold that cuts itself
 * @param rebuilt  the same body made anew
 * @returns a mesh that is still to be proven; null where faults are all over, or the volumes say that it went wrong
 */
export async function repairedLocally(
  mesh: TriMesh,
  { triangles: atFault }: Pick<Faults, 'triangles'>,
  { mesh: rebuilt, resolutionMm }: { readonly mesh: TriMesh; readonly resolutionMm: number },
): Promise<TriMesh | null> {
  const { boundsMm } = measuresOf(mesh);
  const boxes = boxesAround(mesh, atFault, MARGIN_STEPS * resolutionMm);
  if (boxes.length === 0 || boxes.length > MOST_BOXES) return null;
  const held = boxes.reduce((sum, box) => sum + volumeOf(box), 0);
  if (held > MOST_VOLUME_SHARE * volumeOf({ min: [...boundsMm.min], max: [...boundsMm.max] })) return null;
  const solids = boxes.map(
    ({ min, max }): SolidExpression => ({
      make: 'place',
      of: { make: 'box', sidesMm: tripleOf(min.map((low, axis) => max[axis]! - low)) },
      placement: [1, 0, 0, (min[0]! + max[0]!) / 2, 0, 1, 0, (min[1]! + max[1]!) / 2, 0, 0, 1, (min[2]! + max[2]!) / 2],
    }),
  );
  const rest: SolidExpression = { make: 'subtract', from: { make: 'mesh', mesh }, what: solids };
  const anew: SolidExpression = {
    make: 'intersect',
    of: [
      { make: 'mesh', mesh: rebuilt },
      { make: 'union', of: solids },
    ],
  };
  const answer = await evaluateSolids([{ make: 'union', of: [rest, anew] }]);
  if ('refused' in answer) return null;
  const out = answer[0]!.mesh;
  const whole = measuresOf(rebuilt).volumeMm3;
  return Math.abs(measuresOf(out).volumeMm3 - whole) <= VOLUME_SHARE * whole ? out : null;
}

/** Boxes about the triangles listed, grown by a margin; those that meet are one. */
function boxesAround({ positions, triangles }: TriMesh, listed: Uint32Array, marginMm: number): Box[] {
  let boxes: Box[] = [];
  for (const t of listed) {
    let box: Box = { min: [0, 0, 0], max: [0, 0, 0] };
    for (let axis = 0; axis < 3; axis++) {
      const along = [0, 1, 2].map((k) => positions[3 * triangles[3 * t + k]! + axis]!);
      box.min[axis] = Math.min(...along) - marginMm;
      box.max[axis] = Math.max(...along) + marginMm;
    }
    for (;;) {
      const met = boxes.filter((other) => meet(box, other));
      if (met.length === 0) break;
      boxes = boxes.filter((other) => !met.includes(other));
      box = met.reduce(around, box);
    }
    boxes.push(box);
  }
  return boxes;
}

const AXES = [0, 1, 2] as const;
const meet = (a: Box, b: Box): boolean => AXES.every((n) => a.min[n]! <= b.max[n]! && b.min[n]! <= a.max[n]!);
const around = (a: Box, b: Box): Box => ({
  min: AXES.map((n) => Math.min(a.min[n]!, b.min[n]!)),
  max: AXES.map((n) => Math.max(a.max[n]!, b.max[n]!)),
});
const volumeOf = ({ min, max }: Box): number => AXES.reduce((product: number, n) => product * (max[n]! - min[n]!), 1);
