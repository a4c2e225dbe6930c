import { type DicomJson, element, TAG } from '../data/dicom-json.ts';
import { AssociationBrokenError, BadPduError, RequestFailedError, ServiceNotAcceptedError } from '../errors.ts';
import type { Level, Wanted } from '../hold/holdings.ts';
import { type Caller, encodedFor, jsonOf, within } from './ask.ts';
import { type AgreedContext, type Association, type Message, wholeOf } from './association.ts';
import { type Command, FIELD, REPLY } from './command.ts';
import type { DimsePeer } from './open-association.ts';
import { COMMON_STORAGE_CLASSES, QUERY_ENCODINGS, SERVICE, STORAGE_ENCODINGS } from './sop-classes.ts';
import { isPending, isSuccess, isWarning, meaningOf } from './status.ts';

/** How a retrieval ended, as the peer counts it. */
export interface Retrieved {
  readonly status: number;
  readonly completed: number;
  readonly failed: number;
}

/** Takes what arrives, and gives the status that the peer gets for it. */
export type TakeStore = (message: Message) => Promise<number>;

export function levelOf({ seriesUid, sopInstanceUid }: Wanted): Exclude<Level, 'PATIENT'> {
  return sopInstanceUid !== undefined ? 'IMAGE' : seriesUid !== undefined ? 'SERIES' : 'STUDY';
}

/** The UIDs that a retrieval names, and its level. */
export function wantedKeys(wanted: Wanted): DicomJson {
  return {
    [TAG.QueryRetrieveLevel]: element('CS', levelOf(wanted)),
    [TAG.StudyInstanceUID]: element('UI', wanted.studyUid ?? ''),
    ...(wanted.seriesUid === undefined ? {} : { [TAG.SeriesInstanceUID]: element('UI', wanted.seriesUid) }),
    ...(wanted.sopInstanceUid === undefined ? {} : { [TAG.SOPInstanceUID]: element('UI', wanted.sopInstanceUid) }),
  };
}

/**
 * C-GET: the peer sends over the association that we opened, so that nothing here needs to listen.
 *
 * @param classes  of what is to come, when that is known; else those that are common
 * @throws ServiceNotAcceptedError, RequestFailedError
 */
export async function getInstances(
  peer: DimsePeer,
  wanted: Wanted,
  take: TakeStore,
  { classes, ...caller }: Caller & { readonly classes: readonly string[] },
): Promise<Retrieved> {
  const stored = (classes.length > 0 ? classes : COMMON_STORAGE_CLASSES).slice(0, 126);
  const proposals = [
    { abstractSyntax: SERVICE.studyGet, transferSyntaxes: QUERY_ENCODINGS },
    ...stored.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: STORAGE_ENCODINGS })),
  ];
  const roles = stored.map((sopClass) => ({ sopClass, scu: false, scp: true }));
  return within(peer, { ...caller, proposals, roles }, async (association) => {
    const context = association.contextFor(SERVICE.studyGet);
    if (!context)
      throw new ServiceNotAcceptedError(
        peer.ae,
        'retrieval over one association (C-GET)',
        'Fetch with --by move: the peer then opens an association to us (it must know our AE title, host and port).',
      );
    return retrieve(association, context, { field: FIELD.get, affectedClass: SERVICE.studyGet }, wanted, take);
  });
}

/** C-MOVE: the peer sends to `destination`, an AE title that it knows. */
export async function moveInstances(
  peer: DimsePeer,
  wanted: Wanted,
  { destination, ...caller }: Caller & { readonly destination: string },
): Promise<Retrieved> {
  const proposals = [{ abstractSyntax: SERVICE.studyMove, transferSyntaxes: QUERY_ENCODINGS }];
  return within(peer, { ...caller, proposals }, async (association) => {
    const context = association.contextFor(SERVICE.studyMove);
    if (!context) throw new ServiceNotAcceptedError(peer.ae, 'moves (C-MOVE, study root)');
    const command = { field: FIELD.move, affectedClass: SERVICE.studyMove, moveDestination: destination };
    return retrieve(association, context, command, wanted, null);
  });
}

async function retrieve(
  association: Association,
  context: AgreedContext,
  request: Command,
  wanted: Wanted,
  take: TakeStore | null,
): Promise<Retrieved> {
  const messageId = association.nextMessageId();
  await association.send(context, { ...request, messageId, priority: 0 }, encodedFor(context, wantedKeys(wanted)));
  for (;;) {
    const message = await association.receive();
    if (!message) throw new AssociationBrokenError('the peer released it in the middle of a retrieval');
    const { command } = message;
    if (command.field === FIELD.store && take) {
      await association.send(message.context, storeReply(command, await take(message)));
      continue;
    }
    if (command.field !== (request.field | REPLY) || command.respondingTo !== messageId)
      throw new BadPduError('something else than the retrieval that was asked for');
    const status = command.status ?? 0;
    if (isPending(status)) {
      await wholeOf(message.data);
      continue;
    }
    // The identifier of a failure lists what failed; the counts say as much, and we compare with what should have come.
    if (message.data) await jsonOf(message);
    if (!isSuccess(status) && !isWarning(status))
      throw new RequestFailedError('the retrieval', status, meaningOf(status));
    return { status, completed: command.completed ?? 0, failed: command.failed ?? 0 };
  }
}

export const storeReply = (command: Command, status: number): Command => ({
  field: FIELD.store | REPLY,
  ...(command.messageId === undefined ? {} : { respondingTo: command.messageId }),
  ...(command.affectedClass === undefined ? {} : { affectedClass: command.affectedClass }),
  ...(command.affectedInstance === undefined ? {} : { affectedInstance: command.affectedInstance }),
  status,
});
