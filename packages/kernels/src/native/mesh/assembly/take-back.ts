// Taking work back: which vertices are held, what they were, and what changed since the round before.

/** Copies marks to the corners of every triangle that touches one. */
export function spreadMarks(triangles: usize, count: i32, marks: usize, out: usize): void {
  for (let t = 0; t < count; t++) {
    const at = triangles + <usize>t * 12;
    const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8);
    if (!(load<u8>(marks + a) | load<u8>(marks + b) | load<u8>(marks + c))) continue;
    store<u8>(out + a, 1); store<u8>(out + b, 1); store<u8>(out + c, 1);
  }
}

/** Locks each vertex that lies on a seam, is held, or (unless `free` is null) is not free. */
export function lockVertices(free: usize, seam: usize, held: usize, vertexCount: i32, lock: usize): void {
  for (let v: usize = 0; v < <usize>vertexCount; v++) {
    const isFree = free === 0 || load<u8>(free + v) !== 0;
    store<u8>(lock + v, load<u8>(seam + v) !== 0 || load<u8>(held + v) !== 0 || !isFree ? 1 : 0);
  }
}

/** Sets the byte of each block that has a triangle with a marked corner. */
export function blocksWithMarks(triangles: usize, count: i32, blockOf: usize, marks: usize, blocks: usize): void {
  for (let t = 0; t < count; t++) {
    const at = triangles + <usize>t * 12;
    if (load<u8>(marks + load<u32>(at)) | load<u8>(marks + load<u32>(at, 4)) | load<u8>(marks + load<u32>(at, 8)))
      store<u8>(blocks + load<u16>(blockOf + (<usize>t << 1)), 1);
  }
}

/** Puts the vertices at `level` or above that are marked fresh back to where they were; returns the longest way, mm. */
export function putBack(
  held: usize, level: i32, fresh: usize, vertexCount: i32, raw: usize, positions: usize,
): f64 {
  let furthest: f64 = 0;
  for (let v: usize = 0; v < <usize>vertexCount; v++) {
    if (!load<u8>(fresh + v) || <i32>load<u8>(held + v) < level) continue;
    let square: f64 = 0;
    for (let at: usize = v * 12; at < v * 12 + 12; at += 4) {
      const d = <f64>load<f32>(raw + at) - <f64>load<f32>(positions + at);
      square += d * d;
      store<f32>(positions + at, load<f32>(raw + at));
    }
    if (square > furthest) furthest = square;
  }
  return sqrt(furthest);
}

// @ts-ignore: decorator
@inline
function same(a: usize, b: usize): bool {
  return load<u32>(a) === load<u32>(b) && load<u32>(a, 4) === load<u32>(b, 4) && load<u32>(a, 8) === load<u32>(b, 8);
}

/**
 * Tells what changed between two lists of triangles that keep their order but for what was redone: marks (1) the triangles
 * that are new or have a corner that is fresh, and the old ones that are gone or have one. Walks both lists; where they
 * differ it looks ahead in the old one, the further the longer they do. What is not found counts as new, even if it is not.
 */
export function changedTriangles(
  triangles: usize, count: i32, old: usize, oldCount: i32, fresh: usize, changed: usize, gone: usize,
): i32 {
  let found = 0;
  let at = 0;
  let misses = 0;
  memory.fill(gone, 0, oldCount);
  for (let t = 0; t < count; t++) {
    const here = triangles + <usize>t * 12;
    const end = min(oldCount, at + 64 + min(8192, 8 * misses));
    let match = at;
    while (match < end && !same(here, old + <usize>match * 12)) match++;
    if (match === end) {
      misses++;
      found++;
      store<u8>(changed + <usize>t, 1);
      continue;
    }
    misses = 0;
    if (match > at) memory.fill(gone + <usize>at, 1, match - at);
    at = match + 1;
    const moved = load<u8>(fresh + load<u32>(here)) | load<u8>(fresh + load<u32>(here, 4)) |
      load<u8>(fresh + load<u32>(here, 8));
    store<u8>(changed + <usize>t, moved ? 1 : 0);
    if (moved) { found++; store<u8>(gone + <usize>match, 1); }
  }
  if (at < oldCount) memory.fill(gone + <usize>at, 1, oldCount - at);
  return found;
}

/** Marks the triangles that touch a marked vertex. */
export function trianglesWithMarks(triangles: usize, count: i32, marks: usize, marked: usize): void {
  for (let t = 0; t < count; t++) {
    const at = triangles + <usize>t * 12;
    if (load<u8>(marks + load<u32>(at)) | load<u8>(marks + load<u32>(at, 4)) | load<u8>(marks + load<u32>(at, 8)))
      store<u8>(marked + <usize>t, 1);
  }
}
