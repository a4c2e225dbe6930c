import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  AssociationBrokenError,
  AssociationRejectedError,
  BadAddressError,
  BadPduError,
  NoConnectionError,
} from '../errors.ts';
import { decodeAssociateAccept, encodeAssociateRequest, type Role, rejectionText } from './associate.ts';
import { type AgreedContext, Association } from './association.ts';
import { PDU } from './pdu.ts';
import { DEFAULT_LIMITS, Wire, type WireLimits } from './wire.ts';

/** A DICOM peer: its title, and where it listens. */
export interface DimsePeer {
  readonly ae: string;
  readonly host: string;
  readonly port: number;
  /** Spoken to over TLS, with certificates that Node trusts (NODE_EXTRA_CA_CERTS adds the hospital's own). */
  readonly tls?: boolean;
}

const AE_TITLE = /^[\x21-\x5b\x5d-\x7e](?:[\x20-\x5b\x5d-\x7e]{0,14}[\x21-\x5b\x5d-\x7e])?$/;

export const isAeTitle = (text: string): boolean => AE_TITLE.test(text);

/** Reads "AE@host:port", "AE@[::1]:port", or the same with "dicom-tls:" before it. */
export function readPeer(text: string): DimsePeer {
  const found = /^(dicom-tls:)?(.+)@(\[[0-9a-f:.%a-z]+\]|[^:@\s]+):(\d{1,5})$/i.exec(text);
  const [, secure, ae, host, port] = found ?? [];
  if (!ae || !host || !isAeTitle(ae)) throw new BadAddressError(`"${text}" is no address of a DICOM peer.`);
  if (Number(port) < 1 || Number(port) > 65535) throw new BadAddressError(`There is no port ${port}.`);
  return { ae, host: host.replace(/^\[|\]$/g, ''), port: Number(port), ...(secure ? { tls: true } : {}) };
}

export interface Proposal {
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

export interface Asking {
  /** Our own AE title. */
  readonly as: string;
  readonly proposals: readonly Proposal[];
  readonly roles?: readonly Role[];
  readonly limits?: Partial<WireLimits>;
  readonly connectMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const CONNECT_MS = 15_000;

/**
 * Connects and negotiates. What was not accepted is missing among the association's contexts: whoever needs it says so.
 *
 * @throws NoConnectionError, AssociationRejectedError, AssociationBrokenError, BadPduError
 */
export async function openAssociation(peer: DimsePeer, asking: Asking): Promise<Association> {
  const limits = { ...DEFAULT_LIMITS, ...asking.limits };
  const socket = await connected(peer, asking);
  const wire = new Wire(socket, limits);
  const stop = (): void => wire.destroy('it was cancelled here');
  asking.signal?.addEventListener('abort', stop, { once: true });
  socket.once('close', () => asking.signal?.removeEventListener('abort', stop));
  const contexts = asking.proposals.map((proposal, n) => ({ id: 2 * n + 1, ...proposal }));
  await wire.write(
    encodeAssociateRequest({
      calledAe: peer.ae,
      callingAe: asking.as,
      maxPduBytes: limits.maxPduBytes,
      roles: asking.roles ?? [],
      contexts,
    }),
  );
  const unit = await wire.read();
  if (unit === null) throw new AssociationBrokenError('the peer hung up instead of answering');
  if (unit.type === PDU.associateReject) {
    wire.close();
    throw new AssociationRejectedError(peer.ae, rejectionText(unit.body));
  }
  if (unit.type === PDU.abort) {
    wire.close();
    throw new AssociationRejectedError(peer.ae, 'it aborted at once');
  }
  if (unit.type !== PDU.associateAccept) {
    await wire.abort(2, 2);
    throw new BadPduError(`a unit of type ${unit.type} where an answer was due`);
  }
  const answer = decodeAssociateAccept(unit.body);
  const agreed = answer.contexts.flatMap(({ id, result, transferSyntax }): AgreedContext[] => {
    const proposed = contexts.find((one) => one.id === id);
    // A peer that accepts with an encoding that was not offered has accepted nothing.
    if (result !== 'accepted' || !proposed?.transferSyntaxes.includes(transferSyntax)) return [];
    return [{ id, abstractSyntax: proposed.abstractSyntax, transferSyntax }];
  });
  return new Association(wire, { contexts: agreed, peerMaxPduBytes: answer.maxPduBytes });
}

async function connected(
  { ae, host, port, tls }: DimsePeer,
  { connectMs = CONNECT_MS, signal }: Asking,
): Promise<Socket> {
  signal?.throwIfAborted();
  const socket: Socket = tls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${connectMs} ms`)), connectMs);
    const failed = (error: Error & { code?: string }): void => {
      clearTimeout(timer);
      reject(new NoConnectionError(`${ae} at ${host}:${port}`, error.code ?? error.message));
    };
    socket.once('error', failed);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
