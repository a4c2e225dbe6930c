// Smoothing on a vertex graph. Positions are worked on four floats apart, so that each is one SIMD load.
import { loadPoint } from './points';

/** Spreads packed x y z to four floats each. */
export function openPositions(packed: usize, open: usize, from: i32, to: i32): void {
  for (let v = from; v < to; v++) v128.store(open + (<usize>v << 4), loadPoint(packed + <usize>v * 12));
}

/**
 * Adds up the normals (twice the area each) of the triangles around the vertices vFrom…vTo, in the order of the triangles,
 * and brings them to unit length; four floats each. \`ranges\` as in corners.ts.
 */
export function normalsInRange(
  triangles: usize, triangleCount: i32, ranges: usize, blockLength: i32, vFrom: u32, vTo: u32, positions: usize,
  normals: usize,
): void {
  memory.fill(normals + (<usize>vFrom << 4), 0, <usize>(vTo - vFrom) << 4);
  const width = vTo - vFrom;
  let block = 0;
  for (let from = 0; from < triangleCount; from += blockLength, block++) {
    const range = ranges + (<usize>block << 3);
    if (load<u32>(range) >= vTo || load<u32>(range, 4) < vFrom) continue;
    const end = triangles + <usize>min(from + blockLength, triangleCount) * 12;
    for (let at = triangles + <usize>from * 12; at < end; at += 12) {
      const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8);
      const hasA = a - vFrom < width, hasB = b - vFrom < width, hasC = c - vFrom < width;
      if (!(hasA || hasB || hasC)) continue;
      const origin = loadPoint(positions + <usize>a * 12);
      const u = f32x4.sub(loadPoint(positions + <usize>b * 12), origin);
      const w = f32x4.sub(loadPoint(positions + <usize>c * 12), origin);
      const normal = f32x4.sub(
        f32x4.mul(i32x4.shuffle(u, u, 1, 2, 0, 3), i32x4.shuffle(w, w, 2, 0, 1, 3)),
        f32x4.mul(i32x4.shuffle(u, u, 2, 0, 1, 3), i32x4.shuffle(w, w, 1, 2, 0, 3)),
      );
      if (hasA) add(normals + (<usize>a << 4), normal);
      if (hasB) add(normals + (<usize>b << 4), normal);
      if (hasC) add(normals + (<usize>c << 4), normal);
    }
  }
  for (let v = vFrom; v < vTo; v++) {
    const slot = normals + (<usize>v << 4);
    const normal = v128.load(slot);
    const length = sqrt<f32>(dot(normal, normal));
    if (length > 0) v128.store(slot, f32x4.mul(normal, f32x4.splat(1 / length)));
  }
}

/**
 * Turns the normals of vertices that lie in one of the planes into it, so that they move within it alone; where nothing is
 * left of a normal the vertex stays. Planes are four f64 each: unit normal, offset along it.
 */
export function keepInPlanes(
  positions: usize, normals: usize, from: i32, to: i32, planes: usize, count: i32, toleranceMm: f64,
): void {
  for (let v = from; v < to; v++) {
    const at = positions + <usize>v * 12;
    const slot = normals + (<usize>v << 4);
    let touched = false;
    for (let p = planes; p < planes + (<usize>count << 5); p += 32) {
      const x = load<f64>(p), y = load<f64>(p, 8), z = load<f64>(p, 16);
      const away = x * <f64>load<f32>(at) + y * <f64>load<f32>(at, 4) + z * <f64>load<f32>(at, 8) - load<f64>(p, 24);
      if (abs(away) > toleranceMm) continue;
      touched = true;
      const across = f32x4(<f32>x, <f32>y, <f32>z, 0);
      const normal = v128.load(slot);
      v128.store(slot, f32x4.sub(normal, f32x4.mul(across, f32x4.splat(dot(normal, across)))));
    }
    if (!touched) continue;
    const normal = v128.load(slot);
    const length = sqrt<f32>(dot(normal, normal));
    v128.store(slot, length > LEAST_LEFT ? f32x4.mul(normal, f32x4.splat(1 / length)) : f32x4.splat(0));
  }
}

/** What is left of a unit normal below this is rounding, or the lean of a triangle in the plane's inside. */
const LEAST_LEFT: f32 = 0.1;

@inline
function add(slot: usize, value: v128): void {
  v128.store(slot, f32x4.add(v128.load(slot), value));
}

