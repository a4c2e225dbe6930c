// Connected parts of a surface.

@inline
function rootOf(parents: usize, vertex: u32): u32 {
  let v = vertex;
  let up = load<u32>(parents + (<usize>v << 2));
  while (up !== v) {
    const above = load<u32>(parents + (<usize>up << 2));
    store<u32>(parents + (<usize>v << 2), above);
    v = above;
    up = load<u32>(parents + (<usize>v << 2));
  }
  return v;
}

@inline
function join(parents: usize, a: u32, b: u32): void {
  const x = rootOf(parents, a);
  const y = rootOf(parents, b);
  if (x < y) store<u32>(parents + (<usize>y << 2), x);
  else if (y < x) store<u32>(parents + (<usize>x << 2), y);
}

/** Joins the vertices of each triangle; the lowest vertex of a shell becomes its root. */
export function joinShells(triangles: usize, triangleCount: i32, parents: usize, vertexCount: i32): void {
  for (let v = 0; v < vertexCount; v++) store<u32>(parents + (<usize>v << 2), v);
  for (let t = 0; t < triangleCount; t++) {
    const at = triangles + <usize>t * 12;
    const a = load<u32>(at);
    join(parents, a, load<u32>(at, 4));
    join(parents, a, load<u32>(at, 8));
  }
}

/** Numbers the shells in the order of their lowest vertex, in place; returns how many there are (lone vertices count). */
export function labelShells(parents: usize, vertexCount: i32): i32 {
  let shells = 0;
  for (let v = 0; v < vertexCount; v++) {
    const slot = parents + (<usize>v << 2);
    const up = load<u32>(slot);
    // A parent is never above its child, so what stands there is a label already.
    store<u32>(slot, up === v ? shells++ : load<u32>(parents + (<usize>up << 2)));
  }
  return shells;
}

/** Adds to each shell: signed volume, mm³ (Float64), and its number of triangles (Uint32). Volumes are taken from (x, y, z). */
export function measureShells(
  triangles: usize, triangleCount: i32, positions: usize, labels: usize, x: f64, y: f64, z: f64, volumes: usize,
  counts: usize,
): void {
  for (let t = 0; t < triangleCount; t++) {
    const at = triangles + <usize>t * 12;
    const v = load<u32>(at);
    const a = positions + <usize>v * 12;
    const b = positions + <usize>load<u32>(at, 4) * 12;
    const c = positions + <usize>load<u32>(at, 8) * 12;
    const ax = <f64>load<f32>(a) - x, ay = <f64>load<f32>(a, 4) - y, az = <f64>load<f32>(a, 8) - z;
    const bx = <f64>load<f32>(b) - x, by = <f64>load<f32>(b, 4) - y, bz = <f64>load<f32>(b, 8) - z;
    const cx = <f64>load<f32>(c) - x, cy = <f64>load<f32>(c, 4) - y, cz = <f64>load<f32>(c, 8) - z;
    const six = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
    const shell = <usize>load<u32>(labels + (<usize>v << 2));
    store<f64>(volumes + (shell << 3), load<f64>(volumes + (shell << 3)) + six / 6);
    store<u32>(counts + (shell << 2), load<u32>(counts + (shell << 2)) + 1);
  }
}

/** Copies the triangles of the shells whose `keep` byte is set; returns how many. */
export function keepShells(triangles: usize, triangleCount: i32, labels: usize, keep: usize, out: usize): i32 {
  let kept = 0;
  for (let t = 0; t < triangleCount; t++) {
    const at = triangles + <usize>t * 12;
    const a = load<u32>(at);
    if (!load<u8>(keep + <usize>load<u32>(labels + (<usize>a << 2)))) continue;
    const target = out + <usize>(kept++) * 12;
    store<u32>(target, a);
    store<u32>(target, load<u32>(at, 4), 4);
    store<u32>(target, load<u32>(at, 8), 8);
  }
  return kept;
}

/**
 * Renumbers the vertices that triangles use, in ascending order, in place; writes their old numbers to `used` and
 * returns how many there are. `numbers`: Uint32 for each old vertex, zeroed.
 */
export function compactVertices(
  triangles: usize, triangleCount: i32, numbers: usize, vertexCount: i32, used: usize,
): i32 {
  const end = triangles + <usize>triangleCount * 12;
  for (let at = triangles; at < end; at += 4) store<u32>(numbers + (<usize>load<u32>(at) << 2), 1);
  let kept = 0;
  for (let v = 0; v < vertexCount; v++) {
    const slot = numbers + (<usize>v << 2);
    if (!load<u32>(slot)) continue;
    store<u32>(used + (<usize>kept << 2), v);
    store<u32>(slot, kept++);
  }
  for (let at = triangles; at < end; at += 4) store<u32>(at, load<u32>(numbers + (<usize>load<u32>(at) << 2)));
  return kept;
}
