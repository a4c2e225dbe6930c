import { EXPLICIT_LITTLE, parseDataSet, toJson } from '../data/decode-data-set.ts';
import type { DicomJson } from '../data/dicom-json.ts';
import { encodeDataSet } from '../data/encode-data-set.ts';
import { AssociationBrokenError, BadPduError, RequestFailedError, ServiceNotAcceptedError } from '../errors.ts';
import { type AgreedContext, type Association, type Message, wholeOf } from './association.ts';
import { FIELD, REPLY } from './command.ts';
import { type Asking, type DimsePeer, openAssociation } from './open-association.ts';
import { QUERY_ENCODINGS, SERVICE } from './sop-classes.ts';
import { isPending, isSuccess, isWarning, meaningOf } from './status.ts';

/** Who asks, and how long they wait. */
export type Caller = Pick<Asking, 'as' | 'limits' | 'connectMs' | 'signal'>;

/** Opens, works, and ends in order; aborts when the work fails. */
export async function within<T>(
  peer: DimsePeer,
  asking: Asking,
  work: (association: Association) => Promise<T>,
): Promise<T> {
  const association = await openAssociation(peer, asking);
  try {
    const result = await work(association);
    await association.release();
    return result;
  } catch (thrown) {
    await association.abort();
    asking.signal?.throwIfAborted();
    throw thrown;
  }
}

/**
 * C-ECHO: whether the peer is there, knows us, and talks.
 *
 * @throws NoConnectionError, AssociationRejectedError, ServiceNotAcceptedError, RequestFailedError
 */
export async function echo(peer: DimsePeer, caller: Caller): Promise<void> {
  const proposals = [{ abstractSyntax: SERVICE.verification, transferSyntaxes: ['1.2.840.10008.1.2'] }];
  await within(peer, { ...caller, proposals }, async (association) => {
    const context = association.contextFor(SERVICE.verification);
    if (!context) throw new ServiceNotAcceptedError(peer.ae, 'verification (C-ECHO)');
    const messageId = association.nextMessageId();
    await association.send(context, { field: FIELD.echo, messageId, affectedClass: SERVICE.verification });
    const { command } = await reply(association, FIELD.echo, messageId);
    const status = command.status ?? 0;
    if (!isSuccess(status)) throw new RequestFailedError('the echo', status, meaningOf(status));
  });
}

/** The next message, which must answer this one. */
export async function reply(association: Association, field: number, messageId: number): Promise<Message> {
  let message = await association.receive();
  // Over the association of a C-GET the peer may cancel what it asked for while it answers what we ask.
  while (message?.command.field === FIELD.cancel) {
    association.noteCancel(message.command.respondingTo ?? 0);
    message = await association.receive();
  }
  if (!message) throw new AssociationBrokenError('the peer released it instead of answering');
  const { command } = message;
  if (command.field !== (field | REPLY) || command.respondingTo !== messageId || command.status === undefined)
    throw new BadPduError('an answer to something that was not asked');
  return message;
}

export async function jsonOf({ context, data }: Message): Promise<DicomJson> {
  return toJson(parseDataSet(await wholeOf(data), context.transferSyntax));
}

export const encodedFor = (context: AgreedContext, data: DicomJson): Buffer =>
  encodeDataSet(data, { explicit: context.transferSyntax === EXPLICIT_LITTLE });

/** More answers than anybody reads, and than memory should hold. */
const MOST_ANSWERS = 100_000;

/**
 * C-FIND in the study root.
 *
 * @param keys  what to match and what to return, with the level among them
 * @throws ServiceNotAcceptedError, RequestFailedError when the peer ends with anything but success
 */
export async function find(peer: DimsePeer, keys: DicomJson, caller: Caller): Promise<DicomJson[]> {
  const proposals = [{ abstractSyntax: SERVICE.studyFind, transferSyntaxes: QUERY_ENCODINGS }];
  return within(peer, { ...caller, proposals }, async (association) => {
    const context = association.contextFor(SERVICE.studyFind);
    if (!context) throw new ServiceNotAcceptedError(peer.ae, 'queries (C-FIND, study root)');
    const messageId = association.nextMessageId();
    await association.send(
      context,
      { field: FIELD.find, messageId, affectedClass: SERVICE.studyFind, priority: 0 },
      encodedFor(context, keys),
    );
    const answers: DicomJson[] = [];
    for (;;) {
      const message = await reply(association, FIELD.find, messageId);
      const status = message.command.status!;
      if (!isPending(status)) {
        if (!isSuccess(status) && !isWarning(status))
          throw new RequestFailedError('the query', status, meaningOf(status));
        return answers;
      }
      answers.push(await jsonOf(message));
      if (answers.length > MOST_ANSWERS)
        throw new RequestFailedError('the query', 0xa700, `more than ${MOST_ANSWERS} answers`);
    }
  });
}
