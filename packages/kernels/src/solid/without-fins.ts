import type { TriMesh } from '@specola/space';
import { edgeRunsOf, nextCorner } from '../measure/half-edges.ts';
import { triangleAreaMm2 } from '../measure/measures-of.ts';

/**
 * A flat disc has a rim whose square is 12.6 times its area, any other sheet more; a dome that a hole left open, less. A
 * patch with more than this goes around nothing to speak of.
 */
const RIM_SQUARED_PER_AREA = 12;
/** A mesh of which more than this share would go is no body with fins: it is made of sheets. */
const MOST_AREA_SHARE = 0.2;
/** Taking one patch away may show that what it stood on is one too. */
const MOST_LOOKS = 4;

export interface WithoutFins {
  readonly mesh: TriMesh;
  /** The triangles that went. */
  readonly fins: TriMesh;
}

/**
 * Leaves out sheets that stand on a body, cross it or lie beside it, and go around nothing: patches between open edges
 * and edges of three triangles and more, that are open somewhere and nearly flat.
 *
 * @returns null where there are none, or too much of the mesh would be one
 */
export function withoutFins(mesh: TriMesh): WithoutFins | null {
  let kept = mesh.triangles;
  const gone: number[] = [];
  for (let look = 0; look < MOST_LOOKS; look++) {
    const fins = finsOf({ ...mesh, triangles: kept });
    if (fins.size === 0) break;
    for (const t of fins) gone.push(...kept.subarray(3 * t, 3 * t + 3));
    kept = kept.filter((_, c) => !fins.has(Math.floor(c / 3)));
  }
  const fins: TriMesh = { ...mesh, triangles: Uint32Array.from(gone) };
  if (gone.length === 0 || areaOf(fins) > MOST_AREA_SHARE * areaOf(mesh)) return null;
  return { mesh: { ...mesh, triangles: kept }, fins };
}

function finsOf(mesh: TriMesh): Set<number> {
  const { positions: x, triangles } = mesh;
  const count = triangles.length / 3;
  const parents = Uint32Array.from({ length: count }, (_, t) => t);
  const rootOf = (triangle: number): number => {
    let root = triangle;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  const rims: { readonly triangle: number; readonly mm: number; readonly isOpen: boolean }[] = [];
  edgeRunsOf(mesh).forEach((list, from, to) => {
    if (to - from === 2) {
      const [a, b] = [rootOf(Math.floor(list[from]! / 3)), rootOf(Math.floor(list[from + 1]! / 3))];
      parents[Math.max(a, b)] = Math.min(a, b);
      return;
    }
    for (let n = from; n < to; n++) {
      const [a, b] = [3 * triangles[list[n]!]!, 3 * triangles[nextCorner(list[n]!)]!];
      const mm = Math.sqrt((x[a]! - x[b]!) ** 2 + (x[a + 1]! - x[b + 1]!) ** 2 + (x[a + 2]! - x[b + 2]!) ** 2);
      rims.push({ triangle: Math.floor(list[n]! / 3), mm, isOpen: to - from === 1 });
    }
  });
  const rimMm = new Map<number, number>();
  const open = new Set<number>();
  for (const { triangle, mm, isOpen } of rims) {
    const root = rootOf(triangle);
    rimMm.set(root, (rimMm.get(root) ?? 0) + mm);
    if (isOpen) open.add(root);
  }
  const areas = new Map<number, number>();
  for (let t = 0; t < count; t++) {
    const root = rootOf(t);
    if (open.has(root)) areas.set(root, (areas.get(root) ?? 0) + triangleAreaMm2(x, triangles, 3 * t));
  }
  const fins = new Set<number>();
  for (let t = 0; t < count; t++) {
    const root = rootOf(t);
    if (open.has(root) && rimMm.get(root)! ** 2 >= RIM_SQUARED_PER_AREA * areas.get(root)!) fins.add(t);
  }
  return fins;
}

const areaOf = ({ positions, triangles }: TriMesh): number => {
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) sum += triangleAreaMm2(positions, triangles, t);
  return sum;
};
