import { SpecolaError } from '@specola/space';

export class PictureNotReadError extends SpecolaError {
  readonly code = 'packet/picture';
  constructor(reason: string) {
    super({
      what: `A picture cannot be put into the packet: ${reason}`,
      why: 'A packet with an empty frame would look complete and not be.',
      mend: 'Save the picture again as JPEG or PNG, and record the new file in the case.',
    });
  }
}

export class PacketTooLargeError extends SpecolaError {
  readonly code = 'packet/too-large';
  constructor(megabytes: number, limitMegabytes: number) {
    super({
      what: `The packet takes ${megabytes.toFixed(1)} MB; ${limitMegabytes} MB is the most that goes with a claim.`,
      why: 'Payers refuse larger attachments.',
      mend: 'Record fewer photographs; they were made as small as they may be already.',
    });
  }
}
