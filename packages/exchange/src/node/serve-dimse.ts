import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { SpecolaError } from '@specola/space';
import { acceptAssociation } from '../dimse/accept-association.ts';
import type { Association } from '../dimse/association.ts';
import type { DimsePeer } from '../dimse/open-association.ts';
import { isStorageClass, QUERY_ENCODINGS, SERVICE, STORAGE_ENCODINGS } from '../dimse/sop-classes.ts';
import { DEFAULT_LIMITS, Wire, type WireLimits } from '../dimse/wire.ts';
import { CannotListenError } from '../errors.ts';
import type { InstanceStore } from '../hold/instance-store.ts';
import { answerMessage } from './answer-message.ts';
import { faultText, type NodeEvent } from './event.ts';
import type { Serving } from './serving.ts';

export interface DimseSettings {
  readonly ae: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Calling AE titles that are let in; nobody else is. */
  readonly allow: readonly string[];
  readonly peers: readonly DimsePeer[];
  readonly maxAssociations?: number;
  /** How long associations may go on when the node stops. */
  readonly closingMs?: number;
  readonly limits?: Partial<WireLimits>;
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
}

export interface Listening extends AsyncDisposable {
  readonly port: number;
}

const MOST_ASSOCIATIONS = 64;
/** Connections that have not asked for an association yet, on top of those that have one. */
const SPARE_CONNECTIONS = 16;
/** Whoever connects and says nothing is let go after this. Source: PS3.8 9.1.5, the ARTIM timer. */
const REQUEST_MS = 15_000;
const CLOSING_MS = 5_000;

const QUERY_SERVICES = new Set<string>(Object.values(SERVICE));

/** The encodings taken for a SOP class; none for what is not served. */
export function encodingsFor(abstractSyntax: string): readonly string[] {
  if (QUERY_SERVICES.has(abstractSyntax)) return QUERY_ENCODINGS;
  return isStorageClass(abstractSyntax) ? STORAGE_ENCODINGS : [];
}

/**
 * Listens for associations: verification, storage, query, retrieve, storage commitment.
 *
 * @throws CannotListenError
 */
export async function serveDimse(
  store: InstanceStore,
  settings: DimseSettings,
  tell: (event: NodeEvent) => void,
): Promise<Listening> {
  const { maxAssociations = MOST_ASSOCIATIONS, closingMs = CLOSING_MS } = settings;
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  const standing = new Set<Association>();
  const work = new Set<Promise<void>>();
  const serving: Serving = { ae: settings.ae, store, peers: settings.peers, tell };

  const serve = async (socket: Socket): Promise<void> => {
    const wire = new Wire(socket, limits);
    const timer = setTimeout(() => wire.destroy('no association was asked for in time'), REQUEST_MS);
    try {
      const { association, callingAe } = await acceptAssociation(wire, {
        ae: settings.ae,
        isAllowed: (title) => settings.allow.includes(title),
        hasRoom: () => standing.size < maxAssociations,
        encodingsFor,
        maxPduBytes: limits.maxPduBytes,
      });
      clearTimeout(timer);
      standing.add(association);
      try {
        await serveAssociation(association, callingAe, serving);
      } finally {
        standing.delete(association);
      }
    } catch (thrown) {
      if (thrown instanceof SpecolaError) tell({ say: 'association-refused', reason: thrown.what });
      else tell({ say: 'fault', what: faultText(thrown) });
    } finally {
      clearTimeout(timer);
      wire.close();
    }
  };

  const onConnection = (socket: Socket): void => {
    const done = serve(socket).finally(() => work.delete(done));
    work.add(done);
  };
  const server = settings.tls
    ? createTlsServer({ ...settings.tls, requestCert: settings.tls.ca !== undefined }, onConnection)
    : createServer(onConnection);
  server.maxConnections = maxAssociations + SPARE_CONNECTIONS;
  const port = await listening(server, settings);
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      const late = setTimeout(() => {
        for (const association of standing) void association.abort();
      }, closingMs);
      await Promise.allSettled(work);
      clearTimeout(late);
    },
  };
}

async function serveAssociation(association: Association, callingAe: string, serving: Serving): Promise<void> {
  const transfer = serving.store.transfer(callingAe);
  const ended = async (ending: 'released' | 'broken', reason: string): Promise<void> => {
    await transfer.end({ inOrder: ending === 'released' });
    serving.tell({ say: 'association-ended', callingAe, ending, counts: transfer.counts, reason });
  };
  try {
    for (let message = await association.receive(); message; message = await association.receive())
      await answerMessage(association, message, { ...serving, transfer, callingAe });
  } catch (thrown) {
    await association.abort();
    await ended('broken', thrown instanceof SpecolaError ? thrown.what : faultText(thrown));
    if (!(thrown instanceof SpecolaError)) throw thrown;
    return;
  }
  await ended('released', '');
}

async function listening(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      reject(new CannotListenError(host, port, error.code ?? error.message));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
