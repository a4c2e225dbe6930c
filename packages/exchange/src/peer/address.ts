import { type DimsePeer, readPeer } from '../dimse/open-association.ts';
import { readWebPeer, type WebPeer } from '../web/dicomweb-client.ts';

/** Where images are: a PACS that speaks DIMSE, or a DICOMweb service. */
export type Peer = ({ readonly kind: 'dimse' } & DimsePeer) | ({ readonly kind: 'web' } & WebPeer);

/**
 * Reads an address: "AE@host:port" or "https://host/dicom-web".
 *
 * @param authorization  the header for a DICOMweb service, from the environment
 * @throws BadAddressError
 */
export function readAddress(text: string, authorization: string | undefined): Peer {
  if (/^https?:\/\//i.test(text)) return { kind: 'web', ...readWebPeer(text, authorization) };
  return { kind: 'dimse', ...readPeer(text) };
}

/** As sentences name it. */
export const nameOf = (peer: Peer): string => (peer.kind === 'web' ? peer.url : peer.ae);
