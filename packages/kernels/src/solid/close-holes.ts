import type { TriMesh } from '@specola/space';
import { edgeRunsOf, nextCorner } from '../measure/half-edges.ts';

/** Loops longer than this are left to the rebuild: a fan of ears over them says little of the shape. */
const MOST_EDGES = 600;

export interface ClosedHoles {
  readonly mesh: TriMesh;
  readonly holesClosed: number;
  /** Length around the largest, mm. */
  readonly largestHoleMm: number;
}

type Point = readonly [number, number, number];

/** Closes holes by triangles between the vertices of their rims, the shortest bridges first. No vertex is added. */
export function closeHoles(mesh: TriMesh): ClosedHoles {
  const { positions: x, triangles } = mesh;
  const { loops, edges } = rimsOf(mesh);
  const fresh: number[] = [];
  let [holesClosed, largestHoleMm] = [0, 0];
  for (const loop of loops) {
    if (loop.length > MOST_EDGES) continue;
    const patch = filled(x, loop, edges);
    if (!patch) continue;
    fresh.push(...patch);
    holesClosed++;
    largestHoleMm = Math.max(largestHoleMm, lengthAround(x, loop));
  }
  const out = new Uint32Array(triangles.length + fresh.length);
  out.set(triangles);
  out.set(fresh, triangles.length);
  return { mesh: { ...mesh, triangles: out }, holesClosed, largestHoleMm };
}

const keyOf = (a: number, b: number): string => (a < b ? `${a},${b}` : `${b},${a}`);

/** The rims of holes, each against the turn of its triangles, so that what fills it faces as they do; and all edges there are. */
function rimsOf(mesh: TriMesh): { readonly loops: number[][]; readonly edges: Set<string> } {
  const { triangles } = mesh;
  const next = new Map<number, number[]>();
  const rim = new Set<number>();
  edgeRunsOf(mesh).forEach((list, from, to) => {
    if (to - from !== 1) return;
    const start = triangles[list[from]!]!;
    const end = triangles[nextCorner(list[from]!)]!;
    next.set(end, [...(next.get(end) ?? []), start]);
    rim.add(start).add(end);
  });
  const edges = new Set<string>();
  for (let c = 0; c < triangles.length; c++) {
    const [a, b] = [triangles[c]!, triangles[nextCorner(c)]!];
    if (rim.has(a) && rim.has(b)) edges.add(keyOf(a, b));
  }
  const loops: number[][] = [];
  for (const first of [...next.keys()].sort((a, b) => a - b)) {
    while ((next.get(first)?.length ?? 0) > 0) {
      const path = [first];
      const placeOf = new Map([[first, 0]]);
      for (let at = first; ; ) {
        const to = next.get(at)?.shift();
        if (to === undefined) break;
        const before = placeOf.get(to);
        if (before !== undefined) {
          // What came round is a loop of its own, also where rims meet in a vertex.
          const loop = path.splice(before);
          for (const vertex of loop) placeOf.delete(vertex);
          if (loop.length >= 3) loops.push(loop);
        }
        placeOf.set(to, path.length);
        path.push(to);
        at = to;
      }
    }
  }
  return { loops, edges };
}

/** Ears off a loop, the shortest bridge first; null where a bridge would be an edge that is there. */
function filled(x: Float32Array, loop: readonly number[], edges: Set<string>): number[] | null {
  const left = [...loop];
  const out: number[] = [];
  const added: string[] = [];
  while (left.length > 3) {
    let best = -1;
    let bestCost = Infinity;
    for (let n = 0; n < left.length; n++) {
      const [a, b, c] = [left[(n + left.length - 1) % left.length]!, left[n]!, left[(n + 1) % left.length]!];
      if (edges.has(keyOf(a, c))) continue;
      const cost = earCost(pointAt(x, a), pointAt(x, b), pointAt(x, c));
      if (cost < bestCost) [best, bestCost] = [n, cost];
    }
    if (best < 0) break;
    const [a, b, c] = [left[(best + left.length - 1) % left.length]!, left[best]!, left[(best + 1) % left.length]!];
    out.push(a, b, c);
    added.push(keyOf(a, c));
    edges.add(keyOf(a, c));
    left.splice(best, 1);
  }
  if (left.length !== 3) {
    for (const key of added) edges.delete(key);
    return null;
  }
  out.push(...left);
  return out;
}

/** The length of the bridge, more where the ear is flat: it would be a triangle without area. */
function earCost(a: Point, b: Point, c: Point): number {
  const bridge = lengthBetween(a, c);
  const spare = lengthBetween(a, b) + lengthBetween(b, c) - bridge;
  return spare <= 1e-6 * bridge ? 1e9 + bridge : bridge;
}

const pointAt = (x: Float32Array, v: number): Point => [x[3 * v]!, x[3 * v + 1]!, x[3 * v + 2]!];
const lengthBetween = (a: Point, b: Point): number =>
  Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2);
const lengthAround = (x: Float32Array, loop: readonly number[]): number =>
  loop.reduce((sum, v, n) => sum + lengthBetween(pointAt(x, v), pointAt(x, loop[(n + 1) % loop.length]!)), 0);
