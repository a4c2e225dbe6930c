import { SpecolaError } from '@specola/space';

/** A recipe asks for something that cannot be run as it stands. */
export class RecipeRefusedError extends SpecolaError {
  readonly code = 'runner/recipe-refused';
  constructor(what: string) {
    super({
      what,
      why: 'A recipe runs whole or not at all, so nothing was started.',
      mend: 'Correct the recipe; docs/commands.md lists the commands and their parameters.',
    });
  }
}

export class UnknownAnatomyError extends SpecolaError {
  readonly code = 'segment/unknown-anatomy';
  override readonly exitCode = 2;
  constructor(command: string, key: string, near: readonly string[]) {
    super({
      what: `"${command}" names the anatomy "${key}", which is not in the table of coded anatomies.`,
      why: 'Color, code and side of a segment come from that table, and an archive would not know what else is meant.',
      mend:
        near.length > 0
          ? `Did you mean ${near.map((one) => `"${one}"`).join(', ')}? Left or right goes into "side".`
          : 'Take a key from the table in docs/segmentation.md, or leave the anatomy out and give a name.',
    });
  }
}
