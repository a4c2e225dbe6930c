// What lies around a vertex, what it costs to take it away, and whether the surface stays a manifold of whole triangles.
import {
  AFTER, at, BEFORE, blockOf, CORNER, COST, COUNT, cross, dot, firstCornerAt, mostCostOf, mostPlaneOf, MOST_AROUND, NEW,
  NEW_COUNT, NEW_PLACE, nextCornerAt, NONE, NORMAL, PLANE, pointOf, trianglesOf,
} from './collapse-state';

/** Of two collapses that move the surface alike the shorter is done first: it keeps triangles even. Per mm². */
const PER_SQUARE: f32 = 1e-3;
/** A triangle must not turn by more than this (cosine). */
const LEAST_COSINE: f32 = 0.2;
/** Nor become flatter than this, height over longest side, unless it was. */
const LEAST_HEIGHT: f32 = 0.04;

/** Reads the triangles around a vertex; tells whether they are few, closed, and all in the block. */
export function gatherStar(head: usize, room: usize, u: u32, block: u32): bool {
  const triangles = trianglesOf(head);
  let count = 0;
  let ends: u32 = 0;
  for (let corner = load<u32>(firstCornerAt(head, u)); corner !== NONE; corner = load<u32>(nextCornerAt(head, corner))) {
    if (count === MOST_AROUND) return false;
    const which = corner % 3;
    const first = triangles + (<usize>(corner - which) << 2);
    const a = load<u32>(first + (<usize>(which === 2 ? 0 : which + 1) << 2));
    const b = load<u32>(first + (<usize>(which === 0 ? 2 : which - 1) << 2));
    if (blockOf(head, a) !== block || blockOf(head, b) !== block) return false;
    const n = <usize>count << 2;
    store<u32>(room + CORNER + n, corner);
    store<u32>(room + AFTER + n, a);
    store<u32>(room + BEFORE + n, b);
    ends += a - b;
    count++;
  }
  store<i32>(room + COUNT, count);
  return count > 2 && ends === 0;
}

/**
 * What it costs to move the vertex to each of its neighbours: the mean square of their distances from the planes around
 * it, mm². Returns the least, Infinity where none is allowed.
 */
export function costs(head: usize, room: usize, u: u32): f32 {
  const count = load<i32>(room + COUNT);
  const center = pointOf(head, u);
  let x = f32x4.splat(0), y = f32x4.splat(0), z = f32x4.splat(0);
  let whole: f32 = 0;
  for (let n = 0; n < count; n++) {
    const normal = cross(
      f32x4.sub(pointOf(head, at(room + AFTER, n)), center), f32x4.sub(pointOf(head, at(room + BEFORE, n)), center),
    );
    v128.store(room + NORMAL + (<usize>n << 4), normal);
    const length = sqrt<f32>(dot(normal, normal));
    if (!(length > 0)) continue;
    const scaled = f32x4.mul(normal, f32x4.splat(1 / length));
    x = f32x4.add(x, f32x4.mul(scaled, f32x4.splat(f32x4.extract_lane(normal, 0))));
    y = f32x4.add(y, f32x4.mul(scaled, f32x4.splat(f32x4.extract_lane(normal, 1))));
    z = f32x4.add(z, f32x4.mul(scaled, f32x4.splat(f32x4.extract_lane(normal, 2))));
    whole += length;
  }
  const most = mostPlaneOf(head);
  const share: f32 = whole > 0 ? 1 / whole : 0;
  let least: f32 = Infinity;
  for (let n = 0; n < count; n++) {
    const way = f32x4.sub(pointOf(head, at(room + AFTER, n)), center);
    const along = f32x4.add(
      f32x4.mul(x, f32x4.splat(f32x4.extract_lane(way, 0))),
      f32x4.add(f32x4.mul(y, f32x4.splat(f32x4.extract_lane(way, 1))), f32x4.mul(z, f32x4.splat(f32x4.extract_lane(way, 2)))),
    );
    const plane = max<f32>(0, share * dot(along, way));
    const cost = plane + PER_SQUARE * dot(way, way);
    store<f32>(room + PLANE + (<usize>n << 2), plane);
    store<f32>(room + COST + (<usize>n << 2), plane <= most ? cost : Infinity);
    if (plane <= most && cost < least) least = cost;
  }
  return least;
}

