import type { TriMesh, Triple } from '@specola/space';
import { tripleOf } from '@specola/space';

/** A plane in the mesh's frame: a point on it and a normal of any length. */
export interface Plane {
  readonly point: Triple;
  readonly normal: Triple;
}

/** A run of points where a mesh meets a plane; closed runs do not repeat their first point. */
export interface SectionLine {
  /** x y z of each point, mm. */
  readonly points: readonly number[];
  readonly closed: boolean;
}

/**
 * The lines in which a plane cuts a mesh, exactly: each point lies on an edge of the mesh. A vertex on the plane counts
 * as above it, so every edge is crossed or not and a closed mesh gives closed lines. Seen from the tip of the normal,
 * the inside lies to the left.
 */
export function sectionMesh({ positions: p, triangles: t }: TriMesh, { point, normal }: Plane): SectionLine[] {
  const vertexCount = p.length / 3;
  const height = new Float64Array(vertexCount);
  for (let v = 0; v < vertexCount; v++)
    height[v] =
      normal[0] * (p[3 * v]! - point[0]) +
      normal[1] * (p[3 * v + 1]! - point[1]) +
      normal[2] * (p[3 * v + 2]! - point[2]);
  const next = new Map<number, number[]>();
  const entered = new Set<number>();
  for (let i = 0; i < t.length; i += 3) {
    const a = t[i]!;
    const b = t[i + 1]!;
    const c = t[i + 2]!;
    const aboveA = height[a]! >= 0;
    const aboveB = height[b]! >= 0;
    const aboveC = height[c]! >= 0;
    if (aboveA === aboveB && aboveB === aboveC) continue;
    // The corner that is alone on its side, and the two that follow it around the triangle.
    const [alone, after, before] = aboveA === aboveB ? [c, a, b] : aboveB === aboveC ? [a, b, c] : [b, c, a];
    const first = edgeKey(alone, after, vertexCount);
    const second = edgeKey(alone, before, vertexCount);
    const [from, to] = height[alone]! >= 0 ? [first, second] : [second, first];
    const list = next.get(from);
    if (list) list.push(to);
    else next.set(from, [to]);
    entered.add(to);
  }
  const pointOn = (key: number): Triple => {
    const low = Math.floor(key / vertexCount);
    const high = key % vertexCount;
    const share = height[low]! / (height[low]! - height[high]!);
    return tripleOf(
      [0, 1, 2].map((axis) => {
        const at = p[3 * low + axis]!;
        return at + share * (p[3 * high + axis]! - at);
      }),
    );
  };
  const lines: SectionLine[] = [];
  const follow = (start: number): void => {
    const points: number[] = [...pointOn(start)];
    let at = next.get(start)?.pop();
    while (at !== undefined && at !== start) {
      points.push(...pointOn(at));
      at = next.get(at)?.pop();
    }
    lines.push({ points, closed: at === start });
  };
  // Open lines are followed from their beginning, so that they stay whole; then the rings, in the order of the triangles.
  for (const start of next.keys()) if (!entered.has(start)) follow(start);
  for (const [start, list] of next) while (list.length > 0) follow(start);
  return lines;
}

const edgeKey = (a: number, b: number, vertexCount: number): number =>
  a < b ? a * vertexCount + b : b * vertexCount + a;
