import { type Dimensions, type FramePlace, type IjkToLps, ijkToLpsFrom, type Triple, tripleOf } from '@specola/space';
import type { DataSet } from 'dicom-parser';
import type { FrameDecoders } from '../decode/frame-job.ts';
import { decodeStack } from '../read/decode-stack.ts';
import { parseHeader } from '../read/parse-header.ts';
import { type ImageObject, readObject } from '../read/read-object.ts';
import { formatRefusal } from '../read/refuse-format.ts';
import { refuseSize } from '../read/refuse-size.ts';
import { dot, normalOf } from '../read/stack-geometry.ts';
import type { StudyFile } from '../study-file.ts';
import { sRgbOf } from '../write/cie-lab.ts';
import type { CodedConcept } from '../write/elements.ts';
import { codeIn, codeInside } from './coded-item.ts';
import { SegmentationNotReadError } from './errors.ts';

const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';
const LABEL_MAP = '1.2.840.10008.5.1.4.1.1.66.7';
/** Frames without a voxel may be left out: a tumor in two places of a scan from head to foot. More is a lie that costs memory. */
const MOST_SPARSE_SLICES = 4096;
const MOST_SLICES_PER_FRAME = 4;
/** Half of the full value or more: the voxel is rather inside than outside. */
const HALF = 0.5;

export interface ReadSegment {
  readonly number: number;
  readonly name: string;
  readonly algorithmType: string;
  readonly algorithmName: string;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number] | null;
  readonly type: CodedConcept | null;
  readonly laterality: CodedConcept | null;
}

export interface SegmentationObject {
  readonly form: 'binary' | 'fractional' | 'label-map';
  readonly frameOfReferenceUid: string | null;
  readonly studyUid: string;
  /** Series that the object says it was made from. */
  readonly sourceSeriesUids: readonly string[];
  readonly manufacturer: string;
  readonly softwareVersions: string;
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
  readonly segments: readonly ReadSegment[];
  /** Labels to bring onto another grid, one layer after another: in each, a voxel has one segment's number or 0. */
  layers(): AsyncGenerator<{ readonly numbers: readonly number[]; readonly values: Int16Array }>;
}

/** Whether a file is a segmentation by its class. */
export function isSegmentation(bytes: Uint8Array): boolean {
  const parsed = parseHeader(bytes);
  const sopClass = parsed && parsed !== 'broken' ? (parsed.dataSet.string('x00080016') ?? '') : '';
  return sopClass === SEGMENTATION || sopClass === LABEL_MAP;
}

/**
 * Reads a DICOM Segmentation: binary, fractional (a voxel belongs where it reaches half of the full value), or label map;
 * segments may overlap, and frames without a voxel may be missing.
 *
 * @throws SegmentationNotReadError when frames have no place in the patient, or do not lie in one stack; later what the
 *   decoding of pixels throws
 */
export function readSegmentation(bytes: Uint8Array, decoders: FrameDecoders): SegmentationObject {
  const file: StudyFile = { path: 'segmentation', bytes: bytes.length, read: async () => bytes };
  const parsed = parseHeader(bytes);
  const object = parsed && parsed !== 'broken' ? readObject(parsed, file) : null;
  if (!parsed || parsed === 'broken' || !object) throw new SegmentationNotReadError('The segmentation has no pixels.');
  refuseUnreadable(object);
  const { dataSet } = parsed;
  const form = formOf((dataSet.string('x00620001') ?? '').trim());
  const places = object.frames.map(({ place }) => {
    if (!place) throw new SegmentationNotReadError('A frame of the segmentation has no place in the patient.');
    return place;
  });
  const { dimensions, ijkToLps, slices } = stackOf(places, object, statedSpacing(dataSet));
  const numbers = form === 'label-map' ? places.map(() => 0) : segmentNumbers(dataSet, places.length);
  const segments = segmentsIn(dataSet);
  const fullValue = form === 'fractional' ? (dataSet.uint16('x0062000e') ?? 255) : 1;
  const text = (tag: string) => (dataSet.string(tag) ?? '').trim();
  return {
    form,
    frameOfReferenceUid: text('x00200052') || null,
    studyUid: text('x0020000d'),
    sourceSeriesUids: (dataSet.elements.x00081115?.items ?? []).flatMap(
      ({ dataSet: item }) => item?.string('x0020000e')?.trim() ?? [],
    ),
    manufacturer: text('x00080070'),
    softwareVersions: text('x00181020').replaceAll('\\', ' '),
    dimensions,
    ijkToLps,
    segments,
    async *layers() {
      const read = (frames: readonly number[]) => decodeFrames(object, frames, decoders);
      const shape = { perSlice: dimensions[0] * dimensions[1], slices, count: dimensions[2] };
      if (form === 'label-map') {
        const frames = places.map((_, n) => n);
        const values = await layerOf(read, frames, shape, (value) => value);
        yield { numbers: segments.map(({ number }) => number), values };
        return;
      }
      for (const { number } of segments) {
        const frames = numbers.flatMap((shown, n) => (shown === number ? [n] : []));
        const least = form === 'fractional' ? fullValue * HALF : 1;
        yield {
          numbers: [number],
          values: await layerOf(read, frames, shape, (value) => (value >= least ? number : 0)),
        };
      }
    },
  };
}

