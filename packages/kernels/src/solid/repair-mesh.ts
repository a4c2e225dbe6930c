import type { TriMesh } from '@specola/space';
import { levelSurface } from '../field/level-surface.ts';
import { measuresOf } from '../measure/measures-of.ts';
import { distancesFrom } from '../measure/surface-distances.ts';
import { topologyOf } from '../measure/topology-of.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { evaluateSolids } from '../native/solid/evaluate-solids.ts';
import type { SolidExpression } from '../native/solid/solid-expression.ts';
import { surfaceIndex } from '../search/surface-index.ts';
import { closeHoles } from './close-holes.ts';
import { type Displacement, displacementBetween } from './displacement-between.ts';
import { faultsOf, meshInScope, meshOutside } from './look-at-mesh.ts';
import { mendRounding } from './mend-rounding.ts';
import { partOf } from './part-of.ts';
import { NothingEnclosedError, SolidRefusedError } from './solid-errors.ts';
import { tidyTriangles } from './tidy-triangles.ts';
import { turnAlike } from './turn-alike.ts';

/** What it took: nothing, work on triangles, shells that lay in each other joined, or the whole made anew from distances. */
export const REPAIR_METHODS = ['none', 'mended', 'joined', 'rebuilt'] as const;
export type RepairMethod = (typeof REPAIR_METHODS)[number];

export interface Repaired extends Displacement {
  /** Closed, manifold, outward, free of self-intersections. */
  readonly mesh: TriMesh;
  readonly method: RepairMethod;
  readonly weldedVertices: number;
  readonly droppedTriangles: number;
  readonly turnedTriangles: number;
  readonly holesClosed: number;
  /** Length around the largest hole that was closed, mm. */
  readonly largestHoleMm: number;
  /** The grid of the rebuild, mm; 0 where there was none. */
  readonly resolutionMm: number;
}

/** Shells joined one by one: more are rebuilt together. */
const MOST_SHELLS = 200;
/** A rebuild that finds nothing looks again on grids of half the spacing, and half of that. */
const FINER_LOOKS = 3;

/**
 * Makes a solid of a mesh: vertices welded, empty triangles dropped, all turned alike, holes closed, shells that lie in
 * each other joined; and where it still cuts itself, or hangs together in no right way, made anew from distances at a
 * stated resolution. How far the surface moved is measured at the end.
 *
 * @throws NothingEnclosedError; SolidRefusedError
 */
export async function repairMesh(
  mesh: TriMesh,
  { resolutionMm }: { readonly resolutionMm: number },
  crew: Crew,
): Promise<Repaired> {
  const tidy = tidyTriangles(mesh);
  const alike = turnAlike(tidy.mesh);
  const closed = closeHoles(alike.mesh);
  // What was closed is turned again: only now every shell has an outside.
  const turned = turnAlike(closed.mesh);
  const told = {
    weldedVertices: tidy.weldedVertices,
    droppedTriangles: tidy.droppedTriangles,
    turnedTriangles: alike.turnedTriangles + turned.turnedTriangles,
    holesClosed: closed.holesClosed,
    largestHoleMm: closed.largestHoleMm,
  };
  const touched = told.droppedTriangles + told.turnedTriangles + told.holesClosed > 0;
  const mended = await mendedMesh(turned.mesh, crew);
  if (mended) {
    const method = touched || mended.movedMm > 0 ? 'mended' : 'none';
    return {
      ...told,
      mesh: mended.mesh,
      method,
      resolutionMm: 0,
      ...(await displacementBetween(tidy.mesh, mended.mesh, crew)),
    };
  }
  const joined = await joinedShells(turned.mesh, crew);
  if (joined) {
    // What lay inside another shell is gone, as it must: what is left is measured against what was there.
    using index = await surfaceIndex(tidy.mesh, crew);
    const { meanMm, maxMm } = await distancesFrom(joined, index, crew);
    return {
      ...told,
      mesh: joined,
      method: 'joined',
      resolutionMm: 0,
      displacementMeanMm: meanMm,
      displacementMaxMm: maxMm,
    };
  }
  let rebuilt = await levelSurface(turned.mesh, { levelMm: 0, resolutionMm }, crew);
  // What is thinner than the grid falls through it.
  for (let look = 1; look < FINER_LOOKS && rebuilt.mesh.triangles.length === 0; look++)
    rebuilt = await levelSurface(turned.mesh, { levelMm: 0, resolutionMm: resolutionMm / 2 ** look }, crew);
  if (rebuilt.mesh.triangles.length === 0) throw new NothingEnclosedError();
  const sound = await mendedMesh(rebuilt.mesh, crew);
  if (!sound) throw new SolidRefusedError(`the mesh rebuilt at ${rebuilt.resolutionMm} mm is not sound.`);
  return {
    ...told,
    mesh: sound.mesh,
    method: 'rebuilt',
    resolutionMm: rebuilt.resolutionMm,
    ...(await displacementBetween(tidy.mesh, sound.mesh, crew)),
  };
}

/** The mesh when it is a solid but for slivers; null when it is not. */
async function mendedMesh(
  mesh: TriMesh,
  crew: Crew,
): Promise<{ readonly mesh: TriMesh; readonly movedMm: number } | null> {
  if (mesh.triangles.length === 0) return null;
  using scope = new Scope(crew.arena);
  const inside = meshInScope(mesh, scope);
  const faults = await faultsOf(inside, crew);
  if (faults) {
    const { openEdges, nonManifoldEdges, turnedEdges, nonManifoldVertices } = faults.topology;
    if (openEdges + nonManifoldEdges + turnedEdges + nonManifoldVertices > 0) return null;
  }
  const { mesh: out, left, boundMm } = await mendRounding(inside, crew, scope);
  if (left || measuresOf(out).volumeMm3 <= 0) return null;
  return { mesh: meshOutside(out), movedMm: boundMm };
}

/** Closed shells that are solids each by itself, and only cut one another: bodies joined, hollows taken out. */
async function joinedShells(mesh: TriMesh, crew: Crew): Promise<TriMesh | null> {
  const { shells, shellOfTriangle, nonManifoldEdges } = topologyOf(mesh);
  if (nonManifoldEdges > 0 || shells.length < 2 || shells.length > MOST_SHELLS) return null;
  if (shells.some(({ closed }) => !closed)) return null;
  const bodies: SolidExpression[] = [];
  const hollows: SolidExpression[] = [];
  for (const [n, { volumeMm3 }] of shells.entries()) {
    const part = partOf(mesh, shellOfTriangle, new Set([n]));
    const alone = volumeMm3 > 0 ? part : turnAlike(part).mesh;
    if (!(await mendedMesh(alone, crew))) return null;
    (volumeMm3 > 0 ? bodies : hollows).push({ make: 'mesh', mesh: alone });
  }
  const all: SolidExpression = { make: 'union', of: bodies };
  const answer = await evaluateSolids([hollows.length > 0 ? { make: 'subtract', from: all, what: hollows } : all]);
  if ('refused' in answer) return null;
  return (await mendedMesh(answer[0]!.mesh, crew))?.mesh ?? null;
}
