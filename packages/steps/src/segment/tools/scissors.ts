import { cutSegment, surfaceCut } from '@specola/commands';
import { bricksInUse, combineBricks } from '@specola/kernels';
import { type BrickMask, type Segmentation, type SegmentState, type Triple, tripleOf } from '@specola/space';
import type { Change } from '../edit/change-segment.ts';
import { FlatPointsError, NoPlaneError } from '../edit/edit-errors.ts';
import { editStep } from '../edit/edit-step.ts';
import { everyVoxelOf } from '../edit/work-box.ts';
import { type BodyTest, bricksWithin } from './bricks-within.ts';
import { convexHullPlanes } from './convex-hull-planes.ts';
import { type Corner, cross, dot, less, unit } from './slice-planes.ts';

type Shape = Parameters<Parameters<typeof editStep<'segment.scissors', (typeof cutSegment)['params']>>[1]>[1]['shape'];
type Operation = 'erase-inside' | 'erase-outside' | 'fill-inside' | 'fill-outside';

/** What an outline says of a disc in its plane: all of it lies within or without, or how to ask a point of it. */
type OutlineTest = (u: number, v: number, radius: number) => boolean | ((u: number, v: number) => boolean);

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
    const outline = outlineTest(shape, [across, down], sight);
    const half = slabMm === null ? Infinity : slabMm / 2;
    const seen = (point: Triple) => (eyeLpsMm ? seenFrom(eyeLpsMm, point, middle, sight) : point);
    const body: BodyTest = (center, radiusMm) => {
      const depth = Math.abs(dot(less(center, middle), sight));
      if (depth - radiusMm > half) return false;
      const disc = eyeLpsMm ? discFrom(eyeLpsMm, [center, radiusMm], middle, sight) : { at: center, radiusMm };
      const asked = disc
        ? outline(dot(disc.at, across), dot(disc.at, down), disc.radiusMm)
        : outline(0, 0, Number.MAX_VALUE);
      if (asked === false || (asked === true && disc && depth + radiusMm <= half)) return asked;
      const inOutline = asked === true ? () => true : asked;
      return (point) => {
        if (Math.abs(dot(less(point, middle), sight)) > half) return false;
        const at = seen(point);
        return at !== null && inOutline(dot(at, across), dot(at, down));
      };
    };
    return changeBy(operation, segmentation, target, body);
  },
  { byHand: true },
);

/** @throws FlatPointsError when the points enclose nothing */
export const runSurfaceCut = editStep(
  surfaceCut,
  ({ segmentation, target }, { pointsLpsMm, operation }) => {
    const planes = convexHullPlanes(pointsLpsMm)?.map(({ normal, offset }) => {
      return { normal, offset, length: Math.sqrt(dot(normal, normal)) };
    });
    if (!planes) throw new FlatPointsError();
    return changeBy(operation, segmentation, target, (center, radiusMm) => {
      const near = planes.filter(({ normal, offset, length }) => dot(center, normal) - offset > -radiusMm * length);
      if (near.length === 0) return true;
      if (near.some(({ normal, offset, length }) => dot(center, normal) - offset > radiusMm * length)) return false;
      return (point) => near.every(({ normal, offset }) => dot(point, normal) <= offset);
    });
  },
  { byHand: true },
);

/** Only bricks of the segment are asked when something is erased, all when something is filled. */
function changeBy(operation: Operation, segmentation: Segmentation, target: SegmentState, body: BodyTest): Change {
  const all = everyVoxelOf(segmentation.dimensions);
  const inside = (voxels: BrickMask): BrickMask => bricksWithin(segmentation, bricksInUse(voxels), body);
  switch (operation) {
    case 'erase-inside':
      return { remove: combineBricks('and', target.voxels, inside(target.voxels)) };
    case 'erase-outside':
      return { remove: combineBricks('andNot', target.voxels, inside(target.voxels)) };
    case 'fill-inside':
      return { add: inside(all), isoHu: null };
    case 'fill-outside':
      return { add: combineBricks('andNot', all, inside(all)), isoHu: null };
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

/** A disc in the plane of the outline that holds all that is seen of a ball; null where the ball reaches the eye. */
function discFrom(
  eye: Triple,
  [center, radiusMm]: readonly [Triple, number],
  middle: Triple,
  sight: Triple,
): { at: Triple; radiusMm: number } | null {
  const ray = less(center, eye);
  const to = dot(less(middle, eye), sight);
  const along = Math.sign(to) * dot(ray, sight);
  if (along - radiusMm <= 1e-6) return null;
  const [least, most] = [Math.abs(to) / (along + radiusMm), Math.abs(to) / (along - radiusMm)];
  const share = (least + most) / 2;
  return {
    at: [eye[0] + share * ray[0], eye[1] + share * ray[1], eye[2] + share * ray[2]],
    radiusMm: most * radiusMm + ((most - least) / 2) * Math.sqrt(dot(ray, ray)),
  };
}

function middleOf(shape: Shape): Triple {
  if (shape.kind === 'circle') return shape.centerLpsMm;
  const points = shape.kind === 'free' ? shape.outlineLpsMm : shape.cornersLpsMm;
  return tripleOf([0, 1, 2].map((axis) => points.reduce((sum, p) => sum + p[axis]!, 0) / points.length));
}

function outlineTest(shape: Shape, [across, down]: readonly [Triple, Triple], sight: Triple): OutlineTest {
  const flat = (point: Triple): Corner => [dot(point, across), dot(point, down)];
  if (shape.kind === 'circle') {
    const [cu, cv] = flat(shape.centerLpsMm);
    const { radiusMm } = shape;
    return (u, v, radius) => {
      const off = Math.sqrt((u - cu) ** 2 + (v - cv) ** 2);
      if (off - radius > radiusMm) return false;
      if (off + radius < radiusMm) return true;
      return (pu, pv) => (pu - cu) ** 2 + (pv - cv) ** 2 <= radiusMm ** 2;
    };
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

/** Even-odd. Only the edges at the height of a disc can count for its points. */
function insideOf(outline: readonly Corner[]): OutlineTest {
  const edges = outline.map((corner, n): readonly [Corner, Corner] => [corner, outline[(n + 1) % outline.length]!]);
  return (u, v, radius) => {
    const level = edges.filter(([[, v1], [, v2]]) => Math.min(v1, v2) <= v + radius && Math.max(v1, v2) >= v - radius);
    const inside = (pu: number, pv: number): boolean => {
      let odd = false;
      for (const [[u1, v1], [u2, v2]] of level)
        if (v1 <= pv !== v2 <= pv && pu < u1 + ((pv - v1) / (v2 - v1)) * (u2 - u1)) odd = !odd;
      return odd;
    };
    return level.some((edge) => toEdge([u, v], edge) <= radius) ? inside : inside(u, v);
  };
}

/** Distance of a point from an edge. */
function toEdge([u, v]: Corner, [[u1, v1], [u2, v2]]: readonly [Corner, Corner]): number {
  const [du, dv] = [u2 - u1, v2 - v1];
  const length2 = du * du + dv * dv;
  const share = length2 > 0 ? Math.min(1, Math.max(0, ((u - u1) * du + (v - v1) * dv) / length2)) : 0;
  return Math.sqrt((u - u1 - share * du) ** 2 + (v - v1 - share * dv) ** 2);
}
