import { SpecolaError } from '@specola/space';

/** What the user wrote is at fault: the manifest, or the choice of model. */
const USAGE = 2;

export class BadManifestError extends SpecolaError {
  readonly code = 'automatic/bad-manifest';
  override readonly exitCode = USAGE;
  constructor(reason: string) {
    super({
      what: `The manifest does not fit: ${reason}.`,
      why: 'It says what the model must be fed with and what its answer means; guessing would give segments of something else.',
      mend: 'Correct the manifest; docs/automatic.md explains each entry, docs/model-manifest.schema.json is its schema.',
    });
  }
}

export class OtherModelError extends SpecolaError {
  readonly code = 'automatic/other-model';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'The manifest speaks for another model: the sha256 of the file is not the one that it names.',
      why: 'Spacing, intensities and channels of one version may be wrong for the next, and nobody would see it.',
      mend: 'Give the manifest of this file, or put the right sha256 into it after checking every entry.',
    });
  }
}

export class OtherModalityError extends SpecolaError {
  readonly code = 'automatic/other-modality';
  constructor(wanted: string, got: string) {
    super({
      what: `The model is meant for ${wanted}, and the scan is ${got}.`,
      why: 'On grey values that it never saw a network answers all the same, with nothing to be trusted in it.',
      mend: `Choose a ${wanted} series with --series, or a model for this scan.`,
    });
  }
}

/** The model cannot be used with what the manifest says: rank, size, type or number of channels. */
export class ModelShapeError extends SpecolaError {
  readonly code = 'automatic/model-shape';
  constructor(reason: string) {
    super({
      what: `The model and the manifest do not go together: ${reason}.`,
      why: 'A tensor of another shape would be refused, or read with its axes or channels mixed up.',
      mend: 'Correct "patchVoxels", "channels" or the names in the manifest, or export the model with one image channel and open or fitting sizes.',
    });
  }
}

export class ModelFailedError extends SpecolaError {
  readonly code = 'automatic/model-failed';
  constructor(reason: string) {
    super({
      what: `The inference engine could not run the model: ${reason}`,
      why: 'Without its answer there are no segments; nothing was written.',
      mend: 'Export the model with an opset and operators that the engine knows, or take another engine (docs/automatic.md).',
    });
  }
}

/** The network gave something that is no number. */
export class NotANumberError extends SpecolaError {
  readonly code = 'automatic/not-a-number';
  constructor() {
    super({
      what: 'The model gave values that are no numbers (NaN or infinite).',
      why: 'No voxel can be given to a segment by them.',
      mend: 'Check the intensities in the manifest; a scan of a single grey value or an overflow in half precision is the usual cause.',
    });
  }
}

export class TooLargeForModelError extends SpecolaError {
  readonly code = 'automatic/too-large';
  constructor(neededBytes: number, limitBytes: number) {
    const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
    super({
      what: `The model would need ${gigabytes(neededBytes)} GiB for its patches and probabilities; the limit is ${gigabytes(limitBytes)} GiB.`,
      why: 'The run would end in the middle for want of memory.',
      mend: 'Take a smaller patch or a coarser spacing if the model allows it, crop the scan, or raise the limit with --memory-gib.',
    });
  }
}
