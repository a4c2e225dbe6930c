import { createHmac } from 'node:crypto';
import { derivedUid, type Pseudonyms } from '@specola/dicom';
import { caseCodeFrom } from '@specola/record';
import { subkey } from './vault-entry.ts';

/** Dates move into the past, so that none lies in the future, by a month at least and six years at most. */
const LEAST_SHIFT_DAYS = 31;
const SHIFT_RANGE_DAYS = 2161;

/** Whoever has the secret makes the same names again, for the next study of the same patient; nobody else can. */
export function keyedPseudonyms(secret: Uint8Array): {
  forPatient(patientKey: string, caseCode?: string): Pseudonyms;
  uidFor(uid: string): string;
} {
  const key = subkey(secret, 'pseudonyms');
  const hash = (use: string, text: string) => createHmac('sha256', key).update(`${use}\0${text}`).digest();
  const uidFor = (uid: string) => derivedUid(hash('uid', uid));
  return {
    uidFor,
    forPatient: (patientKey, caseCode) => ({
      uidFor,
      shiftDays: -(LEAST_SHIFT_DAYS + (hash('shift', patientKey).readUInt32BE(0) % SHIFT_RANGE_DAYS)),
      patientCode: caseCode ?? caseCodeFrom(hash('patient', patientKey)),
    }),
  };
}
