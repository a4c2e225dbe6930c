import { createHash, timingSafeEqual } from 'node:crypto';
import type { FrameDecoders } from '@specola/dicom';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BadNodeConfigError, CannotListenError } from '../errors.ts';
import type { InstanceStore } from '../hold/instance-store.ts';
import { faultText, type NodeEvent } from '../node/event.ts';
import type { Listening } from '../node/serve-dimse.ts';
import { isLoopback } from './loopback.ts';
import { addRenderRoutes } from './render-routes.ts';
import { addRetrieveRoutes } from './retrieve-routes.ts';
import { addSearchRoutes } from './search-routes.ts';
import { addStoreRoutes } from './store-routes.ts';

export const WebAccess = z.union([
  z.object({ token: z.string().min(16) }),
  /** Whoever can reach the loopback of this machine. */
  z.object({ open: z.literal(true) }),
]);
export type WebAccess = z.infer<typeof WebAccess>;

export interface WebSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly access: WebAccess;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Unpacks frames that are rendered; without it only uncompressed ones are. */
  readonly decoders?: FrameDecoders;
  /** Of one request; instances in it have a limit of their own. */
  readonly maxRequestBytes?: number;
}

const LONGEST_REQUEST_BYTES = 64 * 2 ** 30;
/** A connection on which nothing moves is let go. */
const IDLE_MS = 60_000;
const MOST_CONNECTIONS = 256;
/** Three UIDs of 64 and room for the rest. */
const LONGEST_PARAMETER = 1024;

/**
 * Listens for DICOMweb: search, retrieve, store, and a status page, below /dicom-web.
 *
 * @throws BadNodeConfigError when it would be open to the network, CannotListenError
 */
export async function serveDicomWeb(
  store: InstanceStore,
  settings: WebSettings,
  tell: (event: NodeEvent) => void,
): Promise<Listening> {
  const { host, port, access, tls, maxRequestBytes = LONGEST_REQUEST_BYTES } = settings;
  if ('open' in access && !isLoopback(host))
    throw new BadNodeConfigError(`The DICOMweb service would be open to everybody who reaches ${host}.`);
  // Loaded by those alone who serve: whoever only asks a peer starts without it.
  const { fastify } = await import('fastify');
  const app: FastifyInstance = fastify({
    logger: false,
    bodyLimit: maxRequestBytes,
    connectionTimeout: IDLE_MS,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    forceCloseConnections: true,
    ...(tls ? { https: tls } : {}),
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  // Instances are read as they arrive; nothing else has a body here.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^multipart\/related/, (_request, payload, done) => done(null, payload));
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(request, access);
    if (refusal) await reply.code(refusal.status).send({ what: refusal.what });
  });
  app.addHook('onSend', async (_request, reply) => {
    // Patients are in these answers: no cache keeps them, and no page takes them for its own.
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    // No fault of ours, and nobody is left to answer.
    if (error.code === 'ECONNRESET') {
      tell({
        say: 'association-refused',
        reason: 'A sender over DICOMweb hung up in the middle of its request. What it had begun is marked incomplete.',
      });
      return reply.code(400).send({ what: 'The request broke off.' });
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) tell({ say: 'fault', what: faultText(error) });
    return reply.code(status).send({ what: status >= 500 ? 'A fault in the node.' : error.message });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ what: 'There is nothing under this address.' }));

  const base = '/dicom-web';
  addSearchRoutes(app, store, base);
  addRetrieveRoutes(app, store, base);
  addRenderRoutes(app, store, { base, decoders: settings.decoders });
  addStoreRoutes(app, store, { base, tell });
  app.get(`${base}/status`, async () => ({
    instances: store.holdings.size,
    unreadable: store.unreadable,
    series: store.series(),
    refusals: store.refusals(),
  }));
  try {
    await app.listen({ host, port });
  } catch (thrown) {
    await app.close();
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw new CannotListenError(host, port, code ?? message);
  }
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    [Symbol.asyncDispose]: () => app.close(),
  };
}

function refusalOf(request: FastifyRequest, access: WebAccess): { status: number; what: string } | null {
  if ('token' in access) {
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    return sameSecret(given, access.token) ? null : { status: 401, what: 'The service wants its token.' };
  }
  // A page elsewhere can make a name of its own point to this machine; then the browser states that name.
  return isLoopback(request.hostname) ? null : { status: 403, what: 'The service answers to this machine only.' };
}

/** In a time that tells nothing about where they differ. */
const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
