// Simplifies a surface by moving a vertex into a neighbour, cheapest first, in blocks of space that are worked on apart.
// A collapse is done only where the surface stays a closed manifold, no triangle turns over, the bound holds both ways
// and nothing is cut; so that what comes out has nothing to be mended.
import { keepsPoints, staysNear } from './collapse-bound';
import { cuts, enterChanged, fillGrid, gridBytes } from './collapse-crossing';
import { cheapest, costs, gatherStar, linksAllow, shapesAllow } from './collapse-star';
import { keepAccount } from './collapse-volume';
import {
  AFTER, at, BEFORE, BUCKETS, CORNER, COST, COUNT, firstCornerAt, firstPointAt, GONE, GRID_HEADS, HEADS, HELD, levelsOf,
  linkAt, mostCostOf, mostPlaneOf, NEW_PLACE, nextCornerAt, NONE, orderOf, orderStartsOf, PENDING, POINT_COUNT, POINTS,
  QUEUED, roomBytesOf, roomCountOf, roomLocksOf, roomsOf, stateAt, TAILS, triangleAt, trianglesOf,
} from './collapse-state';

/** Neighbours that are tried for a vertex, the cheapest first. */
const TRIES = 3;

/** Bytes of a thread's room for a grid of so many cells and chunks. */
export function collapseRoomBytes(cells: i32, chunks: i32): i32 {
  return <i32>GRID_HEADS + gridBytes(cells, chunks) + 16;
}

/** Links the corners of every vertex, in the order of the triangles; `nextCorner` and `firstCorner` are written whole. */
export function linkCorners(triangles: usize, count: i32, vertexCount: i32, nextCorner: usize, firstCorner: usize): void {
  memory.fill(firstCorner, 0xff, <usize>vertexCount << 2);
  for (let corner = 3 * count - 1; corner >= 0; corner--) {
    const slot = firstCorner + (<usize>load<u32>(triangles + (<usize>corner << 2)) << 2);
    store<u32>(nextCorner + (<usize>corner << 2), load<u32>(slot));
    store<u32>(slot, corner);
  }
}

/** Simplifies one block; returns how many vertices went. See collapse-state.ts for the head. */
export function collapseBlock(head: usize, block: i32): i32 {
  const locks = roomLocksOf(head);
  let room: usize = 0;
  // There are as many rooms as threads, so one is free; which does not matter.
  for (let n = 0; room === 0; n = n + 1 === roomCountOf(head) ? 0 : n + 1)
    if (atomic.cmpxchg<u32>(locks + (<usize>n << 2), 0, 1) === 0) {
      room = roomsOf(head) + <usize>n * <usize>roomBytesOf(head);
      const gone = collapseIn(head, room, block);
      atomic.store<u32>(locks + (<usize>n << 2), 0);
      return gone;
    }
  return 0;
}

function collapseIn(head: usize, room: usize, block: i32): i32 {
  memory.fill(room + HEADS, 0xff, 4 * BUCKETS);
  const slot = orderStartsOf(head) + (<usize>block << 2);
  const end = orderOf(head) + (<usize>load<u32>(slot, 4) << 2);
  const mostCost = mostCostOf(head);
  let waiting = 0;
  for (let entry = orderOf(head) + (<usize>load<u32>(slot) << 2); entry < end; entry += 4) {
    const u = load<u32>(entry);
    if (gatherStar(head, room, u, block) && settle(head, room, u, mostCost, -1) === QUEUED_NOW) waiting++;
  }
  if (waiting === 0) return 0;
  let full = !fillGrid(head, room, block);
  const levels = levelsOf(head) + <usize>block * (4 * BUCKETS);
  let gone = 0;
  let level = 0;
  for (let bucket = 0; bucket < BUCKETS; ) {
    const u = load<u32>(room + HEADS + (<usize>bucket << 2));
    if (u === NONE) { bucket++; continue; }
    store<u32>(room + HEADS + (<usize>bucket << 2), load<u32>(linkAt(head, u)));
    store<u8>(stateAt(head, u), load<u8>(stateAt(head, u)) & ~QUEUED);
    // Costs are looked at again only here: those that rose wait further on.
    if (full || !gatherStar(head, room, u, block) || settle(head, room, u, mostCost, bucket) !== ITS_TURN) continue;
    const v = collapseOne(head, room, u);
    if (v === NONE) continue;
    gone++;
    level = max(level, bucket);
    const counter = levels + (<usize>level << 2);
    store<u32>(counter, load<u32>(counter) + 1);
    // A grid that fills up is made anew once; a block that does not fit then is left as it is.
    if (!enterChanged(head, room)) full = !fillGrid(head, room, block);
    awaken(head, room, v, bucket);
    const count = load<i32>(room + COUNT);
    for (let n = 0; n < count; n++) awaken(head, room, at(room + AFTER, n), bucket);
  }
  return gone;
}

