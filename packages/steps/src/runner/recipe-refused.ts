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
