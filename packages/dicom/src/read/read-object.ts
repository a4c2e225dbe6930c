import { directionLps, type FramePlace, pointLps, type Triple } from '@specola/space';
import type { DataSet } from 'dicom-parser';
import { type CodestreamShape, codestreamShape } from '../decode/codestream-shape.ts';
import type { StudyFile } from '../study-file.ts';
import { type Packing, type TransferSyntax, transferSyntaxOf } from '../transfer-syntax.ts';
import { type ObjectFacts, objectFactsOf } from './object-facts.ts';
import type { ParsedHeader } from './parse-header.ts';

/** How the stored bits of an image make numbers. Source: DICOM PS3.3 C.7.6.3. */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly photometric: string;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** Pixel Representation as stated: 0 unsigned, 1 signed; any other number tells neither, and is refused. */
  readonly pixelRepresentation: number;
  /** Pixels are numbers of IEEE 754, of 32 or 64 bits, not whole ones. */
  readonly floating: boolean;
  /** Raw values that stand for "no pixel here", both ends included, as 16-bit words. */
  readonly padding: { readonly fromRaw: number; readonly toRaw: number } | null;
}

/** Raw to real values: slope · raw + intercept. Null where the object states none. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
}

/** One frame of an object, before frames are stacked. */
export interface FrameHeader {
  readonly place: FramePlace | null;
  readonly rescale: Rescale | null;
  readonly localizer: boolean;
  /** What may tell one phase from another, in the order of PHASE_TAGS. */
  readonly phaseKeys: readonly string[];
}

/** One DICOM object with pixels. Its pixels stay in the file: this says where. */
export interface ImageObject {
  readonly file: StudyFile;
  /** What sentences call it: the file's name, or its instance number if the name holds an identity. */
  readonly label: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly instanceNumber: number;
  readonly imageType: readonly string[];
  readonly format: PixelFormat;
  readonly transferSyntax: TransferSyntax;
  /** Offset of the pixel data's value in the file (in the inflated stream if deflated), and its stated length; −1 if undefined. */
  readonly pixelOffset: number;
  readonly pixelBytes: number;
  /** Pixels lie in 16-bit words whose bytes are swapped (big endian, OW), whatever they hold. */
  readonly swappedWords: boolean;
  /** Where deflated bytes begin in the file. */
  readonly deflatedFrom: number;
  /** Extended Offset Table (7FE0,0001): where each packed frame begins; mostly empty. */
  readonly longOffsets: readonly number[];
  /** What the first packed frame says of itself; 'none': nothing that is one; null: not packed so, or not at hand. */
  readonly codestream: CodestreamShape | 'none' | null;
  readonly frames: readonly FrameHeader[];
  readonly facts: ObjectFacts;
}

/** What makes frames at one place differ: time, heart phase, echo, filter, acquisition. The order is that of trial. */
export const PHASE_TAGS: readonly (readonly [tag: string, name: string])[] = [
  ['x00200100', 'temporal position'],
  ['x00209128', 'temporal position'],
  ['x00189241', 'cardiac phase'],
  ['x00181060', 'trigger time'],
  ['x00180086', 'echo'],
  ['x00181210', 'kernel'],
  ['x00080008', 'image type'],
  ['x00200012', 'acquisition'],
  ['x00189087', 'b-value'],
  ['x00080032', 'acquisition time'],
  ['x00080033', 'content time'],
];

/** Reads an object's header; null when it holds no image. */
export function readObject(parsed: ParsedHeader, file: StudyFile): ImageObject | null {
  const { dataSet } = parsed;
  const floating = dataSet.elements.x7fe00008 ?? dataSet.elements.x7fe00009;
  const pixels = dataSet.elements.x7fe00010 ?? floating;
  const rows = dataSet.uint16('x00280010');
  const columns = dataSet.uint16('x00280011');
  if (!pixels || !rows || !columns) return null;
  const instanceNumber = dataSet.intString('x00200013') ?? 0;
  const transferSyntax = transferSyntaxOf(parsed.transferSyntaxUid);
  const frames = framesOf(dataSet);
  return {
    file,
    // Never by its file name: exports are often named after the patient, whatever the header says.
    label: `image ${instanceNumber}`,
    sopClassUid: dataSet.string('x00080016') ?? '',
    sopInstanceUid: dataSet.string('x00080018') ?? '',
    instanceNumber,
    imageType: listOf(dataSet.string('x00080008')),
    format: pixels === floating ? floatFormat(dataSet, rows, columns) : formatOf(dataSet, rows, columns),
    transferSyntax,
    pixelOffset: pixels.dataOffset - parsed.shift,
    pixelBytes: pixels.hadUndefinedLength ? -1 : pixels.length,
    swappedWords: transferSyntax.bigEndian && pixels.vr !== 'OB',
    deflatedFrom: parsed.deflatedFrom,
    longOffsets: longOffsetsOf(dataSet),
    codestream: firstCodestream(transferSyntax.packing, dataSet.byteArray, {
      offset: pixels.dataOffset,
      whole: dataSet.byteArray.length >= file.bytes,
    }),
    frames,
    facts: objectFactsOf(dataSet),
  };
}

