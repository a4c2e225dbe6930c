import { SpecolaError } from '@specola/space';

export class BadBillingFileError extends SpecolaError {
  readonly code = 'billing/bad-file';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The file of prices or facts does not fit: ${reason}`,
      why: 'A code or price that was meant otherwise would stand on a claim.',
      mend: 'See docs/fee-schedule.schema.json and docs/billing-facts.schema.json for what the files hold.',
    });
  }
}
