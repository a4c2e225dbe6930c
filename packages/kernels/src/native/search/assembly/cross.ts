// Pairs of triangles that cut each other, by double precision with an error bound: what the bound cannot decide is
// written to a second list, for exact arithmetic elsewhere.
import { cellAlong, cornerAt, WIDE_CELLS } from './grid';

// Sixteen half-ulps. An expansion of the determinant needs seven (Shewchuk 1997, orient3d stage A); rest is margin.
const BOUND: f64 = 16.0 * 1.1102230246251565e-16;
export const UNDECIDED: i32 = 2;

// One triangle of a cell, unpacked: 9 f64 corners (0), 3 f64 normal (72), 3 f64 normal of magnitudes (96),
// lowest corner (128) and highest (144) as f32x4, 3 u32 vertices (160), i32 wide (172), where the triangle lies while its
// corners and normals are still to be unpacked, else 0 (176), which of its vertices are calm as bits (180).
export const RECORD: usize = 192;

/** Bytes of one unpacked triangle: how much a caller lends for each entry of the longest cell. */
export function recordBytes(): i32 {
  return <i32>RECORD;
}

/**
 * Finds the pairs that meet in the cells fromCell…toCell. `pairs` and `unsure` are lists: u32 count, then a b a b …;
 * the count goes on past `most` pairs when the list is too short, and the caller asks again with more.
 */
export function crossingPairs(
  head: usize, fromCell: i32, toCell: i32, records: usize, pairs: usize, unsure: usize, most: u32,
): void {
  const ox = load<f64>(head, 0), oy = load<f64>(head, 8), oz = load<f64>(head, 16);
  const perMm = load<f64>(head, 24);
  const nx = load<i32>(head, 40), ny = load<i32>(head, 44), nz = load<i32>(head, 48);
  const positions = <usize>load<u32>(head, 52);
  const triangles = <usize>load<u32>(head, 56);
  const starts = <usize>load<u32>(head, 60);
  const entries = <usize>load<u32>(head, 64);
  const calm = <usize>load<u32>(head, 72);
  store<u32>(pairs, 0);
  store<u32>(unsure, 0);
  for (let cell = fromCell; cell < toCell; cell++) {
    const begin = load<u32>(starts + (<usize>cell << 2));
    const count = <i32>(load<u32>(starts + (<usize>cell << 2), 4) - begin);
    if (count < 2) continue;
    for (let n = 0; n < count; n++) {
      const t = load<u32>(entries + ((<usize>begin + <usize>n) << 2));
      unpackBox(positions, triangles + <usize>t * 12, records + <usize>n * RECORD, ox, oy, oz, perMm, nx, ny, nz);
      if (calm) markCalm(calm, records + <usize>n * RECORD);
    }
    for (let i = 0; i < count - 1; i++) {
      const p = records + <usize>i * RECORD;
      const pLow = v128.load(p, 128), pHigh = v128.load(p, 144);
      const pWide = load<i32>(p, 172);
      for (let j = i + 1; j < count; j++) {
        const q = records + <usize>j * RECORD;
        const qLow = v128.load(q, 128);
        const apart = v128.or(f32x4.gt(pLow, v128.load(q, 144)), f32x4.gt(qLow, pHigh));
        if (v128.any_true(apart)) continue;
        if (calm && shareCalm(p, q)) continue;
        // A pair of narrow triangles shares the cell where the overlap of their boxes begins: it is looked at only there.
        if (!(pWide | load<i32>(q, 172))) {
          const low = f32x4.max(pLow, qLow);
          const x = cellAlong(<f64>f32x4.extract_lane(low, 0), ox, perMm, nx);
          const y = cellAlong(<f64>f32x4.extract_lane(low, 1), oy, perMm, ny);
          const z = cellAlong(<f64>f32x4.extract_lane(low, 2), oz, perMm, nz);
          if ((z * ny + y) * nx + x != cell) continue;
        }
        if (load<u32>(p, 176)) unpack(positions, p);
        if (load<u32>(q, 176)) unpack(positions, q);
        const answer = meets(p, q);
        if (answer == 0) continue;
        const list = answer == 1 ? pairs : unsure;
        const n = load<u32>(list);
        if (n < most) {
          store<u32>(list + 4 + (<usize>n << 3), load<u32>(entries + ((<usize>begin + <usize>i) << 2)));
          store<u32>(list + 8 + (<usize>n << 3), load<u32>(entries + ((<usize>begin + <usize>j) << 2)));
        }
        store<u32>(list, n + 1);
      }
    }
  }
}

/** Notes which vertices of an unpacked triangle are calm (mesh/assembly/calm.ts): what meets in one of them cuts nowhere. */
@inline
function markCalm(calm: usize, record: usize): void {
  store<u32>(record, <u32>load<u8>(calm + load<u32>(record, 160)) | <u32>load<u8>(calm + load<u32>(record, 164)) << 1 |
    <u32>load<u8>(calm + load<u32>(record, 168)) << 2, 180);
}

@inline
function shareCalm(p: usize, q: usize): bool {
  const which = load<u32>(p, 180);
  if (!which) return false;
  const others = v128.load(q, 160);
  return which & 1 && (i32x4.bitmask(i32x4.eq(others, i32x4.splat(load<u32>(p, 160)))) & 7) !== 0 ||
    which & 2 && (i32x4.bitmask(i32x4.eq(others, i32x4.splat(load<u32>(p, 164)))) & 7) !== 0 ||
    which & 4 && (i32x4.bitmask(i32x4.eq(others, i32x4.splat(load<u32>(p, 168)))) & 7) !== 0;
}

/** What most pairs are told apart by: boxes and vertices. The rest is unpacked when a pair needs it. */
function unpackBox(
  positions: usize, triangle: usize, record: usize,
  ox: f64, oy: f64, oz: f64, perMm: f64, nx: i32, ny: i32, nz: i32,
): void {
  const a = loadCorner(positions, triangle, 0), b = loadCorner(positions, triangle, 1);
  const c = loadCorner(positions, triangle, 2);
  const low = f32x4.min(f32x4.min(a, b), c), high = f32x4.max(f32x4.max(a, b), c);
  v128.store(record, low, 128);
  v128.store(record, high, 144);
  store<u32>(record, load<u32>(triangle, 0), 160);
  store<u32>(record, load<u32>(triangle, 4), 164);
  store<u32>(record, load<u32>(triangle, 8), 168);
  store<u32>(record, <u32>triangle, 176);
  // Shorter than two cells along each axis meets at most three times three times three.
  const short = f32x4.lt(f32x4.sub(high, low), f32x4.splat(<f32>(1.99 / perMm)));
  store<i32>(record, i32x4.all_true(short) ? 0 : wide(low, high, ox, oy, oz, perMm, nx, ny, nz), 172);
}

function wide(low: v128, high: v128, ox: f64, oy: f64, oz: f64, perMm: f64, nx: i32, ny: i32, nz: i32): i32 {
  const cells =
    (cellAlong(<f64>f32x4.extract_lane(high, 0), ox, perMm, nx) -
      cellAlong(<f64>f32x4.extract_lane(low, 0), ox, perMm, nx) + 1) *
    (cellAlong(<f64>f32x4.extract_lane(high, 1), oy, perMm, ny) -
      cellAlong(<f64>f32x4.extract_lane(low, 1), oy, perMm, ny) + 1) *
    (cellAlong(<f64>f32x4.extract_lane(high, 2), oz, perMm, nz) -
      cellAlong(<f64>f32x4.extract_lane(low, 2), oz, perMm, nz) + 1);
  return <i32>(cells > WIDE_CELLS);
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
