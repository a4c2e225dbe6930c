import type { FrameDecoders } from '@specola/dicom';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { numberOf, TAG } from '../data/dicom-json.ts';
import type { InstanceStore } from '../hold/instance-store.ts';
import { wantedOf } from './paths.ts';
import { metadataOf } from './read-held.ts';
import { readWish, renderFrame } from './render-frame.ts';

/** WADO-RS: a frame as a picture. Source: PS3.18 10.4.1.1.3. */
export function addRenderRoutes(
  app: FastifyInstance,
  store: InstanceStore,
  { base, decoders }: { base: string; decoders: FrameDecoders | undefined },
): void {
  const one = `${base}/studies/:study/series/:series/instances/:instance`;
  const rendered = async (request: FastifyRequest, reply: FastifyReply, frame: number | null) => {
    const wanted = wantedOf(request.params);
    const [held] = wanted ? store.holdings.instances(wanted) : [];
    if (!held) return reply.code(404).send({ what: 'Nothing is held under these UIDs.' });
    if (frame !== null && !(Number.isInteger(frame) && frame >= 1))
      return reply.code(400).send({ what: 'Frames are named by their numbers.' });
    const wish = readWish(new URL(request.url, 'http://x').searchParams, request.headers.accept ?? '*/*');
    if (wish === null) return reply.code(406).send({ what: 'Frames are rendered as image/jpeg or image/png.' });
    if (typeof wish === 'string') return reply.code(400).send({ what: wish });
    if (frame === null && numberOf(await metadataOf(held, () => ''), TAG.NumberOfFrames) > 1)
      return reply.code(406).send({ what: 'The instance has several frames; one is rendered: /frames/1/rendered.' });
    const picture = await renderFrame(held, frame ?? 1, wish, decoders);
    if (typeof picture === 'string') return reply.code(404).send({ what: picture });
    return reply.type(wish.type).send(picture);
  };
  app.get(`${one}/rendered`, (request, reply) => rendered(request, reply, null));
  app.get<{ Params: { frame: string } }>(`${one}/frames/:frame/rendered`, (request, reply) =>
    rendered(request, reply, Number(request.params.frame)),
  );
}
