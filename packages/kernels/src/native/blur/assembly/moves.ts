// How far vertices go along their normals. Normals are four floats apart, one SIMD load each; values are one f32 a vertex.

/** √(2π) */
export const ROOT_TAU: f64 = 2.5066282746310002;

/**
 * How far the image can be believed at each of the vertices from…to: 0 where the surface is not where the image has its
 * value (cuts, filled pores), at the border, or where the values across it rise by less than `least`; 1 from `enough` on.
 *
 * head  f64: 0 nx, 8 ny, 16 nz; 24 the iso value as stored, 32 +1 where the inside is larger, or −1; 40 least, 48 enough;
 *       56 affine from mm to voxels; 152 the blur in mm², xx, xy, xz, yy, yz, zz; 200 the noise
 * sigmasMm  f32, written: the blur along the normal of each
 * jitterMm  f32, written: how far noise moves each
 */
export function edgeTrust(
  values: usize, head: usize, grid: usize, normals: usize, sigmasMm: usize, from: i32, to: i32, trust: usize,
  jitterMm: usize,
): void {
  const nx = <i32>load<f64>(head), ny = <i32>load<f64>(head, 8), nz = <i32>load<f64>(head, 16);
  const iso = load<f64>(head, 24), sign = load<f64>(head, 32), least = load<f64>(head, 40), enough = load<f64>(head, 48);
  for (let v = from; v < to; v++) {
    const at = grid + <usize>v * 12;
    const x = <f64>load<f32>(at), y = <f64>load<f32>(at, 4), z = <f64>load<f32>(at, 8);
    const n = normals + (<usize>v << 4);
    const a = <f64>load<f32>(n), b = <f64>load<f32>(n, 4), c = <f64>load<f32>(n, 8);
    const sigma = Math.sqrt(
      a * (a * load<f64>(head, 152) + 2.0 * b * load<f64>(head, 160) + 2.0 * c * load<f64>(head, 168)) +
      b * (b * load<f64>(head, 176) + 2.0 * c * load<f64>(head, 184)) + c * c * load<f64>(head, 192),
    );
    store<f32>(sigmasMm + (<usize>v << 2), <f32>sigma);
    const di = sigma * (load<f64>(head, 56) * a + load<f64>(head, 64) * b + load<f64>(head, 72) * c);
    const dj = sigma * (load<f64>(head, 88) * a + load<f64>(head, 96) * b + load<f64>(head, 104) * c);
    const dk = sigma * (load<f64>(head, 120) * a + load<f64>(head, 128) * b + load<f64>(head, 136) * c);
    const rise = sign * (valueAt(values, nx, ny, nz, x - di, y - dj, z - dk) - valueAt(values, nx, ny, nz, x + di, y + dj, z + dk));
    const away = Math.abs(valueAt(values, nx, ny, nz, x, y, z) - iso);
    const inside = min(min(min(x, <f64>(nx - 1) - x), min(y, <f64>(ny - 1) - y)), min(z, <f64>(nz - 1) - z));
    const believed = away > 0.02 * Math.abs(rise) + 0.5 || inside < 0.75 ? 0.0 : max(0.0, min(1.0, (rise - least) / (enough - least)));
    store<f32>(trust + (<usize>v << 2), <f32>believed);
    // From −1 to +1 sigma an edge rises by 0.683 of its height, and its slope is the height over sigma √(2π).
    store<f32>(jitterMm + (<usize>v << 2), <f32>(believed > 0 ? 0.683 * ROOT_TAU * sigma * load<f64>(head, 200) / rise : 0.0));
  }
}

/** Trilinear, the border's value beyond it. */
export function valueAt(values: usize, nx: i32, ny: i32, nz: i32, x: f64, y: f64, z: f64): f64 {
  const px = max(0.0, min(<f64>(nx - 1), x)), py = max(0.0, min(<f64>(ny - 1), y)), pz = max(0.0, min(<f64>(nz - 1), z));
  const i = min(<i32>px, max(0, nx - 2)), j = min(<i32>py, max(0, ny - 2)), k = min(<i32>pz, max(0, nz - 2));
  const stepI: usize = nx > 1 ? 2 : 0, stepJ: usize = ny > 1 ? <usize>nx << 1 : 0;
  const stepK: usize = nz > 1 ? <usize>(nx * ny) << 1 : 0;
  const at = values + (<usize>((k * ny + j) * nx + i) << 1);
  const fx = px - <f64>i, fy = py - <f64>j, fz = pz - <f64>k;
  const low = mix(mix(value(at), value(at + stepI), fx), mix(value(at + stepJ), value(at + stepJ + stepI), fx), fy);
  const top = at + stepK;
  const high = mix(mix(value(top), value(top + stepI), fx), mix(value(top + stepJ), value(top + stepJ + stepI), fx), fy);
  return mix(low, high, fz);
}

