import type { planGraft, planLandmark, planMeasure, planMove, planTrajectory } from '@specola/commands';
import {
  AT_REST,
  angleDeg,
  buildSolids,
  type CutPlane,
  clearanceOf,
  composed,
  cross,
  distancesTo,
  dot,
  graftPlan,
  inFrontMm,
  measuresOf,
  minus,
  passages,
  type RigidMotion,
  type SolidExpression,
  surfaceIndex,
  turnAbout,
  turnOf,
  unit,
} from '@specola/kernels';
import type { PlannedGraft, PlannedTrajectory, SurgicalPlan } from '@specola/record';
import { placedAfter, placedMesh, pointLps, type TriMesh, type Triple } from '@specola/space';
import { componentOf, newComponent, withAdded, withChanged } from '../model/edit/model-value.ts';
import type { Run, Workbench } from '../runner/values.ts';
import { asTuple, demandFreeName, planeOf } from './cut-bone.ts';
import { GraftRefusedError, NoSuchCutError } from './plan-errors.ts';

export const runPlanLandmark: Run<typeof planLandmark> = async ({ model, plan }, { name, atLpsMm }) => {
  demandFreeName(plan, name);
  return { model, plan: { ...plan, landmarks: [...plan.landmarks, { name, atLpsMm }] } };
};

export const runPlanMove: Run<typeof planMove> = async (
  { model, plan },
  { component: id, aboutLpsMm, turns, shift, why },
) => {
  const fragment = componentOf(model.model, id);
  const at = pointLps(...aboutLpsMm);
  let motion: RigidMotion = AT_REST;
  for (const { axis, deg } of turns) motion = composed(turnAbout({ at, direction: unit(axis)! }, deg), motion);
  for (const { along, mm } of shift) {
    const direction = unit(along)!;
    motion = composed([1, 0, 0, mm * direction[0], 0, 1, 0, mm * direction[1], 0, 0, 1, mm * direction[2]], motion);
  }
  const mesh = placedMesh(fragment.mesh, motion);
  const { deg, axis } = turnOf(motion);
  const moved = minus(centroidOf(mesh), centroidOf(fragment.mesh));
  const shiftMm = Math.sqrt(dot(moved, moved));
  return {
    model: withChanged(
      model,
      new Map([[id, [{ ...fragment, mesh, placement: placedAfter(fragment.placement, motion) }]]]),
      [{ command: 'plan.move', component: id, measures: { shiftMm, turnDeg: deg } }],
    ),
    plan: {
      ...plan,
      moves: [
        ...plan.moves,
        { fragment: id, motion: [...motion], turnDeg: deg, turnAxis: asTuple(axis), shiftMm, why },
      ],
    },
  };
};

export const runPlanTrajectory: Run<typeof planTrajectory> = async ({ model, plan }, params, { crew }) => {
  demandFreeName(plan, params.name);
  const host = componentOf(model.model, params.host);
  const tool = {
    entry: pointLps(...params.entryLpsMm),
    tip: pointLps(...params.tipLpsMm),
    diameterMm: params.diameterMm,
  };
  const way = minus(tool.tip, tool.entry);
  const lengthMm = Math.sqrt(dot(way, way));
  const through = passages(tool, host.mesh);
  let inBoneMm = 0;
  for (let n = 0; n + 1 < through.length; n += 2)
    inBoneMm += Math.max(0, Math.min(lengthMm, through[n + 1]!) - Math.max(0, through[n]!));
  const farCortexMm = through.at(-1) ?? null;
  const clearances: PlannedTrajectory['clearances'] = [];
  for (const id of params.structures) {
    const { mesh } = componentOf(model.model, id);
    using index = await surfaceIndex(mesh, crew);
    const nearest = await clearanceOf(tool, index, crew);
    if (nearest)
      clearances.push({ structure: id, mm: nearest.mm, depthMm: nearest.depthMm, atLpsMm: asTuple(nearest.at) });
  }
  const trajectory: PlannedTrajectory = {
    name: params.name,
    kind: params.kind,
    host: params.host,
    entryLpsMm: params.entryLpsMm,
    tipLpsMm: params.tipLpsMm,
    diameterMm: params.diameterMm,
    lengthMm,
    inBoneMm,
    farCortexMm,
    beyondFarCortexMm: farCortexMm === null ? 0 : lengthMm - farCortexMm,
    clearances,
  };
  return { model, plan: { ...plan, trajectories: [...plan.trajectories, trajectory] } };
};

