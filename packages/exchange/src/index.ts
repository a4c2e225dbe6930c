export { type DicomJson, type Keyword, TAG, textOf } from './data/dicom-json.ts';
export { type Caller, echo } from './dimse/ask.ts';
export { type DimsePeer, isAeTitle, readPeer } from './dimse/open-association.ts';
export type { Sent } from './dimse/send-instances.ts';
export * from './errors.ts';
export { InstanceStore, type SeriesRow } from './hold/instance-store.ts';
export type { Refusal } from './hold/refusals.ts';
export { INCOMPLETE_MARK } from './hold/series-state.ts';
export { ModelServerRefusedError, ModelServerReplyError, NoSuchModelError } from './monai/monai-errors.ts';
export {
  findMonaiModel,
  inferMonai,
  type MonaiCaller,
  type MonaiImage,
  type MonaiModel,
  type MonaiServer,
  readMonaiServer,
} from './monai/monai-label.ts';
export type { NodeEvent } from './node/event.ts';
export { type DimseSettings, type Listening, serveDimse } from './node/serve-dimse.ts';
export { nameOf, type Peer, readAddress } from './peer/address.ts';
export { type Fetched, type FetchOptions, fetchFromPeer } from './peer/fetch-from-peer.ts';
export { type Question, type SearchLevel, searchPeer } from './peer/search-peer.ts';
export { type SendResult, sendToPeer } from './peer/send-to-peer.ts';
export { tagOf } from './web/qido.ts';
export { serveDicomWeb, type WebAccess, type WebSettings } from './web/serve-dicomweb.ts';
