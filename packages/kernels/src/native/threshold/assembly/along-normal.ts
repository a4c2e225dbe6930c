import { between } from '../../align/assembly/values';

/** What `between` gives beyond the volume lies far below every grey value. */
const BEYOND: f32 = -1e29;

/** What became of a search, as image/threshold-moves.ts reads it. */
const FOUND: u8 = 0, NO_EDGE: u8 = 1, ENDED: u8 = 2, FURTHER: u8 = 3;

/*
 * head, Float64: nx, ny, nz, threshold (as stored), +1 where inside is brighter and −1 where it is darker, step mm, reach mm,
 * how far the edge itself may lie from the vertex mm, then the 12 of LPS → index.
 */

// The line of one vertex: where it starts on the grid, and how far a millimeter goes. Globals belong to an instance, and so
// to one thread; an object would lie in the memory that all threads share.
let src: usize = 0, sizeX: i32 = 0, sizeY: i32 = 0, sizeZ: i32 = 0, iso: f32 = 0, side: f32 = 0;
let x: f64 = 0, y: f64 = 0, z: f64 = 0, di: f64 = 0, dj: f64 = 0, dk: f64 = 0;

/** How far inside the grey value lies, outward along the normal; BEYOND or less outside the volume. */
@inline
function valueAt(t: f64): f32 {
  const value = between(src, sizeX, sizeY, sizeZ, x + t * di, y + t * dj, z + t * dk);
  return value < BEYOND ? value : side * (value - iso);
}

function open(values: usize, head: usize): void {
  src = values;
  sizeX = <i32>load<f64>(head);
  sizeY = <i32>load<f64>(head, 8);
  sizeZ = <i32>load<f64>(head, 16);
  iso = <f32>load<f64>(head, 24);
  side = <f32>load<f64>(head, 32);
}

/** Aims at a vertex along its normal; false where the normal has no length. */
function aim(head: usize, positions: usize, normals: usize, v: i32): bool {
  const p = positions + <usize>v * 12, n = normals + <usize>v * 12;
  const px = <f64>load<f32>(p), py = <f64>load<f32>(p, 4), pz = <f64>load<f32>(p, 8);
  const nx = <f64>load<f32>(n), ny = <f64>load<f32>(n, 4), nz = <f64>load<f32>(n, 8);
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  if (!(length > 0)) return false;
  const m = head + 64;
  x = load<f64>(m) * px + load<f64>(m, 8) * py + load<f64>(m, 16) * pz + load<f64>(m, 24);
  y = load<f64>(m, 32) * px + load<f64>(m, 40) * py + load<f64>(m, 48) * pz + load<f64>(m, 56);
  z = load<f64>(m, 64) * px + load<f64>(m, 72) * py + load<f64>(m, 80) * pz + load<f64>(m, 88);
  di = (load<f64>(m) * nx + load<f64>(m, 8) * ny + load<f64>(m, 16) * nz) / length;
  dj = (load<f64>(m, 32) * nx + load<f64>(m, 40) * ny + load<f64>(m, 48) * nz) / length;
  dk = (load<f64>(m, 64) * nx + load<f64>(m, 72) * ny + load<f64>(m, 80) * nz) / length;
  return true;
}

/** Where the line itself leaves the inside, nearest to the vertex; NaN where it does not within the reach. */
function edgeOf(step: f64, reach: f64): f64 {
  let outValue = valueAt(0);
  if (outValue < BEYOND) return NaN;
  let inValue = outValue;
  let outOpen = true, inOpen = true;
  for (let n = 1; step * <f64>n <= reach + 1e-9 && (outOpen || inOpen); n++) {
    const t = step * <f64>n;
    let outwards: f64 = Infinity, inwards: f64 = Infinity;
    if (outOpen) {
      const next = valueAt(t);
      if (next < BEYOND) outOpen = false;
      else {
        if (outValue >= 0 && next < 0) outwards = t - step + (step * <f64>outValue) / <f64>(outValue - next);
        outValue = next;
      }
    }
    if (inOpen) {
      const next = valueAt(-t);
      if (next < BEYOND) inOpen = false;
      else {
        if (next >= 0 && inValue < 0) inwards = t - (step * <f64>next) / <f64>(next - inValue);
        inValue = next;
      }
    }
    if (outwards <= inwards && outwards < Infinity) return outwards;
    if (inwards < Infinity) return -inwards;
  }
  return NaN;
}

