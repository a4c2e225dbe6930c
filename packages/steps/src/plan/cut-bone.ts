import type { planOsteotomy, planWedge } from '@specola/commands';
import {
  buildSolids,
  type CutPlane,
  correctedAxis,
  degreesBetween,
  dot,
  inFrontMm,
  measuresOf,
  moved,
  type SolidExpression,
  unit,
  wedgePlan,
} from '@specola/kernels';
import type { PlannedOsteotomy, SurgicalPlan } from '@specola/record';
import { type Component, placedAfter, placedMesh, pointLps, type Triple } from '@specola/space';
import { piecesCutBy } from '../model/edit/cutter-solid.ts';
import { componentOf, withChanged } from '../model/edit/model-value.ts';
import type { Run } from '../runner/values.ts';
import { CutMissesError, PlanNameTakenError, WedgeRefusedError } from './plan-errors.ts';

/** Below this a piece is a sliver of the surface's own error, and the cut only grazes the bone. */
const SMALLEST_PIECE_MM3 = 1;

type Kerf = { readonly kerfMm: number; readonly kerfSide: 'front' | 'back' | 'both' };

export const runPlanOsteotomy: Run<typeof planOsteotomy> = async ({ model, plan }, params, { crew }) => {
  const { name, component: id, cut, keep } = params;
  demandFreeName(plan, name);
  const bone = componentOf(model.model, id);
  const planes = cut.kind === 'plane' ? [planeOf(cut.plane)] : cut.kind === 'biplanar' ? cut.planes.map(planeOf) : [];
  const [frontMm, backMm] = shares(params);
  const { front, back } =
    cut.kind === 'curve'
      ? curvePieces(bone, { pointsLpsMm: cut.pointsLpsMm, direction: cut.direction }, frontMm, backMm)
      : planePieces(bone, planes, frontMm, backMm);
  const [inFront, behind] = await buildSolids([front, back], crew);
  demandBoth(name, id, inFront!.volumeMm3, behind!.volumeMm3);
  const [frontId, backId] = [params.frontId ?? `${id}-front`, params.backId ?? `${id}-back`];
  const pieces: Component[] = [];
  if (keep !== 'back') pieces.push({ ...bone, id: frontId, name: `${bone.name} (front)`, mesh: inFront!.mesh });
  if (keep !== 'front') pieces.push({ ...bone, id: backId, name: `${bone.name} (back)`, mesh: behind!.mesh });
  const osteotomy: PlannedOsteotomy = {
    name,
    bone: id,
    kind: cut.kind,
    planes: planes.map(asPlanned),
    curve: cut.kind === 'curve' ? { pointsLpsMm: cut.pointsLpsMm, direction: asTuple(unit(cut.direction)!) } : null,
    kerfMm: params.kerfMm,
    kerfSide: params.kerfSide,
    front: keep === 'back' ? null : frontId,
    back: keep === 'front' ? null : backId,
    frontMm3: inFront!.volumeMm3,
    backMm3: behind!.volumeMm3,
    takenMm3: measuresOf(bone.mesh).volumeMm3 - inFront!.volumeMm3 - behind!.volumeMm3,
    wedge: null,
  };
  return {
    model: withChanged(model, new Map([[id, pieces]]), [
      { command: 'plan.osteotomy', component: id, measures: { takenMm3: osteotomy.takenMm3 } },
    ]),
    plan: { ...plan, osteotomies: [...plan.osteotomies, osteotomy] },
  };
};

