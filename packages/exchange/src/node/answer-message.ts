import { createReadStream } from 'node:fs';
import { SpecolaError } from '@specola/space';
import { type DicomJson, element, isUid, TAG } from '../data/dicom-json.ts';
import { encodedFor } from '../dimse/ask.ts';
import type { Association, Message } from '../dimse/association.ts';
import { type Command, FIELD, REPLY } from '../dimse/command.ts';
import type { DimsePeer } from '../dimse/open-association.ts';
import { storeReply } from '../dimse/retrieve.ts';
import {
  CANCELLED,
  type Outgoing,
  type SendOptions,
  type Sent,
  sendInstances,
  sendOne,
} from '../dimse/send-instances.ts';
import { isStorageClass } from '../dimse/sop-classes.ts';
import { AssociationBrokenError, BadPduError, OtherContentError, StoreFullError, TooLargeError } from '../errors.ts';
import type { HeldInstance } from '../hold/holdings.ts';
import { NO_UID } from '../hold/transfer.ts';
import { answerCommitment } from './answer-commitment.ts';
import { answersTo, levelIn, wantedIn } from './answer-find.ts';
import { faultText } from './event.ts';
import { type Answer, identifierOf, type ServingOne } from './serving.ts';

/** One request, answered. @throws AssociationBrokenError, BadPduError when the association cannot go on */
export async function answerMessage(association: Association, message: Message, serving: ServingOne): Promise<void> {
  const { command, context } = message;
  const answer = (more: Partial<Command>, identifier: DicomJson | null = null): Promise<void> =>
    association.send(context, replyTo(command, more), identifier === null ? null : encodedFor(context, identifier));
  switch (command.field) {
    case FIELD.echo:
      return answer({ status: 0 });
    case FIELD.store:
      return association.send(context, storeReply(command, await takeStore(message, serving)));
    case FIELD.find:
      return answerFind(association, message, serving, answer);
    case FIELD.get:
    case FIELD.move:
      return answerRetrieve(association, message, serving, answer);
    case FIELD.action:
      return answerCommitment(association, message, serving, answer);
    case FIELD.cancel:
      // Whatever it would cancel has been answered already.
      return;
    default:
      // An answer to nothing is let go by; a request that is not known is told so.
      if (command.field & REPLY) return;
      return answer({ status: 0x0211 });
  }
}

const replyTo = ({ field, messageId, affectedClass, requestedClass }: Command, more: Partial<Command>): Command => ({
  field: field | REPLY,
  ...(messageId === undefined ? {} : { respondingTo: messageId }),
  ...((affectedClass ?? requestedClass) ? { affectedClass: (affectedClass ?? requestedClass)! } : {}),
  ...more,
});

/** A warning: what is held differs from what was sent in how its pixels are written. Source: PS3.4 table B.2-1. */
const HELD_OTHERWISE = 0xb000;

/** Stores what came, and says with which status. A refusal is told by UID. */
export async function takeStore(
  { command, context, data }: Message,
  serving: Pick<ServingOne, 'transfer' | 'tell' | 'callingAe'>,
): Promise<number> {
  const { affectedClass = '', affectedInstance = '' } = command;
  if (!isStorageClass(context.abstractSyntax) || affectedClass !== context.abstractSyntax || !data) return 0x0122;
  const identity = {
    sopClassUid: affectedClass,
    sopInstanceUid: affectedInstance,
    transferSyntax: context.transferSyntax,
  };
  try {
    const { outcome, held } = await serving.transfer.storeBare(identity, data);
    if (outcome !== 'held-in-other-encoding') return 0;
    serving.tell({
      say: outcome,
      from: serving.callingAe,
      sopInstanceUid: affectedInstance,
      held: held.identity.transferSyntax,
      offered: identity.transferSyntax,
    });
    return HELD_OTHERWISE;
  } catch (thrown) {
    if (thrown instanceof AssociationBrokenError || thrown instanceof BadPduError) throw thrown;
    const { code, what } =
      thrown instanceof SpecolaError ? thrown : { code: 'cli/unexpected', what: faultText(thrown) };
    serving.tell({
      say: 'store-refused',
      from: serving.callingAe,
      sopInstanceUid: isUid(affectedInstance) ? affectedInstance : NO_UID,
      code,
      what,
    });
    return statusOf(thrown);
  }
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof OtherContentError) return 0x0111;
  if (thrown instanceof StoreFullError || thrown instanceof TooLargeError) return 0xa700;
  return thrown instanceof SpecolaError ? 0xc000 : 0x0110;
}

