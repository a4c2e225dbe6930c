// Whether the triangles that a collapse would make cut any other: a grid over the block, with every triangle that reaches
// into it. Triangles that change are entered again where they are new, and never taken out: a look reads them as they are.
import { meets, RECORD, UNDECIDED, unpack } from '../../search/assembly/cross';
import {
  AFTER, at, blockFrameOf, cellsAlongOf, CORNER, COUNT, cross, dot, GRID_ALONG, GRID_CORNER, GRID_ENTRIES, GRID_HEADS, GRID_LAST,
  GRID_MOST, GRID_SCALE, GRID_USED, listsOf, listStartsOf, MOST_NEARBY, mostEntriesOf, NEW, NEW_CORNERS, NEW_COUNT, NEARBY, NEARBY_COUNT, NEW_PLACE,
  NEW_RECORD, NONE, NORMAL, OTHER_CORNERS, OTHER_RECORD, pointOf, positionsOf, STAR_BOTTOM, STAR_HIGH, STAR_LOW, STAR_TOP, STAR_UP, triangleAt, trianglesOf,
} from './collapse-state';
import { apartAtCorner, apartByPlanes, sameWay } from './collapse-apart';
import { wayOf, waysOf } from './collapse-ways';
import { cellOf, loadPoint } from './points';

/** Enters every triangle of the block; false when there is no room for them. */
export function fillGrid(head: usize, room: usize, block: i32): bool {
  const frame = blockFrameOf(head);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40);
  const along = cellsAlongOf(head);
  const sideMm = 1 / load<f64>(frame, 24);
  const corner = f32x4(
    <f32>(load<f64>(frame) + sideMm * <f64>(block % nx)),
    <f32>(load<f64>(frame, 8) + sideMm * <f64>((block / nx) % ny)),
    <f32>(load<f64>(frame, 16) + sideMm * <f64>(block / (nx * ny))),
    0,
  );
  v128.store(room + GRID_CORNER, corner);
  v128.store(room + GRID_SCALE, f32x4.splat(<f32>(<f64>along / sideMm)));
  v128.store(room + GRID_LAST, i32x4(along - 1, along - 1, along - 1, 0));
  store<i32>(room + GRID_ALONG, along);
  const cells = along * along * along;
  store<i32>(room + GRID_USED, 0);
  store<i32>(room + GRID_MOST, mostEntriesOf(head));
  store<u32>(room + GRID_ENTRIES, <u32>(room + GRID_HEADS + (<usize>cells << 3)));
  memory.fill(room + GRID_HEADS, 0xff, <usize>cells << 3);
  const slot = listStartsOf(head) + (<usize>block << 2);
  const end = listsOf(head) + (<usize>load<u32>(slot, 4) << 2);
  for (let entry = listsOf(head) + (<usize>load<u32>(slot) << 2); entry < end; entry += 4) {
    const t = load<u32>(entry);
    const triangle = triangleAt(head, t);
    if (load<u32>(triangle) === NONE) continue;
    if (!enter(head, room, t)) return false;
  }
  return true;
}

/**
 * A cell's list goes in chunks: the next chunk, then columns of eight, so that four entries are looked at in one step: lowest
 * corner x y z, highest corner x y z (f32), the ways that the triangle faces, the triangle. An entry that is free has its
 * lowest corner at infinity, where no box reaches, and faces all ways. What a look finds to be out of date becomes free.
 */
const COLUMN: usize = 4 * 8;
const WAYS: usize = 16 + 6 * COLUMN, TRIANGLE: usize = 16 + 7 * COLUMN;
const CHUNK_BYTES: usize = 16 + 8 * COLUMN;

/** Bytes of a grid of so many cells and chunks. */
export function gridBytes(cells: i32, chunks: i32): i32 {
  return 8 * cells + <i32>CHUNK_BYTES * chunks;
}

