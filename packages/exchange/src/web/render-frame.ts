import { readFile } from 'node:fs/promises';
import { decodeStack, type FrameDecoders, type StudyFile, scanStudy, voxelPlanOf } from '@specola/dicom';
import { writePng } from '@specola/formats';
import { SpecolaError } from '@specola/space';
import jpeg from 'jpeg-js';
import { numberOf, textOf } from '../data/dicom-json.ts';
import type { HeldInstance } from '../hold/holdings.ts';
import { metadataOf } from './read-held.ts';

/** How a frame is to be shown. Source: PS3.18 8.3.5. */
export interface RenderWish {
  readonly window: { readonly center: number; readonly width: number; readonly shape: WindowShape } | null;
  /** Largest width and height of the picture; null for that of the frame. */
  readonly viewport: readonly [width: number, height: number] | null;
  readonly type: 'image/png' | 'image/jpeg';
  readonly quality: number;
}

export type WindowShape = 'linear' | 'linear-exact' | 'sigmoid';
const SHAPES: readonly string[] = ['linear', 'linear-exact', 'sigmoid'] satisfies WindowShape[];

const LARGEST_SIDE = 4096;
const USUAL_QUALITY = 90;

/** @returns a sentence when it cannot be meant */
export function readWish(query: URLSearchParams, accept: string): RenderWish | string | null {
  const type = typeAsked(accept, query.get('accept'));
  if (!type) return null;
  const numbers = (text: string) => text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  let window: RenderWish['window'] = null;
  const asked = query.get('window');
  if (asked !== null) {
    const [center = Number.NaN, width = Number.NaN] = numbers(asked.split(',').slice(0, 2).join(','));
    const shape = asked.split(',')[2]?.trim().toLowerCase() ?? 'linear';
    if (!Number.isFinite(center) || !(width >= 1) || !Number.isFinite(width) || !SHAPES.includes(shape))
      return '"window" takes a center, a width from 1, and linear, linear-exact or sigmoid.';
    window = { center, width, shape: shape as WindowShape };
  }
  let viewport: RenderWish['viewport'] = null;
  const size = query.get('viewport');
  if (size !== null) {
    const [width = Number.NaN, height = Number.NaN, ...more] = numbers(size);
    const fits = [width, height].every((side) => Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE);
    if (!fits || more.length > 0) return `"viewport" takes a width and a height of 1 to ${LARGEST_SIDE}.`;
    viewport = [width, height];
  }
  const quality = Number(query.get('quality') ?? USUAL_QUALITY);
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) return '"quality" is a whole number from 1 to 100.';
  return { window, viewport, type, quality };
}

/** JPEG is what a service gives when nothing else is asked for (PS3.18 8.7.4). */
function typeAsked(accept: string, inQuery: string | null): RenderWish['type'] | null {
  for (const way of (inQuery ?? accept).split(',').map((text) => text.split(';')[0]!.trim().toLowerCase())) {
    if (way === 'image/png') return 'image/png';
    if (way === 'image/jpeg' || way === 'image/*' || way === '*/*' || way === '') return 'image/jpeg';
  }
  return null;
}

/**
 * One frame as a picture of 8 bits: the window asked for, else that of the image, else from the 1st to the 99th percentile.
 *
 * @param frame  from 1
 * @returns a sentence when it cannot be rendered
 */
