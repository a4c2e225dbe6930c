import { SpecolaError } from '@specola/space';

/** One of the two volumes holds one value. */
export class FlatImageError extends SpecolaError {
  readonly code = 'align/flat-image';
  constructor(which: 'fixed' | 'moving') {
    super({
      what: `The ${which} volume holds nearly one value everywhere.`,
      why: 'Nothing in it says where the other belongs.',
      mend: 'Choose a series that shows anatomy.',
    });
  }
}

/** The two volumes hardly meet. */
export class NoOverlapError extends SpecolaError {
  readonly code = 'align/no-overlap';
  constructor(overlap: number) {
    super({
      what: `Only ${Math.round(100 * overlap)} % of the fixed volume meets the moving one, from every start that was tried.`,
      why: 'Volumes that share so little can be laid on each other in many ways.',
      mend: 'Give three or more landmarks to start from, or series that cover the same anatomy.',
    });
  }
}

/** Starts from around the result do not come back to it. */
export class NotCapturedError extends SpecolaError {
  readonly code = 'align/not-captured';
  constructor(agreed: number, restarts: number, farthestMm: number) {
    super({
      what: `Of ${restarts} searches from places around the result only ${agreed} came back to it; one ended ${farthestMm.toFixed(1)} mm away.`,
      why: 'A summit that is found from one side only may be the wrong one, and bone would be cut by it.',
      mend: 'Give three or more landmarks to start from; check that both series show the same anatomy of the same patient.',
    });
  }
}

/** The landmarks fix no motion. */
export class LandmarksError extends SpecolaError {
  readonly code = 'align/landmarks';
  constructor(what: string) {
    super({
      what,
      why: 'Fewer than three places, or places on one line, leave a turn open.',
      mend: 'Give at least three pairs, better six, spread over the anatomy.',
    });
  }
}
