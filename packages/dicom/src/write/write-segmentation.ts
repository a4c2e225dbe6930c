import { BrokenPromiseError, type Dimensions, type IjkToLps, pointIjk, toLps } from '@specola/space';
import { SegmentsOverlapError } from '../errors.ts';
import {
  commonInstanceReference,
  EXPLICIT_VR_LITTLE_ENDIAN,
  type ExportContext,
  equipmentModules,
  finishObject,
  frameOfReferenceModule,
  type InstanceReference,
  type Predecessor,
  predecessorSeries,
  seriesModule,
  sourceItem,
  sourceSeries,
  type WrittenObject,
} from './common-modules.ts';
import { derivedUid, sha256OfText } from './derived-uid.ts';
import { type CodedConcept, codeSequence, element, plainText, sequence } from './elements.ts';
import { encapsulate, encodeRle } from './encode-rle.ts';
import { imageGridOf } from './image-grid.ts';
import { type LabelSlices, labelsPerSlice, packSegments, type SegmentFrame, sliceOf } from './pack-segments.ts';
import { backgroundItem, type SegmentToWrite, segmentItem } from './segment-items.ts';
import { type DicomElement, decimalString } from './write-part10.ts';

export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';
export const LABEL_MAP_SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.7';
const RLE_LOSSLESS = '1.2.840.10008.1.2.5';

const SOURCE_IMAGE: CodedConcept = {
  value: '121322',
  scheme: 'DCM',
  meaning: 'Source image for image processing operation',
};
const SEGMENTED: CodedConcept = { value: '113076', scheme: 'DCM', meaning: 'Segmentation' };

export interface SegmentationToWrite {
  readonly labels: LabelSlices;
  readonly dimensions: Dimensions;
  /** Of the map; rows and columns perpendicular. */
  readonly ijkToLps: IjkToLps;
  readonly frameOfReferenceUid: string;
  readonly segments: readonly SegmentToWrite[];
  /** For each slice k the frame of the source that lies exactly there; null where none does. */
  readonly sourceFrames: readonly (InstanceReference | null)[];
  /** `binary`: one bit a pixel, a frame for each segment, which every PACS takes. `label-map`: one byte a pixel, RLE. */
  readonly form: 'binary' | 'label-map';
  /** At most 16 capitals, digits, blanks and underscores. */
  readonly contentLabel: string;
  readonly description: string;
  readonly predecessor?: Predecessor;
}

/**
 * A DICOM Segmentation (PS3.3 A.51) or Label Map Segmentation (A.51, Sup 243). Frames without a voxel are left out.
 *
 * @throws SegmentsOverlapError when a label map is asked for of segments in several layers
 * @throws BrokenPromiseError when no voxel carries the label of a segment, or labels are not 1 to 255 and unique
 */
export async function writeSegmentation(
  context: ExportContext,
  { seriesNumber, ...what }: SegmentationToWrite & { seriesNumber: number },
): Promise<WrittenObject> {
  const { segments, form } = what;
  checkLabels(segments, form);
  const frames = framesOf(what);
  if (frames.length === 0) throw new BrokenPromiseError('A segmentation is written of voxels, and there are none.');
  const binary = form === 'binary';
  const series = await seriesModule(context, { modality: 'SEG', number: seriesNumber, description: what.description });
  const sopClassUid = binary ? SEGMENTATION_STORAGE : LABEL_MAP_SEGMENTATION_STORAGE;
  return finishObject(context, {
    sopClassUid,
    seriesUid: series.uid,
    transferSyntaxUid: binary ? EXPLICIT_VR_LITTLE_ENDIAN : RLE_LOSSLESS,
    modules: [
      series.elements,
      frameOfReferenceModule(what.frameOfReferenceUid, context.source.positionReferenceIndicator),
      equipmentModules(context),
      imageModules(context, what, frames.length),
      await segmentationModule(context, what),
      await functionalGroups(what, frames),
      references(context, what),
      [pixelData(what, frames)],
    ],
  });
}

