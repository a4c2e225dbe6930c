// How far a simplified surface is from the one it came from, measured when all is done, at every vertex that is gone and at
// four points on every new triangle.
import { dot, NONE } from './collapse-state';
import { nearestInGrid } from './cells';
import { loadPoint } from './points';
import { squareTo } from './triangle-distance';

/**
 * Measures the triangles from…to, each in the place of one of the surface as it was (`original`); 0xffffffff for one that
 * is gone. Those that are left have their corners in `moved`, which may be `positions`. Every vertex that is gone belongs to
 * a triangle near it, and is measured to that. The center of a triangle, and the middles of its sides (each on one of its
 * two triangles), are measured to the surface as it was, beginning with the triangle in whose place it stands; a point stops
 * looking once it is nearer than the furthest before it, so the largest distance is exact. Corners that moved are measured
 * too. A triangle that is as it was lies in the surface.
 *
 * `near`: not 0 to measure only triangles with a marked corner. What lies beyond boundMm is marked: `vertexMarks`, and in
 * `triangleMarks` 1 for a point on the triangle, 2 for a vertex that belongs to it. `out`: three Uint32, vertices beyond,
 * points beyond, vertices that are gone. Returns the largest distance within the bound.
 */
export function furthestSimplified(
  triangles: usize, original: usize, positions: usize, moved: usize, firstPoint: usize, link: usize, from: i32, to: i32,
  frame: usize, starts: usize, lists: usize, boundMm: f32, near: usize, vertexMarks: usize, triangleMarks: usize, out: usize,
): f64 {
  const bound = boundMm * boundMm;
  const half = f32x4.splat(0.5), third = f32x4.splat(1.0 / 3.0);
  let furthest: f32 = 0;
  let verticesBeyond: u32 = 0, pointsBeyond: u32 = 0, gone: u32 = 0;
  for (let t = <usize>from; t < <usize>to; t++) {
    const triangle = triangles + t * 12, was = original + t * 12;
    const i = load<u32>(triangle), j = load<u32>(triangle, 4), k = load<u32>(triangle, 8);
    if (i === NONE) continue;
    if (near && !(load<u8>(near + i) | load<u8>(near + j) | load<u8>(near + k))) continue;
    let mark: u8 = 0;
    for (let p = load<u32>(firstPoint + (t << 2)); p !== NONE; p = load<u32>(link + (<usize>p << 2))) {
      const at = positions + <usize>p * 12;
      const square = squareTo(load<f32>(at), load<f32>(at, 4), load<f32>(at, 8), triangle, moved);
      gone++;
      if (square > bound) {
        verticesBeyond++;
        store<u8>(vertexMarks + p, 1);
        mark |= 2;
      } else furthest = max(furthest, square);
    }
    const a = loadPoint(moved + <usize>i * 12), b = loadPoint(moved + <usize>j * 12), c = loadPoint(moved + <usize>k * 12);
    let moves: f32 = 0;
    if (moved !== positions) {
      const iSquare = squareOf(f32x4.sub(a, loadPoint(positions + <usize>i * 12)));
      const jSquare = squareOf(f32x4.sub(b, loadPoint(positions + <usize>j * 12)));
      const kSquare = squareOf(f32x4.sub(c, loadPoint(positions + <usize>k * 12)));
      moves = max(iSquare, max(jSquare, kSquare));
    }
    if (moves === 0 && i === load<u32>(was) && j === load<u32>(was, 4) && k === load<u32>(was, 8)) {
      if (mark) store<u8>(triangleMarks + t, mark);
      continue;
    }
    for (let n = 0; n < 7; n++) {
      if (n === 1 && i > j || n === 2 && j > k || n === 3 && k > i) continue;
      if (n > 3 && moves <= furthest) break;
      const point = n === 0 ? f32x4.mul(third, f32x4.add(a, f32x4.add(b, c)))
        : n === 1 ? f32x4.mul(half, f32x4.add(a, b)) : n === 2 ? f32x4.mul(half, f32x4.add(b, c))
        : n === 3 ? f32x4.mul(half, f32x4.add(c, a)) : n === 4 ? a : n === 5 ? b : c;
      const x = f32x4.extract_lane(point, 0), y = f32x4.extract_lane(point, 1), z = f32x4.extract_lane(point, 2);
      let square = squareTo(x, y, z, was, positions);
      if (square <= furthest) continue;
      square = nearestInGrid(x, y, z, boundMm, square, furthest, original, positions, frame, starts, lists);
      if (square > bound) {
        pointsBeyond++;
        mark |= 1;
      } else furthest = max(furthest, square);
    }
    if (mark) store<u8>(triangleMarks + t, mark);
  }
  store<u32>(out, verticesBeyond);
  store<u32>(out, pointsBeyond, 4);
  store<u32>(out, gone, 8);
  return sqrt(<f64>furthest);
}

@inline
function squareOf(way: v128): f32 {
  return dot(way, way);
}
