import type { Bill } from '@specola/casework';
import { base64Of } from '@specola/formats';
import { dayOf, type Hl7Field, stampOf, writeHl7 } from './hl7-message.ts';

/** Who we are and whom we tell. */
export interface Hl7Route {
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  /** T while testing. */
  readonly processing: 'P' | 'T';
}

export interface Hl7Patient {
  readonly medicalRecordNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  /** `YYYYMMDD`. */
  readonly birthDate: string;
  readonly sex: string;
  readonly account: string;
}

interface Envelope {
  readonly route: Hl7Route;
  readonly controlId: string;
  readonly sentAt: string;
  readonly patient: Hl7Patient;
}

type Line = readonly [name: string, ...fields: Hl7Field[]];

const head = (
  { route, controlId, sentAt }: Omit<Envelope, 'patient'>,
  type: string,
  event: string,
  structure: string,
): Line => [
  'MSH',
  route.sendingApplication,
  route.sendingFacility,
  route.receivingApplication,
  route.receivingFacility,
  stampOf(sentAt),
  '',
  [type, event, structure],
  controlId,
  route.processing,
  '2.5.1',
  '',
  '',
  '',
  '',
  '',
  'UNICODE UTF-8',
];

const pid = ({ patient, route }: Envelope): Line => [
  'PID',
  '1',
  '',
  [patient.medicalRecordNumber, '', '', route.sendingFacility, 'MR'],
  '',
  [patient.familyName, patient.givenName],
  '',
  patient.birthDate,
  patient.sex,
  ...Array<string>(9).fill(''),
  patient.account,
];

export interface ChargeDraft extends Envelope {
  readonly bill: Bill;
  readonly diagnoses: readonly string[];
  readonly department: string;
  readonly performedBy: { readonly id: string; readonly familyName: string; readonly givenName: string };
  readonly orderedBy: { readonly id: string; readonly familyName: string; readonly givenName: string };
  readonly fillerOrderNumber: string;
  /** Number of each line’s transaction, unique at the site; a reversal carries that of the charge it takes back. */
  readonly transactionOf: (line: number) => string;
  /** CG posts a charge, CD takes it back. */
  readonly kind: 'CG' | 'CD';
}

/** DFT^P03: one FT1 for each line of the bill. A reversal is the same message with CD and the same FT1-2. */
export function writeCharges(draft: ChargeDraft): string {
  const person = ({ id, familyName, givenName }: ChargeDraft['performedBy']): Hl7Field => [id, familyName, givenName];
  const lines = draft.bill.lines.map((line, at): Line => {
    const cents = line.price.kind === 'priced' ? line.price.cents : null;
    const dollars = cents === null ? '' : `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
    const fields: Hl7Field[] = Array<Hl7Field>(28).fill('');
    const set = (field: number, value: Hl7Field): void => {
      fields[field - 1] = value;
    };
    set(1, String(at + 1));
    set(2, draft.transactionOf(at));
    set(4, dayOf(draft.bill.serviceOn));
    set(5, stampOf(draft.sentAt));
    set(6, draft.kind);
    set(7, [line.code, line.label, 'L']);
    set(10, String(line.units));
    set(11, dollars);
    set(13, draft.department);
    set(
      19,
      draft.diagnoses.map((code) => [code.replace('.', ''), '', 'I10']),
    );
    set(20, person(draft.performedBy));
    set(21, person(draft.orderedBy));
    set(23, draft.fillerOrderNumber);
    set(25, [line.code, line.label, 'C4']);
    set(
      26,
      line.modifiers.map((modifier) => [modifier]),
    );
    set(27, noticeCode(line.modifiers));
    return ['FT1', ...fields];
  });
  return writeHl7([head(draft, 'DFT', 'P03', 'DFT_P03'), ['EVN', '', stampOf(draft.sentAt)], pid(draft), ...lines]);
}

/** Table 0339: 3, told and asks that the payer be billed; 4, no notice was signed. */
const noticeCode = (modifiers: readonly string[]): string =>
  modifiers.includes('GA') || modifiers.includes('GX') ? '3' : modifiers.includes('GZ') ? '4' : '';

export interface ReportDraft extends Envelope {
  readonly placerOrderNumber: string;
  readonly fillerOrderNumber: string;
  readonly title: string;
  /** Paragraphs of the report. */
  readonly paragraphs: readonly string[];
  readonly signedBy: { readonly id: string; readonly familyName: string; readonly givenName: string };
  readonly signedAt: string;
  /** P preliminary, F final, C corrected. */
  readonly status: 'P' | 'F' | 'C';
}

/** ORU^R01: the report, one OBX of text for each paragraph. */
export const writeReport = (draft: ReportDraft): string =>
  writeHl7([
    head(draft, 'ORU', 'R01', 'ORU_R01'),
    pid(draft),
    [
      'OBR',
      '1',
      draft.placerOrderNumber,
      draft.fillerOrderNumber,
      ['SPECOLA-REPORT', draft.title, 'L'],
      '',
      '',
      stampOf(draft.signedAt),
      ...Array<string>(14).fill(''),
      stampOf(draft.signedAt),
      '',
      '',
      draft.status,
    ],
    ...draft.paragraphs.map(
      (text, at): Line => [
        'OBX',
        String(at + 1),
        'TX',
        ['SPECOLA-REPORT', draft.title, 'L'],
        String(at + 1),
        text,
        '',
        '',
        '',
        '',
        '',
        draft.status,
      ],
    ),
  ]);

export interface DocumentDraft extends Envelope {
  readonly documentId: string;
  readonly title: string;
  readonly pdf: Uint8Array;
  readonly signedBy: { readonly id: string; readonly familyName: string; readonly givenName: string };
  readonly signedAt: string;
}

/** MDM^T02: the packet as a PDF in Base64. */
export const writeDocument = (draft: DocumentDraft): string =>
  writeHl7([
    head(draft, 'MDM', 'T02', 'MDM_T02'),
    ['EVN', '', stampOf(draft.sentAt)],
    pid(draft),
    ['PV1', '1', 'O'],
    [
      'TXA',
      '1',
      ['PR', draft.title, 'L'],
      'AP',
      stampOf(draft.signedAt),
      '',
      stampOf(draft.signedAt),
      stampOf(draft.signedAt),
      '',
      [draft.signedBy.id, draft.signedBy.familyName, draft.signedBy.givenName],
      '',
      '',
      draft.documentId,
      '',
      '',
      '',
      '',
      'AU',
    ],
    [
      'OBX',
      '1',
      'ED',
      ['PACKET', draft.title, 'L'],
      '',
      ['', 'application', 'pdf', 'Base64', base64Of(draft.pdf)],
      '',
      '',
      '',
      '',
      '',
      'F',
    ],
  ]);

/** The answer to a message: AA taken, AE an error in it, AR not taken. */
export const writeAcknowledgement = (draft: {
  readonly route: Hl7Route;
  readonly controlId: string;
  readonly sentAt: string;
  readonly answers: string;
  readonly event: string;
  readonly code: 'AA' | 'AE' | 'AR';
  readonly text: string;
}): string => writeHl7([head(draft, 'ACK', draft.event, 'ACK'), ['MSA', draft.code, draft.answers, draft.text]]);
