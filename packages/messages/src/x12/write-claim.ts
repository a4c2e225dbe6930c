import type { Bill, BillLine } from '@specola/casework';
import { ClaimParties, ClaimPatient } from './claim-parties.ts';
import { amountOf, plainText, type Segment, writeSegments } from './interchange.ts';
import { ClaimNotWritableError } from './x12-errors.ts';

/** Everything that a claim message says beside the bill. */
export interface ClaimDraft {
  readonly claimNumber: string;
  readonly bill: Bill;
  readonly diagnoses: readonly string[];
  readonly parties: ClaimParties;
  readonly patient: ClaimPatient;
  readonly priorAuthorization: string | null;
  /** Control number of the packet that goes apart from the claim; null when nothing does. */
  readonly attachmentControlNumber: string | null;
  readonly note: string;
  /** Institutional: four digits for each code, from the site’s chargemaster. */
  readonly revenueCodes: Readonly<Record<string, string>>;
  /** Institutional: first two digits of the type of bill. */
  readonly billType: string | null;
  readonly admittedOn: string | null;
  /** 1 original, 7 replacement, 8 void. */
  readonly frequency: '1' | '7' | '8';
  /** The payer’s own number of the claim that is replaced or voided. */
  readonly payerClaimNumber: string | null;
  /** Counts up at the site: of the interchange, its group and its transaction. */
  readonly controlNumber: number;
  readonly writtenAt: string;
}

/** Limits of the two claim messages. */
const MOST_DIAGNOSES = 12;
const MOST_LINES = 50;
const MOST_POINTERS = 4;
const MOST_MODIFIERS = 4;

/**
 * A claim as X12 005010: 837P (X222A1) for a professional bill, 837I (X223A2) for an institutional one. From the one bill;
 * nothing is counted or priced anew here.
 *
 * @throws ClaimNotWritableError  with every reason at once
 */
export function writeClaim(draft: ClaimDraft): string {
  const reasons = reasonsAgainst(draft);
  if (reasons.length > 0) throw new ClaimNotWritableError(reasons);
  const institutional = draft.bill.form === 'institutional';
  const version = institutional ? '005010X223A2' : '005010X222A1';
  const control = String(draft.controlNumber).padStart(9, '0');
  const [day, time] = [
    draft.writtenAt.slice(0, 10).replaceAll('-', ''),
    draft.writtenAt.slice(11, 16).replace(':', ''),
  ];
  const { submitter, receiver } = draft.parties;
  const transaction: Segment[] = [
    ['ST', '837', control.slice(-4), version],
    ['BHT', '0019', '00', plainText(draft.claimNumber, 30), day, time, 'CH'],
    ['NM1', '41', '2', plainText(submitter.name, 60), '', '', '', '', '46', submitter.id],
    ['PER', 'IC', plainText(submitter.contact, 60), 'TE', submitter.phone],
    ['NM1', '40', '2', plainText(receiver.name, 60), '', '', '', '', '46', receiver.id],
    ...billingProvider(draft.parties),
    ...insured(draft),
    ...claim(draft, institutional),
    ...draft.bill.lines.flatMap((line, at) => serviceLine(draft, line, at + 1, institutional)),
  ];
  transaction.push(['SE', String(transaction.length + 1), control.slice(-4)]);
  return writeSegments([
    [
      'ISA',
      '00',
      ' '.repeat(10),
      '00',
      ' '.repeat(10),
      'ZZ',
      submitter.id.padEnd(15),
      'ZZ',
      receiver.id.padEnd(15),
      day.slice(2),
      time,
      '^',
      '00501',
      control,
      '0',
      draft.parties.usage,
      ':',
    ],
    ['GS', 'HC', submitter.id, receiver.id, day, time, String(draft.controlNumber), 'X', version],
    ...transaction,
    ['GE', '1', String(draft.controlNumber)],
    ['IEA', '1', control],
  ]);
}

function billingProvider({ billing }: ClaimParties): Segment[] {
  return [
    ['HL', '1', '', '20', '1'],
    ['PRV', 'BI', 'PXC', billing.taxonomy],
    ['NM1', '85', '2', plainText(billing.name, 60), '', '', '', '', 'XX', billing.npi],
    ...address(billing.address),
    ['REF', 'EI', billing.employerId],
  ];
}

const address = ({ line, city, state, zip }: ClaimPatient['address']): Segment[] => [
  ['N3', plainText(line, 55)],
  ['N4', plainText(city, 30), state, zip],
];

