// The bound of simplifying, both ways, at every collapse: each vertex that is gone stays within it of a triangle of the
// surface, and the center and the new sides of each new triangle stay within it of the surface as it was.
import {
  AFTER, at, BEFORE, boundMmOf, CORNER, COUNT, firstPointAt, linkAt, MOST_POINTS, NEW, NEW_COUNT, NEW_PLACE, NONE,
  originalOf, POINT_COUNT, POINTS, pointOf, positionsOf, surfaceFrameOf, surfaceListsOf, surfaceStartsOf,
} from './collapse-state';
import { squareTo } from './triangle-distance';

/** Whether every vertex that is gone from around u, and u, lies within the bound of a new triangle; notes of which. */
export function keepsPoints(head: usize, room: usize, u: u32): bool {
  const count = load<i32>(room + COUNT);
  const bound = boundMmOf(head);
  store<i32>(room + POINT_COUNT, 0);
  if (!place(head, room, u, -1, bound * bound)) return false;
  for (let n = 0; n < count; n++) {
    const t = at(room + CORNER, n) / 3;
    let preferred = -1;
    const made = load<i32>(room + NEW_COUNT);
    for (let m = 0; m < made; m++) if (at(room + NEW_PLACE, m) === <u32>n) { preferred = m; break; }
    for (let p = load<u32>(firstPointAt(head, t)); p !== NONE; p = load<u32>(linkAt(head, p)))
      if (!place(head, room, p, preferred, bound * bound)) return false;
  }
  return true;
}

/** Finds a new triangle near a point: the preferred one if it is close, else the nearest. */
function place(head: usize, room: usize, p: u32, preferred: i32, bound: f32): bool {
  const positions = positionsOf(head);
  const point = positions + <usize>p * 12;
  const x = load<f32>(point), y = load<f32>(point, 4), z = load<f32>(point, 8);
  const close: f32 = 0.1 * bound;
  let nearest: f32 = Infinity;
  let best = preferred;
  if (preferred >= 0) nearest = squareTo(x, y, z, room + NEW + <usize>preferred * 12, positions);
  if (nearest > close) {
    const made = load<i32>(room + NEW_COUNT);
    for (let m = 0; m < made; m++) {
      if (m === preferred) continue;
      const square = squareTo(x, y, z, room + NEW + <usize>m * 12, positions);
      if (square >= nearest) continue;
      nearest = square;
      best = m;
      if (square <= close) break;
    }
    if (!(nearest <= bound)) return false;
  }
  const n = load<i32>(room + POINT_COUNT);
  if (n === MOST_POINTS) return false;
  store<i32>(room + POINT_COUNT, n + 1);
  store<u32>(room + POINTS + (<usize>n << 3), p);
  store<u32>(room + POINTS + (<usize>n << 3), best, 4);
  return true;
}

/** Whether the centers of the new triangles, and the middles of their new sides, lie near the surface as it was. */
export function staysNear(head: usize, room: usize, v: u32): bool {
  const made = load<i32>(room + NEW_COUNT);
  const count = load<i32>(room + COUNT);
  const target = pointOf(head, v);
  let wing = NONE;
  for (let n = 0; n < count; n++) if (at(room + AFTER, n) === v) wing = at(room + BEFORE, n);
  for (let m = 0; m < made; m++) {
    const slot = room + NEW + <usize>m * 12;
    const was = originalOf(head) + <usize>(at(room + CORNER, at(room + NEW_PLACE, m)) / 3) * 12;
    const a = load<u32>(slot, 4);
    const p = pointOf(head, a), q = pointOf(head, load<u32>(slot, 8));
    if (!near(head, f32x4.mul(f32x4.splat(1.0 / 3.0), f32x4.add(target, f32x4.add(p, q))), was)) return false;
    if (a !== wing && !near(head, f32x4.mul(f32x4.splat(0.5), f32x4.add(target, p)), was)) return false;
  }
  return true;
}

/** Whether a point lies within the bound of the surface as it was; looks at one of its triangles first. */
function near(head: usize, point: v128, first: usize): bool {
  const positions = positionsOf(head);
  const x = f32x4.extract_lane(point, 0), y = f32x4.extract_lane(point, 1), z = f32x4.extract_lane(point, 2);
  const boundMm = boundMmOf(head);
  const bound = boundMm * boundMm;
  if (squareTo(x, y, z, first, positions) <= bound) return true;
  const frame = surfaceFrameOf(head);
  const ox = <f32>load<f64>(frame), oy = <f32>load<f64>(frame, 8), oz = <f32>load<f64>(frame, 16);
  const per = <f32>load<f64>(frame, 24);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40), nz = <i32>load<f64>(frame, 48);
  const i = along(x, ox, per, nx), j = along(y, oy, per, ny), k = along(z, oz, per, nz);
  if (cellHolds(head, i + nx * (j + ny * k), x, y, z, bound)) return true;
  const i0 = along(x - boundMm, ox, per, nx), i1 = along(x + boundMm, ox, per, nx);
  const j0 = along(y - boundMm, oy, per, ny), j1 = along(y + boundMm, oy, per, ny);
  const k0 = along(z - boundMm, oz, per, nz), k1 = along(z + boundMm, oz, per, nz);
  for (let r = k0; r <= k1; r++)
    for (let q = j0; q <= j1; q++)
      for (let p = i0; p <= i1; p++) {
        if (p === i && q === j && r === k) continue;
        if (cellHolds(head, p + nx * (q + ny * r), x, y, z, bound)) return true;
      }
  return false;
}

@inline
function along(x: f32, origin: f32, per: f32, n: i32): i32 {
  return max(0, min(n - 1, <i32>((x - origin) * per)));
}

function cellHolds(head: usize, cell: i32, x: f32, y: f32, z: f32, bound: f32): bool {
  const original = originalOf(head);
  const positions = positionsOf(head);
  const slot = surfaceStartsOf(head) + (<usize>cell << 2);
  const end = surfaceListsOf(head) + (<usize>load<u32>(slot, 4) << 2);
  for (let entry = surfaceListsOf(head) + (<usize>load<u32>(slot) << 2); entry < end; entry += 4)
    if (squareTo(x, y, z, original + <usize>load<u32>(entry) * 12, positions) <= bound) return true;
  return false;
}
