import { SpecolaError } from '@specola/space';

/** The server of models answered with a status that is no success. */
export class ModelServerRefusedError extends SpecolaError {
  readonly code = 'exchange/model-server-refused';
  readonly httpStatus: number;
  constructor(server: string, httpStatus: number, request: string) {
    const asksWho = httpStatus === 401 || httpStatus === 403;
    super({
      what: `${server} answered ${request} with HTTP status ${httpStatus}.`,
      why: asksWho ? 'It wants to know who asks.' : 'There is no answer of the model.',
      mend: asksWho
        ? 'Set SPECOLA_MONAI_TOKEN to the token that the server wants.'
        : 'Look into the log of the server: the model may not fit the scan, or have no memory left.',
    });
    this.httpStatus = httpStatus;
  }
}

/** What the server sent is no answer of MONAI Label. */
export class ModelServerReplyError extends SpecolaError {
  readonly code = 'exchange/model-server-reply';
  constructor(reason: string) {
    super({
      what: `The answer of the model's server cannot be used: ${reason}.`,
      why: 'Taking a part of it for the whole could give segments of something else.',
      mend: 'Check that the address is that of a MONAI Label server (its page /info/ shows JSON), and that the model segments.',
    });
  }
}

export class NoSuchModelError extends SpecolaError {
  readonly code = 'exchange/no-such-model';
  override readonly exitCode = 2;
  constructor(model: string, known: readonly string[]) {
    super({
      what: `The server has no model "${model}" that segments by itself.`,
      why: 'A model that waits for clicks, or classifies, gives no segments to a program.',
      mend: known.length > 0 ? `Name one of: ${known.join(', ')}.` : 'Start the server with a model that segments.',
    });
  }
}
