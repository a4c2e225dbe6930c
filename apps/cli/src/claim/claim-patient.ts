import type { ClaimInsurance, ClaimPatient, Hl7Patient } from '@specola/messages';
import type { VaultEntry } from '../vault-entry.ts';
import { IdentityIncompleteError } from './claim-errors.ts';

/** The patient as the two messages name them: who it is out of the vault, where they live and who insures them out of the file. */
export interface PatientOfClaim {
  readonly claim: ClaimPatient;
  readonly charges: Hl7Patient;
}

/** @throws IdentityIncompleteError */
export function claimPatient({ patient }: VaultEntry, insurance: ClaimInsurance): PatientOfClaim {
  // PN: alphabetic group first, family^given^middle^prefix^suffix.
  const [lastName = '', firstName = ''] = (patient.patientName ?? '')
    .split('=')[0]!
    .split('^')
    .map((one) => one.trim());
  const medicalRecordNumber = (patient.patientId ?? '').trim();
  const birthDate = (patient.birthDate ?? '').replaceAll(/[^0-9]/g, '');
  const sexTold = (patient.sex ?? '').trim().toUpperCase();
  const sex = sexTold === 'F' || sexTold === 'M' ? sexTold : 'U';
  const lacks = [
    ...(lastName === '' ? ['the family name'] : []),
    ...(firstName === '' ? ['the given name'] : []),
    ...(medicalRecordNumber === '' ? ['the medical record number'] : []),
    ...(isDay(birthDate) ? [] : ['the birth date']),
    ...(sexTold === '' ? ['the sex'] : []),
  ];
  if (lacks.length > 0) throw new IdentityIncompleteError(lacks);
  return {
    claim: {
      lastName,
      firstName,
      birthDate,
      sex,
      address: insurance.address,
      medicalRecordNumber,
      memberId: insurance.memberId,
      subscriber: insurance.subscriber,
      payer: insurance.payer,
    },
    charges: {
      medicalRecordNumber,
      familyName: lastName,
      givenName: firstName,
      birthDate,
      sex,
      account: insurance.account,
    },
  };
}

function isDay(text: string): boolean {
  const iso = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  const at = Date.parse(iso);
  return text.length === 8 && !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso);
}
