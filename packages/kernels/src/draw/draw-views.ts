import type { BoundsMm, TriMesh, Triple } from '@specola/space';
import { tripleOf } from '@specola/space';
import { colorOnScale, DEVIATION_STOPS, deviationColors } from './color-scale.ts';
import { drawText } from './draw-text.ts';
import { blankPicture, fillRectangle, type Picture, type Rectangle, type Rgb, strokePaths } from './picture.ts';
import type { Camera } from './rasterize-mesh.ts';
import { layView, shadeView } from './shade-view.ts';
import { unitNormals } from './unit-normals.ts';

export type ViewName = 'anterior' | 'posterior' | 'left' | 'right' | 'superior' | 'inferior';

interface ViewSide {
  readonly title: string;
  readonly right: Triple;
  readonly up: Triple;
  readonly toEye: Triple;
  /** Patient directions at the left, right, top and bottom of the picture. */
  readonly edges: readonly [left: string, right: string, top: string, bottom: string];
}

/** In LPS: +x left, +y back, +z head. right × up = toEye, so that nothing is mirrored. */
export const VIEWS: Readonly<Record<ViewName, ViewSide>> = {
  anterior: { title: 'Anterior', right: [1, 0, 0], up: [0, 0, 1], toEye: [0, -1, 0], edges: ['R', 'L', 'S', 'I'] },
  posterior: { title: 'Posterior', right: [-1, 0, 0], up: [0, 0, 1], toEye: [0, 1, 0], edges: ['L', 'R', 'S', 'I'] },
  left: { title: 'Left lateral', right: [0, 1, 0], up: [0, 0, 1], toEye: [1, 0, 0], edges: ['A', 'P', 'S', 'I'] },
  right: { title: 'Right lateral', right: [0, -1, 0], up: [0, 0, 1], toEye: [-1, 0, 0], edges: ['P', 'A', 'S', 'I'] },
  superior: { title: 'Superior', right: [-1, 0, 0], up: [0, -1, 0], toEye: [0, 0, 1], edges: ['L', 'R', 'A', 'P'] },
  inferior: { title: 'Inferior', right: [1, 0, 0], up: [0, -1, 0], toEye: [0, 0, -1], edges: ['R', 'L', 'A', 'P'] },
};

const INK: Rgb = [38, 50, 64];
const SOFT_INK: Rgb = [104, 116, 130];
const PAPER: Rgb = [255, 255, 255];
const PANEL_TOP: Rgb = [247, 248, 250];
const PANEL_BOTTOM: Rgb = [224, 229, 235];

export interface DrawViewsOptions {
  readonly widthPx: number;
  readonly title: string;
  /** A line under the title; and one at the foot of the picture. */
  readonly subtitle?: string;
  readonly footer?: string;
  readonly views?: readonly [ViewName, ViewName, ViewName, ViewName];
  /** Signed distance of each vertex: the mesh is painted with it, and a legend added. */
  readonly deviation?: { readonly mm: Float32Array; readonly limitMm: number };
  /** Other colors of the vertices, with what they mean. */
  readonly paint?: Paint;
}

/** Colors of the vertices (three bytes each), and the legend that tells them: the stops from left to right. */
export interface Paint {
  readonly colors: Uint8Array;
  readonly title: string;
  readonly stops: readonly Rgb[];
  readonly ends: readonly [left: string, middle: string, right: string];
}

/** Where a file states no patient frame its own axes stand at the edges: letters of a patient would be invented. */
const AXIS_SIDES: Readonly<Record<ViewName, Pick<ViewSide, 'title' | 'edges'>>> = {
  anterior: { title: 'From −y', edges: ['-x', '+x', '+z', '-z'] },
  posterior: { title: 'From +y', edges: ['+x', '-x', '+z', '-z'] },
  left: { title: 'From +x', edges: ['-y', '+y', '+z', '-z'] },
  right: { title: 'From −x', edges: ['+y', '-y', '+z', '-z'] },
  superior: { title: 'From above (+z)', edges: ['+x', '-x', '-y', '+y'] },
  inferior: { title: 'From below (−z)', edges: ['-x', '+x', '-y', '+y'] },
};

