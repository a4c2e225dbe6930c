import { cutSegment, surfaceCut } from '@specola/commands';
import { boxOfBricks, combineBricks } from '@specola/kernels';
import { type BrickMask, type Segmentation, type SegmentState, type Triple, toLps, tripleOf } from '@specola/space';
import type { Change } from '../edit/change-segment.ts';
import { FlatPointsError, NoPlaneError } from '../edit/edit-errors.ts';
import { editStep } from '../edit/edit-step.ts';
import { everyVoxelOf } from '../edit/work-box.ts';
import { convexHullPlanes } from './convex-hull-planes.ts';
import { type Corner, cross, dot, less, unit } from './slice-planes.ts';
import { voxelsWhere } from './voxels-where.ts';

type Shape = Parameters<Parameters<typeof editStep<'segment.scissors', (typeof cutSegment)['params']>>[1]>[1]['shape'];
type Operation = 'erase-inside' | 'erase-outside' | 'fill-inside' | 'fill-outside';

/** @throws NoPlaneError when the line of sight (or a side of a rectangle) has no direction */
export const runCutSegment = editStep(
  cutSegment,
  ({ segmentation, target }, { shape, lineOfSightLps, eyeLpsMm, operation, slabMm }) => {
    const sight = unit(lineOfSightLps);
    if (!sight) throw new NoPlaneError();
    // Any two directions across the line of sight will do to tell inside from outside.
    const across = unit(cross(sight, Math.abs(sight[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]))!;
    const down = cross(sight, across);
    const middle = middleOf(shape);
    const inOutline = outlineTest(shape, [across, down], sight);
    const within = (point: Triple): boolean => {
      const depth = dot(less(point, middle), sight);
      if (slabMm !== null && Math.abs(depth) > slabMm / 2) return false;
      const seen = eyeLpsMm ? seenFrom(eyeLpsMm, point, middle, sight) : point;
      return seen !== null && inOutline([dot(seen, across), dot(seen, down)]);
    };
    return changeBy(operation, segmentation, target, within);
  },
);

/** @throws FlatPointsError when the points enclose nothing */
export const runSurfaceCut = editStep(surfaceCut, ({ segmentation, target }, { pointsLpsMm, operation }) => {
  const planes = convexHullPlanes(pointsLpsMm);
  if (!planes) throw new FlatPointsError();
  return changeBy(operation, segmentation, target, (point) =>
    planes.every(({ normal, offset }) => dot(point, normal) <= offset),
  );
});

/** Only voxels of the segment are asked when something is erased, all when something is filled. */
function changeBy(
  operation: Operation,
  segmentation: Segmentation,
  target: SegmentState,
  within: (point: Triple) => boolean,
): Change {
  const inside = (box: Parameters<typeof voxelsWhere>[1]): BrickMask =>
    voxelsWhere(segmentation, box, (i, j, k) => within(toLps([i, j, k], segmentation.ijkToLps)));
  const own = boxOfBricks(target.voxels);
  const everywhere = boxOfBricks(everyVoxelOf(segmentation.dimensions));
  switch (operation) {
    case 'erase-inside':
      return { remove: combineBricks('and', target.voxels, inside(own)) };
    case 'erase-outside':
      return { remove: combineBricks('andNot', target.voxels, inside(own)) };
    case 'fill-inside':
      return { add: inside(everywhere), isoHu: null };
    case 'fill-outside':
      return { add: combineBricks('andNot', everyVoxelOf(segmentation.dimensions), inside(everywhere)), isoHu: null };
  }
}

/** Where the ray from the eye through a point meets the plane of the outline; null behind the eye. */
function seenFrom(eye: Triple, point: Triple, middle: Triple, sight: Triple): Triple | null {
  const ray = less(point, eye);
  const along = dot(ray, sight);
  const to = dot(less(middle, eye), sight);
  if (along * to <= 1e-12) return null;
  const share = to / along;
  return [eye[0] + share * ray[0], eye[1] + share * ray[1], eye[2] + share * ray[2]];
}

function middleOf(shape: Shape): Triple {
  if (shape.kind === 'circle') return shape.centerLpsMm;
  const points = shape.kind === 'free' ? shape.outlineLpsMm : shape.cornersLpsMm;
  return tripleOf([0, 1, 2].map((axis) => points.reduce((sum, p) => sum + p[axis]!, 0) / points.length));
}

function outlineTest(shape: Shape, [across, down]: readonly [Triple, Triple], sight: Triple): (at: Corner) => boolean {
  const flat = (point: Triple): Corner => [dot(point, across), dot(point, down)];
  if (shape.kind === 'circle') {
    const [cu, cv] = flat(shape.centerLpsMm);
    return ([u, v]) => (u - cu) ** 2 + (v - cv) ** 2 <= shape.radiusMm ** 2;
  }
  if (shape.kind === 'free') return insideOf(shape.outlineLpsMm.map(flat));
  // Sides along the part of "acrossLps" that lies in the plane of the outline.
  const [a, b] = shape.cornersLpsMm;
  const tilt = dot(shape.acrossLps, sight);
  const side = unit(less(shape.acrossLps, [tilt * sight[0], tilt * sight[1], tilt * sight[2]]));
  if (!side) throw new NoPlaneError();
  const width = dot(less(b, a), side);
  const corner = (share: number): Triple => [a[0] + share * side[0], a[1] + share * side[1], a[2] + share * side[2]];
  const far = less(b, [width * side[0], width * side[1], width * side[2]]);
  return insideOf([a, corner(width), b, far].map(flat));
}

function insideOf(outline: readonly Corner[]): (at: Corner) => boolean {
  return ([u, v]) => {
    let inside = false;
    for (let n = 0; n < outline.length; n++) {
      const [u1, v1] = outline[n]!;
      const [u2, v2] = outline[(n + 1) % outline.length]!;
      if (v1 <= v !== v2 <= v && u < u1 + ((v - v1) / (v2 - v1)) * (u2 - u1)) inside = !inside;
    }
    return inside;
  };
}
