import {
  type Crew,
  closestPoints,
  cross,
  dot,
  minus,
  NO_TRIANGLE,
  nearestTriangles,
  type SurfaceIndex,
} from '@specola/kernels';
import type { Triple } from '@specola/space';
import { along, squareTo, unitOf } from '../edit/frame-about.ts';
import { facing, type LabelFrame } from './height-map.ts';
import type { Spot } from './label-spots.ts';

/** Turns of a label about its middle, in eighths of a whole turn: upright first, then along, then slanted. */
const TURNS = [0, 1, 7, 2] as const;
const HALF = Math.SQRT1_2;
const EIGHTHS: readonly (readonly [cosine: number, sine: number])[] = [
  [1, 0],
  [HALF, HALF],
  [0, 1],
  [-HALF, HALF],
  [-1, 0],
  [-HALF, -HALF],
  [0, -1],
  [HALF, -HALF],
];
/** How far surface is looked for off the plane, in deviations: the first plane touches the surface at one spot only. */
const LOOK = 3;
/** Each time the middle of a label moves inward from an edge, and its plane comes nearer to the best. */
const ROUNDS = 3;
/** Points across and along a label that its flatness is judged by. */
const ACROSS = [-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1] as const;
const ALONG = [-1, 0, 1] as const;
const POINTS = ACROSS.length * ALONG.length;

/** What an arrow of a label tells: S toward the head, A to the front. */
export type Mark = 'S' | 'A';

/** A label tried somewhere: where it would lie, and how far the surface leaves its plane within it. */
export interface TriedFrame {
  readonly frame: LabelFrame;
  readonly mark: Mark;
  readonly deviationMm: number;
  readonly isUpright: boolean;
}

/** Where the head and the front are in the model, which may be scaled or mirrored. */
export interface Directions {
  readonly S: Triple;
  readonly A: Triple;
}

/** S where the surface shows enough of it, else A. */
export function markFor(normal: Triple, toward: Directions): Mark {
  const lean = Math.abs(dot(normal, toward.S));
  return lean <= 0.85 ? 'S' : 'A';
}

/** A frame that faces along a normal, its top toward a direction. */
export function frameAt(centerMm: Triple, normal: Triple, toward: Triple): LabelFrame {
  const leaning = minus(toward, along([0, 0, 0], normal, dot(toward, normal)));
  const up = dot(leaning, leaning) > 1e-9 ? unitOf(leaning) : squareTo(normal);
  return { centerMm, right: cross(up, normal), up };
}

/** Every spot in four turns. */
export function framesAt(spots: readonly Spot[], toward: Directions): readonly TriedFrame[] {
  return spots.flatMap(({ atMm, normal }) => {
    const mark = markFor(normal, toward);
    const upright = frameAt(atMm, normal, toward[mark]);
    return TURNS.map((turn) => ({ frame: turned(upright, turn), mark, isUpright: turn === 0, deviationMm: 0 }));
  });
}

/** Lays a label on the surface at each frame, and sees how far the surface leaves its plane: those that carry it. */
export async function tryFrames(
  index: SurfaceIndex,
  frames: readonly TriedFrame[],
  size: {
    readonly widthMm: number;
    readonly heightMm: number;
    /** Most that the surface may leave the plane. */
    readonly deviationMm: number;
  },
  crew: Crew,
): Promise<readonly TriedFrame[]> {
  const near = { ...size, reachMm: LOOK * size.deviationMm };
  let left = frames;
  for (let round = 0; round < ROUNDS; round++) {
    const laid = await layOn(
      index,
      left.map(({ frame }) => frame),
      near,
      crew,
    );
    left = left.flatMap((one, n) => (laid[n]!.deviationMm < Infinity ? [{ ...one, ...laid[n]! }] : []));
  }
  return left.filter(({ deviationMm }) => deviationMm <= size.deviationMm);
}

function turned({ centerMm, right, up }: LabelFrame, turn: number): LabelFrame {
  const [c, s] = EIGHTHS[turn]!;
  return {
    centerMm,
    right: along(along([0, 0, 0], right, c), up, s),
    up: along(along([0, 0, 0], up, c), right, -s),
  };
}

/** The frames, moved and tilted to the plane that fits the nearest points of the surface best. */
async function layOn(
  index: SurfaceIndex,
  frames: readonly LabelFrame[],
  { widthMm, heightMm, reachMm }: { readonly widthMm: number; readonly heightMm: number; readonly reachMm: number },
  crew: Crew,
): Promise<readonly { readonly frame: LabelFrame; readonly deviationMm: number }[]> {
  const points = new Float32Array(3 * POINTS * frames.length);
  let at = 0;
  for (const { centerMm, right, up } of frames)
    for (const v of ALONG)
      for (const u of ACROSS) {
        points.set(along(along(centerMm, right, (u * widthMm) / 2), up, (v * heightMm) / 2), at);
        at += 3;
      }
  const { triangles } = await nearestTriangles(index, points, crew, { reachMm });
  const nearest = closestPoints(index.mesh, points, triangles);
  return frames.map((frame, n) => {
    if (triangles.subarray(POINTS * n, POINTS * (n + 1)).includes(NO_TRIANGLE)) return { frame, deviationMm: Infinity };
    const from = 3 * POINTS * n;
    return fitted(frame, points.subarray(from, from + 3 * POINTS), nearest.subarray(from, from + 3 * POINTS));
  });
}

function fitted(frame: LabelFrame, points: Float32Array, nearest: ArrayLike<number>) {
  const [sum, byU, byV]: [number[], number[], number[]] = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  let worst = 0;
  let n = 0;
  for (const v of ALONG)
    for (const u of ACROSS) {
      let squared = 0;
      for (let axis = 0; axis < 3; axis++) {
        const mm = nearest[n + axis]!;
        sum[axis]! += mm;
        byU[axis]! += u * mm;
        byV[axis]! += v * mm;
        squared += (mm - points[n + axis]!) ** 2;
      }
      worst = Math.max(worst, squared);
      n += 3;
    }
  const [right, leaning] = [byU as [number, number, number], byV as [number, number, number]];
  const normal = cross(right, leaning);
  const deviationMm = Math.sqrt(worst);
  const isPlane = dot(normal, normal) > 1e-12 && dot(normal, facing(frame)) > 0;
  if (!isPlane) return { frame, deviationMm: Infinity };
  const x = unitOf(right);
  const z = unitOf(normal);
  const centerMm: Triple = [sum[0]! / POINTS, sum[1]! / POINTS, sum[2]! / POINTS];
  return { frame: { centerMm, right: x, up: cross(z, x) }, deviationMm };
}
