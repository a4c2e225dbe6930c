// Taking work back: vertices that are held go back to what they were.

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

/** Marks the triangles that touch a marked vertex. */
export function trianglesWithMarks(triangles: usize, count: i32, marks: usize, marked: usize): void {
  for (let t = 0; t < count; t++) {
    const at = triangles + <usize>t * 12;
    if (load<u8>(marks + load<u32>(at)) | load<u8>(marks + load<u32>(at, 4)) | load<u8>(marks + load<u32>(at, 8)))
      store<u8>(marked + <usize>t, 1);
  }
}
