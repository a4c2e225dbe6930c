import { SpecolaError } from '@specola/space';

/** A message that came in is no HL7 version 2, or lacks what it must say. */
export class NotHl7Error extends SpecolaError {
  readonly code = 'messages/not-hl7';
  constructor(reason: string) {
    super({
      what: `This is no HL7 message that can be taken in: ${reason}`,
      why: 'An order or an admission that was misread would meet the wrong case.',
      mend: 'It was answered with an error (AE or AR); look at the interface engine’s log for the message with this control number.',
    });
  }
}
