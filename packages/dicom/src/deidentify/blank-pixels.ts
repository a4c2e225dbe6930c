import type { FrameDecoders } from '../decode/frame-job.ts';
import { decodeStack } from '../read/decode-stack.ts';
import { parseHeader } from '../read/parse-header.ts';
import { nativeBytesOf } from '../read/pixel-stream.ts';
import { type ImageObject, readObject } from '../read/read-object.ts';
import { voxelPlanOf } from '../read/voxel-plan.ts';
import type { StudyFile } from '../study-file.ts';
import { type DicomElement, encodeElements } from '../write/write-part10.ts';
import { type BlankRectangle, blankSamples } from './blank-samples.ts';
import { type DataElement, readElements } from './data-elements.ts';
import { asciiOf } from './element-text.ts';
import { CannotBlankError } from './errors.ts';
import type { OpenObject } from './open-object.ts';

export interface BlankedObject {
  readonly object: OpenObject;
  /** Its pixels were packed, and are now written as they are. */
  readonly unpacked: boolean;
  /** They had lost to their packing before, and still say so. */
  readonly lossy: boolean;
}

const PIXEL_DATA = 0x7fe00010;
/** Where frames of packed pixels begin, and how long they are: nothing of it is true of unpacked ones. */
const OFFSET_TABLES = new Set([0x7fe00001, 0x7fe00002]);
const LOSSY_IMAGE_COMPRESSION = 0x00282110;
const EXPLICIT_LITTLE_UID = '1.2.840.10008.1.2.1';

/**
 * Rectangles of every frame made one dark value (air in a CT). Uncompressed pixels stay in their transfer
 * syntax; packed ones are decoded and written as Explicit VR Little Endian. Null when the object holds no image.
 *
 * @param file  the bytes that the object was opened from
 * @throws CannotBlankError  where pixels are of a kind that is not blanked, or a rectangle misses the image
 * @throws TruncatedPixelsError, BrokenCompressedError, CompressedNotReadError, ColorImagesError, PixelFormatError  where
 *   packed pixels do not decode
 */
export async function blankPixels(
  object: OpenObject,
  file: Uint8Array,
  { rectangles, decoders }: { readonly rectangles: readonly BlankRectangle[]; readonly decoders: FrameDecoders },
): Promise<BlankedObject | null> {
  const image = imageIn(file);
  if (!image) return null;
  const { columns, rows } = image.format;
  const inside = rectangles.map(({ x, y, width, height }): BlankRectangle => {
    if (x >= columns || y >= rows)
      throw new CannotBlankError(`a rectangle at ${x},${y} misses an image of ${columns} × ${rows} pixels`);
    return { x, y, width: Math.min(width, columns - x), height: Math.min(height, rows - y) };
  });
  const modality = textIn(object, 0x00080060);
  const { packing, lossy } = image.transferSyntax;
  const pixels = object.elements.find(({ tag }) => [PIXEL_DATA, 0x7fe00008, 0x7fe00009].includes(tag));
  if (!pixels) return null;
  if (packing === 'native') {
    const bytes = object.bytes.slice();
    const value = bytes.subarray(pixels.valueStart, pixels.valueEnd);
    const stated = statedIn(object);
    const needed = nativeBytesOf(image) * image.format.samplesPerPixel;
    if (value.length < needed) throw new CannotBlankError('its pixels are cut off');
    blankSamples(value, image, { rectangles: inside, planar: stated(0x00280006) === 1, vr: pixels.vr, modality });
    return { object: { ...object, bytes }, unpacked: false, lossy: false };
  }
  const value = await unpacked(image, decoders);
  blankSamples(value, { ...image, transferSyntax: LITTLE }, { rectangles: inside, planar: false, vr: 'OW', modality });
  return { object: withPixels(object, pixels, { value, lossy }), unpacked: true, lossy: lossy || saysLossy(object) };
}

const LITTLE = { bigEndian: false } as const;

function imageIn(bytes: Uint8Array): ImageObject | null {
  const parsed = parseHeader(bytes);
  if (!parsed || parsed === 'broken') return null;
  const file: StudyFile = { path: 'object', bytes: bytes.length, read: async () => bytes };
  return readObject(parsed, file);
}

/** The raw words of all frames, as they would stand uncompressed. */
async function unpacked(image: ImageObject, decoders: FrameDecoders): Promise<Uint8Array> {
  // Without a modality, a scale and padding, what is stored is what the file holds.
  const raw = {
    ...image,
    format: { ...image.format, padding: null },
    frames: image.frames.map((frame) => ({ ...frame, rescale: null })),
  };
  const frames = image.frames.map((_, frameInObject) => ({ object: 0, frameInObject }));
  const plan = voxelPlanOf({ series: { modality: '', objects: [raw] }, stack: { frames } });
  if (plan.roundedTo > 0) throw new CannotBlankError('its packed pixels do not fit into 16 bits');
  const values = new Int16Array(plan.rows * plan.columns * frames.length);
  await decodeStack(plan, values, { decoders });
  const { slope, intercept } = plan.valueScale;
  const wide = image.format.bitsAllocated > 8;
  const mask = 2 ** image.format.bitsStored - 1;
  const shift = image.format.highBit + 1 - image.format.bitsStored;
  const bytes = new Uint8Array(values.length * (wide ? 2 : 1) + (wide ? 0 : values.length % 2));
  const view = new DataView(bytes.buffer);
  for (const [v, value] of values.entries()) {
    const word = ((slope * value + intercept) & mask) << shift;
    if (wide) view.setUint16(2 * v, word, true);
    else bytes[v] = word;
  }
  return bytes;
}

/** The object with other pixels, whose data set begins its bytes. */
function withPixels(
  object: OpenObject,
  pixels: DataElement,
  { value, lossy }: { value: Uint8Array; lossy: boolean },
): OpenObject {
  const { bytes, elements, syntax } = object;
  const made = (element: DicomElement) => encodeElements([element], syntax);
  const parts = elements.flatMap((element): Uint8Array[] => {
    if (element === pixels) return [made({ tag: PIXEL_DATA, vr: 'OW', value })];
    if (OFFSET_TABLES.has(element.tag) || (lossy && element.tag === LOSSY_IMAGE_COMPRESSION)) return [];
    return [bytes.subarray(element.start, element.end)];
  });
  if (lossy) {
    // What the transfer syntax said of it, the header says now.
    const before = elements.filter(({ tag }) => tag < LOSSY_IMAGE_COMPRESSION).length;
    parts.splice(before, 0, made({ tag: LOSSY_IMAGE_COMPRESSION, vr: 'CS', value: '01' }));
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return {
    ...object,
    bytes: whole,
    elements: readElements(whole, syntax),
    transferSyntaxUid: EXPLICIT_LITTLE_UID,
  };
}

const saysLossy = (object: OpenObject): boolean => textIn(object, LOSSY_IMAGE_COMPRESSION) === '01';

function textIn({ bytes, elements }: OpenObject, tag: number): string {
  const element = elements.find((one) => one.tag === tag && one.items === null);
  return element ? asciiOf(bytes, element).trim() : '';
}

/** Numbers of two bytes by their tag. */
const statedIn =
  ({ bytes, elements, syntax }: OpenObject) =>
  (tag: number): number | null => {
    const element = elements.find((one) => one.tag === tag);
    if (!element || element.valueEnd - element.valueStart < 2) return null;
    return new DataView(bytes.buffer, bytes.byteOffset + element.valueStart, 2).getUint16(0, !syntax.bigEndian);
  };
