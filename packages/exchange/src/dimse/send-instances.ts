import { SpecolaError } from '@specola/space';
import type { InstanceIdentity } from '../data/part10.ts';
import { isPlain, PLAIN_TARGETS, reencode } from '../data/reencode.ts';
import { hexStatus } from '../errors.ts';
import { type Caller, reply } from './ask.ts';
import type { AgreedContext, Association, DataSource } from './association.ts';
import { FIELD } from './command.ts';
import { type DimsePeer, openAssociation } from './open-association.ts';
import { isSuccess, isWarning, meaningOf } from './status.ts';

/** An instance to send: its data set goes out as the bytes that it is. */
export interface Outgoing {
  readonly identity: InstanceIdentity;
  dataSet(): Promise<DataSource>;
}

/** What became of one instance. */
export interface Sent {
  readonly sopInstanceUid: string;
  readonly outcome: 'stored' | 'stored-with-warning' | 'not-stored';
  /** Null when the peer was never asked, or never answered. */
  readonly status: number | null;
  readonly reason: string;
}

export interface SendOptions extends Caller {
  readonly onSent?: (sent: Sent) => void | Promise<void>;
  /** Asked before each instance: whether the rest is wanted no more. Those are "not stored". */
  readonly stopped?: () => boolean | Promise<boolean>;
  /** For the sub-operations of a C-MOVE: who asked for it. */
  readonly moveOriginator?: { readonly ae: string; readonly messageId: number };
}

/** Why an instance was not sent that nobody wanted any more. */
export const CANCELLED = 'the request was cancelled';

/** An association has room for 128 contexts; a plain instance takes two. */
const MOST_PAIRS = 64;

/**
 * C-STORE. Every instance has one outcome, by its UID: one without an accepted context, one that the peer refused, and
 * those that a broken association left unanswered are all "not stored".
 *
 * @throws NoConnectionError, AssociationRejectedError when nothing at all could be sent
 */
export async function sendInstances(
  peer: DimsePeer,
  instances: readonly Outgoing[],
  options: SendOptions,
): Promise<Sent[]> {
  const all: Sent[] = [];
  for (const batch of batches(instances)) all.push(...(await sendBatch(peer, batch, options)));
  return all;
}

const contextKey = ({ sopClassUid, transferSyntax }: InstanceIdentity): string => `${sopClassUid} ${transferSyntax}`;

/** One association has room for so many pairs of class and encoding. */
function batches(instances: readonly Outgoing[]): Outgoing[][] {
  const groups: { pairs: Set<string>; instances: Outgoing[] }[] = [];
  for (const instance of instances) {
    const pair = contextKey(instance.identity);
    const group = groups.find(({ pairs }) => pairs.has(pair) || pairs.size < MOST_PAIRS);
    if (group) {
      group.pairs.add(pair);
      group.instances.push(instance);
    } else groups.push({ pairs: new Set([pair]), instances: [instance] });
  }
  return groups.map((group) => group.instances);
}

async function sendBatch(peer: DimsePeer, instances: readonly Outgoing[], options: SendOptions): Promise<Sent[]> {
  const pairs = new Map(instances.map(({ identity }) => [contextKey(identity), identity]));
  const association = await openAssociation(peer, {
    ...options,
    proposals: [...pairs.values()].flatMap(({ sopClassUid, transferSyntax }) => [
      { abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntax] },
      // As it is, if the peer takes that; if not, the values as they are in another plain encoding.
      ...PLAIN_TARGETS.filter((other) => isPlain(transferSyntax) && other !== transferSyntax)
        .slice(-1)
        .map((other) => ({ abstractSyntax: sopClassUid, transferSyntaxes: [other] })),
    ]),
  });
  const results: Sent[] = [];
  let broken: SpecolaError | null = null;
  for (const instance of instances) {
    const { sopInstanceUid } = instance.identity;
    let sent: Sent;
    try {
      sent = broken
        ? { sopInstanceUid, outcome: 'not-stored', status: null, reason: `not sent: ${broken.what}` }
        : (await options.stopped?.())
          ? { sopInstanceUid, outcome: 'not-stored', status: null, reason: CANCELLED }
          : await sendOne(association, instance, options);
    } catch (thrown) {
      if (!(thrown instanceof SpecolaError)) throw thrown;
      broken = thrown;
      sent = { sopInstanceUid, outcome: 'not-stored', status: null, reason: thrown.what };
    }
    results.push(sent);
    await options.onSent?.(sent);
  }
  if (broken) await association.abort();
  else await association.release();
  options.signal?.throwIfAborted();
  return results;
}

/**
 * Sends one instance over a standing association.
 *
 * @throws AssociationBrokenError, BadPduError when no further instance can be sent over it
 */
export async function sendOne(
  association: Association,
  { identity, dataSet }: Outgoing,
  { moveOriginator }: Pick<SendOptions, 'moveOriginator'> = {},
): Promise<Sent> {
  const { sopClassUid, sopInstanceUid, transferSyntax } = identity;
  const exact = association.contextFor(sopClassUid, transferSyntax);
  const context = exact ?? plainContext(association, identity);
  if (!context)
    return {
      sopInstanceUid,
      outcome: 'not-stored',
      status: null,
      reason: `the peer accepts no presentation context for class ${sopClassUid} in encoding ${transferSyntax}`,
    };
  const messageId = association.nextMessageId();
  const command = {
    field: FIELD.store,
    messageId,
    affectedClass: sopClassUid,
    affectedInstance: sopInstanceUid,
    priority: 0,
    ...(moveOriginator ? { moveOriginatorAe: moveOriginator.ae, moveOriginatorId: moveOriginator.messageId } : {}),
  };
  const data = await dataSet();
  await association.send(
    context,
    command,
    exact ? data : reencode(await wholeSource(data), transferSyntax, context.transferSyntax),
  );
  const { command: answer } = await reply(association, FIELD.store, messageId);
  const status = answer.status!;
  const outcome = isSuccess(status) ? 'stored' : isWarning(status) ? 'stored-with-warning' : 'not-stored';
  return {
    sopInstanceUid,
    outcome,
    status,
    reason: isSuccess(status) ? '' : `${hexStatus(status)}, ${meaningOf(status)}`,
  };
}

function plainContext(
  association: Association,
  { sopClassUid, transferSyntax }: InstanceIdentity,
): AgreedContext | undefined {
  if (!isPlain(transferSyntax)) return undefined;
  return PLAIN_TARGETS.map((target) => association.contextFor(sopClassUid, target)).find(
    (found) => found !== undefined,
  );
}

async function wholeSource(data: DataSource): Promise<Uint8Array> {
  if (data instanceof Uint8Array) return data;
  const parts: Uint8Array[] = [];
  for await (const part of data) parts.push(part);
  return Buffer.concat(parts);
}