function insured({ patient }: ClaimDraft): Segment[] {
  const { subscriber, payer } = patient;
  const person = subscriber ?? patient;
  const segments: Segment[] = [
    ['HL', '2', '1', '22', subscriber ? '1' : '0'],
    ['SBR', 'P', subscriber ? '' : '18', '', '', '', '', '', '', payer.filingIndicator],
    [
      'NM1',
      'IL',
      '1',
      plainText(person.lastName, 60),
      plainText(person.firstName, 35),
      '',
      '',
      '',
      'MI',
      plainText(patient.memberId, 80),
    ],
    ...address(person.address),
    ['DMG', 'D8', person.birthDate, person.sex],
    ['NM1', 'PR', '2', plainText(payer.name, 60), '', '', '', '', 'PI', plainText(payer.id, 80)],
  ];
  if (subscriber)
    segments.push(
      ['HL', '3', '2', '23', '0'],
      ['PAT', subscriber.relationship],
      ['NM1', 'QC', '1', plainText(patient.lastName, 60), plainText(patient.firstName, 35)],
      ...address(patient.address),
      ['DMG', 'D8', patient.birthDate, patient.sex],
    );
  return segments;
}

function claim(draft: ClaimDraft, institutional: boolean): Segment[] {
  const { bill, parties, patient } = draft;
  const total = amountOf(bill.lines.reduce((sum, { price }) => sum + (price.kind === 'priced' ? price.cents : 0n), 0n));
  const place = institutional
    ? `${draft.billType}:A:${draft.frequency}`
    : `${bill.placeOfService}:B:${draft.frequency}`;
  const day = bill.serviceOn.replaceAll('-', '');
  const segments: Segment[] = [
    institutional
      ? ['CLM', plainText(draft.claimNumber, 38), total, '', '', place, '', 'A', 'Y', 'Y']
      : ['CLM', plainText(draft.claimNumber, 38), total, '', '', place, 'Y', 'A', 'Y', 'Y'],
  ];
  if (institutional) segments.push(['DTP', '434', 'RD8', `${day}-${day}`], ['CL1', '9', '9', '01']);
  else if (draft.admittedOn) segments.push(['DTP', '435', 'D8', draft.admittedOn.replaceAll('-', '')]);
  if (draft.attachmentControlNumber)
    segments.push(['PWK', 'OZ', 'EL', '', '', 'AC', plainText(draft.attachmentControlNumber, 50)]);
  if (draft.payerClaimNumber) segments.push(['REF', 'F8', plainText(draft.payerClaimNumber, 50)]);
  if (draft.priorAuthorization) segments.push(['REF', 'G1', plainText(draft.priorAuthorization, 50)]);
  segments.push(['REF', 'EA', plainText(patient.medicalRecordNumber, 50)]);
  if (draft.note !== '') segments.push(['NTE', 'ADD', plainText(draft.note, 80)]);
  const diagnosis = (code: string) => code.replace('.', '');
  const [first, ...others] = draft.diagnoses;
  if (institutional) {
    segments.push(['HI', `ABK:${diagnosis(first!)}`]);
    if (others.length > 0) segments.push(['HI', ...others.map((code) => `ABF:${diagnosis(code)}`)]);
    segments.push(person('71', parties.rendering));
    return segments;
  }
  segments.push(['HI', ...draft.diagnoses.map((code, at) => `${at === 0 ? 'ABK' : 'ABF'}:${diagnosis(code)}`)]);
  if (parties.referring) segments.push(person('DN', parties.referring));
  segments.push(person('82', parties.rendering), ['PRV', 'PE', 'PXC', parties.rendering.taxonomy]);
  if (parties.facility)
    segments.push(
      ['NM1', '77', '2', plainText(parties.facility.name, 60), '', '', '', '', 'XX', parties.facility.npi],
      ...address(parties.facility.address),
    );
  return segments;
}

/** A clinician by name and NPI, in the part that the qualifier says. */
const person = (
  qualifier: string,
  { lastName, firstName, npi }: { readonly lastName: string; readonly firstName: string; readonly npi: string },
): Segment => ['NM1', qualifier, '1', plainText(lastName, 60), plainText(firstName, 35), '', '', '', 'XX', npi];

