import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Measured: the straight pieces stay within 0.01 mm of the curves in letters of 7.5 mm. */
const PIECES_OF_A_CURVE = 6;

/**
 * The outlines of the letters that labels are cut with, from IBM Plex Sans SemiBold by fontkit, into a TypeScript file:
 * the same letters on every machine, in the browser too, and no font program in the product.
 */
export async function embedFont(root: string): Promise<void> {
  const from = join(root, 'node_modules/@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-600-normal.woff');
  const bytes = readFileSync(from);
  const hash = createHash('sha256')
    .update(bytes)
    .update(readFileSync(import.meta.filename))
    .digest('hex');
  const mark = `// From IBM Plex Sans SemiBold (IBM Corp., SIL Open Font License 1.1) by scripts/embed-font.ts; do not edit. Sources: ${hash}`;
  const target = join(root, 'packages/kernels/src/label/built.ts');
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(mark)) return;
  const { create } = await import('fontkit');
  const font = create(bytes);
  const glyphs: Record<string, [advance: number, contours: number[][]]> = {};
  for (const code of font.characterSet) {
    // No combining marks, and nothing that is not one letter of the basic plane.
    if (code < 32 || code > 0x2200 || (code >= 0x300 && code < 0x370) || code === 0xad) continue;
    const glyph = font.glyphForCodePoint(code);
    const contours = flattened(glyph.path.commands, font.capHeight);
    glyphs[String.fromCodePoint(code)] = [round(glyph.advanceWidth / font.capHeight), turned(contours)];
  }
  writeFileSync(
    target,
    `${mark}\n// Letter: advance, and closed contours x y x y …, outer ones counterclockwise; in cap heights.\n` +
      `export const glyphsJson =\n  '${JSON.stringify(glyphs).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}';\n`,
  );
}

type Commands = readonly { readonly command: string; readonly args: readonly number[] }[];

function flattened(commands: Commands, unit: number): number[][] {
  const contours: number[][] = [];
  let open: number[] = [];
  for (const { command, args } of commands) {
    if (command === 'moveTo') {
      open = [...args];
      contours.push(open);
    } else if (command === 'lineTo') open.push(...args);
    else if (command !== 'closePath') {
      const points = [...open.slice(-2), ...args];
      for (let n = 1; n <= PIECES_OF_A_CURVE; n++) open.push(...onCurve(points, n / PIECES_OF_A_CURVE));
    }
  }
  return contours.map((contour) => cleaned(contour.map((value) => round(value / unit)))).filter((c) => c.length >= 6);
}

/** De Casteljau: a point of a Bezier curve of any degree. */
function onCurve(points: readonly number[], at: number): number[] {
  let row = [...points];
  while (row.length > 2) row = row.slice(0, -2).map((value, n) => value + at * (row[n + 2]! - value));
  return row;
}

/** Without points that lie on the one before. */
function cleaned(contour: readonly number[]): number[] {
  const out: number[] = [];
  for (let n = 0; n < contour.length; n += 2) {
    const next = (n + 2) % contour.length;
    if (contour[n] !== contour[next] || contour[n + 1] !== contour[next + 1]) out.push(contour[n]!, contour[n + 1]!);
  }
  return out;
}

/** Outer contours counterclockwise, holes clockwise: by how many others each lies in. */
function turned(contours: readonly number[][]): number[][] {
  return contours.map((contour, n) => {
    const depth = contours.filter((other, o) => o !== n && holds(other, contour[0]!, contour[1]!)).length;
    const isCounterclockwise = areaOf(contour) > 0;
    return isCounterclockwise === (depth % 2 === 0) ? contour : reversed(contour);
  });
}

function holds(contour: readonly number[], x: number, y: number): boolean {
  let inside = false;
  for (let a = 0, b = contour.length - 2; a < contour.length; b = a, a += 2) {
    const [ax, ay, bx, by] = [contour[a]!, contour[a + 1]!, contour[b]!, contour[b + 1]!];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

function areaOf(contour: readonly number[]): number {
  let sum = 0;
  for (let a = 0, b = contour.length - 2; a < contour.length; b = a, a += 2)
    sum += contour[b]! * contour[a + 1]! - contour[a]! * contour[b + 1]!;
  return sum / 2;
}

function reversed(contour: readonly number[]): number[] {
  const out: number[] = [];
  for (let n = contour.length - 2; n >= 0; n -= 2) out.push(contour[n]!, contour[n + 1]!);
  return out;
}

const round = (value: number): number => Math.round(value * 1e5) / 1e5;