export const runPlanWedge: Run<typeof planWedge> = async ({ model, plan }, params, { crew }) => {
  const { name, component: id, kind, deg } = params;
  demandFreeName(plan, name);
  const bone = componentOf(model.model, id);
  const plane = planeOf(params.plane);
  const far = pointLps(...params.farLpsMm);
  const hinge = { at: pointLps(...params.hinge.atLpsMm), direction: unit(params.hinge.direction)! };
  const wedge = wedgePlan(plane, hinge, { kind, deg, far });
  if (!wedge) throw new WedgeRefusedError('the hinge stands square to the cut.');
  const lifted = inFrontMm(plane, moved(far, wedge.motion)) - inFrontMm(plane, far);
  if (kind === 'opening' ? lifted <= 0 : lifted >= 0)
    throw new WedgeRefusedError(
      `an angle of ${deg}° moves the far cortex ${lifted.toFixed(2)} mm ${lifted > 0 ? 'away from' : 'towards'} the other piece.`,
    );
  const [frontMm, backMm] = shares(params);
  const second = wedge.planes[1] ?? plane;
  const solid: SolidExpression = { make: 'mesh', mesh: bone.mesh };
  const front = trimmed(solid, second, frontMm, 'front');
  const back = trimmed(solid, plane, -backMm, 'back');
  const [inFront, behind] = await buildSolids([front, back], crew);
  demandBoth(name, id, inFront!.volumeMm3, behind!.volumeMm3);
  const [frontId, backId] = [params.frontId ?? `${id}-front`, params.backId ?? `${id}-back`];
  const moving: Component = {
    ...bone,
    id: frontId,
    name: `${bone.name} (front)`,
    mesh: placedMesh(inFront!.mesh, wedge.motion),
    placement: placedAfter(bone.placement, wedge.motion),
  };
  const staying: Component = { ...bone, id: backId, name: `${bone.name} (back)`, mesh: behind!.mesh };
  const osteotomy: PlannedOsteotomy = {
    name,
    bone: id,
    kind: kind === 'opening' ? 'opening-wedge' : 'closing-wedge',
    planes: wedge.planes.map(asPlanned),
    curve: null,
    kerfMm: params.kerfMm,
    kerfSide: params.kerfSide,
    front: frontId,
    back: backId,
    frontMm3: inFront!.volumeMm3,
    backMm3: behind!.volumeMm3,
    takenMm3: measuresOf(bone.mesh).volumeMm3 - inFront!.volumeMm3 - behind!.volumeMm3,
    wedge: {
      hingeAtLpsMm: asTuple(wedge.hinge.at),
      hingeDirection: asTuple(wedge.hinge.direction),
      deg,
      heightMm: wedge.heightMm,
      farLpsMm: params.farLpsMm,
      axis: axisAfter(params.axis, wedge.motion),
    },
  };
  return {
    model: withChanged(model, new Map([[id, [moving, staying]]]), [
      { command: 'plan.wedge', component: id, measures: { heightMm: wedge.heightMm } },
    ]),
    plan: { ...plan, osteotomies: [...plan.osteotomies, osteotomy] },
  };
};

function axisAfter(
  axis: { readonly fromLpsMm: Triple; readonly toLpsMm: Triple } | null,
  motion: readonly number[],
): NonNullable<PlannedOsteotomy['wedge']>['axis'] {
  if (!axis) return null;
  const { before, after } = correctedAxis({ from: pointLps(...axis.fromLpsMm), to: pointLps(...axis.toLpsMm) }, motion);
  if (!before || !after) throw new WedgeRefusedError('the axis of the bone has no length.');
  return { before: asTuple(before), after: asTuple(after), turnedDeg: degreesBetween(before, after) };
}

/** What each piece gives to the blade, mm. */
const shares = ({ kerfMm, kerfSide }: Kerf): readonly [front: number, back: number] =>
  kerfSide === 'front' ? [kerfMm, 0] : kerfSide === 'back' ? [0, kerfMm] : [kerfMm / 2, kerfMm / 2];

