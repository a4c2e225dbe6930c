import type { Identity } from '@specola/casework';
import { NotHl7Error } from './hl7-errors.ts';
import { type Hl7Message, type Hl7Segment, parseHl7, segmentNamed } from './hl7-message.ts';

interface Head {
  readonly controlId: string;
  readonly sentAt: string;
  readonly sender: string;
}

/** What a hospital system tells us. Identities stay in memory until the vault takes them. */
export type Incoming =
  | (Head & {
      readonly kind: 'patient';
      readonly event: 'A01' | 'A04' | 'A08';
      readonly patient: Identity;
      readonly admittedOn: string | null;
      readonly inpatient: boolean;
    })
  | (Head & { readonly kind: 'merge'; readonly surviving: Identity; readonly mergedMedicalRecordNumber: string })
  | (Head & {
      readonly kind: 'order';
      readonly control: 'new' | 'change' | 'cancel';
      readonly order: IncomingOrder;
      readonly patient: Identity;
    });

/** An order as a message gives it; what it does not say a person completes. */
export interface IncomingOrder {
  readonly placerNumber: string;
  readonly accessionNumber: string | null;
  readonly serviceCode: string;
  readonly serviceText: string;
  readonly priority: string;
  readonly orderedBy: string;
  readonly contact: string;
  readonly reason: string;
  readonly diagnoses: readonly string[];
  readonly wantedAt: string | null;
  readonly side: 'left' | 'right' | 'both' | null;
}

/**
 * An ADT (A01, A04, A08, A40) or an order (ORM^O01, OMI^O23, OMG^O19).
 *
 * @throws NotHl7Error  for any other message, or one without patient or order number
 */
export function readIncoming(text: string): Incoming {
  const message = parseHl7(text);
  const head = segmentNamed(message, 'MSH')!;
  const shared: Head = {
    controlId: head.get(10),
    sentAt: head.get(7),
    sender: [head.get(3), head.get(4)].filter(Boolean).join(' at '),
  };
  if (shared.controlId === '') throw new NotHl7Error('it has no control number (MSH-10).');
  const kind = `${head.get(9, 1)}^${head.get(9, 2)}`;
  switch (kind) {
    case 'ADT^A01':
    case 'ADT^A04':
    case 'ADT^A08': {
      const visit = segmentNamed(message, 'PV1');
      return {
        ...shared,
        kind: 'patient',
        event: head.get(9, 2) as 'A01' | 'A04' | 'A08',
        patient: identityOf(message),
        inpatient: visit?.get(2) === 'I',
        admittedOn: visit ? dateOf(visit.get(44)) : null,
      };
    }
    case 'ADT^A40': {
      const mrg = segmentNamed(message, 'MRG');
      const merged = mrg ? recordNumberOf(mrg, 1) : '';
      if (merged === '') throw new NotHl7Error('a merge does not say what was merged (MRG-1).');
      return { ...shared, kind: 'merge', surviving: identityOf(message), mergedMedicalRecordNumber: merged };
    }
    case 'ORM^O01':
    case 'OMI^O23':
    case 'OMG^O19':
      return { ...shared, kind: 'order', patient: identityOf(message), ...orderOf(message) };
    default:
      throw new NotHl7Error(`messages of the kind ${kind.slice(0, 20)} are not taken.`);
  }
}

function identityOf(message: Hl7Message): Identity {
  const pid = segmentNamed(message, 'PID');
  if (!pid) throw new NotHl7Error('it has no patient (PID).');
  const medicalRecordNumber = recordNumberOf(pid, 3);
  if (medicalRecordNumber === '') throw new NotHl7Error('the patient has no medical record number (PID-3).');
  const name = [pid.get(5, 1), pid.get(5, 2)].join('^');
  const order = segmentNamed(message, 'OBR');
  return {
    name: name === '^' ? null : name,
    medicalRecordNumber,
    birthDate: dateOf(pid.get(7))?.replaceAll('-', '') ?? null,
    sex: pid.get(8) || null,
    accessionNumber: order?.get(18) || order?.get(3) || null,
  };
}

