// Pairs of triangles that cut each other, by double precision with an error bound: what the bound cannot decide is
// written to a second list, for exact arithmetic elsewhere.
import { cellAlong, cornerAt, WIDE_CELLS } from './grid';

// Sixteen half-ulps. An expansion of the determinant needs seven (Shewchuk 1997, orient3d stage A); rest is margin.
const BOUND: f64 = 16.0 * 1.1102230246251565e-16;
export const UNDECIDED: i32 = 2;

// One triangle, unpacked: 9 f64 corners (0), 3 f64 normal (72), 3 f64 normal of magnitudes (96), lowest corner (128) and
// highest (144) as f32x4 (only the edge collapse has them), 3 u32 vertices (160), where the triangle lies while its corners
// and normals are still to be unpacked, else 0 (176).
export const RECORD: usize = 192;

// What most pairs of a cell are told apart by lies in columns, so that four triangles are looked at in one step: lowest
// corner, highest corner (f32), vertices (u32), and where the triangle lies, with its flags in the two lowest bits.
const COLUMNS: usize = 10;
const WIDE: u32 = 1, UNPACKED: u32 = 2;
/** No vertex has this number. */
const NO_VERTEX: i32 = -1;

/** Bytes of room for the triangles of a cell that holds so many. */
export function crossingRoomBytes(entries: i32): i32 {
  return 4 * <i32>COLUMNS * ((entries + 3) & ~3) + <i32>RECORD * entries + 16;
}

/**
 * Finds the pairs that meet in the cells fromCell…toCell. `pairs` and `unsure` are lists: u32 count, then a b a b …;
 * the count goes on past `most` pairs when the list is too short, and the caller asks again with more.
 * `room`: crossingRoomBytes of the longest cell.
 */
export function crossingPairs(
  head: usize, fromCell: i32, toCell: i32, room: usize, pairs: usize, unsure: usize, most: u32,
): void {
  const starts = <usize>load<u32>(head, 60);
  const entries = <usize>load<u32>(head, 64);
  store<u32>(pairs, 0);
  store<u32>(unsure, 0);
  for (let cell = fromCell; cell < toCell; cell++) {
    const begin = load<u32>(starts + (<usize>cell << 2));
    const count = <i32>(load<u32>(starts + (<usize>cell << 2), 4) - begin);
    if (count < 2) continue;
    openCell(head, entries + (<usize>begin << 2), count, room);
    pairsOfCell(head, cell, entries + (<usize>begin << 2), count, room, pairs, unsure, most);
  }
}

/** Writes the columns of a cell. */
function openCell(head: usize, entries: usize, count: i32, room: usize): void {
  const ox = load<f64>(head, 0), oy = load<f64>(head, 8), oz = load<f64>(head, 16);
  const perMm = load<f64>(head, 24);
  const nx = load<i32>(head, 40), ny = load<i32>(head, 44), nz = load<i32>(head, 48);
  const positions = <usize>load<u32>(head, 52);
  const triangles = <usize>load<u32>(head, 56);
  const padded = (count + 3) & ~3;
  const column = <usize>padded << 2;
  // Shorter than two cells along each axis meets at most three times three times three.
  const short = f32x4.splat(<f32>(1.99 / perMm));
  let slot = room;
  for (let n = 0; n < count; n++, slot += 4) {
    const triangle = triangles + <usize>load<u32>(entries + (<usize>n << 2)) * 12;
    const a = loadCorner(positions, triangle, 0), b = loadCorner(positions, triangle, 1);
    const c = loadCorner(positions, triangle, 2);
    const low = f32x4.min(f32x4.min(a, b), c), high = f32x4.max(f32x4.max(a, b), c);
    let at = slot;
    v128.store32_lane(at, low, 0);
    v128.store32_lane(at += column, low, 1);
    v128.store32_lane(at += column, low, 2);
    v128.store32_lane(at += column, high, 0);
    v128.store32_lane(at += column, high, 1);
    v128.store32_lane(at += column, high, 2);
    store<u32>(at += column, load<u32>(triangle));
    store<u32>(at += column, load<u32>(triangle, 4));
    store<u32>(at += column, load<u32>(triangle, 8));
    const flags = i32x4.all_true(f32x4.lt(f32x4.sub(high, low), short)) ||
      !wide(low, high, ox, oy, oz, perMm, nx, ny, nz) ? 0 : WIDE;
    store<u32>(at + column, <u32>triangle | flags);
  }
  // What fills the last four lies nowhere.
  for (let n = count; n < padded; n++, slot += 4) store<f32>(slot, Infinity);
}

