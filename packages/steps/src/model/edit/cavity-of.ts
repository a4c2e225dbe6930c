import { type Crew, levelSurface, measuresOf, partOf, topologyOf } from '@specola/kernels';
import type { BoundsMm, TriMesh } from '@specola/space';

export interface Cavities {
  /** The surface of all hollows, facing out of them. */
  readonly mesh: TriMesh;
  /** The outer surface of each hollow. */
  readonly each: readonly TriMesh[];
  readonly resolutionMm: number;
}

/** The hollows that a wall of one thickness leaves inside a body; those smaller than a volume are left out. */
export async function cavitiesOf(
  body: TriMesh,
  {
    wallMm,
    smallestMm3,
    resolutionMm,
  }: { readonly wallMm: number; readonly smallestMm3: number; readonly resolutionMm: number },
  crew: Crew,
): Promise<Cavities> {
  const { mesh, resolutionMm: usedMm } = await levelSurface(body, { levelMm: -wallMm, resolutionMm }, crew);
  const { shells, shellOfTriangle } = topologyOf(mesh);
  const part = (shell: number) => partOf(mesh, shellOfTriangle, new Set([shell]));
  const outer = shells.flatMap(({ depth }, n) => (depth === 0 ? [n] : []));
  const dropped = outer.filter((n) => shells[n]!.volumeMm3 < smallestMm3);
  const boxes = dropped.map((n) => measuresOf(part(n)).boundsMm);
  // What stands in a hollow (the wall around a hollow of the body's own) goes where the hollow goes.
  const kept = shells.flatMap(({ depth }, n) => {
    if (depth === 0) return dropped.includes(n) ? [] : [n];
    const box = measuresOf(part(n)).boundsMm;
    return boxes.some((around) => liesIn(box, around)) ? [] : [n];
  });
  return {
    mesh: partOf(mesh, shellOfTriangle, new Set(kept)),
    each: outer.filter((n) => !dropped.includes(n)).map(part),
    resolutionMm: usedMm,
  };
}

const liesIn = (box: BoundsMm, around: BoundsMm): boolean =>
  [0, 1, 2].every((axis) => box.min[axis]! >= around.min[axis]! && box.max[axis]! <= around.max[axis]!);
