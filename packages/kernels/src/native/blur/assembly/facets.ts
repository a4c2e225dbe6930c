// What a surface shows between its vertices. They are its corners: there the image of a faceted ball is brighter than over it.
import { ROOT_TAU, valueAt } from './moves';

/** Newton steps towards the image's own surface: from the middle of a facet it is a tenth of a voxel away. */
const STEPS = 3;

/**
 * Finds, for the triangles from…to, the place over their middle where the image has its iso value, and marks the
 * triangles (and their vertices) whose surface moved far: more than `share` of sigma at one of their corners.
 *
 * head         as in edgeTrust
 * grid         f32 i j k of the vertices as the image has them; normals four f32 each, mm
 * places       f32 i j k, written; wantedFacets f32, written: 0 where nothing is to be read
 * wantedVertices  f32, written for the corners of wanted triangles only, the same whoever writes it
 * returns how many triangles are wanted
 */
export function facetPlaces(
  values: usize, head: usize, grid: usize, normals: usize, triangles: usize, trust: usize, moves: usize, sigmasMm: usize,
  share: f32, from: i32, to: i32, places: usize, wantedFacets: usize, wantedVertices: usize,
): i32 {
  let marked = 0;
  const nx = <i32>load<f64>(head), ny = <i32>load<f64>(head, 8), nz = <i32>load<f64>(head, 16);
  const iso = load<f64>(head, 24), sign = load<f64>(head, 32);
  for (let t = from; t < to; t++) {
    store<f32>(wantedFacets + (<usize>t << 2), 0);
    const at = triangles + <usize>t * 12;
    let far = false, believed: f32 = 1, sigma: f64 = 0;
    let x: f64 = 0, y: f64 = 0, z: f64 = 0, a: f64 = 0, b: f64 = 0, c: f64 = 0;
    for (let corner: usize = 0; corner < 12; corner += 4) {
      const v = <usize>load<u32>(at + corner);
      const place = grid + v * 12, n = normals + (v << 4);
      const own = load<f32>(sigmasMm + (v << 2));
      believed = min(believed, load<f32>(trust + (v << 2)));
      far = far || abs(load<f32>(moves + (v << 2))) > share * own;
      sigma += <f64>own / 3;
      x += <f64>load<f32>(place) / 3; y += <f64>load<f32>(place, 4) / 3; z += <f64>load<f32>(place, 8) / 3;
      a += <f64>load<f32>(n); b += <f64>load<f32>(n, 4); c += <f64>load<f32>(n, 8);
    }
    // Also where nothing is wanted: whoever images the places takes bounds of them in blocks.
    const place = places + <usize>t * 12;
    store<f32>(place, <f32>x); store<f32>(place, <f32>y, 4); store<f32>(place, <f32>z, 8);
    const length = Math.sqrt(a * a + b * b + c * c);
    if (!far || !(believed > 0) || !(length > 0)) continue;
    const di = (load<f64>(head, 56) * a + load<f64>(head, 64) * b + load<f64>(head, 72) * c) / length;
    const dj = (load<f64>(head, 88) * a + load<f64>(head, 96) * b + load<f64>(head, 104) * c) / length;
    const dk = (load<f64>(head, 120) * a + load<f64>(head, 128) * b + load<f64>(head, 136) * c) / length;
    const h = 0.25 * sigma;
    const slope = sign * (valueAt(values, nx, ny, nz, x - h * di, y - h * dj, z - h * dk)
      - valueAt(values, nx, ny, nz, x + h * di, y + h * dj, z + h * dk)) / (2 * h);
    if (!(slope > 0)) continue;
    let out: f64 = 0, off: f64 = 0;
    for (let n = 0; n <= STEPS; n++) {
      off = sign * (valueAt(values, nx, ny, nz, x + out * di, y + out * dj, z + out * dk) - iso) / slope;
      if (n < STEPS) out += off;
    }
    if (Math.abs(out) > 0.6 * sigma || Math.abs(off) > 0.02 * sigma) continue;
    store<f32>(place, <f32>(x + out * di)); store<f32>(place, <f32>(y + out * dj), 4); store<f32>(place, <f32>(z + out * dk), 8);
    store<f32>(wantedFacets + (<usize>t << 2), believed);
    for (let corner: usize = 0; corner < 12; corner += 4) {
      const slot = <usize>load<u32>(at + corner) << 2;
      store<f32>(wantedVertices + slot, load<f32>(trust + slot));
    }
    marked++;
  }
  return marked;
}

/**
 * Steps of the vertices vFrom…vTo by what the facets around them show: of each facet the mean of a parabola through its
 * middle and its corners, weighted with its area. `ranges` as in mesh/assembly/corners.ts.
 */
export function facetSteps(
  triangles: usize, triangleCount: i32, ranges: usize, blockLength: i32, vFrom: u32, vTo: u32, areas: usize,
  wantedFacets: usize, shownFacets: usize, shown: usize, trust: usize, sigmasMm: usize, weights: usize, steps: usize,
): void {
  const width = vTo - vFrom;
  memory.fill(steps + (<usize>vFrom << 2), 0, <usize>width << 2);
  memory.fill(weights + (<usize>vFrom << 2), 0, <usize>width << 2);
  let block = 0;
  for (let from = 0; from < triangleCount; from += blockLength, block++) {
    const range = ranges + (<usize>block << 3);
    if (load<u32>(range) >= vTo || load<u32>(range, 4) < vFrom) continue;
    const end = min(from + blockLength, triangleCount);
    for (let t = from; t < end; t++) {
      if (!(load<f32>(wantedFacets + (<usize>t << 2)) > 0)) continue;
      const at = triangles + <usize>t * 12;
      const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8);
      if (a - vFrom >= width && b - vFrom >= width && c - vFrom >= width) continue;
      const corners = load<f32>(shown + (<usize>a << 2)) + load<f32>(shown + (<usize>b << 2)) + load<f32>(shown + (<usize>c << 2));
      const off = <f32>0.5 - <f32>0.75 * load<f32>(shownFacets + (<usize>t << 2)) - corners / 12;
      if (!isFinite<f32>(off)) continue;
      const area = load<f32>(areas + (<usize>t << 2));
      if (a - vFrom < width) add(steps, weights, a, area, off);
      if (b - vFrom < width) add(steps, weights, b, area, off);
      if (c - vFrom < width) add(steps, weights, c, area, off);
    }
  }
  for (let v = vFrom; v < vTo; v++) {
    const at = <usize>v << 2;
    const weight = load<f32>(weights + at);
    const off = weight > 0 ? load<f32>(steps + at) / weight : 0;
    store<f32>(steps + at, load<f32>(trust + at) * off * <f32>ROOT_TAU * load<f32>(sigmasMm + at));
  }
}

@inline
function add(steps: usize, weights: usize, v: u32, area: f32, off: f32): void {
  const at = <usize>v << 2;
  store<f32>(steps + at, load<f32>(steps + at) + area * off);
  store<f32>(weights + at, load<f32>(weights + at) + area);
}

/**
 * Keeps of the steps of the vertices from…to what belongs to places that moved far: nothing up to `share` of sigma, all from
 * twice that on. Averaging carried them to the flat sides beside a sharp edge too.
 */
export function keepFarSteps(moves: usize, sigmasMm: usize, share: f32, from: i32, to: i32, steps: usize): void {
  for (let v = from; v < to; v++) {
    const at = <usize>v << 2;
    const far = abs(load<f32>(moves + at)) / (share * load<f32>(sigmasMm + at)) - 1;
    store<f32>(steps + at, load<f32>(steps + at) * max(<f32>0, min(<f32>1, far)));
  }
}
