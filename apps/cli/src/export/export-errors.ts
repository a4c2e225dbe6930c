import { SpecolaError } from '@specola/space';

/** The folder was not made by Specola, or not whole. */
export class NotAMadeFolderError extends SpecolaError {
  readonly code = 'export/not-a-made-folder';
  constructor(reason: string) {
    super({
      what: `The folder is no result of Specola: ${reason}.`,
      why: 'What goes into the archive is made from files that a record describes, and from nothing else.',
      mend: 'Give the folder that "specola model" or "specola segment" wrote.',
    });
  }
}

/** A file is no longer what its record says. */
export class ChangedFileError extends SpecolaError {
  readonly code = 'export/changed-file';
  constructor(file: string) {
    super({
      what: `${file} is not the file that the record describes: its sha256 differs.`,
      why: 'It was changed after it was checked; the archive would say that it is the checked one.',
      mend: 'Make the folder again, or restore the file. A mesh that was edited elsewhere comes in with "specola take-in".',
    });
  }
}

/** The source is no DICOM series. */
export class NoDicomSourceError extends SpecolaError {
  readonly code = 'export/no-dicom-source';
  constructor() {
    super({
      what: 'The folder was made from a NIfTI or NRRD volume.',
      why: 'A DICOM object belongs to a patient and a study, and such a volume names neither.',
      mend: 'Make it from the DICOM series, and export that.',
    });
  }
}

/** That kind cannot be made from this folder. */
export class NotInThisFolderError extends SpecolaError {
  readonly code = 'export/not-in-this-folder';
  constructor(kind: string) {
    super({
      what: `The folder has nothing to write as ${kind}.`,
      why: 'A folder of segments holds no mesh and no report, and a mesh that was taken in neither segments nor a report.',
      mend: 'Export segments as seg, labelmap-seg or snapshots, and a mesh as stl, obj or snapshots.',
    });
  }
}

/** Earlier versions were given that are none. */
export class NoPredecessorError extends SpecolaError {
  readonly code = 'export/no-predecessor';
  constructor(what: string) {
    super({
      what,
      why: 'A version that names the wrong one before it would lead a reader to another model.',
      mend: 'Give the DICOM file, or the folder, that was exported for this patient before.',
    });
  }
}
