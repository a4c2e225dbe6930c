/** A data set as DICOM JSON (PS3.18 annex F): what DICOMweb speaks, and what queries of both kinds are held in here. */
export interface DicomJson {
  readonly [tag: string]: JsonElement;
}
export interface JsonElement {
  readonly vr: string;
  readonly Value?: readonly JsonValue[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
}
export type JsonValue = string | number | null | PersonName | DicomJson;
export interface PersonName {
  readonly Alphabetic?: string;
  readonly Ideographic?: string;
  readonly Phonetic?: string;
}

/** Elements that queries use, by keyword. Source: PS3.6 table 6-1. */
export const TAG = {
  SpecificCharacterSet: '00080005',
  SOPClassUID: '00080016',
  SOPInstanceUID: '00080018',
  StudyDate: '00080020',
  SeriesDate: '00080021',
  StudyTime: '00080030',
  AccessionNumber: '00080050',
  QueryRetrieveLevel: '00080052',
  RetrieveAETitle: '00080054',
  InstanceAvailability: '00080056',
  FailedSOPInstanceUIDList: '00080058',
  Modality: '00080060',
  ModalitiesInStudy: '00080061',
  SOPClassesInStudy: '00080062',
  ReferringPhysicianName: '00080090',
  StudyDescription: '00081030',
  SeriesDescription: '0008103E',
  ReferencedSOPClassUID: '00081150',
  ReferencedSOPInstanceUID: '00081155',
  RetrieveURL: '00081190',
  TransactionUID: '00081195',
  WarningReason: '00081196',
  FailureReason: '00081197',
  FailedSOPSequence: '00081198',
  ReferencedSOPSequence: '00081199',
  PatientName: '00100010',
  PatientID: '00100020',
  IssuerOfPatientID: '00100021',
  PatientBirthDate: '00100030',
  PatientSex: '00100040',
  BodyPartExamined: '00180015',
  StudyInstanceUID: '0020000D',
  SeriesInstanceUID: '0020000E',
  StudyID: '00200010',
  SeriesNumber: '00200011',
  InstanceNumber: '00200013',
  NumberOfPatientRelatedStudies: '00201200',
  NumberOfStudyRelatedSeries: '00201206',
  NumberOfStudyRelatedInstances: '00201208',
  NumberOfSeriesRelatedInstances: '00201209',
  NumberOfFrames: '00280008',
  Rows: '00280010',
  Columns: '00280011',
  BitsAllocated: '00280100',
  PixelData: '7FE00010',
} as const;
export type Keyword = keyof typeof TAG;

export const isKeyword = (text: string): text is Keyword => Object.hasOwn(TAG, text);

/** The first value as text, or an empty one. */
export function textOf(data: DicomJson, tag: string): string {
  const value = data[tag]?.Value?.[0];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return isPersonName(value) ? (value.Alphabetic ?? '') : '';
}

/** The first value as a number; NaN where there is none. */
export function numberOf(data: DicomJson, tag: string): number {
  const text = textOf(data, tag);
  return text === '' ? Number.NaN : Number(text);
}

export const isPersonName = (value: unknown): value is PersonName =>
  typeof value === 'object' &&
  value !== null &&
  ('Alphabetic' in value || 'Ideographic' in value || 'Phonetic' in value);

/** Items of a sequence. */
export function itemsOf(data: DicomJson, tag: string): DicomJson[] {
  return (data[tag]?.Value ?? []).filter(
    (value): value is DicomJson => typeof value === 'object' && value !== null && !isPersonName(value),
  );
}

/** An element with text values; none for an empty text, as in a query for whatever there is. */
export const element = (vr: string, ...values: readonly (string | number)[]): JsonElement => {
  const stated = values.filter((value) => value !== '');
  if (stated.length === 0) return { vr };
  return { vr, Value: vr === 'PN' ? stated.map((name) => personName(String(name))) : stated };
};

/** "alphabetic=ideographic=phonetic". Source: PS3.5 6.2.1. */
export function personName(text: string): PersonName {
  const [alphabetic, ideographic, phonetic] = text.split('=');
  return {
    ...(alphabetic ? { Alphabetic: alphabetic } : {}),
    ...(ideographic ? { Ideographic: ideographic } : {}),
    ...(phonetic ? { Phonetic: phonetic } : {}),
  };
}

export const personText = ({ Alphabetic = '', Ideographic = '', Phonetic = '' }: PersonName): string =>
  [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '');

const UID = /^[0-9]+(?:\.[0-9]+)*$/;
/** Digits and dots, at most 64. Real UIDs break the finer rules (leading zeros) and are let pass. Source: PS3.5 9.1. */
export const isUid = (text: string): boolean => text.length <= 64 && UID.test(text);
