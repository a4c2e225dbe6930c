import type { Triple } from '@specola/space';

/** The 13 axes through a voxel and its 26 neighbours, as steps along i, j, k. */
export const AXES: readonly Triple[] = axesOf();

/** Bit n of a set of axes stands for `AXES[n]`. */
export const AXIS_SETS = 1 << AXES.length;

/** Where in the grid an axis goes, mm. */
export const stepMmOf = (axis: Triple, spacingMm: Triple): number =>
  Math.sqrt(axis.reduce((sum, step, n) => sum + (step * spacingMm[n]!) ** 2, 0));

/**
 * Which sets of closed axes are a gap between two walls rather than a hole in one, for each of the 8,192 sets: an axis
 * is closed where walls stand on both of its sides, near enough.
 *
 * Between two walls those axes are closed that lie within some angle of the one across; the narrower the gap, the more.
 * In a hole those are closed that lie within some angle of its wall's plane; the longer the hole, the more. A set is
 * what it is nearer to, in axes; a tie is a gap, so that a joint rather stays open than a hole gets closed.
 */
export function gapKinds(spacingMm: Triple): Uint8Array {
  const gaps = new Set<number>();
  const holes = new Set<number>();
  for (const across of directions()) {
    const leans = AXES.map((axis) => Math.abs(cosineTo(axis, across, spacingMm)));
    for (const lean of leans) {
      gaps.add(setOf((n) => leans[n]! >= lean));
      holes.add(setOf((n) => leans[n]! <= lean));
    }
  }
  const fromGap = axesAway(gaps);
  const fromHole = axesAway(holes);
  return Uint8Array.from({ length: AXIS_SETS }, (_, closed) =>
    closed !== 0 && fromGap[closed]! <= fromHole[closed]! ? 1 : 0,
  );
}

/** For every set of axes, how many axes must change to make it the nearest of these. */
function axesAway(kinds: ReadonlySet<number>): Uint8Array {
  const away = new Uint8Array(AXIS_SETS).fill(AXES.length + 1);
  for (const kind of kinds) away[kind] = 0;
  // One axis after another: the way to the nearest changes each axis at most once, in any order.
  for (let n = 0; n < AXES.length; n++)
    for (let set = 0; set < AXIS_SETS; set++) away[set] = Math.min(away[set]!, away[set ^ (1 << n)]! + 1);
  return away;
}

/** Directions spread over half a sphere, some 7° apart: points on the faces of a cube. */
function directions(): Triple[] {
  const found: Triple[] = [];
  const steps = Array.from({ length: 15 }, (_, n) => (n - 7) / 7);
  for (const u of steps) for (const v of steps) found.push([1, u, v], [u, 1, v], [u, v, 1]);
  return found;
}

function axesOf(): Triple[] {
  const axes: Triple[] = [];
  for (let n = 14; n < 27; n++) axes.push([(n % 3) - 1, (Math.floor(n / 3) % 3) - 1, Math.floor(n / 9) - 1]);
  return axes;
}

const setOf = (belongs: (n: number) => boolean): number =>
  AXES.reduce((set, _, n) => (belongs(n) ? set | (1 << n) : set), 0);

/** Cosine of the angle between an axis of the grid and a direction in mm. */
function cosineTo(axis: Triple, direction: Triple, spacingMm: Triple): number {
  const dot = axis.reduce((sum, step, n) => sum + step * spacingMm[n]! * direction[n]!, 0);
  const length = Math.sqrt(direction.reduce((sum, c) => sum + c * c, 0));
  return dot / (stepMmOf(axis, spacingMm) * length);
}
