import { SpecolaError } from '@specola/space';
import type { Objection } from './check-place.ts';

const USAGE = 2;

const WHY: Readonly<Record<Objection | 'no-room', string>> = {
  'no-room': 'no part of its surface is flat over the size of the label',
  'too-curved': 'the surface is too curved, too rough, or ends within the label',
  'too-thin': 'the wall behind the label would be too thin',
  'not-seen': 'something stands before the label',
  'too-near': 'another component is too near',
  'keep-off': 'the place is to be kept free',
};

/** A label finds no place, not even at its smallest. */
export class NoPlaceForLabelError extends SpecolaError {
  readonly code = 'model/no-place-for-label';
  constructor(id: string, smallestMm: number, objections: readonly (Objection | 'no-room')[]) {
    super({
      what: `The component "${id}" has no place for this label, not even with letters of ${smallestMm} mm.`,
      why: `Of the places tried: ${objections.map((each) => WHY[each]).join('; ')}.`,
      mend: 'Shorten the label, allow smaller letters or a thinner wall behind them, say another place, or put a base under the model and label that.',
    });
  }
}

/** A label has a letter that the font does not. */
export class NotInTheFontError extends SpecolaError {
  readonly code = 'model/not-in-the-font';
  override readonly exitCode = USAGE;
  constructor() {
    super({
      what: 'The label cannot be drawn: it has a character that the font of labels lacks, or a Data Matrix was required for a text that none holds.',
      why: 'Labels are cut in IBM Plex Sans with Latin letters; a Data Matrix holds up to 44 plain ASCII characters.',
      mend: 'Write it in Latin letters and digits, and shorten the identifier.',
    });
  }
}
