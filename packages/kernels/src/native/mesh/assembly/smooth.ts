// Smoothing on a vertex graph. Positions are worked on four floats apart, so that each is one SIMD load.

// @ts-ignore: decorator
@inline
function loadPoint(at: usize): v128 {
  return v128.load_lane<f32>(at + 8, v128.load64_zero(at), 2);
}

/** Spreads packed x y z to four floats each. */
export function openPositions(packed: usize, open: usize, from: i32, to: i32): void {
  for (let v = from; v < to; v++) v128.store(open + (<usize>v << 4), loadPoint(packed + <usize>v * 12));
}

/**
 * One pass: each vertex goes `factor` of the way to the mean of its neighbours (negative: away from it), and is then
 * brought back to within boundMm of where it lay in the raw surface. Reads `source`, writes `target`.
 * Differences are summed, not coordinates: far from the origin a sum of coordinates would lose what smoothing moves.
 */
export function smoothPass(
  source: usize, target: usize, raw: usize, starts: usize, neighbours: usize, from: i32, to: i32, factor: f32,
  boundMm: f32,
): void {
  const boundSquare = boundMm * boundMm;
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
    let moved = f32x4.add(place, f32x4.mul(sum, f32x4.splat(factor / <f32>valence)));
    const origin = loadPoint(raw + <usize>v * 12);
    const away = f32x4.sub(moved, origin);
    const square = f32x4.mul(away, away);
    const length = f32x4.extract_lane(square, 0) + f32x4.extract_lane(square, 1) + f32x4.extract_lane(square, 2);
    if (length > boundSquare)
      moved = f32x4.add(origin, f32x4.mul(away, f32x4.splat(boundMm / sqrt<f32>(length))));
    v128.store(target + (<usize>v << 4), moved);
  }
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
