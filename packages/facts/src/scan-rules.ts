import type { Provenance } from './fact.ts';

/** What a model or a guide may be made from. */
export type ScanPurpose = 'model' | 'guide';

/**
 * Where a series stops being sufficient, and where it is no longer good enough. A limit that is null is never crossed.
 * With `worse: 'above'` a measure above the limit crosses it, with 'below' one below it.
 */
export interface ScanLimits {
  readonly limited: number | null;
  readonly insufficient: number | null;
}

export interface ScanRule extends Provenance {
  /** What is measured, as a sentence goes on: "slices 3.00 mm apart". */
  readonly measures: string;
  readonly unit: 'mm' | 'degrees' | 'HU' | 'mm³' | 'days' | 'slices' | 'files' | 'times' | 'yes or no' | '%';
  readonly worse: 'above' | 'below';
  readonly model: ScanLimits;
  readonly guide: ScanLimits;
}

const remembered = (source: string): Provenance => ({ source, checkedOn: '2026-11-25', confidence: 'remembered' });
const measured = (source: string): Provenance => ({ source, checkedOn: '2026-11-25', confidence: 'measured' });
const stated = (source: string): Provenance => ({ source, checkedOn: '2026-11-25', confidence: 'stated' });

const never = { limited: null, insufficient: null } as const;

/**
 * When images suffice. One table for every verdict; a site may replace any limit with a file of its own. A yes-or-no
 * measure is 1 for yes, so that a limit of 0 is crossed by it.
 */
