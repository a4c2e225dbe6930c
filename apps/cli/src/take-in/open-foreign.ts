import { readFile } from 'node:fs/promises';
import { type EncapsulatedModel, readEncapsulatedModel } from '@specola/dicom';
import type { Origin } from '@specola/record';
import { SpecolaError } from '@specola/space';
import { type MeshFormat, storedKindOf } from '@specola/steps';
import { NoSuchPathError, UnreadablePathError } from '../open-study-errors.ts';

/** The file is of no kind that can be taken in. */
export class NotTakenInError extends SpecolaError {
  readonly code = 'take-in/kind-not-read';
  constructor() {
    super({
      what: 'The file is none of those that can be taken in.',
      why: 'DICOM SEG, RT Structure Set, Encapsulated STL and OBJ, NRRD and NIfTI label maps, STL, OBJ and 3MF are read.',
      mend: 'Export it as one of these from the program that made it.',
    });
  }
}

/** What a file holds, told by its bytes; its name decides nothing. */
export type ForeignFile = { readonly bytes: Uint8Array; readonly format: Origin['file']['format'] } & (
  | { readonly kind: 'segmentation' }
  | { readonly kind: 'structure-set' }
  | { readonly kind: 'labels'; readonly labels: 'nrrd' | 'nifti' }
  | {
      readonly kind: 'mesh';
      readonly mesh: MeshFormat;
      readonly document: Uint8Array;
      readonly dicom: EncapsulatedModel | null;
    }
);

/** @throws NotTakenInError, NoSuchPathError, UnreadablePathError */
export async function openForeign(path: string): Promise<ForeignFile> {
  const read = await readFile(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') throw new NoSuchPathError();
    throw new UnreadablePathError(thrown.code ?? 'unknown reason');
  });
  const bytes = new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
  const begins = (...start: number[]) => start.every((byte, n) => bytes[n] === byte);
  const stored = storedKindOf(bytes);
  if (stored === 'nrrd' || stored === 'nifti') return { bytes, format: stored, kind: 'labels', labels: stored };
  if (stored === 'dicom-seg') return { bytes, format: stored, kind: 'segmentation' };
  if (stored === 'rtstruct') return { bytes, format: stored, kind: 'structure-set' };
  if (begins(0x50, 0x4b, 0x03, 0x04)) return mesh(bytes, '3mf', '3mf');
  const dicom = readEncapsulatedModel(bytes);
  if (dicom)
    return {
      bytes,
      format: `encapsulated-${dicom.format}`,
      kind: 'mesh',
      mesh: dicom.format,
      document: dicom.document,
      dicom,
    };
  if (isDicom(bytes)) throw new NotTakenInError();
  const start = new TextDecoder('latin1').decode(bytes.slice(0, 4096));
  if (!/^\s*solid\b/.test(start) && /^\s*(v\s+[-+.\d]|mtllib\s|o\s|g\s)/m.test(start) && !start.includes('\0'))
    return mesh(bytes, 'obj', 'obj');
  if (looksLikeStl(bytes, start)) return mesh(bytes, 'stl', 'stl');
  throw new NotTakenInError();
}

const mesh = (bytes: Uint8Array, format: 'stl' | 'obj' | '3mf', kind: MeshFormat): ForeignFile => ({
  bytes,
  format,
  kind: 'mesh',
  mesh: kind,
  document: bytes,
  dicom: null,
});

const isDicom = (b: Uint8Array): boolean =>
  b.length > 132 && b[128] === 0x44 && b[129] === 0x49 && b[130] === 0x43 && b[131] === 0x4d;

/** A binary STL is as long as its count says, or at least no text; the reader itself judges the rest. */
const looksLikeStl = (bytes: Uint8Array, start: string): boolean =>
  /^\s*solid\b/.test(start) || (bytes.length >= 84 && (bytes.length - 84) % 50 === 0);
