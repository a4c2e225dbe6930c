import type { Problem } from '@specola/casework';
import { SpecolaError } from '@specola/space';

/** A claim is kept back: everything that stands against it, with who owes it. */
export class ClaimHeldError extends SpecolaError {
  readonly code = 'claim/held';
  override readonly exitCode = 4;
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super({
      what: `The claim is kept back: ${problems.map(({ what, owes }) => `${what} (${owes})`).join(' ')}`,
      why: 'A claim that leaves incomplete is denied, and the record that would defend it is not there.',
      mend: [...new Set(problems.map(({ mend }) => mend))].join(' '),
    });
    this.problems = problems;
  }
}

/** The file answers no claim of this case. */
export class NotOurAnswerError extends SpecolaError {
  readonly code = 'claim/not-ours';
  constructor() {
    super({
      what: 'The file says nothing of a claim of this case.',
      why: 'An answer that is posted to another case hides the denial of its own.',
      mend: 'Name the case that the file answers; for a 999 also --numbers, the file of control numbers that the claim was written with.',
    });
  }
}

/** The vault’s entry lacks what a claim must say of the patient. */
export class IdentityIncompleteError extends SpecolaError {
  readonly code = 'claim/identity-incomplete';
  constructor(fields: readonly string[]) {
    super({
      what: `The vault’s entry does not say: ${fields.join(', ')}.`,
      why: 'A payer takes no claim without them, and nothing is guessed about a person.',
      mend: 'Import a study whose header says them, or write this claim by hand.',
    });
  }
}
