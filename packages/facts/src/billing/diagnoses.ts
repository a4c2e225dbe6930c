import { z } from 'zod';
import { datedFact } from './dated-fact.ts';

/** Whether a diagnosis code may stand on a claim. ICD-10-CM is in the public domain; a site loads the whole list. */
export const DiagnosisCode = z.strictObject({
  code: z.string(),
  label: z.string(),
  status: z.array(datedFact(z.enum(['billable', 'header-only', 'not-a-code']))),
});
export type DiagnosisCode = z.infer<typeof DiagnosisCode>;

const START = '2015-10-01';
const AORTA = 'legalclarity.org and americanmedicalcoding.com on the aneurysm codes of 1 October 2022';
const list = (source: string, confidence: 'sure' | 'likely' | 'from-memory') => ({
  source,
  checkedOn: '2026-11-25',
  confidence,
});
const billable = (
  code: string,
  label: string,
  from: string,
  source: string,
  confidence: 'sure' | 'likely' | 'from-memory',
): DiagnosisCode => ({
  code,
  label,
  status: [{ value: 'billable', from, to: null, ...list(source, confidence) }],
});
const becameHeader = (
  code: string,
  label: string,
  on: string,
  dayBefore: string,
  source: string,
  confidence: 'sure' | 'from-memory',
): DiagnosisCode => ({
  code,
  label,
  status: [
    { value: 'billable', from: START, to: dayBefore, ...list(source, confidence) },
    { value: 'header-only', from: on, to: null, ...list(source, confidence) },
  ],
});

/** The small set that ships; what is not in it is not wrong, only not known here. */
export const DIAGNOSIS_CODES: readonly DiagnosisCode[] = [
  becameHeader('I71.2', 'thoracic aortic aneurysm (header)', '2022-10-01', '2022-09-30', AORTA, 'sure'),
  billable('I71.20', 'thoracic aortic aneurysm, part not told', '2022-10-01', AORTA, 'sure'),
  billable('I71.21', 'aneurysm of the ascending aorta', '2022-10-01', AORTA, 'sure'),
  billable('I71.22', 'aneurysm of the aortic arch', '2022-10-01', AORTA, 'sure'),
  billable('I71.23', 'aneurysm of the descending thoracic aorta', '2022-10-01', AORTA, 'sure'),
  becameHeader('I71.4', 'abdominal aortic aneurysm (header)', '2022-10-01', '2022-09-30', AORTA, 'sure'),
  billable('I71.40', 'abdominal aortic aneurysm, part not told', '2022-10-01', AORTA, 'from-memory'),
  billable('I71.41', 'pararenal abdominal aortic aneurysm', '2022-10-01', AORTA, 'from-memory'),
  billable('I71.42', 'juxtarenal abdominal aortic aneurysm', '2022-10-01', AORTA, 'from-memory'),
  billable('I71.43', 'infrarenal abdominal aortic aneurysm', '2022-10-01', AORTA, 'from-memory'),
  billable('I71.00', 'dissection of the aorta, site not told', START, 'ICD-10-CM, not checked', 'from-memory'),
  becameHeader(
    'I71.01',
    'dissection of the thoracic aorta (header)',
    '2022-10-01',
    '2022-09-30',
    'ICD-10-CM, not checked',
    'from-memory',
  ),
  billable(
    'I71.012',
    'dissection of the descending thoracic aorta',
    '2022-10-01',
    'ICD-10-CM, not checked',
    'from-memory',
  ),
  billable('I71.03', 'dissection of the thoracoabdominal aorta', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('Q25.1', 'coarctation of the aorta', START, 'ICD-10-CM, not checked', 'from-memory'),
  becameHeader(
    'Q25.4',
    'other congenital malformations of the aorta (header)',
    '2016-10-01',
    '2016-09-30',
    'ICD-10-CM, not checked',
    'from-memory',
  ),
  billable(
    'Q25.40',
    'congenital malformation of the aorta, not told',
    '2016-10-01',
    'ICD-10-CM, not checked',
    'from-memory',
  ),
  billable('I38', 'endocarditis, valve not told', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('Z98.890', 'other state after a procedure', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('M21.171', 'varus deformity, right ankle', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('M21.172', 'varus deformity, left ankle', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('M21.071', 'valgus deformity, right ankle', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('M21.072', 'valgus deformity, left ankle', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('C41.1', 'malignant neoplasm of the mandible', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('C41.4', 'malignant neoplasm of pelvic bones', START, 'ICD-10-CM, not checked', 'from-memory'),
  billable('Z00.6', 'examination for a clinical research program', START, 'ICD-10-CM, not checked', 'from-memory'),
];
