import { SpecolaError } from '@specola/space';

/** A segment without a single voxel has no surface. */
export class EmptySegmentError extends SpecolaError {
  readonly code = 'segment/empty';
  constructor(name: string) {
    super({
      what: `The segment "${name}" holds no voxels.`,
      why: 'Nothing in this volume has the grey values that were asked for, or the clean-up removed it all.',
      mend: 'Choose another preset, widen --threshold-hu, or lower the size below which islands are removed.',
    });
  }
}
