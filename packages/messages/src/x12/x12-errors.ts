import { SpecolaError } from '@specola/space';

/** A text that came in is no X12 interchange, or not one that can be read. */
export class NotX12Error extends SpecolaError {
  readonly code = 'messages/not-x12';
  constructor(reason: string) {
    super({
      what: `This is no X12 interchange that can be read: ${reason}`,
      why: 'A remittance or acknowledgement that was misread would be posted to the wrong case.',
      mend: 'Ask the clearinghouse for the file again, untouched; it begins with ISA.',
    });
  }
}

/** Claims and adjustments of a remittance do not add up to what was paid. */
export class UnbalancedRemittanceError extends SpecolaError {
  readonly code = 'messages/unbalanced-remittance';
  constructor() {
    super({
      what: 'The remittance does not add up: its claims and adjustments are not what was paid.',
      why: 'What is posted from it would not agree with the bank.',
      mend: 'Ask the payer or the clearinghouse for the whole file again.',
    });
  }
}

/** A claim lacks something that its message must hold, or holds what X12 cannot carry. */
export class ClaimNotWritableError extends SpecolaError {
  readonly code = 'messages/claim-not-writable';
  readonly reasons: readonly string[];
  constructor(reasons: readonly string[]) {
    super({
      what: `The claim cannot be written: ${reasons.join(' ')}`,
      why: 'The payer would reject the file, and nobody here would see why.',
      mend: 'Complete the case, the site’s settings or the identity in the vault, as the message says.',
    });
    this.reasons = reasons;
  }
}
