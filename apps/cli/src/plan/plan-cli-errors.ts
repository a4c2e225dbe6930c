import { SpecolaError } from '@specola/space';

export class BadPlanRecipeError extends SpecolaError {
  readonly code = 'plan/bad-recipe';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The recipe of the plan does not fit: ${reason}`,
      why: 'A field that was meant otherwise would plan another cut.',
      mend: 'See docs/plan-recipe.schema.json for what it holds.',
    });
  }
}

export class OtherMeshError extends SpecolaError {
  readonly code = 'plan/other-mesh';
  constructor(id: string) {
    super({
      what: `The file of "${id}" is not the one that the recipe names by its hash.`,
      why: 'The plan was made on another surface.',
      mend: 'Give the file that was planned on, or take the hash out and look at every number again.',
    });
  }
}
