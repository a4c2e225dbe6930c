import { z } from 'zod';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const Side = z.enum(['left', 'right', 'both', 'midline']);
export type Side = z.infer<typeof Side>;

/** Why the object is made. Teaching and research are not care of this patient and never reach a claim. */
export const IntendedUse = z.enum([
  'planning',
  'intra-operative-reference',
  'guide',
  'consent',
  'teaching',
  'research',
]);

/** A structure that is wanted: one of these, segmented and processed on its own, becomes a component. */
export const WantedStructure = z.strictObject({
  anatomy: z.string().min(1).describe('Key of the coded anatomies'),
  side: Side,
});

export const Diagnosis = z.strictObject({
  icd10cm: z.string().regex(/^[A-TV-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$/, 'an ICD-10-CM code with its point'),
});

/** Where the service is rendered, as the payer sees it. */
export const Setting = z.enum([
  'hospital-outpatient-on-campus',
  'hospital-outpatient-off-campus',
  'inpatient',
  'ambulatory-surgery-center',
  'office',
]);
export type Setting = z.infer<typeof Setting>;

/** The order for an anatomic model or guide. Who the patient is stands in the vault, under the case code. */
export const Order = z.strictObject({
  service: z.enum(['model', 'guide', 'model-and-guide', 'digital-model']),
  orderNumber: z.string().min(1).describe('Placer order number at the site; opaque'),
  contact: z.string().min(1).describe('How the ordering clinician is reached'),
  diagnoses: z.array(Diagnosis).min(1).max(12),
  clinicalQuestion: z.string().trim().min(1),
  necessity: z.string().trim().min(1).describe('Why this patient’s care needs it'),
  intendedUses: z.array(IntendedUse).min(1),
  structures: z.array(WantedStructure).min(1),
  side: Side.describe('The ordered side; compared with the side that the images give'),
  scale: z.number().positive(),
  sterile: z.boolean().describe('It enters the sterile field'),
  toleranceMm: z.number().positive().nullable().describe('What the surgeon orders for a guide'),
  surgeryAt: z.iso.datetime().nullable(),
  neededBy: z.iso.datetime().nullable(),
  timeZone: z.string().min(1).describe('IANA zone in which the two times were chosen'),
  setting: Setting,
  admittedOn: z.iso.date().nullable().describe('Day of an inpatient admission for which this is prepared'),
  payer: z.string().min(1).describe('Key of the payer rules'),
  priorAuthorization: z.string().nullable(),
  separatelyOrderedCopies: z
    .array(z.strictObject({ structure: WantedStructure, necessity: z.string().trim().min(1) }))
    .describe('A second preparation of a structure, with its own necessity; a mere copy is none'),
});
export type Order = z.infer<typeof Order>;
