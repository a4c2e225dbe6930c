import { CONFIDENTIALITY_PROFILE, type ConfidentialityRule, SAFE_PRIVATE } from '@specola/facts';

/** Which options of the profile are in force. */
export interface DeidentifyOptions {
  /** Dates are shifted by one number of days for each patient; without it they are removed. */
  readonly retainLongitudinal: boolean;
  /** Descriptions keep the words that name anatomy and technique; without it they are removed. */
  readonly cleanDescriptors: boolean;
  /** Sex, age (89 at most), size and weight stay. */
  readonly retainCharacteristics: boolean;
  /** Private attributes that the standard lists as safe stay. */
  readonly retainSafePrivate: boolean;
}

export const USUAL_OPTIONS: DeidentifyOptions = {
  retainLongitudinal: true,
  cleanDescriptors: true,
  retainCharacteristics: true,
  retainSafePrivate: false,
};

/** What is done with one attribute. */
export type Deed = 'keep' | 'remove' | 'empty' | 'dummy' | 'uid' | 'shift' | 'clean' | 'inside';

const RULES: ReadonlyMap<number, ConfidentialityRule> = new Map(
  CONFIDENTIALITY_PROFILE.rules.map((rule) => [rule.tag, rule]),
);

/** The VR that the table states for an attribute; null for what is not in it. */
export const tabledVr = (tag: number): string | null => RULES.get(tag)?.vr ?? null;

/**
 * The action of table E.1-1, with its alternatives settled without knowing the object's definition: what may have to be
 * there stays, without its value. Sequences are never filled with a dummy: they are emptied.
 */
export function deedFor(tag: number, isSequence: boolean, options: DeidentifyOptions): Deed {
  const group = tag >>> 16;
  // Group lengths would be wrong; curves and overlays may draw a name.
  if ((tag & 0xffff) === 0 || group >>> 8 === 0x50 || group >>> 8 === 0x60) return 'remove';
  const rule = RULES.get(tag);
  if (!rule) return 'keep';
  if (options.retainLongitudinal && rule.longitudinal === 'C') return longitudinalDeed(rule);
  if (options.retainCharacteristics && rule.characteristics === 'K') return isSequence ? 'inside' : 'keep';
  if (options.cleanDescriptors && rule.descriptors === 'C' && !isSequence) return 'clean';
  switch (rule.basic) {
    case 'U':
      return 'uid';
    case 'X/Z/U*':
      return 'inside';
    case 'X':
      return 'remove';
    case 'Z':
    case 'X/Z':
      return 'empty';
    case 'X/D':
    case 'X/Z/D':
      return isSequence ? 'remove' : 'dummy';
    case 'D':
    case 'Z/D':
      return isSequence ? 'empty' : 'dummy';
  }
}

/** Dates and date-times move; times of day say nothing without their date; the rest of the column is no date of the patient. */
function longitudinalDeed({ tag, vr }: ConfidentialityRule): Deed {
  // The offset from UTC tells where; certified timestamps and sync pulses hold the true time in other forms.
  if ([0x00080201, 0x04000310, 0x00189623, 0x00340007].includes(tag)) return 'remove';
  // Versions of code tables and templates are dates of the standard, not of the patient.
  if ([0x00080106, 0x00080107, 0x0040db06, 0x0040db07].includes(tag)) return 'keep';
  return vr === 'TM' ? 'keep' : 'shift';
}

/** Whether a private attribute is on the standard's list, by the creator that reserves its block. */
export function isSafePrivate(tag: number, creator: string): boolean {
  const [group, element] = [tag >>> 16, tag & 0xff];
  return SAFE_PRIVATE.value.some(([name, g, e]) => name === creator && g === group && e === element);
}

export const isPrivate = (tag: number): boolean => ((tag >>> 16) & 1) === 1;
