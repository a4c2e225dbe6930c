// Gives back, region by region, the volume that smoothing took. Heights are moves along the vertices' own normals, mm.
import { loadPoint } from './points';

/** Twice the area of each of the triangles from…to, mm². */
export function doubleAreas(triangles: usize, positions: usize, from: i32, to: i32, areas: usize): void {
  for (let t = from; t < to; t++) {
    const at = triangles + <usize>t * 12;
    const a = loadPoint(positions + <usize>load<u32>(at) * 12);
    const u = f32x4.sub(loadPoint(positions + <usize>load<u32>(at, 4) * 12), a);
    const w = f32x4.sub(loadPoint(positions + <usize>load<u32>(at, 8) * 12), a);
    const normal = f32x4.sub(
      f32x4.mul(i32x4.shuffle(u, u, 1, 2, 0, 3), i32x4.shuffle(w, w, 2, 0, 1, 3)),
      f32x4.mul(i32x4.shuffle(u, u, 2, 0, 1, 3), i32x4.shuffle(w, w, 1, 2, 0, 3)),
    );
    store<f32>(areas + (<usize>t << 2), sqrt<f32>(dot(normal, normal)));
  }
}

/** How far each of the vertices from…to lies from its raw place along its normal. */
export function heightsOf(open: usize, raw: usize, normals: usize, from: i32, to: i32, heights: usize): void {
  for (let v = from; v < to; v++) {
    const way = f32x4.sub(v128.load(open + (<usize>v << 4)), loadPoint(raw + <usize>v * 12));
    store<f32>(heights + (<usize>v << 2), dot(v128.load(normals + (<usize>v << 4)), way));
  }
}

/**
 * Averages heights over the triangles around the vertices vFrom…vTo: first to a mean of each triangle, then, weighted with
 * the triangles' areas, back to the vertices. So the volume under the averaged heights is that under the given ones.
 * `weights` is lent room for one Float32 a vertex; `ranges` as in corners.ts.
 */
export function averageHeights(
  triangles: usize, triangleCount: i32, ranges: usize, blockLength: i32, vFrom: u32, vTo: u32, areas: usize,
  source: usize, target: usize, weights: usize,
): void {
  const width = vTo - vFrom;
  memory.fill(target + (<usize>vFrom << 2), 0, <usize>width << 2);
  memory.fill(weights + (<usize>vFrom << 2), 0, <usize>width << 2);
  let block = 0;
  for (let from = 0; from < triangleCount; from += blockLength, block++) {
    const range = ranges + (<usize>block << 3);
    if (load<u32>(range) >= vTo || load<u32>(range, 4) < vFrom) continue;
    const end = min(from + blockLength, triangleCount);
    for (let t = from; t < end; t++) {
      const at = triangles + <usize>t * 12;
      const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8);
      const hasA = a - vFrom < width, hasB = b - vFrom < width, hasC = c - vFrom < width;
      if (!(hasA || hasB || hasC)) continue;
      const area = load<f32>(areas + (<usize>t << 2));
      const sum = load<f32>(source + (<usize>a << 2)) + load<f32>(source + (<usize>b << 2)) + load<f32>(source + (<usize>c << 2));
      const volume = area * sum * THIRD;
      if (hasA) add(target, weights, a, volume, area);
      if (hasB) add(target, weights, b, volume, area);
      if (hasC) add(target, weights, c, volume, area);
    }
  }
  for (let v = vFrom; v < vTo; v++) {
    const slot = target + (<usize>v << 2);
    const weight = load<f32>(weights + (<usize>v << 2));
    store<f32>(slot, weight > 0 ? load<f32>(slot) / weight : 0);
  }
}

const THIRD: f32 = 1.0 / 3.0;

@inline
function add(target: usize, weights: usize, v: u32, volume: f32, area: f32): void {
  const at = <usize>v << 2;
  store<f32>(target + at, load<f32>(target + at) + volume);
  store<f32>(weights + at, load<f32>(weights + at) + area);
}

/** Places the vertices from…to at their heights less what their region lost or gained, within boundMm of the raw surface. */
export function moveBack(
  raw: usize, normals: usize, from: i32, to: i32, heights: usize, lost: usize, boundMm: f32, open: usize,
): void {
  for (let v = from; v < to; v++) {
    const at = <usize>v << 2;
    const height = load<f32>(heights + at) - load<f32>(lost + at);
    const within = f32x4.splat(max(-boundMm, min(boundMm, height)));
    const place = f32x4.add(loadPoint(raw + <usize>v * 12), f32x4.mul(v128.load(normals + (<usize>v << 4)), within));
    v128.store(open + (<usize>v << 4), place);
  }
}

@inline
function dot(a: v128, b: v128): f32 {
  const product = f32x4.mul(a, b);
  return f32x4.extract_lane(product, 0) + f32x4.extract_lane(product, 1) + f32x4.extract_lane(product, 2);
}
