import { type Crew, measuresOf, selfIntersections, surfaceIndex, topologyOf, wallThickness } from '@specola/kernels';
import type { Check, MeshMeasures } from '@specola/record';
import type { TriMesh } from '@specola/space';
import { EmptyModelError } from './empty-model.ts';
import { meshChecks } from './mesh-checks.ts';
import { thinWalls, WALL_LIMIT_MM } from './thin-walls.ts';

export interface CheckedMesh {
  readonly mesh: MeshMeasures;
  readonly checks: readonly Check[];
  readonly printReady: boolean;
}

/**
 * The checks that every mesh of ours passes, asked of any mesh: closed, manifold, outward, free of self-intersections,
 * degenerate triangles and loose shells, and where walls are thin. Its vertices must be joined where they meet.
 *
 * @throws EmptyModelError when it has no triangle
 */
export async function checkMesh(
  mesh: TriMesh,
  { thinWallMm, smallestShellMm3 }: { readonly thinWallMm: number; readonly smallestShellMm3: number },
  crew: Crew,
): Promise<CheckedMesh> {
  if (mesh.triangles.length === 0) throw new EmptyModelError();
  const topology = topologyOf(mesh);
  using index = await surfaceIndex(mesh, crew);
  const crossings = await selfIntersections(mesh, crew, { index });
  const { thicknessMm } = await wallThickness(mesh, crew, { limitMm: WALL_LIMIT_MM, index });
  const walls = thinWalls(mesh, thicknessMm, thinWallMm);
  const checks = meshChecks({ mesh, topology, crossings, walls, thinWallMm, smallestShellMm3 });
  const { volumeMm3, areaMm2, boundsMm } = measuresOf(mesh);
  return {
    mesh: {
      triangles: topology.triangles,
      vertices: topology.vertices,
      volumeMm3,
      areaMm2,
      boundsLpsMm: { min: [...boundsMm.min], max: [...boundsMm.max] },
      shells: topology.shells.length,
      openEdges: topology.openEdges,
      nonManifoldEdges: topology.nonManifoldEdges,
      selfIntersections: crossings.length / 2,
      thinnestWallMm: walls.thinnest,
    },
    checks,
    printReady: checks.every(({ decides, result }) => !decides || result === 'pass'),
  };
}
