// Comparing two volumes under a motion: shrinking, reading values between voxels, counting pairs of values.
export { shrink } from './shrink';
export { valuesAt, resample } from './values';
export { countPairs } from './pairs';
export { finerSlices } from './finer-grid';
