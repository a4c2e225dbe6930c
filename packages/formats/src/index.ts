export * from './base64.ts';
export type { ColoredPart } from './colored-part.ts';
export { NotGlbError, readGlb, writeGlb } from './glb.ts';
export {
  type LabelFile,
  type LabelNote,
  NotLabelsError,
  readLabelFile,
  TemplateSpaceError,
} from './label-file.ts';
export { metaImageDataFile, readMetaImage } from './meta-image.ts';
export { readNifti } from './nifti.ts';
export { writeNifti } from './nifti-write.ts';
export { readNrrd } from './nrrd.ts';
export { type LabelGrid, writeSegmentationNrrd } from './nrrd-segmentation.ts';
export { NotObjError, type ObjModel, type ObjPart, readMtl, readObj } from './obj-read.ts';
export { type Material, objNames, writeMtl, writeObj, writeObjParts } from './obj-write.ts';
export { NotOnnxError, type OnnxHeader, type OnnxTensorInfo, readOnnxHeader } from './onnx-header.ts';
export { NotPlyError, type PlyModel, writePly } from './ply.ts';
export { readPly } from './ply-read.ts';
export { type Pixels, writePng } from './png.ts';
export { NotPngError, readPng } from './png-read.ts';
export { NotStlError, readStl, type StlSoup, TruncatedStlError, writeStl } from './stl.ts';
export { type CoreMetadata, type ThreeMfOptions, writeThreeMf, writeThreeMfParts } from './three-mf.ts';
export { NotThreeMfError, readThreeMf, type ThreeMfModel, type ThreeMfObject } from './three-mf-read.ts';
export type { LendVoxels, VolumeFile, VolumeFinding } from './volume-file.ts';
export {
  BadVolumeHeaderError,
  DetachedHeaderError,
  NoOrientationError,
  ShearedGridError,
  TruncatedVolumeError,
  VolumeKindNotReadError,
} from './volume-file-errors.ts';
