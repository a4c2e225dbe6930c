import { SpecolaError } from '@specola/space';

export class CutMissesError extends SpecolaError {
  readonly code = 'plan/cut-misses';
  constructor(cut: string, bone: string) {
    super({
      what: `The cut "${cut}" does not part "${bone}".`,
      why: 'A cut that misses the bone, or only grazes it, leaves nothing to plan with.',
      mend: 'Look at the place and direction of the cut; they are in LPS mm, and its normal points to the front.',
    });
  }
}

export class PlanNameTakenError extends SpecolaError {
  readonly code = 'plan/name-taken';
  override readonly exitCode = 2;
  constructor(name: string) {
    super({
      what: `The plan has something called "${name}" already.`,
      why: 'Two of one name could not be told apart on the surgeon’s sheet.',
      mend: 'Choose another name.',
    });
  }
}

export class NoSuchCutError extends SpecolaError {
  readonly code = 'plan/no-such-cut';
  override readonly exitCode = 2;
  constructor(name: string, known: readonly string[]) {
    super({
      what: `The plan has no cut called "${name}" with planes.`,
      why: 'A margin is measured to the planes of a cut.',
      mend: known.length > 0 ? `Name one of: ${known.join(', ')}.` : 'Plan the cut first.',
    });
  }
}

export class WedgeRefusedError extends SpecolaError {
  readonly code = 'plan/wedge-refused';
  constructor(reason: string) {
    super({
      what: `The wedge cannot be: ${reason}`,
      why: 'The fragment would move into the bone, or the wrong way.',
      mend: 'Look at the direction of the hinge and the sign of the angle: the turn is right-handed about the hinge.',
    });
  }
}

export class GraftRefusedError extends SpecolaError {
  readonly code = 'plan/graft-refused';
  constructor(reason: string) {
    super({
      what: `The graft cannot be taken so: ${reason}`,
      why: 'A piece that is too short loses its blood supply; bone at the joints keeps them stable.',
      mend: 'Use fewer or longer pieces, another donor, or change the distances that are kept, with the surgeon.',
    });
  }
}
