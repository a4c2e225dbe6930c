export type { FromDecoder, ToDecoder } from './decode/decoder-messages.ts';
export { decodersHere, decoderWorker } from './decode/decoder-worker.ts';
export type { FrameDecoders } from './decode/frame-job.ts';
export { type DecoderPool, type DecoderThread, openDecoders } from './decode/open-decoders.ts';
export type { LoadWasm, WasmCodecName } from './decode/wasm-codec.ts';
export { deidentifyObject, profileSource } from './deidentify/deidentify-object.ts';
export { BrokenObjectError } from './deidentify/errors.ts';
export { folded } from './deidentify/fold-text.ts';
export { type IdentifierSearch, identifierSearch } from './deidentify/identifier-search.ts';
export { type Identifier, type IdentifierKind, identifiersIn, uniqueIdentifiers } from './deidentify/identifiers.ts';
export { emptyTally, type Pseudonyms, type Tally } from './deidentify/judge-element.ts';
export { type ObjectRisk, riskOf } from './deidentify/object-risk.ts';
export { type OpenObject, openObject } from './deidentify/open-object.ts';
export { type DeidentifyOptions, USUAL_OPTIONS } from './deidentify/profile-action.ts';
export * from './errors.ts';
export * from './finding.ts';
export { affineOfStack } from './read/affine-of-stack.ts';
export {
  type ChosenSeries,
  chooseSeries,
  type RankedSeries,
  rankSeries,
  type WantedAnatomy,
} from './read/choose-series.ts';
export { decodeStack } from './read/decode-stack.ts';
export { describeStack, type StackDescription } from './read/describe-stack.ts';
export { dicomdirReferences } from './read/dicomdir.ts';
export { geometryFindings } from './read/geometry-findings.ts';
export { headerFindings } from './read/header-findings.ts';
export {
  type LendInt16,
  type LoadedVolume,
  type LoadOptions,
  loadVolume,
  type SourceFacts,
} from './read/load-volume.ts';
export type { FrameHeader, ImageObject, PixelFormat, Rescale } from './read/read-object.ts';
export { refusalOf } from './read/refuse-stack.ts';
export { type SeriesSummary, type StudyScan, scanStudy } from './read/scan-study.ts';
export { geometryOf } from './read/stack-geometry.ts';
export { type VoxelPlan, voxelPlanOf } from './read/voxel-plan.ts';
export type { StudyFile } from './study-file.ts';
export type { TransferSyntax } from './transfer-syntax.ts';
export { derivedUid } from './write/derived-uid.ts';
export { type CtSeriesLabels, type NamedBytes, writeCtSeries } from './write/write-ct-series.ts';
export {
  type DicomElement,
  decimalString,
  type Encoding,
  encodeElements,
  type Vr,
  writePart10,
} from './write/write-part10.ts';
