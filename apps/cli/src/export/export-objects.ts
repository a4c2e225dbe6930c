import {
  checkIod,
  derivedUid,
  ENCAPSULATED_MTL_STORAGE,
  ENCAPSULATED_OBJ_STORAGE,
  ENCAPSULATED_PDF_STORAGE,
  ENCAPSULATED_STL_STORAGE,
  type ExportContext,
  type InstanceReference,
  LABEL_MAP_SEGMENTATION_STORAGE,
  type Predecessor,
  SEGMENTATION_STORAGE,
  type SegmentationToWrite,
  type SegmentToWrite,
  sha256OfText,
  type WrittenObject,
  writeEncapsulatedMtl,
  writeEncapsulatedObj,
  writeEncapsulatedPdf,
  writeEncapsulatedStl,
  writeSegmentation,
  writeSnapshot,
} from '@specola/dicom';
import type { ReportSlice } from '@specola/documents';
import { type CodedConcept, MODEL_TITLES } from '@specola/facts';
import { type LabelFile, readStl, writeMtl, writeObj } from '@specola/formats';
import { weldTriangles } from '@specola/kernels';
import type { ExportedObject, Source } from '@specola/record';
import { BrokenPromiseError } from '@specola/space';
import { iconOf, rgbOf } from './preview-icon.ts';
import type { StatedSide } from './segments-to-write.ts';

/** Numbers of the series that Specola adds to a study: far above those of scanners. */
const SERIES = { segmentation: 7001, model: 7002, report: 7003, pictures: 7004 } as const;
const SIDE_CODES = { left: 'L', right: 'R', both: 'B', unpaired: 'U' } as const;
const OBJ_MATERIAL_FILE = 'model.mtl';

export interface NamedObject {
  readonly name: string;
  readonly kind: ExportedObject['kind'];
  readonly object: WrittenObject;
  readonly predecessor: Predecessor | null;
}

/** What the objects of one export have in common. */
export interface ExportMaker {
  readonly context: ExportContext;
  readonly frameOfReferenceUid: string;
  readonly sourceFrames: readonly (InstanceReference | null)[];
  readonly predecessors: readonly Predecessor[];
  /** In words, for titles: "Bone". */
  readonly what: string;
}

const before = ({ predecessors }: ExportMaker, sopClassUid: string): Predecessor | undefined =>
  predecessors.find((predecessor) => predecessor.sopClassUid === sopClassUid);

/** A finished object; what our own table of modules finds wrong in it is a fault of ours. */
function named(name: string, kind: NamedObject['kind'], object: WrittenObject, predecessor?: Predecessor): NamedObject {
  const faults = checkIod(object.bytes);
  if (faults.length > 0)
    throw new BrokenPromiseError(
      `The ${kind} object breaks its IOD: ${faults.map(({ attribute, fault }) => `${attribute} ${fault}`).join(', ')}.`,
    );
  return { name, kind, object, predecessor: predecessor ?? null };
}

/** The segments as one object, in one of the two forms. */
export async function segmentationObject(
  maker: ExportMaker,
  form: SegmentationToWrite['form'],
  { labels, segments }: { labels: LabelFile; segments: readonly SegmentToWrite[] },
): Promise<NamedObject> {
  const binary = form === 'binary';
  const predecessor = before(maker, binary ? SEGMENTATION_STORAGE : LABEL_MAP_SEGMENTATION_STORAGE);
  const { dimensions, ijkToLps, layers } = labels;
  const perSlice = dimensions[0] * dimensions[1];
  const slices = layers.map((values) => Uint8Array.from(values));
  const object = await writeSegmentation(maker.context, {
    seriesNumber: SERIES.segmentation,
    labels: (k, layer) => slices[layer]!.subarray(k * perSlice, (k + 1) * perSlice),
    dimensions,
    ijkToLps,
    frameOfReferenceUid: maker.frameOfReferenceUid,
    segments,
    sourceFrames: maker.sourceFrames,
    form,
    contentLabel: contentLabel(maker.what),
    description: `${maker.what} segmentation`,
    ...(predecessor && { predecessor }),
  });
  return binary
    ? named('segmentation.dcm', 'seg', object, predecessor)
    : named('labelmap-segmentation.dcm', 'labelmap-seg', object, predecessor);
}

/** At most sixteen capitals, digits, blanks and underscores (PS3.5 6.2, CS). */
const contentLabel = (what: string): string =>
  what
    .toUpperCase()
    .replace(/[^A-Z0-9 ]+/g, '_')
    .slice(0, 16)
    .trim() || 'SEGMENTATION';

export interface ModelStatements {
  readonly laterality: StatedSide | null;
  readonly mirrored: boolean;
  readonly modified: boolean;
  readonly usage: CodedConcept | null;
  readonly color: readonly [number, number, number];
}