function checkLabels(segments: readonly SegmentToWrite[], form: SegmentationToWrite['form']): void {
  if (segments.some(({ label }) => !Number.isInteger(label) || label < 1 || label > 255))
    throw new BrokenPromiseError('Labels of a segmentation are whole numbers from 1 to 255.');
  if (new Set(segments.map(({ label, layer }) => 256 * layer + label)).size !== segments.length)
    throw new BrokenPromiseError('Two segments of a layer carry one label.');
  if (form === 'label-map' && layersOf(segments).length > 1) throw new SegmentsOverlapError();
}

const layersOf = (segments: readonly SegmentToWrite[]): number[] => [...new Set(segments.map(({ layer }) => layer))];

const stackOf = ({ dimensions: [columns, rows, slices] }: SegmentationToWrite) => ({
  perSlice: rows * columns,
  slices,
});

/** Binary: segment by segment, each from its first slice to its last. Label map: every slice that any segment reaches. */
function framesOf(what: SegmentationToWrite): SegmentFrame[] {
  const { segments, labels, form } = what;
  const stack = stackOf(what);
  const held = new Map(layersOf(segments).map((layer) => [layer, labelsPerSlice(labels, layer, stack)]));
  const all = Array.from({ length: stack.slices }, (_, k) => k);
  const has = ({ label, layer }: SegmentToWrite, k: number) => held.get(layer)![256 * k + label] === 1;
  if (form === 'label-map')
    return all
      .filter((k) => segments.some((segment) => has(segment, k)))
      .map((k) => ({ label: 0, layer: segments[0]!.layer, k }));
  return segments.flatMap((segment) =>
    all.filter((k) => has(segment, k)).map((k) => ({ label: segment.label, layer: segment.layer, k })),
  );
}

/** General Image, Image Pixel and Segmentation Image. Source: PS3.3 C.7.6.1, C.7.6.3, C.8.20.2, C.8.20.5 (Sup 243). */
function imageModules(
  { when }: ExportContext,
  { dimensions: [columns, rows], form, segments, contentLabel, description }: SegmentationToWrite,
  frames: number,
): DicomElement[] {
  const bits = form === 'binary' ? 1 : 8;
  return [
    element(0x00080008, 'CS', 'DERIVED\\PRIMARY'),
    element(0x00080023, 'DA', when.date),
    element(0x00080033, 'TM', when.time),
    element(0x00200013, 'IS', '1'),
    element(0x00280002, 'US', [1]),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280008, 'IS', String(frames)),
    element(0x00280010, 'US', [rows]),
    element(0x00280011, 'US', [columns]),
    element(0x00280100, 'US', [bits]),
    element(0x00280101, 'US', [bits]),
    element(0x00280102, 'US', [bits - 1]),
    element(0x00280103, 'US', [0]),
    ...(form === 'label-map' ? [element(0x00280120, 'US', [0])] : []),
    element(0x00280301, 'CS', 'NO'),
    element(0x00282110, 'CS', '00'),
    element(0x00620001, 'CS', form === 'binary' ? 'BINARY' : 'LABELMAP'),
    element(0x00620013, 'CS', layersOf(segments).length > 1 ? 'YES' : 'NO'),
    element(0x00700080, 'CS', contentLabel),
    element(0x00700081, 'LO', plainText(description)),
    element(0x00700084, 'PN', ''),
  ];
}

/** Segment numbers of a binary object count from 1; those of a label map are its values. */
const numberOf = (form: SegmentationToWrite['form'], segment: SegmentToWrite, at: number): number =>
  form === 'binary' ? at + 1 : segment.label;

async function segmentationModule(
  { source }: ExportContext,
  { segments, form }: SegmentationToWrite,
): Promise<DicomElement[]> {
  const trackingSeed = `${source.studyUid} ${source.seriesUid}`;
  const items = await Promise.all(
    segments.map((segment, at) => segmentItem(segment, { number: numberOf(form, segment, at), trackingSeed })),
  );
  const background = form === 'label-map' ? [backgroundItem(segments[0]!.algorithm)] : [];
  return [sequence(0x00620002, ...background, ...items)];
}

