/** A closed line in one plane of the patient. */
export interface PlanarContour {
  /** x y z of each corner, LPS, mm; the last is joined to the first. */
  readonly pointsLps: Float64Array;
  /** Written to be put together by exclusive or with the others of its plane, so that a hole is a contour of its own. */
  readonly exclusive: boolean;
}
