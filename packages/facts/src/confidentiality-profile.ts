import { ROWS_FROM_0040 } from './confidentiality-rows-from-0040.ts';
import { ROWS_TO_003F } from './confidentiality-rows-to-003f.ts';
import type { Provenance } from './fact.ts';

/**
 * What the profile asks for an attribute. D: a dummy; Z: empty; X: removed; U: another UID; the alternatives leave the
 * choice to what the object must hold; X/Z/U* stands for sequences whose UIDs may be replaced.
 */
export type ProfileAction = 'D' | 'Z' | 'X' | 'U' | 'Z/D' | 'X/Z' | 'X/D' | 'X/Z/D' | 'X/Z/U*';

/** One row of table E.1-1, with the columns of the options that Specola offers. */
export interface ConfidentialityRule {
  /** 0xGGGGEEEE. */
  readonly tag: number;
  readonly name: string;
  readonly vr: string;
  readonly basic: ProfileAction;
  /** Retain Longitudinal Temporal Information with Modified Dates: the value is shifted. */
  readonly longitudinal: 'C' | null;
  /** Clean Descriptors: the text is kept without what identifies. */
  readonly descriptors: 'C' | null;
  /** Retain Patient Characteristics. */
  readonly characteristics: 'K' | 'C' | null;
}

/**
 * Basic Application Level Confidentiality Profile. Rows are: tag, action, VR, longitudinal, descriptors,
 * characteristics, name. Groups 50xx (curves) and 60xx (overlays) and all private groups are removed by rule, not by row.
 */
export const CONFIDENTIALITY_PROFILE: Provenance & { readonly rules: readonly ConfidentialityRule[] } = {
  rules: rowsOf(ROWS_TO_003F + ROWS_FROM_0040),
  source:
    'DICOM PS3.15 2024b, Annex E, Table E.1-1 (618 attributes), with the 25 rows on names to use, gender, diagnoses and annotations that the edition of September 2024 added',
  checkedOn: '2026-11-25',
  confidence: 'stated',
};

function rowsOf(text: string): ConfidentialityRule[] {
  return text
    .split('\n')
    .filter((line) => line.length > 0)
    .map((line) => {
      const [, group, element, basic, vr, longitudinal, descriptors, characteristics, name] =
        /^([0-9A-F]{4}),([0-9A-F]{4}) (\S+) +(\S\S) ([C-]) ([C-]) ([KC-]) (.+)$/.exec(line)!;
      const told = <T extends string>(letter: string | undefined) => (letter === '-' ? null : (letter as T));
      return {
        tag: Number.parseInt(group! + element!, 16),
        name: name!,
        vr: vr!,
        basic: basic as ProfileAction,
        longitudinal: told<'C'>(longitudinal),
        descriptors: told<'C'>(descriptors),
        characteristics: told<'K' | 'C'>(characteristics),
      };
    });
}

/** Codes of the profile and of its options. */
export const DEIDENTIFICATION_CODES = {
  value: {
    basic: ['113100', 'Basic Application Confidentiality Profile'],
    pixels: ['113101', 'Clean Pixel Data Option'],
    longitudinal: ['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
    descriptors: ['113105', 'Clean Descriptors Option'],
    characteristics: ['113108', 'Retain Patient Characteristics Option'],
    safePrivate: ['113111', 'Retain Safe Private Option'],
  },
  source: 'DICOM PS3.16, CID 7050 De-identification Method',
  checkedOn: '2026-11-25',
  confidence: 'stated',
} as const satisfies Provenance & { value: Record<string, readonly [code: string, meaning: string]> };

/** Ages above this are told as one class. */
export const OLDEST_TOLD_AGE_YEARS = {
  value: 89,
  source: '45 CFR 164.514(b)(2)(i)(C): all ages over 89 are aggregated into a single category of age 90 or older',
  checkedOn: '2026-11-25',
  confidence: 'stated',
} as const satisfies Provenance & { value: number };

/** Private attributes that hold physics and no person: creator, element within its block, name. */
export const SAFE_PRIVATE = {
  value: [
    ['ELSCINT1', 0x00e1, 0x21, 'DLP'],
    ['ELSCINT1', 0x01e1, 0x26, 'Phantom Type'],
    ['ELSCINT1', 0x01e1, 0x50, 'Acquisition Duration'],
    ['ELSCINT1', 0x01f1, 0x01, 'Acquisition Type'],
    ['ELSCINT1', 0x01f1, 0x07, 'Table Velocity'],
    ['ELSCINT1', 0x01f1, 0x26, 'Pitch'],
    ['ELSCINT1', 0x01f1, 0x27, 'Rotation Time'],
    ['GEMS_ACQU_01', 0x0019, 0x23, 'Table Speed'],
    ['GEMS_ACQU_01', 0x0019, 0x24, 'Mid Scan Time'],
    ['GEMS_ACQU_01', 0x0019, 0x27, 'Rotation Speed'],
    ['GEMS_ACQU_01', 0x0019, 0x9e, 'Internal Pulse Sequence Name'],
    ['GEMS_PARM_01', 0x0043, 0x27, 'Scan Pitch Ratio'],
    ['GEMS_HELIOS_01', 0x0045, 0x01, 'Number of Macro Rows in Detector'],
    ['GEMS_HELIOS_01', 0x0045, 0x02, 'Macro width at ISO Center'],
    ['Philips Imaging DD 001', 0x2001, 0x03, 'Diffusion B-Factor'],
    ['Philips Imaging DD 001', 0x2001, 0x04, 'Diffusion Direction'],
    ['Philips MR Imaging DD 001', 0x2005, 0x0d, 'Scale Intercept'],
    ['Philips MR Imaging DD 001', 0x2005, 0x0e, 'Scale Slope'],
    ['Philips PET Private Group', 0x7053, 0x00, 'SUV Factor'],
    ['Philips PET Private Group', 0x7053, 0x09, 'Activity Concentration Factor'],
    ['SIEMENS MR HEADER', 0x0019, 0x0c, 'B Value'],
    ['SIEMENS MR HEADER', 0x0019, 0x0d, 'Diffusion Directionality'],
    ['SIEMENS MR HEADER', 0x0019, 0x0e, 'Diffusion Gradient Direction'],
    ['SIEMENS MR HEADER', 0x0019, 0x27, 'Diffusion B Matrix'],
  ],
  source: 'DICOM PS3.15 Table E.3.10-1 Safe Private Attributes, the part of it that concerns CT, MR and PET',
  checkedOn: '2026-11-25',
  confidence: 'remembered',
} as const satisfies Provenance & { value: readonly (readonly [string, number, number, string])[] };
