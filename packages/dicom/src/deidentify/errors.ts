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
