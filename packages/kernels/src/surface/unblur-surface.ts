import { invertIjkToLps, spacingMmOf, type TriMesh, triangleCountOf, type Volume, vertexCountOf } from '@specola/space';
import { extentOf } from '../mesh/cell-frame.ts';
import { type CornerLists, cornerLists } from '../mesh/corner-lists.ts';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import type { ImageBlur } from './image-blur.ts';
import { gridPositions, imageOfSolid } from './image-of-solid.ts';
import { facetSteps } from './unblur-facets.ts';

const PIECE = 1 << 14;

/**
 * What has not come to rest is looked at again, so many times at most. Balls of five voxels need one look, of four two, of
 * three three; a fourth and a fifth move no volume by half a percent, and cost two thirds more on a real scan.
 */
const ROUNDS = 3;

/**
 * Steps are averaged over this many sigmas of the blur. Less lets noise in, more smears the steps at sharp edges over the
 * flat sides beside them: on a box of 14 × 18 × 23 mm the mean error is 0.0123 mm at 1.5, 0.0124 at 1, and 0.0127 at 2.
 */
const SMOOTH_SIGMAS = 1.5;

/** Of the noise of single vertices, so much is left in a move. */
const NOISE_LEFT = 0.3;

/** At rest: the last step was shorter than this share of sigma. */
const AGAIN_SHARE = 0.06;

/** One pass mixes a vertex with some six neighbours: 0.43 of the square of an edge along each direction. */
const PASS_SPREAD = 0.43;
const MOST_PASSES = 60;

export interface UnblurParams {
  readonly blur: ImageBlur;
  readonly isoHu: number;
  readonly brighterInside: boolean;
  /** No vertex moves further. */
  readonly boundMm: number;
  /** Standard deviation, in the volume's unit: moves that are small beside what noise does are taken back. */
  readonly noise: number;
  /** Rise of the image from one sigma outside to one inside: nothing is believed below the first, all from the second on. */
  readonly believedFrom: number;
  readonly believedFully: number;
}

export interface UnblurredSurface {
  /** Float32 x y z of each vertex, in the arena; the caller's. */
  readonly positions: Float32Array;
  readonly largestMoveMm: number;
  /** Over the vertices, outward where positive; and the same without the sign. */
  readonly meanMoveMm: number;
  readonly meanSizeMm: number;
}

/**
 * Takes back what a known blur did to the shape of a surface at half-maximum. A blurred image shows a convex surface too far
 * in, a hollow too shallow, a sharp edge round; a flat surface it shows where it is.
 *
 * The surface is imaged as the scanner would: drawn into the grid, blurred, read at the places where the scan has its
 * half-maximum. Where that is above one half the vertex goes in, where it is below it goes out, until it rests. So it holds for
 * parts of three voxels, for both sides of a wall or a gap, and it knows what averaging over voxels and reading between them do.
 * Where it moved far a last step looks between the vertices too, and counts by area: vertices lie close where the grid is cut
 * near its corners, and a hollow of three voxels was left 1 to 2 % too small for that.
 *
 * Moves go along the normals of the surface as it came, are smooth, bounded, and nought where the image has no clear edge
 * (cuts, filled pores, borders). Single triangles may turn over or meet: whoever goes on with the positions looks for that,
 * and has the surface itself to go back to.
 *
 * Tried before: moving each vertex by sigma² × mean curvature, which is what a blur does to first order, the curvature being
 * that of the surface averaged over 1.5 sigma. Volumes of balls (voxels 0.45 × 0.5 × 0.8 mm, noise 18 in 1150 HU), untreated,
 * so, and by this: radius 1.2 mm −39.5, −18.0, −0.8 %; 2 mm −15.1, −5.7, −0.3 %; 3 mm −7.1, −2.7, −0.6 %; 10.3 mm −0.6,
 * −0.2, 0.0 %. On a box it takes back half of what the edges lose, and leaves noise in its sides (mean error 0.0140 mm
 * against 0.0127).
 * Source for the effect: Bouma et al., "Correction for the dislocation of curved surfaces caused by the PSF in 2D and 3D CT
 * images", IEEE PAMI 27 (2005) 1501.
 *
 * @param mesh    closed and outward, in the arena, as extractSurface gives it; it is not changed
 * @param volume  the image that it came from, in the arena
 */
