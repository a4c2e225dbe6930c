import type { TriMesh } from '@specola/space';

/**
 * A soup of triangles as a mesh: corners with exactly the same coordinates become one vertex (−0 is 0).
 *
 * Vertices stand in the order of their first corner, so the same file gives the same mesh.
 *
 * @param soup  Float32, nine numbers for each triangle
 */
export function weldTriangles(soup: Float32Array, frame: TriMesh['frame']): TriMesh {
  const corners = soup.length / 3;
  const triangles = new Uint32Array(corners);
  // Closed meshes have half as many vertices as triangles, a sixth of the corners: 2 slots for each are seldom outgrown.
  let table = new Uint32Array(slotsFor(corners / 3));
  let positions = new Float32Array(Math.max(3, Math.ceil(corners / 5) * 3));
  let bits = new Uint32Array(positions.buffer);
  const corner = new Float32Array(3);
  const cornerBits = new Uint32Array(corner.buffer);
  let count = 0;
  for (let c = 0; c < corners; c++) {
    // Adding 0 turns −0 into 0.
    corner[0] = soup[3 * c]! + 0;
    corner[1] = soup[3 * c + 1]! + 0;
    corner[2] = soup[3 * c + 2]! + 0;
    const x = cornerBits[0]!;
    const y = cornerBits[1]!;
    const z = cornerBits[2]!;
    let slot = hash(x, y, z) & (table.length - 1);
    let vertex = table[slot]!;
    while (vertex !== 0) {
      const at = 3 * vertex - 3;
      if (bits[at] === x && bits[at + 1] === y && bits[at + 2] === z) break;
      slot = (slot + 1) & (table.length - 1);
      vertex = table[slot]!;
    }
    if (vertex === 0) {
      if (3 * count === positions.length) {
        const longer = new Float32Array(2 * positions.length);
        longer.set(positions);
        positions = longer;
        bits = new Uint32Array(positions.buffer);
      }
      positions.set(corner, 3 * count);
      count++;
      vertex = count;
      table[slot] = vertex;
      if (2 * count > table.length) table = rehashed(bits, count);
    }
    triangles[c] = vertex - 1;
  }
  return { positions: positions.slice(0, 3 * count), triangles, frame };
}

function rehashed(bits: Uint32Array, count: number): Uint32Array<ArrayBuffer> {
  const table = new Uint32Array(slotsFor(2 * count));
  for (let vertex = 1; vertex <= count; vertex++) {
    const at = 3 * vertex - 3;
    let slot = hash(bits[at]!, bits[at + 1]!, bits[at + 2]!) & (table.length - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
    table[slot] = vertex;
  }
  return table;
}

const slotsFor = (count: number): number => 2 ** (32 - Math.clz32(Math.max(16, count)));

/** Mixes 96 bits into 32. Source: Appleby, MurmurHash3 (public domain), its finalizer over a sum of odd multiples. */
function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(z, 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
