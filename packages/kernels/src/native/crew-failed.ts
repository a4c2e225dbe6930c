import { SpecolaError } from '@specola/space';

/** A thread stopped in the middle of its work. Nothing it may have left is used. */
export class CrewFailedError extends SpecolaError {
  readonly code = 'native/crew-failed';
  override readonly exitCode = 1;
  constructor(reason: string) {
    super({
      what: `A working thread failed: ${reason}`,
      why: 'Its share of the result is missing, so the whole result is thrown away.',
      mend: 'Try again with --workers 1; if it fails again, please report the command and this message.',
    });
  }
}
