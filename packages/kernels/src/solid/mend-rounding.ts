import { type TriMesh, vertexCountOf } from '@specola/space';
import { extentOf } from '../mesh/cell-frame.ts';
import { withoutLoneVertices } from '../mesh/drop-small-shells.ts';
import type { Faults } from '../mesh/find-faults.ts';
import { simplifySurface } from '../mesh/simplify-surface.ts';
import { surfaceGrid } from '../mesh/surface-grid.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { faultsOf, meshInScope } from './look-at-mesh.ts';
import { mendSlivers } from './mend-slivers.ts';
import { nudgeApart } from './nudge-apart.ts';
import { withoutDust } from './without-dust.ts';

/**
 * A boolean is exact to double precision, and then rounded to the single precision that files hold: slivers much thinner
 * than a printer's smallest move may turn over, or cut their neighbor. Looks at rising bounds; the last is a hundredth of
 * what a printer resolves.
 */
const BOUNDS_MM = [0.0005, 0.002, 0.002, 0.005, 0.005] as const;

const MOST_LOOKS = 12;

export interface Mended {
  /** In the arena, the scope's. */
  readonly mesh: TriMesh;
  /** What is still wrong; null for a sound mesh. */
  readonly left: Faults | null;
  /** No point of the surface moved further. */
  readonly boundMm: number;
}

/**
 * Takes slivers out of a closed, oriented mesh where they are at fault, by collapsing edges there and nowhere else, within
 * a bound that no file or printer could tell.
 *
 * @param mesh  in the arena, without lone vertices
 */
export async function mendRounding(mesh: TriMesh, crew: Crew, scope: Scope): Promise<Mended> {
  let now = mesh;
  let left = await faultsOf(now, crew);
  let boundMm = 0;
  for (let look = 0; left !== null && look < MOST_LOOKS; look++) {
    const mended = (look === 0 && withoutDust(now)) || mendSlivers(now, left.triangles) || nudgeApart(now);
    if (!mended) break;
    boundMm = Math.max(boundMm, mended.movedMm);
    now = meshInScope(mended.mesh, scope);
    left = await faultsOf(now, crew);
  }
  for (let look = 0; left !== null && look < BOUNDS_MM.length; look++) {
    const stepMm = BOUNDS_MM[look]!;
    boundMm = Math.max(boundMm, stepMm);
    now = await collapsedAt(now, left.triangles, { boundMm: stepMm, rings: look }, crew, scope);
    left = await faultsOf(now, crew);
  }
  return { mesh: now, left, boundMm };
}

async function collapsedAt(
  mesh: TriMesh,
  atFault: Uint32Array,
  { boundMm, rings }: { boundMm: number; rings: number },
  crew: Crew,
  scope: Scope,
): Promise<TriMesh> {
  using inner = new Scope(crew.arena);
  const held = inner.uint8(vertexCountOf(mesh)).fill(1);
  for (const triangle of atFault) for (let k = 0; k < 3; k++) held[mesh.triangles[3 * triangle + k]!] = 0;
  for (let ring = 0; ring < rings; ring++) releaseNeighbors(mesh.triangles, held);
  const grid = await surfaceGrid(mesh, boundMm, crew, inner);
  const extent = await extentOf(mesh, crew);
  const { triangles } = await simplifySurface(grid, extent, { boundMm, targetTriangles: null }, held, crew);
  const out = await withoutLoneVertices({ ...mesh, triangles: scope.hold(triangles) }, crew);
  scope.hold(out.positions);
  return out;
}

/** Lets the vertices next to free ones go too. */
function releaseNeighbors(triangles: Uint32Array, held: Uint8Array): void {
  const fresh: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    if (held[a]! & held[b]! & held[c]!) continue;
    fresh.push(a, b, c);
  }
  for (const vertex of fresh) held[vertex] = 0;
}
