import type { connectComponents, ParamsOf } from '@specola/commands';
import {
  buildSolids,
  type Crew,
  cross,
  dot,
  minus,
  type SolidExpression,
  type SurfaceIndex,
  surfaceIndex,
} from '@specola/kernels';
import type { Component, TriMesh, Triple } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { boundsOf } from './edit/bounds-of.ts';
import { placementOfZ } from './edit/drain-holes.ts';
import { along, squareTo, unitOf } from './edit/frame-about.ts';
import { NoRoomToConnectError } from './edit/model-errors.ts';
import { componentOf, withChanged } from './edit/model-value.ts';
import { signedDistances } from './edit/signed-distances.ts';

type Params = ParamsOf<typeof connectComponents>;

const SEGMENTS = 48;
/** A pin reaches this far back into its own piece, in diameters, and a hole this far over the cut. */
const ROOT_DIAMETERS = 0.5;
const OVER_MM = 0.5;
/** Points of the plane that are tried, along its longer side. */
const TRIED = 40;
/** Just behind the cut. */
const NEAR_MM = 0.2;
const HALF = Math.SQRT1_2;
/** Eight directions around a hole. */
const AROUND = [
  [1, 0],
  [HALF, HALF],
  [0, 1],
  [-HALF, HALF],
  [-1, 0],
  [-HALF, -HALF],
  [0, -1],
  [HALF, -HALF],
] as const;
/** Between the middles of two, in diameters. */
const APART_DIAMETERS = 2.5;

export const runConnectComponents: Run<typeof connectComponents> = async ({ model }, params, { crew, pace }) => {
  const first = componentOf(model.model, params.first);
  const second = componentOf(model.model, params.second);
  const into = unitOf(params.normal);
  const places = await roomyPlaces(first, second, into, params, crew);
  if (places.length === 0) throw new NoRoomToConnectError(params.first, params.second, params.diameterMm);
  pace.report(0.5);
  const { diameterMm, clearanceMm, depthMm, kind } = params;
  const radiusMm = diameterMm / 2;
  const shape = kind === 'keyed-peg' ? keyed(radiusMm) : round;
  const wide = radiusMm + clearanceMm;
  // Each hole is as much deeper as it is wider, so that the cut closes.
  const holes = places.map((at) => shape(at, into, wide, -OVER_MM, depthMm + clearanceMm));
  const others =
    kind === 'magnet'
      ? places.map((at) => shape(at, into, wide, -depthMm - clearanceMm, OVER_MM))
      : places.map((at) => shape(at, into, radiusMm, -ROOT_DIAMETERS * diameterMm, depthMm));
  const solid = (mesh: TriMesh): SolidExpression => ({ make: 'mesh', mesh });
  const [withHoles, other] = await buildSolids(
    [
      { make: 'subtract', from: solid(first.mesh), what: holes },
      kind === 'magnet'
        ? { make: 'subtract', from: solid(second.mesh), what: others }
        : { make: 'union', of: [solid(second.mesh), ...others] },
    ],
    crew,
  );
  const measures = { count: places.length, diameterMm, depthMm, clearanceMm };
  const changed = new Map([
    [first.id, [{ ...first, mesh: withHoles!.mesh }]],
    [second.id, [{ ...second, mesh: other!.mesh }]],
  ]);
  return {
    model: withChanged(
      model,
      changed,
      [first.id, second.id].map((component) => ({ command: 'model.connect', component, measures })),
    ),
  };
};

/** A cylinder from one height over the plane to another. */
function round(at: Triple, into: Triple, radiusMm: number, fromMm: number, toMm: number): SolidExpression {
  return {
    make: 'place',
    of: { make: 'cylinder', radiusMm, heightMm: toMm - fromMm, segments: SEGMENTS },
    placement: placementOfZ(along(at, into, (fromMm + toMm) / 2), into, squareTo(into)),
  };
}

