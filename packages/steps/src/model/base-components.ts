import type { baseComponents } from '@specola/commands';
import { buildSolid, cross, dot, meshesTogether, rasterizeMesh, type SolidExpression } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { placementOfZ } from './edit/drain-holes.ts';
import { along, squareTo, unitOf } from './edit/frame-about.ts';
import { NothingLeftError } from './edit/model-errors.ts';
import { newComponent, targetsOf, withAdded } from './edit/model-value.ts';

const SEGMENTS = 32;
/** Samples of the underside a millimeter. */
const PX_PER_MM = 1;
/** Posts lie this many diameters apart at least. */
const APART_DIAMETERS = 2;

/** A plate, and posts from it to the underside; what is in the components is taken out of the posts, so that they touch. */
export const runBaseComponents: Run<typeof baseComponents> = async ({ model }, params, { crew }) => {
  const targets = targetsOf(model.model, params.components);
  if (targets.length === 0) throw new NothingLeftError(params.component, 'put under no component');
  const mesh = meshesTogether(targets.map((one) => one.mesh));
  const up = unitOf(params.up);
  const x = squareTo(up);
  const y = cross(up, x);
  const [alongX, alongY, alongUp] = [x, y, up].map((axis) => extentOf(mesh, axis)) as [Extent, Extent, Extent];
  const at = (u: number, v: number, w: number): Triple => along(along(along([0, 0, 0], x, u), y, v), up, w);
  const topMm = alongUp.min - params.gapMm;
  const plate: SolidExpression = {
    make: 'place',
    of: {
      make: 'box',
      sidesMm: [
        alongX.max - alongX.min + 2 * params.marginMm,
        alongY.max - alongY.min + 2 * params.marginMm,
        params.plateMm,
      ],
    },
    placement: placementOfZ(at(middle(alongX), middle(alongY), topMm - params.plateMm / 2), up, x),
  };
  const feet = lowFeet(
    mesh,
    { x, y, up, center: at(middle(alongX), middle(alongY), middle(alongUp)) },
    alongX,
    alongY,
    params,
  );
  const posts = feet.map(([u, v, underMm]): SolidExpression => {
    const [fromMm, toMm] = [topMm - params.plateMm / 2, underMm + params.intoMm];
    return {
      make: 'place',
      of: { make: 'cylinder', radiusMm: params.postMm / 2, heightMm: toMm - fromMm, segments: SEGMENTS },
      placement: placementOfZ(at(u, v, (fromMm + toMm) / 2), up, x),
    };
  });
  const built = await buildSolid(
    {
      make: 'subtract',
      from: { make: 'union', of: [plate, ...posts] },
      what: targets.map((one): SolidExpression => ({ make: 'mesh', mesh: one.mesh })),
    },
    crew,
  );
  const base = newComponent({ id: params.component, name: 'Base', color: [120, 124, 130], mesh: built.mesh });
  const measures = { posts: posts.length, plateMm: params.plateMm, volumeMm3: built.volumeMm3 };
  return { model: withAdded(model, [base], [{ command: 'model.base', component: base.id, measures }]) };
};

interface Extent {
  readonly min: number;
  readonly max: number;
}

const middle = ({ min, max }: Extent): number => (min + max) / 2;

function extentOf({ positions }: TriMesh, axis: Triple): Extent {
  let [min, max] = [Infinity, -Infinity];
  for (let n = 0; n < positions.length; n += 3) {
    const mm = dot([positions[n]!, positions[n + 1]!, positions[n + 2]!], axis);
    min = Math.min(min, mm);
    max = Math.max(max, mm);
  }
  return { min, max };
}

/** Where posts stand: the lowest place of the underside, then always the one that is low and far from the others. */
function lowFeet(
  mesh: TriMesh,
  { x, y, up, center }: { x: Triple; y: Triple; up: Triple; center: Triple },
  alongX: Extent,
  alongY: Extent,
  { posts, postMm, intoMm }: { posts: number; postMm: number; intoMm: number },
): readonly (readonly [u: number, v: number, underMm: number])[] {
  // From below the right of the picture is −x, so that right × up looks down.
  const seen = rasterizeMesh(mesh, {
    right: along([0, 0, 0], x, -1),
    up: y,
    toEye: along([0, 0, 0], up, -1),
    centerMm: center,
    pxPerMm: PX_PER_MM / 2,
    width: Math.ceil(((alongX.max - alongX.min) * PX_PER_MM) / 2) + 1,
    height: Math.ceil(((alongY.max - alongY.min) * PX_PER_MM) / 2) + 1,
  });
  const { columns, rows, heightMm } = seen;
  const reach = Math.ceil((postMm * PX_PER_MM) / 2);
  const whole = (n: number): boolean => {
    const [c, r] = [n % columns, Math.floor(n / columns)];
    for (const [dc, dr] of [
      [0, 0],
      [reach, 0],
      [-reach, 0],
      [0, reach],
      [0, -reach],
    ] as const) {
      const [cc, rr] = [c + dc, r + dr];
      if (cc < 0 || rr < 0 || cc >= columns || rr >= rows) return false;
      // The whole of a post reaches the surface.
      if (!(heightMm[rr * columns + cc]! > heightMm[n]! - intoMm)) return false;
    }
    return true;
  };
  const places: [number, number, number][] = [];
  for (let n = 0; n < heightMm.length; n++)
    if (heightMm[n]! > -Infinity && whole(n)) {
      const u = middle(alongX) - ((n % columns) + 0.5 - columns / 2) / PX_PER_MM;
      const v = middle(alongY) + (rows / 2 - Math.floor(n / columns) - 0.5) / PX_PER_MM;
      places.push([u, v, dot(center, up) - heightMm[n]!]);
    }
  const taken: [number, number, number][] = [];
  const farMm = ([u, v]: readonly [number, number, number]): number =>
    Math.min(...taken.map(([tu, tv]) => Math.sqrt((u - tu) ** 2 + (v - tv) ** 2)));
  const worth = (place: readonly [number, number, number]): number =>
    taken.length === 0 ? -place[2] : farMm(place) - place[2];
  while (taken.length < posts && places.length > 0) {
    const best = places.reduce((one, other) => (worth(other) > worth(one) ? other : one));
    if (taken.length > 0 && farMm(best) < APART_DIAMETERS * postMm) break;
    taken.push(best);
  }
  return taken;
}