@inline
function dot(a: v128, b: v128): f32 {
  const product = f32x4.mul(a, b);
  return f32x4.extract_lane(product, 0) + f32x4.extract_lane(product, 1) + f32x4.extract_lane(product, 2);
}

/**
 * One pass: each vertex goes `factor` of the way to the mean of its neighbours (negative: away from it), and is then
 * brought back to within boundMm of where it lay in the raw surface. Reads `source`, writes `target`.
 * Differences are summed, not coordinates: far from the origin a sum of coordinates would lose what smoothing moves.
 */
export function smoothPass(
  source: usize, target: usize, raw: usize, normals: usize, starts: usize, neighbours: usize, from: i32, to: i32,
  factor: f32, boundMm: f32,
): void {
  let entry = neighbours + (<usize>load<u32>(starts + (<usize>from << 2)) << 2);
  for (let v = from; v < to; v++) {
    const end = neighbours + (<usize>load<u32>(starts + (<usize>(v + 1) << 2)) << 2);
    const place = v128.load(source + (<usize>v << 4));
    const valence = <i32>((end - entry) >> 2);
    if (valence === 0) {
      v128.store(target + (<usize>v << 4), place);
      continue;
    }
    let sum = f32x4.splat(0);
    for (; entry < end; entry += 4)
      sum = f32x4.add(sum, f32x4.sub(v128.load(source + (<usize>load<u32>(entry) << 4)), place));
    const normal = v128.load(normals + (<usize>v << 4));
    const origin = loadPoint(raw + <usize>v * 12);
    // Along the normal only: what slides along the surface smooths nothing, uses up the bound and turns slivers over.
    const height = dot(normal, f32x4.sub(place, origin)) + (factor / <f32>valence) * dot(normal, sum);
    const moved = f32x4.add(origin, f32x4.mul(normal, f32x4.splat(max(-boundMm, min(boundMm, height)))));
    v128.store(target + (<usize>v << 4), moved);
  }
}

@inline
function normalOf(a: v128, b: v128, c: v128): v128 {
  const u = f32x4.sub(b, a), w = f32x4.sub(c, a);
  return f32x4.sub(
    f32x4.mul(i32x4.shuffle(u, u, 1, 2, 0, 3), i32x4.shuffle(w, w, 2, 0, 1, 3)),
    f32x4.mul(i32x4.shuffle(u, u, 2, 0, 1, 3), i32x4.shuffle(w, w, 1, 2, 0, 3)),
  );
}

/** Marks the corners of the triangles from…to that look away from where they looked in the raw surface; returns how many. */
export function turnedTriangles(triangles: usize, from: i32, to: i32, open: usize, raw: usize, marks: usize): i32 {
  let turned = 0;
  const end = triangles + <usize>to * 12;
  for (let at = triangles + <usize>from * 12; at < end; at += 12) {
    const a = <usize>load<u32>(at), b = <usize>load<u32>(at, 4), c = <usize>load<u32>(at, 8);
    const before = normalOf(loadPoint(raw + a * 12), loadPoint(raw + b * 12), loadPoint(raw + c * 12));
    const now = normalOf(v128.load(open + (a << 4)), v128.load(open + (b << 4)), v128.load(open + (c << 4)));
    if (dot(before, now) >= 0) continue;
    turned++;
    store<u8>(marks + a, 1); store<u8>(marks + b, 1); store<u8>(marks + c, 1);
  }
  return turned;
}

/** Puts the marked of the vertices from…to back to their raw places. */
export function unsmooth(open: usize, raw: usize, marks: usize, from: i32, to: i32): void {
  for (let v = from; v < to; v++)
    if (load<u8>(marks + <usize>v)) v128.store(open + (<usize>v << 4), loadPoint(raw + <usize>v * 12));
}

/** Packs positions again, and returns the longest way from the raw surface among them, mm. */
export function storePositions(open: usize, raw: usize, packed: usize, from: i32, to: i32): f64 {
  let furthest: f64 = 0;
  for (let v = from; v < to; v++) {
    const source = open + (<usize>v << 4);
    const origin = raw + <usize>v * 12;
    const target = packed + <usize>v * 12;
    let square: f64 = 0;
    for (let axis: usize = 0; axis < 12; axis += 4) {
      const x = load<f32>(source + axis);
      const d = <f64>x - <f64>load<f32>(origin + axis);
      square += d * d;
      store<f32>(target + axis, x);
    }
    if (square > furthest) furthest = square;
  }
  return sqrt(furthest);
}