@inline
function openChunk(chunk: usize, next: u32): void {
  store<u32>(chunk, next);
  const nowhere = f32x4.splat(Infinity), allWays = i32x4.splat(-1);
  v128.store(chunk, nowhere, 16); v128.store(chunk, nowhere, 32);
  v128.store(chunk, allWays, WAYS); v128.store(chunk, allWays, WAYS + 16);
}

/** Which of the eight entries of a chunk are free, as bits. */
@inline
function freeOf(chunk: usize): i32 {
  const nowhere = f32x4.splat(Infinity);
  return i32x4.bitmask(f32x4.eq(v128.load(chunk, 16), nowhere)) | i32x4.bitmask(f32x4.eq(v128.load(chunk, 32), nowhere)) << 4;
}

/** Enters a triangle in the cells of its box: the box itself, its ways, and which it is. */
function enter(head: usize, room: usize, t: u32): bool {
  const triangle = triangleAt(head, t);
  const a = pointOf(head, load<u32>(triangle)), b = pointOf(head, load<u32>(triangle, 4));
  const c = pointOf(head, load<u32>(triangle, 8));
  const corner = v128.load(room + GRID_CORNER), scale = v128.load(room + GRID_SCALE), last = v128.load(room + GRID_LAST);
  const lowest = f32x4.pmin(a, f32x4.pmin(b, c)), highest = f32x4.pmax(a, f32x4.pmax(b, c));
  const low = cellOf(lowest, corner, scale, last), high = cellOf(highest, corner, scale, last);
  const ways = waysOf(cross(f32x4.sub(b, a), f32x4.sub(c, a)));
  const along = load<i32>(room + GRID_ALONG);
  let used = load<i32>(room + GRID_USED);
  const most = load<i32>(room + GRID_MOST);
  const entries = <usize>load<u32>(room + GRID_ENTRIES);
  const i0 = i32x4.extract_lane(low, 0), i1 = i32x4.extract_lane(high, 0);
  const j0 = i32x4.extract_lane(low, 1), j1 = i32x4.extract_lane(high, 1);
  const k0 = i32x4.extract_lane(low, 2), k1 = i32x4.extract_lane(high, 2);
  for (let k = k0; k <= k1; k++)
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        const slot = room + GRID_HEADS + (<usize>(i + along * (j + along * k)) << 3);
        store<u32>(slot, load<u32>(slot, 4) & ways, 4);
        const chunk = load<u32>(slot);
        let free = chunk === NONE ? 0 : freeOf(entries + <usize>chunk * CHUNK_BYTES);
        if (free === 0) {
          if (used === most) return false;
          openChunk(entries + <usize>used * CHUNK_BYTES, chunk);
          store<u32>(slot, used++);
          free = 1;
        }
        const entry = entries + <usize>load<u32>(slot) * CHUNK_BYTES + (<usize>ctz(free) << 2);
        v128.store32_lane(entry, lowest, 0, 16);
        v128.store32_lane(entry, lowest, 1, 16 + COLUMN);
        v128.store32_lane(entry, lowest, 2, 16 + 2 * COLUMN);
        v128.store32_lane(entry, highest, 0, 16 + 3 * COLUMN);
        v128.store32_lane(entry, highest, 1, 16 + 4 * COLUMN);
        v128.store32_lane(entry, highest, 2, 16 + 5 * COLUMN);
        store<u32>(entry, ways, WAYS);
        store<u32>(entry, t, TRIANGLE);
      }
  store<i32>(room + GRID_USED, used);
  return true;
}

/** Enters the triangles that a collapse has changed; false when the grid is full, and must be filled anew. */
export function enterChanged(head: usize, room: usize): bool {
  const made = load<i32>(room + NEW_COUNT);
  for (let m = 0; m < made; m++)
    if (!enter(head, room, at(room + CORNER, <i32>at(room + NEW_PLACE, m)) / 3)) return false;
  return true;
}