function serviceLine(draft: ClaimDraft, line: BillLine, number: number, institutional: boolean): Segment[] {
  const day = draft.bill.serviceOn.replaceAll('-', '');
  const procedure = ['HC', line.code, ...line.modifiers].join(':');
  const amount = line.price.kind === 'priced' ? amountOf(line.price.cents) : '0';
  return [
    ['LX', String(number)],
    institutional
      ? ['SV2', draft.revenueCodes[line.code]!, procedure, amount, 'UN', String(line.units)]
      : ['SV1', procedure, amount, 'UN', String(line.units), '', '', line.diagnosisPointers.join(':')],
    ['DTP', '472', 'D8', day],
    ['REF', '6R', `${plainText(draft.claimNumber, 26)}-${number}`],
  ];
}

/** What must not become empty on its way into the basic character set; told by its place, never by its value. */
const nameable = ({ patient, parties }: ClaimDraft): (readonly [what: string, text: string])[] => [
  ['patient.lastName', patient.lastName],
  ['patient.address.line', patient.address.line],
  ['patient.address.city', patient.address.city],
  ['patient.memberId', patient.memberId],
  ['patient.medicalRecordNumber', patient.medicalRecordNumber],
  ['patient.payer.name', patient.payer.name],
  ['patient.payer.id', patient.payer.id],
  ...(patient.subscriber
    ? ([
        ['patient.subscriber.lastName', patient.subscriber.lastName],
        ['patient.subscriber.address.line', patient.subscriber.address.line],
        ['patient.subscriber.address.city', patient.subscriber.address.city],
      ] as const)
    : []),
  ['parties.submitter.name', parties.submitter.name],
  ['parties.submitter.contact', parties.submitter.contact],
  ['parties.receiver.name', parties.receiver.name],
  ['parties.billing.name', parties.billing.name],
  ['parties.billing.address.line', parties.billing.address.line],
  ['parties.billing.address.city', parties.billing.address.city],
  ['parties.rendering.lastName', parties.rendering.lastName],
];

function reasonsAgainst(draft: ClaimDraft): string[] {
  const { bill } = draft;
  const reasons: string[] = [];
  const parties = ClaimParties.safeParse(draft.parties);
  const patient = ClaimPatient.safeParse(draft.patient);
  // The path alone is told: the values are the patient’s.
  for (const issue of [...(parties.error?.issues ?? []), ...(patient.error?.issues ?? [])])
    reasons.push(`${issue.path.join('.')} does not fit.`);
  for (const [what, text] of nameable(draft))
    if (plainText(text, 60) === '') reasons.push(`${what} has no letter that the basic character set holds.`);
  if (bill.form === null) reasons.push('Nothing says which claim form the setting takes.');
  if (bill.lines.length === 0) reasons.push('There is no line.');
  if (bill.lines.length > MOST_LINES) reasons.push(`There are more than ${MOST_LINES} lines.`);
  if (bill.blockers.length > 0)
    reasons.push(`The bill is blocked: ${bill.blockers.map(({ code }) => code).join(', ')}.`);
  if (draft.diagnoses.length === 0 || draft.diagnoses.length > MOST_DIAGNOSES)
    reasons.push(`There must be 1 to ${MOST_DIAGNOSES} diagnoses.`);
  for (const line of bill.lines) {
    if (line.price.kind === 'unpriced') reasons.push(`${line.code} has no price.`);
    if (line.modifiers.length > MOST_MODIFIERS) reasons.push(`${line.code} has more than ${MOST_MODIFIERS} modifiers.`);
    if (line.diagnosisPointers.length === 0 || line.diagnosisPointers.length > MOST_POINTERS)
      reasons.push(`${line.code} must point to 1 to ${MOST_POINTERS} diagnoses.`);
    if (bill.form === 'institutional' && !/^[0-9]{4}$/.test(draft.revenueCodes[line.code] ?? ''))
      reasons.push(`${line.code} has no revenue code; the chargemaster decides it.`);
  }
  if (bill.form === 'institutional' && !/^[0-9]{2}$/.test(draft.billType ?? ''))
    reasons.push('The type of bill is missing.');
  if (bill.form === 'professional' && bill.placeOfService === null) reasons.push('The place of service is missing.');
  if (draft.frequency !== '1' && !draft.payerClaimNumber)
    reasons.push('A replacement or void needs the payer’s number of the first claim.');
  if (!Number.isInteger(draft.controlNumber) || draft.controlNumber < 1 || draft.controlNumber > 999_999_999)
    reasons.push('The control number must be 1 to 999999999.');
  if (plainText(draft.claimNumber, 38) === '') reasons.push('The claim has no number.');
  return reasons;
}
