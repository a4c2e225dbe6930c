export * from './body-regions.ts';
export * from './coded-anatomies.ts';
export {
  CONFIDENTIALITY_PROFILE,
  type ConfidentialityRule,
  DEIDENTIFICATION_CODES,
  OLDEST_TOLD_AGE_YEARS,
  SAFE_PRIVATE,
} from './confidentiality-profile.ts';
export * from './descriptor-words.ts';
export type * from './fact.ts';
export * from './print-materials.ts';
export * from './scan-rules.ts';
export * from './tissues.ts';