/** Source: PS3.3 C.7.6.16 with the macros of A.51.5, and Multi-frame Dimension C.7.6.17. */
async function functionalGroups(what: SegmentationToWrite, frames: readonly SegmentFrame[]): Promise<DicomElement[]> {
  const { dimensions, ijkToLps, segments, sourceFrames, form } = what;
  const grid = imageGridOf(ijkToLps);
  const seed = ['dimensions', what.frameOfReferenceUid, dimensions, ijkToLps, form];
  const organization = element(0x00209164, 'UI', derivedUid(await sha256OfText(JSON.stringify(seed))));
  const index = (pointer: number, group: number, label: string) => [
    organization,
    element(0x00209165, 'AT', [pointer]),
    element(0x00209167, 'AT', [group]),
    element(0x00209421, 'LO', label),
  ];
  const bySegment = form === 'binary' ? [index(0x0062000b, 0x0062000a, 'Segment Number')] : [];
  const segmentAt = new Map(segments.map(({ label, layer }, at) => [256 * layer + label, at + 1]));
  const placeAt = new Map([...new Set(frames.map(({ k }) => k))].sort((a, b) => a - b).map((k, n) => [k, n + 1]));
  const perFrame = frames.map(({ label, layer, k }) => {
    const source = sourceFrames[k];
    const segment = segmentAt.get(256 * layer + label) ?? 0;
    const place = placeAt.get(k)!;
    const position = toLps(pointIjk(0, 0, k), ijkToLps)
      .map(decimalString)
      .join('\\');
    return [
      ...(source ? [derivationImage(source)] : []),
      sequence(0x00209111, [element(0x00209157, 'UL', form === 'binary' ? [segment, place] : [place])]),
      sequence(0x00209113, [element(0x00200032, 'DS', position)]),
      ...(form === 'binary' ? [sequence(0x0062000a, [element(0x0062000b, 'US', [segment])])] : []),
    ];
  });
  const orientation = [...grid.rowDirection, ...grid.columnDirection].map(decimalString).join('\\');
  return [
    sequence(0x00209221, [organization]),
    sequence(0x00209222, ...bySegment, index(0x00200032, 0x00209113, 'Image Position (Patient)')),
    sequence(0x52009229, [
      sequence(0x00209116, [element(0x00200037, 'DS', orientation)]),
      sequence(0x00289110, [
        element(0x00180050, 'DS', decimalString(grid.spacingMm[2])),
        element(0x00180088, 'DS', decimalString(grid.spacingMm[2])),
        element(0x00280030, 'DS', [grid.spacingMm[1], grid.spacingMm[0]].map(decimalString).join('\\')),
      ]),
    ]),
    sequence(0x52009230, ...perFrame),
  ];
}

const derivationImage = (source: InstanceReference): DicomElement =>
  sequence(0x00089124, [
    sequence(0x00082112, [...sourceItem(source, SOURCE_IMAGE), element(0x0028135a, 'CS', 'YES')]),
    codeSequence(0x00089215, SEGMENTED),
  ]);

/** Common Instance Reference, and in General Reference (PS3.3 C.12.4) the version that this one was edited from. */
function references(context: ExportContext, { predecessor }: SegmentationToWrite): DicomElement[] {
  return [
    ...commonInstanceReference(context, [sourceSeries(context), ...predecessorSeries(predecessor)]),
    ...(predecessor ? [sequence(0x0008114a, sourceItem(predecessor, EDITED_FROM))] : []),
  ];
}

const EDITED_FROM: CodedConcept = { value: '129010', scheme: 'DCM', meaning: 'Edited Model' };

function pixelData(what: SegmentationToWrite, frames: readonly SegmentFrame[]): DicomElement {
  const { labels, form, dimensions } = what;
  const stack = stackOf(what);
  if (form === 'binary') return element(0x7fe00010, 'OB', packSegments(labels, frames, stack));
  const packed = frames.map(({ k, layer }) => encodeRle(sliceOf(labels, k, layer, stack.perSlice), dimensions[0]));
  return element(0x7fe00010, 'OB', encapsulate(packed));
}
