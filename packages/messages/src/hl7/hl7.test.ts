import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hl7Message as PeerMessage } from '@medplum/core';
import { type Bill, compareIdentities } from '@specola/casework';
import { SpecolaError } from '@specola/space';
import fc from 'fast-check';
import { parseHl7, segmentNamed, writeHl7 } from './hl7-message.ts';
import { readIncoming } from './read-incoming.ts';
import { type Hl7Route, writeAcknowledgement, writeCharges, writeDocument, writeReport } from './write-outgoing.ts';

const ROUTE: Hl7Route = {
  sendingApplication: 'SPECOLA',
  sendingFacility: 'LAB',
  receivingApplication: 'BILLING',
  receivingFacility: 'HOSP',
  processing: 'T',
};
const PATIENT = {
  medicalRecordNumber: 'MRN77',
  familyName: 'Quill|feather',
  givenName: 'Ottoline',
  birthDate: '19580317',
  sex: 'F',
  account: 'AC5',
};
const SURGEON = { id: '1234567893', familyName: 'Surgeon', givenName: 'Sue' };
const ENVELOPE = { route: ROUTE, controlId: 'C1', sentAt: '2026-05-20T10:30:00.000Z', patient: PATIENT };
const line = (code: string, units: number, cents: bigint, modifiers: string[] = []): Bill['lines'][number] => ({
  code,
  label: 'guide',
  units,
  modifiers,
  diagnosisPointers: [1],
  counts: [],
  because: [],
  basis: [],
  price: { kind: 'priced', cents },
});
const BILL: Bill = {
  serviceOn: '2026-05-12',
  form: 'institutional',
  placeOfService: '22',
  lines: [line('0561T', 1, 145_052n, ['GA']), line('0562T', 2, 310_106n)],
  notBilled: [],
  blockers: [],
  warnings: [],
  decisions: [],
};
const charges = (kind: 'CG' | 'CD'): string =>
  writeCharges({
    ...ENVELOPE,
    bill: BILL,
    diagnoses: ['M21.171'],
    department: '3DLAB',
    performedBy: SURGEON,
    orderedBy: SURGEON,
    fillerOrderNumber: 'F9',
    transactionOf: (at) => `T-${at + 1}`,
    kind,
  });

test('an independent parser reads each charge with its code, units, dollars, modifier and notice', () => {
  const peer = PeerMessage.parse(charges('CG'));
  const lines = peer.getAllSegments('FT1');
  assert.deepEqual(
    lines.map((segment) => [2, 4, 6, 10, 11, 23, 27].map((at) => segment.getField(at)?.toString() ?? '')),
    [
      ['T-1', '20260512', 'CG', '1', '1450.52', 'F9', '3'],
      ['T-2', '20260512', 'CG', '2', '3101.06', 'F9', ''],
    ],
  );
  assert.deepEqual(
    lines.map((segment) => [segment.getComponent(25, 1), segment.getComponent(26, 1), segment.getComponent(19, 1)]),
    [
      ['0561T', 'GA', 'M21171'],
      ['0562T', '', 'M21171'],
    ],
  );
  assert.equal(peer.getSegment('PID')?.getComponent(3, 1), 'MRN77');
});

test('a reversal takes back the same transactions: only the kind of line differs', () => {
  assert.equal(charges('CD').replaceAll('|CD|', '|CG|'), charges('CG'));
});

