// Positions as voxel indices, and where blocks of vertices and triangles lie along j and k: f32 min j, min k, max j, max k.

/** Transforms the vertices from…to by an affine of f64[12]; f32 i j k each. */
export function toGrid(positions: usize, from: i32, to: i32, affine: usize, grid: usize): void {
  for (let v = from; v < to; v++) {
    const at = positions + <usize>v * 12, out = grid + <usize>v * 12;
    const x = <f64>load<f32>(at), y = <f64>load<f32>(at, 4), z = <f64>load<f32>(at, 8);
    for (let row: usize = 0; row < 3; row++) {
      const m = affine + row * 32;
      store<f32>(out + row * 4, <f32>(load<f64>(m) * x + load<f64>(m, 8) * y + load<f64>(m, 16) * z + load<f64>(m, 24)));
    }
  }
}

/** Bounds of the blocks from…to of `length` vertices. */
export function blockBounds(grid: usize, count: i32, length: i32, from: i32, to: i32, bounds: usize): void {
  for (let block = from; block < to; block++) {
    clear(bounds, block);
    const end = min((block + 1) * length, count);
    for (let v = block * length; v < end; v++) include(bounds, block, grid + <usize>v * 12);
  }
}

/** Bounds of the blocks from…to of `length` triangles. */
export function triangleBounds(
  triangles: usize, count: i32, grid: usize, length: i32, from: i32, to: i32, bounds: usize,
): void {
  for (let block = from; block < to; block++) {
    clear(bounds, block);
    const end = triangles + <usize>min((block + 1) * length, count) * 12;
    for (let at = triangles + <usize>(block * length) * 12; at < end; at += 4)
      include(bounds, block, grid + <usize>load<u32>(at) * 12);
  }
}

@inline
function clear(bounds: usize, block: i32): void {
  const at = bounds + (<usize>block << 4);
  store<f32>(at, Infinity); store<f32>(at, Infinity, 4);
  store<f32>(at, -Infinity, 8); store<f32>(at, -Infinity, 12);
}

@inline
function include(bounds: usize, block: i32, point: usize): void {
  const at = bounds + (<usize>block << 4);
  const j = load<f32>(point, 4), k = load<f32>(point, 8);
  store<f32>(at, min(load<f32>(at), j)); store<f32>(at, min(load<f32>(at, 4), k), 4);
  store<f32>(at, max(load<f32>(at, 8), j), 8); store<f32>(at, max(load<f32>(at, 12), k), 12);
}
