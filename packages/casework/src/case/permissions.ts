import type { Act } from './case-file.ts';
import type { Role } from './people.ts';

const MAKERS: readonly Role[] = ['engineer', 'radiologist'];
const WORKERS: readonly Role[] = ['engineer', 'technician'];
const ALL_WHO_WORK: readonly Role[] = ['ordering-clinician', 'radiologist', 'engineer', 'technician', 'manager'];

/** Who may do what. What is not listed is denied; the auditor and the administrator write nothing into a case. */
export const MAY_DO: Readonly<Record<Act['kind'], readonly Role[]>> = {
  'order-placed': ['ordering-clinician'],
  'order-changed': ['ordering-clinician', 'manager'],
  'identity-compared': ['engineer', 'technician', 'radiologist', 'manager'],
  'mismatch-resolved': ['manager', 'radiologist'],
  'images-attached': ['engineer', 'radiologist', 'technician'],
  'images-reviewed': ['radiologist', 'engineer'],
  'part-declared': MAKERS,
  'version-recorded': [...MAKERS, 'technician'],
  signed: ALL_WHO_WORK,
  printed: WORKERS,
  'post-processed': WORKERS,
  'quality-checked': WORKERS,
  'identifier-verified': WORKERS,
  photographed: WORKERS,
  sterilized: ['technician', 'manager'],
  'item-released': ['technician', 'engineer', 'manager', 'radiologist'],
  delivered: ['technician', 'engineer', 'manager'],
  used: ['ordering-clinician', 'technician', 'manager'],
  'person-added': ['administrator', 'manager'],
  moved: ALL_WHO_WORK.concat('biller'),
  'time-logged': ALL_WHO_WORK,
  'time-corrected': ALL_WHO_WORK,
  'non-conformance-opened': ALL_WHO_WORK,
  'non-conformance-closed': ['manager', 'engineer'],
  noted: [...ALL_WHO_WORK, 'biller'],
  'notice-signed': ['biller', 'manager', 'ordering-clinician'],
  'coding-decided': ['biller'],
  'claim-released': ['biller'],
  'claim-answered': ['biller'],
  'charge-posted': ['biller'],
  'outcome-recorded': ['ordering-clinician'],
};
