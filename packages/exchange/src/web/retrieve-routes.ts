import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HeldInstance } from '../hold/holdings.ts';
import type { InstanceStore } from '../hold/instance-store.ts';
import { headerParameter, type OutgoingPart, writeMultipart } from './multipart.ts';
import { pathOf, wantedOf } from './paths.ts';
import { type Bulk, bulkOf, framesOf, metadataOf } from './read-held.ts';
import { DICOM_JSON, rootOf } from './search-routes.ts';

const FILE_CHUNK_BYTES = 1 << 18;
const NOT_HELD = { what: 'Nothing is held under these UIDs.' };

/** WADO-RS: instances as they are stored, their metadata, frames, bulk data. Source: PS3.18 10.4. */
export function addRetrieveRoutes(app: FastifyInstance, store: InstanceStore, base: string): void {
  const places = [
    '/studies/:study',
    '/studies/:study/series/:series',
    '/studies/:study/series/:series/instances/:instance',
  ];
  const found = (request: FastifyRequest): HeldInstance[] => {
    const wanted = wantedOf(request.params);
    return wanted ? store.holdings.instances(wanted) : [];
  };
  const oneFound = (request: FastifyRequest): HeldInstance | undefined => found(request)[0];
  const urlOf = (request: FastifyRequest, held: HeldInstance): string =>
    `${rootOf(request, base)}/${pathOf({ ...held, sopInstanceUid: held.identity.sopInstanceUid })}`;

  for (const place of places) {
    app.get(base + place, async (request, reply) => {
      const instances = found(request);
      if (instances.length === 0) return reply.code(404).send(NOT_HELD);
      return sendInstances(request, reply, instances, (held) => urlOf(request, held));
    });
    app.get(`${base}${place}/metadata`, async (request, reply) => {
      const instances = found(request);
      if (instances.length === 0) return reply.code(404).send(NOT_HELD);
      const json = async function* (): AsyncGenerator<string> {
        for (const [n, held] of instances.entries()) {
          const metadata = await metadataOf(held, (tag) => `${urlOf(request, held)}/bulkdata/${tag}`);
          yield `${n === 0 ? '[' : ','}${JSON.stringify(metadata)}`;
        }
        yield ']';
      };
      return reply.type(DICOM_JSON).send(Readable.from(json()));
    });
  }

  const one = `${base}${places[2]!}`;
  app.get<{ Params: { frames: string } }>(`${one}/frames/:frames`, async (request, reply) => {
    const held = oneFound(request);
    const numbers = request.params.frames.split(',').map(Number);
    if (!numbers.every(Number.isInteger)) return reply.code(400).send({ what: 'Frames are named by their numbers.' });
    const frames = held && (await framesOf(held, numbers));
    return frames
      ? sendBulk(reply, frames)
      : reply.code(404).send({ what: 'There are no such frames, or their ends cannot be told.' });
  });
  app.get<{ Params: { tag: string } }>(`${one}/bulkdata/:tag`, async (request, reply) => {
    const held = oneFound(request);
    const bulk = held && (await bulkOf(held, request.params.tag));
    return bulk ? sendBulk(reply, [bulk]) : reply.code(404).send({ what: 'There is no such element.' });
  });
}

/** Several as multipart/related; one alone as itself where that is asked for. */
function sendInstances(
  request: FastifyRequest,
  reply: FastifyReply,
  instances: readonly HeldInstance[],
  urlOf: (held: HeldInstance) => string,
): FastifyReply {
  const accept = request.headers.accept ?? '*/*';
  const encodings = new Set(instances.map(({ identity }) => identity.transferSyntax));
  const ways = accept.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((way) => way.trim());
  const fits = (way: string): boolean => {
    const asked = headerParameter(way, 'transfer-syntax');
    // Instances go out as they came in; whoever wants another encoding is told so instead of given this one.
    return asked === null || asked === '*' || (encodings.size === 1 && encodings.has(asked));
  };
  const single = ways.find((way) => /^application\/dicom\s*(?:;|$)/i.test(way) && fits(way));
  if (single && instances.length === 1) {
    const [held] = instances as [HeldInstance];
    return reply.type('application/dicom').header('content-length', held.bytes).send(fileOf(held));
  }
  const multipart = ways.some((way) => {
    if (/^\*\/\*|^multipart\/\*/.test(way)) return true;
    const type = headerParameter(way, 'type');
    return /^multipart\/related/i.test(way) && (type === null || type === 'application/dicom') && fits(way);
  });
  if (!multipart)
    return reply
      .code(406)
      .send({ what: 'Instances are given as application/dicom in the encoding that they are stored in.' });
  const boundary = randomUUID();
  const parts = function* (): Generator<OutgoingPart> {
    for (const held of instances)
      yield {
        contentType: `application/dicom; transfer-syntax=${held.identity.transferSyntax}`,
        location: urlOf(held),
        body: fileOf(held),
      };
  };
  return reply
    .type(`multipart/related; type="application/dicom"; boundary=${boundary}`)
    .send(Readable.from(writeMultipart(parts(), boundary), { objectMode: false }));
}

const fileOf = ({ path }: HeldInstance) => createReadStream(path, { highWaterMark: FILE_CHUNK_BYTES });

function sendBulk(reply: FastifyReply, bulk: readonly Bulk[]): FastifyReply {
  const boundary = randomUUID();
  const parts = bulk.map(({ bytes, contentType }) => ({ contentType, body: bytes }));
  const type = bulk[0]!.contentType.split(';')[0]!;
  return reply
    .type(`multipart/related; type="${type}"; boundary=${boundary}`)
    .send(Readable.from(writeMultipart(parts, boundary), { objectMode: false }));
}