/**
 * A mesh from four sides at one scale, with patient directions at the edges, a scale bar and a title: without a GPU, and
 * the same bytes each time. A mesh that is not in LPS gets the letters of its own axes.
 */
export function drawViews(mesh: TriMesh, options: DrawViewsOptions): Picture {
  const unit = options.widthPx / 1600;
  const names = options.views ?? ['anterior', 'left', 'posterior', 'superior'];
  const bounds = boundsOf(mesh);
  const layout = layoutFor(names, bounds, options.widthPx);
  const picture = blankPicture(options.widthPx, layout.height, PAPER);
  drawText(picture, options.title, layout.margin, 26 * unit, { sizePx: 24 * unit, color: INK, bold: true });
  if (options.subtitle)
    drawText(picture, options.subtitle, layout.margin, 66 * unit, { sizePx: 15 * unit, color: SOFT_INK });
  const normals = unitNormals(mesh);
  const paint = options.paint ?? deviationPaint(options.deviation);
  names.forEach((name, at) => {
    const panel = layout.panels[at]!;
    const side = mesh.frame === 'lps-mm' ? VIEWS[name] : { ...VIEWS[name], ...AXIS_SIDES[name] };
    fadePanel(picture, panel);
    const camera: Camera = {
      ...side,
      centerMm: tripleOf([0, 1, 2].map((axis) => (bounds.min[axis]! + bounds.max[axis]!) / 2)),
      pxPerMm: layout.pxPerMm,
      width: panel.width,
      height: panel.height,
    };
    layView(picture, shadeView(mesh, normals, camera, paint?.colors), camera, panel.x, panel.y);
    letterPanel(picture, panel, side, unit);
  });
  const last = layout.panels.at(-1)!;
  drawScaleBar(
    picture,
    { right: last.x + last.width - 18 * unit, bottom: last.y + last.height - 20 * unit },
    layout.pxPerMm,
    {
      longestPx: last.width * 0.3,
      sizePx: 14 * unit,
      color: INK,
    },
  );
  if (paint) drawLegend(picture, layout, paint, unit);
  if (options.footer)
    drawText(picture, options.footer, layout.margin, layout.height - 28 * unit, { sizePx: 13 * unit, color: SOFT_INK });
  return picture;
}

interface Layout {
  readonly height: number;
  readonly margin: number;
  readonly panels: readonly Rectangle[];
  readonly pxPerMm: number;
}

/** Two rows of two; each row is as high as its highest view at the scale at which the widest fits. */
function layoutFor(names: readonly ViewName[], bounds: BoundsMm, width: number): Layout {
  const unit = width / 1600;
  const margin = Math.round(24 * unit);
  const top = Math.round(100 * unit);
  const foot = Math.round(48 * unit);
  const panelWidth = Math.floor((width - 3 * margin) / 2);
  const border = 58 * unit;
  const extents = names.map((name) => extentOf(VIEWS[name], bounds));
  const widest = Math.max(...extents.map((extent) => extent.across), 1e-3);
  const highest = Math.max(...extents.map((extent) => extent.along), 1e-3);
  const pxPerMm = Math.min((panelWidth - 2 * border) / widest, (panelWidth * 0.95 - 2 * border) / highest);
  const rowHeight = (from: number) =>
    Math.ceil(
      Math.max(panelWidth * 0.42, 2 * border + pxPerMm * Math.max(extents[from]!.along, extents[from + 1]!.along)),
    );
  const rows = [rowHeight(0), rowHeight(2)] as const;
  const panels = names.map((_, at) => ({
    x: margin + (at % 2) * (panelWidth + margin),
    y: top + (at < 2 ? 0 : rows[0] + margin),
    width: panelWidth,
    height: rows[at < 2 ? 0 : 1],
  }));
  return { height: top + rows[0] + margin + rows[1] + foot, margin, panels, pxPerMm };
}

function extentOf(side: ViewSide, { min, max }: BoundsMm): { across: number; along: number } {
  const along = (direction: Triple) =>
    [0, 1, 2].reduce((sum, axis) => sum + Math.abs(direction[axis]!) * (max[axis]! - min[axis]!), 0);
  return { across: along(side.right), along: along(side.up) };
}