/** In the item after the offset table; the bytes at hand may end before it, or in it. */
function firstCodestream(
  packing: Packing,
  bytes: Uint8Array,
  { offset, whole }: { offset: number; whole: boolean },
): CodestreamShape | 'none' | null {
  if (!['jpeg', 'jpeg-ls', 'j2k', 'htj2k'].includes(packing)) return null;
  const notYet = whole ? 'none' : null;
  if (offset + 8 > bytes.length) return notYet;
  const table = new DataView(bytes.buffer, bytes.byteOffset + offset + 4, 4).getUint32(0, true);
  return codestreamShape(bytes.subarray(offset + 8 + table + 8)) ?? notYet;
}

/** The Extended Offset Table (7FE0,0001); empty where there is none. */
export function longOffsetsOf(dataSet: DataSet): number[] {
  const table = dataSet.elements.x7fe00001;
  if (!table || table.dataOffset + table.length > dataSet.byteArray.length) return [];
  const { byteArray } = dataSet;
  const view = new DataView(byteArray.buffer, byteArray.byteOffset + table.dataOffset, table.length);
  return Array.from({ length: table.length >> 3 }, (_, n) => Number(view.getBigUint64(8 * n, true)));
}

function formatOf(dataSet: DataSet, rows: number, columns: number): PixelFormat {
  const bitsAllocated = dataSet.uint16('x00280100') ?? 16;
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated;
  // The padding's VR follows the pixels' sign, but files mix US and SS: as a 16-bit word both read the same.
  const padding = dataSet.uint16('x00280120');
  const limit = dataSet.uint16('x00280121') ?? padding;
  const pixelRepresentation = dataSet.uint16('x00280103') ?? 0;
  return {
    rows,
    columns,
    samplesPerPixel: dataSet.uint16('x00280002') ?? 1,
    photometric: (dataSet.string('x00280004') ?? 'MONOCHROME2').trim(),
    bitsAllocated,
    bitsStored,
    highBit: dataSet.uint16('x00280102') ?? bitsStored - 1,
    signed: pixelRepresentation === 1,
    pixelRepresentation,
    floating: false,
    padding: padding === undefined || limit === undefined ? null : { fromRaw: padding, toRaw: limit },
  };
}

/** Float Pixel Data (7FE0,0008) or Double Float Pixel Data (7FE0,0009). Source: DICOM PS3.3 C.7.6.24, C.7.6.25. */
function floatFormat(dataSet: DataSet, rows: number, columns: number): PixelFormat {
  const bits = dataSet.elements.x7fe00008 ? 32 : 64;
  const integers = formatOf(dataSet, rows, columns);
  return {
    ...integers,
    bitsAllocated: bits,
    bitsStored: bits,
    highBit: bits - 1,
    signed: true,
    floating: true,
    padding: null,
  };
}

/** More frames than any object has; a file that states more cannot hold them, and is refused for that. */
const MOST_FRAMES = 100_000;

/**
 * Single-frame objects state everything at the top; enhanced ones in shared and per-frame functional groups (PS3.3
 * C.7.6.16); those with a Grid Frame Offset Vector lie along their normal (C.8.8.3.2).
 */