test('a report and a packet are read by an independent parser, and the PDF comes back byte for byte', () => {
  const report = PeerMessage.parse(
    writeReport({
      ...ENVELOPE,
      placerOrderNumber: 'P1',
      fillerOrderNumber: 'F9',
      title: 'Anatomic guide',
      paragraphs: ['Findings: a | b ^ c & d ~ e \\ f', 'Line 2'],
      signedBy: SURGEON,
      signedAt: '2026-05-19T08:00:00Z',
      status: 'F',
    }),
  );
  assert.deepEqual(
    report.getAllSegments('OBX').map((segment) => segment.getField(11).toString()),
    ['F', 'F'],
  );
  assert.equal(report.getSegment('OBR')?.getField(25).toString(), 'F');
  const pdf = Uint8Array.from({ length: 1000 }, (_, at) => (at * 37) % 256);
  const text = writeDocument({
    ...ENVELOPE,
    documentId: 'D1',
    title: 'Packet',
    pdf,
    signedBy: SURGEON,
    signedAt: '2026-05-19T08:00:00Z',
  });
  const peer = PeerMessage.parse(text);
  assert.deepEqual(new Uint8Array(Buffer.from(peer.getSegment('OBX')!.getComponent(5, 5), 'base64')), pdf);
  assert.equal(peer.getSegment('MSA'), undefined);
  assert.match(
    writeAcknowledgement({
      route: ROUTE,
      controlId: 'C2',
      sentAt: '2026-05-20T10:30:00Z',
      answers: 'X1',
      event: 'A40',
      code: 'AA',
      text: '',
    }),
    /\rMSA\|AA\|X1\r$/,
  );
});

test('any text goes through escapes and comes back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'grapheme-ascii' }).map((text) => text.trim()),
        { minLength: 1, maxLength: 5 },
      ),
      (texts) => {
        const written = writeHl7([
          ['MSH', 'A', 'B', 'C', 'D', '20260101', '', ['ADT', 'A08'], 'C1', 'T', '2.5.1'],
          ['ZZZ', texts],
        ]);
        const read = segmentNamed(parseHl7(written), 'ZZZ');
        assert.deepEqual(
          texts.map((_, at) => read?.get(1, at + 1)),
          texts,
        );
      },
    ),
  );
});

const MSH = (kind: string) => `MSH|^~\\&|EHR|HOSP|SPECOLA|LAB|20261120083000+0100||${kind}|MSG7|P|2.5.1`;
const PID = 'PID|1||999^^^OTHER^PI~MRN77^^^HOSP^MR||QUILLFEATHER^OTTOLINE^^^MS||19580317|F';

test('an admission gives the patient by the medical record number, and the day', () => {
  const incoming = readIncoming([MSH('ADT^A01'), PID, `PV1|1|I${'|'.repeat(42)}20261203101500`].join('\r'));
  assert.ok(incoming.kind === 'patient');
  assert.deepEqual(
    [incoming.controlId, incoming.patient.medicalRecordNumber, incoming.inpatient, incoming.admittedOn],
    ['MSG7', 'MRN77', true, '2026-12-03'],
  );
  const dicom = {
    name: 'Quillfeather^Ottoline',
    medicalRecordNumber: 'mrn-77',
    birthDate: '19580318',
    sex: 'F',
    accessionNumber: null,
  };
  assert.deepEqual(
    compareIdentities(incoming.patient, dicom).map(({ agrees }) => agrees),
    ['yes', 'yes', 'no', 'yes', 'not-given'],
  );
});

test('a merge says who stays and whose number goes', () => {
  const incoming = readIncoming([MSH('ADT^A40'), PID, 'MRG|MRN55^^^HOSP^MR'].join('\n'));
  assert.ok(incoming.kind === 'merge');
  assert.deepEqual([incoming.surviving.medicalRecordNumber, incoming.mergedMedicalRecordNumber], ['MRN77', 'MRN55']);
});

test('of two numbers that go the medical record number goes, wherever it stands', () => {
  const incoming = readIncoming([MSH('ADT^A40'), PID, 'MRG|7^^^OTHER^PI~MRN55^^^HOSP^MR'].join('\r'));
  assert.ok(incoming.kind === 'merge');
  assert.equal(incoming.mergedMedicalRecordNumber, 'MRN55');
});

test('days that no calendar has are not known, and are never moved to the next month', () => {
  const order = (wanted: string) => {
    const obr = ['OBR', '1', 'P100', '', 'X', ...Array(31).fill(''), wanted].join('|');
    const incoming = readIncoming([MSH('ORM^O01'), PID, 'ORC|NW|P100', obr].join('\r'));
    return incoming.kind === 'order' ? incoming.order.wantedAt : 'none';
  };
  assert.equal(order('20260228090000+0000'), '2026-02-28T09:00:00.000Z');
  assert.equal(order('20260231090000+0000'), null);
  assert.equal(order('20261301090000+0000'), null);
  const born = (day: string) => {
    const incoming = readIncoming([MSH('ADT^A08'), PID.replace('19580317', day)].join('\r'));
    return incoming.kind === 'patient' ? incoming.patient.birthDate : 'none';
  };
  assert.deepEqual(['19580317', '19580231', '1958', ''].map(born), ['19580317', null, null, null]);
});

