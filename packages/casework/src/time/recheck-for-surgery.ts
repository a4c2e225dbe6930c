import { SCAN_RULES } from '@specola/facts';
import type { CaseState } from '../case/case-state.ts';
import type { Problem } from '../case/problem.ts';

/** How old images may be at surgery, and how long a guide is good for after its design. */
export interface ExpiryRules {
  readonly oldestScanDays: { readonly model: number; readonly guide: number };
  readonly guideGoodForDays: number;
}

/** The age of a scan as the review of images has it; how long a guide is good for is a start, from nobody’s rule. */
export const DEFAULT_EXPIRY: ExpiryRules = {
  oldestScanDays: {
    model: SCAN_RULES['scan-age'].model.insufficient,
    guide: SCAN_RULES['scan-age'].guide.insufficient,
  },
  guideGoodForDays: 90,
};

/** What the day of the surgery, moved or not, makes of images, plan and guides: too old, expired, or planned before it moved. */
export function recheckForSurgery(state: CaseState, rules: ExpiryRules = DEFAULT_EXPIRY): Problem[] {
  const surgeryOn = state.order?.surgeryAt?.slice(0, 10);
  if (!surgeryOn) return [];
  const problems: Problem[] = [];
  const guides = [...state.parts.values()].some(({ kind }) => kind === 'guide');
  const oldest = rules.oldestScanDays[guides ? 'guide' : 'model'];
  for (const { act } of state.images.values()) {
    const days = daysBetween(act.acquiredOn, surgeryOn);
    if (days > oldest)
      problems.push({
        code: 'case/images-too-old',
        what: `The images will be ${days} days old at the surgery; the limit is ${oldest}.`,
        why: 'Anatomy changes: fractures heal, tumors grow.',
        mend: 'Ask for a new scan, or let the radiologist accept this one again with a reason.',
        owes: 'radiologist',
      });
  }
  for (const part of state.parts.values()) {
    if (part.kind !== 'guide') continue;
    const design = state.versions.findLast(({ act }) => act.thing === 'design' && act.part === part.id);
    const days = design ? daysBetween(design.at.slice(0, 10), surgeryOn) : 0;
    if (days > rules.guideGoodForDays)
      problems.push({
        code: 'case/guide-expires',
        what: `${part.name} (${part.id}) will be ${days} days old at the surgery; it is good for ${rules.guideGoodForDays}.`,
        why: 'A guide fits the anatomy of the day of its scan.',
        mend: 'Check the plan on a new scan and design it again.',
        owes: 'ordering-clinician',
      });
  }
  return problems;
}

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
