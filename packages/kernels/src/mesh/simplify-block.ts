const EMPTY = new Float32Array(0);
const NO_VERTEX = 0xffffffff;

/**
 * Simplifies one block of a surface with meshoptimizer, on any thread. Vertices never move: triangles go, and those that
 * stay name vertices of the input. Locked vertices stay.
 *
 * Arguments, in order: where the positions lie (Float32), the triangles (Uint32), the block's list of triangles (Uint32),
 * how many those are, the locks (Uint8 for each vertex), the error that may be made in mm, the number of triangles to
 * stop at, and where the result goes (room for as many triangles as the block has). Returns the number of triangles.
 */
export async function simplifyBlock(memory: WebAssembly.Memory, args: readonly number[]): Promise<number> {
  const [positionsAt, trianglesAt, listAt, count, locksAt, errorMm, target, outAt] = args as unknown as Arguments;
  // Loaded when first needed: reading a mesh or a volume should not pay for it.
  const { MeshoptSimplifier } = await import('meshoptimizer/simplifier');
  await MeshoptSimplifier.ready;
  const block = cutOut(memory.buffer, positionsAt, trianglesAt, listAt, count, locksAt);
  const [kept] = MeshoptSimplifier.simplifyWithAttributes(
    block.triangles,
    block.positions,
    3,
    EMPTY,
    0,
    [],
    block.locks,
    3 * Math.min(target, count),
    errorMm,
    ['ErrorAbsolute'],
  );
  const out = new Uint32Array(memory.buffer, outAt, kept.length);
  for (let n = 0; n < kept.length; n++) out[n] = block.vertices[kept[n]!]!;
  return kept.length / 3;
}

type Arguments = [number, number, number, number, number, number, number, number];

/** The block with vertices numbered as they first occur: a small table of its own is faster than one for the whole mesh. */
function cutOut(
  buffer: ArrayBufferLike,
  positionsAt: number,
  trianglesAt: number,
  listAt: number,
  count: number,
  locksAt: number,
) {
  const list = new Uint32Array(buffer, listAt, count);
  let highest = 0;
  for (let n = 0; n < count; n++) highest = Math.max(highest, list[n]!);
  const all = new Uint32Array(buffer, trianglesAt, 3 * highest + 3);
  // On a closed surface vertices are half as many as triangles; a block may be ragged, so the table holds three times more.
  let slots = 1024;
  while (slots < 2 * count) slots *= 2;
  let shift = 32 - Math.log2(slots);
  let keys = new Uint32Array(slots).fill(NO_VERTEX);
  let numbers = new Uint32Array(slots);
  const triangles = new Uint32Array(3 * count);
  const vertices = new Uint32Array(3 * count);
  let found = 0;
  const numberOf = (vertex: number): number => {
    let slot = Math.imul(vertex, 0x9e3779b1) >>> shift;
    while (keys[slot] !== vertex) {
      if (keys[slot] === NO_VERTEX) {
        keys[slot] = vertex;
        numbers[slot] = found;
        vertices[found] = vertex;
        return found++;
      }
      slot = (slot + 1) & (slots - 1);
    }
    return numbers[slot]!;
  };
  for (let n = 0; n < count; n++) {
    if (4 * found + 12 > 3 * slots) {
      slots *= 2;
      shift--;
      keys = new Uint32Array(slots).fill(NO_VERTEX);
      numbers = new Uint32Array(slots);
      const known = found;
      found = 0;
      for (let v = 0; v < known; v++) numberOf(vertices[v]!);
    }
    const at = 3 * list[n]!;
    for (let corner = 0; corner < 3; corner++) triangles[3 * n + corner] = numberOf(all[at + corner]!);
  }
  const positions = new Float32Array(3 * found);
  const locks = new Uint8Array(found);
  const heldLocks = new Uint8Array(buffer, locksAt);
  const held = new Float32Array(buffer, positionsAt);
  for (let v = 0; v < found; v++) {
    const from = 3 * vertices[v]!;
    positions[3 * v] = held[from]!;
    positions[3 * v + 1] = held[from + 1]!;
    positions[3 * v + 2] = held[from + 2]!;
    locks[v] = heldLocks[vertices[v]!]!;
  }
  return { triangles, positions, locks, vertices };
}
