import { z } from 'zod';

/** What a person may do in a case; one person may hold several. */
export const ROLES = [
  'ordering-clinician',
  'radiologist',
  'engineer',
  'technician',
  'manager',
  'biller',
  'administrator',
  'auditor',
] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** The credential decides whose effort a minute is; the list of clinicians is the registry's own. */
export const Credential = z.enum([
  'MD',
  'DO',
  'DDS',
  'DMD',
  'DPM',
  'OD',
  'DC',
  'PA',
  'NP',
  'CNS',
  'CRNA',
  'CNM',
  'engineer',
  'medical-physicist',
  'scientist',
  'technologist',
  'other',
]);
export type Credential = z.infer<typeof Credential>;

export const PersonId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/);

/** Somebody who works on the case. Never the patient. */
export const Person = z.strictObject({
  id: PersonId.describe('Opaque at the site, such as a login'),
  name: z.string().trim().min(2).describe('The worker’s own name as it is printed under a signature'),
  credential: Credential,
  roles: z.array(Role).min(1),
});
export type Person = z.infer<typeof Person>;
