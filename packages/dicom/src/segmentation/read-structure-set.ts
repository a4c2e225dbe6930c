import type { PlanarContour } from '@specola/space';
import type { DataSet } from 'dicom-parser';
import { parseHeader } from '../read/parse-header.ts';
import { StructureSetNotReadError } from './errors.ts';

const STRUCTURE_SET = '1.2.840.10008.5.1.4.1.1.481.3';

export interface RegionOfInterest {
  readonly number: number;
  readonly name: string;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number] | null;
  readonly generation: string;
  readonly contours: readonly PlanarContour[];
  /** Points and open lines, which enclose nothing. */
  readonly otherContours: number;
}

export interface StructureSet {
  /** Of the regions that have contours; several when regions lie in different frames. */
  readonly frameOfReferenceUids: readonly string[];
  readonly studyUid: string;
  readonly sourceSeriesUids: readonly string[];
  readonly manufacturer: string;
  readonly softwareVersions: string;
  readonly label: string;
  /** Those with at least one closed contour. */
  readonly regions: readonly RegionOfInterest[];
  /** Names of regions without one. */
  readonly empty: readonly string[];
}

/** Whether a file is an RT Structure Set by its class. */
export function isStructureSet(bytes: Uint8Array): boolean {
  const parsed = parseHeader(bytes);
  return parsed !== null && parsed !== 'broken' && parsed.dataSet.string('x00080016')?.trim() === STRUCTURE_SET;
}

/**
 * Reads the regions of an RT Structure Set with their closed contours. Source: DICOM PS3.3 C.8.8.5, C.8.8.6.
 *
 * @throws StructureSetNotReadError when no region has a closed contour, or a contour is damaged
 */
export function readStructureSet(bytes: Uint8Array): StructureSet {
  const parsed = parseHeader(bytes);
  if (parsed === null || parsed === 'broken') throw new StructureSetNotReadError('The structure set cannot be read.');
  const { dataSet } = parsed;
  const text = (set: DataSet | undefined, tag: string) => (set?.string(tag) ?? '').trim();
  const byNumber = new Map(
    itemsOf(dataSet, 'x30060039').map((item) => [item.intString('x30060084') ?? Number.NaN, item] as const),
  );
  const frames = new Set<string>();
  const regions: RegionOfInterest[] = [];
  const empty: string[] = [];
  for (const item of itemsOf(dataSet, 'x30060020')) {
    const number = item.intString('x30060022') ?? Number.NaN;
    const name = text(item, 'x30060026') || `ROI ${number}`;
    const drawn = byNumber.get(number);
    const all = drawn ? itemsOf(drawn, 'x30060040') : [];
    const closed = all.filter((contour) => /^CLOSED_?PLANAR/.test(text(contour, 'x30060042')));
    if (closed.length === 0) {
      empty.push(name);
      continue;
    }
    const frame = text(item, 'x30060024');
    if (frame) frames.add(frame);
    regions.push({
      number,
      name,
      color: colorOf(text(drawn, 'x3006002a')),
      generation: text(item, 'x30060036'),
      contours: closed.map((contour) => ({
        pointsLps: pointsOf(contour, name),
        exclusive: text(contour, 'x30060042').endsWith('XOR'),
      })),
      otherContours: all.length - closed.length,
    });
  }
  if (regions.length === 0) throw new StructureSetNotReadError('The structure set has no closed contour.');
  const own = text(dataSet, 'x00200052');
  return {
    frameOfReferenceUids: frames.size > 0 ? [...frames] : own ? [own] : [],
    studyUid: text(dataSet, 'x0020000d'),
    sourceSeriesUids: sourceSeriesOf(dataSet),
    manufacturer: text(dataSet, 'x00080070'),
    softwareVersions: text(dataSet, 'x00181020').replaceAll('\\', ' '),
    label: text(dataSet, 'x30060002'),
    regions,
    empty,
  };
}

const itemsOf = (set: DataSet, tag: string): DataSet[] =>
  (set.elements[tag]?.items ?? []).flatMap(({ dataSet }) => dataSet ?? []);

/** Referenced Frame of Reference Sequence > RT Referenced Study > RT Referenced Series. */
const sourceSeriesOf = (dataSet: DataSet): string[] =>
  itemsOf(dataSet, 'x30060010')
    .flatMap((frame) => itemsOf(frame, 'x30060012'))
    .flatMap((study) => itemsOf(study, 'x30060014'))
    .flatMap((series) => series.string('x0020000e')?.trim() ?? []);

function pointsOf(contour: DataSet, name: string): Float64Array {
  const element = contour.elements.x30060050;
  const bytes = element
    ? contour.byteArray.subarray(element.dataOffset, element.dataOffset + element.length)
    : new Uint8Array(0);
  const numbers = new TextDecoder('latin1').decode(bytes.slice()).split('\\').map(Number);
  const stated = contour.intString('x30060046');
  if (numbers.length % 3 !== 0 || numbers.some((value) => !Number.isFinite(value)))
    throw new StructureSetNotReadError(`A contour of "${name}" holds what is no list of points.`);
  if (stated !== undefined && stated !== numbers.length / 3)
    throw new StructureSetNotReadError(
      `A contour of "${name}" states ${stated} points and holds ${numbers.length / 3}.`,
    );
  return Float64Array.from(numbers);
}

function colorOf(text: string): [number, number, number] | null {
  const parts = text.split('\\').map(Number);
  const fine = parts.length === 3 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return fine ? [parts[0]!, parts[1]!, parts[2]!] : null;
}
