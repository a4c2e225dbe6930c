import {
  type BoundsMm,
  invertIjkToLps,
  pointLps,
  spacingMmOf,
  type TriMesh,
  type Triple,
  toIjk,
  toLps,
  type Volume,
} from '@specola/space';
import { drawText } from './draw-text.ts';
import { drawScaleBar } from './draw-views.ts';
import { blankPicture, blend, fillRectangle, type Path, type Picture, type Rgb, strokePaths } from './picture.ts';
import { type SectionLine, sectionMesh } from './section-mesh.ts';
import { type SliceFrame, type SliceName, sliceFrameOf, unitColumns } from './slice-plane.ts';

/** Grey values from black to white, in the volume's unit (HU for CT). */
export interface GreyWindow {
  readonly low: number;
  readonly high: number;
}

export interface DrawSliceOptions {
  readonly name: SliceName;
  /** Index along the grid axis through the slice; fractions are rounded to a measured slice. */
  readonly index: number;
  readonly window: GreyWindow;
  /** The mesh whose contour is drawn, in LPS. */
  readonly mesh?: TriMesh;
  readonly widthPx: number;
  /** Color to lay over a voxel, or nothing; indices inside the grid. */
  readonly tint?: (i: number, j: number, k: number) => Rgb | undefined;
  /** Make the picture exactly this high, with more of the scan (or black) around; without it the height follows. */
  readonly heightPx?: number;
  /** Show this part alone, with a margin; without it the whole slice. */
  readonly around?: BoundsMm;
}

const CONTOUR: Rgb = [255, 176, 32];
const LIGHT: Rgb = [235, 238, 242];
const BLACK: Rgb = [0, 0, 0];
const MARGIN_MM = 12;
const TINT_OPACITY = 0.5;

/**
 * A slice of the volume along its own grid with the contour of a mesh, square pixels, radiological convention: the
 * patient's right is at the left of an axial and coronal picture. The contour is the exact cut of the mesh with the
 * plane of the slice, oblique volumes included.
 */
export function drawSlice(volume: Volume, options: DrawSliceOptions): Picture {
  const frame = sliceFrameOf(volume, options.name);
  const count = volume.dimensions[frame.through]!;
  const index = Math.min(count - 1, Math.max(0, Math.round(options.index)));
  const sheet = sheetFor(volume, frame, options);
  const picture = blankPicture(sheet.width, sheet.height, BLACK);
  paintGrey(picture, volume, frame, index, sheet, options.window);
  if (options.tint) layTint(picture, volume, frame, index, sheet, options.tint);
  const unit = Math.max(0.7, Math.min(sheet.width, sheet.height * 1.2) / 440);
  if (options.mesh) {
    const paths = sectionOnGrid(volume, frame, index, options.mesh).map((line) => pathOf(line, frame, sheet));
    strokePaths(picture, paths, { color: BLACK, widthPx: 3.2 * unit, opacity: 0.45 });
    strokePaths(picture, paths, { color: CONTOUR, widthPx: 1.5 * unit });
  }
  letterSlice(picture, volume, frame, index, sheet, unit);
  return picture;
}

/** The plane of a grid slice in LPS. */
function sectionOnGrid(volume: Volume, frame: SliceFrame, index: number, mesh: TriMesh): SectionLine[] {
  const columns = unitColumns(volume);
  const [a, b] = [columns[frame.across]!, columns[frame.down]!];
  const normal: Triple = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const at: [number, number, number] = [0, 0, 0];
  at[frame.through] = index;
  const inverse = invertIjkToLps(volume.ijkToLps);
  return sectionMesh(mesh, { point: toLps(at, volume.ijkToLps), normal }).map((line) => {
    const points: number[] = [];
    for (let p = 0; p < line.points.length; p += 3)
      points.push(...toIjk(pointLps(line.points[p]!, line.points[p + 1]!, line.points[p + 2]!), inverse));
    return { points, closed: line.closed };
  });
}

/** The part of the slice that is shown: the lowest index shown on each axis, and pixels for each index step. */
interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly fromAcross: number;
  readonly fromDown: number;
  readonly toAcross: number;
  readonly toDown: number;
  readonly pxPerMm: number;
  readonly pxPerAcross: number;
  readonly pxPerDown: number;
}

