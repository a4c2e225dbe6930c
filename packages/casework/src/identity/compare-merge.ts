import type { ActOf } from '../case/case-file.ts';
import { compareIdentities, type Identity } from './compare-identities.ts';

type Field = ActOf<'identity-compared'>['fields'][number];

/**
 * Lays the patient of a case beside the one who survives a merge of two records. Null when neither of the two is the
 * patient of the case. Where ours was merged away its number is the other one now, and that alone is no disagreement.
 */
export function compareMerge(
  ours: Identity,
  merge: { readonly surviving: Identity; readonly mergedMedicalRecordNumber: string },
): Field[] | null {
  const numberAgrees = (number: string | null): boolean =>
    compareIdentities(
      { ...NOBODY, medicalRecordNumber: ours.medicalRecordNumber },
      { ...NOBODY, medicalRecordNumber: number },
    ).find(({ field }) => field === 'medical-record-number')?.agrees === 'yes';
  if (numberAgrees(merge.surviving.medicalRecordNumber)) return compareIdentities(ours, merge.surviving);
  if (!numberAgrees(merge.mergedMedicalRecordNumber)) return null;
  return compareIdentities({ ...ours, medicalRecordNumber: merge.surviving.medicalRecordNumber }, merge.surviving);
}

const NOBODY: Identity = { name: null, medicalRecordNumber: null, birthDate: null, sex: null, accessionNumber: null };
