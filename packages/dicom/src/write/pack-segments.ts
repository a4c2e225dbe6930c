import { LengthMismatchError } from '@specola/space';

/** Labels of slice k in one layer, i fastest. Segments that overlap stand in different layers. */
export type LabelSlices = (k: number, layer: number) => Uint8Array;

export interface SegmentFrame {
  readonly label: number;
  readonly layer: number;
  readonly k: number;
}

export interface SliceStack {
  readonly perSlice: number;
  readonly slices: number;
}

/** The labels of a slice. @throws LengthMismatchError */
export function sliceOf(labels: LabelSlices, k: number, layer: number, perSlice: number): Uint8Array {
  const slice = labels(k, layer);
  if (slice.length !== perSlice) throw new LengthMismatchError('labels of a slice', perSlice, slice.length);
  return slice;
}

/** Which labels occur in which slice of a layer: for each slice 256 flags. */
export function labelsPerSlice(labels: LabelSlices, layer: number, { perSlice, slices }: SliceStack): Uint8Array {
  const held = new Uint8Array(256 * slices);
  for (let k = 0; k < slices; k++) {
    const slice = sliceOf(labels, k, layer, perSlice);
    const base = 256 * k;
    for (let v = 0; v < perSlice; v++) held[base + slice[v]!] = 1;
  }
  return held;
}

/**
 * One bit for each pixel of each frame, the first pixel in the lowest bit, frames one after the other without a gap
 * (DICOM PS3.5 8.1.1, 8.2): a slice is looked at once, whatever the number of its segments.
 *
 * @param frames  in the order in which they are stored
 */
export function packSegments(
  labels: LabelSlices,
  frames: readonly SegmentFrame[],
  { perSlice, slices }: SliceStack,
): Uint8Array {
  const bits = new Uint8Array(Math.ceil((frames.length * perSlice) / 8));
  const bySlice = new Map<number, { label: number; frame: number }[]>();
  frames.forEach(({ label, layer, k }, frame) => {
    const at = slices * layer + k;
    const here = bySlice.get(at);
    if (here) here.push({ label, frame });
    else bySlice.set(at, [{ label, frame }]);
  });
  // Where the bits of each label begin; -1 for those that have no frame here.
  const starts = new Float64Array(256).fill(-1);
  for (const [at, here] of bySlice) {
    for (const { label, frame } of here) starts[label] = frame * perSlice;
    packSlice(sliceOf(labels, at % slices, Math.floor(at / slices), perSlice), starts, bits);
    for (const { label } of here) starts[label] = -1;
  }
  return bits;
}

function packSlice(slice: Uint8Array, starts: Float64Array, bits: Uint8Array): void {
  for (let v = 0; v < slice.length; v++) {
    const label = slice[v]!;
    if (label === 0) continue;
    const start = starts[label]!;
    if (start < 0) continue;
    const bit = start + v;
    // Frames may reach beyond 2³¹ bits: no bit operator on the whole number.
    const byte = Math.floor(bit / 8);
    bits[byte] = bits[byte]! | (1 << (bit - 8 * byte));
  }
}
