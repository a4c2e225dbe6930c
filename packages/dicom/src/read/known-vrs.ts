import type { DataSet } from 'dicom-parser';

const FIRST_LETTERS = 'OSU';
const V = 'V'.charCodeAt(0);
const OB = [0x4f, 0x42] as const;
const HEAD_BYTES = 12;

/** Bytes that dicom-parser reads rightly, and what puts the truth back once it has. */
export interface KnownVrs {
  readonly bytes: Uint8Array;
  /** Makes `bytes` again what they were, and calls elements by the VR that they have. */
  restore(dataSet: DataSet): void;
}

/**
 * OV, SV and UV hold 64-bit numbers, from 2019 on; dicom-parser takes their length for 16 bits, and reads on in the middle
 * of the value. Called OB, whose length takes 32 bits as theirs does, they are read rightly: in a copy, where any was met.
 * What looks like one and is none (a text, pixels) is as it was after `restore`.
 */
export function withKnownVrs(bytes: Uint8Array): KnownVrs {
  const places: number[] = [];
  for (let at = bytes.indexOf(V, 5); at >= 0; at = bytes.indexOf(V, at + 1))
    if (headsElement(bytes, at - 5)) places.push(at - 1);
  if (places.length === 0) return { bytes, restore: () => {} };
  const copy = Uint8Array.from(bytes);
  for (const place of places) copy.set(OB, place);
  return {
    bytes: copy,
    restore: (dataSet) => {
      for (const place of places) copy.set([bytes[place]!, V], place);
      nameAgain(dataSet);
    },
  };
}

/** Two letters, two zeros, and a length in whole 64-bit numbers. */
function headsElement(bytes: Uint8Array, at: number): boolean {
  if (at + HEAD_BYTES > bytes.length || bytes[at + 6] !== 0 || bytes[at + 7] !== 0) return false;
  return FIRST_LETTERS.includes(String.fromCharCode(bytes[at + 4]!)) && bytes[at + 8]! % 8 === 0;
}

function nameAgain({ elements, byteArray }: DataSet): void {
  for (const element of Object.values(elements)) {
    const vr = element.dataOffset - HEAD_BYTES + 4;
    if (element.vr === 'OB' && byteArray[vr + 1] === V) element.vr = `${String.fromCharCode(byteArray[vr]!)}V`;
    for (const { dataSet } of element.items ?? []) if (dataSet) nameAgain(dataSet);
  }
}
