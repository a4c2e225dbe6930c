import { SpecolaError } from '@specola/space';

/** What a recipe gets wrong ends with 2: the recipe is what the user wrote. */
const USAGE = 2;

export class NoSuchComponentError extends SpecolaError {
  readonly code = 'model/no-such-component';
  override readonly exitCode = USAGE;
  constructor(id: string, known: readonly string[]) {
    super({
      what: `There is no component "${id}".`,
      why: 'A command changes a component that was added before.',
      mend:
        known.length > 0
          ? `Name one of: ${known.join(', ')}.`
          : 'Add it first with "model.components" or "model.add-mesh".',
    });
  }
}

export class ComponentExistsError extends SpecolaError {
  readonly code = 'model/component-exists';
  override readonly exitCode = USAGE;
  constructor(id: string) {
    super({
      what: `There is a component "${id}" already.`,
      why: 'Two components of one id could not be told apart in a recipe, nor in a file.',
      mend: 'Choose another id, or delete the first.',
    });
  }
}

export class NothingLeftError extends SpecolaError {
  readonly code = 'model/nothing-left';
  constructor(id: string, does: string) {
    super({
      what: `Nothing of the component "${id}" would be left when it is ${does}.`,
      why: 'A component without a surface cannot be printed.',
      mend: 'Look at the sizes and places given, or delete the component with "model.delete".',
    });
  }
}
