// Filters over whole grids: exact distances, majority of bits, Gaussian and median of grey values. Bit masks are packed
// as in the module "bits"; grey values are Int16, i fastest.
export { distanceRows, distanceColumns, distanceSlices, fieldRows, rootRows } from './distance';
export { majorityRows } from './majority';
export { gaussTile } from './gauss';
export { median3Rows } from './median';
export { labelRows, largerShare } from './shares';
export { gradientRows } from './gradient';
export { betweenRows } from './between';