@inline
function value(at: usize): f64 {
  return <f64>load<i16>(at);
}

@inline
function mix(a: f64, b: f64, share: f64): f64 {
  return a + share * (b - a);
}

/** How far the surface of a blurred solid would have to go to where the image has it, by the slope of a flat edge. */
export function stepsFrom(shown: usize, trust: usize, sigmasMm: usize, from: i32, to: i32, steps: usize): void {
  for (let v = from; v < to; v++) {
    const at = <usize>v << 2;
    const believed = <f64>load<f32>(trust + at);
    const off = 0.5 - <f64>load<f32>(shown + at);
    const step = believed * off * ROOT_TAU * <f64>load<f32>(sigmasMm + at);
    // Where nothing could be shown nothing is known.
    store<f32>(steps + at, believed > 0 && isFinite<f64>(step) ? <f32>step : 0);
  }
}

/** Keeps the trust of the vertices from…to whose last step was longer than a share of sigma, 0 for the others; how many. */
export function trustMoved(
  trust: usize, steps: usize, sigmasMm: usize, share: f32, from: i32, to: i32, out: usize,
): i32 {
  let count = 0;
  for (let v = from; v < to; v++) {
    const at = <usize>v << 2;
    const far = abs(load<f32>(steps + at)) > share * load<f32>(sigmasMm + at) && load<f32>(trust + at) > 0;
    if (far) count++;
    store<f32>(out + at, far ? load<f32>(trust + at) : 0);
  }
  return count;
}

/**
 * What to add to the moves of the vertices from…to so that each shrinks the more the smaller it is beside the noise in it:
 * a move of the size of the noise is halved, one of three times that loses a tenth.
 */
export function quietSteps(moves: usize, jitterMm: usize, noiseLeft: f32, from: i32, to: i32, steps: usize): void {
  for (let v = from; v < to; v++) {
    const at = <usize>v << 2;
    const move = load<f32>(moves + at);
    const noise = noiseLeft * load<f32>(jitterMm + at);
    store<f32>(steps + at, noise > 0 ? -move * (noise * noise) / (move * move + noise * noise) : 0);
  }
}

/** One pass: the values of the vertices from…to become the mean of their own and their neighbours'. */
export function smoothValues(source: usize, target: usize, starts: usize, neighbours: usize, from: i32, to: i32): void {
  for (let v = from; v < to; v++) {
    const first = load<u32>(starts + (<usize>v << 2)), end = load<u32>(starts + (<usize>v << 2), 4);
    const own = load<f32>(source + (<usize>v << 2));
    let sum: f32 = 0;
    for (let n = first; n < end; n++) sum += load<f32>(source + (<usize>load<u32>(neighbours + (<usize>n << 2)) << 2));
    store<f32>(target + (<usize>v << 2), (own + sum) / <f32>(end - first + 1));
  }
}

/**
 * Adds steps to the moves of the vertices from…to, keeps these within boundMm, and puts the vertices there. Where the image
 * is not believed vertices stay, whatever averaging brought over from beside them.
 * Writes f64 to told: the longest move, the sum of moves, the sum of their sizes.
 */
export function moveVertices(
  positions: usize, normals: usize, trust: usize, steps: usize, moves: usize, from: i32, to: i32, boundMm: f32, out: usize,
  told: usize,
): void {
  let longest: f64 = 0, sum: f64 = 0, sizes: f64 = 0;
  for (let v = from; v < to; v++) {
    const at = <usize>v << 2;
    const step = load<f32>(trust + at) > 0 ? load<f32>(steps + at) : 0;
    const move = max(-boundMm, min(boundMm, load<f32>(moves + at) + step));
    store<f32>(moves + at, move);
    const n = normals + (<usize>v << 4), from3 = positions + <usize>v * 12, to3 = out + <usize>v * 12;
    store<f32>(to3, load<f32>(from3) + move * load<f32>(n));
    store<f32>(to3, load<f32>(from3, 4) + move * load<f32>(n, 4), 4);
    store<f32>(to3, load<f32>(from3, 8) + move * load<f32>(n, 8), 8);
    longest = max(longest, Math.abs(<f64>move));
    sum += <f64>move;
    sizes += Math.abs(<f64>move);
  }
  store<f64>(told, longest); store<f64>(told, sum, 8); store<f64>(told, sizes, 16);
}
