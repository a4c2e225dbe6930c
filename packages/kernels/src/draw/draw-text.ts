import { type Path, type Picture, type Rgb, strokePaths } from './picture.ts';
import { GLYPHS } from './stroke-font.ts';

/** Capitals are this many grid units high; a text's size is the height of its capitals in pixels. */
const CAPITAL_UNITS = 10;
const SPACE_UNITS = 5;
const GAP_UNITS = 2.6;
const CURVE_STEPS = 6;
/** Drawn for a sign that the font does not have. */
const UNKNOWN = '00505a0a00';

export interface TextStyle {
  /** Height of a capital letter. */
  readonly sizePx: number;
  readonly color: Rgb;
  readonly align?: 'left' | 'center' | 'right';
  readonly bold?: boolean;
}

/** Draws a line of text; (x, y) is the top of its capitals at the left, middle or right, as aligned. */
export function drawText(picture: Picture, text: string, x: number, y: number, style: TextStyle): void {
  const scale = style.sizePx / CAPITAL_UNITS;
  const width = textWidthPx(text, style.sizePx);
  let left = x - (style.align === 'center' ? width / 2 : style.align === 'right' ? width : 0);
  const widthPx = Math.max(1.1, style.sizePx * (style.bold ? 0.17 : 0.115));
  for (const sign of text) {
    const paths = strokesOf(sign).map((stroke) => stroke.map((v, at) => (at & 1 ? y : left) + v * scale));
    strokePaths(picture, paths, { color: style.color, widthPx });
    left += scale * (unitsOf(sign) + GAP_UNITS);
  }
}

export function textWidthPx(text: string, sizePx: number): number {
  let units = 0;
  for (const sign of text) units += unitsOf(sign) + GAP_UNITS;
  return (Math.max(0, units - GAP_UNITS) * sizePx) / CAPITAL_UNITS;
}

function unitsOf(sign: string): number {
  if (sign === ' ') return SPACE_UNITS - GAP_UNITS;
  let widest = 0;
  for (const stroke of glyphOf(sign).split(' ')) for (const [x] of pointsIn(stroke)) widest = Math.max(widest, x);
  return widest;
}

const glyphOf = (sign: string): string => GLYPHS[sign] ?? UNKNOWN;

function strokesOf(sign: string): Path[] {
  if (sign === ' ') return [];
  return glyphOf(sign)
    .split(' ')
    .map((stroke) => {
      const points = pointsIn(stroke);
      if (stroke.startsWith('~')) return curveThrough(points, false);
      return stroke.startsWith('@') ? curveThrough(points, true) : points.flat();
    });
}

function pointsIn(stroke: string): [number, number][] {
  const digits = stroke.replace(/^[~@]/, '');
  const points: [number, number][] = [];
  for (let at = 0; at + 1 < digits.length; at += 2)
    points.push([Number.parseInt(digits[at]!, 36), Number.parseInt(digits[at + 1]!, 36)]);
  return points;
}

/** A quadratic B-spline: it runs from the middle of one side of the given polygon to the middle of the next. */
function curveThrough(points: readonly [number, number][], closed: boolean): number[] {
  const n = points.length;
  const middle = (a: number, b: number): [number, number] => {
    const [p, q] = [points[a % n]!, points[b % n]!];
    return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
  };
  const out: number[] = [];
  const first = closed ? 0 : 1;
  const last = closed ? n - 1 : n - 2;
  for (let c = first; c <= last; c++) {
    const from = !closed && c === first ? points[0]! : middle(c + n - 1, c);
    const to = !closed && c === last ? points[n - 1]! : middle(c, c + 1);
    const pull = points[c]!;
    for (let step = c === first ? 0 : 1; step <= CURVE_STEPS; step++) {
      const t = step / CURVE_STEPS;
      const [a, b, d] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
      out.push(a * from[0] + b * pull[0] + d * to[0], a * from[1] + b * pull[1] + d * to[1]);
    }
  }
  return out;
}