/**
 * Whether a new triangle would cut another, one that stays or a new one. What cannot be decided counts as a cut.
 *
 * Nothing is cut where all that lies around a star faces one way, before and after: along that way the surface then lies
 * nowhere over itself, since of two layers over each other a closed surface turns one the other way; and what replaces the
 * star covers the same ground. Only where something faces another way is each pair looked at.
 */
export function cuts(head: usize, room: usize, u: u32): bool {
  const near = gatherNearby(head, room, u);
  if (near === ALL_ONE_WAY) return false;
  if (near === TOO_MANY) return true;
  const positions = positionsOf(head);
  const made = load<i32>(room + NEW_COUNT);
  const center = pointOf(head, u);
  let reach: f32 = 0;
  for (let m = 0; m < made; m++) {
    const triangle = room + NEW + <usize>m * 12;
    openRecord(positions, triangle, room + NEW_RECORD + <usize>m * RECORD);
    const a = f32x4.sub(pointOf(head, load<u32>(triangle)), center), b = f32x4.sub(pointOf(head, load<u32>(triangle, 4)), center);
    const c = f32x4.sub(pointOf(head, load<u32>(triangle, 8)), center);
    const corners = room + NEW_CORNERS + <usize>m * 64;
    v128.store(corners, a); v128.store(corners, b, 16); v128.store(corners, c, 32);
    v128.store(corners, cross(f32x4.sub(b, a), f32x4.sub(c, a)), 48);
    reach = max(reach, max(dot(a, a), max(dot(b, b), dot(c, c))));
  }
  for (let m = 1; m < made; m++)
    for (let n = 0; n < m; n++) {
      const p = room + NEW_RECORD + <usize>m * RECORD, q = room + NEW_RECORD + <usize>n * RECORD;
      if (aside(room + NEW_CORNERS + <usize>m * 64, p, room + NEW_CORNERS + <usize>n * 64, q, reach, reach)) continue;
      if (pairMeets(positions, p, q)) return true;
    }
  const other = room + OTHER_RECORD, corners = room + OTHER_CORNERS;
  for (let n = 0; n < near; n++) {
    const triangle = <usize>at(room + NEARBY, n);
    openRecord(positions, triangle, other);
    const low = v128.load(other, 128), high = v128.load(other, 144);
    const a = f32x4.sub(pointOf(head, load<u32>(triangle)), center), b = f32x4.sub(pointOf(head, load<u32>(triangle, 4)), center);
    const c = f32x4.sub(pointOf(head, load<u32>(triangle, 8)), center);
    v128.store(corners, a); v128.store(corners, b, 16); v128.store(corners, c, 32);
    v128.store(corners, cross(f32x4.sub(b, a), f32x4.sub(c, a)), 48);
    const otherReach = max(dot(a, a), max(dot(b, b), dot(c, c)));
    for (let m = 0; m < made; m++) {
      const record = room + NEW_RECORD + <usize>m * RECORD;
      if (v128.any_true(v128.or(f32x4.gt(low, v128.load(record, 144)), f32x4.gt(v128.load(record, 128), high)))) continue;
      if (aside(room + NEW_CORNERS + <usize>m * 64, record, corners, other, reach, otherReach)) continue;
      if (pairMeets(positions, record, other)) return true;
    }
  }
  return false;
}

/**
 * Whether all corners of one triangle that the other does not have lie on one side of the other's plane, by more than
 * single precision can err: told quickly, it settles most pairs. `reach`: squares of how far corners are from the middle.
 */
function aside(p: usize, pRecord: usize, q: usize, qRecord: usize, pReach: f32, qReach: f32): bool {
  const reach = max(pReach, qReach);
  const doubt: f32 = 8e-6 * reach * sqrt<f32>(reach);
  return onOneSide(p, pRecord, q, qRecord, doubt) || onOneSide(q, qRecord, p, pRecord, doubt);
}

