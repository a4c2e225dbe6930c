import type { TriMesh } from '@specola/space';
import { levelSurface } from '../field/level-surface.ts';
import { measuresOf } from '../measure/measures-of.ts';
import { distancesFrom } from '../measure/surface-distances.ts';
import { topologyOf } from '../measure/topology-of.ts';
import type { Faults } from '../mesh/find-faults.ts';
import { largestSideMm, scaledMesh, workingScale } from '../mesh/working-scale.ts';
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
import { repairedLocally } from './repair-locally.ts';
import { NothingEnclosedError, SolidRefusedError } from './solid-errors.ts';
import { displacementOfRest } from './stood-apart.ts';
import { tidyTriangles } from './tidy-triangles.ts';
import { turnAlike } from './turn-alike.ts';
import { weldRims } from './weld-rims.ts';
import { withoutFins } from './without-fins.ts';

/**
 * What it took: nothing, work on triangles, shells that lay in each other joined, made anew from distances near its faults
 * and nowhere else, or made anew whole.
 */
export const REPAIR_METHODS = ['none', 'mended', 'joined', 'patched', 'rebuilt'] as const;
export type RepairMethod = (typeof REPAIR_METHODS)[number];

export interface Repaired extends Displacement {
  /** Closed, manifold, outward, free of self-intersections. */
  readonly mesh: TriMesh;
  readonly method: RepairMethod;
  readonly weldedVertices: number;
  /** How far a vertex of an open edge moved at most to meet another, mm. */
  readonly weldedMm: number;
  readonly droppedTriangles: number;
  readonly turnedTriangles: number;
  readonly holesClosed: number;
  /** Length around the largest hole that was closed, mm. */
  readonly largestHoleMm: number;
  /** Sheets outside the body that went around nothing, and are gone: they do not count for the displacement. */
  readonly finsMm2: number;
  /** How far they stood out from the body that is left, mm. */
  readonly finReachMm: number;
  /** Walls inside the body that are gone, mm²: they do not count for the displacement either. */
  readonly innerWallsMm2: number;
  /** The grid of the rebuild, mm; 0 where there was none. */
  readonly resolutionMm: number;
}

export interface RepairOptions {
  /** The grid of a rebuild, where nothing else helps. */
  readonly resolutionMm: number;
  /** Corners of open edges no further apart than this are one; without it a hundred-thousandth of the largest side. */
  readonly weldMm?: number;
}

/** Shells joined one by one: more are rebuilt together. */
const MOST_SHELLS = 200;
/** A rebuild that finds nothing looks again on grids of half the spacing, and half of that. */
const FINER_LOOKS = 3;
const WELD_SHARE = 1e-5;

/**
 * Makes a solid of a mesh: vertices welded, empty triangles dropped, all turned alike, holes closed, sheets that go around
 * nothing left out, shells that lie in each other joined; and where it still cuts itself, made anew from distances at a
 * stated resolution, near the faults if they lie in few places, else whole. How far the surface moved is measured at the
 * end. Bounds are in mm for bodies from 10 mm on, and shrink with smaller ones.
 *
 * @throws NothingEnclosedError; SolidRefusedError
 */
export async function repairMesh(mesh: TriMesh, options: RepairOptions, crew: Crew): Promise<Repaired> {
  const scale = workingScale(mesh);
  if (scale === 1) return repaired(mesh, options, crew);
  const { weldMm } = options;
  const large = await repaired(
    scaledMesh(mesh, scale),
    { resolutionMm: scale * options.resolutionMm, ...(weldMm === undefined ? {} : { weldMm: scale * weldMm }) },
    crew,
  );
  return {
    ...large,
    mesh: scaledMesh(large.mesh, 1 / scale),
    weldedMm: large.weldedMm / scale,
    largestHoleMm: large.largestHoleMm / scale,
    finsMm2: large.finsMm2 / scale ** 2,
    finReachMm: large.finReachMm / scale,
    innerWallsMm2: large.innerWallsMm2 / scale ** 2,
    resolutionMm: large.resolutionMm / scale,
    displacementMeanMm: large.displacementMeanMm / scale,
    displacementMaxMm: large.displacementMaxMm / scale,
  };
}

