import { SpecolaError } from '@specola/space';

/** A resource that came in is no FHIR R4 ServiceRequest that an order can be made of. */
export class NotAServiceRequestError extends SpecolaError {
  readonly code = 'messages/not-a-service-request';
  constructor(reason: string) {
    super({
      what: `This is no FHIR ServiceRequest that can be taken in: ${reason}`,
      why: 'An order that was misread would be made for the wrong side or reason.',
      mend: 'Send an R4 ServiceRequest, alone or in a Bundle, with subject, identifier and code.',
    });
  }
}