function sheetFor(volume: Volume, frame: SliceFrame, { widthPx, heightPx, around }: DrawSliceOptions): Sheet {
  const spacing = spacingMmOf(volume.ijkToLps);
  const range = (axis: number): [number, number] => [-0.5, volume.dimensions[axis]! - 0.5];
  let [fromAcross, toAcross] = range(frame.across);
  let [fromDown, toDown] = range(frame.down);
  if (around) {
    const inverse = invertIjkToLps(volume.ijkToLps);
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => {
      const pick = (axis: number) => (c & (1 << axis) ? around.max : around.min)[axis]!;
      return toIjk(pointLps(pick(0), pick(1), pick(2)), inverse);
    });
    const cut = (axis: number, from: number, to: number): [number, number] => {
      const values = corners.map((corner) => corner[axis]!);
      const margin = MARGIN_MM / spacing[axis]!;
      return [Math.max(from, Math.min(...values) - margin), Math.min(to, Math.max(...values) + margin)];
    };
    [fromAcross, toAcross] = cut(frame.across, fromAcross, toAcross);
    [fromDown, toDown] = cut(frame.down, fromDown, toDown);
  }
  const acrossMm = (toAcross - fromAcross) * spacing[frame.across]!;
  const downMm = (toDown - fromDown) * spacing[frame.down]!;
  // A long leg must not become a picture as high as a house.
  const pxPerMm = Math.min(widthPx / acrossMm, (heightPx ?? 1.4 * widthPx) / downMm);
  const pxPerAcross = pxPerMm * spacing[frame.across]!;
  const pxPerDown = pxPerMm * spacing[frame.down]!;
  const width = heightPx ? widthPx : Math.max(1, Math.round(acrossMm * pxPerMm));
  const height = heightPx ?? Math.max(1, Math.round(downMm * pxPerMm));
  const middle = { across: (fromAcross + toAcross) / 2, down: (fromDown + toDown) / 2 };
  return {
    width,
    height,
    fromAcross: middle.across - width / 2 / pxPerAcross,
    toAcross: middle.across + width / 2 / pxPerAcross,
    fromDown: middle.down - height / 2 / pxPerDown,
    toDown: middle.down + height / 2 / pxPerDown,
    pxPerMm,
    pxPerAcross,
    pxPerDown,
  };
}

function paintGrey(
  picture: Picture,
  volume: Volume,
  frame: SliceFrame,
  index: number,
  sheet: Sheet,
  window: GreyWindow,
) {
  const [nx, ny] = volume.dimensions;
  const step = [1, nx, nx * ny];
  const [stepAcross, stepDown] = [step[frame.across]!, step[frame.down]!];
  const [lastAcross, lastDown] = [volume.dimensions[frame.across]! - 1, volume.dimensions[frame.down]! - 1];
  const start = index * step[frame.through]!;
  const { slope, intercept } = volume.valueScale;
  const scale = 255 / Math.max(1e-9, window.high - window.low);
  const { values } = volume;
  for (let y = 0; y < picture.height; y++) {
    const downAt = indexAt(y + 0.5, sheet.fromDown, sheet.toDown, sheet.pxPerDown, frame.downTurned);
    if (downAt < -0.5 || downAt > lastDown + 0.5) continue;
    const down = clamped(downAt, lastDown);
    const d0 = Math.min(Math.floor(down), Math.max(0, lastDown - 1));
    const dShare = down - d0;
    const dStep = lastDown > 0 ? stepDown : 0;
    for (let x = 0; x < picture.width; x++) {
      const acrossAt = indexAt(x + 0.5, sheet.fromAcross, sheet.toAcross, sheet.pxPerAcross, frame.acrossTurned);
      if (acrossAt < -0.5 || acrossAt > lastAcross + 0.5) continue;
      const across = clamped(acrossAt, lastAcross);
      const a0 = Math.min(Math.floor(across), Math.max(0, lastAcross - 1));
      const aShare = across - a0;
      const aStep = lastAcross > 0 ? stepAcross : 0;
      const at = start + d0 * stepDown + a0 * stepAcross;
      const upper = values[at]! + aShare * (values[at + aStep]! - values[at]!);
      const lower = values[at + dStep]! + aShare * (values[at + dStep + aStep]! - values[at + dStep]!);
      const value = slope * (upper + dShare * (lower - upper)) + intercept;
      const grey = Math.min(255, Math.max(0, Math.round((value - window.low) * scale)));
      picture.data.fill(grey, 3 * (y * picture.width + x), 3 * (y * picture.width + x) + 3);
    }
  }
}

/** Lays the color of the voxel under each pixel over it; grey stays visible beneath. */
function layTint(
  picture: Picture,
  { dimensions }: Volume,
  frame: SliceFrame,
  index: number,
  sheet: Sheet,
  tint: NonNullable<DrawSliceOptions['tint']>,
): void {
  const at: [number, number, number] = [0, 0, 0];
  at[frame.through] = index;
  for (let y = 0; y < picture.height; y++) {
    const down = indexAt(y + 0.5, sheet.fromDown, sheet.toDown, sheet.pxPerDown, frame.downTurned);
    at[frame.down] = Math.round(down);
    if (at[frame.down]! < 0 || at[frame.down]! >= dimensions[frame.down]!) continue;
    for (let x = 0; x < picture.width; x++) {
      const across = indexAt(x + 0.5, sheet.fromAcross, sheet.toAcross, sheet.pxPerAcross, frame.acrossTurned);
      at[frame.across] = Math.round(across);
      if (at[frame.across]! < 0 || at[frame.across]! >= dimensions[frame.across]!) continue;
      const color = tint(...at);
      if (color) blend(picture, x, y, color, TINT_OPACITY);
    }
  }
}

