import type { TriMesh } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { type CellFrame, cellCountOf, frameInArena } from './cell-frame.ts';

/** Where a surface changed since the round before: cells (Uint8 each, in the arena) at two distances. */
export interface ChangedPlaces {
  readonly frame: CellFrame;
  /** Cells around what changed, with room for all that a change can do to a distance there. */
  readonly near: Uint8Array;
  /** Cells that hold everything a point in `near` could be close to. */
  readonly around: Uint8Array;
}

/**
 * Marks the cells around the triangles that are new or gone, and around the vertices that were held anew: those must be
 * looked at again even if nothing changed there.
 *
 * @param before  the triangles of the round before, in the arena; one of vertex 0xffffffff stands for what is to be looked
 *                at again
 * @param now     the triangles of this round
 * @param mesh    whose vertices both name
 * @param fresh   Uint8 for each vertex: 1 where it was held anew, and may have moved
 * @param reachMm how far from a change a distance can change, and again how far a point is looked for
 */
export async function changedPlaces(
  { before, now, fresh }: { before: Uint32Array; now: Uint32Array; fresh: Uint8Array },
  mesh: TriMesh,
  frame: CellFrame,
  reachMm: number,
  crew: Crew,
  scope: Scope,
): Promise<ChangedPlaces> {
  using inner = new Scope(crew.arena);
  const changed = inner.uint8(now.length / 3);
  const gone = inner.uint8(before.length / 3);
  await crew.run('mesh.changedTriangles', [
    [
      now.byteOffset,
      now.length / 3,
      before.byteOffset,
      before.length / 3,
      fresh.byteOffset,
      changed.byteOffset,
      gone.byteOffset,
    ],
  ]);
  const numbers = frameInArena(frame, inner);
  const near = scope.uint8(cellCountOf(frame), { zeroed: true });
  const around = scope.uint8(cellCountOf(frame), { zeroed: true });
  for (const [list, marked] of [
    [now, changed],
    [before, gone],
  ] as const)
    await crew.run(
      'mesh.markCellsOf',
      [near, around].map((cells, n) => [
        list.byteOffset,
        crew.arena.pointer(mesh.positions),
        list.length / 3,
        marked.byteOffset,
        (n + 1) * reachMm,
        numbers.byteOffset,
        cells.byteOffset,
      ]),
    );
  await crew.run(
    'mesh.markCellsAt',
    [near, around].map((cells, n) => [
      crew.arena.pointer(mesh.positions),
      fresh.length,
      fresh.byteOffset,
      (n + 1) * reachMm,
      numbers.byteOffset,
      cells.byteOffset,
    ]),
  );
  return { frame, near, around };
}
