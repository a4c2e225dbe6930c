import { SpecolaError } from '@specola/space';

/** Nothing lies where the user points. */
export class NoSuchPathError extends SpecolaError {
  readonly code = 'cli/no-such-path';
  constructor() {
    super({
      what: 'Nothing is found at the given path.',
      why: 'There is no study to read.',
      mend: 'Check the spelling; paths are taken from the folder in which the command is run.',
    });
  }
}

/** It is there, but the system does not let us read it. */
export class UnreadablePathError extends SpecolaError {
  readonly code = 'cli/unreadable-path';
  constructor(reason: string) {
    super({
      what: `A file or folder of the study cannot be read (${reason}).`,
      why: 'A study that is read in part gives a model of a part, without saying so.',
      mend: 'Check the permissions and the medium, or copy the study to a local disk first.',
    });
  }
}

/** An archive of another kind than zip. */
export class ArchiveNotReadError extends SpecolaError {
  readonly code = 'cli/archive-not-read';
  constructor(kind: string) {
    super({
      what: `The study is packed as ${kind}.`,
      why: 'Specola opens folders, zip archives, and single DICOM, NIfTI and NRRD files.',
      mend: 'Unpack it, and give the folder.',
    });
  }
}

/** A zip archive that is damaged, locked, or larger inside than a study can be. */
export class BadZipError extends SpecolaError {
  readonly code = 'cli/bad-zip';
  constructor(what: string) {
    super({
      what,
      why: 'Such an archive cannot be unpacked completely and safely.',
      mend: 'Unpack it with another program, and give the folder.',
    });
  }
}
