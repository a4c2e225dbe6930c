import { SpecolaError } from '@specola/space';

/** The recipe is what the user wrote, or the files that he put beside it. */
const USAGE = 2;

export class StoredMissingError extends SpecolaError {
  readonly code = 'segment/stored-missing';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'A stored file that the recipe takes segments from was not found.',
      why: 'What it holds was made by hand or by another program, and cannot be made again from the scan.',
      mend: 'Put the file beside the recipe, or name it (for a replay with --inputs). The sha256 in the recipe tells which one it is.',
    });
  }
}

export class StoredChangedError extends SpecolaError {
  readonly code = 'segment/stored-changed';
  override readonly exitCode = USAGE;
  constructor(wanted: string, found: string) {
    super({
      what: `A stored file is another one than the recipe means: its sha256 begins with ${found.slice(0, 12)}, not with ${wanted.slice(0, 12)}.`,
      why: 'A recipe gives the same bytes only from the same files; a mask that was drawn on since is another mask.',
      mend: 'Bring back the file, or write its new sha256 into the recipe if the change is meant.',
    });
  }
}

export class StoredKindError extends SpecolaError {
  readonly code = 'segment/stored-kind';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'A stored file holds no segments that can be read.',
      why: 'DICOM SEG, RT Structure Set, NRRD and NIfTI label maps are read.',
      mend: 'Export it as one of these from the program that made it.',
    });
  }
}

export class StoredNameError extends SpecolaError {
  readonly code = 'segment/stored-name';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'The name of a stored file holds a part of the name, number or birth date of the patient.',
      why: 'The recipe, and with it the name of the file, goes into the record and the report.',
      mend: 'Rename the file, and change its name in the recipe.',
    });
  }
}

export class OtherGridError extends SpecolaError {
  readonly code = 'segment/other-grid';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'The stored file lies on another grid than the series.',
      why: 'The recipe asks for the same voxels ("otherGrid": "refuse"); on other ones every edge moves by up to half a voxel.',
      mend: 'Give the series that it was made on, or let it be resampled with "otherGrid": "nearest" or "share".',
    });
  }
}

export class NotInStoredError extends SpecolaError {
  readonly code = 'segment/not-in-stored';
  override readonly exitCode = USAGE;
  constructor(matches: number, known: readonly string[]) {
    super({
      what:
        matches === 0
          ? 'The stored file has no segment that the recipe asks for.'
          : `The stored file has ${matches} segments that fit what the recipe asks for.`,
      why: 'Each line of "segments" takes one segment, by its number or its name in the file.',
      mend:
        known.length > 0
          ? `It has: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}. Name one by what stands there once.`
          : 'It has none at all.',
    });
  }
}
