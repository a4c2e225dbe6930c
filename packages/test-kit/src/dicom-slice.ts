import { deflateRawSync } from 'node:zlib';
import { type DicomElement, decimalString, encodeElements, type StudyFile, writePart10 } from '@specola/dicom';

export type SliceSyntax = 'explicit-little' | 'implicit-little' | 'explicit-big' | 'deflated' | 'rle' | 'jpeg-xl';

const UIDS: Readonly<Record<SliceSyntax, string>> = {
  'explicit-little': '1.2.840.10008.1.2.1',
  'implicit-little': '1.2.840.10008.1.2',
  'explicit-big': '1.2.840.10008.1.2.2',
  deflated: '1.2.840.10008.1.2.1.99',
  rle: '1.2.840.10008.1.2.5',
  'jpeg-xl': '1.2.840.10008.1.2.4.110',
};

/** A DICOM slice for tests: everything that scanners vary can be varied. */
export interface SliceMaking {
  readonly syntax: SliceSyntax;
  readonly preamble: boolean;
  readonly rows: number;
  readonly columns: number;
  /** Raw 16-bit words (or bytes when 8 bits are allocated), row by row. */
  readonly raw: readonly number[];
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly photometric: string;
  readonly padding: number | null;
  readonly slope: number | null;
  readonly intercept: number | null;
  readonly modality: string;
  readonly imageType: string;
  readonly position: readonly number[] | null;
  readonly orientation: readonly number[];
  /** Between columns (along a row), and between rows. */
  readonly spacingMm: readonly [i: number, j: number];
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly instanceNumber: number;
  readonly patient: { readonly name: string; readonly id: string; readonly birthDate: string };
  readonly description: string;
  /** Wrong unless told: nothing may be placed by the slice thickness or the tilt tag. */
  readonly sliceThicknessMm: number;
  readonly tiltTagDeg: number;
  /** In place of the pixel data made of `raw`, with the transfer syntax that they are in. */
  readonly pixels: { readonly elements: readonly DicomElement[]; readonly syntaxUid?: string } | null;
  /** Further elements; they take the place of those above that have their tags. */
  readonly more: readonly DicomElement[];
}

/** A CT slice of 5 × 4 pixels, none of whose numbers is another's. */
export function dicomSlice(making: Partial<SliceMaking> = {}): Uint8Array {
  const m = filled(making);
  const encoding = { explicit: m.syntax !== 'implicit-little', bigEndian: m.syntax === 'explicit-big' };
  const stated = new Set(m.more.map(({ tag }) => tag));
  const elements = [...elementsOf(m).filter(({ tag }) => !stated.has(tag)), ...m.more].sort((a, b) => a.tag - b.tag);
  const encoded = encodeElements(elements, encoding);
  if (!m.preamble) return encoded;
  const meta = {
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    sopInstanceUid: m.sopInstanceUid,
    transferSyntaxUid: m.pixels?.syntaxUid ?? UIDS[m.syntax],
  };
  return writePart10(meta, m.syntax === 'deflated' ? deflateRawSync(encoded) : encoded);
}

/** Bytes as a file of a study. */
export const fileOf = (bytes: Uint8Array, path = 'IM0001'): StudyFile => ({
  path,
  bytes: bytes.length,
  read: async () => bytes,
});

/** A stack of slices along +z, `stepMm` apart, each with values that name it. */
export function dicomStack(
  count: number,
  { stepMm = 1.25, ...making }: Partial<SliceMaking> & { stepMm?: number } = {},
  each: (k: number) => Partial<SliceMaking> = () => ({}),
): StudyFile[] {
  return Array.from({ length: count }, (_, k) =>
    fileOf(
      dicomSlice({
        ...making,
        position: [-31.5, 12.25, -200.75 + k * stepMm],
        instanceNumber: k + 1,
        sopInstanceUid: `${making.seriesUid ?? '2.25.2'}.${k + 1}`,
        raw: Array.from({ length: 20 }, (_, v) => 100 * k + v),
        ...each(k),
      }),
      `IM${k + 1}`,
    ),
  );
}

function filled(making: Partial<SliceMaking>): SliceMaking {
  const bitsStored = making.bitsStored ?? 16;
  return {
    syntax: 'explicit-little',
    preamble: true,
    rows: 4,
    columns: 5,
    raw: Array.from({ length: 20 }, (_, v) => v),
    bitsAllocated: 16,
    bitsStored,
    highBit: bitsStored - 1,
    signed: true,
    photometric: 'MONOCHROME2',
    padding: null,
    slope: 1,
    intercept: -1024,
    modality: 'CT',
    imageType: 'ORIGINAL\\PRIMARY\\AXIAL',
    position: [-31.5, 12.25, -200.75],
    orientation: [1, 0, 0, 0, 1, 0],
    spacingMm: [0.625, 0.75],
    studyUid: '2.25.1',
    seriesUid: '2.25.2',
    sopInstanceUid: '2.25.2.1',
    instanceNumber: 1,
    patient: { name: 'PHANTOM', id: 'PHANTOM', birthDate: '' },
    description: 'test slices',
    sliceThicknessMm: 9.75,
    tiltTagDeg: 33,
    pixels: null,
    more: [],
    ...making,
  };
}

