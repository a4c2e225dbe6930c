import { SpecolaError } from '@specola/space';
import type { FastifyInstance } from 'fastify';
import { type DicomJson, element, isUid, TAG } from '../data/dicom-json.ts';
import { BadReplyError, OtherContentError, StoreFullError, TooLargeError } from '../errors.ts';
import type { InstanceStore } from '../hold/instance-store.ts';
import type { Transfer } from '../hold/transfer.ts';
import type { NodeEvent } from '../node/event.ts';
import { readMultipart } from './multipart.ts';
import { pathOf, wantedOf } from './paths.ts';
import { DICOM_JSON, rootOf } from './search-routes.ts';

const FROM = 'DICOMweb';

/** STOW-RS. Every part is answered by its UID, stored or failed. Source: PS3.18 10.5. */
export function addStoreRoutes(
  app: FastifyInstance,
  store: InstanceStore,
  { base, tell }: { base: string; tell: (event: NodeEvent) => void },
): void {
  for (const path of ['/studies', '/studies/:study'])
    app.post(base + path, async (request, reply) => {
      const wanted = wantedOf(request.params);
      if (!wanted) return reply.code(400).send({ what: 'The UID of the path is none.' });
      const contentType = request.headers['content-type'] ?? '';
      const transfer = store.transfer(FROM, { studyUid: wanted.studyUid });
      const root = rootOf(request, base);
      const [stored, failed]: [DicomJson[], DicomJson[]] = [[], []];
      let [inOrder, warned] = [false, false];
      try {
        let number = 0;
        for await (const part of readMultipart(request.body as AsyncIterable<Uint8Array>, contentType)) {
          const result = await storePart(transfer, part.body, ++number, { tell, root });
          (result.ok ? stored : failed).push(result.item);
          warned ||= result.warned ?? false;
        }
        inOrder = true;
      } catch (thrown) {
        if (!(thrown instanceof BadReplyError)) throw thrown;
        return reply.code(400).send({ what: thrown.what });
      } finally {
        await transfer.end({ inOrder });
      }
      const answer: DicomJson = {
        ...(wanted.studyUid ? { [TAG.RetrieveURL]: element('UR', `${root}/studies/${wanted.studyUid}`) } : {}),
        ...(stored.length > 0 ? { [TAG.ReferencedSOPSequence]: { vr: 'SQ', Value: stored } } : {}),
        ...(failed.length > 0 ? { [TAG.FailedSOPSequence]: { vr: 'SQ', Value: failed } } : {}),
      };
      const status = failed.length === 0 && !warned ? 200 : stored.length > 0 ? 202 : 409;
      return reply.code(status).type(DICOM_JSON).send(JSON.stringify(answer));
    });
}

async function storePart(
  transfer: Transfer,
  body: AsyncIterable<Buffer>,
  number: number,
  { tell, root }: { tell: (event: NodeEvent) => void; root: string },
): Promise<{ ok: boolean; warned?: boolean; item: DicomJson }> {
  // What a refusal names: the UID once the file's head has told it.
  let named = `part ${number}`;
  let sopClass = '';
  try {
    let offered = '';
    const { held, outcome } = await transfer.storeFile(body, (identity) => {
      if (isUid(identity.sopInstanceUid)) named = identity.sopInstanceUid;
      sopClass = identity.sopClassUid;
      offered = identity.transferSyntax;
    });
    const otherwise = outcome === 'held-in-other-encoding';
    if (otherwise)
      tell({ say: outcome, from: FROM, sopInstanceUid: named, held: held.identity.transferSyntax, offered });
    return {
      ok: true,
      warned: otherwise,
      item: {
        ...(otherwise ? { [TAG.WarningReason]: element('US', 0xb000) } : {}),
        [TAG.ReferencedSOPClassUID]: element('UI', held.identity.sopClassUid),
        [TAG.ReferencedSOPInstanceUID]: element('UI', held.identity.sopInstanceUid),
        [TAG.RetrieveURL]: element(
          'UR',
          `${root}/${pathOf({ ...held, sopInstanceUid: held.identity.sopInstanceUid })}`,
        ),
      },
    };
  } catch (thrown) {
    if (thrown instanceof BadReplyError || !(thrown instanceof SpecolaError)) throw thrown;
    const { code, what } = thrown;
    tell({ say: 'store-refused', from: FROM, sopInstanceUid: named, code, what });
    return {
      ok: false,
      item: {
        ...(isUid(sopClass) ? { [TAG.ReferencedSOPClassUID]: element('UI', sopClass) } : {}),
        ...(isUid(named) ? { [TAG.ReferencedSOPInstanceUID]: element('UI', named) } : {}),
        [TAG.FailureReason]: element('US', reasonOf(thrown)),
      },
    };
  }
}

/** Source: PS3.18 table I.2-2. */
function reasonOf(thrown: SpecolaError): number {
  if (thrown instanceof OtherContentError) return 0x0111;
  if (thrown instanceof StoreFullError || thrown instanceof TooLargeError) return 0xa700;
  return 0xc000;
}
