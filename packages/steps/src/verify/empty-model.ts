import { SpecolaError } from '@specola/space';

/** The written file holds no triangle: there is nothing to measure, and nothing to print. */
export class EmptyModelError extends SpecolaError {
  readonly code = 'verify/empty-model';
  constructor() {
    super({
      what: 'The written model holds no triangle.',
      why: 'Every part of the surface was smaller than the size below which parts are removed.',
      mend: 'Choose a smaller size for loose shells and islands, or another threshold.',
    });
  }
}