function onOneSide(p: usize, pRecord: usize, q: usize, qRecord: usize, doubt: f32): bool {
  const normal = v128.load(p, 48), origin = v128.load(p);
  const v0 = load<u32>(pRecord, 160), v1 = load<u32>(pRecord, 164), v2 = load<u32>(pRecord, 168);
  let above = true, below = true;
  for (let n: usize = 0; n < 3; n++) {
    const w = load<u32>(qRecord + (n << 2), 160);
    if (w === v0 || w === v1 || w === v2) continue;
    const height = dot(f32x4.sub(v128.load(q + (n << 4)), origin), normal);
    above = above && height > doubt;
    below = below && height < -doubt;
    if (!above && !below) return false;
  }
  return true;
}

const ALL_ONE_WAY = -1, TOO_MANY = -2;

/** Lists the triangles near a star, unless all of them face one way. */
function gatherNearby(head: usize, room: usize, u: u32): i32 {
  const made = load<i32>(room + NEW_COUNT);
  const center = pointOf(head, u);
  let low = center, high = center;
  let ways: u32 = 0xffffffff;
  let up = f32x4.splat(0);
  for (let m = 0; m < made; m++) {
    const slot = room + NEW + <usize>m * 12;
    const a = pointOf(head, load<u32>(slot)), b = pointOf(head, load<u32>(slot, 4)), c = pointOf(head, load<u32>(slot, 8));
    low = f32x4.pmin(f32x4.pmin(low, a), f32x4.pmin(b, c));
    high = f32x4.pmax(f32x4.pmax(high, a), f32x4.pmax(b, c));
    const normal = cross(f32x4.sub(b, a), f32x4.sub(c, a));
    up = f32x4.add(up, normal);
    // Also the triangles that they replace.
    ways &= waysOf(normal) & waysOf(v128.load(room + NORMAL + (<usize>at(room + NEW_PLACE, m) << 4)));
  }
  up = f32x4.mul(up, f32x4.splat(1 / max<f32>(1e-30, sqrt<f32>(dot(up, up)))));
  v128.store(room + STAR_UP, up);
  v128.store(room + STAR_LOW, low);
  v128.store(room + STAR_HIGH, high);
  store<i32>(room + NEARBY_COUNT, 0);
  const corner = v128.load(room + GRID_CORNER), scale = v128.load(room + GRID_SCALE), last = v128.load(room + GRID_LAST);
  const first = cellOf(low, corner, scale, last), final = cellOf(high, corner, scale, last);
  const along = load<i32>(room + GRID_ALONG);
  const i0 = i32x4.extract_lane(first, 0), i1 = i32x4.extract_lane(final, 0);
  const j0 = i32x4.extract_lane(first, 1), j1 = i32x4.extract_lane(final, 1);
  const k0 = i32x4.extract_lane(first, 2), k1 = i32x4.extract_lane(final, 2);
  // The way that most cells leave open; those that do not are looked into.
  for (let k = k0; k <= k1; k++)
    for (let j = j0; j <= j1; j++) {
      let slot = room + GRID_HEADS + (<usize>(i0 + along * (j + along * k)) << 3);
      for (let i = i0; i <= i1; i++, slot += 8) {
        const both = ways & load<u32>(slot, 4);
        if (both) ways = both;
      }
    }
  const bit = nearestWay(ways, up);
  let bottom: f32 = 0, top: f32 = 0;
  for (let m = 0; m < made; m++) {
    const slot = room + NEW + <usize>m * 12;
    const h0 = dot(f32x4.sub(pointOf(head, load<u32>(slot)), center), up);
    const h1 = dot(f32x4.sub(pointOf(head, load<u32>(slot, 4)), center), up);
    const h2 = dot(f32x4.sub(pointOf(head, load<u32>(slot, 8)), center), up);
    bottom = min(bottom, min(h0, min(h1, h2)));
    top = max(top, max(h0, max(h1, h2)));
  }
  store<f32>(room + STAR_BOTTOM, bottom);
  store<f32>(room + STAR_TOP, top);
  // First only what faces another way, where there is such; if it is near, then all.
  if (bit && !facesOtherwise(head, room, u, bit, first, final)) return ALL_ONE_WAY;
  store<i32>(room + NEARBY_COUNT, 0);
  for (let k = k0; k <= k1; k++)
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++)
        if (!gatherCell(head, room, u, i32x4(i, j, k, 0), 0)) return TOO_MANY;
  return load<i32>(room + NEARBY_COUNT);
}

