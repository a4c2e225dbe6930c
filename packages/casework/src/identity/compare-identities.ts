import type { ActOf } from '../case/case-file.ts';

/** Who somebody says the patient is. Lives in memory while it is compared; never in a case. */
export interface Identity {
  /** DICOM or HL7 form, `FAMILY^GIVEN`; or words. */
  readonly name: string | null;
  readonly medicalRecordNumber: string | null;
  /** `YYYYMMDD` or `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  readonly sex: string | null;
  readonly accessionNumber: string | null;
}

type Field = ActOf<'identity-compared'>['fields'][number];

/**
 * Lays two identities side by side. Spelling is forgiven where systems differ (case, accents, hyphens, order of names,
 * dashes in dates, zeros in front of numbers), contents are not. What neither or only one gives is `not-given`.
 */
export function compareIdentities(one: Identity, other: Identity): Field[] {
  const field = (name: Field['field'], a: string | null, b: string | null, plain: (text: string) => string): Field => ({
    field: name,
    agrees: !a?.trim() || !b?.trim() ? 'not-given' : plain(a) === plain(b) ? 'yes' : 'no',
  });
  return [
    field('name', one.name, other.name, plainName),
    field('medical-record-number', one.medicalRecordNumber, other.medicalRecordNumber, plainNumber),
    field('birth-date', one.birthDate, other.birthDate, (text) => text.replaceAll(/\D/g, '').slice(0, 8)),
    field('sex', one.sex, other.sex, (text) => text.trim().toUpperCase().slice(0, 1)),
    field('accession-number', one.accessionNumber, other.accessionNumber, plainNumber),
  ];
}

/** Family and given name, whatever their order; titles, second names and suffixes are not compared. */
function plainName(text: string): string {
  const words = text.includes('^') ? text.split('^').slice(0, 2) : text.split(/[\s,]+/);
  return words
    .map((word) =>
      word
        .normalize('NFD')
        .replaceAll(/\p{M}/gu, '')
        .toUpperCase()
        .replaceAll(/[^\p{L}]/gu, ''),
    )
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}

const plainNumber = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .replace(/^0+(?=.)/, '');
