import type { Problem } from '@specola/casework';
import { SpecolaError } from '@specola/space';

export class NotACaseError extends SpecolaError {
  readonly code = 'case/not-a-case';
  constructor(reason: string) {
    super({
      what: `The folder holds no case: ${reason}`,
      why: 'Nothing can be entered into what cannot be read whole.',
      mend: 'Name a folder made by "specola case new"; its case.json is changed by the program alone.',
    });
  }
}

export class CaseInUseError extends SpecolaError {
  readonly code = 'case/in-use';
  constructor() {
    super({
      what: 'Another program is writing into this case.',
      why: 'Two that write at once would lose one of the two entries.',
      mend: 'Wait a moment and try again; if none is running, remove case.lock from the folder.',
    });
  }
}

/** Everything that stands against an act; nothing was entered. */
export class ActRefusedError extends SpecolaError {
  readonly code = 'case/refused';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super({
      what: problems.map(({ what, owes }) => `${what} (${owes})`).join(' '),
      why: [...new Set(problems.map(({ why }) => why))].join(' '),
      mend: [...new Set(problems.map(({ mend }) => mend))].join(' '),
    });
    this.problems = problems;
  }
}

export class BadActError extends SpecolaError {
  readonly code = 'case/bad-act';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The file does not hold what a case takes: ${reason}`,
      why: 'A field that was meant otherwise would stand in the record for good.',
      mend: 'See docs/case.schema.json for every act and its fields.',
    });
  }
}
