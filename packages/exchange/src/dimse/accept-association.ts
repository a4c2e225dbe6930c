import { AssociationBrokenError, AssociationRejectedError, BadPduError } from '../errors.ts';
import {
  type AnsweredContext,
  decodeAssociateRequest,
  encodeAssociateAccept,
  encodeReject,
  type ProposedContext,
  REJECTION,
  type Role,
} from './associate.ts';
import { type AgreedContext, Association } from './association.ts';
import { PDU } from './pdu.ts';
import type { Wire } from './wire.ts';

/** Whom the node lets in, and what it talks about. */
export interface AcceptPolicy {
  /** Our own title: whoever calls another is refused. */
  readonly ae: string;
  readonly isAllowed: (callingAe: string) => boolean;
  readonly hasRoom: () => boolean;
  /** The encodings taken for a SOP class, best first; none for a class that is not served. */
  readonly encodingsFor: (abstractSyntax: string) => readonly string[];
  readonly maxPduBytes: number;
}

export interface Accepted {
  readonly association: Association;
  readonly callingAe: string;
}

/** Reads the request and answers it. Source: PS3.8 9.3.2 to 9.3.4. */
export async function acceptAssociation(wire: Wire, policy: AcceptPolicy): Promise<Accepted> {
  const unit = await wire.read();
  if (unit === null) throw new AssociationBrokenError('the caller hung up without a word');
  if (unit.type !== PDU.associateRequest) {
    await wire.abort(2, 2);
    throw new BadPduError(`a unit of type ${unit.type} where a request was due`);
  }
  const request = await readRequest(wire, unit.body);
  const refuse = async (reason: readonly [number, number, number], sentence: string): Promise<never> => {
    await wire.write(encodeReject(reason)).catch(() => undefined);
    wire.close();
    throw new AssociationRejectedError('The node', sentence);
  };
  if (request.calledAe !== policy.ae) await refuse(REJECTION.calledAeNotKnown, 'it was called by another AE title');
  if (!policy.isAllowed(request.callingAe))
    await refuse(REJECTION.callingAeNotKnown, 'the calling AE title is not among those allowed');
  if (!policy.hasRoom()) await refuse(REJECTION.tooMany, 'there are as many associations as it may hold');

  const answers = request.contexts.map((proposed) => answerTo(proposed, policy));
  const contexts = answers.flatMap(({ id, result, transferSyntax }): AgreedContext[] => {
    const { abstractSyntax } = request.contexts.find((one) => one.id === id)!;
    return result === 'accepted' ? [{ id, abstractSyntax, transferSyntax }] : [];
  });
  await wire.write(
    encodeAssociateAccept({
      calledAe: request.calledAe,
      callingAe: request.callingAe,
      maxPduBytes: policy.maxPduBytes,
      contexts: answers,
      // Whoever retrieves by C-GET proposes to be the one who stores: granted for what we talk about at all.
      roles: request.roles
        .filter(({ sopClass }) => policy.encodingsFor(sopClass).length > 0)
        .map(({ sopClass, scu, scp }): Role => ({ sopClass, scu, scp })),
    }),
  );
  return {
    association: new Association(wire, { contexts, peerMaxPduBytes: request.maxPduBytes }),
    callingAe: request.callingAe,
  };
}

async function readRequest(wire: Wire, body: Buffer): Promise<ReturnType<typeof decodeAssociateRequest>> {
  try {
    return decodeAssociateRequest(body);
  } catch (thrown) {
    await wire.abort(2, 6);
    throw thrown;
  }
}

function answerTo({ id, abstractSyntax, transferSyntaxes }: ProposedContext, policy: AcceptPolicy): AnsweredContext {
  const served = policy.encodingsFor(abstractSyntax);
  const transferSyntax = served.find((uid) => transferSyntaxes.includes(uid));
  if (served.length === 0) return { id, result: 'no-abstract-syntax', transferSyntax: transferSyntaxes[0] ?? '' };
  if (!transferSyntax) return { id, result: 'no-transfer-syntax', transferSyntax: transferSyntaxes[0] ?? '' };
  return { id, result: 'accepted', transferSyntax };
}
