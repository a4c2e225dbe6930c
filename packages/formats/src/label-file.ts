import { type Dimensions, type IjkToLps, SpecolaError } from '@specola/space';
import { openNifti } from './nifti.ts';
import { nrrdAffine, nrrdBytes, nrrdHeader, nrrdSamples, nrrdSizes } from './nrrd-header.ts';
import { type GridHeader, SAMPLE_BYTES, sampleBytesOf, volumeFromSamples } from './volume-file.ts';
import { VolumeKindNotReadError } from './volume-file-errors.ts';

/** A volume that holds grey values, not labels. */
export class NotLabelsError extends SpecolaError {
  readonly code = 'formats/not-labels';
  constructor(reason: string) {
    super({
      what: `The volume holds no labels: ${reason}.`,
      why: 'Each whole number of a label map stands for one segment; grey values would make thousands of them.',
      mend: 'Give the label map that belongs to the scan, not the scan itself.',
    });
  }
}

/** Coordinates of an atlas. */
export class TemplateSpaceError extends SpecolaError {
  readonly code = 'formats/template-space';
  constructor() {
    super({
      what: 'The label map lies in the coordinates of a template brain or body, not in those of the scanner.',
      why: 'Laid over the scan it would be in the wrong place and of the wrong size.',
      mend: 'Bring the labels back into the space of the scan with the program that made them, and save them with its sform.',
    });
  }
}

/** What a file says of a label: in notes of 3D Slicer; a plain NIfTI says nothing. */
export interface LabelNote {
  readonly layer: number;
  readonly label: number;
  readonly name: string | null;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number] | null;
  /** Code of the type and of its modifier, as the terminology entry of 3D Slicer gives them. */
  readonly typeCode: string | null;
  readonly modifierCode: string | null;
}

export interface LabelFile {
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
  /** One label for each voxel, i fastest; 0 is none. Segments that overlap stand in different layers. */
  readonly layers: readonly Int16Array[];
  /** In the order of the file, or of layers and labels. */
  readonly segments: readonly LabelNote[];
}

/** More distinct labels than any atlas has. */
const MOST_LABELS = 1000;

/**
 * Reads a label map from NRRD (with the notes and layers of a 3D Slicer segmentation) or NIfTI.
 *
 * @throws NotLabelsError, TemplateSpaceError, and what the readers of volumes throw
 */
export async function readLabelFile(bytes: Uint8Array, format: 'nrrd' | 'nifti'): Promise<LabelFile> {
  const { grid, layers, notes } = format === 'nrrd' ? await nrrdLayers(bytes) : await niftiLayer(bytes);
  const read = layers.map((samples) => {
    const { volume } = volumeFromSamples(grid, samples, (length) => new Int16Array(length));
    const { slope, intercept } = volume.valueScale;
    if (slope !== 1 || intercept !== 0) throw new NotLabelsError('its values are fractions, or larger than 32,767');
    return volume;
  });
  const { dimensions, ijkToLps } = read[0]!;
  const values = read.map((volume) => volume.values);
  const held = values.map(distinctLabels);
  const stated = notedSegments(notes);
  const found = held.flatMap((labels, layer) => labels.map((label) => ({ layer, label })));
  if (stated.length === 0)
    return { dimensions, ijkToLps, layers: values, segments: found.map((place) => ({ ...place, ...NOTHING_SAID })) };
  const known = new Set(stated.map(({ layer, label }) => `${layer} ${label}`));
  const unnamed = found.filter(({ layer, label }) => !known.has(`${layer} ${label}`));
  const inFile = stated.filter(({ layer }) => layer < values.length);
  return {
    dimensions,
    ijkToLps,
    layers: values,
    segments: [...inFile, ...unnamed.map((place) => ({ ...place, ...NOTHING_SAID }))],
  };
}

const NOTHING_SAID = { name: null, color: null, typeCode: null, modifierCode: null } as const;

interface Opened {
  readonly grid: GridHeader;
  readonly layers: readonly Uint8Array[];
  readonly notes: ReadonlyMap<string, string>;
}

