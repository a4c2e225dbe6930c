import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import type { CornerLists } from './corner-lists.ts';

const VERTICES_PER_PIECE = 1 << 16;
const TRIANGLES_PER_PIECE = 1 << 16;

/**
 * Over how wide a region volume is kept: three passes reach some two edges. Volumes of balls of three voxels (of 0.8 and of
 * 0.7 mm), in percent of what smoothing was given: without −4.6 and −8.8, after one, three and twelve passes 0.1 to 0.2 and
 * −0.1. More passes spread what a sharp edge loses over its sides; fewer give noise back to the surface.
 */
const PASSES = 3;

/** A smoothed surface: pointers to what smooth-surface.ts works on, four Float32 for each vertex but for `raw`. */
export interface SmoothedPlaces {
  readonly mesh: TriMesh;
  readonly lists: Pick<CornerLists, 'ranges' | 'blockTriangles'>;
  readonly raw: number;
  readonly normals: number;
  readonly here: number;
}

/**
 * Gives back the volume that smoothing took: what the vertices around a place moved on average, along their normals, is
 * taken from the moves of each. What is left of smoothing moves no region in or out.
 */
export async function keepVolume(
  { mesh, lists, raw, normals, here }: SmoothedPlaces,
  boundMm: number,
  crew: Crew,
): Promise<void> {
  const { arena } = crew;
  using scope = new Scope(arena);
  const vertexCount = vertexCountOf(mesh);
  const triangleCount = triangleCountOf(mesh);
  const triangles = arena.pointer(mesh.triangles);
  const areas = scope.float32(triangleCount).byteOffset;
  const heights = scope.float32(vertexCount).byteOffset;
  const weights = scope.float32(vertexCount).byteOffset;
  let [lost, spare] = [scope.float32(vertexCount).byteOffset, scope.float32(vertexCount).byteOffset];
  const pieces = piecesOf(vertexCount, VERTICES_PER_PIECE);
  await crew.run(
    'mesh.doubleAreas',
    piecesOf(triangleCount, TRIANGLES_PER_PIECE).map(({ from, to }) => [triangles, raw, from, to, areas]),
  );
  await crew.run(
    'mesh.heightsOf',
    pieces.map(({ from, to }) => [here, raw, normals, from, to, heights]),
  );
  let source = heights;
  for (let pass = 0; pass < PASSES; pass++) {
    const common = [triangles, triangleCount, lists.ranges.byteOffset, lists.blockTriangles];
    await crew.run(
      'mesh.averageHeights',
      pieces.map(({ from, to }) => [...common, from, to, areas, source, lost, weights]),
    );
    source = lost;
    [lost, spare] = [spare, lost];
  }
  await crew.run(
    'mesh.moveBack',
    pieces.map(({ from, to }) => [raw, normals, from, to, heights, source, boundMm, here]),
  );
}
