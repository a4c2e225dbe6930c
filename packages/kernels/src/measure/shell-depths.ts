import type { TriMesh } from '@specola/space';
import { orient2d } from 'robust-predicates';
import { sideOfPlane } from './side-of-plane.ts';

const BINS = 512;

/**
 * In how many other closed shells each shell lies: a ray from one of its vertices towards +x, its crossings counted by
 * exact arithmetic, so that a ray through an edge or a vertex of another shell is counted once.
 *
 * Shells that cut each other have no depth: what is told of them depends on the vertex.
 */
export function shellDepths(
  { positions: x, triangles }: TriMesh,
  shellOfTriangle: Uint32Array,
  shells: readonly { readonly firstTriangle: number; readonly closed: boolean }[],
): Uint32Array {
  const depths = new Uint32Array(shells.length);
  if (shells.length < 2) return depths;
  const points = shells.map(({ firstTriangle }) => 3 * triangles[3 * firstTriangle]!);
  const { bins, binOf } = binsAlongY(x, points);
  const shellCount = shells.length;
  // Odd crossings of one shell by one ray: ray · shells + shell.
  const odd = new Set<number>();
  for (let t = 0; t < shellOfTriangle.length; t++) {
    const crossed = shellOfTriangle[t]!;
    if (!shells[crossed]?.closed) continue;
    const a = 3 * triangles[3 * t]!;
    const b = 3 * triangles[3 * t + 1]!;
    const c = 3 * triangles[3 * t + 2]!;
    const lowBin = binOf(Math.min(x[a + 1]!, x[b + 1]!, x[c + 1]!));
    const highBin = binOf(Math.max(x[a + 1]!, x[b + 1]!, x[c + 1]!));
    for (let bin = lowBin; bin <= highBin; bin++)
      for (const shell of bins[bin]!) {
        if (shell === crossed || !rayMeets(x, points[shell]!, a, b, c)) continue;
        const key = shell * shellCount + crossed;
        if (!odd.delete(key)) odd.add(key);
      }
  }
  for (const key of odd) depths[Math.floor(key / shellCount)]!++;
  return depths;
}

function binsAlongY(x: Float32Array, points: readonly number[]) {
  let low = Infinity;
  let high = -Infinity;
  for (const p of points) {
    low = Math.min(low, x[p + 1]!);
    high = Math.max(high, x[p + 1]!);
  }
  const scale = high > low ? BINS / (high - low) : 0;
  const binOf = (y: number) => Math.max(0, Math.min(BINS - 1, Math.floor((y - low) * scale)));
  const bins: number[][] = Array.from({ length: BINS }, () => []);
  points.forEach((p, shell) => {
    bins[binOf(x[p + 1]!)]!.push(shell);
  });
  return { bins, binOf };
}

/** Whether the ray from p towards +x passes through the triangle. Edges belong to their side of smaller y, upper end out. */
function rayMeets(x: Float32Array, p: number, a: number, b: number, c: number): boolean {
  const z = x[p + 2]!;
  const aboveA = x[a + 2]! > z;
  const aboveB = x[b + 2]! > z;
  const aboveC = x[c + 2]! > z;
  if (aboveA === aboveB && aboveB === aboveC) return false;
  if (x[a]! < x[p]! && x[b]! < x[p]! && x[c]! < x[p]!) return false;
  let inside = false;
  if (aboveA !== aboveB && leftOf(x, p, aboveA ? b : a, aboveA ? a : b)) inside = !inside;
  if (aboveB !== aboveC && leftOf(x, p, aboveB ? c : b, aboveB ? b : c)) inside = !inside;
  if (aboveC !== aboveA && leftOf(x, p, aboveC ? a : c, aboveC ? c : a)) inside = !inside;
  if (!inside) return false;
  // The side of the plane on which p lies, against the side to which the triangle faces along x.
  const facing = orient2d(x[a + 1]!, x[a + 2]!, x[b + 1]!, x[b + 2]!, x[c + 1]!, x[c + 2]!);
  const side = sideOfPlane(x, a, b, c, p);
  return facing * side < 0;
}

/** On one side of the edge from its lower to its upper end, seen along x; both triangles of an edge get one answer. */
const leftOf = (x: Float32Array, p: number, low: number, high: number): boolean =>
  orient2d(x[low + 1]!, x[low + 2]!, x[high + 1]!, x[high + 2]!, x[p + 1]!, x[p + 2]!) > 0;