function pairsOfCell(
  head: usize, cell: i32, entries: usize, count: i32, room: usize, pairs: usize, unsure: usize, most: u32,
): void {
  const positions = <usize>load<u32>(head, 52);
  const calm = <usize>load<u32>(head, 72);
  const column = <usize>((count + 3) & ~3) << 2;
  const records = (room + COLUMNS * column + 15) & ~15;
  const lowX = room, lowY = lowX + column, lowZ = lowY + column;
  const highX = lowZ + column, highY = highX + column, highZ = highY + column;
  const v0 = highZ + column, v1 = v0 + column, v2 = v1 + column, where = v2 + column;
  for (let i = 0; i < count - 1; i++) {
    const p = <usize>i << 2;
    const pLowX = v128.load32_splat(lowX + p), pLowY = v128.load32_splat(lowY + p), pLowZ = v128.load32_splat(lowZ + p);
    const pHighX = v128.load32_splat(highX + p), pHighY = v128.load32_splat(highY + p);
    const pHighZ = v128.load32_splat(highZ + p);
    const a = calmVertex(calm, load<u32>(v0 + p)), b = calmVertex(calm, load<u32>(v1 + p));
    const c = calmVertex(calm, load<u32>(v2 + p));
    const someCalm = (a & b & c) !== NO_VERTEX;
    const first = (i + 1) & ~3;
    for (let group = first; group < count; group += 4) {
      const q = <usize>group << 2;
      let near = v128.and(
        v128.and(
          v128.and(f32x4.le(v128.load(lowX + q), pHighX), f32x4.ge(v128.load(highX + q), pLowX)),
          v128.and(f32x4.le(v128.load(lowY + q), pHighY), f32x4.ge(v128.load(highY + q), pLowY)),
        ),
        v128.and(f32x4.le(v128.load(lowZ + q), pHighZ), f32x4.ge(v128.load(highZ + q), pLowZ)),
      );
      if (!v128.any_true(near)) continue;
      if (someCalm) {
        const q0 = v128.load(v0 + q), q1 = v128.load(v1 + q), q2 = v128.load(v2 + q);
        const sharing = v128.or(v128.or(among(q0, q1, q2, a), among(q0, q1, q2, b)), among(q0, q1, q2, c));
        near = v128.andnot(near, sharing);
      }
      let bits = i32x4.bitmask(near);
      if (group === first) bits &= -1 << (i + 1 - first);
      for (; bits; bits &= bits - 1) {
        const j = group + ctz(bits);
        if (!ownPair(head, cell, lowX, column, i, j, where)) continue;
        const one = opened(positions, v0, column, where, records, i), other = opened(positions, v0, column, where, records, j);
        const answer = meets(one, other);
        if (answer == 0) continue;
        const list = answer == 1 ? pairs : unsure;
        const n = load<u32>(list);
        if (n < most) {
          store<u32>(list + 4 + (<usize>n << 3), load<u32>(entries + (<usize>i << 2)));
          store<u32>(list + 8 + (<usize>n << 3), load<u32>(entries + (<usize>j << 2)));
        }
        store<u32>(list, n + 1);
      }
    }
  }
}

/** The vertex itself if it is calm (mesh/assembly/calm.ts): what meets in one of these cuts nowhere. */
@inline
function calmVertex(calm: usize, v: u32): i32 {
  return calm && load<u8>(calm + v) ? <i32>v : NO_VERTEX;
}

/** Which of four triangles have a vertex. */
@inline
function among(q0: v128, q1: v128, q2: v128, v: i32): v128 {
  const all = i32x4.splat(v);
  return v128.or(v128.or(i32x4.eq(q0, all), i32x4.eq(q1, all)), i32x4.eq(q2, all));
}

/** A pair of narrow triangles shares the cell where the overlap of their boxes begins: it is looked at only there. */
function ownPair(head: usize, cell: i32, lowX: usize, column: usize, i: i32, j: i32, where: usize): bool {
  const p = <usize>i << 2, q = <usize>j << 2;
  if ((load<u32>(where + p) | load<u32>(where + q)) & WIDE) return true;
  const perMm = load<f64>(head, 24);
  const nx = load<i32>(head, 40), ny = load<i32>(head, 44), nz = load<i32>(head, 48);
  const lowY = lowX + column, lowZ = lowY + column;
  const x = cellAlong(<f64>max(load<f32>(lowX + p), load<f32>(lowX + q)), load<f64>(head, 0), perMm, nx);
  const y = cellAlong(<f64>max(load<f32>(lowY + p), load<f32>(lowY + q)), load<f64>(head, 8), perMm, ny);
  const z = cellAlong(<f64>max(load<f32>(lowZ + p), load<f32>(lowZ + q)), load<f64>(head, 16), perMm, nz);
  return (z * ny + y) * nx + x == cell;
}

