// Is a surface closed, manifold and oriented; are its triangles whole.

@inline
function after(triangles: usize, corner: u32): u32 {
  return load<u32>(triangles + (<usize>(corner % 3 === 2 ? corner - 2 : corner + 1) << 2));
}

@inline
function before(triangles: usize, corner: u32): u32 {
  return load<u32>(triangles + (<usize>(corner % 3 === 0 ? corner + 2 : corner - 1) << 2));
}

/** The 2·count ends of edges around a vertex: what follows it in each of its triangles, then what goes before it. */
@inline
function neighborOf(triangles: usize, list: usize, count: u32, n: u32): u32 {
  return n < count
    ? after(triangles, load<u32>(list + (<usize>n << 2)))
    : before(triangles, load<u32>(list + (<usize>(n - count) << 2)));
}

/**
 * Around each vertex from…to: every edge must leave it once and come back once, and its triangles must form one fan of
 * three or more. Marks the vertices that break this; adds to five Uint32 at `out`: open edges, edges of more than two
 * triangles, edges whose two triangles run the same way, vertices of more than one fan, folds (two triangles back to back).
 */
export function checkVertices(
  triangles: usize, starts: usize, corners: usize, from: i32, to: i32, marks: usize, out: usize,
): void {
  let open: u32 = 0, crowded: u32 = 0, turned: u32 = 0, fans: u32 = 0, folds: u32 = 0;
  for (let v = from; v < to; v++) {
    const first = load<u32>(starts + (<usize>v << 2));
    const count = load<u32>(starts + (<usize>(v + 1) << 2)) - first;
    if (count === 0) continue;
    const list = corners + (<usize>first << 2);
    // Walk the fan: from a corner to the one that starts where it ended. A walk through every corner and home again shows
    // that each edge leaves once and comes back once, for of two corners that start alike it would pass one over.
    const home = load<u32>(list);
    let walker = home;
    let steps: u32 = 0;
    do {
      const edge = before(triangles, walker);
      let n: u32 = 0;
      while (n < count && after(triangles, load<u32>(list + (<usize>n << 2))) !== edge) n++;
      if (n === count) break;
      walker = load<u32>(list + (<usize>n << 2));
      steps++;
    } while (walker !== home && steps <= count);
    const fan = walker === home && steps === count;
    if (fan && count > 2) continue;
    // Something is wrong; say what, each edge at its lower vertex. An edge is told by the neighbor at its other end.
    let bad = false;
    for (let n: u32 = 0; n < 2 * count; n++) {
      const neighbor = neighborOf(triangles, list, count, n);
      let known = false;
      for (let m: u32 = 0; m < n && !known; m++) known = neighborOf(triangles, list, count, m) === neighbor;
      if (known) continue;
      let leaving = 0, coming = 0;
      for (let m: u32 = 0; m < count; m++) {
        const corner = load<u32>(list + (<usize>m << 2));
        if (after(triangles, corner) === neighbor) leaving++;
        if (before(triangles, corner) === neighbor) coming++;
      }
      if (leaving === 1 && coming === 1 && neighbor !== <u32>v) continue;
      bad = true;
      if (<u32>v > neighbor) continue;
      if (leaving + coming === 1) open++;
      else if (leaving + coming === 2) turned++;
      else crowded++;
    }
    if (!bad) {
      if (fan) folds++;
      else fans++;
    }
    store<u8>(marks + v, 1);
  }
  store<u32>(out, load<u32>(out) + open);
  store<u32>(out, load<u32>(out, 4) + crowded, 4);
  store<u32>(out, load<u32>(out, 8) + turned, 8);
  store<u32>(out, load<u32>(out, 12) + fans, 12);
  store<u32>(out, load<u32>(out, 16) + folds, 16);
}

/** Marks the corners of triangles lower than heightMm (over their longest side), or smaller than areaMm2; returns how many. */
export function thinTriangles(
  triangles: usize, positions: usize, from: i32, to: i32, heightMm: f64, areaMm2: f64, marks: usize,
): i32 {
  let thin = 0;
  for (let t = from; t < to; t++) {
    const at = triangles + <usize>t * 12;
    const i = load<u32>(at), j = load<u32>(at, 4), k = load<u32>(at, 8);
    const a = positions + <usize>i * 12, b = positions + <usize>j * 12, c = positions + <usize>k * 12;
    const ax = <f64>load<f32>(a), ay = <f64>load<f32>(a, 4), az = <f64>load<f32>(a, 8);
    const ux = <f64>load<f32>(b) - ax, uy = <f64>load<f32>(b, 4) - ay, uz = <f64>load<f32>(b, 8) - az;
    const wx = <f64>load<f32>(c) - ax, wy = <f64>load<f32>(c, 4) - ay, wz = <f64>load<f32>(c, 8) - az;
    const nx = uy * wz - uz * wy, ny = uz * wx - ux * wz, nz = ux * wy - uy * wx;
    const ex = wx - ux, ey = wy - uy, ez = wz - uz;
    const longest = max(ux * ux + uy * uy + uz * uz, max(wx * wx + wy * wy + wz * wz, ex * ex + ey * ey + ez * ez));
    const square = nx * nx + ny * ny + nz * nz;
    if (square > heightMm * heightMm * longest && square > 4 * areaMm2 * areaMm2) continue;
    thin++;
    store<u8>(marks + i, 1); store<u8>(marks + j, 1); store<u8>(marks + k, 1);
  }
  return thin;
}

/** Marks vertices that lie in the same place as another; `table`: Uint32, `slots` (a power of two) filled with 0xffffffff. */
export function coincidentVertices(positions: usize, vertexCount: i32, table: usize, slots: u32, marks: usize): i32 {
  let found = 0;
  for (let v = 0; v < vertexCount; v++) {
    const at = positions + <usize>v * 12;
    // Adding zero turns −0 into 0: both are the same place.
    const x = reinterpret<u32>(load<f32>(at) + 0), y = reinterpret<u32>(load<f32>(at, 4) + 0);
    const z = reinterpret<u32>(load<f32>(at, 8) + 0);
    let hash = (x * 0x9e3779b1) ^ (y * 0x85ebca77) ^ (z * 0xc2b2ae3d);
    hash ^= hash >> 15;
    hash *= 0x2c1b3c6d;
    hash ^= hash >> 13;
    for (let slot = hash & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const entry = table + (<usize>slot << 2);
      const held = load<u32>(entry);
      if (held === 0xffffffff) { store<u32>(entry, v); break; }
      const other = positions + <usize>held * 12;
      if (load<f32>(other) === load<f32>(at) && load<f32>(other, 4) === load<f32>(at, 4) && load<f32>(other, 8) === load<f32>(at, 8)) {
        found++;
        store<u8>(marks + v, 1);
        store<u8>(marks + held, 1);
        break;
      }
    }
  }
  return found;
}
