// The account of volume: a vertex that goes takes volume with it where the surface is round (a chord lies inside the arc), and
// gives some in hollows. What each step took is owed by the triangles that it made, and paid at the end by moving what is left.
import {
  AFTER, at, BEFORE, CORNER, COUNT, cross, dot, HELD, NEW, NEW_COUNT, NEW_PLACE, NONE, NORMAL, owedOf, pointOf,
} from './collapse-state';
import { cornerOf, loadPoint, storePoint } from './points';

/** Below this share of its triangles' areas the normal of a vertex says little: a spike does not move. */
const LEAST_NORMAL: f32 = 0.3;
/** What a move may do to a triangle: turn it (cosine), and make it flatter (height over longest side). */
const LEAST_COSINE: f32 = 0.8;
const LEAST_HEIGHT: f32 = 0.02;

/** Enters what moving u to v takes, exactly, with what the triangles that go still owed; larger triangles owe more of it. */
export function keepAccount(head: usize, room: usize, u: u32, v: u32): void {
  const owed = owedOf(head);
  if (!owed) return;
  const count = load<i32>(room + COUNT);
  const way = f32x4.sub(pointOf(head, v), pointOf(head, u));
  let sum = f32x4.splat(0);
  let total: f32 = 0;
  for (let n = 0; n < count; n++) {
    sum = f32x4.add(sum, v128.load(room + NORMAL + (<usize>n << 4)));
    if (at(room + AFTER, n) !== v && at(room + BEFORE, n) !== v) continue;
    const slot = owed + (<usize>(at(room + CORNER, n) / 3) << 2);
    total += load<f32>(slot);
    store<f32>(slot, 0);
  }
  total -= dot(way, sum) / 6;
  const made = load<i32>(room + NEW_COUNT);
  let whole: f32 = 0;
  for (let m = 0; m < made; m++) whole += areaOfNew(head, room, m);
  if (!(whole > 0)) return;
  for (let m = 0; m < made; m++) {
    const slot = owed + (<usize>(at(room + CORNER, <i32>at(room + NEW_PLACE, m)) / 3) << 2);
    store<f32>(slot, load<f32>(slot) + total * areaOfNew(head, room, m) / whole);
  }
}

@inline
function areaOfNew(head: usize, room: usize, m: i32): f32 {
  const slot = room + NEW + <usize>m * 12;
  const a = pointOf(head, load<u32>(slot));
  const normal = cross(f32x4.sub(pointOf(head, load<u32>(slot, 4)), a), f32x4.sub(pointOf(head, load<u32>(slot, 8)), a));
  return sqrt<f32>(dot(normal, normal));
}

/**
 * How far each vertex from…to must move along its normal (written, four Float32) so that its third of what the triangles
 * around it owe is paid; at most mostMm. What is gone or held stays.
 */
export function owedMoves(
  triangles: usize, positions: usize, nextCorner: usize, firstCorner: usize, state: usize, owed: usize, from: i32, to: i32,
  mostMm: f32, normals: usize, moves: usize,
): void {
  for (let v = from; v < to; v++) {
    let sum = f32x4.splat(0);
    let areas: f32 = 0, debt: f32 = 0;
    for (let corner = load<u32>(firstCorner + (<usize>v << 2)); corner !== NONE; corner = load<u32>(nextCorner + (<usize>corner << 2))) {
      const t = corner / 3;
      const a = cornerOf(triangles, positions, t, 0);
      const normal = cross(f32x4.sub(cornerOf(triangles, positions, t, 1), a), f32x4.sub(cornerOf(triangles, positions, t, 2), a));
      sum = f32x4.add(sum, normal);
      areas += sqrt<f32>(dot(normal, normal));
      debt += load<f32>(owed + (<usize>t << 2));
    }
    const length = sqrt<f32>(dot(sum, sum));
    const free = !(load<u8>(state + <usize>v) & HELD) && length > LEAST_NORMAL * areas;
    store<f32>(moves + (<usize>v << 2), free ? max(-mostMm, min(mostMm, 2 * debt / length)) : 0);
    v128.store(normals + (<usize>v << 4), free ? f32x4.mul(sum, f32x4.splat(1 / length)) : f32x4.splat(0));
  }
}

/** Puts the vertices from…to where their moves take them. */
export function placeMoved(positions: usize, normals: usize, moves: usize, from: i32, to: i32, moved: usize): void {
  for (let v = <usize>from; v < <usize>to; v++) {
    const move = f32x4.mul(v128.load(normals + (v << 4)), f32x4.splat(load<f32>(moves + (v << 2))));
    storePoint(moved + v * 12, f32x4.add(loadPoint(positions + v * 12), move));
  }
}

/**
 * Marks the triangles from…to that moves turn or flatten; returns how many. `near`: not 0 to look only at those with a marked
 * corner.
 */
export function turnedByMoves(
  triangles: usize, positions: usize, moved: usize, near: usize, from: i32, to: i32, marks: usize,
): i32 {
  let count = 0;
  for (let t = from; t < to; t++) {
    const slot = triangles + <usize>t * 12;
    const first = load<u32>(slot);
    if (first === NONE) continue;
    if (near && !(load<u8>(near + first) | load<u8>(near + load<u32>(slot, 4)) | load<u8>(near + load<u32>(slot, 8)))) continue;
    const a = cornerOf(triangles, positions, t, 0), p = cornerOf(triangles, moved, t, 0);
    const q = cornerOf(triangles, moved, t, 1), r = cornerOf(triangles, moved, t, 2);
    const before = cross(f32x4.sub(cornerOf(triangles, positions, t, 1), a), f32x4.sub(cornerOf(triangles, positions, t, 2), a));
    const side = f32x4.sub(q, p), other = f32x4.sub(r, p), third = f32x4.sub(r, q);
    const now = cross(side, other);
    const was = dot(before, before), square = dot(now, now), both = dot(before, now);
    const longest = max(dot(side, side), max(dot(other, other), dot(third, third)));
    if (both > 0 && both * both >= LEAST_COSINE * LEAST_COSINE * was * square &&
      (square >= was || square >= LEAST_HEIGHT * LEAST_HEIGHT * longest * longest)) continue;
    store<u8>(marks + <usize>t, 1);
    count++;
  }
  return count;
}

/** Marks the corners of marked triangles; returns how many of these no move can help, since none of their corners moves. */
export function cornersOfMarked(triangles: usize, marks: usize, from: i32, to: i32, moves: usize, vertices: usize): i32 {
  let still = 0;
  for (let t = <usize>from; t < <usize>to; t++) {
    if (!load<u8>(marks + t)) continue;
    let moving = false;
    for (let n: usize = 0; n < 12; n += 4) {
      const v = <usize>load<u32>(triangles + t * 12 + n);
      moving = moving || load<f32>(moves + (v << 2)) !== 0;
      store<u8>(vertices + v, 1);
    }
    if (!moving) still++;
  }
  return still;
}

/** Shortens the moves of marked vertices to a share; a mark that changes nothing is taken off. Returns how many changed. */
export function shortenMoves(moves: usize, marks: usize, from: i32, to: i32, share: f32): i32 {
  let count = 0;
  for (let v = <usize>from; v < <usize>to; v++) {
    if (!load<u8>(marks + v)) continue;
    const slot = moves + (v << 2);
    if (load<f32>(slot) === 0) { store<u8>(marks + v, 0); continue; }
    store<f32>(slot, load<f32>(slot) * share);
    count++;
  }
  return count;
}