export const SCAN_RULES = {
  'slice-spacing': {
    measures: 'the distance between slices',
    unit: 'mm',
    worse: 'above',
    model: { limited: 1.25, insufficient: 5 },
    guide: { limited: 1, insufficient: 1.25 },
    ...stated(
      'Guides: 1 mm or less, rejected above 1.25 mm (BoneReconstructionPlanner: 0.65 to 1 mm; RSNA course paper, doi 10.1186/s41205-015-0002-4: isotropic, 1.25 mm or less). Models: 2.4 to 4.8 mm gave about 0.8 mm mean error (FUME 2022); nothing coarser was measured',
    ),
  },
  'slice-thickness': {
    measures: 'the stated thickness of a slice',
    unit: 'mm',
    worse: 'above',
    model: { limited: 1.5, insufficient: null },
    guide: { limited: 1.25, insufficient: 2 },
    ...remembered(
      'As for the distance; slices that overlap are common, so the thickness may be somewhat above it; a tag alone refuses no model',
    ),
  },
  'in-plane-resolution': {
    measures: 'the larger side of a pixel',
    unit: 'mm',
    worse: 'above',
    model: { limited: 1.25, insufficient: 3 },
    guide: { limited: 0.8, insufficient: 1.25 },
    ...stated(
      'RSNA course paper, doi 10.1186/s41205-015-0002-4: isotropic, 1.25 mm or less; a field of 400 mm on 512 pixels is 0.8 mm',
    ),
  },
  'missing-slices': {
    measures: 'the gap that missing slices leave',
    unit: 'mm',
    worse: 'above',
    model: { limited: 0, insufficient: 5 },
    guide: { limited: 0, insufficient: 0 },
    ...remembered('A gap is judged as slices of its size; a guide is never made over what was not imaged'),
  },
  'unequal-spacing': {
    measures: 'the largest gap between slices that lie unevenly',
    unit: 'mm',
    worse: 'above',
    model: { limited: 0, insufficient: 5 },
    guide: { limited: 0, insufficient: 1.25 },
    ...remembered('The coarsest part of an uneven stack is judged as an even stack of that step'),
  },
  'gantry-tilt': {
    measures: 'the lean of the slices against their normal',
    unit: 'degrees',
    worse: 'above',
    model: { limited: null, insufficient: 30 },
    guide: { limited: 0.1, insufficient: 30 },
    ...measured(
      'Gantries tilt by 30° at most. Moved upright, a ball kept its surface within 0.02 mm of the upright scan’s (resample-stack.test.ts)',
    ),
  },
  'unreadable-files': {
    measures: 'files of the study that cannot be read and tell no series',
    unit: 'files',
    worse: 'above',
    model: { limited: 0, insufficient: null },
    guide: { limited: 0, insufficient: null },
    ...remembered(
      'Any of them may be the first or last slice of any series: within a stack a gap shows, at its ends nothing does',
    ),
  },
  'mixed-kernels': {
    measures: 'kernels within one volume beyond the first',
    unit: 'yes or no',
    worse: 'above',
    model: { limited: 0, insufficient: null },
    guide: { limited: 0, insufficient: 0 },
    ...remembered('An edge moves where the kernel changes'),
  },
  kernel: {
    measures: 'a kernel that does not suit the structure',
    unit: 'yes or no',
    worse: 'above',
    model: { limited: 0, insufficient: null },
    guide: { limited: 0, insufficient: null },
    ...stated(
      'Models and guides are made from bone and soft-tissue kernels, both stored (guides-and-models, section 2); the smoothest blur cortex, lung kernels ring and are noisy',
    ),
  },
  'contrast-phase': {
    measures: 'vessels are wanted, and no contrast agent is named',
    unit: 'yes or no',
    worse: 'above',
    model: { limited: 0, insufficient: null },
    guide: { limited: 0, insufficient: 0 },
    ...remembered('Blood without contrast agent has the grey value of muscle'),
  },
  'contrast-pool': {
    measures: 'the largest pool of enhanced blood, where vessels are wanted and the headers name a contrast agent',
    unit: 'mm³',
    worse: 'below',
    model: { limited: 10_000, insufficient: null },
    guide: { limited: 10_000, insufficient: null },
    ...measured(
      'Left of what is brighter than 180 HU once 6 mm are taken off: a heart with contrast leaves 65 cm³, an aorta with its stent 113; spongy bone leaves 3.9 (sacrum), 1.4 (ankle), 0.6 (head)',
    ),
  },
  modality: {
    measures: 'images that are no CT',
    unit: 'yes or no',
    worse: 'above',
    model: { limited: 0, insufficient: null },
    guide: { limited: 0, insufficient: 0 },
    ...remembered(
      'Grey values of MR have no scale, cortical bone is dark and the field is distorted; no guide is made from them alone',
    ),
  },
  coverage: {
    measures: 'the length that the slices cover',
    unit: 'mm',
    worse: 'below',
    model: { limited: 15, insufficient: 5 },
    guide: { limited: 40, insufficient: 15 },
    ...remembered('A guide needs room for its contact and its cuts: 15 mm of slot, and bone to both sides'),
  },
  'field-cuts-anatomy': {
    measures: 'slices in which the structure leaves the field on opposite sides',
    unit: '%',
    worse: 'above',
    model: { limited: 5, insufficient: 60 },
    guide: { limited: 5, insufficient: 30 },
    ...remembered(
      'A structure that leaves on one side runs on, as at the ends of a scan; on both sides the field is too narrow for it',
    ),
  },
  'field-cuts-body': {
    measures: 'slices in which the body leaves the field on opposite sides',
    unit: '%',
    worse: 'above',
    model: { limited: 25, insufficient: null },
    guide: never,
    ...remembered('Matters for skin; what lies outside the field also shades what lies inside'),
  },
  metal: {
    measures: 'metal, or undiluted contrast agent',
    unit: 'mm³',
    worse: 'above',
    model: { limited: 30, insufficient: null },
    guide: { limited: 30, insufficient: null },
    ...measured('Above 2800 HU: cortical bone ends near 2000, enamel near 2800; below 30 mm³ lie fiducials and enamel'),
  },
  noise: {
    measures: 'the spread of grey values in soft tissue',
    unit: 'HU',
    worse: 'above',
    model: { limited: 50, insufficient: 140 },
    guide: { limited: 40, insufficient: 100 },
    ...measured(
      'Soft tissue (50 HU) lies 3.5 spreads below the bone threshold (226 HU) at 50 HU of noise; seven scans had 3 to 25 HU, a lung kernel 54 HU',
    ),
  },
  'signal-to-noise': {
    measures: 'how many times an MR’s tissue is as bright as the noise in it',
    unit: 'times',
    worse: 'below',
    model: { limited: 10, insufficient: null },
    guide: { limited: 10, insufficient: null },
    ...measured(
      'Below it the noise is a tenth of the tissue, and a threshold cuts through specks; three real T1 heads had 11 (7 T, 0.7 mm) to 24 (1 × 1 × 4.8 mm)',
    ),
  },
  shading: {
    measures: 'how many times the same tissue of an MR is as bright in one part as in another',
    unit: 'times',
    worse: 'above',
    model: { limited: 2, insufficient: null },
    guide: { limited: 2, insufficient: null },
    ...measured(
      'Above it no single threshold holds for the whole image; of three real heads two had 1.2 and 1.4, that of 7 T had 2.9',
    ),
  },
  motion: {
    measures: 'the largest jump between neighboring slices',
    unit: 'mm',
    worse: 'above',
    model: { limited: 0.8, insufficient: null },
    guide: { limited: 0.8, insufficient: 1.5 },
    ...measured('Eight scans had no jump above 0.8 mm that stands out sixfold; a guide’s contact allows 0.25 mm'),
  },
  'lossy-compression': {
    measures: 'images that went through a lossy compression',
    unit: 'slices',
    worse: 'above',
    model: { limited: 0, insufficient: null },
    guide: { limited: 0, insufficient: null },
    ...remembered('What was thrown away does not come back; edges are smoothed at 10 : 1 and above'),
  },
  derived: {
    measures: 'images that are derived, not original',
    unit: 'yes or no',
    worse: 'above',
    model: never,
    guide: { limited: 0, insufficient: null },
    ...remembered('A reformat was interpolated once already'),
  },
  'scan-age': {
    measures: 'the age of the scan on the planned day',
    unit: 'days',
    worse: 'above',
    model: { limited: 180, insufficient: 730 },
    guide: { limited: 90, insufficient: 180 },
    ...remembered(
      'Makers of patient-specific guides ask for scans of at most three to six months; anatomy, tumor and implants change',
    ),
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

export type ScanRuleName = keyof typeof SCAN_RULES;

/** The table as it stands, dated: a review names it. */
export const SCAN_RULES_VERSION = '2026-11-25';

/**
 * Names that makers give to reconstruction kernels at both ends of the range. Between them lie those that models are made
 * from, standard and bone alike; a name that matches nothing is not judged.
 */
export const KERNEL_KINDS = {
  /** Blurs cortex and thin plates. */
  smooth: {
    pattern: /^(SOFT|A|SA|[BHUT][12]\d[a-z]*|[BHQ][rlp][12]\d[a-z\d]*|FC0[1-5])\b/i,
    ...remembered('GE, Philips, Siemens and Canon names for the smoothest kernels'),
  },
  /** Adds noise and rims of its own around every edge. */
  lung: {
    pattern: /^(LUNG|L|[BHT][78]\d[a-z]*|[BHQ][rlp][78]\d[a-z\d]*|FC5\d)\b/i,
    ...remembered('GE, Philips, Siemens and Canon names for lung and edge kernels'),
  },
} as const satisfies Record<string, Provenance & { readonly pattern: RegExp }>;
