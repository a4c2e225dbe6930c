import { type TriMesh, triangleCountOf, type Volume, vertexCountOf } from '@specola/space';
import type { CornerLists } from '../mesh/corner-lists.ts';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import type { ImageBlur } from './image-blur.ts';
import { gridPositions, imageOfSolid } from './image-of-solid.ts';

const TRIANGLES_PER_PIECE = 1 << 14;
const VERTICES_PER_PIECE = 1 << 16;

/** Facets are looked at where a corner moved further than this share of sigma: on a bone of 10 mm radius few do. */
const FAR_SHARE = 0.2;

/** A surface on its way, as unblur-surface.ts keeps it; Float32 for each vertex, in the arena. */
export interface FacetWork {
  readonly mesh: TriMesh;
  readonly lists: Pick<CornerLists, 'ranges' | 'blockTriangles'>;
  readonly blur: ImageBlur;
  /** As `blur.edgeTrust` reads it. */
  readonly head: Float64Array;
  /** Where the image has the vertices, i j k. */
  readonly places: Float32Array;
  /** Where they are now, mm. */
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly trust: Float32Array;
  readonly moves: Float32Array;
  readonly sigmas: Float32Array;
  readonly passes: number;
}

/**
 * Steps by what the surface shows over its facets as well as at its vertices, where it moved far; averaged over the
 * surface by area, so that the volume under them is kept.
 *
 * @param lent  two arrays of one Float32 for each vertex
 * @returns the one of both that holds the steps
 */
export async function facetSteps(
  work: FacetWork,
  volume: Volume,
  lent: { readonly steps: Float32Array; readonly spare: Float32Array },
  crew: Crew,
): Promise<Float32Array> {
  const { arena } = crew;
  using scope = new Scope(arena);
  const { mesh, lists, blur, places, trust } = work;
  const vertexCount = vertexCountOf(mesh);
  const triangleCount = triangleCountOf(mesh);
  // Vertices and then facets, so that one image serves both.
  const all = scope.float32(3 * (vertexCount + triangleCount));
  const wanted = scope.float32(vertexCount + triangleCount);
  const shown = scope.float32(vertexCount + triangleCount);
  all.set(places);
  wanted.fill(0);
  shown.fill(Number.NaN);
  const facetsOf = (array: Float32Array, width: number) => array.byteOffset + 4 * width * vertexCount;
  const triangles = arena.pointer(mesh.triangles);
  const triangleFrom = [volume.values, work.head, places, work.normals].map((array) => arena.pointer(array));
  const perVertex = [trust, work.moves, work.sigmas].map((array) => arena.pointer(array));
  const trianglePieces = piecesOf(triangleCount, TRIANGLES_PER_PIECE);
  const marked = await crew.run(
    'blur.facetPlaces',
    trianglePieces.map(({ from, to }) => [
      ...triangleFrom,
      triangles,
      ...perVertex,
      FAR_SHARE,
      from,
      to,
      facetsOf(all, 3),
      facetsOf(wanted, 1),
      wanted.byteOffset,
    ]),
  );
  let [here, there] = [lent.steps, lent.spare];
  if (marked.every((count) => count === 0)) return here.fill(0);
  const positions = arena.pointer(work.positions);
  const vertices = await gridPositions(work.positions, volume.ijkToLps, crew, scope);
  await imageOfSolid({ ...volume, blur, triangles: mesh.triangles, places: all, wanted }, vertices, shown, crew);
  const areas = scope.float32(triangleCount).byteOffset;
  const weights = scope.float32(vertexCount).byteOffset;
  await crew.run(
    'mesh.doubleAreas',
    trianglePieces.map(({ from, to }) => [triangles, positions, from, to, areas]),
  );
  const pieces = piecesOf(vertexCount, VERTICES_PER_PIECE);
  const common = [triangles, triangleCount, lists.ranges.byteOffset, lists.blockTriangles];
  await crew.run(
    'blur.facetSteps',
    pieces.map(({ from, to }) => [
      ...common,
      from,
      to,
      areas,
      facetsOf(wanted, 1),
      facetsOf(shown, 1),
      shown.byteOffset,
      arena.pointer(trust),
      arena.pointer(work.sigmas),
      weights,
      arena.pointer(here),
    ]),
  );
  for (let pass = 0; pass < work.passes; pass++) {
    const [source, target] = [here, there].map((array) => arena.pointer(array)) as [number, number];
    await crew.run(
      'mesh.averageHeights',
      pieces.map(({ from, to }) => [...common, from, to, areas, source, target, weights]),
    );
    [here, there] = [there, here];
  }
  const result = arena.pointer(here);
  await crew.run(
    'blur.keepFarSteps',
    pieces.map(({ from, to }) => [arena.pointer(work.moves), arena.pointer(work.sigmas), FAR_SHARE, from, to, result]),
  );
  return here;
}