async function repaired(mesh: TriMesh, { resolutionMm, weldMm }: RepairOptions, crew: Crew): Promise<Repaired> {
  const exact = tidyTriangles(mesh);
  const rims = weldRims(exact.mesh, weldMm ?? WELD_SHARE * largestSideMm(exact.mesh));
  const tidy = rims.weldedVertices > 0 ? tidyTriangles(rims.mesh).mesh : exact.mesh;
  const facts = {
    weldedVertices: exact.weldedVertices + rims.weldedVertices,
    weldedMm: rims.movedMm,
    droppedTriangles: (mesh.triangles.length - tidy.triangles.length) / 3,
  };
  const asItIs = closedAlike(tidy);
  const mended = await mendedMesh(asItIs.mesh, crew);
  if (mended) {
    const touched =
      facts.droppedTriangles + asItIs.told.turnedTriangles + asItIs.told.holesClosed + rims.weldedVertices > 0;
    return {
      ...facts,
      ...asItIs.told,
      ...NOTHING_APART,
      mesh: mended.mesh,
      method: touched || mended.movedMm > 0 ? 'mended' : 'none',
      resolutionMm: 0,
      ...(await displacementBetween(tidy, mended.mesh, crew)),
    };
  }
  const split = withoutFins(tidy);
  const bare = split ? closedAlike(split.mesh) : null;
  const better = bare && isClosed(bare.mesh) ? bare : null;
  const { mesh: turned, told } = better ?? asItIs;
  const before = better ? split!.mesh : tidy;
  const fins = better ? split!.fins : null;
  const done = async (
    out: TriMesh,
    method: RepairMethod,
    gridMm: number,
    moved: Displacement & { readonly finsMm2?: number; readonly finReachMm?: number; readonly innerWallsMm2?: number },
  ): Promise<Repaired> => {
    const apart = { ...NOTHING_APART, ...moved };
    if (!fins) return { ...facts, ...told, ...apart, mesh: out, method, resolutionMm: gridMm };
    using index = await surfaceIndex(out, crew);
    const { maxMm } = await distancesFrom(fins, index, crew);
    return {
      ...facts,
      ...told,
      ...apart,
      finsMm2: apart.finsMm2 + measuresOf(fins).areaMm2,
      finReachMm: Math.max(apart.finReachMm, maxMm),
      mesh: out,
      method,
      resolutionMm: gridMm,
    };
  };
  const mendedBare = better && (await mendedMesh(turned, crew));
  if (mendedBare) return done(mendedBare.mesh, 'mended', 0, await displacementBetween(before, mendedBare.mesh, crew));
  const joined = await joinedShells(turned, crew);
  if (joined) {
    // What lay inside another shell is gone, as it must: what is left is measured against what was there.
    using index = await surfaceIndex(before, crew);
    const { meanMm, maxMm } = await distancesFrom(joined, index, crew);
    return done(joined, 'joined', 0, { displacementMeanMm: meanMm, displacementMaxMm: maxMm });
  }
  let rebuilt = await levelSurface(turned, { levelMm: 0, resolutionMm }, crew);
  // What is thinner than the grid falls through it.
  for (let look = 1; look < FINER_LOOKS && rebuilt.mesh.triangles.length === 0; look++)
    rebuilt = await levelSurface(turned, { levelMm: 0, resolutionMm: resolutionMm / 2 ** look }, crew);
  if (rebuilt.mesh.triangles.length === 0) throw new NothingEnclosedError();
  const measured = (after: TriMesh) => displacementOfRest(before, after, 2 * rebuilt.resolutionMm, crew);
  const patched = await patchedMesh(turned, rebuilt, crew);
  if (patched) return done(patched, 'patched', rebuilt.resolutionMm, await measured(patched));
  const sound = await mendedMesh(rebuilt.mesh, crew);
  if (!sound) throw new SolidRefusedError(`the mesh rebuilt at ${rebuilt.resolutionMm} mm is not sound.`);
  return done(sound.mesh, 'rebuilt', rebuilt.resolutionMm, await measured(sound.mesh));
}

const NOTHING_APART = { finsMm2: 0, finReachMm: 0, innerWallsMm2: 0 } as const;

/** Turned alike, holes closed, and turned again: only now every shell has an outside. */
function closedAlike(mesh: TriMesh) {
  const alike = turnAlike(mesh);
  const closed = closeHoles(alike.mesh);
  const turned = turnAlike(closed.mesh);
  return {
    mesh: turned.mesh,
    told: {
      turnedTriangles: alike.turnedTriangles + turned.turnedTriangles,
      holesClosed: closed.holesClosed,
      largestHoleMm: closed.largestHoleMm,
    },
  };
}

function isClosed(mesh: TriMesh): boolean {
  const { openEdges, nonManifoldEdges, misorientedEdges } = topologyOf(mesh);
  return openEdges + nonManifoldEdges + misorientedEdges === 0;
}

const isManifold = ({ topology: { openEdges, nonManifoldEdges, turnedEdges, nonManifoldVertices } }: Faults): boolean =>
  openEdges + nonManifoldEdges + turnedEdges + nonManifoldVertices === 0;

/** The mesh when it is a solid but for slivers; null when it is not. */
async function mendedMesh(
  mesh: TriMesh,
  crew: Crew,
): Promise<{ readonly mesh: TriMesh; readonly movedMm: number } | null> {
  if (mesh.triangles.length === 0) return null;
  using scope = new Scope(crew.arena);
  const inside = meshInScope(mesh, scope);
  const faults = await faultsOf(inside, crew);
  if (faults && !isManifold(faults)) return null;
  const { mesh: out, left, boundMm } = await mendRounding(inside, crew, scope);
  if (left || measuresOf(out).volumeMm3 <= 0) return null;
  return { mesh: meshOutside(out), movedMm: boundMm };
}

/** The mesh with what was made anew near its faults alone; null where they are all over, or it does not come out sound. */
async function patchedMesh(
  mesh: TriMesh,
  rebuilt: { readonly mesh: TriMesh; readonly resolutionMm: number },
  crew: Crew,
): Promise<TriMesh | null> {
  using scope = new Scope(crew.arena);
  const inside = meshInScope(mesh, scope);
  const faults = await faultsOf(inside, crew);
  if (!faults || !isManifold(faults)) return null;
  const patched = await repairedLocally(meshOutside(inside), faults, rebuilt);
  return patched && ((await mendedMesh(patched, crew))?.mesh ?? null);
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