function boundsOf({ positions }: TriMesh): BoundsMm {
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < positions.length; at++) {
    const axis = at % 3;
    if (positions[at]! < min[axis]!) min[axis] = positions[at]!;
    if (positions[at]! > max[axis]!) max[axis] = positions[at]!;
  }
  if (positions.length === 0) return { min: [-1, -1, -1], max: [1, 1, 1] };
  return { min: tripleOf(min), max: tripleOf(max) };
}

function fadePanel(picture: Picture, panel: Rectangle): void {
  for (let y = 0; y < panel.height; y++) {
    const share = y / panel.height;
    const color = [0, 1, 2].map((c) => PANEL_TOP[c]! + share * (PANEL_BOTTOM[c]! - PANEL_TOP[c]!)) as unknown as Rgb;
    fillRectangle(picture, { x: panel.x, y: panel.y + y, width: panel.width, height: 1 }, color);
  }
}

function letterPanel(picture: Picture, panel: Rectangle, side: ViewSide, unit: number): void {
  const size = 19 * unit;
  const style = { sizePx: size, color: INK, bold: true } as const;
  const [left, right, top, bottom] = side.edges;
  const middleX = panel.x + panel.width / 2;
  const middleY = panel.y + panel.height / 2 - size / 2;
  const gap = 18 * unit;
  drawText(picture, side.title, panel.x + gap, panel.y + gap, { sizePx: 16 * unit, color: SOFT_INK });
  drawText(picture, left, panel.x + gap, middleY, style);
  drawText(picture, right, panel.x + panel.width - gap, middleY, { ...style, align: 'right' });
  drawText(picture, top, middleX, panel.y + gap, { ...style, align: 'center' });
  drawText(picture, bottom, middleX, panel.y + panel.height - gap - size, { ...style, align: 'center' });
}

/** A bar of a round number of millimetres with its length beside it, ending at a lower right corner. */
export function drawScaleBar(
  picture: Picture,
  corner: { readonly right: number; readonly bottom: number },
  pxPerMm: number,
  { longestPx, sizePx, color }: { readonly longestPx: number; readonly sizePx: number; readonly color: Rgb },
): void {
  const lengths = [500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];
  const lengthMm = lengths.find((mm) => mm * pxPerMm <= longestPx) ?? 0.05;
  const left = corner.right - lengthMm * pxPerMm;
  const tick = sizePx * 0.35;
  const y = corner.bottom;
  const pen = { color, widthPx: Math.max(1.4, sizePx * 0.14) };
  strokePaths(
    picture,
    [
      [left, y - tick, left, y + tick],
      [left, y, corner.right, y],
      [corner.right, y - tick, corner.right, y + tick],
    ],
    pen,
  );
  drawText(picture, `${lengthMm} mm`, (left + corner.right) / 2, y - sizePx * 1.6, { sizePx, color, align: 'center' });
}

function deviationPaint(deviation: DrawViewsOptions['deviation']): Paint | undefined {
  return (
    deviation && {
      colors: deviationColors(deviation.mm, deviation.limitMm),
      title: 'Model inside – outside the image surface',
      stops: DEVIATION_STOPS,
      ends: [`-${deviation.limitMm} mm`, '0', `+${deviation.limitMm} mm`],
    }
  );
}

/** In the strip of the title, at the right, where no view can be behind it. */
function drawLegend(picture: Picture, { margin }: Layout, { title, stops, ends }: Paint, unit: number): void {
  const width = Math.round(300 * unit);
  const height = Math.round(14 * unit);
  const size = 13 * unit;
  const left = Math.round(picture.width - margin - width - 60 * unit);
  const top = Math.round(42 * unit);
  for (let x = 0; x < width; x++)
    fillRectangle(picture, { x: left + x, y: top, width: 1, height }, colorOnScale(stops, (x + 0.5) / width));
  const style = { sizePx: size, color: INK, align: 'center' } as const;
  const below = top + height + 9 * unit;
  ends.forEach((text, n) => {
    drawText(picture, text, left + (n * width) / 2, below, style);
  });
  drawText(picture, title, left + width / 2, top - 22 * unit, style);
}
