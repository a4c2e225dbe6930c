import { SpecolaError } from '@specola/space';

export class VaultKeyError extends SpecolaError {
  readonly code = 'vault/no-key';
  constructor(what: string, mend: string) {
    super({ what, why: 'Identity is kept encrypted: without its key nothing of it is written or shown.', mend });
  }
}

export class VaultLockedError extends SpecolaError {
  readonly code = 'vault/wrong-key';
  constructor() {
    super({
      what: 'The vault entry does not open with this key, or somebody changed it.',
      why: 'What was not written by this key cannot be trusted to be the identity of this case.',
      mend: 'Give the key that the vault was made with; if it is that one, take the entry from a backup.',
    });
  }
}

export class NoVaultEntryError extends SpecolaError {
  readonly code = 'vault/no-entry';
  constructor() {
    super({
      what: 'The vault holds no entry for this case code.',
      why: 'Nothing is guessed about whose case it is.',
      mend: 'Check the code and the vault folder.',
    });
  }
}

export class CaseTakenError extends SpecolaError {
  readonly code = 'vault/case-taken';
  constructor() {
    super({
      what: 'The vault already holds an entry for this case code.',
      why: 'Two people under one code would be one person to everything that follows.',
      mend: 'Leave --case out: a new code is made.',
    });
  }
}

export class CaseCodeError extends SpecolaError {
  readonly code = 'vault/bad-case-code';
  override readonly exitCode = 2;
  constructor() {
    super({
      what: 'The case code is not one: its letters and its check letter do not fit.',
      why: 'A mistyped code would file a case under another.',
      mend: 'Copy the code whole (as 7KQF-3MZD-W), or leave --case out: a new one is made.',
    });
  }
}

export class NothingToWriteError extends SpecolaError {
  readonly code = 'deidentify/nothing-left';
  constructor(reason: string) {
    super({
      what: `No object of the study can be given away: ${reason}.`,
      why: 'Reports, documents and pictures with text drawn into them hold identity where no rule reaches it.',
      mend: 'Give the image series; or look at captures yourself and add --keep-captures.',
    });
  }
}
