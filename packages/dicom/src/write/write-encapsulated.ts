import { cieLabOf } from './cie-lab.ts';
import {
  commonInstanceReference,
  type ExportContext,
  equipmentModules,
  finishObject,
  frameOfReferenceModule,
  type InstanceReference,
  type Predecessor,
  predecessorSeries,
  referenceItem,
  seriesModule,
  sourceItem,
  sourceSeries,
  type WrittenObject,
} from './common-modules.ts';
import { type CodedConcept, codeSequence, element, plainText, sequence } from './elements.ts';
import { secondaryCaptureEquipment } from './secondary-capture-equipment.ts';
import type { DicomElement } from './write-part10.ts';

export const ENCAPSULATED_PDF_STORAGE = '1.2.840.10008.5.1.4.1.1.104.1';
export const ENCAPSULATED_STL_STORAGE = '1.2.840.10008.5.1.4.1.1.104.3';
export const ENCAPSULATED_OBJ_STORAGE = '1.2.840.10008.5.1.4.1.1.104.4';
export const ENCAPSULATED_MTL_STORAGE = '1.2.840.10008.5.1.4.1.1.104.5';

const SOURCE_IMAGE: CodedConcept = { value: '121324', scheme: 'DCM', meaning: 'Source image' };
/** Purposes of reference to a predecessor, CID 7062. */
const EDITED_MODEL: CodedConcept = { value: '129010', scheme: 'DCM', meaning: 'Edited Model' };
const MILLIMETERS: CodedConcept = { value: 'mm', scheme: 'UCUM', meaning: 'mm' };

