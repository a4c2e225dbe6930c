/** What every refusal says: what happened, why it matters, how to mend it. No sentence ever holds a patient's name. */
export interface Sentence {
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}

/**
 * The base of every error that Specola throws on purpose. One class per code; `docs/errors/<code>.md` explains each.
 * `exitCode` is what the command line ends with: 3 refuses the input unless a class says otherwise.
 */
export abstract class SpecolaError extends Error {
  abstract readonly code: string;
  readonly exitCode: number = 3;
  readonly what: string;
  readonly why: string;
  readonly mend: string;

  constructor({ what, why, mend }: Sentence, options?: ErrorOptions) {
    super(`${what} ${why} ${mend}`, options);
    this.name = new.target.name;
    this.what = what;
    this.why = why;
    this.mend = mend;
  }
}

/** Two arrays that must be of one length are not: a promise between kernels is broken. */
export class LengthMismatchError extends SpecolaError {
  readonly code = 'space/length-mismatch';
  constructor(name: string, expected: number, got: number) {
    super({
      what: `The array "${name}" has ${got} elements where ${expected} are needed.`,
      why: 'Reading on would mix one voxel or vertex with another.',
      mend: 'This is a fault in the program: please report it with the command that was run.',
    });
  }
}

/** A promise inside the program is broken; nothing the user gave is at fault. */
export class BrokenPromiseError extends SpecolaError {
  readonly code = 'space/broken-promise';
  override readonly exitCode = 1;
  constructor(what: string) {
    super({
      what,
      why: 'A step met something that the step before it promises never to hand over.',
      mend: 'This is a fault in the program: please report it with the command that was run.',
    });
  }
}

/** Marks a branch that the types exclude: a new member of a closed list does not compile until it is handled. */
export function neverHappens(value: never): never {
  throw new BrokenPromiseError(`Met ${JSON.stringify(value)}, which no branch handles.`);
}
