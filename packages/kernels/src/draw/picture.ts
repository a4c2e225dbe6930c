/** An RGB picture: eight bits a channel, rows from the top, left to right. `formats` writes it as PNG as it stands. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
  readonly data: Uint8Array;
}

/** sRGB, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

export function blankPicture(width: number, height: number, color: Rgb): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let at = 0; at < data.length; at += 3) data.set(color, at);
  return { width, height, channels: 3, data };
}

/** Pictures of one size in rows, side by side with a dark line between. */
export function picturesInRows(rows: readonly (readonly Picture[])[], gapPx = 4): Picture {
  const { width, height } = rows[0]![0]!;
  const columns = Math.max(...rows.map((row) => row.length));
  const sheet = blankPicture(
    columns * width + (columns - 1) * gapPx,
    rows.length * height + (rows.length - 1) * gapPx,
    [32, 34, 38],
  );
  for (const [r, row] of rows.entries())
    for (const [c, picture] of row.entries())
      for (let y = 0; y < height; y++) {
        const line = picture.data.subarray(3 * y * width, 3 * (y + 1) * width);
        sheet.data.set(line, 3 * ((r * (height + gapPx) + y) * sheet.width + c * (width + gapPx)));
      }
  return sheet;
}

/** Lays a color over one pixel; 0 leaves it as it is, 1 covers it. */
export function blend({ width, height, data }: Picture, x: number, y: number, color: Rgb, opacity: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height || opacity <= 0) return;
  const share = Math.min(opacity, 1);
  for (let channel = 0, at = 3 * (y * width + x); channel < 3; channel++, at++)
    data[at] = Math.round(data[at]! + share * (color[channel]! - data[at]!));
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function fillRectangle(picture: Picture, box: Rectangle, color: Rgb, opacity = 1): void {
  for (let y = Math.round(box.y); y < Math.round(box.y + box.height); y++)
    for (let x = Math.round(box.x); x < Math.round(box.x + box.width); x++) blend(picture, x, y, color, opacity);
}

/** Points in pixels, x y x y …; the pixel (0, 0) reaches from 0 to 1. */
export type Path = readonly number[];

export interface Pen {
  readonly color: Rgb;
  readonly widthPx: number;
  readonly opacity?: number;
}

/** Draws lines with round ends and smooth borders. Where paths of one call cross, the color is laid on once. */
export function strokePaths(picture: Picture, paths: readonly Path[], pen: Pen): void {
  const reach = pen.widthPx / 2;
  const box = boundsOf(paths, reach + 1, picture);
  if (box.width <= 0 || box.height <= 0) return;
  const cover = new Float32Array(box.width * box.height);
  for (const path of paths) {
    for (let at = 0; at + 1 < path.length; at += 2) {
      const last = at + 3 >= path.length;
      if (last && path.length > 2) break;
      coverSegment(cover, box, path, at, last ? at : at + 2, reach);
    }
  }
  for (let y = 0; y < box.height; y++)
    for (let x = 0; x < box.width; x++) {
      const share = cover[y * box.width + x]!;
      if (share > 0) blend(picture, box.x + x, box.y + y, pen.color, share * (pen.opacity ?? 1));
    }
}

/** Writes into `cover` how much of each pixel lies within `reach` of a segment; the larger value stays. */
function coverSegment(cover: Float32Array, box: Rectangle, path: Path, from: number, to: number, reach: number): void {
  const ax = path[from]! - box.x;
  const ay = path[from + 1]! - box.y;
  const dx = path[to]! - box.x - ax;
  const dy = path[to + 1]! - box.y - ay;
  const lengthSquared = dx * dx + dy * dy;
  const edge = reach + 1;
  const x1 = Math.min(box.width - 1, Math.ceil(Math.max(ax, ax + dx) + edge));
  const y1 = Math.min(box.height - 1, Math.ceil(Math.max(ay, ay + dy) + edge));
  for (let y = Math.max(0, Math.floor(Math.min(ay, ay + dy) - edge)); y <= y1; y++)
    for (let x = Math.max(0, Math.floor(Math.min(ax, ax + dx) - edge)); x <= x1; x++) {
      const px = x + 0.5 - ax;
      const py = y + 0.5 - ay;
      const along = lengthSquared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared)) : 0;
      const qx = px - along * dx;
      const qy = py - along * dy;
      const share = Math.min(1, reach + 0.5 - Math.sqrt(qx * qx + qy * qy));
      const at = y * box.width + x;
      if (share > cover[at]!) cover[at] = share;
    }
}

function boundsOf(paths: readonly Path[], margin: number, { width, height }: Picture): Rectangle {
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (const path of paths)
    for (let at = 0; at + 1 < path.length; at += 2) {
      x0 = Math.min(x0, path[at]!);
      x1 = Math.max(x1, path[at]!);
      y0 = Math.min(y0, path[at + 1]!);
      y1 = Math.max(y1, path[at + 1]!);
    }
  const x = Math.max(0, Math.floor(x0 - margin));
  const y = Math.max(0, Math.floor(y0 - margin));
  return {
    x,
    y,
    width: Math.min(width, Math.ceil(x1 + margin)) - x,
    height: Math.min(height, Math.ceil(y1 + margin)) - y,
  };
}
