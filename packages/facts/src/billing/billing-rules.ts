import { z } from 'zod';
import { datedFact } from './dated-fact.ts';

/** A rule of counting or of payment: what it says, since when, and how sure that is. */
export const BillingRule = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]+$/),
  says: z.array(datedFact(z.string())).min(1),
});
export type BillingRule = z.infer<typeof BillingRule>;

const rule = (
  key: string,
  confidence: 'sure' | 'likely' | 'from-memory',
  says: string,
  source: string,
  from = '2019-07-01',
): BillingRule => ({
  key,
  says: [{ value: says, from, to: null, source, checkedOn: '2026-11-25', confidence }],
});

export const BILLING_RULES: readonly BillingRule[] = [
  rule(
    'component-is-the-unit',
    'sure',
    'A model is counted by components of an anatomic structure that were prepared and processed on their own, not by objects.',
    '3dheals blog; med.report on 0560T; ACR news of 5 March 2026',
  ),
  rule('guide-is-the-unit', 'sure', 'Guides are counted one by one.', '3dheals blog; code-reference page for 0562T'),
  rule(
    'add-on-needs-parent',
    'sure',
    'An add-on code stands on the claim of its primary code.',
    'NCCI add-on text (northstar docs)',
  ),
  rule(
    'copies-are-no-unit',
    'likely',
    'A further copy of a component has no preparation of its own and is no unit.',
    'Follows from the descriptor and the ACR text; the registry does not count copies either',
  ),
  rule(
    'teaching-is-not-care',
    'likely',
    'What is made for teaching or research is not care of this patient.',
    'Follows from medical necessity',
  ),
  rule(
    'failed-print-is-scrap',
    'from-memory',
    'A print that failed is scrap and rework, no service and no discontinued one.',
    'Meaning of modifier 53',
  ),
  rule(
    'trial-bone-is-a-companion',
    'likely',
    'A trial bone shows whether a guide fits; it was not ordered as a model.',
    'Short step from the unit of models',
  ),
  rule('test-print-is-no-service', 'likely', 'A test print serves the lab.', 'Short step from the unit of models'),
  rule(
    'pieces-are-one',
    'likely',
    'A component or guide that is printed in several pieces stays one.',
    'Short step from the unit of models and guides',
  ),
  rule(
    'print-is-required',
    'likely',
    'The print codes are met only when something was printed.',
    'The code names printing',
  ),
  rule(
    'both-families-together',
    'from-memory',
    'Models and guides may stand on one claim: a guide does not include a model.',
    'Introduction of the code section, from memory',
  ),
  rule(
    'no-rendering-beside-print',
    'sure',
    '76376 and 76377 are not reported with the print codes for the same patient and images.',
    '3dheals.com/3d-printing-in-hospitals-reimbursement',
  ),
  rule(
    'digital-only-hospital-outpatient',
    'sure',
    'C8001 is for hospital outpatients only.',
    'ACR Bulletin, 2 September 2025',
    '2025-01-01',
  ),
  rule(
    'digital-and-print-together',
    'from-memory',
    'Whether C8001 and the print codes may stand for the same work was not found; they are never suggested together.',
    'Nothing found',
  ),
  rule(
    'inpatient-inside-the-drg',
    'from-memory',
    'For an inpatient nothing is paid apart from the case rate.',
    'Common Medicare practice',
  ),
  rule(
    'payment-window',
    'sure',
    'What the admitting hospital does for an outpatient in the three days before admission (one day where it is not paid by case rates) goes on the inpatient claim.',
    'Noridian JEA, 3-day payment window',
  ),
  rule(
    'payment-window-of-others',
    'from-memory',
    'The payment window is Medicare’s, for the admitting hospital and what it wholly owns; what a plan or another payer does before an admission is its own.',
    'Nothing found',
  ),
  rule(
    'service-during-a-stay',
    'from-memory',
    'Work on or after the day of admission is part of the stay until the discharge.',
    'Common Medicare practice',
  ),
  rule(
    'service-day-is-release',
    'from-memory',
    'No rule was found for the day of the service; the day on which the finished item was released is common.',
    'Common practice',
  ),
  rule(
    'packaged-with-other-services',
    'from-memory',
    'Status Q1: packaged when the same claim has a service of status S, T or V.',
    'Meaning of the indicator',
  ),
  rule(
    'claim-form-by-setting',
    'from-memory',
    'Hospital outpatient: institutional claim; office or group: professional claim.',
    'Common practice',
  ),
  rule(
    'category-three-before-unlisted',
    'sure',
    'Where a Category III code exists it is used, not an unlisted one.',
    'supercoder.com/cpt-codes-range/2962; Arkansas BCBS 2022013',
  ),
  rule(
    'reduced-when-reported-digitally',
    'likely',
    'A model that was reported digitally and then printed unaltered takes the print codes with modifier 52.',
    'BoneReconstructionPlanner, Docs/CPT-codes-related.md',
    '2026-07-01',
  ),
];
