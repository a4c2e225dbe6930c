import { SpecolaError } from '@specola/space';

export class BadRegistryFileError extends SpecolaError {
  readonly code = 'registry/bad-file';
  override readonly exitCode = 2;
  constructor(which: 'answers' | 'mapping', reason: string) {
    super({
      what: `The file of ${which} does not fit: ${reason}`,
      why: 'A field that was meant otherwise would go to the registry.',
      mend: 'See docs/registry-answers.schema.json and docs/registry-mapping.schema.json for what the files hold.',
    });
  }
}

export class RegistryFaultsError extends SpecolaError {
  readonly code = 'registry/faults';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super({
      what: `The case cannot go to the registry yet: ${faults.join(' ')}`,
      why: 'The registry refuses it, or counts it wrongly.',
      mend: 'Complete the case or the file of answers; nothing was written.',
    });
    this.faults = faults;
  }
}

/** Says which kinds and where, never what. */
export class RegistryIdentifierError extends SpecolaError {
  readonly code = 'registry/identifier';
  constructor(found: readonly { file: string; kind: string; place: string }[]) {
    super({
      what: `The files would hold ${found.length} of the patient’s identifiers: ${[...new Set(found.map(({ file, kind, place }) => `${kind} in ${file} (${place})`))].join(', ')}.`,
      why: 'The registry takes anonymous cases only.',
      mend: 'Take the words out of comments, procedure and answers; nothing was written.',
    });
  }
}