function elementsOf(m: SliceMaking): DicomElement[] {
  const decimals = (numbers: readonly number[]) => numbers.map(decimalString).join('\\');
  const maybe = (tag: number, value: number | null): DicomElement[] =>
    value === null ? [] : [{ tag, vr: 'DS', value: decimalString(value) }];
  return [
    { tag: 0x00080008, vr: 'CS', value: m.imageType },
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' },
    { tag: 0x00080018, vr: 'UI', value: m.sopInstanceUid },
    { tag: 0x00080060, vr: 'CS', value: m.modality },
    { tag: 0x0008103e, vr: 'LO', value: m.description },
    { tag: 0x00100010, vr: 'PN', value: m.patient.name },
    { tag: 0x00100020, vr: 'LO', value: m.patient.id },
    { tag: 0x00100030, vr: 'DA', value: m.patient.birthDate },
    { tag: 0x00180050, vr: 'DS', value: decimalString(m.sliceThicknessMm) },
    { tag: 0x00181120, vr: 'DS', value: decimalString(m.tiltTagDeg) },
    { tag: 0x0020000d, vr: 'UI', value: m.studyUid },
    { tag: 0x0020000e, vr: 'UI', value: m.seriesUid },
    { tag: 0x00200013, vr: 'IS', value: String(m.instanceNumber) },
    ...(m.position
      ? ([
          { tag: 0x00200032, vr: 'DS', value: decimals(m.position) },
          { tag: 0x00200037, vr: 'DS', value: decimals(m.orientation) },
        ] as const)
      : []),
    { tag: 0x00280002, vr: 'US', value: [1] },
    { tag: 0x00280004, vr: 'CS', value: m.photometric },
    { tag: 0x00280010, vr: 'US', value: [m.rows] },
    { tag: 0x00280011, vr: 'US', value: [m.columns] },
    { tag: 0x00280030, vr: 'DS', value: decimals([m.spacingMm[1], m.spacingMm[0]]) },
    { tag: 0x00280100, vr: 'US', value: [m.bitsAllocated] },
    { tag: 0x00280101, vr: 'US', value: [m.bitsStored] },
    { tag: 0x00280102, vr: 'US', value: [m.highBit] },
    { tag: 0x00280103, vr: 'US', value: [m.signed ? 1 : 0] },
    ...(m.padding === null ? [] : [{ tag: 0x00280120, vr: 'SS', value: [m.padding] } as const satisfies DicomElement]),
    ...maybe(0x00281052, m.intercept),
    ...maybe(0x00281053, m.slope),
    ...(m.pixels?.elements ?? [pixelData(m)]),
  ];
}

function pixelData({ syntax, raw, bitsAllocated }: SliceMaking): DicomElement {
  const wide = bitsAllocated === 16;
  const bytes = new Uint8Array(raw.length * (wide ? 2 : 1));
  const view = new DataView(bytes.buffer);
  raw.forEach((word, n) => {
    if (wide) view.setUint16(2 * n, word & 0xffff, syntax !== 'explicit-big');
    else view.setUint8(n, word);
  });
  if (syntax === 'rle') return { tag: 0x7fe00010, vr: 'OB', value: encapsulated(packRle(bytes, wide ? 2 : 1)) };
  if (syntax === 'jpeg-xl') return { tag: 0x7fe00010, vr: 'OB', value: encapsulated(new Uint8Array([0xff, 0x4f])) };
  return { tag: 0x7fe00010, vr: 'OW', value: bytes };
}

/** Empty offset table, one fragment, delimiter. */
function encapsulated(fragment: Uint8Array): Uint8Array {
  const even = fragment.length + (fragment.length % 2);
  const bytes = new Uint8Array(8 + 8 + even + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xe000fffe, true);
  view.setUint32(8, 0xe000fffe, true);
  view.setUint32(12, even, true);
  bytes.set(fragment, 16);
  view.setUint32(16 + even, 0xe0ddfffe, true);
  return bytes;
}

/** PackBits by the book (PS3.5 annex G): runs of equal bytes as runs, the rest as literals, a no-op now and then. */
function packRle(bytes: Uint8Array, planes: number): Uint8Array {
  const segments = Array.from({ length: planes }, (_, p) => {
    const plane = bytes.filter((_, n) => n % planes === planes - 1 - p);
    const packed: number[] = [128];
    for (let n = 0; n < plane.length; ) {
      let run = 1;
      while (run < 128 && plane[n + run] === plane[n]) run++;
      if (run > 1) packed.push(257 - run, plane[n]!);
      else packed.push(0, plane[n]!);
      n += run;
    }
    return packed;
  });
  const header = new Uint8Array(64);
  const view = new DataView(header.buffer);
  view.setUint32(0, planes, true);
  let at = 64;
  segments.forEach((segment, p) => {
    view.setUint32(4 + 4 * p, at, true);
    at += segment.length;
  });
  return new Uint8Array([...header, ...segments.flat()]);
}
