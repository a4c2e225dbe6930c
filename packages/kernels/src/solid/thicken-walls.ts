import type { TriMesh, Triple } from '@specola/space';
import { levelSurface } from '../field/level-surface.ts';
import { measuresOf, triangleAreaMm2 } from '../measure/measures-of.ts';
import { distancesFrom } from '../measure/surface-distances.ts';
import { topologyOf } from '../measure/topology-of.ts';
import { wallThickness } from '../measure/wall-thickness.ts';
import type { Crew } from '../native/crew.ts';
import type { SolidExpression } from '../native/solid/solid-expression.ts';
import { nearestTriangles } from '../search/distances-to.ts';
import { surfaceIndex } from '../search/surface-index.ts';
import { buildSolid, demandSolid } from './build-solids.ts';
import { partOf } from './part-of.ts';
import { SolidRefusedError } from './solid-errors.ts';
import { middleSheet, patchesOf } from './thin-patches.ts';

/** A wall short of the minimum by less than this is thick enough: what offsets and rounding leave. */
const SHORT_MM = 0.01;
/** What is put in is thicker than asked by twice this, so that it does not lie in the surface where the wall is just right. */
const SLACK_MM = 0.005;
/** A wall is looked for under the middle of triangles no longer than this, in minimums; between middles the wall is taken to change evenly. */
const LONGEST_MINIMUMS = 1;
/** Steps of the grid across the wall that is put in. */
const STEPS_ACROSS = 4;
/** Beyond what the thinnest wall needs, what is put in may stand out by this share of the minimum: else two faces nearly lie in one another. */
const SPARE_SHARE = 0.1;

/** A place where a wall was too thin. */
export interface ThinPlace {
  /** Where it is thinnest, on the surface. */
  readonly atLpsMm: Triple;
  readonly thinnestMm: number;
  /** Surface over the thin wall, both sides, mm². */
  readonly areaMm2: number;
}

export interface ThickenedWalls {
  /** The very mesh that was given where nothing was too thin. */
  readonly mesh: TriMesh;
  /** Largest first. */
  readonly places: readonly ThinPlace[];
  readonly areaMm2: number;
  /** How far the surface moved outward at most, mm. */
  readonly largestGrowthMm: number;
  readonly addedMm3: number;
  /** Surface over walls that are still too thin, mm²: edges that run out to nothing. */
  readonly stillThinMm2: number;
  /** Whether pieces, hollows or tunnels went: walls that were apart, or a hole between them, are one now. */
  readonly joined: boolean;
}

/**
 * Thickens a body where its walls are thinner than a minimum, and leaves it as it is everywhere else: the middle of each
 * thin wall is a sheet (its triangles moved inward by half the wall), and the body is joined with all that lies within
 * half the minimum of it. What would stand out further than the thinnest wall needs (beyond the rim of a plate) is cut off.
 *
 * @throws NotASolidError; SolidRefusedError
 */
export async function thickenWalls(
  mesh: TriMesh,
  {
    minimumMm,
    smallestPlaceMm2,
    resolutionMm,
  }: { readonly minimumMm: number; readonly smallestPlaceMm2: number; readonly resolutionMm: number },
  crew: Crew,
): Promise<ThickenedWalls> {
  await demandSolid(mesh, crew);
  const { fine, thicknessMm, thin } = await thinTriangles(mesh, minimumMm, smallestPlaceMm2, crew);
  if (thin.length === 0)
    return { mesh, places: [], areaMm2: 0, largestGrowthMm: 0, addedMm3: 0, stillThinMm2: 0, joined: false };
  const thinnestMm = thin.reduce((least, t) => Math.min(least, thicknessMm[t]!), Infinity);
  const sheet = middleSheet(fine, thicknessMm, thin);
  const core = await levelSurface(
    sheet,
    {
      levelMm: minimumMm / 2 + SLACK_MM,
      resolutionMm: Math.min(resolutionMm, minimumMm / STEPS_ACROSS),
      sheet: true,
    },
    crew,
  );
  const growthMm = (minimumMm - thinnestMm) / 2 + SPARE_SHARE * minimumMm;
  const grown = await levelSurface(mesh, { levelMm: growthMm, resolutionMm }, crew);
  const body: SolidExpression = { make: 'mesh', mesh };
  const put: SolidExpression = {
    make: 'intersect',
    of: [
      { make: 'mesh', mesh: core.mesh },
      { make: 'mesh', mesh: grown.mesh },
    ],
  };
  const { mesh: out } = await buildSolid({ make: 'union', of: [body, put] }, crew);
  const addedMm3 = measuresOf(out).volumeMm3 - measuresOf(mesh).volumeMm3;
  if (addedMm3 < 0) throw new SolidRefusedError('the thickened body is smaller than it was.');
  using index = await surfaceIndex(mesh, crew);
  const { maxMm: largestGrowthMm } = await distancesFrom(out, index, crew);
  const after = await thinTriangles(out, minimumMm, smallestPlaceMm2, crew);
  return {
    mesh: out,
    places: await placesOf({ fine, thicknessMm, thin, core: core.mesh }, crew),
    areaMm2: areaOf(fine, thin),
    largestGrowthMm,
    addedMm3,
    stillThinMm2: areaOf(after.fine, after.thin),
    joined: handlesOf(out) !== handlesOf(mesh),
  };
}