const REFUSALS = {
  corners: () => 'two corners of the axis lie on each other, or a direction has no length.',
  'end-beside-axis': (piece: number) => `a cut runs beside piece ${piece}.`,
  'piece-too-short': (piece: number, mm: number) => `piece ${piece} would be ${mm.toFixed(1)} mm long.`,
  'donor-too-short': (_: number, mm: number) =>
    `the donor is ${mm.toFixed(1)} mm too short for what is kept at its joints.`,
} as const;

export const runPlanGraft: Run<typeof planGraft> = async ({ model, plan }, params, { crew }) => {
  demandFreeName(plan, params.name);
  const donor = componentOf(model.model, params.donor);
  const axis = { at: pointLps(...params.axis.atLpsMm), direction: unit(params.axis.direction)! };
  const found = graftPlan(
    {
      corners: params.cornersLpsMm.map((corner) => pointLps(...corner)),
      ends: [planeOf(params.ends[0]), planeOf(params.ends[1])],
      outward: unit(params.outward)!,
    },
    {
      axis,
      keepDistalMm: params.keepDistalMm,
      keepProximalMm: params.keepProximalMm,
      lengthMm: params.lengthMm,
      outward: unit(params.donorOutward)!,
      betweenMm: params.betweenMm,
      radiusMm: radiusAbout(donor.mesh, axis, params.keepDistalMm, params.lengthMm - params.keepProximalMm),
      shortestPieceMm: params.shortestPieceMm,
    },
  );
  if (found.kind === 'refuse') throw new GraftRefusedError(REFUSALS[found.why](found.piece, found.mm));
  const solid: SolidExpression = { make: 'mesh', mesh: donor.mesh };
  const solids = await buildSolids(
    found.pieces.map((piece) =>
      piece.donor.reduce(
        (of, { at, normal }): SolidExpression => ({
          make: 'trim',
          of,
          normal: [-normal[0], -normal[1], -normal[2]],
          offsetMm: -dot(normal, at),
        }),
        solid,
      ),
    ),
    crew,
  );
  const pieces: PlannedGraft['pieces'] = found.pieces.map((piece, n) => ({
    name: `${params.name}-${n + 1}`,
    lengthMm: piece.lengthMm,
    startTiltDeg: piece.startTiltDeg,
    endTiltDeg: piece.endTiltDeg,
    fromMm: piece.fromMm,
    toMm: piece.toMm,
    donorPlanes: piece.donor.map(({ at, normal }) => ({ atLpsMm: asTuple(at), normal: asTuple(normal) })),
    recipientPlanes: piece.recipient.map(({ at, normal }) => ({ atLpsMm: asTuple(at), normal: asTuple(normal) })),
    motion: [...piece.motion],
    volumeMm3: solids[n]!.volumeMm3,
  }));
  const empty = pieces.findIndex(({ volumeMm3 }) => volumeMm3 < 1);
  if (empty >= 0) throw new GraftRefusedError(`the donor’s axis does not run through the bone at piece ${empty + 1}.`);
  const added = found.pieces.map((piece, n) =>
    newComponent({
      id: pieces[n]!.name,
      name: `${donor.name}, piece ${n + 1}`,
      mesh: placedMesh(solids[n]!.mesh, piece.motion),
      placement: placedAfter(donor.placement, piece.motion),
      anatomy: donor.anatomy,
      side: donor.side,
    }),
  );
  const graft: PlannedGraft = {
    name: params.name,
    donor: params.donor,
    keepDistalMm: params.keepDistalMm,
    betweenMm: params.betweenMm,
    usedMm: found.usedMm,
    leftProximalMm: found.leftProximalMm,
    pieces,
  };
  return { model: withAdded(model, added), plan: { ...plan, grafts: [...plan.grafts, graft] } };
};