/** The record of a triangle of the cell, unpacked when a pair first needs it. */
function opened(positions: usize, v0: usize, column: usize, where: usize, records: usize, n: i32): usize {
  const record = records + <usize>n * RECORD;
  const slot = where + (<usize>n << 2);
  const triangle = load<u32>(slot);
  if (triangle & UNPACKED) return record;
  store<u32>(slot, triangle | UNPACKED);
  const at = v0 + (<usize>n << 2);
  store<u32>(record, load<u32>(at), 160);
  store<u32>(record, load<u32>(at + column), 164);
  store<u32>(record, load<u32>(at + 2 * column), 168);
  store<u32>(record, triangle & ~3, 176);
  unpack(positions, record);
  return record;
}

function wide(low: v128, high: v128, ox: f64, oy: f64, oz: f64, perMm: f64, nx: i32, ny: i32, nz: i32): bool {
  const cells =
    (cellAlong(<f64>f32x4.extract_lane(high, 0), ox, perMm, nx) -
      cellAlong(<f64>f32x4.extract_lane(low, 0), ox, perMm, nx) + 1) *
    (cellAlong(<f64>f32x4.extract_lane(high, 1), oy, perMm, ny) -
      cellAlong(<f64>f32x4.extract_lane(low, 1), oy, perMm, ny) + 1) *
    (cellAlong(<f64>f32x4.extract_lane(high, 2), oz, perMm, nz) -
      cellAlong(<f64>f32x4.extract_lane(low, 2), oz, perMm, nz) + 1);
  return cells > WIDE_CELLS;
}

@inline
function loadCorner(positions: usize, triangle: usize, corner: i32): v128 {
  const at = cornerAt(positions, triangle, corner);
  return v128.load_lane<f32>(at + 8, v128.load64_zero(at), 2);
}

export function unpack(positions: usize, record: usize): void {
  const triangle = <usize>load<u32>(record, 176);
  store<u32>(record, 0, 176);
  const a = cornerAt(positions, triangle, 0), b = cornerAt(positions, triangle, 1), c = cornerAt(positions, triangle, 2);
  const ax = <f64>load<f32>(a), ay = <f64>load<f32>(a, 4), az = <f64>load<f32>(a, 8);
  const bx = <f64>load<f32>(b), by = <f64>load<f32>(b, 4), bz = <f64>load<f32>(b, 8);
  const cx = <f64>load<f32>(c), cy = <f64>load<f32>(c, 4), cz = <f64>load<f32>(c, 8);
  store<f64>(record, ax, 0);
  store<f64>(record, ay, 8);
  store<f64>(record, az, 16);
  store<f64>(record, bx, 24);
  store<f64>(record, by, 32);
  store<f64>(record, bz, 40);
  store<f64>(record, cx, 48);
  store<f64>(record, cy, 56);
  store<f64>(record, cz, 64);
  const ux = bx - ax, uy = by - ay, uz = bz - az, vx = cx - ax, vy = cy - ay, vz = cz - az;
  store<f64>(record, uy * vz - uz * vy, 72);
  store<f64>(record, uz * vx - ux * vz, 80);
  store<f64>(record, ux * vy - uy * vx, 88);
  store<f64>(record, Math.abs(uy * vz) + Math.abs(uz * vy), 96);
  store<f64>(record, Math.abs(uz * vx) + Math.abs(ux * vz), 104);
  store<f64>(record, Math.abs(ux * vy) + Math.abs(uy * vx), 112);
}

/** 0 apart, 1 meet, 2 undecided. */
export function meets(p: usize, q: usize): i32 {
  let shared = 0, pCorner = 0, qCorner = 0, pSum = 0, qSum = 0;
  for (let i = 0; i < 3; i++) {
    const v = load<u32>(p + (<usize>i << 2), 160);
    for (let j = 0; j < 3; j++) {
      if (load<u32>(q + (<usize>j << 2), 160) == v) {
        shared++;
        pCorner = i;
        qCorner = j;
        pSum += i;
        qSum += j;
      }
    }
  }
  if (shared == 0) return meetsApart(p, q);
  if (shared == 1) return meetsAtCorner(p, pCorner, q, qCorner);
  if (shared == 2) {
    // Folded flat onto each other, or not: the free corner of one lies in the plane of the other, or not.
    const s = side(p, q + <usize>(3 - qSum) * 24);
    if (s == 1 || s == -1) return 0;
    return UNDECIDED;
  }
  return 0;
}