/**
 * How far along the line from an edge the grey value has changed by `shift`, and what became of the search: it ended where
 * the line comes to another edge first.
 */
@inline
function seek(edge: f64, outward: bool, shift: f32, step: f64, reach: f64, move: usize, state: usize): void {
  let before: f32 = 0;
  for (let n = 1; step * <f64>n <= reach + 1e-9; n++) {
    const t = step * <f64>n;
    const value = outward ? -valueAt(edge + t) : valueAt(edge - t);
    // Beyond the volume nothing is known: as far as it was looked.
    if (value < BEYOND || value > -BEYOND) break;
    if (value >= shift) {
      const t0 = t - step + (step * <f64>(shift - before)) / <f64>(value - before);
      store<f32>(move, <f32>(outward ? t0 : -t0));
      store<u8>(state, FOUND);
      return;
    }
    if (value < 0) {
      store<f32>(move, <f32>NaN);
      store<u8>(state, ENDED);
      return;
    }
    before = value;
  }
  store<f32>(move, <f32>NaN);
  store<u8>(state, FURTHER);
}

/**
 * How far each vertex from…to moves when the threshold moves by its own shift either way.
 * positions, normals Float32 ×3 (of any length); shifts Float32, as stored, one a vertex; moves Float32 ×2 and states Uint8 ×2: inward
 * (threshold further inside), outward.
 */
export function movesAt(
  values: usize, head: usize, positions: usize, normals: usize, shifts: usize, from: i32, to: i32, moves: usize, states: usize,
): void {
  open(values, head);
  const step = load<f64>(head, 40), reach = load<f64>(head, 48), near = load<f64>(head, 56);
  for (let v = from; v < to; v++) {
    const move = moves + (<usize>v << 3), state = states + (<usize>v << 1);
    const edge = aim(head, positions, normals, v) ? edgeOf(step, near) : NaN;
    if (!(edge == edge)) {
      store<f32>(move, <f32>NaN);
      store<f32>(move, <f32>NaN, 4);
      store<u8>(state, NO_EDGE);
      store<u8>(state, NO_EDGE, 1);
      continue;
    }
    const shift = load<f32>(shifts + (<usize>v << 2));
    seek(edge, false, shift, step, reach, move, state);
    seek(edge, true, shift, step, reach, move + 4, state + 1);
  }
}

/**
 * How far the grey value rises across the edge of every so many vertices from…to: from the lowest met outside, before the line comes
 * to another edge, to the highest inside. Float32, NaN where there is no edge.
 */
export function edgeRise(
  values: usize, head: usize, positions: usize, normals: usize, every: i32, from: i32, to: i32, rises: usize,
): void {
  open(values, head);
  const step = load<f64>(head, 40), reach = load<f64>(head, 48), near = load<f64>(head, 56);
  for (let n = from; n < to; n++) {
    const edge = aim(head, positions, normals, n * every) ? edgeOf(step, near) : NaN;
    let highest: f32 = 0, lowest: f32 = 0;
    if (edge == edge) {
      for (let k = 1; step * <f64>k <= reach; k++) {
        const value = valueAt(edge - step * <f64>k);
        if (value < 0) break;
        highest = max(highest, value);
      }
      for (let k = 1; step * <f64>k <= reach; k++) {
        const value = valueAt(edge + step * <f64>k);
        if (value < BEYOND || value > 0) break;
        lowest = min(lowest, value);
      }
    }
    store<f32>(rises + (<usize>n << 2), edge == edge ? highest - lowest : <f32>NaN);
  }
}
