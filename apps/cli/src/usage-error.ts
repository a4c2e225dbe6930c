import { SpecolaError } from '@specola/space';

/** The command line asks for something that it cannot mean. */
export class UsageError extends SpecolaError {
  readonly code = 'cli/usage';
  override readonly exitCode = 2;
  constructor(what: string, mend = 'See "specola --help".') {
    super({ what, why: 'Nothing was started.', mend });
  }
}

/** The user pressed Ctrl-C, or the process was told to stop. */
export class CancelledError extends SpecolaError {
  readonly code = 'cli/cancelled';
  override readonly exitCode = 130;
  constructor() {
    super({ what: 'Cancelled.', why: 'You asked to stop.', mend: 'Nothing was written; run it again when you like.' });
  }
}
