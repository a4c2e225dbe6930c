import type { Vr } from './write-part10.ts';

/**
 * The attributes that an object made from a study repeats of it, with their VRs (implicit files state none).
 * Source: DICOM PS3.3 2024e C.7.1.1 Patient, C.7.2.1 General Study, C.7.2.2 Patient Study, C.7.1.3 Clinical Trial
 * Subject, C.7.2.3 Clinical Trial Study; VRs from PS3.6.
 */
export const PATIENT_AND_STUDY: Readonly<Record<string, Vr>> = {
  x00080020: 'DA', // Study Date
  x00080030: 'TM', // Study Time
  x00080050: 'SH', // Accession Number
  x00080051: 'SQ', // Issuer of Accession Number Sequence
  x00080090: 'PN', // Referring Physician's Name
  x00080096: 'SQ', // Referring Physician Identification Sequence
  x0008009c: 'PN', // Consulting Physician's Name
  x0008009d: 'SQ', // Consulting Physician Identification Sequence
  x00081030: 'LO', // Study Description
  x00081032: 'SQ', // Procedure Code Sequence
  x00081048: 'PN', // Physician(s) of Record
  x00081049: 'SQ', // Physician(s) of Record Identification Sequence
  x00081060: 'PN', // Name of Physician(s) Reading Study
  x00081062: 'SQ', // Physician(s) Reading Study Identification Sequence
  x00081080: 'LO', // Admitting Diagnoses Description
  x00081084: 'SQ', // Admitting Diagnoses Code Sequence
  x00081110: 'SQ', // Referenced Study Sequence
  x00081120: 'SQ', // Referenced Patient Sequence
  x00100010: 'PN', // Patient's Name
  x00100020: 'LO', // Patient ID
  x00100021: 'LO', // Issuer of Patient ID
  x00100022: 'CS', // Type of Patient ID
  x00100024: 'SQ', // Issuer of Patient ID Qualifiers Sequence
  x00100030: 'DA', // Patient's Birth Date
  x00100032: 'TM', // Patient's Birth Time
  x00100033: 'LO', // Patient's Birth Date in Alternative Calendar
  x00100034: 'LO', // Patient's Death Date in Alternative Calendar
  x00100035: 'CS', // Patient's Alternative Calendar
  x00100040: 'CS', // Patient's Sex
  x00100200: 'CS', // Quality Control Subject
  x00101001: 'PN', // Other Patient Names
  x00101002: 'SQ', // Other Patient IDs Sequence
  x00101010: 'AS', // Patient's Age
  x00101020: 'DS', // Patient's Size
  x00101030: 'DS', // Patient's Weight
  x00102000: 'LO', // Medical Alerts
  x00102110: 'LO', // Allergies
  x00102160: 'SH', // Ethnic Group
  x00102180: 'SH', // Occupation
  x001021a0: 'CS', // Smoking Status
  x001021b0: 'LT', // Additional Patient History
  x001021c0: 'US', // Pregnancy Status
  x001021d0: 'DA', // Last Menstrual Date
  x00102201: 'LO', // Patient Species Description
  x00102202: 'SQ', // Patient Species Code Sequence
  x00102203: 'CS', // Patient's Sex Neutered
  x00102292: 'LO', // Patient Breed Description
  x00102293: 'SQ', // Patient Breed Code Sequence
  x00102294: 'SQ', // Breed Registration Sequence
  x00102297: 'PN', // Responsible Person
  x00102298: 'CS', // Responsible Person Role
  x00102299: 'LO', // Responsible Organization
  x00104000: 'LT', // Patient Comments
  x00120010: 'LO', // Clinical Trial Sponsor Name
  x00120020: 'LO', // Clinical Trial Protocol ID
  x00120021: 'LO', // Clinical Trial Protocol Name
  x00120030: 'LO', // Clinical Trial Site ID
  x00120031: 'LO', // Clinical Trial Site Name
  x00120040: 'LO', // Clinical Trial Subject ID
  x00120042: 'LO', // Clinical Trial Subject Reading ID
  x00120050: 'LO', // Clinical Trial Time Point ID
  x00120051: 'ST', // Clinical Trial Time Point Description
  x00120062: 'CS', // Patient Identity Removed
  x00120063: 'LO', // De-identification Method
  x00120064: 'SQ', // De-identification Method Code Sequence
  x00120081: 'LO', // Clinical Trial Protocol Ethics Committee Name
  x00120082: 'LO', // Clinical Trial Protocol Ethics Committee Approval Number
  x0020000d: 'UI', // Study Instance UID
  x00200010: 'SH', // Study ID
  x00321033: 'LO', // Requesting Service
  x00321034: 'SQ', // Requesting Service Code Sequence
  x00380010: 'LO', // Admission ID
  x00380014: 'SQ', // Issuer of Admission ID Sequence
  x00380060: 'LO', // Service Episode ID
  x00380062: 'LO', // Service Episode Description
  x00401012: 'SQ', // Reason For Performed Procedure Code Sequence
};

/** Must be there, if only empty. */
export const TYPE_2_OF_PATIENT_AND_STUDY: readonly { readonly tag: number; readonly vr: Vr }[] = [
  { tag: 0x00080020, vr: 'DA' },
  { tag: 0x00080030, vr: 'TM' },
  { tag: 0x00080050, vr: 'SH' },
  { tag: 0x00080090, vr: 'PN' },
  { tag: 0x00100010, vr: 'PN' },
  { tag: 0x00100020, vr: 'LO' },
  { tag: 0x00100030, vr: 'DA' },
  { tag: 0x00100040, vr: 'CS' },
  { tag: 0x00200010, vr: 'SH' },
];

/** What items of the sequences above hold: codes, references, issuers, identified persons. Anything else stays behind. */
export const NESTED_VRS: Readonly<Record<string, Vr>> = {
  x00080080: 'LO', // Institution Name
  x00080081: 'ST', // Institution Address
  x00080082: 'SQ', // Institution Code Sequence
  x00080100: 'SH', // Code Value
  x00080102: 'SH', // Coding Scheme Designator
  x00080103: 'SH', // Coding Scheme Version
  x00080104: 'LO', // Code Meaning
  x00080119: 'UC', // Long Code Value
  x00080120: 'UR', // URN Code Value
  x00081150: 'UI', // Referenced SOP Class UID
  x00081155: 'UI', // Referenced SOP Instance UID
  x00100020: 'LO', // Patient ID
  x00100021: 'LO', // Issuer of Patient ID
  x00100022: 'CS', // Type of Patient ID
  x00100024: 'SQ', // Issuer of Patient ID Qualifiers Sequence
  x00102295: 'LO', // Breed Registration Number
  x00102296: 'SQ', // Breed Registry Code Sequence
  x00400031: 'UT', // Local Namespace Entity ID
  x00400032: 'UT', // Universal Entity ID
  x00400033: 'CS', // Universal Entity ID Type
  x00400035: 'CS', // Identifier Type Code
  x00400036: 'SQ', // Assigning Facility Sequence
  x00401101: 'SQ', // Person Identification Code Sequence
  x00401102: 'ST', // Person's Address
};
