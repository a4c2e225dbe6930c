export { type Pixels, writePng } from './png.ts';
export { NotStlError, readStl, type StlSoup, TruncatedStlError, writeStl } from './stl.ts';
export { type CoreMetadata, type ThreeMfOptions, writeThreeMf } from './three-mf.ts';
export { NotThreeMfError, readThreeMf, type ThreeMfModel, type ThreeMfObject } from './three-mf-read.ts';
