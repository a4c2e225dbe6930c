import type { Contour2 } from '../native/solid/solid-expression.ts';
import { glyphsJson } from './built.ts';

type Glyphs = Readonly<Record<string, readonly [advance: number, contours: readonly (readonly number[])[]]>>;

export interface TextOutlines {
  /** Outer contours counterclockwise, holes clockwise; the left end of the base line of the last row is the origin. */
  readonly contoursMm: readonly Contour2[];
  readonly widthMm: number;
  /** From the base line of the last row to the top of the capitals of the first. */
  readonly heightMm: number;
}

/** From base line to base line, in cap heights: room for accents and descenders. */
const LINE_SPACING = 1.6;

/**
 * The outlines of rows of text in IBM Plex Sans SemiBold.
 *
 * @param capHeightMm  height of capitals and digits
 * @returns null when a character has no outline in the font: an unreadable label is none
 */
export function textOutlines(rows: readonly string[], capHeightMm: number): TextOutlines | null {
  const glyphs = JSON.parse(glyphsJson) as Glyphs;
  const contoursMm: Contour2[] = [];
  let widthMm = 0;
  for (const [n, row] of rows.entries()) {
    const base = (rows.length - 1 - n) * LINE_SPACING;
    let pen = 0;
    for (const letter of row) {
      const glyph = glyphs[letter];
      if (!glyph) return null;
      for (const contour of glyph[1]) contoursMm.push(placed(contour, pen, base, capHeightMm));
      pen += glyph[0];
    }
    widthMm = Math.max(widthMm, pen * capHeightMm);
  }
  return { contoursMm, widthMm, heightMm: (1 + (rows.length - 1) * LINE_SPACING) * capHeightMm };
}

function placed(contour: readonly number[], x: number, y: number, scale: number): Contour2 {
  const out: [number, number][] = [];
  for (let n = 0; n < contour.length; n += 2) out.push([(x + contour[n]!) * scale, (y + contour[n + 1]!) * scale]);
  return out;
}