/** Whether anything in the room of the star does not face the way of a bit; looks only into cells where there is such. */
function facesOtherwise(head: usize, room: usize, u: u32, bit: u32, first: v128, final: v128): bool {
  const along = load<i32>(room + GRID_ALONG);
  const up = v128.load(room + STAR_UP);
  const sideMm: f32 = <f32>1 / f32x4.extract_lane(v128.load(room + GRID_SCALE), 0);
  // How high the middles of cells lie over the vertex, and how much of the way a cell takes up, with some for rounding.
  const x = f32x4.extract_lane(up, 0), y = f32x4.extract_lane(up, 1), z = f32x4.extract_lane(up, 2);
  const reach: f32 = <f32>0.51 * sideMm * (abs<f32>(x) + abs<f32>(y) + abs<f32>(z));
  const lowest = load<f32>(room + STAR_BOTTOM) - reach, highest = load<f32>(room + STAR_TOP) + reach;
  const corner = f32x4.sub(v128.load(room + GRID_CORNER), pointOf(head, u));
  const origin: f32 = dot(corner, up) + <f32>0.5 * sideMm * (x + y + z);
  const i0 = i32x4.extract_lane(first, 0), i1 = i32x4.extract_lane(final, 0);
  for (let k = i32x4.extract_lane(first, 2); k <= i32x4.extract_lane(final, 2); k++)
    for (let j = i32x4.extract_lane(first, 1); j <= i32x4.extract_lane(final, 1); j++) {
      let slot = room + GRID_HEADS + (<usize>(i0 + along * (j + along * k)) << 3);
      const row = origin + sideMm * (<f32>j * y + <f32>k * z);
      for (let i = i0; i <= i1; i++, slot += 8) {
        if (load<u32>(slot, 4) & bit) continue;
        const height = row + sideMm * <f32>i * x;
        if (height < lowest || height > highest) continue;
        gatherCell(head, room, u, i32x4(i, j, k, 0), bit);
        if (load<i32>(room + NEARBY_COUNT) > 0) return true;
      }
    }
  return false;
}

/** Of some ways the one nearest to a direction, as a bit. */
function nearestWay(ways: u32, up: v128): u32 {
  let best: u32 = 0;
  let most: f32 = 0;
  for (let left = ways; left; left &= left - 1) {
    const number = ctz(left);
    const length: f32 = number < 6 ? 1 : number < 18 ? 0.70710678 : 0.57735027;
    const along = length * dot(wayOf(number), up);
    if (along <= most) continue;
    most = along;
    best = <u32>1 << number;
  }
  return best;
}

/**
 * Whether the star lies on one side of the plane of a triangle (whose corners are given from its middle), but for what they
 * have in common: then the triangle does not reach into the room of the star.
 */
function besideStar(head: usize, room: usize, u: u32, v0: u32, v1: u32, v2: u32, a: v128, b: v128, c: v128): bool {
  const normal = cross(f32x4.sub(b, a), f32x4.sub(c, a));
  const size = f32x4.sub(v128.load(room + STAR_HIGH), v128.load(room + STAR_LOW));
  const reach = max(max(dot(size, size), dot(a, a)), max(dot(b, b), dot(c, c)));
  const doubt: f32 = 8e-6 * reach * sqrt<f32>(reach);
  const center = pointOf(head, u);
  const height = -dot(a, normal);
  let above = height > doubt, below = height < -doubt;
  const count = load<i32>(room + COUNT);
  for (let n = 0; n < count; n++) {
    if (!above && !below) return false;
    const w = at(room + AFTER, n);
    if (w === v0 || w === v1 || w === v2) continue;
    const h = dot(f32x4.sub(f32x4.sub(pointOf(head, w), center), a), normal);
    above = above && h > doubt;
    below = below && h < -doubt;
  }
  return above || below;
}

