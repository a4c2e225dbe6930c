import type { DicomElement, StudyFile } from '@specola/dicom';
import type { Triple } from '@specola/space';
import { dicomSlice, fileOf, type SliceMaking } from './dicom-slice.ts';

/** One thing that is wrong with a study, or nothing. */
export type Fault =
  | 'none'
  | 'tilt'
  | 'missing'
  | 'duplicate'
  | 'two-kernels'
  | 'reversed'
  | 'multi-frame'
  | 'thick'
  | 'unequal'
  | 'narrow'
  | 'metal'
  | 'noise'
  | 'motion';

export interface FaultStudy {
  readonly files: readonly StudyFile[];
  /** The value that a scanner without noise would measure at a place in the patient. */
  readonly huAt: (x: number, y: number, z: number) => number;
  /** A ball of bone within the limb whose place is known. */
  readonly ball: { readonly centerLps: Triple; readonly radiusMm: number };
}

export const FAULT_TILT_DEG = -13.5;
const ORIGIN: Triple = [-37.3, 21.6, -412.5];
const CENTER: Triple = [-2.9, 52.9, -361.2];
const SERIES = '2.25.700';

/**
 * A limb of soft tissue with fat, a shaft of bone and a ball of bone, sampled without a program of ours: every value is
 * the formula's at that voxel, with grainy noise of 12 HU. 130 slices of 100 × 90 pixels, 0.7 × 0.7 × 0.8 mm, unless the
 * fault says otherwise; exactly one thing is wrong with it.
 */
export function faultStudy(fault: Fault): FaultStudy {
  const tilt = fault === 'tilt' ? (FAULT_TILT_DEG * Math.PI) / 180 : 0;
  const column: Triple = [0, Math.cos(tilt), Math.sin(tilt)];
  const [pixelMm, stepMm, slices] = fault === 'thick' ? ([0.4, 3, 35] as const) : ([0.7, 0.8, 130] as const);
  const columns = fault === 'narrow' ? 56 : Math.round(70 / pixelMm);
  // Cut on both sides, through the ball of bone and the fat beside the shaft.
  const originX = ORIGIN[0] + (fault === 'narrow' ? 13.3 : 0);
  const rows = Math.round(63 / pixelMm);
  const huAt = (x: number, y: number, z: number) => limbHu(x, y, z, fault);
  // An uneven table: every third step is half as long again.
  const placeOf = (k: number) => (fault === 'unequal' ? 0.8 * (k + 0.5 * Math.floor(k / 3)) : k * stepMm);
  const shaken = (k: number) => (fault === 'motion' && k >= 61 ? 3.1 : 0);
  const noiseHu = fault === 'noise' ? 95 : 12;

  const rawOf = (k: number): number[] => {
    const raw: number[] = [];
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++) {
        const [x, y, z] = [0, 1, 2].map(
          (c) => (c === 0 ? originX + i * pixelMm : ORIGIN[c]!) + j * pixelMm * column[c]! + (c === 2 ? placeOf(k) : 0),
        ) as [number, number, number];
        const hu = huAt(x - shaken(k), y + 0.6 * shaken(k), z) + noiseHu * gauss(i + 4096 * (j + 4096 * k));
        raw.push(Math.round(Math.max(-1024, Math.min(3071, hu))) + 1024);
      }
    return raw;
  };
  const making = (k: number): Partial<SliceMaking> => ({
    rows,
    columns,
    raw: rawOf(k),
    spacingMm: [pixelMm, pixelMm],
    position: [originX, ORIGIN[1], ORIGIN[2] + placeOf(k)],
    orientation: [1, 0, 0, ...column],
    seriesUid: SERIES,
    instanceNumber: fault === 'reversed' ? slices - k : k + 1,
    sopInstanceUid: `${SERIES}.${k + 1}`,
    sliceThicknessMm: stepMm,
    tiltTagDeg: fault === 'tilt' ? -FAULT_TILT_DEG : 0,
    more: labels('B50s'),
  });
  const sliceOf = (k: number, changed: Partial<SliceMaking> = {}) =>
    fileOf(
      dicomSlice({ ...making(k), ...changed }),
      `IM${String(k + 1).padStart(4, '0')}${changed.sopInstanceUid ? 'B' : ''}`,
    );
  const numbers = Array.from({ length: slices }, (_, k) => k);
  const ball = { centerLps: [CENTER[0] + 9, CENTER[1] - 4, CENTER[2] + 3] as Triple, radiusMm: 7.4 };
  const study = (files: readonly StudyFile[]) => ({ files, huAt, ball });
  switch (fault) {
    case 'missing':
      // Images 112, 113 and 114.
      return study(numbers.filter((k) => k < 111 || k > 113).map((k) => sliceOf(k)));
    case 'duplicate':
      return study([...numbers.map((k) => sliceOf(k)), sliceOf(56, { sopInstanceUid: '2.25.701.57' })]);
    case 'two-kernels':
      return study([
        ...numbers.map((k) => sliceOf(k)),
        ...numbers.map((k) => sliceOf(k, { sopInstanceUid: `2.25.702.${k + 1}`, more: labels('B20f') })),
      ]);
    case 'multi-frame':
      return study([fileOf(enhanced(making(0), numbers, { rawOf, placeOf }))]);
    default:
      return study(numbers.map((k) => sliceOf(k)));
  }
}

