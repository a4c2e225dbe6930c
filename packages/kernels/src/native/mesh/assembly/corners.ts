// Which triangle corners meet in each vertex, as one list cut by `starts` (compressed rows).

/** Lowest and highest vertex of the blocks first…last of `blockLength` triangles, two Uint32 each. */
export function vertexRanges(
  triangles: usize, triangleCount: i32, blockLength: i32, first: i32, last: i32, ranges: usize,
): void {
  for (let block = first; block < last; block++) {
    let lowest: u32 = 0xffffffff;
    let highest: u32 = 0;
    const from = block * blockLength;
    const end = triangles + <usize>min(from + blockLength, triangleCount) * 12;
    for (let at = triangles + <usize>from * 12; at < end; at += 4) {
      const v = load<u32>(at);
      if (v < lowest) lowest = v;
      if (v > highest) highest = v;
    }
    store<u32>(ranges + (<usize>block << 3), lowest);
    store<u32>(ranges + (<usize>block << 3), highest, 4);
  }
}

/**
 * Counts the corners of the vertices vFrom…vTo into starts[v]. `ranges` holds the vertex range of every block of
 * `blockLength` triangles, so that only blocks which can touch these vertices are read.
 */
export function cornersInRange(
  triangles: usize, triangleCount: i32, ranges: usize, blockLength: i32, vFrom: u32, vTo: u32, starts: usize,
): void {
  memory.fill(starts + (<usize>vFrom << 2), 0, <usize>(vTo - vFrom) << 2);
  const width = vTo - vFrom;
  let block = 0;
  for (let from = 0; from < triangleCount; from += blockLength, block++) {
    const range = ranges + (<usize>block << 3);
    if (load<u32>(range) >= vTo || load<u32>(range, 4) < vFrom) continue;
    const end = triangles + <usize>min(from + blockLength, triangleCount) * 12;
    for (let at = triangles + <usize>from * 12; at < end; at += 4) {
      const v = load<u32>(at);
      if (v - vFrom >= width) continue;
      const slot = starts + (<usize>v << 2);
      store<u32>(slot, load<u32>(slot) + 1);
    }
  }
}

/** Turns counts into the END of each vertex's list (filling backwards then leaves its start); returns the total. */
export function cornerStarts(starts: usize, vertexCount: i32): u32 {
  let sum: u32 = 0;
  for (let v = 0; v < vertexCount; v++) {
    const slot = starts + (<usize>v << 2);
    sum += load<u32>(slot);
    store<u32>(slot, sum);
  }
  store<u32>(starts + (<usize>vertexCount << 2), sum);
  return sum;
}

/**
 * Fills the lists of the vertices vFrom…vTo, in the order of the triangles. With asNeighbours each entry is the vertex
 * that follows in the triangle (on a closed, oriented surface: every neighbour once); otherwise the corner's own index.
 */
export function cornersOfVertices(
  triangles: usize, triangleCount: i32, ranges: usize, blockLength: i32, vFrom: u32, vTo: u32, starts: usize,
  lists: usize, asNeighbours: i32,
): void {
  const width = vTo - vFrom;
  const blocks = (triangleCount + blockLength - 1) / blockLength;
  for (let block = blocks - 1; block >= 0; block--) {
    const range = ranges + (<usize>block << 3);
    if (load<u32>(range) >= vTo || load<u32>(range, 4) < vFrom) continue;
    const from = block * blockLength;
    for (let t = min(from + blockLength, triangleCount) - 1; t >= from; t--) {
      const at = triangles + <usize>t * 12;
      const a = load<u32>(at);
      const b = load<u32>(at, 4);
      const c = load<u32>(at, 8);
      const corner = <u32>t * 3;
      if (c - vFrom < width) put(starts, lists, c, asNeighbours ? a : corner + 2);
      if (b - vFrom < width) put(starts, lists, b, asNeighbours ? c : corner + 1);
      if (a - vFrom < width) put(starts, lists, a, asNeighbours ? b : corner);
    }
  }
}

@inline
function put(starts: usize, lists: usize, v: u32, value: u32): void {
  const slot = starts + (<usize>v << 2);
  const place = load<u32>(slot) - 1;
  store<u32>(slot, place);
  store<u32>(lists + (<usize>place << 2), value);
}
