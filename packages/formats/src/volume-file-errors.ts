import { SpecolaError } from '@specola/space';

/** A header that states what no volume can be. */
export class BadVolumeHeaderError extends SpecolaError {
  readonly code = 'formats/bad-volume-header';
  constructor(what: string) {
    super({
      what,
      why: 'Without a sound header the voxels have no size and no order.',
      mend: 'Write the volume again with the program that it came from.',
    });
  }
}

/** A sound header of something that is not read. */
export class VolumeKindNotReadError extends SpecolaError {
  readonly code = 'formats/volume-kind-not-read';
  constructor(what: string) {
    super({
      what,
      why: 'Specola reads one grey-value volume of 3 dimensions, raw or gzip, in integers or floating point.',
      mend: 'Convert it, for example by saving it as .nii.gz from 3D Slicer.',
    });
  }
}

/** The header is one file, the voxels another. */
export class DetachedHeaderError extends SpecolaError {
  readonly code = 'formats/detached-header';
  constructor(reason = 'one file is read') {
    super({
      what: `The header refers to another file for its voxels: ${reason}.`,
      why: 'Which other one is meant cannot be known for certain.',
      mend: 'Save header and voxels as one file (.nrrd instead of .nhdr, .nii instead of .hdr and .img, .mha instead of .mhd).',
    });
  }
}

/** Nobody knows which side is left. */
export class NoOrientationError extends SpecolaError {
  readonly code = 'formats/no-orientation';
  constructor() {
    super({
      what: 'The volume does not say how it lies in the patient.',
      why: 'Left and right could be swapped in the model.',
      mend: 'Give the DICOM series, or save the volume again with its orientation (NIfTI: sform or qform; NRRD: space and space directions; MetaImage: TransformMatrix).',
    });
  }
}

/** Axes that are not perpendicular. */
export class ShearedGridError extends SpecolaError {
  readonly code = 'formats/sheared-grid';
  constructor(cosine: number) {
    const degrees = (90 - (Math.acos(Math.min(1, Math.abs(cosine))) * 180) / Math.PI).toFixed(1);
    super({
      what: `The axes of the volume lean towards each other by ${degrees}°.`,
      why: 'Such a grid comes from a tilted gantry or from a registration; read as upright, the anatomy would be slanted.',
      mend: 'Resample it to an upright grid, for example in 3D Slicer (Resample Scalar Volume).',
    });
  }
}

/** Fewer voxels than the header says. */
export class TruncatedVolumeError extends SpecolaError {
  readonly code = 'formats/truncated-volume';
  constructor(missingBytes: number) {
    super({
      what:
        missingBytes > 0
          ? `The volume ends ${missingBytes} bytes too early.`
          : 'The packed voxels end too early or are damaged.',
      why: 'What is missing cannot be made up.',
      mend: 'Copy or write the file again.',
    });
  }
}

/** A header that promises more voxels than the packed bytes behind it, or any memory, can hold. */
export class ImpossibleVolumeSizeError extends SpecolaError {
  readonly code = 'formats/impossible-size';
  constructor(statedBytes: number, packedBytes: number) {
    super({
      what: `The header promises ${Math.ceil(statedBytes / 2 ** 20)} MiB of voxels, in ${packedBytes} packed bytes.`,
      why: 'A packed stream swells to 1,032 times its size at most, and no volume above 4 GiB is read: the header is damaged, or made to exhaust the machine.',
      mend: 'Write the volume again with the program that it came from; cut a volume above 4 GiB to the part that matters.',
    });
  }
}