const NOTHING = 0, QUEUED_NOW = 1, ITS_TURN = 2;

/**
 * Reckons what a vertex costs and queues it, unless that is its turn (in `bucket`) or there is nothing to be done. Leaves
 * costs and neighbours in the room.
 */
function settle(head: usize, room: usize, u: u32, mostCost: f32, bucket: i32): i32 {
  const state = stateAt(head, u);
  if (load<u8>(state) & (HELD | GONE)) return NOTHING;
  const cost = costs(head, room, u);
  // What costs too much this time is looked at again when more is allowed; what is never allowed is done with.
  if (cost > mostCost && cost < Infinity) { store<u8>(state, load<u8>(state) | PENDING); return NOTHING; }
  store<u8>(state, load<u8>(state) & ~PENDING);
  if (cost === Infinity) return NOTHING;
  const own = bucketOf(cost, mostPlaneOf(head));
  if (own <= bucket) return ITS_TURN;
  queue(head, room, u, own);
  return QUEUED_NOW;
}

/** Four an octave, from 2⁻¹⁸ of what is allowed. */
function bucketOf(cost: f32, most: f32): i32 {
  const share = cost / most * 262144.0;
  if (!(share > 1)) return 0;
  return min(BUCKETS - 1, <i32>((reinterpret<u32>(share) - 0x3f800000) >> 21));
}

function queue(head: usize, room: usize, u: u32, bucket: i32): void {
  const first = room + HEADS + (<usize>bucket << 2), last = room + TAILS + (<usize>bucket << 2);
  if (load<u32>(first) === NONE) store<u32>(first, u);
  else store<u32>(linkAt(head, load<u32>(last)), u);
  store<u32>(last, u);
  store<u32>(linkAt(head, u), NONE);
  store<u8>(stateAt(head, u), load<u8>(stateAt(head, u)) | QUEUED);
}

/** Queues a vertex whose surroundings changed, unless it waits already. */
function awaken(head: usize, room: usize, v: u32, bucket: i32): void {
  const state = load<u8>(stateAt(head, v));
  if (state & (HELD | GONE | QUEUED)) return;
  store<u8>(stateAt(head, v), state | PENDING);
  queue(head, room, v, bucket);
}

/** Moves a vertex to the first of its cheapest neighbours that allows it; returns which, or NONE. */
function collapseOne(head: usize, room: usize, u: u32): u32 {
  for (let n = 0; n < TRIES; n++) {
    const which = cheapest(head, room);
    if (which < 0) return NONE;
    const v = at(room + AFTER, which);
    if (linksAllow(head, room, u, v) && shapesAllow(head, room, v) && keepsPoints(head, room, u) &&
      staysNear(head, room, v) && !cuts(head, room, u)) {
      collapse(head, room, u, v);
      return v;
    }
    store<f32>(room + COST + (<usize>which << 2), Infinity);
  }
  return NONE;
}

function collapse(head: usize, room: usize, u: u32, v: u32): void {
  keepAccount(head, room, u, v);
  const triangles = trianglesOf(head);
  const count = load<i32>(room + COUNT);
  for (let n = 0; n < count; n++) {
    const corner = at(room + CORNER, n);
    const a = at(room + AFTER, n), b = at(room + BEFORE, n);
    const t = corner / 3;
    store<u32>(firstPointAt(head, t), NONE);
    if (a === v || b === v) {
      unlink(head, a, t);
      unlink(head, b, t);
      store<u32>(triangleAt(head, t), NONE); store<u32>(triangleAt(head, t), NONE, 4); store<u32>(triangleAt(head, t), NONE, 8);
      continue;
    }
    store<u32>(triangles + (<usize>corner << 2), v);
    store<u32>(nextCornerAt(head, corner), load<u32>(firstCornerAt(head, v)));
    store<u32>(firstCornerAt(head, v), corner);
  }
  store<u32>(firstCornerAt(head, u), NONE);
  store<u8>(stateAt(head, u), GONE);
  const points = load<i32>(room + POINT_COUNT);
  for (let n = 0; n < points; n++) {
    const p = load<u32>(room + POINTS + (<usize>n << 3));
    const m = load<i32>(room + POINTS + (<usize>n << 3), 4);
    const first = firstPointAt(head, at(room + CORNER, <i32>at(room + NEW_PLACE, m)) / 3);
    store<u32>(linkAt(head, p), load<u32>(first));
    store<u32>(first, p);
  }
}

/** Takes the corner of a triangle out of the list of a vertex. */
function unlink(head: usize, v: u32, t: u32): void {
  let slot = firstCornerAt(head, v);
  for (let corner = load<u32>(slot); corner !== NONE; corner = load<u32>(slot)) {
    const next = nextCornerAt(head, corner);
    if (corner / 3 === t) { store<u32>(slot, load<u32>(next)); return; }
    slot = next;
  }
}
