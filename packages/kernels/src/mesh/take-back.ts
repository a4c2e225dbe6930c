import { type TriMesh, vertexCountOf } from '@specola/space';
import { selfIntersections } from '../measure/self-intersections.ts';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type CellFrame, cellCountOf, frameInArena } from './cell-frame.ts';
import { trianglesInCells } from './triangles-in-cells.ts';

/** What holds a vertex: it stays in the surface where smoothing put it, or goes back to where the image had it. */
const HELD = 1;
const HELD_RAW = 2;

const VERTICES_PER_PIECE = 1 << 15;
/** Times that the smoothed surface is looked at again around what went back; each time further around. */
const MOST_LOOKS = 6;
/** Cells around the boxes that looking can reach: half a cell more each time. */
const WIDEST_CELLS = 6;

/**
 * A smoothed surface, and what was taken back of the work on it. All arrays lie in the arena.
 *
 * raw    the surface as it came from the image
 * mesh   the same triangles, smoothed; vertices that go back get their raw positions
 * held   Uint8 for each vertex: 0 free, 1 stays in the surface, 2 and lies where the image had it
 * fresh  Uint8 for each vertex: 1 where it was held anew in this round
 * frame  cells that say what lies near what
 */
export interface TakingBack {
  readonly raw: TriMesh;
  readonly mesh: TriMesh;
  readonly held: Uint8Array;
  readonly fresh: Uint8Array;
  readonly frame: CellFrame;
}

export interface TakenBack {
  readonly vertices: number;
  /** The longest way that a vertex went back, mm. */
  readonly largestMoveMm: number;
}

export const NOTHING_TAKEN: TakenBack = { vertices: 0, largestMoveMm: 0 };

/**
 * Takes work back around some boxes: the vertices in them are held, and where the smoothed surface itself cuts itself
 * there, it goes back to the image's surface, a little further around each time, until it no longer does.
 *
 * @param boxes   Float32 min x y z, max x y z of each, in the arena
 * @param everything  put all that lies in the boxes back to the image's surface at once
 */
export async function takeBack(
  state: TakingBack,
  boxes: Float32Array,
  { everything }: { everything: boolean },
  crew: Crew,
): Promise<TakenBack> {
  if (boxes.length === 0) return NOTHING_TAKEN;
  const { mesh, frame } = state;
  using scope = new Scope(crew.arena);
  const near = scope.uint8(cellCountOf(frame), { zeroed: true });
  await markBoxes(boxes, frame, near, crew);
  let vertices = await hold(state, near, everything ? HELD_RAW : HELD, crew);
  let largestMoveMm = await putBack(state, crew);
  // Looks stay within some cells of the boxes, so that each reads little more than what it looks for.
  const wide = scope.uint8(near.length, { zeroed: true });
  await markBoxes(grown(boxes, WIDEST_CELLS * frame.sideMm, scope), frame, wide, crew);
  const around = await trianglesInCells(mesh, frame, wide, crew, scope);
  scope.drop(wide);
  let looked = near;
  for (let look = 0; look < MOST_LOOKS; look++) {
    using inner = new Scope(crew.arena);
    const { part } = await trianglesInCells(around.part, frame, looked, crew, inner);
    const pairs = await selfIntersections(part, crew);
    if (pairs.length === 0) break;
    const faulty = inner.hold(crew.arena.float32(6 * pairs.length));
    boxesOfTriangles(part, pairs, 0.5 * look * frame.sideMm, faulty);
    const cells = scope.uint8(near.length, { zeroed: true });
    await markBoxes(faulty, frame, cells, crew);
    vertices += await hold(state, cells, HELD_RAW, crew);
    largestMoveMm = Math.max(largestMoveMm, await putBack(state, crew));
    // Only what went back can have met something anew.
    scope.drop(looked);
    looked = cells;
  }
  return { vertices, largestMoveMm };
}

function grown(boxes: Float32Array, byMm: number, scope: Scope): Float32Array {
  const larger = scope.float32(boxes.length);
  for (let at = 0; at < boxes.length; at++) larger[at] = boxes[at]! + (at % 6 < 3 ? -byMm : byMm);
  return larger;
}

/** Sets the bytes of the cells that boxes touch. */
export async function markBoxes(boxes: Float32Array, frame: CellFrame, cells: Uint8Array, crew: Crew): Promise<void> {
  using scope = new Scope(crew.arena);
  const numbers = frameInArena(frame, scope);
  await crew.run('mesh.markCells', [
    [crew.arena.pointer(boxes), boxes.length / 6, numbers.byteOffset, cells.byteOffset],
  ]);
}

/** Writes the box of each listed triangle, grown by growMm. */
export function boxesOfTriangles(mesh: TriMesh, list: Uint32Array, growMm: number, boxes: Float32Array): void {
  const { positions, triangles } = mesh;
  list.forEach((triangle, n) => {
    for (let axis = 0; axis < 3; axis++) {
      const at = (corner: number) => positions[3 * triangles[3 * triangle + corner]! + axis]!;
      boxes[6 * n + axis] = Math.min(at(0), at(1), at(2)) - growMm;
      boxes[6 * n + 3 + axis] = Math.max(at(0), at(1), at(2)) + growMm;
    }
  });
}

/** Raises every vertex in a marked cell to a level; returns how many rose. */
async function hold(
  { mesh, frame, held, fresh }: TakingBack,
  cells: Uint8Array,
  level: number,
  crew: Crew,
): Promise<number> {
  using scope = new Scope(crew.arena);
  const numbers = frameInArena(frame, scope);
  const raised = await crew.run(
    'mesh.markInside',
    piecesOf(vertexCountOf(mesh), VERTICES_PER_PIECE).map(({ from, to }) => [
      crew.arena.pointer(mesh.positions),
      from,
      to,
      numbers.byteOffset,
      cells.byteOffset,
      level,
      held.byteOffset,
      fresh.byteOffset,
    ]),
  );
  return raised.reduce((sum, n) => sum + n, 0);
}

async function putBack({ raw, mesh, held, fresh }: TakingBack, crew: Crew): Promise<number> {
  const [move] = await crew.run('mesh.putBack', [
    [
      held.byteOffset,
      HELD_RAW,
      fresh.byteOffset,
      vertexCountOf(mesh),
      crew.arena.pointer(raw.positions),
      crew.arena.pointer(mesh.positions),
    ],
  ]);
  return move!;
}
