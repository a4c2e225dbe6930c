import type { DirectionLps, PointLps } from './frames.ts';

/** Where one frame (a slice of a single-frame object, or a frame of a multi-frame one) lies in the patient. */
export interface FramePlace {
  /** Centre of the first pixel sent. Source: DICOM PS3.3 C.7.6.2 Image Position (Patient). */
  readonly positionLps: PointLps;
  /** Along a row (i grows), and down a column (j grows). */
  readonly rowDirection: DirectionLps;
  readonly columnDirection: DirectionLps;
  /** Between neighbours in a row (i) and in a column (j); DICOM Pixel Spacing gives them as [j, i]. */
  readonly pixelSpacingMm: { readonly i: number; readonly j: number };
}

/** One frame of a series: its place, where its pixels are, and which phase it shows. */
export interface ImageFrame {
  readonly place: FramePlace;
  /** Index into the series' objects, and the frame within that object, both from 0. */
  readonly object: number;
  readonly frameInObject: number;
  /** Time, cardiac phase, echo or reconstruction: frames of one phase make one volume. */
  readonly phase: string;
}

/** How the line through the positions leans from the slices' normal. */
export interface StackLean {
  /**
   * From positions and orientation, never from the tag. The angle is that towards the columns, negative when the slices
   * move against them as they advance along the normal; where the lean is along the rows instead, it is that one.
   */
  readonly tiltDeg: number;
  readonly along: 'columns' | 'rows';
  /** How far the last slice lies beside the first, in their own plane. */
  readonly largestShiftMm: number;
}

/**
 * What the positions of the frames of one phase say about the grid.
 *
 * regular    one spacing along the normal: makes a Volume as it stands
 * sheared    the steps are equal but do not follow the normal (gantry tilt)
 * uneven     gaps differ: frames are missing, or the table moved unevenly; the stack may lean as well
 * scattered  several orientations, or places that no single stack explains
 */
export type StackGeometry =
  | { readonly kind: 'regular'; readonly sliceSpacingMm: number }
  | ({ readonly kind: 'sheared'; readonly sliceSpacingMm: number } & StackLean)
  | ({
      readonly kind: 'uneven';
      readonly gapsMm: readonly number[];
      readonly commonestGapMm: number;
      readonly largestGapMm: number;
    } & StackLean)
  | { readonly kind: 'scattered'; readonly orientations: number };

/** Frames of one phase in the order of their positions along the normal. */
export interface FrameStack {
  readonly phase: string;
  readonly frames: readonly ImageFrame[];
  readonly geometry: StackGeometry;
  /** Further frames at the place of one of `frames`, which nothing in the headers tells apart from it. */
  readonly doubles?: readonly { readonly of: number; readonly frame: ImageFrame }[];
}
