import { derivedUid, sha256, sha256OfText } from './derived-uid.ts';
import { type CodedConcept, codeSequence, element, inTagOrder, plainText, sequence } from './elements.ts';
import { withOwnText } from './own-text.ts';
import type { SourceHeader } from './source-header.ts';
import { type DicomElement, EXPLICIT_LITTLE, encodeElements, writePart10 } from './write-part10.ts';

export const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** Another object, by its class and its name. Frames count from 1; null where the object holds a single one. */
export interface InstanceReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly frame?: number | null;
}

/** A moment as DICOM writes it: YYYYMMDD and HHMMSS. An input: nothing here looks at a clock. */
export interface Moment {
  readonly date: string;
  readonly time: string;
}

/** What every object of one export shares. */
export interface ExportContext {
  readonly source: SourceHeader;
  /** The instances of the source series that it was made from. */
  readonly instances: readonly InstanceReference[];
  readonly when: Moment;
  readonly software: { readonly version: string; readonly gitCommit: string | null };
}

export interface WrittenObject {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly bytes: Uint8Array;
}

/** General Series or Encapsulated Document Series. Source: PS3.3 C.7.3.1, C.24.1. */
export async function seriesModule(
  { source, when }: ExportContext,
  { modality, number, description }: { modality: string; number: number; description: string },
): Promise<{ uid: string; elements: DicomElement[] }> {
  const seed = ['series', source.studyUid, source.seriesUid, modality, description, when.date, when.time];
  const uid = derivedUid(await sha256OfText(JSON.stringify(seed)));
  const elements = [
    element(0x00080021, 'DA', when.date),
    element(0x00080031, 'TM', when.time),
    element(0x00080060, 'CS', modality),
    element(0x0008103e, 'LO', plainText(description)),
    element(0x0020000e, 'UI', uid),
    element(0x00200011, 'IS', String(number)),
  ];
  return { uid, elements };
}

/** General Equipment and Enhanced General Equipment. Source: PS3.3 C.7.5.1, C.7.5.2. */
export function equipmentModules({ software: { version, gitCommit } }: ExportContext): DicomElement[] {
  return [
    element(0x00080070, 'LO', 'Specola'),
    element(0x00081090, 'LO', 'Specola'),
    // Type 1, and software has none: the standard wants some text.
    element(0x00181000, 'LO', 'software'),
    element(0x00181020, 'LO', gitCommit ? `${version}\\${gitCommit.slice(0, 40)}` : version),
  ];
}

/** Source: PS3.3 C.7.4.1. The indicator is type 2. */
export function frameOfReferenceModule(uid: string, positionReferenceIndicator: string): DicomElement[] {
  return [element(0x00200052, 'UI', uid), element(0x00201040, 'LO', positionReferenceIndicator)];
}

export const referenceItem = ({ sopClassUid, sopInstanceUid, frame }: InstanceReference): DicomElement[] => [
  element(0x00081150, 'UI', sopClassUid),
  element(0x00081155, 'UI', sopInstanceUid),
  ...(frame ? [element(0x00081160, 'IS', String(frame))] : []),
];

/** An instance as a source: the reference, and what it was for. */
export const sourceItem = (reference: InstanceReference, purpose: CodedConcept): DicomElement[] => [
  ...referenceItem(reference),
  codeSequence(0x0040a170, purpose),
];

/** Instances that an object refers to, with the series and study that hold them. */
export interface ReferencedSeries {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instances: readonly InstanceReference[];
}

/** Source: PS3.3 C.12.2: every instance that the object refers to, by series; those of other studies apart. */
export function commonInstanceReference({ source }: ExportContext, all: readonly ReferencedSeries[]): DicomElement[] {
  const filled = all.filter(({ instances }) => instances.length > 0);
  const bySeries = (ofStudy: readonly ReferencedSeries[]): DicomElement[][] =>
    [...Map.groupBy(ofStudy, ({ seriesUid }) => seriesUid)].map(([seriesUid, parts]) => [
      sequence(
        0x0008114a,
        ...parts.flatMap(({ instances }) =>
          instances.map(({ sopClassUid, sopInstanceUid }) => referenceItem({ sopClassUid, sopInstanceUid })),
        ),
      ),
      element(0x0020000e, 'UI', seriesUid),
    ]);
  const here = bySeries(filled.filter(({ studyUid }) => studyUid === source.studyUid));
  const elsewhere = Map.groupBy(
    filled.filter(({ studyUid }) => studyUid !== source.studyUid),
    ({ studyUid }) => studyUid,
  );
  const others = [...elsewhere].map(([studyUid, parts]) => [
    sequence(0x00081115, ...bySeries(parts)),
    element(0x0020000d, 'UI', studyUid),
  ]);
  return [
    ...(here.length > 0 ? [sequence(0x00081115, ...here)] : []),
    ...(others.length > 0 ? [sequence(0x00081200, ...others)] : []),
  ];
}

/** The source series as one of them. */
export const sourceSeries = ({ source, instances }: ExportContext): ReferencedSeries => ({
  studyUid: source.studyUid,
  seriesUid: source.seriesUid,
  instances,
});

export const predecessorSeries = (predecessor: Predecessor | undefined): ReferencedSeries[] =>
  predecessor ? [{ ...predecessor, instances: [predecessor] }] : [];

/** An earlier version, by the series and study that hold it. */
export interface Predecessor extends InstanceReference {
  readonly studyUid: string;
  readonly seriesUid: string;
}

/**
 * The finished object: modules in the order of tags, its SOP Instance UID derived from everything else in it, so that the
 * same input gives the same bytes and any other input another name.
 */
export async function finishObject(
  { source }: ExportContext,
  {
    sopClassUid,
    seriesUid,
    modules,
    transferSyntaxUid = EXPLICIT_VR_LITTLE_ENDIAN,
  }: {
    sopClassUid: string;
    seriesUid: string;
    modules: readonly (readonly DicomElement[])[];
    transferSyntaxUid?: string;
  },
): Promise<WrittenObject> {
  const { elements: own, characterSet } = withOwnText(source, modules.flat());
  const common = [
    ...(characterSet ? [element(0x00080005, 'CS', characterSet)] : []),
    element(0x00080016, 'UI', sopClassUid),
  ];
  const unnamed = inTagOrder(common, source.patientAndStudy, own);
  const content = encodeElements(unnamed, EXPLICIT_LITTLE);
  const sopInstanceUid = derivedUid(await sha256(content as Uint8Array<ArrayBuffer>));
  const elements = inTagOrder(unnamed, [element(0x00080018, 'UI', sopInstanceUid)]);
  const dataSet = encodeElements(elements, EXPLICIT_LITTLE);
  const bytes = writePart10({ sopClassUid, sopInstanceUid, transferSyntaxUid }, dataSet);
  return { sopClassUid, sopInstanceUid, seriesUid, bytes };
}
