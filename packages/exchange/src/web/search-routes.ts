import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { InstanceStore } from '../hold/instance-store.ts';
import { pathOf, wantedFrom, wantedOf } from './paths.ts';
import { answersToSearch, readSearch } from './qido.ts';

/** The address of the service as the caller knows it. */
export const rootOf = (request: FastifyRequest, base: string): string => `${request.protocol}://${request.host}${base}`;

export const DICOM_JSON = 'application/dicom+json';

/** QIDO-RS. Source: PS3.18 10.6. */
export function addSearchRoutes(app: FastifyInstance, store: InstanceStore, base: string): void {
  const routes = [
    ['/studies', 'STUDY'],
    ['/series', 'SERIES'],
    ['/instances', 'IMAGE'],
    ['/studies/:study/series', 'SERIES'],
    ['/studies/:study/instances', 'IMAGE'],
    ['/studies/:study/series/:series/instances', 'IMAGE'],
  ] as const;
  for (const [path, level] of routes)
    app.get(base + path, async (request, reply) => {
      const wanted = wantedOf(request.params);
      const search = readSearch(new URL(request.url, 'http://x').searchParams);
      if (!wanted || typeof search === 'string')
        return reply.code(400).send({ what: wanted ? search : 'A UID of the path is none.' });
      const root = rootOf(request, base);
      const answers = await answersToSearch(
        store.holdings,
        level,
        wanted,
        search,
        (found) => `${root}/${pathOf(wantedFrom(found, level))}`,
      );
      return reply.type(DICOM_JSON).send(JSON.stringify(answers));
    });
}
