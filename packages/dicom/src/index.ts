export type { FromDecoder, ToDecoder } from './decode/decoder-messages.ts';
export { decodersHere, decoderWorker } from './decode/decoder-worker.ts';
export { type FrameFragments, frameFragments } from './decode/frame-fragments.ts';
export type { FrameDecoders } from './decode/frame-job.ts';
export { type DecoderPool, type DecoderThread, openDecoders } from './decode/open-decoders.ts';
export type { LoadWasm, WasmCodecName } from './decode/wasm-codec.ts';
export { blankPixels } from './deidentify/blank-pixels.ts';
export type { BlankRectangle } from './deidentify/blank-samples.ts';
export { deidentifyObject, profileSource } from './deidentify/deidentify-object.ts';
export { BrokenObjectError, CannotBlankError } from './deidentify/errors.ts';
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
export { brokenFindings } from './read/broken-findings.ts';
export {
  type ChosenSeries,
  type CostOfStack,
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
export { withKnownVrs } from './read/known-vrs.ts';
export {
  type LendInt16,
  type LoadedVolume,
  type LoadOptions,
  loadVolume,
  type SourceFacts,
} from './read/load-volume.ts';
export {
  type FrameHeader,
  type ImageObject,
  longOffsetsOf,
  type PixelFormat,
  type Rescale,
} from './read/read-object.ts';
export { refusalOf } from './read/refuse-stack.ts';
export { type SeriesSummary, type StudyScan, scanStudy } from './read/scan-study.ts';
export { geometryOf } from './read/stack-geometry.ts';
export { type VoxelPlan, voxelPlanOf } from './read/voxel-plan.ts';
export { wideRangeOf } from './read/wide-range.ts';
export { type ArtifactScanner, artifactScanner, type IdentifierFinding } from './scan/scan-identifiers.ts';
export { identityFilter } from './segmentation/identity-filter.ts';
export { type EncapsulatedModel, readEncapsulatedModel } from './segmentation/read-encapsulated-model.ts';
export { isSegmentation, readSegmentation, type SegmentationObject } from './segmentation/read-segmentation.ts';
export { isStructureSet, readStructureSet, type StructureSet } from './segmentation/read-structure-set.ts';
export type { StudyFile } from './study-file.ts';
export type { TransferSyntax } from './transfer-syntax.ts';
export { checkIod, type IodFault } from './write/check-iod.ts';
export type {
  ExportContext,
  InstanceReference,
  Moment,
  Predecessor,
  WrittenObject,
} from './write/common-modules.ts';
export { derivedUid, sha256OfText } from './write/derived-uid.ts';
export type { CodedConcept } from './write/elements.ts';
export { readPredecessor } from './write/read-predecessor.ts';
export type { SegmentToWrite } from './write/segment-items.ts';
export { instancesOf, sourceFramesOf } from './write/source-frames.ts';
export { readSourceHeader, type SourceHeader } from './write/source-header.ts';
export { type CtSeriesLabels, type NamedBytes, writeCtSeries } from './write/write-ct-series.ts';
export {
  ENCAPSULATED_MTL_STORAGE,
  ENCAPSULATED_OBJ_STORAGE,
  ENCAPSULATED_PDF_STORAGE,
  ENCAPSULATED_STL_STORAGE,
  type Icon,
  type ModelFacts,
  writeEncapsulatedMtl,
  writeEncapsulatedObj,
  writeEncapsulatedPdf,
  writeEncapsulatedStl,
} from './write/write-encapsulated.ts';
export {
  type DicomElement,
  decimalString,
  type Encoding,
  encodeElements,
  type Vr,
  writePart10,
} from './write/write-part10.ts';
export {
  LABEL_MAP_SEGMENTATION_STORAGE,
  SEGMENTATION_STORAGE,
  type SegmentationToWrite,
  writeSegmentation,
} from './write/write-segmentation.ts';
export { writeSnapshot } from './write/write-snapshot.ts';
