import { type TriMesh, vertexCountOf } from '@specola/space';
import { extentOf } from '../mesh/cell-frame.ts';
import { withoutLoneVertices } from '../mesh/drop-small-shells.ts';
import { simplifySurface } from '../mesh/simplify-surface.ts';
import { surfaceGrid } from '../mesh/surface-grid.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { meshInScope, meshOutside } from '../solid/look-at-mesh.ts';

/** A sound mesh with fewer triangles, no point of it further than a bound from where it was; outside the arena. */
export async function simplifiedWithin(mesh: TriMesh, boundMm: number, crew: Crew): Promise<TriMesh> {
  if (mesh.triangles.length === 0) return mesh;
  using scope = new Scope(crew.arena);
  const inside = meshInScope(mesh, scope);
  const held = scope.uint8(vertexCountOf(inside), { zeroed: true });
  const grid = await surfaceGrid(inside, boundMm, crew, scope);
  const extent = await extentOf(inside, crew);
  const { triangles } = await simplifySurface(grid, extent, { boundMm, targetTriangles: null }, held, crew);
  scope.hold(triangles);
  const out = await withoutLoneVertices({ ...inside, triangles }, crew);
  scope.hold(out.positions);
  return meshOutside(out);
}
