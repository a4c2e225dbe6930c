import { z } from 'zod';
import type { RegistryCase } from './registry-case.ts';

/** How a site's columns are made from a registry case. The registry gives its dictionary on request; a site writes this once. */
export const RegistryMapping = z.strictObject({
  schema: z.literal('specola/registry-mapping/1'),
  name: z.string().min(1),
  columns: z
    .array(
      z.strictObject({
        header: z.string().min(1).describe('For people; the upload file has no header'),
        path: z
          .string()
          .describe(
            'Place in the registry case, as effort.cad.clinician.hours or parts.0.region; empty for a constant',
          ),
        constant: z.string(),
        values: z.record(z.string(), z.string()).describe('What to write instead of a value'),
      }),
    )
    .min(1),
});
export type RegistryMapping = z.infer<typeof RegistryMapping>;

const MOST_PARTS = 20;
const MOST_PRINTS = 5;

/** Every field in its place, for a site that has not yet seen the dictionary. */
export const NEUTRAL_MAPPING: RegistryMapping = {
  schema: 'specola/registry-mapping/1',
  name: 'Neutral: every field in the order of our schema',
  columns: [
    ...[
      'facilityId',
      'caseNumber',
      'ageYears',
      'sex',
      'modalities',
      'objectType',
      'purposes',
      'orderingService',
      'software',
      'guideType',
      'procedure',
      'used',
    ],
    ...['indications.0.organSystem', 'indications.0.icd10cm'],
    ...Array.from({ length: MOST_PARTS }, (_, at) =>
      ['region', 'subregion', 'structure', 'laterality', 'comment'].map((field) => `parts.${at}.${field}`),
    ).flat(),
    ...Array.from({ length: MOST_PRINTS }, (_, at) =>
      ['parts', 'printerLabel', 'material', 'scale', 'optical', 'copies'].map((field) => `prints.${at}.${field}`),
    ).flat(),
    ...['consultation', 'segmentation', 'cad', 'preparationAndPostProcessing'].flatMap((category) =>
      ['clinician', 'nonClinician'].flatMap((who) =>
        ['hours', 'minutes', 'unknown'].map((field) => `effort.${category}.${who}.${field}`),
      ),
    ),
    ...['confidenceBefore', 'confidenceAfter', 'planChanged', 'minutesSaved'].map((field) => `assessment.${field}`),
  ].map((path) => ({ header: path, path, constant: '', values: { true: '1', false: '0' } })),
};

/** The cells of one case, in the order of the mapping. */
export const registryRow = (one: RegistryCase, mapping: RegistryMapping): string[] =>
  mapping.columns.map(({ path, constant, values }) => {
    if (path === '') return cell(constant);
    const text = textAt(one, path.split('.'));
    return cell(values[text] ?? text);
  });

/** The upload file: one line for each case, cells divided by bars, CRLF, no header. */
export const registryUpload = (cases: readonly RegistryCase[], mapping: RegistryMapping): string =>
  cases.map((one) => `${registryRow(one, mapping).join('|')}\r\n`).join('');

/** Its name: `3dp_case_` and letters or digits. */
export const registryFileName = (told: string): string => `3dp_case_${told.replaceAll(/[^0-9A-Za-z]/g, '')}.txt`;

/** A bar or a line end in a text would move every cell after it. */
const cell = (text: string): string => text.replaceAll(/[|\r\n\t]+/g, ' ').trim();

function textAt(value: unknown, path: readonly string[]): string {
  const [first, ...rest] = path;
  if (value === null || value === undefined) return '';
  if (first === undefined) return Array.isArray(value) ? value.join(';') : String(value);
  if (typeof value !== 'object') return '';
  return textAt(Reflect.get(value, first), rest);
}