/** A gray picture of at most 64 × 64, rows from the top. */
export interface Icon {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What the Manufacturing 3D Model module says of a model. Source: PS3.3 C.35.1. Always in millimeters. */
export interface ModelFacts {
  readonly frameOfReferenceUid: string;
  /** Changed from the anatomy as it was seen, other than by mirroring. */
  readonly modified: boolean;
  /** Made by mirroring the other side. */
  readonly mirrored: boolean;
  /** Where the object will be placed, however it was made (PS3.3 C.24.2); null: not stated. */
  readonly laterality: 'L' | 'R' | 'B' | 'U' | null;
  /** Of CID 7064. */
  readonly usage: CodedConcept | null;
  /** Shared by the parts of one assembly. */
  readonly groupUid: string;
  readonly description: string;
  /** Of CID 7162. */
  readonly algorithm: { readonly family: CodedConcept; readonly name: string; readonly version: string };
  /** sRGB, 0 to 255; and 0 (clear) to 1. */
  readonly color: readonly [number, number, number];
  readonly opacity: number;
  readonly icon: Icon | null;
}

interface DocumentToWrite {
  readonly document: Uint8Array;
  readonly title: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  readonly instanceNumber: number;
  readonly concept: CodedConcept | null;
  readonly predecessor?: Predecessor;
}

export interface ModelToWrite extends DocumentToWrite, ModelFacts {}

/** A binary STL in LPS millimeters as Encapsulated STL (PS3.3 A.85.1). */
export const writeEncapsulatedStl = (context: ExportContext, model: ModelToWrite): Promise<WrittenObject> =>
  writeModel(context, model, { sopClassUid: ENCAPSULATED_STL_STORAGE, mime: 'model/stl' });

/** An OBJ in LPS millimeters as Encapsulated OBJ (PS3.3 A.85.2); `material` is the object with the MTL that it names. */
export const writeEncapsulatedObj = (
  context: ExportContext,
  model: ModelToWrite & { readonly material: (WrittenObject & { readonly relativeUri: string }) | null },
): Promise<WrittenObject> =>
  writeModel(context, model, { sopClassUid: ENCAPSULATED_OBJ_STORAGE, mime: 'model/obj', material: model.material });

async function writeModel(
  context: ExportContext,
  model: ModelToWrite,
  kind: { sopClassUid: string; mime: string; material?: (WrittenObject & { relativeUri: string }) | null },
): Promise<WrittenObject> {
  const material = kind.material ?? null;
  const series = await seriesModule(context, {
    modality: 'M3D',
    number: model.seriesNumber,
    description: model.seriesDescription,
  });
  const materialSeries = material
    ? [{ studyUid: context.source.studyUid, seriesUid: material.seriesUid, instances: [material] }]
    : [];
  return finishObject(context, {
    sopClassUid: kind.sopClassUid,
    seriesUid: series.uid,
    modules: [
      series.elements,
      frameOfReferenceModule(model.frameOfReferenceUid, context.source.positionReferenceIndicator),
      equipmentModules(context),
      documentModule(context, model, { mime: kind.mime, sources: context.instances }),
      model.laterality ? [element(0x00200062, 'CS', model.laterality)] : [],
      material ? [materialReference(material)] : [],
      manufacturingModule(model),
      commonInstanceReference(context, [
        sourceSeries(context),
        ...materialSeries,
        ...predecessorSeries(model.predecessor),
      ]),
    ],
  });
}

/** The MTL that an OBJ names, by the name that stands in the OBJ. Source: PS3.3 C.24.2, Sup 208. */
const materialReference = (material: InstanceReference & { relativeUri: string }): DicomElement =>
  sequence(0x0008114a, [...referenceItem(material), element(0x00687005, 'UR', material.relativeUri)]);

/** A material library as Encapsulated MTL (PS3.3 A.85.3). It has no place of its own. */
export async function writeEncapsulatedMtl(
  context: ExportContext,
  material: DocumentToWrite & { readonly groupUid: string; readonly description: string },
): Promise<WrittenObject> {
  const series = await seriesModule(context, {
    modality: 'M3D',
    number: material.seriesNumber,
    description: material.seriesDescription,
  });
  return finishObject(context, {
    sopClassUid: ENCAPSULATED_MTL_STORAGE,
    seriesUid: series.uid,
    modules: [
      series.elements,
      equipmentModules(context),
      documentModule(context, material, { mime: 'model/mtl', sources: [] }),
      [
        codeSequence(0x004008ea, MILLIMETERS),
        element(0x00687004, 'UI', material.groupUid),
        element(0x00700081, 'LO', plainText(material.description)),
      ],
      commonInstanceReference(context, predecessorSeries(material.predecessor)),
    ],
  });
}

/** A PDF as Encapsulated PDF (PS3.3 A.45.1). */
export async function writeEncapsulatedPdf(context: ExportContext, report: DocumentToWrite): Promise<WrittenObject> {
  const series = await seriesModule(context, {
    modality: 'DOC',
    number: report.seriesNumber,
    description: report.seriesDescription,
  });
  return finishObject(context, {
    sopClassUid: ENCAPSULATED_PDF_STORAGE,
    seriesUid: series.uid,
    modules: [
      series.elements,
      secondaryCaptureEquipment(context),
      documentModule(context, report, { mime: 'application/pdf', sources: context.instances }),
    ],
  });
}

/** Source: PS3.3 C.24.2. */
function documentModule(
  { when }: ExportContext,
  { document, title, concept, predecessor, instanceNumber }: DocumentToWrite,
  { mime, sources }: { mime: string; sources: readonly InstanceReference[] },
): DicomElement[] {
  return [
    element(0x00080023, 'DA', when.date),
    element(0x0008002a, 'DT', ''),
    element(0x00080033, 'TM', when.time),
    element(0x00200013, 'IS', String(instanceNumber)),
    element(0x00280301, 'CS', 'NO'),
    concept ? codeSequence(0x0040a043, concept) : sequence(0x0040a043),
    ...(predecessor ? [predecessorDocument(predecessor)] : []),
    element(0x00420010, 'ST', plainText(title, 1024)),
    element(0x00420011, 'OB', document),
    element(0x00420012, 'LO', mime),
    ...(sources.length > 0 ? [sequence(0x00420013, ...sources.map((source) => sourceItem(source, SOURCE_IMAGE)))] : []),
    element(0x00420015, 'UL', [document.length]),
  ];
}

/** Study, series and instance of the version before this one, and what became of it. Source: PS3.3 C.24.2, C.17.2.1. */
const predecessorDocument = (predecessor: Predecessor): DicomElement =>
  sequence(0x0040a360, [
    sequence(0x00081115, [
      sequence(0x00081199, sourceItem(predecessor, EDITED_MODEL)),
      element(0x0020000e, 'UI', predecessor.seriesUid),
    ]),
    element(0x0020000d, 'UI', predecessor.studyUid),
  ]);

/** Source: PS3.3 C.35.1. */
function manufacturingModule(model: ModelFacts): DicomElement[] {
  const { family, name, version } = model.algorithm;
  const yesOrNo = (is: boolean) => (is ? 'YES' : 'NO');
  return [
    sequence(0x00221612, [
      codeSequence(0x0066002f, family),
      element(0x00660031, 'LO', plainText(version)),
      element(0x00660036, 'LO', plainText(name)),
    ]),
    codeSequence(0x004008ea, MILLIMETERS),
    element(0x0062000d, 'US', cieLabOf(model.color)),
    element(0x0066000c, 'FL', [model.opacity]),
    element(0x00687001, 'CS', yesOrNo(model.modified)),
    element(0x00687002, 'CS', yesOrNo(model.mirrored)),
    ...(model.usage ? [codeSequence(0x00687003, model.usage)] : []),
    element(0x00687004, 'UI', model.groupUid),
    element(0x00700081, 'LO', plainText(model.description)),
    ...(model.icon ? [iconImage(model.icon)] : []),
  ];
}

/** Source: PS3.3 C.7.6.1.1.6 and Image Pixel Macro C.7-11b. */
const iconImage = ({ width, height, data }: Icon): DicomElement =>
  sequence(0x00880200, [
    element(0x00280002, 'US', [1]),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280010, 'US', [height]),
    element(0x00280011, 'US', [width]),
    element(0x00280100, 'US', [8]),
    element(0x00280101, 'US', [8]),
    element(0x00280102, 'US', [7]),
    element(0x00280103, 'US', [0]),
    element(0x7fe00010, 'OB', data),
  ]);
