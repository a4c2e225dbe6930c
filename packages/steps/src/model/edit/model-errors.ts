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

export class NoRoomToConnectError extends SpecolaError {
  readonly code = 'model/no-room-to-connect';
  constructor(first: string, second: string, diameterMm: number) {
    super({
      what: `There is no room between "${first}" and "${second}" for what is ${diameterMm} mm wide.`,
      why: 'The wall around a hole or a pin would leave its piece, or the two do not meet in the plane that was named.',
      mend: 'Name a point and the normal of the plane that they were cut by, pointing to the first, or ask for less width, depth or wall.',
    });
  }
}

export class TooManySegmentsError extends SpecolaError {
  readonly code = 'model/too-many-segments';
  constructor(count: number, most: number) {
    super({
      what: `Components would be made of ${count} segments at once; ${most} is the most.`,
      why: 'Surfaces that touch are drawn together from labels of one byte, and a component that was left out silently would be missing from the model.',
      mend: `Name the segments that are wanted, ${most} at most, or join some first; segments that do not touch may be made in several goes.`,
    });
  }
}