/** A mesh to send, whoever made it. */
export interface MeshToExport {
  /** Name of the object and its material. */
  readonly name: string;
  readonly modality: Source['modality'];
  /** Binary STL, LPS mm. */
  readonly stl: Uint8Array;
  readonly preview: Uint8Array;
  readonly algorithm: { readonly family: CodedConcept; readonly name: string; readonly version: string };
  /** Parts made of the same belong to one group. */
  readonly groupSeed: string;
}

/** What the objects with a mesh say of it. */
async function modelFacts(maker: ExportMaker, { preview, algorithm, groupSeed }: MeshToExport, said: ModelStatements) {
  return {
    frameOfReferenceUid: maker.frameOfReferenceUid,
    modified: said.modified,
    mirrored: said.mirrored,
    laterality: said.laterality ? SIDE_CODES[said.laterality] : null,
    usage: said.usage,
    groupUid: derivedUid(await sha256OfText(`model group ${groupSeed}`)),
    description: `${maker.what} model, mm, LPS`,
    algorithm,
    color: said.color,
    opacity: 1,
    icon: iconOf(preview),
  };
}

const modelDocument = (maker: ExportMaker, { modality }: MeshToExport) => ({
  title: `${maker.what} model`,
  seriesNumber: SERIES.model,
  seriesDescription: `${maker.what} model`,
  concept: MODEL_TITLES[modality] ?? null,
});

export async function stlObject(maker: ExportMaker, mesh: MeshToExport, said: ModelStatements): Promise<NamedObject> {
  const predecessor = before(maker, ENCAPSULATED_STL_STORAGE);
  const object = await writeEncapsulatedStl(maker.context, {
    ...modelDocument(maker, mesh),
    ...(await modelFacts(maker, mesh, said)),
    document: mesh.stl,
    instanceNumber: 1,
    ...(predecessor && { predecessor }),
  });
  return named('model-stl.dcm', 'stl', object, predecessor);
}

/** The OBJ, and the material that it names. Its mesh is the STL's, read again and welded: the same triangles. */
export async function objObjects(
  maker: ExportMaker,
  mesh: MeshToExport,
  said: ModelStatements,
): Promise<NamedObject[]> {
  const welded = weldTriangles(readStl(mesh.stl).positions, 'lps-mm');
  const { name } = mesh;
  const facts = await modelFacts(maker, mesh, said);
  const shared = modelDocument(maker, mesh);
  const earlierMaterial = before(maker, ENCAPSULATED_MTL_STORAGE);
  const material = await writeEncapsulatedMtl(maker.context, {
    ...shared,
    document: writeMtl([{ name, color: said.color, opacity: 1 }]),
    instanceNumber: 3,
    groupUid: facts.groupUid,
    description: `${maker.what} material`,
    ...(earlierMaterial && { predecessor: earlierMaterial }),
  });
  const earlier = before(maker, ENCAPSULATED_OBJ_STORAGE);
  const object = await writeEncapsulatedObj(maker.context, {
    ...shared,
    ...facts,
    document: writeObj(welded, { name, materialFile: OBJ_MATERIAL_FILE }),
    instanceNumber: 2,
    material: { ...material, relativeUri: OBJ_MATERIAL_FILE },
    ...(earlier && { predecessor: earlier }),
  });
  return [named('model-obj.dcm', 'obj', object, earlier), named('model-mtl.dcm', 'mtl', material, earlierMaterial)];
}

export async function pdfObject(maker: ExportMaker, pdf: Uint8Array): Promise<NamedObject> {
  const predecessor = before(maker, ENCAPSULATED_PDF_STORAGE);
  const object = await writeEncapsulatedPdf(maker.context, {
    document: pdf,
    title: `${maker.what} model: report`,
    seriesNumber: SERIES.report,
    seriesDescription: `${maker.what} model report`,
    instanceNumber: 1,
    concept: null,
    ...(predecessor && { predecessor }),
  });
  return named('report-pdf.dcm', 'pdf', object, predecessor);
}

export interface PictureToExport extends ReportSlice {
  readonly sources: readonly InstanceReference[];
}

export async function snapshotObjects(
  maker: ExportMaker,
  pictures: readonly PictureToExport[],
): Promise<NamedObject[]> {
  const objects: NamedObject[] = [];
  for (const [n, { png, caption, sources }] of pictures.entries()) {
    const object = await writeSnapshot(maker.context, {
      ...rgbOf(png),
      caption,
      sources,
      instanceNumber: n + 1,
      seriesNumber: SERIES.pictures,
      seriesDescription: `${maker.what} pictures`,
    });
    objects.push(named(`snapshot-${String(n + 1).padStart(2, '0')}.dcm`, 'snapshot', object));
  }
  return objects;
}