const labels = (kernel: string): DicomElement[] => [
  { tag: 0x00080022, vr: 'DA', value: '20260914' },
  { tag: 0x00181210, vr: 'SH', value: kernel },
];

/** Soft tissue in fat in air, bone within; every edge runs over a millimeter, as after a scanner's blur. */
function limbHu(x: number, y: number, z: number, fault: Fault): number {
  const [dx, dy, dz] = [x - CENTER[0], y - CENTER[1], z - CENTER[2]];
  const across = Math.sqrt((dx / 27) ** 2 + (dy / 23) ** 2);
  const [shaftX, shaftY] = [dx + 9 + 0.02 * dz, dy + 3];
  const shaft = Math.sqrt(shaftX * shaftX + shaftY * shaftY);
  const ball = Math.sqrt((dx - 9) ** 2 + (dy + 4) ** 2 + (dz - 3) ** 2);
  let hu = -1000;
  hu = mixed(hu, -95, (across - 1) * 25);
  hu = mixed(hu, 55, (across - 0.88) * 25);
  hu = mixed(hu, 1150, shaft - 8.2);
  hu = mixed(hu, -30, shaft - 4.6);
  hu = mixed(hu, 820, ball - 7.4);
  if (fault === 'metal') {
    const screw = Math.max(Math.sqrt((dy - 9) ** 2 + (dz + 12) ** 2) - 2.2, Math.abs(dx - 1) - 11);
    hu = mixed(hu, 6000, screw);
  }
  return hu;
}

/** `inside` where the distance is negative, `outside` where it is positive. */
function mixed(outside: number, inside: number, distanceMm: number): number {
  const t = Math.max(0, Math.min(1, 0.5 - distanceMm));
  return outside + (inside - outside) * t * t * (3 - 2 * t);
}

/** Twelve even numbers make a normal one, near enough for noise; the same for the same voxel. */
function gauss(seed: number): number {
  let state = (Math.imul(seed, 2654435761) ^ 0x9e3779b9) >>> 0;
  let sum = -6;
  for (let n = 0; n < 12; n++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    sum += (state >>> 0) / 4294967296;
  }
  return sum;
}

/** All slices in one object of Enhanced CT, each frame with its place. */
function enhanced(
  first: Partial<SliceMaking>,
  numbers: readonly number[],
  { rawOf, placeOf }: { rawOf: (k: number) => number[]; placeOf: (k: number) => number },
): Uint8Array {
  const sequence = (tag: number, items: DicomElement[]): DicomElement => ({ tag, vr: 'SQ', value: [items] });
  const [di, dj] = first.spacingMm!;
  return dicomSlice({
    ...first,
    position: null,
    slope: null,
    intercept: null,
    raw: numbers.flatMap(rawOf),
    more: [
      ...labels('B50s'),
      { tag: 0x00280008, vr: 'IS', value: String(numbers.length) },
      sequence(0x52009229, [
        sequence(0x00209116, [{ tag: 0x00200037, vr: 'DS', value: first.orientation!.join('\\') }]),
        sequence(0x00289110, [{ tag: 0x00280030, vr: 'DS', value: `${dj}\\${di}` }]),
        sequence(0x00289145, [
          { tag: 0x00281052, vr: 'DS', value: '-1024' },
          { tag: 0x00281053, vr: 'DS', value: '1' },
        ]),
      ]),
      {
        tag: 0x52009230,
        vr: 'SQ',
        value: numbers.map((k) => [
          sequence(0x00209113, [
            { tag: 0x00200032, vr: 'DS', value: `${ORIGIN[0]}\\${ORIGIN[1]}\\${(ORIGIN[2] + placeOf(k)).toFixed(4)}` },
          ]),
        ]),
      },
    ],
  });
}