test('a message with two orders is refused: none of them is dropped silently', () => {
  assert.throws(
    () => readIncoming([MSH('ORM^O01'), PID, 'ORC|NW|P1', 'OBR|1|P1', 'ORC|NW|P2', 'OBR|2|P2'].join('\r')),
    (thrown: SpecolaError) => thrown.code === 'messages/not-hl7' && /more than one order/.test(thrown.what),
  );
});

test('an escape is never looked up where it was not written, and a long one is read', () => {
  const text = (within: string) => segmentNamed(parseHl7(`${MSH('ADT^A08')}\rZZZ|a\\${within}\\b`), 'ZZZ')?.get(1);
  assert.equal(text('constructor'), 'ab');
  assert.equal(text('X41'), 'aAb');
  assert.equal(text(`X${'41'.repeat(400_000)}`)?.length, 400_002);
});

test('delimiters that are letters, blanks or the same are refused', () => {
  for (const head of ['MSH|^~^&|', 'MSH|^~a&|', 'MSH|^~ &|'])
    assert.throws(
      () => parseHl7(`${head}EHR|HOSP`),
      (thrown: SpecolaError) => thrown.code === 'messages/not-hl7',
      head,
    );
});

test('an order gives its number, reason, diagnoses, time in UTC and side', () => {
  const obr = [
    'OBR',
    '1',
    'P100',
    '',
    '3DGUIDE^Osteotomy guide',
    'R',
    ...Array(9).fill(''),
    '^^^^RT',
    '1234567893^Surgeon^Sue',
    'pager 12',
    'ACC9',
    ...Array(12).fill(''),
    '^Deformity in two planes',
    ...Array(4).fill(''),
    '20261220090000+0100',
  ].join('|');
  const incoming = readIncoming(
    [MSH('ORM^O01'), PID, 'ORC|NW|P100||||||||||1234567893^Surgeon^Sue', obr, 'DG1|1||M21171^^I10'].join('\r'),
  );
  assert.ok(incoming.kind === 'order');
  assert.deepEqual(incoming.order, {
    placerNumber: 'P100',
    accessionNumber: 'ACC9',
    serviceCode: '3DGUIDE',
    serviceText: 'Osteotomy guide',
    priority: 'R',
    orderedBy: 'Sue Surgeon',
    contact: 'pager 12',
    reason: 'Deformity in two planes',
    diagnoses: ['M21.171'],
    wantedAt: '2026-12-20T08:00:00.000Z',
    side: 'right',
  });
});

test('a mutated message is read or refused with a code, never a crash', () => {
  const seeds = [
    charges('CG'),
    [MSH('ADT^A40'), PID, 'MRG|MRN55'].join('\r'),
    [MSH('ORM^O01'), PID, 'ORC|NW|P1', 'OBR|1|P1'].join('\r'),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(3000), fc.nat(3), fc.string({ maxLength: 5 })), { minLength: 1, maxLength: 6 }),
      (seed, changes) => {
        let text = seed;
        for (const [where, how, what] of changes) {
          const at = where % Math.max(1, text.length);
          if (how === 0) text = text.slice(0, at);
          else if (how === 1) text = text.slice(0, at) + what + text.slice(at);
          else if (how === 2) text = text.slice(0, at) + text.slice(at + 1 + what.length);
          else text = text.slice(0, at) + '|^~\\&'.repeat(what.length) + text.slice(at);
        }
        try {
          readIncoming(text);
        } catch (thrown) {
          assert.ok(thrown instanceof SpecolaError, String(thrown));
        }
      },
    ),
    { numRuns: 2000, seed: 25 },
  );
});
