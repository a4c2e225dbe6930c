import { BadPduError } from '../errors.ts';
import { encodePdu, PDU } from './pdu.ts';

/** What one side proposes to talk about, and in which encodings. */
export interface ProposedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

/** The answer to one proposal. Source: PS3.8 table 9-18. */
export interface AnsweredContext {
  readonly id: number;
  readonly result: 'accepted' | 'user-rejected' | 'no-reason' | 'no-abstract-syntax' | 'no-transfer-syntax';
  readonly transferSyntax: string;
}

/** Who may ask and who may serve, for one SOP class. Source: PS3.7 D.3.3.4. */
export interface Role {
  readonly sopClass: string;
  readonly scu: boolean;
  readonly scp: boolean;
}

interface Common {
  readonly calledAe: string;
  readonly callingAe: string;
  /** The longest data unit that the sender of this takes; 0 is any. */
  readonly maxPduBytes: number;
  readonly roles: readonly Role[];
}
export interface AssociateRequest extends Common {
  readonly contexts: readonly ProposedContext[];
}
export interface AssociateAccept extends Common {
  readonly contexts: readonly AnsweredContext[];
}

const RESULTS = ['accepted', 'user-rejected', 'no-reason', 'no-abstract-syntax', 'no-transfer-syntax'] as const;
const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';
/** Under 2.25 (UUID); the same that files of ours state. */
const IMPLEMENTATION_UID = '2.25.332954319888545161931067883846610872606';
const IMPLEMENTATION_NAME = 'SPECOLA';
const MOST_CONTEXTS = 128;

const ITEM = {
  application: 0x10,
  proposed: 0x20,
  answered: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  user: 0x50,
  maxLength: 0x51,
  implementationUid: 0x52,
  role: 0x54,
  implementationName: 0x55,
} as const;

function item(type: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.from([type, 0, 0, 0]);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

export function encodeAssociateRequest(request: AssociateRequest): Buffer {
  const contexts = request.contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
    item(
      ITEM.proposed,
      Buffer.from([id, 0, 0, 0]),
      item(ITEM.abstractSyntax, abstractSyntax),
      ...transferSyntaxes.map((uid) => item(ITEM.transferSyntax, uid)),
    ),
  );
  return encodePdu(PDU.associateRequest, fixedFields(request), ...contexts, userItem(request));
}

export function encodeAssociateAccept(accept: AssociateAccept): Buffer {
  const contexts = accept.contexts.map(({ id, result, transferSyntax }) =>
    item(
      ITEM.answered,
      Buffer.from([id, 0, RESULTS.indexOf(result), 0]),
      // Not significant unless accepted, and there all the same.
      item(ITEM.transferSyntax, transferSyntax),
    ),
  );
  return encodePdu(PDU.associateAccept, fixedFields(accept), ...contexts, userItem(accept));
}

/** Version, both titles, 32 reserved bytes, and the application context. */
function fixedFields({ calledAe, callingAe }: Common): Buffer {
  const fixed = Buffer.alloc(68);
  fixed.writeUInt16BE(1, 0);
  fixed.write(calledAe.padEnd(16), 4, 16, 'latin1');
  fixed.write(callingAe.padEnd(16), 20, 16, 'latin1');
  return Buffer.concat([fixed, item(ITEM.application, APPLICATION_CONTEXT)]);
}

function userItem({ maxPduBytes, roles }: Common): Buffer {
  const max = Buffer.alloc(4);
  max.writeUInt32BE(maxPduBytes);
  return item(
    ITEM.user,
    item(ITEM.maxLength, max),
    item(ITEM.implementationUid, IMPLEMENTATION_UID),
    ...roles.map(({ sopClass, scu, scp }) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(sopClass.length);
      return item(ITEM.role, length, sopClass, Buffer.from([scu ? 1 : 0, scp ? 1 : 0]));
    }),
    item(ITEM.implementationName, IMPLEMENTATION_NAME),
  );
}

interface Item {
  readonly type: number;
  readonly body: Buffer;
}

function itemsOf(bytes: Buffer): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt16BE(at + 2) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw new BadPduError('an item that does not fit its unit');
    items.push({ type: bytes[at]!, body: bytes.subarray(at + 4, end) });
    at = end;
  }
  return items;
}

const uidText = (bytes: Buffer): string => bytes.toString('latin1').replace(/[\0 ]+$/, '');
const aeText = (bytes: Buffer): string => bytes.toString('latin1').replace(/\0/g, ' ').trim();