/** The cheapest neighbour that is still allowed, or -1. */
export function cheapest(head: usize, room: usize): i32 {
  const count = load<i32>(room + COUNT);
  let least = mostCostOf(head);
  let best = -1;
  for (let n = 0; n < count; n++) {
    const cost = load<f32>(room + COST + (<usize>n << 2));
    if (cost > least || cost === Infinity) continue;
    if (best >= 0 && cost === least && at(room + AFTER, n) > at(room + AFTER, best)) continue;
    least = cost;
    best = n;
  }
  return best;
}

/**
 * Whether the vertex can go to v and leave a manifold: the two have no common neighbours but those of their two triangles
 * (the link condition; source: T. Dey et al., Topology preserving edge contraction, 1999), and are not a tetrahedron.
 */
export function linksAllow(head: usize, room: usize, u: u32, v: u32): bool {
  const count = load<i32>(room + COUNT);
  let left = NONE, right = NONE;
  for (let n = 0; n < count; n++) {
    if (at(room + AFTER, n) === v) left = at(room + BEFORE, n);
    if (at(room + BEFORE, n) === v) right = at(room + AFTER, n);
  }
  if (left === NONE || right === NONE || left === right) return false;
  const triangles = trianglesOf(head);
  let common = 0;
  let around = 0;
  for (let corner = load<u32>(firstCornerAt(head, v)); corner !== NONE; corner = load<u32>(nextCornerAt(head, corner))) {
    around++;
    const which = corner % 3;
    const first = triangles + (<usize>(corner - which) << 2);
    const a = load<u32>(first + (<usize>(which === 2 ? 0 : which + 1) << 2));
    if (a === u) continue;
    let shared = false;
    for (let n = 0; n < count; n++) if (at(room + AFTER, n) === a) { shared = true; break; }
    if (!shared) continue;
    if (++common > 2) return false;
    if (count > 3) continue;
    const b = load<u32>(first + (<usize>(which === 0 ? 2 : which - 1) << 2));
    if (b !== u && (b === left || b === right)) return false;
  }
  return common === 2 && around + count - 4 <= MOST_AROUND;
}

/** Lists the triangles that moving to v would make; tells whether they stay upright and are not too flat. */
export function shapesAllow(head: usize, room: usize, v: u32): bool {
  const count = load<i32>(room + COUNT);
  const target = pointOf(head, v);
  let made = 0;
  for (let n = 0; n < count; n++) {
    const a = at(room + AFTER, n), b = at(room + BEFORE, n);
    if (a === v || b === v) continue;
    const before = v128.load(room + NORMAL + (<usize>n << 4));
    const p = pointOf(head, a), q = pointOf(head, b);
    const side = f32x4.sub(p, target), other = f32x4.sub(q, target), third = f32x4.sub(q, p);
    const now = cross(side, other);
    const square = dot(now, now);
    const turned = dot(before, now);
    if (!(turned > 0) || turned * turned < LEAST_COSINE * LEAST_COSINE * square * dot(before, before)) return false;
    const longest = max(dot(side, side), max(dot(other, other), dot(third, third)));
    if (square < LEAST_HEIGHT * LEAST_HEIGHT * longest * longest) return false;
    const slot = room + NEW + <usize>made * 12;
    store<u32>(slot, v); store<u32>(slot, a, 4); store<u32>(slot, b, 8);
    store<u32>(room + NEW_PLACE + (<usize>made << 2), n);
    made++;
  }
  store<i32>(room + NEW_COUNT, made);
  return made > 0;
}