/**
 * Lists the triangles of one cell that reach into the box of a star, between its lowest and its highest point; with `bit`
 * the first that does not face that way, and is not beside the star. False when they are too many.
 */
function gatherCell(head: usize, room: usize, u: u32, here: v128, bit: u32): bool {
  const width = load<i32>(room + GRID_ALONG);
  const number = i32x4.extract_lane(here, 0) + width * (i32x4.extract_lane(here, 1) + width * i32x4.extract_lane(here, 2));
  const slot = room + GRID_HEADS + (<usize>number << 3);
  const positions = positionsOf(head);
  const triangles = trianglesOf(head);
  const center = pointOf(head, u);
  const low = v128.load(room + STAR_LOW), high = v128.load(room + STAR_HIGH);
  const bottom = load<f32>(room + STAR_BOTTOM), top = load<f32>(room + STAR_TOP);
  // Rounding has no say in what is left out.
  const gap: f32 = 1e-4 * (top - bottom) + 1e-5;
  const corner = v128.load(room + GRID_CORNER), scale = v128.load(room + GRID_SCALE), last = v128.load(room + GRID_LAST);
  const entries = <usize>load<u32>(room + GRID_ENTRIES);
  let listed = load<i32>(room + NEARBY_COUNT);
  const up = v128.load(room + STAR_UP);
  const lowX = i32x4.shuffle(low, low, 0, 0, 0, 0), lowY = i32x4.shuffle(low, low, 1, 1, 1, 1);
  const lowZ = i32x4.shuffle(low, low, 2, 2, 2, 2), highX = i32x4.shuffle(high, high, 0, 0, 0, 0);
  const highY = i32x4.shuffle(high, high, 1, 1, 1, 1), highZ = i32x4.shuffle(high, high, 2, 2, 2, 2);
  const along = i32x4.splat(bit);
  let ways = i32x4.splat(-1);
  let link = slot;
  for (let chunk = load<u32>(slot); chunk !== NONE; ) {
    const begin = entries + <usize>chunk * CHUNK_BYTES;
    chunk = load<u32>(begin);
    let freed = false;
    for (let column = begin; column < begin + 32; column += 16) {
      const here4 = v128.load(column, WAYS);
      // Whatever changed is entered anew, so an entry that faces along may be passed over even if it is out of date.
      let near = i32x4.eq(v128.and(here4, along), i32x4.splat(0));
      if (!v128.any_true(near)) { ways = v128.and(ways, here4); continue; }
      near = v128.and(
        v128.and(
          v128.and(near, f32x4.le(v128.load(column, 16), highX)),
          v128.and(f32x4.le(v128.load(column, 16 + COLUMN), highY), f32x4.le(v128.load(column, 16 + 2 * COLUMN), highZ)),
        ),
        v128.and(
          f32x4.ge(v128.load(column, 16 + 3 * COLUMN), lowX),
          v128.and(f32x4.ge(v128.load(column, 16 + 4 * COLUMN), lowY), f32x4.ge(v128.load(column, 16 + 5 * COLUMN), lowZ)),
        ),
      );
      for (let bits = i32x4.bitmask(near); bits; bits &= bits - 1) {
        const entry = column + (<usize>ctz(bits) << 2);
        const tLow = f32x4(load<f32>(entry, 16), load<f32>(entry, 16 + COLUMN), load<f32>(entry, 16 + 2 * COLUMN), 0);
        const tHigh = f32x4(load<f32>(entry, 16 + 3 * COLUMN), load<f32>(entry, 16 + 4 * COLUMN), load<f32>(entry, 16 + 5 * COLUMN), 0);
        // A triangle stands in several cells: it is taken in the one where the boxes begin to overlap.
        if (!bit && !i32x4.all_true(i32x4.eq(cellOf(f32x4.pmax(low, tLow), corner, scale, last), here))) continue;
        const triangle = triangles + <usize>load<u32>(entry, TRIANGLE) * 12;
        const v0 = load<u32>(triangle), v1 = load<u32>(triangle, 4), v2 = load<u32>(triangle, 8);
        if (v0 === NONE) { freeEntry(entry); freed = true; continue; }
        if (v0 === u || v1 === u || v2 === u) continue;
        const a = loadPoint(positions + <usize>v0 * 12), b = loadPoint(positions + <usize>v1 * 12);
        const c = loadPoint(positions + <usize>v2 * 12);
        // An entry from before the triangle changed: it has another.
        const same = v128.and(f32x4.eq(tLow, f32x4.pmin(a, f32x4.pmin(b, c))), f32x4.eq(tHigh, f32x4.pmax(a, f32x4.pmax(b, c))));
        if ((i32x4.bitmask(same) & 7) !== 7) { freeEntry(entry); freed = true; continue; }
        const h0 = dot(f32x4.sub(a, center), up), h1 = dot(f32x4.sub(b, center), up), h2 = dot(f32x4.sub(c, center), up);
        if (min(h0, min(h1, h2)) > top + gap || max(h0, max(h1, h2)) < bottom - gap) continue;
        if (bit && besideStar(head, room, u, v0, v1, v2, f32x4.sub(a, center), f32x4.sub(b, center), f32x4.sub(c, center))) continue;
        if (listed === MOST_NEARBY) return false;
        store<u32>(room + NEARBY + (<usize>listed << 2), <u32>triangle);
        listed++;
        if (!bit) continue;
        store<i32>(room + NEARBY_COUNT, 1);
        return true;
      }
      ways = v128.and(ways, v128.load(column, WAYS));
    }
    // A chunk with nothing in it leaves the list.
    if (freed && freeOf(begin) === 0xff) store<u32>(link, chunk);
    else link = begin;
  }
  // What is free faces all ways, so a cell gets back those that only what is gone took from it.
  ways = v128.and(ways, i32x4.shuffle(ways, ways, 2, 3, 0, 1));
  store<u32>(slot, i32x4.extract_lane(ways, 0) & i32x4.extract_lane(ways, 1), 4);
  store<i32>(room + NEARBY_COUNT, listed);
  return true;
}

