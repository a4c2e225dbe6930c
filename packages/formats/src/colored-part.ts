import type { TriMesh } from '@specola/space';

/** One part of a file that holds several: what other programs show as an object of its own. */
export interface ColoredPart {
  /** Shown by other programs; never a patient's. */
  readonly name: string;
  readonly mesh: TriMesh;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number];
}