interface ThinTriangles {
  /** The mesh with its long triangles cut. */
  readonly fine: TriMesh;
  readonly thicknessMm: Float32Array;
  readonly thin: readonly number[];
}

async function thinTriangles(
  mesh: TriMesh,
  minimumMm: number,
  smallestPlaceMm2: number,
  crew: Crew,
): Promise<ThinTriangles> {
  const longestMm = LONGEST_MINIMUMS * minimumMm;
  const fine =
    longestEdgeMm(mesh) > longestMm
      ? (await buildSolid({ make: 'refine', of: { make: 'mesh', mesh }, longestMm }, crew)).mesh
      : mesh;
  const { thicknessMm } = await wallThickness(fine, crew, { limitMm: minimumMm });
  const thin: number[] = [];
  for (let t = 0; t < thicknessMm.length; t++) if (thicknessMm[t]! < minimumMm - SHORT_MM) thin.push(t);
  const large = patchesOf(fine, thin).filter((patch) => areaOf(fine, patch) >= smallestPlaceMm2);
  return { fine, thicknessMm, thin: large.flat().sort((a, b) => a - b) };
}

/** Thin triangles by the piece of the core that was put in under them: the two sides of a wall are one place. */
async function placesOf(
  { fine, thicknessMm, thin, core }: ThinTriangles & { readonly core: TriMesh },
  crew: Crew,
): Promise<ThinPlace[]> {
  const middles = Float32Array.from(thin.flatMap((t) => middleOf(fine, t)));
  const { shellOfTriangle } = topologyOf(core);
  const bodyOfShell = bodiesOfShells(core);
  using index = await surfaceIndex(core, crew);
  const { triangles: nearest } = await nearestTriangles(index, middles, crew);
  const members = new Map<number, number[]>();
  for (const [n, t] of thin.entries()) {
    const shell = bodyOfShell[shellOfTriangle[nearest[n]!]!]!;
    const list = members.get(shell);
    if (list) list.push(t);
    else members.set(shell, [t]);
  }
  const places = [...members.values()].map((list): ThinPlace => {
    const thinnest = list.reduce((best, t) => (thicknessMm[t]! < thicknessMm[best]! ? t : best));
    return { atLpsMm: middleOf(fine, thinnest), thinnestMm: thicknessMm[thinnest]!, areaMm2: areaOf(fine, list) };
  });
  return places.sort((a, b) => b.areaMm2 - a.areaMm2);
}

/** For each shell the body that it belongs to: itself, or for a hollow the smallest body around it. */
function bodiesOfShells(mesh: TriMesh): number[] {
  const { shells, shellOfTriangle } = topologyOf(mesh);
  const boxes = shells.map((_, n) => measuresOf(partOf(mesh, shellOfTriangle, new Set([n]))).boundsMm);
  const holds = (outer: number, inner: number): boolean =>
    [0, 1, 2].every(
      (axis) =>
        boxes[outer]!.min[axis]! <= boxes[inner]!.min[axis]! && boxes[outer]!.max[axis]! >= boxes[inner]!.max[axis]!,
    );
  return shells.map(({ depth }, n) => {
    if (depth % 2 === 0) return n;
    const around = shells.flatMap((one, m) => (one.depth === depth - 1 && holds(m, n) ? [m] : []));
    return around.reduce((best, m) => (shells[m]!.volumeMm3 < shells[best]!.volumeMm3 ? m : best), around[0] ?? n);
  });
}

function longestEdgeMm({ positions: x, triangles }: TriMesh): number {
  let longest = 0;
  for (let c = 0; c < triangles.length; c++) {
    const [a, b] = [3 * triangles[c]!, 3 * triangles[c % 3 === 2 ? c - 2 : c + 1]!];
    longest = Math.max(longest, (x[a]! - x[b]!) ** 2 + (x[a + 1]! - x[b + 1]!) ** 2 + (x[a + 2]! - x[b + 2]!) ** 2);
  }
  return Math.sqrt(longest);
}

const areaOf = ({ positions, triangles }: TriMesh, list: readonly number[]): number =>
  list.reduce((sum, t) => sum + triangleAreaMm2(positions, triangles, 3 * t), 0);

function middleOf({ positions: x, triangles }: TriMesh, t: number): [number, number, number] {
  const [a, b, c] = [3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!];
  const middle = (axis: number) => (x[a + axis]! + x[b + axis]! + x[c + axis]!) / 3;
  return [middle(0), middle(1), middle(2)];
}

/** Pieces, hollows and handles of a surface as one word. */
const handlesOf = (mesh: TriMesh): string =>
  topologyOf(mesh)
    .shells.map(({ eulerNumber, depth }) => `${eulerNumber}/${depth}`)
    .sort()
    .join();