/** The piece in front of all planes, and the rest. */
function planePieces(
  bone: Component,
  planes: readonly CutPlane[],
  frontMm: number,
  backMm: number,
): { front: SolidExpression; back: SolidExpression } {
  const solid: SolidExpression = { make: 'mesh', mesh: bone.mesh };
  const front = planes.reduce<SolidExpression>((of, plane) => trimmed(of, plane, frontMm, 'front'), solid);
  const [only, ...others] = planes;
  if (others.length === 0) return { front, back: trimmed(solid, only!, -backMm, 'back') };
  const grown = planes.reduce<SolidExpression>((of, plane) => trimmed(of, plane, -backMm, 'front'), solid);
  return { front, back: { make: 'subtract', from: solid, what: [grown] } };
}

/** A curve cut with a blade: the front piece lies left of the curve moved to its left, the back piece right of the other. */
function curvePieces(
  bone: Component,
  curve: { pointsLpsMm: readonly Triple[]; direction: Triple },
  frontMm: number,
  backMm: number,
): { front: SolidExpression; back: SolidExpression } {
  const beside = (mm: number) =>
    piecesCutBy(
      { kind: 'curve', pointsLpsMm: movedLeft(curve, mm), direction: [...curve.direction], closed: false },
      bone.mesh,
    );
  return { front: beside(frontMm).front, back: beside(-backMm).back };
}

function movedLeft(
  { pointsLpsMm, direction }: { pointsLpsMm: readonly Triple[]; direction: Triple },
  mm: number,
): [number, number, number][] {
  const axis = unit(direction)!;
  const lefts = pointsLpsMm.slice(1).map((point, n) => {
    const from = pointsLpsMm[n]!;
    const way: Triple = [point[0] - from[0], point[1] - from[1], point[2] - from[2]];
    // Left of the way for an eye that looks along the axis: axis × way points to the right of it, so the other.
    return (
      unit([
        way[1] * axis[2] - way[2] * axis[1],
        way[2] * axis[0] - way[0] * axis[2],
        way[0] * axis[1] - way[1] * axis[0],
      ]) ?? ([0, 0, 0] as const)
    );
  });
  return pointsLpsMm.map((point, n) => {
    const [before, after] = [lefts[Math.max(0, n - 1)]!, lefts[Math.min(lefts.length - 1, n)]!];
    const sum = unit([before[0] + after[0], before[1] + after[1], before[2] + after[2]]) ?? after;
    // A corner is moved further, so that both its sides are moved by the whole.
    const by = -mm / Math.max(0.2, dot(sum, after));
    return [point[0] + by * sum[0], point[1] + by * sum[1], point[2] + by * sum[2]];
  });
}

function trimmed(
  of: SolidExpression,
  { at, normal }: CutPlane,
  shiftMm: number,
  keep: 'front' | 'back',
): SolidExpression {
  const offsetMm = dot(normal, at) + shiftMm;
  return keep === 'front'
    ? { make: 'trim', of, normal, offsetMm }
    : { make: 'trim', of, normal: [-normal[0], -normal[1], -normal[2]], offsetMm: -offsetMm };
}

function demandBoth(name: string, bone: string, frontMm3: number, backMm3: number): void {
  if (frontMm3 < SMALLEST_PIECE_MM3 || backMm3 < SMALLEST_PIECE_MM3) throw new CutMissesError(name, bone);
}

/** @throws PlanNameTakenError */
export function demandFreeName(plan: SurgicalPlan, name: string): void {
  const { landmarks, osteotomies, trajectories, grafts, measurements } = plan;
  if (
    [landmarks, osteotomies, trajectories, grafts, measurements].some((list) => list.some((one) => one.name === name))
  )
    throw new PlanNameTakenError(name);
}

export const planeOf = ({ atLpsMm, normal }: { readonly atLpsMm: Triple; readonly normal: Triple }): CutPlane => ({
  at: pointLps(...atLpsMm),
  normal: unit(normal)!,
});

export const asTuple = ([x, y, z]: Triple): [number, number, number] => [x, y, z];
const asPlanned = ({ at, normal }: CutPlane) => ({ atLpsMm: asTuple(at), normal: asTuple(normal) });