const clamped = (index: number, last: number): number => Math.min(last, Math.max(0, index));

const indexAt = (px: number, from: number, to: number, pxPerIndex: number, turned: boolean): number =>
  turned ? to - px / pxPerIndex : from + px / pxPerIndex;

function pathOf(line: SectionLine, frame: SliceFrame, sheet: Sheet): Path {
  const path: number[] = [];
  for (let p = 0; p < line.points.length; p += 3) {
    const across = line.points[p + frame.across]!;
    const down = line.points[p + frame.down]!;
    path.push(
      (frame.acrossTurned ? sheet.toAcross - across : across - sheet.fromAcross) * sheet.pxPerAcross,
      (frame.downTurned ? sheet.toDown - down : down - sheet.fromDown) * sheet.pxPerDown,
    );
  }
  if (line.closed) path.push(path[0]!, path[1]!);
  return path;
}

function letterSlice(
  picture: Picture,
  volume: Volume,
  frame: SliceFrame,
  index: number,
  sheet: Sheet,
  unit: number,
): void {
  const size = 15 * unit;
  const gap = 10 * unit;
  const { width, height } = picture;
  const shaded = (x: number, y: number, w: number, h: number) =>
    fillRectangle(picture, { x, y, width: w, height: h }, BLACK, 0.45);
  const [left, right, top, bottom] = frame.edges;
  const letter = (text: string, x: number, y: number) => {
    shaded(x - size * 0.75, y - size * 0.35, size * 1.5, size * 1.7);
    drawText(picture, text, x, y, { sizePx: size, color: LIGHT, align: 'center', bold: true });
  };
  letter(left, gap + size / 2, height / 2 - size / 2);
  letter(right, width - gap - size / 2, height / 2 - size / 2);
  letter(top, width / 2, gap);
  letter(bottom, width / 2, height - gap - size);
  const caption = sliceCaption(volume, frame.name, index);
  // Above the letter at the foot: an oblique slice's caption is long, and would run into any of the four letters.
  drawText(picture, caption, gap, height - gap - 2.4 * size, { sizePx: 11 * unit, color: LIGHT });
  const corner = { right: width - gap, bottom: height - gap - 2 * unit };
  drawScaleBar(picture, corner, sheet.pxPerMm, { longestPx: width * 0.25, sizePx: 11 * unit, color: LIGHT });
}

/** What a slice is, in words: its name, and where its middle lies in the patient. */
export function sliceCaption(volume: Volume, name: SliceName, index: number): string {
  const frame = sliceFrameOf(volume, name);
  const at = volume.dimensions.map((n) => (n - 1) / 2) as [number, number, number];
  at[frame.through] = index;
  const patientAxis = { axial: 2, coronal: 1, sagittal: 0 }[name];
  const place = toLps(at, volume.ijkToLps)[patientAxis]!;
  const word = name[0]!.toUpperCase() + name.slice(1);
  const oblique = frame.obliqueDeg > 3 ? `, oblique ${frame.obliqueDeg}°` : '';
  return `${word} ${'xyz'[patientAxis]} = ${place.toFixed(1)} mm${oblique}`;
}

/** Slice indices that cut a mesh's bounds at the given shares (0 to 1) of their extent along the slice's normal. */
export function sliceIndicesAcross(
  volume: Volume,
  name: SliceName,
  bounds: BoundsMm,
  shares: readonly number[],
): number[] {
  const { through } = sliceFrameOf(volume, name);
  const inverse = invertIjkToLps(volume.ijkToLps);
  const values = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => {
    const pick = (axis: number) => (c & (1 << axis) ? bounds.max : bounds.min)[axis]!;
    return toIjk(pointLps(pick(0), pick(1), pick(2)), inverse)[through]!;
  });
  const last = volume.dimensions[through]! - 1;
  const [low, high] = [Math.max(0, Math.min(...values)), Math.min(last, Math.max(...values))];
  return shares.map((share) => Math.min(last, Math.max(0, Math.round(low + share * (high - low)))));
}

/**
 * A window that shows the tissue on both sides of a surface. CT: wide, around the threshold of the surface. Other
 * modalities: between the 1st and the 99th percentile of some hundred thousand values.
 */
export function greyWindowFor(volume: Volume, iso: number): GreyWindow {
  if (volume.modality === 'CT')
    return iso < -150 ? { low: -1000, high: 400 } : { low: Math.min(-250, iso - 450), high: Math.max(900, iso + 850) };
  const { values, valueScale } = volume;
  const stride = Math.max(1, Math.floor(values.length / 200_000));
  const sample = Float64Array.from({ length: Math.ceil(values.length / stride) }, (_, s) => values[s * stride]!).sort();
  const at = (share: number) =>
    valueScale.slope * sample[Math.floor(share * (sample.length - 1))]! + valueScale.intercept;
  return { low: at(0.01), high: Math.max(at(0.99), at(0.01) + 1) };
}
