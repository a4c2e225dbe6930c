export { ankleCoverage, type BoneCoverage } from './ankle-coverage.ts';
export {
  ANKLE_CT,
  ANKLE_DATA,
  ankleAgreement,
  type BoneAgreement,
  type CryosectionBone,
  type DrawnSurface,
  type SegmentAgreement,
  segmentAgreement,
} from './ankle-truth.ts';
export * from './case/guide-case.ts';
export { codesRead, needsCodeReaders } from './code-readers.ts';
export {
  type Ended,
  freePort,
  needsDcmtk,
  needsOrthanc,
  needsPydicom,
  type RunningPeer,
  runProgram,
  startDcmqrscp,
  startOrthanc,
  startStorescp,
  withPydicom,
} from './dicom-peers.ts';
export { dicomSlice, dicomStack, fileOf, type SliceMaking, type SliceSyntax } from './dicom-slice.ts';
export { encapsulatedFrames } from './encapsulate.ts';
export { type Fault, type FaultStudy, faultStudy } from './fault-study.ts';
export {
  HEAD_CT,
  HEAD_MR,
  headCt,
  headMotion,
  headMr,
  type PairImaging,
  turnBetweenDeg,
} from './head-pair.ts';
export { dciodvfyErrors, dcmdumpOf, needsDciodvfy } from './iod-peers.ts';
export { contentsOf, endOf, storescu, writeSeries } from './many-senders.ts';
export {
  needsMeshio,
  needsPrusaSlicer,
  prusaSlicerInfo,
  prusaSlicerObjects,
  withMeshio,
} from './mesh-peers.ts';
export { ballMesh, boxMesh, meshVolumeMm3, mirroredMesh, torusMesh, tubeMesh } from './meshes.ts';
export { type AskedOf, type MonaiStandIn, openMonaiStandIn, type StandInAnswer } from './monai-stand-in.ts';
export { type OnnxMaking, type OnnxNode, type OnnxWeights, onnxModel, smoothingModel } from './onnx-model.ts';
export {
  needsPackers,
  needsPydicomPixels,
  PACKER_NAMES,
  type Packer,
  packedBy,
  pixelsByPydicom,
} from './packed-dicom.ts';
export { admeshOf, needsAdmesh, needsVtk, temporaryFolder, withVtk } from './peers.ts';
export { type PlateResult, plateStudy } from './plate-study.ts';
export { HOLES_MM, POROUS_HU, type PorousBones, porousBones } from './porous-bones.ts';
export { needsData, realData } from './real-data.ts';
export { DIRTY_MESHES, FEMUR_MESHES, MORE_DIRTY_MESHES, RIGHT_BONES, realMesh } from './real-meshes.ts';
export { sampleRecord } from './sample-record.ts';
export { needsScipy, type PeerGrid, withScipy } from './scipy.ts';
export {
  partVolumeMm3,
  type SmallPart,
  smallBall,
  smallCube,
  smallHollow,
  smallRing,
  smallRod,
} from './small-part.ts';
export {
  ballPhantom,
  boxPhantom,
  crewFor,
  cylinderPhantom,
  DEFAULT_IMAGING,
  handednessOfMarker,
  type Imaging,
  imageSolid,
  markerPhantom,
  platePhantom,
  SLANTED_AXES,
  type SolidPhantom,
  slantedBoxPhantom,
  tubePhantom,
} from './solid-phantom.ts';
export { type SurfaceError, surfaceErrorOf } from './surface-error.ts';
export { totalSegmentatorStandIn } from './total-segmentator-stand-in.ts';
export { testDecoders, wasmOfCodec } from './wasm-codecs.ts';
export { zipEntries } from './zip-entries.ts';