/** A palette changes what is shown, not which segment it is. */
function refuseUnreadable(object: ImageObject): void {
  const refusal = formatRefusal({ ...object.format, photometric: 'MONOCHROME2' });
  if (refusal) throw refusal;
  refuseSize([object]);
}

function formOf(stated: string): SegmentationObject['form'] {
  if (stated === 'BINARY') return 'binary';
  if (stated === 'FRACTIONAL') return 'fractional';
  if (stated === 'LABELMAP') return 'label-map';
  throw new SegmentationNotReadError(`The segmentation is of the unknown type "${stated.slice(0, 16)}".`);
}

/** Positions sharper than this along and across the normal, in mm, are one; DS holds six decimals at least. */
const SAME_MM = 0.02;
const SAME_COSINE = 1e-4;

/** One grid that holds every frame: slices between frames, where nothing was stored, included. */
function stackOf(
  places: readonly FramePlace[],
  { format: { columns, rows } }: ImageObject,
  statedMm: number | null,
): { dimensions: Dimensions; ijkToLps: IjkToLps; slices: number[] } {
  const first = places[0];
  if (!first) throw new SegmentationNotReadError('The segmentation has no frames.');
  const same = (u: Triple, v: Triple) => u.every((part, n) => Math.abs(part - v[n]!) < SAME_COSINE);
  const normal = normalOf(first);
  const along = places.map((place) => {
    const { rowDirection, columnDirection, pixelSpacingMm, positionLps } = place;
    if (
      !same(rowDirection, first.rowDirection) ||
      !same(columnDirection, first.columnDirection) ||
      Math.abs(pixelSpacingMm.i - first.pixelSpacingMm.i) > SAME_COSINE ||
      Math.abs(pixelSpacingMm.j - first.pixelSpacingMm.j) > SAME_COSINE
    )
      throw new SegmentationNotReadError('The frames of the segmentation have several orientations or spacings.');
    const way = tripleOf(positionLps.map((at, n) => at - first.positionLps[n]!));
    const height = dot(normal, way);
    if (way.some((part, n) => Math.abs(part - height * normal[n]!) > SAME_MM))
      throw new SegmentationNotReadError('The frames of the segmentation lie beside each other, not in one stack.');
    return height;
  });
  const spacingMm = stepOf(along, statedMm);
  const lowest = Math.min(...along);
  const slices = along.map((height) => Math.round((height - lowest) / spacingMm));
  const count = Math.max(...slices) + 1;
  if (count > Math.max(MOST_SPARSE_SLICES, MOST_SLICES_PER_FRAME * places.length))
    throw new SegmentationNotReadError(
      `The ${places.length} frames of the segmentation lie in a stack of ${count} slices, which nobody scans.`,
    );
  const step = (direction: Triple, mm: number): Triple => [direction[0] * mm, direction[1] * mm, direction[2] * mm];
  const origin = first.positionLps.map((at, n) => at + lowest * normal[n]!) as unknown as typeof first.positionLps;
  return {
    dimensions: [columns, rows, count],
    ijkToLps: ijkToLpsFrom(
      step(first.rowDirection, first.pixelSpacingMm.i),
      step(first.columnDirection, first.pixelSpacingMm.j),
      step(normal, spacingMm),
      origin,
    ),
    slices,
  };
}

/** The distance between slices: what is stated, where it fits the positions; else the smallest gap, if all others are multiples. */
function stepOf(along: readonly number[], statedMm: number | null): number {
  const sorted = [...along].sort((a, b) => a - b);
  const gaps = sorted.slice(1).flatMap((at, n) => (at - sorted[n]! > SAME_MM ? [at - sorted[n]!] : []));
  if (gaps.length === 0) return statedMm ?? 1;
  const fits = (step: number) =>
    sorted.every(
      (at) => Math.abs((at - sorted[0]!) / step - Math.round((at - sorted[0]!) / step)) * step < 2 * SAME_MM,
    );
  if (statedMm !== null && fits(statedMm)) return statedMm;
  const smallest = Math.min(...gaps);
  if (fits(smallest)) return smallest;
  throw new SegmentationNotReadError('The frames of the segmentation lie at uneven distances.');
}