export async function unblurSurface(
  mesh: TriMesh,
  volume: Volume,
  params: UnblurParams,
  crew: Crew,
): Promise<UnblurredSurface> {
  using scope = new Scope(crew.arena);
  const { blur } = params;
  // A little less, for what rounding to single precision adds.
  const boundMm = params.boundMm * (1 - 1e-6);
  const vertexCount = vertexCountOf(mesh);
  const lists = await cornerLists(mesh, 'neighbours', crew, scope);
  const places = await gridPositions(mesh.positions, volume.ijkToLps, crew, scope);
  const work: Work = {
    mesh,
    lists,
    normals: await normalsOf(mesh, lists, crew, scope),
    pieces: piecesOf(vertexCount, PIECE),
    sigmas: scope.float32(vertexCount),
    trust: scope.float32(vertexCount),
    jitter: scope.float32(vertexCount),
    moves: scope.float32(vertexCount, { zeroed: true }),
    positions: scope.float32(mesh.positions.length),
    passes: passesFor(blur, (await extentOf(mesh, crew)).meanEdgeMm),
  };
  const head = await trustEdges(work, volume, places, params, crew, scope);
  const shown = scope.float32(vertexCount);
  const steps = scope.float32(vertexCount);
  const spare = scope.float32(vertexCount);
  const again = scope.float32(vertexCount);
  let wanted = work.trust;
  for (let round = 0; round < ROUNDS; round++) {
    using inner = new Scope(crew.arena);
    const vertices = round === 0 ? places : await gridPositions(work.positions, volume.ijkToLps, crew, inner);
    await imageOfSolid({ ...volume, blur, triangles: mesh.triangles, places, wanted }, vertices, shown, crew);
    await each(work, 'blur.stepsFrom', [shown, wanted, work.sigmas], [steps], crew);
    const last = await smoothed(work, steps, spare, crew);
    await move(work, last, boundMm, crew);
    wanted = again;
    const left = await each(work, 'blur.trustMoved', [work.trust, last, work.sigmas, AGAIN_SHARE], [again], crew);
    if (left.every((count) => count === 0)) break;
  }
  await move(work, await facetSteps({ ...work, places, head, blur }, volume, { steps, spare }, crew), boundMm, crew);
  await each(work, 'blur.quietSteps', [work.moves, work.jitter, NOISE_LEFT], [steps], crew);
  const told = await move(work, steps, boundMm, crew);
  return { positions: scope.keep(work.positions), ...told };
}

/** What the rounds share. Arrays hold one Float32 for each vertex, in the arena; normals four, positions three. */
interface Work {
  readonly mesh: TriMesh;
  readonly lists: CornerLists;
  readonly normals: Float32Array;
  readonly pieces: readonly { readonly from: number; readonly to: number }[];
  /** Of the blur along the normal, mm. */
  readonly sigmas: Float32Array;
  /** How far the image is believed, 0 to 1. */
  readonly trust: Float32Array;
  /** How far noise moves a single vertex, mm. */
  readonly jitter: Float32Array;
  /** So far, mm outward. */
  readonly moves: Float32Array;
  readonly positions: Float32Array;
  readonly passes: number;
}

/** Runs a native function over all vertices: what goes before the range of vertices, and what after it. */
function each(
  { pieces }: Work,
  task: `blur.${string}`,
  before: readonly (Float32Array | number)[],
  after: readonly (Float32Array | number)[],
  crew: Crew,
): Promise<number[]> {
  const plain = (arg: Float32Array | number) => (typeof arg === 'number' ? arg : crew.arena.pointer(arg));
  return crew.run(
    task,
    pieces.map(({ from, to }) => [...before.map(plain), from, to, ...after.map(plain)]),
  );
}

async function normalsOf(mesh: TriMesh, lists: CornerLists, crew: Crew, scope: Scope): Promise<Float32Array> {
  const normals = scope.float32(4 * vertexCountOf(mesh));
  await crew.run(
    'mesh.normalsInRange',
    piecesOf(vertexCountOf(mesh), 4 * PIECE).map(({ from, to }) => [
      crew.arena.pointer(mesh.triangles),
      triangleCountOf(mesh),
      lists.ranges.byteOffset,
      lists.blockTriangles,
      from,
      to,
      crew.arena.pointer(mesh.positions),
      normals.byteOffset,
    ]),
  );
  return normals;
}

