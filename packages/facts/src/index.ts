<<<<<<< HEAD
export {
  CONFIDENTIALITY_PROFILE,
  type ConfidentialityRule,
  DEIDENTIFICATION_CODES,
  OLDEST_TOLD_AGE_YEARS,
  SAFE_PRIVATE,
} from './confidentiality-profile.ts';
export * from './descriptor-words.ts';
=======
export * from './coded-anatomies.ts';
>>>>>>> cd27cd3 (Codes of anatomies as dated data; overlapping segments in one segmentation object)
export type * from './fact.ts';
export * from './scan-rules.ts';
export * from './tissues.ts';