export async function renderFrame(
  held: HeldInstance,
  frame: number,
  wish: RenderWish,
  decoders: FrameDecoders | undefined,
): Promise<Uint8Array | string> {
  const file: StudyFile = {
    path: 'held',
    bytes: held.bytes,
    read: async () => new Uint8Array(await readFile(held.path)),
  };
  const [series] = (await scanStudy([file])).series;
  if (!series) return 'The instance holds no frames that are read.';
  if (frame > series.objects[0]!.frames.length) return 'There is no such frame.';
  let values: Int16Array;
  let scale: { readonly slope: number; readonly intercept: number };
  let size: readonly [number, number];
  try {
    const plan = voxelPlanOf({ series, stack: { frames: [{ object: 0, frameInObject: frame - 1 }] } });
    if (plan.objects[0]!.transferSyntax.packing !== 'native' && !decoders)
      return 'Packed frames are not rendered here.';
    values = new Int16Array(plan.rows * plan.columns);
    await decodeStack(plan, values, { decoders: decoders ?? NO_DECODERS });
    scale = plan.valueScale;
    size = [plan.columns, plan.rows];
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError)) throw thrown;
    return thrown.what;
  }
  const header = await metadataOf(held, () => '');
  const stated = { center: numberOf(header, '00281050'), width: numberOf(header, '00281051') };
  const own = Number.isFinite(stated.center) && stated.width >= 1 ? { ...stated, shape: 'linear' as const } : null;
  const window = wish.window ?? own ?? usualWindow(values, scale);
  const grey = windowed(values, scale, window, textOf(header, '00280004') === 'MONOCHROME1');
  const shown = wish.viewport ? fitted(grey, size, wish.viewport) : { grey, width: size[0], height: size[1] };
  return wish.type === 'image/png' ? png(shown) : jpegOf(shown, wish.quality);
}

const NO_DECODERS: FrameDecoders = { size: 1, decode: () => Promise.reject(new Error('no decoders')) };

type Window = NonNullable<RenderWish['window']>;
type Scale = { readonly slope: number; readonly intercept: number };

function usualWindow(values: Int16Array, { slope, intercept }: Scale): Window {
  const sorted = Int16Array.from(values).sort();
  const at = (share: number) => slope * sorted[Math.floor(share * (sorted.length - 1))]! + intercept;
  const [low, high] = [at(0.01), at(0.99)];
  return { center: (low + high) / 2, width: Math.max(1, high - low), shape: 'linear-exact' };
}

/** Source: PS3.3 C.11.2.1.2 (linear), C.11.2.1.3.1 (sigmoid), C.11.2.1.3.2 (linear exact). */
function windowed(values: Int16Array, { slope, intercept }: Scale, { center, width, shape }: Window, invert: boolean) {
  const share =
    shape === 'sigmoid'
      ? (x: number) => 1 / (1 + Math.exp((-4 * (x - center)) / width))
      : shape === 'linear-exact' || width === 1
        ? (x: number) => (x - center) / width + 0.5
        : (x: number) => (x - (center - 0.5)) / (width - 1) + 0.5;
  const out = new Uint8Array(values.length);
  for (let v = 0; v < values.length; v++) {
    const y = Math.round(255 * Math.min(1, Math.max(0, share(slope * values[v]! + intercept))));
    out[v] = invert ? 255 - y : y;
  }
  return out;
}

interface Shown {
  readonly grey: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** As large as fits, in its own proportions; between pixels by bilinear weights. */
function fitted(grey: Uint8Array, [nx, ny]: readonly [number, number], [wide, high]: readonly [number, number]): Shown {
  const scale = Math.min(wide / nx, high / ny);
  const [width, height] = [Math.max(1, Math.round(nx * scale)), Math.max(1, Math.round(ny * scale))];
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = Math.min(nx - 1, Math.max(0, ((x + 0.5) * nx) / width - 0.5));
      const j = Math.min(ny - 1, Math.max(0, ((y + 0.5) * ny) / height - 0.5));
      const [i0, j0] = [Math.floor(i), Math.floor(j)];
      const [i1, j1] = [Math.min(i0 + 1, nx - 1), Math.min(j0 + 1, ny - 1)];
      const along = (row: number) => grey[row * nx + i0]! * (1 - i + i0) + grey[row * nx + i1]! * (i - i0);
      out[y * width + x] = Math.round(along(j0) * (1 - j + j0) + along(j1) * (j - j0));
    }
  return { grey: out, width, height };
}

function png({ grey, width, height }: Shown): Uint8Array {
  const data = new Uint8Array(3 * grey.length);
  for (let v = 0; v < grey.length; v++) data.fill(grey[v]!, 3 * v, 3 * v + 3);
  return writePng({ width, height, channels: 3, data });
}

function jpegOf({ grey, width, height }: Shown, quality: number): Uint8Array {
  const data = new Uint8Array(4 * grey.length).fill(255);
  for (let v = 0; v < grey.length; v++) data.fill(grey[v]!, 4 * v, 4 * v + 3);
  return jpeg.encode({ width, height, data }, quality).data;
}
