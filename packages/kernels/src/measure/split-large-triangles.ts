import type { TriMesh } from '@specola/space';

/** A mesh whose large triangles are cut into small ones; the surface stays where it is. */
export interface SplitMesh {
  readonly mesh: TriMesh;
  /** Uint32, for each triangle the one of the input that it is a part of. */
  readonly from: Uint32Array;
  /** Uint8, 1 where that was cut. */
  readonly cut: Uint8Array;
}

/** What a mesh grows to at most, beside its own triangles. */
const MOST_ADDED = 1_000_000;

/**
 * Cuts triangles with an edge longer than asked at the middle of their longest edge, again and again, so that one
 * measurement for each triangle sees every part of a large one: a flat face of a designed part is two triangles, however
 * its back runs. Halving was chosen over n² equal parts, which cut a long sliver n times too often.
 *
 * For measuring and drawing only: neighbours may have vertices on an edge that the other has not. Where too many would
 * be added the edges stay longer. A mesh of small triangles comes back as it is.
 */
export function splitLargeTriangles(mesh: TriMesh, { edgeMm }: { readonly edgeMm: number }): SplitMesh {
  const count = mesh.triangles.length / 3;
  for (let side = edgeMm; ; side *= 2) {
    const parts = halved(mesh, side);
    if (!parts) continue;
    if (parts.from.length > count) return parts;
    return { mesh, from: parts.from, cut: parts.cut };
  }
}

/** Undefined when it would add too many. */
function halved({ positions, triangles, frame }: TriMesh, side: number): SplitMesh | undefined {
  const count = triangles.length / 3;
  const points = growingFloats(positions);
  const corners: number[] = [];
  const from: number[] = [];
  const cut: number[] = [];
  const middles = new Map<number, number>();
  const middleOf = (a: number, b: number): number => {
    const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
    const known = middles.get(key);
    if (known !== undefined) return known;
    const made = points.addMiddle(a, b);
    middles.set(key, made);
    return made;
  };
  const waiting: number[] = [];
  for (let t = 0; t < count; t++) {
    waiting.push(triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!);
    let whole = 1;
    while (waiting.length > 0) {
      const [c, b, a] = [waiting.pop()!, waiting.pop()!, waiting.pop()!];
      const [ab, bc, ca] = [points.lengthSquared(a, b), points.lengthSquared(b, c), points.lengthSquared(c, a)];
      const longest = Math.max(ab, bc, ca);
      if (!(longest > side * side)) {
        corners.push(a, b, c);
        from.push(t);
        cut.push(1 - whole);
        continue;
      }
      if (from.length > count + MOST_ADDED) return undefined;
      whole = 0;
      if (longest === ab) {
        const m = middleOf(a, b);
        waiting.push(a, m, c, m, b, c);
      } else if (longest === bc) {
        const m = middleOf(b, c);
        waiting.push(a, b, m, a, m, c);
      } else {
        const m = middleOf(c, a);
        waiting.push(a, b, m, m, b, c);
      }
    }
  }
  return {
    mesh: { positions: points.values(), triangles: Uint32Array.from(corners), frame },
    from: Uint32Array.from(from),
    cut: Uint8Array.from(cut),
  };
}

/** Vertices that grow by the middles of edges. */
function growingFloats(start: Float32Array) {
  let room = start;
  let used = start.length;
  const lengthSquared = (a: number, b: number): number => {
    const [dx, dy, dz] = [
      room[3 * a]! - room[3 * b]!,
      room[3 * a + 1]! - room[3 * b + 1]!,
      room[3 * a + 2]! - room[3 * b + 2]!,
    ];
    return dx * dx + dy * dy + dz * dz;
  };
  const addMiddle = (a: number, b: number): number => {
    if (used + 3 > room.length) {
      const wider = new Float32Array(2 * room.length + 48);
      wider.set(room.subarray(0, used));
      room = wider;
    }
    for (let axis = 0; axis < 3; axis++) room[used + axis] = (room[3 * a + axis]! + room[3 * b + axis]!) / 2;
    used += 3;
    return used / 3 - 1;
  };
  return { lengthSquared, addMiddle, values: () => (room === start ? start : room.slice(0, used)) };
}
