import { SpecolaError } from '@specola/space';

/** A segmentation object that cannot be placed in the patient, or cannot be read. */
export class SegmentationNotReadError extends SpecolaError {
  readonly code = 'dicom/segmentation-not-read';
  constructor(what: string) {
    super({
      what,
      why: 'Each frame of a segmentation must lie in one stack of planes in the patient, and say which segment it shows.',
      mend: 'Write the segmentation again with the program that made it, on the CT or MR series that it belongs to.',
    });
  }
}

/** An RT Structure Set without a region that can be filled. */
export class StructureSetNotReadError extends SpecolaError {
  readonly code = 'dicom/structure-set-not-read';
  constructor(what: string) {
    super({
      what,
      why: 'Only closed contours in planes enclose voxels; points and open lines do not.',
      mend: 'Export the structure set again with closed planar contours, or give a DICOM SEG.',
    });
  }
}