@inline
function freeEntry(entry: usize): void {
  store<f32>(entry, Infinity, 16);
  store<u32>(entry, 0xffffffff, WAYS);
}

function openRecord(positions: usize, triangle: usize, record: usize): void {
  const v0 = load<u32>(triangle), v1 = load<u32>(triangle, 4), v2 = load<u32>(triangle, 8);
  const a = loadPoint(positions + <usize>v0 * 12), b = loadPoint(positions + <usize>v1 * 12);
  const c = loadPoint(positions + <usize>v2 * 12);
  v128.store(record, f32x4.pmin(a, f32x4.pmin(b, c)), 128);
  v128.store(record, f32x4.pmax(a, f32x4.pmax(b, c)), 144);
  store<u32>(record, v0, 160); store<u32>(record, v1, 164); store<u32>(record, v2, 168);
  store<u32>(record, <u32>triangle, 176);
}

/** As the search for self-intersections sees it; what that leaves to exact arithmetic must be apart beyond doubt. */
function pairMeets(positions: usize, p: usize, q: usize): bool {
  if (load<u32>(p, 176)) unpack(positions, p);
  if (load<u32>(q, 176)) unpack(positions, q);
  const answer = meets(p, q);
  if (answer !== UNDECIDED) return answer === 1;
  let shared = 0, pCorner = 0, qCorner = 0;
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++)
      if (load<u32>(p + (<usize>i << 2), 160) === load<u32>(q + (<usize>j << 2), 160)) {
        shared++;
        pCorner = i;
        qCorner = j;
      }
  if (shared === 2) return !sameWay(p, q);
  if (shared === 1) return !apartAtCorner(p, pCorner, q, qCorner);
  return !apartByPlanes(p, q);
}