function statedSpacing(dataSet: DataSet): number | null {
  const measures =
    dataSet.elements.x52009229?.items?.[0]?.dataSet?.elements.x00289110?.items?.[0]?.dataSet ??
    dataSet.elements.x52009230?.items?.[0]?.dataSet?.elements.x00289110?.items?.[0]?.dataSet;
  const stated = measures?.floatString('x00180088') ?? measures?.floatString('x00180050');
  return stated !== undefined && stated > 0 ? stated : null;
}

/** Which segment each frame shows. */
function segmentNumbers(dataSet: DataSet, frames: number): number[] {
  const numberIn = (set: DataSet | undefined) =>
    set?.elements.x0062000a?.items?.[0]?.dataSet?.uint16('x0062000b') ?? null;
  const shared = numberIn(dataSet.elements.x52009229?.items?.[0]?.dataSet);
  const perFrame = dataSet.elements.x52009230?.items ?? [];
  return Array.from({ length: frames }, (_, n) => {
    const number = numberIn(perFrame[n]?.dataSet) ?? shared;
    if (number === null) throw new SegmentationNotReadError(`Frame ${n + 1} of the segmentation names no segment.`);
    return number;
  });
}

function segmentsIn(dataSet: DataSet): ReadSegment[] {
  const segments = (dataSet.elements.x00620002?.items ?? []).flatMap(({ dataSet: item }) => {
    const number = item?.uint16('x00620004');
    // 0 is the background of a label map.
    if (!item || number === undefined || number === 0) return [];
    const text = (tag: string) => (item.string(tag) ?? '').trim();
    const lab = item.elements.x0062000d?.length === 6 ? [0, 1, 2].map((n) => item.uint16('x0062000d', n)!) : null;
    return [
      {
        number,
        name: utf8(item, 'x00620005') || `Segment ${number}`,
        algorithmType: text('x00620008'),
        algorithmName: text('x00620009'),
        color: lab ? sRgbOf(lab as [number, number, number]) : null,
        type: codeIn(item, 'x0062000f'),
        laterality: codeInside(item, 'x0062000f', 'x00620011') ?? codeInside(item, 'x00082218', 'x00082220'),
      },
    ];
  });
  if (segments.length === 0) throw new SegmentationNotReadError('The segmentation names no segment.');
  return segments;
}

/** Text that may go beyond ASCII: as UTF-8 where it is that, else byte by byte. */
function utf8(set: DataSet, tag: string): string {
  const element = set.elements[tag];
  if (!element) return '';
  const bytes = set.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const text = new TextDecoder().decode(bytes.slice());
  return (text.includes('\ufffd') ? (set.string(tag) ?? '') : text).replaceAll('\0', '').trim();
}

async function decodeFrames(
  object: ImageObject,
  frames: readonly number[],
  decoders: FrameDecoders,
): Promise<Int16Array> {
  const { rows, columns } = object.format;
  const values = new Int16Array(rows * columns * frames.length);
  const plan = {
    frames: frames.map((frameInObject) => ({
      place: object.frames[frameInObject]!.place!,
      object: 0,
      frameInObject,
      phase: '',
    })),
    // Palette and padding change what is shown, not which segment it is.
    objects: frames.map(() => ({ ...object, format: { ...object.format, photometric: 'MONOCHROME2', padding: null } })),
    rescales: frames.map(() => null),
    rows,
    columns,
    modality: 'other' as const,
    storage: { offset: 0, scale: 1, hu: false },
    valueScale: { slope: 1, intercept: 0, unit: 'arbitrary' as const },
    roundedTo: 0,
  };
  const [shared] = plan.objects;
  // One and the same object for every frame, so that its file is opened once.
  await decodeStack({ ...plan, objects: frames.map(() => shared!) }, values, { decoders });
  return values;
}

/** Frames put where they belong in the stack, each value told by a rule. */
async function layerOf(
  read: (frames: readonly number[]) => Promise<Int16Array>,
  frames: readonly number[],
  { perSlice, slices, count }: { perSlice: number; slices: readonly number[]; count: number },
  rule: (value: number) => number,
): Promise<Int16Array> {
  const out = new Int16Array(perSlice * count);
  const values = await read(frames);
  frames.forEach((frame, n) => {
    const to = slices[frame]! * perSlice;
    for (let v = 0; v < perSlice; v++) {
      const told = rule(values[n * perSlice + v]!);
      if (told !== 0) out[to + v] = told;
    }
  });
  return out;
}
