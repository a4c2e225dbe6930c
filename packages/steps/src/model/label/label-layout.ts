import { type Contour2, type DataMatrix, textOutlines } from '@specola/kernels';

/** A Data Matrix in its place: its lower left corner, and the side of a module. */
export interface PlacedMatrix {
  readonly matrix: DataMatrix;
  readonly moduleMm: number;
  readonly leftMm: number;
  readonly bottomMm: number;
}

/** A label, flat: the origin in its middle, x to the right, y to the top. */
export interface LabelLayout {
  readonly rows: readonly string[];
  readonly capHeightMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly contoursMm: readonly Contour2[];
  readonly matrix: PlacedMatrix | null;
  /** Where the arrow turns, and how large it is; null without one. */
  readonly arrow: { readonly atMm: readonly [number, number]; readonly sizeMm: number } | null;
}

/** Around a Data Matrix nothing is cut for this many modules. Source: ISO/IEC 16022:2006, 7.3 asks for one at least. */
const QUIET_MODULES = 2;
/** Room around the letters, and between their parts, in cap heights. */
const MARGIN = 0.25;
const GAP = 0.6;

/**
 * Lays rows, arrow and Data Matrix side by side: the matrix at the left, the arrow with its letter at the right.
 *
 * @param mark  S or A; null without an arrow
 * @returns null when a character has no outline
 */
export function labelLayout(
  rows: readonly string[],
  {
    capHeightMm,
    mark,
    matrix,
    moduleMm,
  }: {
    readonly capHeightMm: number;
    readonly mark: string | null;
    readonly matrix: DataMatrix | null;
    readonly moduleMm: number;
  },
): LabelLayout | null {
  const text = textOutlines(rows, capHeightMm);
  const letter = mark === null ? null : textOutlines([mark], capHeightMm);
  if (!text || (mark !== null && !letter)) return null;
  const marginMm = MARGIN * capHeightMm;
  const matrixMm = matrix ? matrix.side * moduleMm : 0;
  const quietMm = matrix ? QUIET_MODULES * moduleMm : 0;
  // Accents and descenders reach beyond the rows.
  const textMm = text.heightMm + 0.6 * capHeightMm;
  const arrowMm = letter ? (GAP + 1) * capHeightMm + letter.widthMm : 0;
  const widthMm = matrixMm + (matrix ? quietMm : 0) + text.widthMm + arrowMm + 2 * marginMm;
  const heightMm = Math.max(matrixMm, textMm) + 2 * marginMm;
  const left = -widthMm / 2 + marginMm;
  const textLeft = left + matrixMm + (matrix ? quietMm : 0);
  const base = -text.heightMm / 2;
  const arrowLeft = textLeft + text.widthMm + GAP * capHeightMm;
  const contoursMm = [...moved(text.contoursMm, textLeft, base)];
  if (letter) contoursMm.push(...moved(letter.contoursMm, arrowLeft + capHeightMm, -capHeightMm / 2));
  return {
    rows,
    capHeightMm,
    widthMm,
    heightMm,
    contoursMm,
    matrix: matrix ? { matrix, moduleMm, leftMm: left, bottomMm: -matrixMm / 2 } : null,
    arrow: letter ? { atMm: [arrowLeft + capHeightMm / 2, 0], sizeMm: capHeightMm } : null,
  };
}

/** An arrow about a point, turned so that it points along a direction of the label. */
export function arrowContour(
  { atMm, sizeMm }: { readonly atMm: readonly [number, number]; readonly sizeMm: number },
  [x, y]: readonly [number, number],
): Contour2 {
  const length = Math.sqrt(x * x + y * y);
  const [c, s] = [y / length, x / length];
  // Up, with c = 1: a head as wide as three quarters of the arrow's height, on a stem a quarter wide.
  const up: Contour2 = [
    [-0.12, -0.5],
    [0.12, -0.5],
    [0.12, 0],
    [0.38, 0],
    [0, 0.5],
    [-0.38, 0],
    [-0.12, 0],
  ];
  return up.map(([px, py]) => [atMm[0] + sizeMm * (c * px + s * py), atMm[1] + sizeMm * (c * py - s * px)]);
}

const moved = (contours: readonly Contour2[], byX: number, byY: number): Contour2[] =>
  contours.map((contour) => contour.map(([x, y]) => [x + byX, y + byY]));