/** A cylinder with a flat side, so that it goes in one way only; the flat keeps the clearance too. */
const keyed =
  (pegRadiusMm: number) =>
  (at: Triple, into: Triple, radiusMm: number, fromMm: number, toMm: number): SolidExpression => {
    const x = squareTo(into);
    const flatMm = radiusMm - pegRadiusMm / 2;
    return {
      make: 'trim',
      of: round(at, into, radiusMm, fromMm, toMm),
      normal: [-x[0], -x[1], -x[2]],
      offsetMm: -dot(x, at) - flatMm,
    };
  };

/** Points of the plane with the most room in both pieces, apart from each other. */
async function roomyPlaces(
  first: Component,
  second: Component,
  into: Triple,
  { atLpsMm, count, diameterMm, depthMm, clearanceMm, wallMm, kind }: Params,
  crew: Crew,
): Promise<readonly Triple[]> {
  using inFirst = await surfaceIndex(first.mesh, crew);
  using inSecond = await surfaceIndex(second.mesh, crew);
  const x = squareTo(into);
  const y = cross(into, x);
  const { min, max } = boundsOf([second]);
  const center: Triple = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
  const onPlane = along(center, into, dot(into, minus(atLpsMm, center)));
  const size = minus(max, min);
  const half = Math.sqrt(dot(size, size)) / 2;
  const step = Math.max((2 * half) / TRIED, diameterMm / 4);
  const steps = Math.ceil(half / step);
  const tried: Triple[] = [];
  for (let i = -steps; i <= steps; i++)
    for (let j = -steps; j <= steps; j++) tried.push(along(along(onPlane, x, i * step), y, j * step));
  const aroundMm = diameterMm / 2 + clearanceMm + wallMm;
  const backMm = kind === 'magnet' ? depthMm + clearanceMm : ROOT_DIAMETERS * diameterMm;
  const ofFirst = await roomOf(inFirst, tried, { x, y, into, aroundMm, farMm: depthMm + clearanceMm + wallMm }, crew);
  const ofSecond = await roomOf(inSecond, tried, { x, y, into, aroundMm, farMm: -backMm - wallMm }, crew);
  const room = ofFirst.map((mm, n) => Math.min(mm, ofSecond[n]!));
  const order = tried
    .map((at, n) => ({ at, room: room[n]!, n }))
    .filter((one) => one.room >= 0)
    .sort((a, b) => b.room - a.room || a.n - b.n);
  // Far apart holds best: the roomiest first, then always the one farthest from those taken.
  const taken: Triple[] = [];
  while (taken.length < count && order.length > 0) {
    const next =
      taken.length === 0
        ? order[0]!
        : order.reduce((best, one) => (nearestOf(one.at, taken) > nearestOf(best.at, taken) ? one : best));
    if (taken.length > 0 && nearestOf(next.at, taken) < (APART_DIAMETERS * diameterMm) ** 2) break;
    taken.push(next.at);
  }
  return taken;
}

const nearestOf = (at: Triple, others: readonly Triple[]): number =>
  Math.min(...others.map((other) => dot(minus(at, other), minus(at, other))));

/** How deep the axis of each hole lies in a piece; negative where the wall around it would leave the piece. */
async function roomOf(
  index: SurfaceIndex,
  tried: readonly Triple[],
  { x, y, into, aroundMm, farMm }: { x: Triple; y: Triple; into: Triple; aroundMm: number; farMm: number },
  crew: Crew,
): Promise<number[]> {
  const heights = [Math.sign(farMm) * NEAR_MM, farMm / 2, farMm];
  const spread = [[0, 0] as const, ...AROUND].flatMap(([u, v]) =>
    heights.map((mm) => [u * aroundMm, v * aroundMm, mm] as const),
  );
  const points = tried.flatMap((at) => spread.map(([u, v, mm]) => along(along(along(at, x, u), y, v), into, mm)));
  const signed = await signedDistances(index, points, crew);
  return tried.map((_, n) => {
    const own = signed.subarray(n * spread.length, (n + 1) * spread.length);
    return own.every((mm) => mm < 0) ? -own[1]! : -1;
  });
}
