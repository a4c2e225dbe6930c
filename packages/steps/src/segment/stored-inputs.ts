import { type FrameDecoders, isSegmentation, isStructureSet, type StudyFile } from '@specola/dicom';

/** What a recipe may ask of whoever runs it: the files that it names, and what is known of the study beside its voxels. */
export interface StoredInputs {
  /** Null when there is none of that name or, where files are found by it, of that sha256. */
  readonly read: (input: { readonly file: string; readonly sha256: string }) => Promise<Uint8Array | null>;
  readonly decoders: FrameDecoders;
  /** Of the series that the recipe runs on; null for a volume file. */
  readonly frameOfReferenceUid: string | null;
  /** Whether a DICOM object states the patient of the study; true where the study states none. */
  readonly isOfThisPatient: (object: StudyFile) => Promise<boolean>;
  /** Gives what empties a text that holds a part of the patient's identity. */
  readonly cleaner: () => Promise<(text: string) => string>;
}

/** What a file with segments is, told by its bytes; its name decides nothing. */
export type StoredKind = 'dicom-seg' | 'rtstruct' | 'nrrd' | 'nifti';

export function storedKindOf(bytes: Uint8Array): StoredKind | null {
  const begins = (...start: number[]) => start.every((byte, n) => bytes[n] === byte);
  if (begins(0x4e, 0x52, 0x52, 0x44, 0x30, 0x30, 0x30)) return 'nrrd';
  if (begins(0x1f, 0x8b) || isNifti(bytes)) return 'nifti';
  if (begins(0x50, 0x4b, 0x03, 0x04)) return null;
  if (isSegmentation(bytes)) return 'dicom-seg';
  return isStructureSet(bytes) ? 'rtstruct' : null;
}

function isNifti(bytes: Uint8Array): boolean {
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 3));
  return text(344) === 'n+1' || text(4) === 'n+2';
}
