import { z } from 'zod';

/** Where a part is, in the registry's own three steps. */
export const RegistryPart = z.strictObject({
  region: z.string().min(1),
  subregion: z.string().describe('Often unused'),
  structure: z.string().min(1),
  laterality: z.enum(['Left', 'Right', 'Both', '']).describe('Always for extremity and breast'),
  comment: z.string().max(200),
});
export type RegistryPart = z.infer<typeof RegistryPart>;

/** One of the 24 effort fields' triples: whole hours and minutes, or unknown. */
export const RegistryTime = z.strictObject({
  hours: z.int().min(0).max(999).nullable(),
  minutes: z.int().min(0).max(59).nullable(),
  unknown: z.boolean(),
});

const Effort = z.strictObject({ clinician: RegistryTime, nonClinician: RegistryTime });

/** A set of parts on one machine at one scale in one material; copies are not further prints. */
export const RegistryPrint = z.strictObject({
  parts: z.array(z.int().min(1)).min(1).describe('Places in the list of parts, from 1'),
  printerLabel: z.string().min(1).describe('As on the registry’s page of printers'),
  material: z.string(),
  scale: z.number().positive(),
  optical: z.enum(['opaque', 'transparent', 'unknown']),
  copies: z.int().min(1),
});

/**
 * A case as the ACR-RSNA registry wants it, in words of our own: its data dictionary is given on request, so a site maps
 * these to its columns. Holds an age, no date of birth, no identifier.
 */
export const RegistryCase = z.strictObject({
  schema: z.literal('specola/registry-case/1'),
  facilityId: z.string(),
  caseNumber: z.string().describe('Opaque; not the case code of the lab'),
  ageYears: z.int().min(0).max(90).describe('90 stands for 90 and above'),
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  modalities: z.array(z.string()).min(1),
  indications: z.array(z.strictObject({ organSystem: z.string().min(1), icd10cm: z.string() })).min(1),
  objectType: z.enum(['Anatomic Model', 'Anatomic Guide']),
  purposes: z.array(z.string()).min(1),
  orderingService: z.string(),
  software: z.array(z.string()),
  parts: z.array(RegistryPart).max(20).describe('The dominant one first; of a guide the bone that it stands on'),
  guideType: z.string(),
  prints: z.array(RegistryPrint).max(5),
  procedure: z.string(),
  used: z.string(),
  effort: z.strictObject({
    consultation: Effort,
    segmentation: Effort,
    cad: Effort,
    preparationAndPostProcessing: Effort,
  }),
  assessment: z.strictObject({
    confidenceBefore: z.int().min(1).max(5).nullable(),
    confidenceAfter: z.int().min(1).max(5).nullable(),
    planChanged: z.boolean().nullable(),
    minutesSaved: z.number().nullable(),
  }),
});
export type RegistryCase = z.infer<typeof RegistryCase>;

/** Regions of extremities and breast: there the side must be said. */
const SIDED_REGIONS = ['upper extremity', 'lower extremity', 'breast'];

/** What keeps a case out of the registry, in sentences; empty when it may go. */
export function registryFaults(one: RegistryCase): string[] {
  const parsed = RegistryCase.safeParse(one);
  const faults = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`);
  if (one.objectType === 'Anatomic Model' && (one.parts.length < 1 || one.parts.length > 20))
    faults.push('A model has 1 to 20 anatomic parts.');
  if (one.objectType === 'Anatomic Guide' && one.guideType === '') faults.push('A guide has a type.');
  one.parts.forEach((part, at) => {
    if (SIDED_REGIONS.includes(part.region.toLowerCase()) && part.laterality === '')
      faults.push(`Part ${at + 1} (${part.structure}) has no side.`);
  });
  if (one.prints.length > 5) faults.push('A case has five physical models at most.');
  one.prints.forEach((print, at) => {
    if (print.parts.some((place) => place > Math.max(1, one.parts.length)))
      faults.push(`Print ${at + 1} names a part that is not listed.`);
  });
  return faults;
}
