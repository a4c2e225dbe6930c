export * from './billing/billing-facts.ts';
export type { BillingRule } from './billing/billing-rules.ts';
export type { ClaimSetting } from './billing/claim-settings.ts';
export {
  compareFacts,
  type FactChange,
  faultsOfFacts,
  type UnverifiedFact,
  unverifiedFacts,
} from './billing/compare-facts.ts';
export { type Confidence, type DatedFact, factOn } from './billing/dated-fact.ts';
export { DENIAL_REASONS, type DenialReason } from './billing/denial-reasons.ts';
export { DIAGNOSIS_CODES, type DiagnosisCode } from './billing/diagnoses.ts';
export { DiagnosisList, mergeIcd10, readIcd10 } from './billing/icd10-list.ts';
export type { ModifierRule } from './billing/modifiers.ts';
export type { PayerRule } from './billing/payer-rules.ts';
export { REGISTRY_PLACES, REGISTRY_PLACES_PROVENANCE, type RegistryPlace } from './billing/registry-places.ts';
export type { ServiceCode } from './billing/service-codes.ts';
export { type LiteratureFigure, VALUE_LITERATURE } from './billing/value-literature.ts';
export * from './body-order.ts';
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
export * from './error-floors.ts';
export type * from './fact.ts';
export * from './model-programs.ts';
export * from './print/print-profiles.ts';
export * from './print/printers.ts';
export * from './print-materials.ts';
export * from './scan-rules.ts';
export * from './tissues.ts';
export * from './vessel-walls.ts';
