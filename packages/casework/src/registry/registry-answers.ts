import { z } from 'zod';

/** What a person or the site adds to a case for the registry; holds an age, no birth date and no identifier. */
export const RegistryAnswersFile = z.strictObject({
  schema: z.literal('specola/registry-answers/1'),
  facilityId: z.string().min(1),
  caseNumber: z.string().min(1).max(40).describe('Opaque; not the case code of the lab'),
  ageYears: z.number().min(0).max(130),
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  organSystem: z.string().min(1),
  orderingService: z.string().min(1),
  procedure: z.string().min(1),
  dominant: z.string().nullable().describe('Key of the component that matters most'),
  places: z
    .record(
      z.string(),
      z.strictObject({ region: z.string().min(1), subregion: z.string(), structure: z.string().min(1) }),
    )
    .default({})
    .describe('The site’s own region, subregion and structure, by anatomy'),
  optical: z
    .record(z.string(), z.enum(['opaque', 'transparent']))
    .default({})
    .describe('By key of the material, as the object is'),
});
export type RegistryAnswersFile = z.infer<typeof RegistryAnswersFile>;
