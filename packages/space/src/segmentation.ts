import type { BrickMask } from './brick-mask.ts';
import type { IjkToLps } from './frames.ts';
import type { Dimensions } from './volume.ts';

/** How far the work on a segment is. */
export const SEGMENT_STATUSES = ['not-started', 'in-progress', 'complete', 'reviewed'] as const;
export type SegmentStatus = (typeof SEGMENT_STATUSES)[number];

/** Which of a pair a segment is; `unpaired` for what the body has once. */
export const SIDES = ['left', 'right', 'unpaired'] as const;
export type Side = (typeof SIDES)[number];

/** One segment: what it is, and which voxels it holds. */
export interface SegmentState {
  /** Names it in a recipe; never changes. */
  readonly id: string;
  readonly name: string;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number];
  /** Key of the anatomy in the table of coded anatomies; null until somebody says what it is. */
  readonly anatomy: string | null;
  readonly side: Side | null;
  readonly status: SegmentStatus;
  /** A locked segment neither gains nor loses a voxel. */
  readonly locked: boolean;
  readonly visible: boolean;
  /** Grey value that its surface runs through, where a threshold made it; null where only voxels say where it ends. */
  readonly isoHu: number | null;
  readonly voxels: BrickMask;
  /** Voxels that an edit by hand added or took away: near them no grey value vouches for the surface. */
  readonly byHand: BrickMask;
}

/** Segments on one grid, in the order in which they were added. They may overlap. */
export interface Segmentation {
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
  readonly segments: readonly SegmentState[];
}