export function decodeAssociateRequest(body: Buffer): AssociateRequest {
  const items = itemsAfterFixed(body);
  const contexts = items
    .filter(({ type }) => type === ITEM.proposed)
    .map(({ body: bytes }): ProposedContext => {
      if (bytes.length < 4) throw new BadPduError('a presentation context without an identifier');
      const inner = itemsOf(bytes.subarray(4));
      return {
        id: bytes[0]!,
        abstractSyntax: uidText(inner.find(({ type }) => type === ITEM.abstractSyntax)?.body ?? Buffer.alloc(0)),
        transferSyntaxes: inner.filter(({ type }) => type === ITEM.transferSyntax).map(({ body: uid }) => uidText(uid)),
      };
    });
  const ids = new Set(contexts.map(({ id }) => id));
  if (contexts.length === 0 || contexts.length > MOST_CONTEXTS || ids.size !== contexts.length)
    throw new BadPduError(`${contexts.length} presentation contexts with ${ids.size} identifiers`);
  if (contexts.some(({ id }) => id % 2 === 0)) throw new BadPduError('a presentation context with an even identifier');
  return { ...commonOf(body, items), contexts };
}

export function decodeAssociateAccept(body: Buffer): AssociateAccept {
  const items = itemsAfterFixed(body);
  const contexts = items
    .filter(({ type }) => type === ITEM.answered)
    .map(({ body: bytes }): AnsweredContext => {
      const result = RESULTS[bytes[2] ?? -1];
      if (bytes.length < 4 || !result) throw new BadPduError('an answered presentation context without a result');
      const syntax = itemsOf(bytes.subarray(4)).find(({ type }) => type === ITEM.transferSyntax);
      return { id: bytes[0]!, result, transferSyntax: syntax ? uidText(syntax.body) : '' };
    });
  return { ...commonOf(body, items), contexts };
}

function itemsAfterFixed(body: Buffer): Item[] {
  if (body.length < 68) throw new BadPduError('an association message of too few bytes');
  if ((body.readUInt16BE(0) & 1) === 0) throw new BadPduError('another version of the protocol');
  const items = itemsOf(body.subarray(68));
  const application = items.find(({ type }) => type === ITEM.application);
  if (!application || uidText(application.body) !== APPLICATION_CONTEXT)
    throw new BadPduError('another application context than that of DICOM');
  return items;
}

function commonOf(body: Buffer, items: readonly Item[]): Common {
  const user = itemsOf(items.find(({ type }) => type === ITEM.user)?.body ?? Buffer.alloc(0));
  const max = user.find(({ type }) => type === ITEM.maxLength)?.body;
  return {
    calledAe: aeText(body.subarray(4, 20)),
    callingAe: aeText(body.subarray(20, 36)),
    maxPduBytes: max?.length === 4 ? max.readUInt32BE(0) : 0,
    roles: user.filter(({ type }) => type === ITEM.role).map(({ body: bytes }) => roleOf(bytes)),
  };
}

function roleOf(bytes: Buffer): Role {
  const length = bytes.length >= 4 ? bytes.readUInt16BE(0) : -1;
  if (length < 0 || bytes.length < length + 4) throw new BadPduError('a role that does not fit its item');
  return {
    sopClass: uidText(bytes.subarray(2, 2 + length)),
    scu: bytes[2 + length] === 1,
    scp: bytes[3 + length] === 1,
  };
}

/** Why an association is refused: result, source, reason. Source: PS3.8 table 9-21. */
export const REJECTION = {
  callingAeNotKnown: [1, 1, 3],
  calledAeNotKnown: [1, 1, 7],
  tooMany: [2, 3, 2],
} as const satisfies Record<string, readonly [number, number, number]>;

export const encodeReject = (reason: readonly [number, number, number]): Buffer =>
  encodePdu(PDU.associateReject, Buffer.from([0, ...reason]));

export function rejectionText(body: Buffer): string {
  const [, result, source, reason] = body;
  const known: Readonly<Record<string, string>> = {
    '1.1': 'it gives no reason',
    '1.2': 'it does not know the application context',
    '1.3': 'it does not know our AE title',
    '1.7': 'it does not go by the AE title that we called',
    '2.1': 'it gives no reason',
    '2.2': 'it speaks another version of the protocol',
    '3.1': 'it is congested for the moment',
    '3.2': 'it holds as many associations as it can for the moment',
  };
  return `${known[`${source}.${reason}`] ?? `source ${source}, reason ${reason}`}${result === 2 ? '; it may accept later' : ''}`;
}

/** Aborted by the service user (0), or by the provider (2) with a reason. Source: PS3.8 table 9-26. */
export const encodeAbort = (source: 0 | 2, reason = 0): Buffer =>
  encodePdu(PDU.abort, Buffer.from([0, 0, source, reason]));