/** On which side of the plane of p a point lies: -1, 0 (surely on it), 1 or undecided. */
@inline
function side(p: usize, d: usize): i32 {
  const x = load<f64>(d) - load<f64>(p), y = load<f64>(d, 8) - load<f64>(p, 8), z = load<f64>(d, 16) - load<f64>(p, 16);
  const det = load<f64>(p, 72) * x + load<f64>(p, 80) * y + load<f64>(p, 88) * z;
  const size = load<f64>(p, 96) * Math.abs(x) + load<f64>(p, 104) * Math.abs(y) + load<f64>(p, 112) * Math.abs(z);
  return decided(det, size);
}

@inline
function decided(det: f64, size: f64): i32 {
  const bound = BOUND * size;
  return det > bound ? 1 : det < -bound ? -1 : size == 0.0 ? 0 : UNDECIDED;
}

/** The sign of the volume of a, b, c, d. */
function orient(a: usize, b: usize, c: usize, d: usize): i32 {
  const ax = load<f64>(a), ay = load<f64>(a, 8), az = load<f64>(a, 16);
  const ux = load<f64>(b) - ax, uy = load<f64>(b, 8) - ay, uz = load<f64>(b, 16) - az;
  const vx = load<f64>(c) - ax, vy = load<f64>(c, 8) - ay, vz = load<f64>(c, 16) - az;
  const wx = load<f64>(d) - ax, wy = load<f64>(d, 8) - ay, wz = load<f64>(d, 16) - az;
  const det = (uy * vz - uz * vy) * wx + (uz * vx - ux * vz) * wy + (ux * vy - uy * vx) * wz;
  const size =
    (Math.abs(uy * vz) + Math.abs(uz * vy)) * Math.abs(wx) +
    (Math.abs(uz * vx) + Math.abs(ux * vz)) * Math.abs(wy) +
    (Math.abs(ux * vy) + Math.abs(uy * vx)) * Math.abs(wz);
  return decided(det, size);
}

@inline
function sameStrict(r: i32, s: i32): bool {
  return r == s && (r == 1 || r == -1);
}

/** A segment whose ends lie surely on both sides of the plane of a, b, c: does it pass through the triangle? */
function pierces(d: usize, e: usize, a: usize, b: usize, c: usize): i32 {
  const r = orient(d, e, a, b), s = orient(d, e, b, c), t = orient(d, e, c, a);
  const some = (r == 1 || s == 1 || t == 1), other = (r == -1 || s == -1 || t == -1);
  if (some && other) return 0;
  return r == s && s == t && (r == 1 || r == -1) ? 1 : UNDECIDED;
}

function meetsApart(p: usize, q: usize): i32 {
  const q0 = side(p, q), q1 = side(p, q + 24), q2 = side(p, q + 48);
  if (sameStrict(q0, q1) && q0 == q2) return 0;
  const p0 = side(q, p), p1 = side(q, p + 24), p2 = side(q, p + 48);
  if (sameStrict(p0, p1) && p0 == p2) return 0;
  if (q0 == 0 && q1 == 0 && q2 == 0) return apartInPlane(p, q) ? 0 : UNDECIDED;
  if (abs(q0) != 1 || abs(q1) != 1 || abs(q2) != 1 || abs(p0) != 1 || abs(p1) != 1 || abs(p2) != 1) return UNDECIDED;
  let unsure = false;
  for (let side = 0; side < 2; side++) {
    const tri = side == 0 ? p : q, other = side == 0 ? q : p;
    const s0 = side == 0 ? q0 : p0, s1 = side == 0 ? q1 : p1, s2 = side == 0 ? q2 : p2;
    for (let e = 0; e < 3; e++) {
      const from = e == 0 ? s0 : e == 1 ? s1 : s2, to = e == 0 ? s1 : e == 1 ? s2 : s0;
      if (from == to) continue;
      const answer = pierces(other + <usize>e * 24, other + <usize>(e == 2 ? 0 : e + 1) * 24, tri, tri + 24, tri + 48);
      if (answer == 1) return 1;
      if (answer == UNDECIDED) unsure = true;
    }
  }
  return unsure ? UNDECIDED : 0;
}

