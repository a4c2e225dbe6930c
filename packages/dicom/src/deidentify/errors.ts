import { SpecolaError } from '@specola/space';

/** An object's structure is damaged: what cannot be read whole cannot be freed of identity. */
export class BrokenObjectError extends SpecolaError {
  readonly code = 'dicom/broken-object';
  constructor(how: string) {
    super({
      what: `The structure of an object is damaged: ${how}.`,
      why: 'A header that cannot be read to its end may hold a name that nobody removed.',
      mend: 'Export the object again, or leave its file out.',
    });
  }
}

/** Rectangles were asked to be blanked in pixels that do not allow it. */
export class CannotBlankError extends SpecolaError {
  readonly code = 'deidentify/cannot-blank';
  constructor(why: string) {
    super({
      what: `A rectangle of an object cannot be blanked: ${why}.`,
      why: 'What may show a name must not leave with a record that says it was cleaned; nothing was written.',
      mend: 'Give the rectangle for the series that it belongs to (--blank SERIES:x,y,w,h), or leave the object out.',
    });
  }
}