async function niftiLayer(bytes: Uint8Array): Promise<Opened> {
  const { header, samples, template } = await openNifti(bytes);
  if (template) throw new TemplateSpaceError();
  return { grid: header, layers: [samples], notes: new Map() };
}

/** Three axes, or a list of layers before them. */
async function nrrdLayers(bytes: Uint8Array): Promise<Opened> {
  const header = nrrdHeader(bytes);
  const { fields, notes } = header;
  const sizes = nrrdSizes(fields);
  const listed = sizes.length === 4 && /^\s*none\b/i.test(fields.get('space directions') ?? '');
  if (sizes.length !== 3 && !listed)
    throw new VolumeKindNotReadError(`The NRRD volume has ${sizes.length} dimensions.`);
  const [nx, ny, nz] = sizes.slice(-3) as [number, number, number];
  const count = listed ? sizes[0]! : 1;
  const grid: GridHeader = {
    dimensions: [nx, ny, nz],
    ...nrrdSamples(fields),
    ijkToLps: nrrdAffine(fields),
    slope: 1,
    intercept: 0,
  };
  const samples = await nrrdBytes(bytes, header, count * sampleBytesOf(grid));
  if (count === 1) return { grid, layers: [samples], notes };
  const each = SAMPLE_BYTES[grid.type];
  return { grid, layers: Array.from({ length: count }, (_, n) => everyNth(samples, n, count, each)), notes };
}

/** The samples of one layer: they stand side by side in the file. */
function everyNth(samples: Uint8Array, layer: number, layers: number, bytesEach: number): Uint8Array {
  const out = new Uint8Array(Math.floor(samples.length / layers));
  for (let from = layer * bytesEach, to = 0; to < out.length; from += layers * bytesEach, to += bytesEach)
    for (let byte = 0; byte < bytesEach; byte++) out[to + byte] = samples[from + byte]!;
  return out;
}

function distinctLabels(values: Int16Array): number[] {
  const seen = new Uint8Array(65536);
  for (let v = 0; v < values.length; v++) seen[values[v]! + 32768] = 1;
  const labels: number[] = [];
  for (let n = 0; n < seen.length; n++) if (seen[n] && n !== 32768) labels.push(n - 32768);
  if (labels.some((label) => label < 0)) throw new NotLabelsError('it holds negative values');
  if (labels.length > MOST_LABELS) throw new NotLabelsError(`it holds ${labels.length} different values`);
  return labels;
}

/**
 * `Segment0_Name` and its like. Before Slicer 4.11 no value and layer were stated: each segment was a layer of its own.
 * Source: 3D Slicer, vtkMRMLSegmentationStorageNode.
 */
function notedSegments(notes: ReadonlyMap<string, string>): LabelNote[] {
  const segments: LabelNote[] = [];
  for (let n = 0; notes.has(`Segment${n}_ID`) || notes.has(`Segment${n}_Name`); n++) {
    const note = (name: string) => notes.get(`Segment${n}_${name}`);
    const shares = (note('Color') ?? '').split(/\s+/).map(Number);
    const terms = /TerminologyEntry:[^~]*~[^~]*~([^~]*)~([^~|]*)/.exec(note('Tags') ?? '');
    const label = Number(note('LabelValue') ?? 1);
    segments.push({
      layer: Number(note('Layer') ?? n),
      label: Number.isInteger(label) ? label : 1,
      name: note('Name') ?? note('ID') ?? null,
      color: shares.length === 3 && shares.every(Number.isFinite) ? byteColor(shares) : null,
      typeCode: terms?.[1]?.split('^')[1] || null,
      modifierCode: terms?.[2]?.split('^')[1] || null,
    });
  }
  return segments;
}

const byteColor = (shares: readonly number[]): [number, number, number] => {
  const [r, g, b] = shares.map((share) => Math.max(0, Math.min(255, Math.round(255 * share))));
  return [r!, g!, b!];
};
