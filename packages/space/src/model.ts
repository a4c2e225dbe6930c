import { BrokenPromiseError } from './errors.ts';
import type { Side } from './segmentation.ts';
import type { TriMesh } from './tri-mesh.ts';

/**
 * 3×4, row-major, 12 numbers: from where a body lies in the patient (LPS mm) to where its mesh lies now. The identity
 * until a component is scaled or mirrored; a mirror turns its determinant negative.
 */
export type Placement = readonly number[];

export const IN_PLACE: Placement = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

/** One part of a model: prepared on its own, in its own color and material. */
export interface Component {
  /** Names it in a recipe and in files; never changes. */
  readonly id: string;
  /** Shown to people; says MIRRORED where it is. */
  readonly name: string;
  /** Key of the anatomy in the table of coded anatomies; null for what is no anatomy (a base, a strut). */
  readonly anatomy: string | null;
  readonly side: Side | null;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number];
  /** What it is to be printed of, and on which printer, by the keys of their profiles; null while nobody has said. */
  readonly material: string | null;
  readonly printer: string | null;
  /** In 'lps-mm', moved by the placement. Its arrays lie outside the arena and are never written in place. */
  readonly mesh: TriMesh;
  readonly placement: Placement;
}

/** Components in one frame. Where two touch they have the very same triangles, turned round, until one is changed. */
export interface Model {
  readonly name: string;
  /** In the order in which they were added. */
  readonly components: readonly Component[];
}

/** Whether a component is the mirror image of what is in the patient. */
export const isMirrored = ({ placement }: Pick<Component, 'placement'>): boolean => determinantOf(placement) < 0;

/** The placement that does `first`, then `then`. */
export function placedAfter(first: Placement, then: Placement): Placement {
  demandTwelve(first);
  demandTwelve(then);
  const out: number[] = [];
  for (let row = 0; row < 12; row += 4)
    for (let column = 0; column < 4; column++) {
      let sum = column === 3 ? then[row + 3]! : 0;
      for (let k = 0; k < 3; k++) sum += then[row + k]! * first[4 * k + column]!;
      out.push(sum);
    }
  return out;
}

/** A mesh moved by a placement; triangles are turned round where it mirrors, so that they still look outward. */
export function placedMesh({ positions, triangles, frame }: TriMesh, placement: Placement): TriMesh {
  demandTwelve(placement);
  const moved = new Float32Array(positions.length);
  for (let at = 0; at < positions.length; at += 3)
    for (let row = 0; row < 3; row++)
      moved[at + row] =
        placement[4 * row]! * positions[at]! +
        placement[4 * row + 1]! * positions[at + 1]! +
        placement[4 * row + 2]! * positions[at + 2]! +
        placement[4 * row + 3]!;
  if (determinantOf(placement) > 0) return { positions: moved, triangles, frame };
  const turned = new Uint32Array(triangles.length);
  for (let t = 0; t < triangles.length; t += 3) {
    turned[t] = triangles[t]!;
    turned[t + 1] = triangles[t + 2]!;
    turned[t + 2] = triangles[t + 1]!;
  }
  return { positions: moved, triangles: turned, frame };
}

function determinantOf(m: Placement): number {
  return (
    m[0]! * (m[5]! * m[10]! - m[6]! * m[9]!) -
    m[1]! * (m[4]! * m[10]! - m[6]! * m[8]!) +
    m[2]! * (m[4]! * m[9]! - m[5]! * m[8]!)
  );
}

function demandTwelve(placement: Placement): void {
  if (placement.length !== 12 || !placement.every(Number.isFinite))
    throw new BrokenPromiseError('A placement needs twelve finite numbers.');
}