function passesFor({ sigmaMm }: ImageBlur, meanEdgeMm: number): number {
  const sigma = Math.cbrt(sigmaMm[0] * sigmaMm[1] * sigmaMm[2]);
  return Math.min(MOST_PASSES, Math.ceil(((SMOOTH_SIGMAS * sigma) / meanEdgeMm) ** 2 / PASS_SPREAD));
}

/** Finds at each vertex how far the image is to be believed, its blur along the normal, and what noise does there. */
async function trustEdges(
  work: Work,
  volume: Volume,
  places: Float32Array,
  { blur, isoHu, brighterInside, noise, believedFrom, believedFully }: UnblurParams,
  crew: Crew,
  scope: Scope,
): Promise<Float64Array> {
  const { slope, intercept } = volume.valueScale;
  const head = scope.float64(26);
  const inside = (brighterInside ? 1 : -1) * Math.sign(slope);
  const stored = [believedFrom, believedFully].map((value) => value / Math.abs(slope));
  head.set([...volume.dimensions, (isoHu - intercept) / slope, inside, ...stored]);
  head.set(invertIjkToLps(volume.ijkToLps), 7);
  head.set([...varianceOf(blur, volume), noise / Math.abs(slope)], 19);
  const { values } = volume;
  await crew.run(
    'blur.edgeTrust',
    work.pieces.map(({ from, to }) => [
      crew.arena.pointer(values),
      head.byteOffset,
      places.byteOffset,
      work.normals.byteOffset,
      work.sigmas.byteOffset,
      from,
      to,
      work.trust.byteOffset,
      work.jitter.byteOffset,
    ]),
  );
  return head;
}

/** Averages values over the surface; the answer lies in one of both arrays. */
async function smoothed(work: Work, values: Float32Array, spare: Float32Array, crew: Crew): Promise<Float32Array> {
  const { starts, lists } = work.lists;
  const { arena } = crew;
  let [here, there] = [values, spare];
  for (let pass = 0; pass < work.passes; pass++) {
    const args = [here, there, starts, lists].map((array) => arena.pointer(array));
    await crew.run(
      'blur.smoothValues',
      work.pieces.map(({ from, to }) => [...args, from, to]),
    );
    [here, there] = [there, here];
  }
  return here;
}

async function move(
  work: Work,
  steps: Float32Array,
  boundMm: number,
  crew: Crew,
): Promise<Omit<UnblurredSurface, 'positions'>> {
  using scope = new Scope(crew.arena);
  const { pieces } = work;
  const told = scope.float64(3 * pieces.length);
  const arrays = [work.mesh.positions, work.normals, work.trust, steps, work.moves].map((array) =>
    crew.arena.pointer(array),
  );
  await crew.run(
    'blur.moveVertices',
    pieces.map(({ from, to }, n) => [
      ...arrays,
      from,
      to,
      boundMm,
      work.positions.byteOffset,
      told.byteOffset + 24 * n,
    ]),
  );
  const [longest, sum, sizes] = [0, 1, 2].map((which) => pieces.map((_, n) => told[3 * n + which]!)) as [
    number[],
    number[],
    number[],
  ];
  const mean = (all: number[]) => all.reduce((a, b) => a + b, 0) / Math.max(1, work.moves.length);
  return { largestMoveMm: Math.max(0, ...longest), meanMoveMm: mean(sum), meanSizeMm: mean(sizes) };
}

/** The blur as a matrix in the patient, mm²: xx, xy, xz, yy, yz, zz. */
function varianceOf({ sigmaMm }: ImageBlur, { ijkToLps }: Volume): number[] {
  const spacing = spacingMmOf(ijkToLps);
  const along = (row: number, axis: number) => ijkToLps[4 * row + axis]! / spacing[axis]!;
  const entry = (a: number, b: number) =>
    sigmaMm.reduce((sum, mm, axis) => sum + mm * mm * along(a, axis) * along(b, axis), 0);
  return [entry(0, 0), entry(0, 1), entry(0, 2), entry(1, 1), entry(1, 2), entry(2, 2)];
}
