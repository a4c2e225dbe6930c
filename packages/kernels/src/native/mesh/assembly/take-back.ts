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
function hashOf(a: u32, b: u32, c: u32): u32 {
  let hash = (a * 0x9e3779b1) ^ (b * 0x85ebca77) ^ (c * 0xc2b2ae3d);
  hash ^= hash >> 15;
  hash *= 0x2c1b3c6d;
  return hash ^ (hash >> 13);
}

/**
 * Marks the triangles that were not there before, or whose corners moved (fresh). `table`: Uint32, `slots` (a power of
 * two, at least twice oldCount) filled with 0xffffffff. Returns how many.
 */
export function changedTriangles(
  triangles: usize, count: i32, old: usize, oldCount: i32, table: usize, slots: u32, fresh: usize, changed: usize,
): i32 {
  for (let t = 0; t < oldCount; t++) {
    const at = old + <usize>t * 12;
    let slot = hashOf(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8)) & (slots - 1);
    while (load<u32>(table + (<usize>slot << 2)) !== 0xffffffff) slot = (slot + 1) & (slots - 1);
    store<u32>(table + (<usize>slot << 2), t);
  }
  let found = 0;
  for (let t = 0; t < count; t++) {
    const at = triangles + <usize>t * 12;
    const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8);
    let same = false;
    if (!(load<u8>(fresh + a) | load<u8>(fresh + b) | load<u8>(fresh + c))) {
      let slot = hashOf(a, b, c) & (slots - 1);
      let held = load<u32>(table + (<usize>slot << 2));
      while (held !== 0xffffffff) {
        const other = old + <usize>held * 12;
        if (load<u32>(other) === a && load<u32>(other, 4) === b && load<u32>(other, 8) === c) { same = true; break; }
        slot = (slot + 1) & (slots - 1);
        held = load<u32>(table + (<usize>slot << 2));
      }
    }
    store<u8>(changed + t, same ? 0 : 1);
    if (!same) found++;
  }
  return found;
}

/** Writes the box of each marked triangle, grown by growMm, as six Float32; returns how many. */
export function boxesOfMarked(
  triangles: usize, positions: usize, count: i32, marked: usize, growMm: f32, boxes: usize,
): i32 {
  let found = 0;
  for (let t = 0; t < count; t++) {
    if (!load<u8>(marked + <usize>t)) continue;
    const at = triangles + <usize>t * 12;
    const box = boxes + <usize>(found++) * 24;
    for (let axis: usize = 0; axis < 12; axis += 4) {
      const a = load<f32>(positions + <usize>load<u32>(at) * 12 + axis);
      const b = load<f32>(positions + <usize>load<u32>(at, 4) * 12 + axis);
      const c = load<f32>(positions + <usize>load<u32>(at, 8) * 12 + axis);
      store<f32>(box + axis, min(a, min(b, c)) - growMm);
      store<f32>(box + axis, max(a, max(b, c)) + growMm, 12);
    }
  }
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
