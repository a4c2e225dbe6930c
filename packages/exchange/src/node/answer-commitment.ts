import { SpecolaError } from '@specola/space';
import { type DicomJson, element, itemsOf, TAG, textOf } from '../data/dicom-json.ts';
import { encodedFor, reply, within } from '../dimse/ask.ts';
import type { Association, Message } from '../dimse/association.ts';
import { type Command, FIELD } from '../dimse/command.ts';
import { QUERY_ENCODINGS, SERVICE } from '../dimse/sop-classes.ts';
import type { HeldInstance, Holdings } from '../hold/holdings.ts';
import { type Answer, identifierOf, type ServingOne } from './serving.ts';

const COMMITMENT_INSTANCE = '1.2.840.10008.1.20.1.1';

/**
 * Storage commitment: the sender asks whether it may forget what it sent. What is held is flushed to the disk, so the
 * answer is known at once; it goes to the sender over an association of ours where the node knows its address, and over
 * the one that asked where it does not. Source: PS3.4 annex J.
 */
export async function answerCommitment(
  association: Association,
  message: Message,
  { store, peers, ae, callingAe, tell }: ServingOne,
  answer: Answer,
): Promise<void> {
  const { command, context } = message;
  if (command.requestedClass !== SERVICE.commitment || command.actionType !== 1) return answer({ status: 0x0211 });
  const request = await identifierOf(message);
  if (!request) return answer({ status: 0x0110 });
  await answer({ status: 0, affectedInstance: COMMITMENT_INSTANCE, actionType: 1 });
  const { report, eventType, held } = commitmentReport(store.holdings, request);
  await store.flush(held);
  const event = (messageId: number): Command => ({
    field: FIELD.eventReport,
    messageId,
    affectedClass: SERVICE.commitment,
    affectedInstance: COMMITMENT_INSTANCE,
    eventType,
  });
  const send = async (over: Association, via: typeof context): Promise<void> => {
    const messageId = over.nextMessageId();
    await over.send(via, event(messageId), encodedFor(via, report));
    await reply(over, FIELD.eventReport, messageId);
  };
  const peer = peers.find(({ ae: title }) => title === callingAe);
  if (!peer) return send(association, context);
  const asking = {
    as: ae,
    proposals: [{ abstractSyntax: SERVICE.commitment, transferSyntaxes: QUERY_ENCODINGS }],
    roles: [{ sopClass: SERVICE.commitment, scu: false, scp: true }],
  };
  try {
    await within(peer, asking, async (own) => {
      const via = own.contextFor(SERVICE.commitment);
      if (via) await send(own, via);
      else tell({ say: 'fault', what: `${peer.ae} takes no answer to its storage commitment.` });
    });
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError)) throw thrown;
    tell({ say: 'fault', what: `${peer.ae} did not take the answer to its storage commitment. ${thrown.what}` });
  }
}

/** What is held under the very class, and what is not. */
function commitmentReport(
  holdings: Holdings,
  request: DicomJson,
): { report: DicomJson; eventType: number; held: HeldInstance[] } {
  const asked = itemsOf(request, TAG.ReferencedSOPSequence);
  const instanceOf = (item: DicomJson): HeldInstance | undefined =>
    holdings.instance(textOf(item, TAG.ReferencedSOPInstanceUID));
  const isHeld = (item: DicomJson): boolean =>
    instanceOf(item)?.identity.sopClassUid === textOf(item, TAG.ReferencedSOPClassUID);
  const held = asked.filter(isHeld);
  const lacking = asked
    .filter((item) => !isHeld(item))
    .map((item) => ({ ...item, [TAG.FailureReason]: element('US', 0x0112) }));
  return {
    eventType: lacking.length === 0 ? 1 : 2,
    held: held.map((item) => instanceOf(item)!),
    report: {
      [TAG.TransactionUID]: request[TAG.TransactionUID] ?? { vr: 'UI' },
      ...(held.length > 0 ? { [TAG.ReferencedSOPSequence]: { vr: 'SQ', Value: held } } : {}),
      ...(lacking.length > 0 ? { [TAG.FailedSOPSequence]: { vr: 'SQ', Value: lacking } } : {}),
    },
  };
}