/** Of several identifiers the one that is called a medical record number (MR), else the first. */
function recordNumberOf(segment: Hl7Segment, field: number): string {
  const record =
    Array.from({ length: segment.repetitions(field) }, (_, at) => at + 1).find(
      (at) => segment.get(field, 5, at) === 'MR',
    ) ?? 1;
  return segment.get(field, 1, record);
}

function orderOf(message: Hl7Message): { control: 'new' | 'change' | 'cancel'; order: IncomingOrder } {
  const orc = segmentNamed(message, 'ORC');
  const obr = segmentNamed(message, 'OBR');
  if (!orc || !obr) throw new NotHl7Error('an order has no ORC or no OBR.');
  if (message.segments.filter(({ name }) => name === 'OBR').length > 1)
    throw new NotHl7Error('it holds more than one order; only the first would be made.');
  const placerNumber = orc.get(2) || obr.get(2);
  if (placerNumber === '') throw new NotHl7Error('the order has no placer number (ORC-2).');
  const control = ({ NW: 'new', XO: 'change', SC: 'change', CA: 'cancel', OC: 'cancel', DC: 'cancel' } as const)[
    orc.get(1) as 'NW'
  ];
  if (!control) throw new NotHl7Error(`the order control "${orc.get(1).slice(0, 4)}" is not taken.`);
  return {
    control,
    order: {
      placerNumber,
      accessionNumber: obr.get(18) || null,
      serviceCode: obr.get(4, 1),
      serviceText: obr.get(4, 2),
      priority: obr.get(5) || obr.get(27, 6),
      orderedBy:
        [orc.get(12, 3), orc.get(12, 2)].filter(Boolean).join(' ') ||
        [obr.get(16, 3), obr.get(16, 2)].filter(Boolean).join(' '),
      contact: orc.get(14) || obr.get(17),
      reason: obr.get(31, 2) || obr.get(31, 1) || obr.get(13),
      diagnoses: message.segments
        .filter(({ name }) => name === 'DG1')
        .map((dg1) => withPoint(dg1.get(3, 1)))
        .filter((code) => code !== ''),
      wantedAt: timeOf(obr.get(36) || obr.get(27, 4)),
      side: sideOf(obr),
    },
  };
}

/** OBR-15 holds the specimen’s site modifier in old messages, OBR-46 supplemental words; both are met. */
function sideOf(obr: Hl7Segment): IncomingOrder['side'] {
  const told = `${obr.get(15, 5)} ${obr.get(46, 1)} ${obr.get(46, 2)} ${obr.get(44, 1)}`.toUpperCase();
  if (/\b(B|BIL|BILATERAL|50)\b/.test(told)) return 'both';
  const left = /\b(L|LT|LEFT)\b/.test(told);
  const right = /\b(R|RT|RIGHT)\b/.test(told);
  return left === right ? null : left ? 'left' : 'right';
}

const withPoint = (code: string): string =>
  /^[A-Z][0-9][0-9A-Z][0-9A-Z]+$/.test(code) ? `${code.slice(0, 3)}.${code.slice(3)}` : code;

/** A day that the calendar has; 31 February is none, however a clock would round it. */
function dateOf(text: string): string | null {
  if (!/^[0-9]{8}/.test(text)) return null;
  const day = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  const at = Date.parse(day);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) ? day : null;
}

/** A time stamp with its offset as UTC; without an offset only its day is known. */
function timeOf(text: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(?:(\d{2})(?:\.\d+)?)?([+-]\d{4})$/.exec(text);
  if (!match || dateOf(text) === null) return null;
  const [, year, month, day, hour, minute, second = '00', offset] = match;
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${offset!.slice(0, 3)}:${offset!.slice(3)}`,
  );
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