export const runPlanMeasure: Run<typeof planMeasure> = async ({ model, plan }, { name, of }, bench) => {
  demandFreeName(plan, name);
  const add = (
    value: number,
    unitOf: 'mm' | 'deg' | 'mm2' | 'mm3',
    what: string,
  ): { model: typeof model; plan: SurgicalPlan } => ({
    model,
    plan: { ...plan, measurements: [...plan.measurements, { name, kind: of.kind, value, unit: unitOf, what }] },
  });
  switch (of.kind) {
    case 'distance': {
      const way = minus(of.toLpsMm, of.fromLpsMm);
      const mm = Math.sqrt(dot(way, way));
      return add(mm, 'mm', `${mm.toFixed(2)} mm from one place to the other.`);
    }
    case 'angle':
      return angle(minus(of.fromLpsMm, of.apexLpsMm), minus(of.toLpsMm, of.apexLpsMm), 'at the apex', add);
    case 'plane-angle':
      return angle(of.first, of.second, 'between the two directions', add);
    case 'volume': {
      const { volumeMm3 } = measuresOf(componentOf(model.model, of.component).mesh);
      return add(volumeMm3, 'mm3', `${of.component} holds ${(volumeMm3 / 1000).toFixed(2)} cm³.`);
    }
    case 'area': {
      const { areaMm2 } = measuresOf(componentOf(model.model, of.component).mesh);
      return add(areaMm2, 'mm2', `${of.component} has ${(areaMm2 / 100).toFixed(2)} cm² of surface.`);
    }
    case 'margin': {
      const cut = plan.osteotomies.find((one) => one.name === of.osteotomy && one.planes.length > 0);
      if (!cut)
        throw new NoSuchCutError(
          of.osteotomy,
          plan.osteotomies.filter(({ planes }) => planes.length > 0).map((one) => one.name),
        );
      const least = leastToPlanes(componentOf(model.model, of.tumor).mesh, cut.planes.map(planeOf));
      const mm = least - of.lessMm;
      return add(
        mm,
        'mm',
        `${of.tumor} keeps ${least.toFixed(2)} mm to "${of.osteotomy}", less ${of.lessMm.toFixed(2)} mm of errors.`,
      );
    }
    case 'contact': {
      const mm2 = await contactArea(
        componentOf(model.model, of.first).mesh,
        componentOf(model.model, of.second).mesh,
        of.withinMm,
        bench,
      );
      return add(mm2, 'mm2', `${of.first} has ${mm2.toFixed(1)} mm² within ${of.withinMm} mm of ${of.second}.`);
    }
  }
};

function angle<T>(a: Triple, b: Triple, where: string, add: (value: number, unit: 'deg', what: string) => T): T {
  const across = cross(a, b);
  const deg = angleDeg(Math.sqrt(dot(across, across)), dot(a, b));
  return add(deg, 'deg', `${deg.toFixed(2)}° ${where}.`);
}

/** The least distance of a surface to any of the planes, mm; a surface that a plane cuts is at less than nothing. */
function leastToPlanes({ positions }: TriMesh, planes: readonly CutPlane[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const plane of planes) {
    let [front, back] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let at = 0; at < positions.length; at += 3) {
      const mm = inFrontMm(plane, [positions[at]!, positions[at + 1]!, positions[at + 2]!]);
      front = Math.min(front, mm);
      back = Math.min(back, -mm);
    }
    least = Math.min(least, Math.max(front, back));
  }
  return least;
}

/** Area of a surface whose triangles' centers lie within a distance of another. */
async function contactArea(mesh: TriMesh, other: TriMesh, withinMm: number, { crew }: Workbench): Promise<number> {
  const { positions: x, triangles } = mesh;
  const count = triangles.length / 3;
  const centers = new Float32Array(3 * count);
  const areas = new Float64Array(count);
  for (let t = 0; t < count; t++) {
    const corner = (k: number): Triple => [
      x[3 * triangles[3 * t + k]!]!,
      x[3 * triangles[3 * t + k]! + 1]!,
      x[3 * triangles[3 * t + k]! + 2]!,
    ];
    const [a, b, c] = [corner(0), corner(1), corner(2)];
    for (let k = 0; k < 3; k++) centers[3 * t + k] = (a[k]! + b[k]! + c[k]!) / 3;
    const n = cross(minus(b, a), minus(c, a));
    areas[t] = Math.sqrt(dot(n, n)) / 2;
  }
  using index = await surfaceIndex(other, crew);
  const distances = await distancesTo(index, centers, crew);
  let sum = 0;
  for (let t = 0; t < count; t++) if (distances[t]! <= withinMm) sum += areas[t]!;
  return sum;
}

/** How far the bone reaches from its axis between two heights, by the triangles that come between them: cuts may not cross within. */
function radiusAbout(
  { positions, triangles }: TriMesh,
  { at, direction }: { at: Triple; direction: Triple },
  fromMm: number,
  toMm: number,
): number {
  let most = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    let [low, high, far] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let k = 0; k < 3; k++) {
      const n = 3 * triangles[t + k]!;
      const from = minus([positions[n]!, positions[n + 1]!, positions[n + 2]!], at);
      const height = dot(from, direction);
      low = Math.min(low, height);
      high = Math.max(high, height);
      far = Math.max(far, dot(from, from) - height * height);
    }
    if (high >= fromMm && low <= toMm) most = Math.max(most, far);
  }
  return Math.sqrt(most);
}

function centroidOf({ positions }: TriMesh): Triple {
  let [x, y, z] = [0, 0, 0];
  for (let at = 0; at < positions.length; at += 3) {
    x += positions[at]!;
    y += positions[at + 1]!;
    z += positions[at + 2]!;
  }
  const count = Math.max(1, positions.length / 3);
  return [x / count, y / count, z / count];
}
