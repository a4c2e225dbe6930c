import { SpecolaError } from '@specola/space';

/** Everything that a recipe of edits gets wrong ends with 2: the recipe is what the user wrote. */
const USAGE = 2;

export class NoSuchSegmentError extends SpecolaError {
  readonly code = 'segment/no-such-segment';
  override readonly exitCode = USAGE;
  constructor(id: string, known: readonly string[]) {
    super({
      what: `There is no segment "${id}".`,
      why: 'An edit changes a segment that was added before.',
      mend: known.length > 0 ? `Name one of: ${known.join(', ')}.` : 'Add it first with "segment.add".',
    });
  }
}

export class SegmentExistsError extends SpecolaError {
  readonly code = 'segment/exists';
  override readonly exitCode = USAGE;
  constructor(id: string) {
    super({
      what: `There is a segment "${id}" already.`,
      why: 'Two segments of one id could not be told apart in a recipe.',
      mend: 'Choose another id, or delete the first.',
    });
  }
}

export class NamedTwiceError extends SpecolaError {
  readonly code = 'segment/named-twice';
  override readonly exitCode = USAGE;
  constructor(command: string, id: string) {
    super({
      what: `"${command}" names the segment "${id}" twice.`,
      why: 'Each of its segments grows, is parted or is handed on once; the second naming would go for nothing.',
      mend: 'Name it once; where another segment was meant, put its id.',
    });
  }
}

export class SegmentLockedError extends SpecolaError {
  readonly code = 'segment/locked';
  override readonly exitCode = USAGE;
  constructor(id: string) {
    super({
      what: `The segment "${id}" is locked.`,
      why: 'A locked segment neither gains nor loses a voxel.',
      mend: 'Unlock it with "segment.describe", or edit another.',
    });
  }
}

export class EmptyTargetError extends SpecolaError {
  readonly code = 'segment/empty-mask';
  override readonly exitCode = USAGE;
  constructor(id: string, does: string) {
    super({
      what: `The segment "${id}" has no voxels, so there is nothing to ${does}.`,
      why: 'This edit starts from what a segment holds.',
      mend: 'Make it first, for instance with "segment.threshold" or "segment.paint".',
    });
  }
}

export class OutsideVolumeError extends SpecolaError {
  readonly code = 'segment/outside-volume';
  override readonly exitCode = USAGE;
  constructor(atLpsMm: readonly number[]) {
    super({
      what: `The point (${atLpsMm.map((c) => c.toFixed(1)).join(', ')}) mm lies outside the volume.`,
      why: 'There is no voxel there to start from.',
      mend: 'Give points in LPS millimeters inside the scan; a viewer that shows RAS has the signs of x and y turned.',
    });
  }
}

export class RangeOrderError extends SpecolaError {
  readonly code = 'segment/range-order';
  override readonly exitCode = USAGE;
  constructor(low: number, high: number) {
    super({
      what: `The range ${low} to ${high} is the wrong way round.`,
      why: 'No value lies above the one and below the other.',
      mend: 'Give the lowest value first.',
    });
  }
}

export class NothingToUndoError extends SpecolaError {
  readonly code = 'segment/nothing-to-undo';
  override readonly exitCode = USAGE;
  constructor(asked: number, there: number, what: 'undo' | 'redo') {
    super({
      what: `${asked} edits cannot be ${what === 'undo' ? 'taken back' : 'done again'}: there are ${there}.`,
      why: 'The list of edits ends there.',
      mend: `Ask for ${there} at most, or leave the ${what} out.`,
    });
  }
}

export class OtherSegmentMissingError extends SpecolaError {
  readonly code = 'segment/other-segment-missing';
  override readonly exitCode = USAGE;
  constructor(operation: string) {
    super({
      what: `To ${operation} takes two segments, and "with" names none.`,
      why: 'Logic puts the voxels of one segment together with those of another.',
      mend: 'Name the other segment in "with".',
    });
  }
}

export class NoPieceHereError extends SpecolaError {
  readonly code = 'segment/no-piece-here';
  override readonly exitCode = USAGE;
  constructor(atLpsMm: readonly number[] | null) {
    super({
      what: atLpsMm
        ? `The point (${atLpsMm.map((c) => c.toFixed(1)).join(', ')}) mm lies in no piece.`
        : 'No point was given that selects a piece.',
      why: 'A piece is selected by a point inside it.',
      mend: 'Give points ("atLpsMm") that lie inside the pieces meant.',
    });
  }
}

export class SeedOutOfRangeError extends SpecolaError {
  readonly code = 'segment/seed-out-of-range';
  override readonly exitCode = USAGE;
  constructor(atLpsMm: readonly number[], [from, to]: readonly [number, number], leakGuardMm: number) {
    super({
      what: `The flood cannot start at (${atLpsMm.map((c) => c.toFixed(1)).join(', ')}) mm: its value lies outside ${from} to ${to}${leakGuardMm > 0 ? `, or a ball of ${leakGuardMm} mm does not fit there` : ''}.`,
      why: 'A flood that starts nowhere fills nothing.',
      mend:
        leakGuardMm > 0
          ? 'Move the seed into the middle of the anatomy, or lower "leakGuardMm".'
          : 'Move the seed, or widen "rangeHu".',
    });
  }
}

export class NoPlaneError extends SpecolaError {
  readonly code = 'segment/no-plane';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'The normal of the plane has no length.',
      why: 'Without a direction there is no plane to mirror about.',
      mend: 'Give a normal such as [1, 0, 0], which swaps left and right.',
    });
  }
}

export class RangeNeededError extends SpecolaError {
  readonly code = 'segment/range-needed';
  override readonly exitCode = USAGE;
  constructor(method: string, parameter: string) {
    super({
      what: `The method "${method}" needs "${parameter}".`,
      why: 'Without it the method has nothing to start from.',
      mend: `Give "${parameter}"; docs/commands.md says what it is.`,
    });
  }
}

export class NoThresholdError extends SpecolaError {
  readonly code = 'segment/no-threshold';
  override readonly exitCode = USAGE;
  constructor(reason: string) {
    super({
      what: `No threshold can be found in the image. ${reason}`,
      why: 'A threshold is where two tissues part, and here the image shows none.',
      mend: 'Give the range yourself, or look at other values.',
    });
  }
}

export class FlatPointsError extends SpecolaError {
  readonly code = 'segment/flat-points';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'The points lie in one plane.',
      why: 'A surface around them would enclose nothing.',
      mend: 'Set points on all sides of what is meant.',
    });
  }
}

export class OneSliceError extends SpecolaError {
  readonly code = 'segment/one-slice';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'There are no slices to fill between.',
      why: 'Filling goes from one painted slice to the next, across slices that are empty.',
      mend: 'Paint at least two slices with empty ones between them, and name their axis if it was not found.',
    });
  }
}
