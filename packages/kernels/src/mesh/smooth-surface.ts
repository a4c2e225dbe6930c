import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type FlatPlane, planesInArena } from './border-planes.ts';
import { cornerLists } from './corner-lists.ts';
import { keepVolume } from './keep-volume.ts';

const VERTICES_PER_PIECE = 1 << 14;
const TRIANGLES_PER_PIECE = 1 << 15;
/** What goes back may turn what lies beside it: looks until nothing turns, but for a few in bad noise. */
const MOST_LOOKS = 4;

/**
 * Each pass goes this far towards the mean of the neighbours, then back by more: what varies slowly keeps its size.
 * 1/λ + 1/μ is the pass band. At 0.1 a sphere neither shrinks nor grows by more than 0.1 % in twenty passes; nearer to 0
 * the passes do less, further from it they blow up long waves.
 * Source: G. Taubin, A signal processing approach to fair surface design, SIGGRAPH 1995.
 */
const TOWARDS = 0.5;
const PASS_BAND = 0.1;
const BACK = 1 / (PASS_BAND - 1 / TOWARDS);

export interface Smoothed {
  /** Float32 x y z of each vertex, in the arena; belongs to the caller. */
  readonly positions: Float32Array;
  readonly largestMoveMm: number;
}

/**
 * Smooths a closed, oriented surface without shrinking it: what the passes take from a region on average is given back
 * (without that balls of three voxels lose 5 to 9 % of their volume). After every step each vertex is brought back to within
 * `boundMm` of its place, so the bound holds for the result whatever the surface looks like.
 *
 * @param mesh    in the arena; it is not changed
 * @param planes  what lies in one of these stays in it: where the border of an image cuts a body the cut stays flat
 */
export async function smoothSurface(
  mesh: TriMesh,
  { boundMm, iterations, planes = [] }: { boundMm: number; iterations: number; planes?: readonly FlatPlane[] },
  crew: Crew,
): Promise<Smoothed> {
  const { arena } = crew;
  const vertexCount = vertexCountOf(mesh);
  const positions = arena.float32(mesh.positions.length);
  const innerMm = boundMm - roundingMm(mesh.positions);
  if (innerMm <= 0 || iterations === 0) {
    positions.set(mesh.positions);
    return { positions, largestMoveMm: 0 };
  }
  using scope = new Scope(arena);
  const { starts, lists, ranges, blockTriangles } = await cornerLists(mesh, 'neighbours', crew, scope);
  const raw = arena.pointer(mesh.positions);
  const here = scope.float32(4 * vertexCount).byteOffset;
  const there = scope.float32(4 * vertexCount).byteOffset;
  const normals = scope.float32(4 * vertexCount).byteOffset;
  await crew.run(
    'mesh.normalsInRange',
    piecesOf(vertexCount, 4 * VERTICES_PER_PIECE).map(({ from, to }) => [
      arena.pointer(mesh.triangles),
      triangleCountOf(mesh),
      ranges.byteOffset,
      blockTriangles,
      from,
      to,
      raw,
      normals,
    ]),
  );
  const pieces = piecesOf(vertexCount, VERTICES_PER_PIECE);
  if (planes.length > 0) {
    const table = planesInArena(planes, scope);
    await crew.run(
      'mesh.keepInPlanes',
      pieces.map(({ from, to }) => [raw, normals, from, to, ...table]),
    );
  }
  const pass = (source: number, target: number, factor: number) =>
    crew.run(
      'mesh.smoothPass',
      pieces.map(({ from, to }) => [
        source,
        target,
        raw,
        normals,
        starts.byteOffset,
        lists.byteOffset,
        from,
        to,
        factor,
        innerMm,
      ]),
    );
  await crew.run(
    'mesh.openPositions',
    pieces.map(({ from, to }) => [raw, here, from, to]),
  );
  for (let n = 0; n < iterations; n++) {
    await pass(here, there, TOWARDS);
    await pass(there, here, BACK);
  }
  await keepVolume({ mesh, lists: { ranges, blockTriangles }, raw, normals, here }, innerMm, crew);
  await unsmoothTurned({ mesh, raw, here }, crew);
  const moves = await crew.run(
    'mesh.storePositions',
    pieces.map(({ from, to }) => [here, raw, positions.byteOffset, from, to]),
  );
  return { positions, largestMoveMm: Math.max(0, ...moves) };
}

/**
 * Puts triangles that smoothing turned over back to where the image had them. In noise and at thin walls they are where
 * the smoothed surface cuts itself: three of four crossings go with them, for the price of looking at each triangle.
 */
async function unsmoothTurned(
  { mesh, raw, here }: { mesh: TriMesh; raw: number; here: number },
  crew: Crew,
): Promise<void> {
  using scope = new Scope(crew.arena);
  const vertexCount = vertexCountOf(mesh);
  const marks = scope.uint8(vertexCount, { zeroed: true });
  for (let look = 0; look < MOST_LOOKS; look++) {
    const turned = await crew.run(
      'mesh.turnedTriangles',
      piecesOf(triangleCountOf(mesh), TRIANGLES_PER_PIECE).map(({ from, to }) => [
        crew.arena.pointer(mesh.triangles),
        from,
        to,
        here,
        raw,
        marks.byteOffset,
      ]),
    );
    if (turned.every((count) => count === 0)) return;
    await crew.run('mesh.unsmooth', [[here, raw, marks.byteOffset, 0, vertexCount]]);
  }
}

/** What rounding to single precision may add to a move, at the furthest coordinate. */
function roundingMm(positions: Float32Array): number {
  let furthest = 0;
  for (let at = 0; at < positions.length; at++) furthest = Math.max(furthest, Math.abs(positions[at]!));
  return 4 * furthest * 2 ** -24;
}
