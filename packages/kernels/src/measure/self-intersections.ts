import type { TriMesh } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { type SurfaceIndex, surfaceIndex } from '../search/surface-index.ts';
import { calmVertices } from './calm-vertices.ts';
import { trianglesMeet } from './triangles-meet.ts';

/** Pieces of about this many entries: some milliseconds, and a hundred pieces for a million triangles. */
const ENTRIES_PER_PIECE = 1 << 14;
/**
 * Larger cells than other searches like: four triangles are looked at in one step, and each pair that stands in several
 * cells is passed over in all but one. On 390 000 and 675 000 triangles with a sheet of bone in every cell 0.30 s of one
 * thread with 2.5 edges, 0.32 s with 2, 0.37 s with 1.25, grid included.
 */
const CELL_IN_EDGES = 2.5;
/** Pairs a piece may write before it is asked again with more room. */
const PAIRS_PER_PIECE = 4096;
/** Where the head of a grid names calm vertices: native/search/assembly/grid.ts. */
const HEAD_CALM = 72;

/**
 * Every pair of triangles that cut each other.
 *
 * What counts: pairs without a common vertex that have any point in common, a touch too (a vertex that lies exactly in
 * another triangle is a cut); pairs with one common vertex that have another point in common; pairs with a common edge
 * that are folded flat onto each other. Vertices are common when they have one index: weld first. Triangles with three
 * common vertices, and triangles without area, are not told here: `topologyOf` counts them.
 *
 * Signs come from double precision with an error bound, and from exact arithmetic where that cannot decide.
 *
 * @param index  an index of the same mesh, when the caller has one
 * @returns Uint32, two triangle numbers for each pair, the lower first, ordered
 */
export async function selfIntersections(
  mesh: TriMesh,
  crew: Crew,
  { index }: { readonly index?: SurfaceIndex } = {},
): Promise<Uint32Array> {
  if (mesh.triangles.length < 6) return new Uint32Array(0);
  using own = index ? undefined : await surfaceIndex(mesh, crew, { cellInEdges: CELL_IN_EDGES });
  const searched = index ?? own!;
  using scope = new Scope(crew.arena);
  // What meets in a calm vertex cuts nowhere: most pairs of neighbours are passed over for that.
  using _ = withCalm(searched, await calmVertices(searched.mesh, crew, scope));
  const { sure, unsure } = await candidates(searched, crew);
  const keys = new Set(sure);
  const count = mesh.triangles.length / 3;
  for (const key of new Set(unsure)) if (trianglesMeet(mesh, Math.floor(key / count), key % count)) keys.add(key);
  const ordered = Float64Array.from(keys).sort();
  const pairs = new Uint32Array(2 * ordered.length);
  ordered.forEach((key, n) => {
    pairs[2 * n] = Math.floor(key / count);
    pairs[2 * n + 1] = key % count;
  });
  return pairs;
}

/** Tells the index which vertices are calm, for as long as they are in memory. */
function withCalm({ headAt }: SurfaceIndex, calm: Uint8Array): Disposable {
  const head = new DataView(calm.buffer, headAt, HEAD_CALM + 4);
  head.setUint32(HEAD_CALM, calm.byteOffset, true);
  return { [Symbol.dispose]: () => head.setUint32(HEAD_CALM, 0, true) };
}

/** Pairs as one number each: lower · triangles + higher, exact below 2⁵³. */
async function candidates(index: SurfaceIndex, crew: Crew): Promise<{ sure: number[]; unsure: number[] }> {
  const count = index.mesh.triangles.length / 3;
  const sure: number[] = [];
  const unsure: number[] = [];
  const pieces = piecesByEntries(index.starts);
  // Pieces go in batches, so that their room stays small; batches are by the data, like the pieces.
  const BATCH = 32;
  for (let first = 0; first < pieces.length; first += BATCH) {
    let waiting = pieces.slice(first, first + BATCH);
    for (let most = PAIRS_PER_PIECE; waiting.length > 0; most *= 16) {
      using room = new Scope(crew.arena);
      const longest = waiting.map((piece) => longestCell(index.starts, piece));
      const roomBytes = await crew.run(
        'search.crossingRoomBytes',
        longest.map((entries) => [entries]),
      );
      const lent = waiting.map((piece, n) => ({
        piece,
        records: room.uint8(roomBytes[n]!),
        pairs: room.uint32(1 + 2 * most),
        unsure: room.uint32(1 + 2 * most),
      }));
      await crew.run(
        'search.crossingPairs',
        lent.map(({ piece, records, pairs, unsure }) => [
          index.headAt,
          piece.from,
          piece.to,
          records.byteOffset,
          pairs.byteOffset,
          unsure.byteOffset,
          most,
        ]),
      );
      const full = lent.filter(({ pairs, unsure }) => Math.max(pairs[0]!, unsure[0]!) > most);
      waiting = full.map(({ piece }) => piece);
      for (const one of lent) {
        if (full.includes(one)) continue;
        takeKeys(one.pairs, count, sure);
        takeKeys(one.unsure, count, unsure);
      }
    }
  }
  return { sure, unsure };
}

function takeKeys(list: Uint32Array, count: number, keys: number[]): void {
  for (let n = 0; n < list[0]!; n++) keys.push(list[1 + 2 * n]! * count + list[2 + 2 * n]!);
}

function longestCell(starts: Uint32Array, { from, to }: { from: number; to: number }): number {
  let longest = 0;
  for (let cell = from; cell < to; cell++) longest = Math.max(longest, starts[cell + 1]! - starts[cell]!);
  return longest;
}

/** Ranges of cells with about equally many entries: they depend on the surface alone. */
function piecesByEntries(starts: Uint32Array): { from: number; to: number }[] {
  const pieces: { from: number; to: number }[] = [];
  const cells = starts.length - 1;
  for (let from = 0; from < cells; ) {
    const wanted = starts[from]! + ENTRIES_PER_PIECE;
    let low = from + 1;
    let high = cells;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    pieces.push({ from, to: low });
    from = low;
  }
  return pieces;
}
