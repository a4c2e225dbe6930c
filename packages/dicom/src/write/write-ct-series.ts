import { BrokenPromiseError, pointIjk, type Triple, toLps, type Volume, voxelCountOf } from '@specola/space';
import { derivedUid, sha256, sha256OfText } from './derived-uid.ts';
import { imageGridOf } from './image-grid.ts';
import { type DicomElement, decimalString, EXPLICIT_LITTLE, encodeElements, writePart10 } from './write-part10.ts';

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Raw = HU + 1024, as most scanners write; HU above this do not fit then, and 0 is used instead. */
const USUAL_INTERCEPT = -1024;
const HIGHEST_WITH_USUAL_INTERCEPT = 32767 + USUAL_INTERCEPT;

/** What a series says of itself beside its pixels. Nothing is taken from a clock or a random source. */
export interface CtSeriesLabels {
  /** YYYYMMDD. */
  readonly date: string;
  /** HHMMSS; midday if not given. */
  readonly time?: string;
  /** UIDs; those not given are derived from the voxels and the place. */
  readonly studyUid?: string;
  readonly seriesUid?: string;
  readonly frameOfReferenceUid?: string;
  readonly seriesDescription?: string;
  readonly kernel?: string;
  /** What the scanner states; no reader of ours looks at it. The spacing if not given. */
  readonly sliceThicknessMm?: number;
  /** Plainly artificial by default: PHANTOM. Never a person's. */
  readonly patientId?: string;
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * A volume in HU as a series of CT Image Storage objects, one for each slice: explicit VR little endian, signed 16 bits.
 * The same input gives the same bytes. A left-handed volume is written as it lies; read back, its k runs the other way.
 *
 * @throws BrokenPromiseError when the volume is not in HU or its rows and columns are not perpendicular
 */
export async function writeCtSeries(volume: Volume, labels: CtSeriesLabels): Promise<NamedBytes[]> {
  const { dimensions, values, valueScale, ijkToLps: m } = volume;
  if (valueScale.unit !== 'HU' || valueScale.slope !== 1 || valueScale.intercept !== 0)
    throw new BrokenPromiseError('A CT series is written from HU.');
  if (values.length !== voxelCountOf(dimensions))
    throw new BrokenPromiseError('A volume has not as many values as voxels.');
  const [columns, rows, slices] = dimensions;
  const { spacingMm: spacing, rowDirection, columnDirection } = imageGridOf(m);

  const intercept = highestOf(values) > HIGHEST_WITH_USUAL_INTERCEPT ? 0 : USUAL_INTERCEPT;
  const uids = await uidsOf(volume, labels);
  const perSlice = rows * columns;
  const files: NamedBytes[] = [];
  for (let k = 0; k < slices; k++) {
    const sopInstanceUid = derivedUid(await sha256OfText(`${uids.seriesUid} instance ${k}`));
    const pixels = new Int16Array(perSlice);
    for (let v = 0, from = k * perSlice; v < perSlice; v++) pixels[v] = values[from + v]! - intercept;
    const dataSet = encodeElements(
      slicesElements({
        labels,
        uids,
        sopInstanceUid,
        number: k + 1,
        rows,
        columns,
        spacing,
        position: toLps(pointIjk(0, 0, k), m),
        orientation: [...rowDirection, ...columnDirection],
        intercept,
        pixels: littleEndianBytes(pixels),
      }),
      EXPLICIT_LITTLE,
    );
    const meta = { sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN };
    files.push({ name: `IM${String(k + 1).padStart(5, '0')}`, bytes: writePart10(meta, dataSet) });
  }
  return files;
}

interface Uids {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string;
}

/** Slice by slice, since a digest takes no shared memory and a copy of the whole would double it. */
async function uidsOf({ dimensions, values, ijkToLps }: Volume, labels: CtSeriesLabels): Promise<Uids> {
  const perSlice = dimensions[0] * dimensions[1];
  const digests = new Uint8Array(32 * dimensions[2]);
  const slice = new Int16Array(perSlice);
  for (let k = 0; k < dimensions[2]; k++) {
    slice.set(values.subarray(k * perSlice, (k + 1) * perSlice));
    digests.set(await sha256(littleEndianBytes(slice)), 32 * k);
  }
  const voxels = [...(await sha256(digests))].join(' ');
  const { date, time, seriesDescription, kernel } = labels;
  const seed = JSON.stringify([dimensions, ijkToLps, voxels, date, time, seriesDescription, kernel]);
  const derived = async (what: string) => derivedUid(await sha256OfText(`${what} ${seed}`));
  return {
    studyUid: labels.studyUid ?? (await derived('study')),
    seriesUid: labels.seriesUid ?? (await derived('series')),
    frameOfReferenceUid: labels.frameOfReferenceUid ?? (await derived('frame of reference')),
  };
}

interface SliceFacts {
  readonly labels: CtSeriesLabels;
  readonly uids: Uids;
  readonly sopInstanceUid: string;
  readonly number: number;
  readonly rows: number;
  readonly columns: number;
  readonly spacing: Triple;
  readonly position: Triple;
  readonly orientation: readonly number[];
  readonly intercept: number;
  readonly pixels: Uint8Array;
}

/** The modules of the CT Image IOD (PS3.3 A.3), in the order of their tags; empty where type 2 and unknown. */
function slicesElements(s: SliceFacts): DicomElement[] {
  const { labels, uids } = s;
  const time = labels.time ?? '120000';
  const decimals = (numbers: readonly number[]) => numbers.map(decimalString).join('\\');
  return [
    { tag: 0x00080008, vr: 'CS', value: 'ORIGINAL\\PRIMARY\\AXIAL' },
    { tag: 0x00080016, vr: 'UI', value: CT_IMAGE_STORAGE },
    { tag: 0x00080018, vr: 'UI', value: s.sopInstanceUid },
    { tag: 0x00080020, vr: 'DA', value: labels.date },
    { tag: 0x00080021, vr: 'DA', value: labels.date },
    { tag: 0x00080030, vr: 'TM', value: time },
    { tag: 0x00080031, vr: 'TM', value: time },
    { tag: 0x00080050, vr: 'SH', value: '' },
    { tag: 0x00080060, vr: 'CS', value: 'CT' },
    { tag: 0x00080070, vr: 'LO', value: 'Specola' },
    { tag: 0x00080090, vr: 'PN', value: '' },
    { tag: 0x0008103e, vr: 'LO', value: labels.seriesDescription ?? 'Phantom, no patient' },
    { tag: 0x00100010, vr: 'PN', value: 'PHANTOM^ARTIFICIAL' },
    { tag: 0x00100020, vr: 'LO', value: labels.patientId ?? 'PHANTOM' },
    { tag: 0x00100030, vr: 'DA', value: '' },
    { tag: 0x00100040, vr: 'CS', value: 'O' },
    { tag: 0x00180050, vr: 'DS', value: decimalString(labels.sliceThicknessMm ?? s.spacing[2]) },
    { tag: 0x00180060, vr: 'DS', value: '' },
    { tag: 0x00181210, vr: 'SH', value: labels.kernel ?? '' },
    { tag: 0x00185100, vr: 'CS', value: 'HFS' },
    { tag: 0x0020000d, vr: 'UI', value: uids.studyUid },
    { tag: 0x0020000e, vr: 'UI', value: uids.seriesUid },
    { tag: 0x00200010, vr: 'SH', value: 'PHANTOM' },
    { tag: 0x00200011, vr: 'IS', value: '1' },
    { tag: 0x00200012, vr: 'IS', value: '1' },
    { tag: 0x00200013, vr: 'IS', value: String(s.number) },
    { tag: 0x00200032, vr: 'DS', value: decimals(s.position) },
    { tag: 0x00200037, vr: 'DS', value: decimals(s.orientation) },
    { tag: 0x00200052, vr: 'UI', value: uids.frameOfReferenceUid },
    { tag: 0x00201040, vr: 'LO', value: '' },
    { tag: 0x00280002, vr: 'US', value: [1] },
    { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
    { tag: 0x00280010, vr: 'US', value: [s.rows] },
    { tag: 0x00280011, vr: 'US', value: [s.columns] },
    { tag: 0x00280030, vr: 'DS', value: decimals([s.spacing[1], s.spacing[0]]) },
    { tag: 0x00280100, vr: 'US', value: [16] },
    { tag: 0x00280101, vr: 'US', value: [16] },
    { tag: 0x00280102, vr: 'US', value: [15] },
    { tag: 0x00280103, vr: 'US', value: [1] },
    { tag: 0x00281052, vr: 'DS', value: String(s.intercept) },
    { tag: 0x00281053, vr: 'DS', value: '1' },
    { tag: 0x00281054, vr: 'LO', value: 'HU' },
    { tag: 0x7fe00010, vr: 'OW', value: s.pixels },
  ];
}

function highestOf(values: Int16Array): number {
  let highest = -32768;
  for (let v = 0; v < values.length; v++) if (values[v]! > highest) highest = values[v]!;
  return highest;
}

/** The array's own bytes: every machine that runs WebAssembly SIMD is little endian. */
const littleEndianBytes = (pixels: Int16Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => new Uint8Array(pixels.buffer);