/** Triangles with one common corner meet beyond it when the far edge of one passes through the other. */
function meetsAtCorner(p: usize, pCorner: i32, q: usize, qCorner: i32): i32 {
  const v = p + <usize>pCorner * 24;
  const p1 = p + <usize>(pCorner == 2 ? 0 : pCorner + 1) * 24, p2 = p + <usize>(pCorner == 0 ? 2 : pCorner - 1) * 24;
  const q1 = q + <usize>(qCorner == 2 ? 0 : qCorner + 1) * 24, q2 = q + <usize>(qCorner == 0 ? 2 : qCorner - 1) * 24;
  const r1 = side(p, q1), r2 = side(p, q2);
  if (sameStrict(r1, r2)) return 0;
  const s1 = side(q, p1), s2 = side(q, p2);
  if (sameStrict(s1, s2)) return 0;
  if (r1 == 0 && r2 == 0) return apartAtCornerInPlane(p, v, p1, p2, q1, q2) ? 0 : UNDECIDED;
  if (abs(r1) != 1 || abs(r2) != 1 || abs(s1) != 1 || abs(s2) != 1) return UNDECIDED;
  const one = pierces(p1, p2, v, q1, q2);
  if (one == 1) return 1;
  const other = pierces(q1, q2, v, p1, p2);
  if (other == 1) return 1;
  return one == 0 && other == 0 ? 0 : UNDECIDED;
}

/** The axis to leave out so that the triangle keeps most of its area, as byte offsets of the two that stay. */
@inline
function widestAxis(p: usize): i32 {
  const x = Math.abs(load<f64>(p, 72)), y = Math.abs(load<f64>(p, 80)), z = Math.abs(load<f64>(p, 88));
  return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
}

function orientFlat(a: usize, b: usize, c: usize, axis: i32): i32 {
  const i: usize = axis == 0 ? 8 : 0, j: usize = axis == 2 ? 8 : 16;
  const l = (load<f64>(b + i) - load<f64>(a + i)) * (load<f64>(c + j) - load<f64>(a + j));
  const r = (load<f64>(b + j) - load<f64>(a + j)) * (load<f64>(c + i) - load<f64>(a + i));
  return decided(l - r, Math.abs(l) + Math.abs(r));
}

/** Triangles in one plane: an edge of one that has all of the other strictly on its outer side proves them apart. */
function apartInPlane(p: usize, q: usize): bool {
  const axis = widestAxis(p);
  for (let side = 0; side < 2; side++) {
    const tri = side == 0 ? p : q, other = side == 0 ? q : p;
    for (let e = 0; e < 3; e++) {
      const a = tri + <usize>e * 24, b = tri + <usize>(e == 2 ? 0 : e + 1) * 24, c = tri + <usize>(e == 0 ? 2 : e - 1) * 24;
      const inner = orientFlat(a, b, c, axis);
      if (abs(inner) != 1) return false;
      if (orientFlat(a, b, other, axis) == -inner && orientFlat(a, b, other + 24, axis) == -inner &&
        orientFlat(a, b, other + 48, axis) == -inner) return true;
    }
  }
  return false;
}

/** The same with one common corner v: the line through v and one of its edges keeps the others apart. */
function apartAtCornerInPlane(p: usize, v: usize, p1: usize, p2: usize, q1: usize, q2: usize): bool {
  const axis = widestAxis(p);
  return edgeSplits(v, p1, p2, q1, q2, axis) || edgeSplits(v, p2, p1, q1, q2, axis) ||
    edgeSplits(v, q1, q2, p1, p2, axis) || edgeSplits(v, q2, q1, p1, p2, axis);
}

function edgeSplits(v: usize, edge: usize, third: usize, r: usize, s: usize, axis: i32): bool {
  const inner = orientFlat(v, edge, third, axis);
  if (abs(inner) != 1) return false;
  return beyond(v, edge, r, axis, inner) && beyond(v, edge, s, axis, inner) &&
    !(orientFlat(v, edge, r, axis) == 0 && orientFlat(v, edge, s, axis) == 0);
}

/** Strictly outside the line v–edge, or on it and surely behind v. */
function beyond(v: usize, edge: usize, r: usize, axis: i32, inner: i32): bool {
  const s = orientFlat(v, edge, r, axis);
  if (s == -inner) return true;
  if (s != 0) return false;
  const i: usize = axis == 0 ? 8 : 0, j: usize = axis == 2 ? 8 : 16;
  const l = (load<f64>(edge + i) - load<f64>(v + i)) * (load<f64>(r + i) - load<f64>(v + i));
  const m = (load<f64>(edge + j) - load<f64>(v + j)) * (load<f64>(r + j) - load<f64>(v + j));
  return decided(l + m, Math.abs(l) + Math.abs(m)) == -1;
}
