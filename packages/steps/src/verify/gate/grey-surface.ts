import { type Crew, distancesTo, extractSurface, Scope, surfaceIndex, thresholdMask } from '@specola/kernels';
import type { TriMesh, Volume } from '@specola/space';
import { EmptyModelError } from '../empty-model.ts';

/** The surface of other anatomy, tables and holders lies further than this from a part, and is not held against it. */
const NEAR_MM = 5;

/**
 * Where a scan passes a grey value near a part: what the part is to be held against when it was made from that scan.
 * Other anatomy of the same grey value is left out by its distance, so what the part lacks is found up to 5 mm from it.
 *
 * @throws EmptyModelError when the scan passes the value nowhere near the part
 */
export async function greySurface(volume: Volume, isoHu: number, near: TriMesh, crew: Crew): Promise<TriMesh> {
  using scope = new Scope(crew.arena);
  const mask = await thresholdMask(volume, { from: isoHu, to: Infinity }, crew);
  scope.hold(mask.words);
  const drawn = await extractSurface({ volume, mask, isoHu }, crew);
  scope.hold(drawn.positions);
  scope.hold(drawn.triangles);
  using index = await surfaceIndex(near, crew);
  const distances = await distancesTo(index, drawn.positions, crew, { reachMm: NEAR_MM });
  const named = new Map<number, number>();
  const positions: number[] = [];
  const triangles: number[] = [];
  for (let t = 0; t < drawn.triangles.length; t += 3) {
    const corners = drawn.triangles.subarray(t, t + 3);
    if (!corners.every((v) => distances[v]! <= NEAR_MM)) continue;
    for (const v of corners) {
      if (!named.has(v)) {
        named.set(v, named.size);
        positions.push(drawn.positions[3 * v]!, drawn.positions[3 * v + 1]!, drawn.positions[3 * v + 2]!);
      }
      triangles.push(named.get(v)!);
    }
  }
  if (triangles.length === 0) throw new EmptyModelError();
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}
