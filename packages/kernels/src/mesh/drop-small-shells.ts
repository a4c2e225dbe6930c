import { type TriMesh, type Triple, triangleCountOf, tripleOf, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';

/** Shells that were left out: islands are removed, cavities (which enclose their volume inside out) are filled. */
export interface DroppedShells {
  readonly count: number;
  readonly volumeMm3: number;
  readonly largestMm3: number;
  /** A vertex of the largest, mm in the frame of the mesh; null when there are none. */
  readonly at: Triple | null;
}

export interface KeptShells {
  /** In the arena, and the caller's, unless nothing was dropped: then it is the mesh that was given. */
  readonly mesh: TriMesh;
  /** The second positions of the vertices that stay, in the arena like those of the mesh; null when none were given. */
  readonly moved: Float32Array | null;
  readonly removed: DroppedShells;
  readonly filled: DroppedShells;
}

/**
 * Leaves out every shell that encloses less than a volume. Triangles and vertices that stay keep their order.
 *
 * @param mesh   closed, in the arena; it is not changed
 * @param moved  other positions of the same vertices, if there are any
 */
export async function dropSmallShells(
  mesh: TriMesh,
  smallestMm3: number,
  crew: Crew,
  moved: Float32Array | null = null,
): Promise<KeptShells> {
  const { arena } = crew;
  const triangleCount = triangleCountOf(mesh);
  const vertexCount = vertexCountOf(mesh);
  if (triangleCount === 0) return { mesh, moved, removed: NONE, filled: NONE };
  using scope = new Scope(arena);
  const triangles = arena.pointer(mesh.triangles);
  const positions = arena.pointer(mesh.positions);
  const labels = scope.uint32(vertexCount);
  await crew.run('mesh.joinShells', [[triangles, triangleCount, labels.byteOffset, vertexCount]]);
  const [shells] = await crew.run('mesh.labelShells', [[labels.byteOffset, vertexCount]]);
  const volumes = scope.float64(shells!, { zeroed: true });
  const counts = scope.uint32(shells!, { zeroed: true });
  const [x, y, z] = tripleOf(mesh.positions.subarray(0, 3));
  await crew.run('mesh.measureShells', [
    [triangles, triangleCount, positions, labels.byteOffset, x, y, z, volumes.byteOffset, counts.byteOffset],
  ]);
  const keep = scope.uint8(shells!);
  let dropped = false;
  for (let shell = 0; shell < shells!; shell++) {
    keep[shell] = counts[shell]! > 0 && Math.abs(volumes[shell]!) >= smallestMm3 ? 1 : 0;
    dropped ||= keep[shell] === 0;
  }
  if (!dropped) return { mesh, moved, removed: NONE, filled: NONE };
  const told = (side: 1 | -1): DroppedShells => {
    const volumeOf = (shell: number) => (counts[shell]! > 0 && !keep[shell] ? side * volumes[shell]! : -1);
    return summary(mesh, labels, shells!, volumeOf);
  };
  const kept = scope.uint32(mesh.triangles.length);
  const [keptTriangles] = await crew.run('mesh.keepShells', [
    [triangles, triangleCount, labels.byteOffset, keep.byteOffset, kept.byteOffset],
  ]);
  arena.shrink(kept, 12 * keptTriangles!);
  const outTriangles = kept.subarray(0, 3 * keptTriangles!);
  // Renumbering is done in place, so the second positions are taken with triangles of their own.
  const again = moved && scope.uint32(outTriangles.length);
  again?.set(outTriangles);
  const out = await withoutLoneVertices({ ...mesh, triangles: outTriangles }, crew);
  const others = moved && (await withoutLoneVertices({ ...mesh, positions: moved, triangles: again! }, crew)).positions;
  scope.keep(kept);
  return { mesh: out, moved: others, removed: told(1), filled: told(-1) };
}

/** Renumbers the vertices of a mesh in the arena, in place, without those that no triangle uses; new positions. */
export async function withoutLoneVertices(mesh: TriMesh, crew: Crew): Promise<TriMesh> {
  using scope = new Scope(crew.arena);
  const vertexCount = vertexCountOf(mesh);
  const numbers = scope.uint32(vertexCount, { zeroed: true });
  const used = scope.uint32(vertexCount);
  const [count] = await crew.run('mesh.compactVertices', [
    [crew.arena.pointer(mesh.triangles), triangleCountOf(mesh), numbers.byteOffset, vertexCount, used.byteOffset],
  ]);
  const positions = crew.arena.float32(3 * count!);
  for (let n = 0; n < count!; n++) {
    const from = 3 * used[n]!;
    positions[3 * n] = mesh.positions[from]!;
    positions[3 * n + 1] = mesh.positions[from + 1]!;
    positions[3 * n + 2] = mesh.positions[from + 2]!;
  }
  return { ...mesh, positions };
}

const NONE: DroppedShells = { count: 0, volumeMm3: 0, largestMm3: 0, at: null };

/** Adds up the shells whose volume is not negative. */
function summary(
  mesh: TriMesh,
  labels: Uint32Array,
  shells: number,
  volumeOf: (shell: number) => number,
): DroppedShells {
  let count = 0;
  let volumeMm3 = 0;
  let largest = -1;
  for (let shell = 0; shell < shells; shell++) {
    const volume = volumeOf(shell);
    if (volume < 0) continue;
    count++;
    volumeMm3 += volume;
    if (largest < 0 || volume > volumeOf(largest)) largest = shell;
  }
  if (count === 0) return NONE;
  const at = 3 * labels.indexOf(largest);
  return {
    count,
    volumeMm3,
    largestMm3: volumeOf(largest),
    at: [mesh.positions[at]!, mesh.positions[at + 1]!, mesh.positions[at + 2]!],
  };
}
