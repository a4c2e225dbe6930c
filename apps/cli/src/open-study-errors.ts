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

/** An archive of a kind that is not opened, or one of a kind that is with no study's files in it. */
export class ArchiveNotReadError extends SpecolaError {
  readonly code = 'cli/archive-not-read';
  constructor(kind: string) {
    super({
      what: `The study is packed as ${kind}.`,
      why: 'Specola opens folders, zip and tar archives (.tar, .tar.gz, .tar.xz), and single DICOM, NIfTI and NRRD files.',
      mend: 'Unpack it, and give what is in it.',
    });
  }
}

/** A zip or tar archive that is damaged, locked, or larger inside than a study can be. */
export class BadArchiveError extends SpecolaError {
  readonly code = 'cli/bad-archive';
  constructor(what: string) {
    super({
      what,
      why: 'Such an archive cannot be unpacked completely and safely.',
      mend: 'Copy it again from where it came, or unpack it with another program and give the folder.',
    });
  }
}