/** Source of the status of a cancelled request: PS3.4 table C.4-1. */
const CANCEL_STATUS = 0xfe00;

async function answerFind(
  association: Association,
  message: Message,
  { store, ae }: ServingOne,
  answer: Answer,
): Promise<void> {
  const keys = await identifierOf(message);
  const level = keys && levelIn(keys);
  if (!keys || !level) return answer({ status: 0xa900 });
  for (const found of answersTo(store.holdings, keys, level, ae)) {
    if (await association.cancelAsked(message.command.messageId ?? 0)) return answer({ status: CANCEL_STATUS });
    await answer({ status: 0xff00 }, found);
  }
  await answer({ status: 0 });
}

/** What is held, as it lies on the disk. */
export const outgoing = ({ path, dataSetAt, identity }: HeldInstance): Outgoing => ({
  identity,
  dataSet: async () => createReadStream(path, { start: dataSetAt, highWaterMark: 1 << 18 }),
});

/** C-GET over this association, C-MOVE over one of ours to a peer that the node knows. */
async function answerRetrieve(
  association: Association,
  message: Message,
  { store, peers, ae, callingAe }: ServingOne,
  answer: Answer,
): Promise<void> {
  const { command } = message;
  const keys = await identifierOf(message);
  const wanted = keys ? wantedIn(keys) : {};
  // A retrieval names what it wants by UID; without one it would mean everything.
  if (!wanted.studyUid && !wanted.seriesUid && !wanted.sopInstanceUid) return answer({ status: 0xa900 });
  const instances = store.holdings.instances(wanted);
  const failed: string[] = [];
  let [completed, warning] = [0, 0];
  let cancelled = 0;
  const counts = (): Partial<Command> => ({ completed, warning, failed: failed.length });
  const count = async ({ outcome, sopInstanceUid, reason }: Sent): Promise<void> => {
    if (reason === CANCELLED) {
      cancelled++;
      return;
    }
    if (outcome === 'stored') completed++;
    else if (outcome === 'stored-with-warning') warning++;
    else failed.push(sopInstanceUid);
    await answer({ status: 0xff00, remaining: instances.length - completed - warning - failed.length, ...counts() });
  };
  // Over the association of a C-GET our own requests go, and their answers come: a cancel among them ends it.
  if (command.field === FIELD.get)
    for (const held of instances) {
      if (await association.cancelAsked(command.messageId ?? 0)) {
        cancelled = instances.length - completed - warning - failed.length;
        break;
      }
      await count(await sendOne(association, outgoing(held)));
    }
  else {
    const peer = peers.find(({ ae: title }) => title === command.moveDestination);
    if (!peer) return answer({ status: 0xa801 });
    const moveOriginator = { ae: callingAe, messageId: command.messageId ?? 0 };
    let stop = false;
    const unsent = await sentOrFailed(peer, instances, {
      as: ae,
      moveOriginator,
      onSent: count,
      stopped: async () => {
        stop ||= await association.cancelAsked(command.messageId ?? 0);
        return stop;
      },
    });
    for (const one of unsent) await count(one);
  }
  if (cancelled > 0) return answer({ status: CANCEL_STATUS, remaining: cancelled, ...counts() });
  const status = failed.length === 0 ? 0 : completed + warning > 0 ? 0xb000 : 0xa702;
  const identifier = failed.length > 0 ? { [TAG.FailedSOPInstanceUIDList]: element('UI', ...failed) } : null;
  return answer({ status, ...counts() }, identifier);
}

/** Tells each as it is sent; gives those that nothing was told of, because the peer was not to be reached. */
async function sentOrFailed(
  peer: DimsePeer,
  instances: readonly HeldInstance[],
  options: SendOptions & { readonly onSent: (sent: Sent) => Promise<void> },
): Promise<Sent[]> {
  if (instances.length === 0) return [];
  const told = new Set<string>();
  const onSent = async (sent: Sent): Promise<void> => {
    told.add(sent.sopInstanceUid);
    await options.onSent(sent);
  };
  try {
    await sendInstances(peer, instances.map(outgoing), { ...options, onSent });
    return [];
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError) || thrown instanceof BadPduError) throw thrown;
    return instances
      .filter(({ identity: { sopInstanceUid } }) => !told.has(sopInstanceUid))
      .map(({ identity: { sopInstanceUid } }) => ({
        sopInstanceUid,
        outcome: 'not-stored',
        status: null,
        reason: thrown.what,
      }));
  }
}
