import type { Cutter } from '@specola/commands';
import { cross, dot, measuresOf, minus, type SolidExpression } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';
import { placementAt, squareTo, unitOf } from './frame-about.ts';

/** Edges of cutters: long thin triangles make booleans five times slower, many short ones slower too. */
const LONGEST_EDGE_MM = 3;
const EDGES_ACROSS = 60;
/** How far a cutter reaches beyond what it cuts. */
const BEYOND_MM = 5;

/** The front piece of a mesh and its back piece, as expressions. */
export function piecesCutBy(
  by: Cutter,
  mesh: TriMesh,
): { readonly front: SolidExpression; readonly back: SolidExpression } {
  const solid: SolidExpression = { make: 'mesh', mesh };
  if (by.kind === 'plane') {
    const normal = unitOf(by.normal);
    const offsetMm = dot(normal, by.atLpsMm);
    return {
      front: { make: 'trim', of: solid, normal, offsetMm },
      back: { make: 'trim', of: solid, normal: [-normal[0], -normal[1], -normal[2]], offsetMm: -offsetMm },
    };
  }
  const cutter = by.kind === 'box' ? boxCutter(by) : curveCutter(by, mesh);
  return {
    front: { make: 'intersect', of: [solid, cutter] },
    back: { make: 'subtract', from: solid, what: [cutter] },
  };
}

function boxCutter(by: Cutter & { kind: 'box' }): SolidExpression {
  return {
    make: 'place',
    of: refined({ make: 'box', sidesMm: by.sidesMm }, Math.max(...by.sidesMm)),
    placement: placementAt(by.centerLpsMm, by.alongFirst, by.alongSecond),
  };
}

/** The curve seen along its direction, filled on its left (or inside), and drawn out through the whole mesh. */
function curveCutter({ pointsLpsMm, direction, closed }: Cutter & { kind: 'curve' }, mesh: TriMesh): SolidExpression {
  const { min, max } = measuresOf(mesh).boundsMm;
  const center: Triple = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
  const size = minus(max, min);
  const reachMm = Math.sqrt(dot(size, size)) + BEYOND_MM;
  const z = unitOf(direction);
  const x = squareTo(z);
  const y = cross(z, x);
  const flat = pointsLpsMm.map((point): readonly [number, number] => {
    const from = minus(point, center);
    return [dot(from, x), dot(from, y)];
  });
  const contour = closed ? flat : closedOnTheLeft(flat, reachMm);
  const placed = placementAt([0, 1, 2].map((n) => center[n]! - reachMm * z[n]!) as [number, number, number], x, y);
  return {
    make: 'place',
    of: refined({ make: 'extrude', contoursMm: [contour], heightMm: 2 * reachMm }, 2 * reachMm),
    placement: placed,
  };
}

/** An open line goes on straight at both ends, and is closed far away on its left. */
function closedOnTheLeft(line: readonly (readonly [number, number])[], reachMm: number): (readonly [number, number])[] {
  const furthest = Math.max(...line.map(([x, y]) => Math.sqrt(x * x + y * y)));
  const far = 4 * (reachMm + furthest);
  const [first, second] = [line[0]!, line[1]!];
  const [last, before] = [line.at(-1)!, line.at(-2)!];
  const start = goingOn(second, first, far);
  const end = goingOn(before, last, far);
  // Left of the chord from start to end.
  const chord = [end[0] - start[0], end[1] - start[1]] as const;
  const length = Math.sqrt(chord[0] ** 2 + chord[1] ** 2);
  const left = [(-chord[1] / length) * far, (chord[0] / length) * far] as const;
  return [start, ...line, end, [end[0] + left[0], end[1] + left[1]], [start[0] + left[0], start[1] + left[1]]];
}

function goingOn(
  from: readonly [number, number],
  to: readonly [number, number],
  mm: number,
): readonly [number, number] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.sqrt(dx * dx + dy * dy);
  return length > 0 ? [to[0] + (dx / length) * mm, to[1] + (dy / length) * mm] : to;
}

const refined = (of: SolidExpression, sizeMm: number): SolidExpression => ({
  make: 'refine',
  of,
  longestMm: Math.max(LONGEST_EDGE_MM, sizeMm / EDGES_ACROSS),
});