function framesOf(dataSet: DataSet): FrameHeader[] {
  const shared = dataSet.elements.x52009229?.items?.[0]?.dataSet;
  const perFrame = dataSet.elements.x52009230?.items;
  const stated = dataSet.intString('x00280008') ?? perFrame?.length ?? 1;
  const count = Math.max(1, Math.min(Number.isFinite(stated) ? stated : 1, MOST_FRAMES));
  if (!perFrame || perFrame.length < count) {
    const only = frameFrom(shared ? [...groupsIn([shared]), dataSet] : [dataSet]);
    if (count <= 1) return [only];
    const offsets = listOf(dataSet.string('x3004000c')).map(Number);
    // One header stands for all where nothing places them: a count that is a lie costs next to nothing.
    if (offsets.length !== count) return Array<FrameHeader>(count).fill({ ...only, place: null });
    return offsets.map((_, n) => ({ ...only, place: placeAlong(only.place, offsets, n) }));
  }
  return perFrame
    .slice(0, count)
    .map((item) => frameFrom([...groupsIn([item.dataSet, shared].filter((set) => set !== undefined)), dataSet]));
}

const groupsIn = (sets: readonly DataSet[]): DataSet[] =>
  sets.flatMap((set) => Object.values(set.elements).flatMap((e) => e.items?.[0]?.dataSet ?? []));

/** Offsets that begin with 0 are counted from the position; those that begin with its z are places along z. */
function placeAlong(first: FramePlace | null, offsetsMm: readonly number[], n: number): FramePlace | null {
  if (!first || !offsetsMm.every(Number.isFinite)) return null;
  const [r, c] = [first.rowDirection, first.columnDirection];
  const normal: Triple = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
  const along = offsetsMm[n]! - offsetsMm[0]!;
  const [x, y, z] = [0, 1, 2].map((axis) => first.positionLps[axis]! + along * normal[axis]!);
  return { ...first, positionLps: pointLps(x!, y!, z!) };
}

/** Looks each value up in the sets in order: the frame's own groups first. */
function frameFrom(sets: readonly DataSet[]): FrameHeader {
  const text = (tag: string): string | undefined => {
    for (const set of sets) if (set.elements[tag]) return set.string(tag);
    return undefined;
  };
  const numbers = (tag: string) => listOf(text(tag)).map(Number);
  const position = numbers('x00200032');
  const orientation = numbers('x00200037');
  const spacing = numbers('x00280030');
  const slope = Number(text('x00281053') ?? Number.NaN);
  const intercept = Number(text('x00281052') ?? Number.NaN);
  const imageType = listOf(text('x00089007') ?? text('x00080008'));
  return {
    place: placeFrom(position, orientation, spacing),
    rescale: Number.isFinite(intercept) ? { slope: Number.isFinite(slope) ? slope : 1, intercept } : null,
    localizer: imageType.some((type) => /^(LOCALIZER|SCOUT|TOPOGRAM|SURVIEW|REF_SURVIEW)$/i.test(type)),
    phaseKeys: PHASE_TAGS.map(([tag]) => (tag === 'x00080008' ? imageType.join('\\') : keyText(sets, tag))),
  };
}

/** Text tags as text; binary ones (temporal position index, b-value, cardiac phase) by their bytes. */
function keyText(sets: readonly DataSet[], tag: string): string {
  for (const set of sets) {
    const element = set.elements[tag];
    if (!element) continue;
    if (element.vr === 'FD') return String(set.double(tag) ?? '');
    if (element.vr === 'UL') return String(set.uint32(tag) ?? '');
    return set.string(tag) ?? '';
  }
  return '';
}

function placeFrom(
  position: readonly number[],
  orientation: readonly number[],
  spacing: readonly number[],
): FramePlace | null {
  if (position.length !== 3 || orientation.length !== 6 || spacing.length !== 2) return null;
  if (![...position, ...orientation, ...spacing].every(Number.isFinite)) return null;
  const row = unit(orientation.slice(0, 3));
  const column = unit(orientation.slice(3));
  // Rows and columns must be perpendicular: 1e-3 is sixteen-character rounding and then some.
  if (!row || !column || Math.abs(dot(row, column)) > 1e-3 || !(spacing[0]! > 0) || !(spacing[1]! > 0)) return null;
  return {
    positionLps: pointLps(position[0]!, position[1]!, position[2]!),
    rowDirection: directionLps(...row),
    columnDirection: directionLps(...column),
    pixelSpacingMm: { i: spacing[1]!, j: spacing[0]! },
  };
}

function unit([x, y, z]: readonly number[]): Triple | null {
  const length = Math.sqrt(x! ** 2 + y! ** 2 + z! ** 2);
  return Math.abs(length - 1) < 1e-2 ? [x! / length, y! / length, z! / length] : null;
}

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const listOf = (text: string | undefined): string[] => (text ? text.split('\\').map((part) => part.trim()) : []);
