import { SpecolaError } from '@specola/space';

export class BadIdentityFileError extends SpecolaError {
  readonly code = 'case/bad-identity';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The file does not say who the patient is: ${reason}`,
      why: 'What is not read cannot be compared, and a mix-up would go unseen.',
      mend: 'Give the HL7 message (ADT or order), or JSON with name, medicalRecordNumber, birthDate, sex and accessionNumber, null where unknown.',
    });
  }
}

export class OtherPatientsMergeError extends SpecolaError {
  readonly code = 'case/other-merge';
  constructor() {
    super({
      what: 'The message merges two records, and neither is that of the patient of this case.',
      why: 'Nothing about this case changes by it, so nothing was entered.',
      mend: 'Give the message to the case that it concerns.',
    });
  }
}

export class NotWorkingFilesError extends SpecolaError {
  readonly code = 'case/not-working-files';
  constructor() {
    super({
      what: 'The images are not the working files of this case: the vault does not know their series under its code.',
      why: 'They may be another patient’s, or still carry an identity that must not stand in a case.',
      mend: 'Import the study under the code of the case, and attach the folder that the import made.',
    });
  }
}
