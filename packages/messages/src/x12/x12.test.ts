import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BillableWork, deriveBill, type FeeSchedule } from '@specola/casework';
import { SHIPPED_BILLING_FACTS } from '@specola/facts';
import { SpecolaError } from '@specola/space';
import fc from 'fast-check';
import { X12Parser } from 'node-x12';
import { faultsOfClaimFile } from './check-claim-message.ts';
import { amountOf, centsOf, readInterchange } from './interchange.ts';
import { readAcknowledgement, readClaimStatus } from './read-acknowledgement.ts';
import { readRemittance } from './read-remittance.ts';
import { type ClaimDraft, writeClaim } from './write-claim.ts';

const FEES: FeeSchedule = {
  schema: 'specola/fee-schedule/1',
  currency: 'USD',
  fees: ['0559T', '0560T', '0561T', '0562T'].map((code, at) => ({
    code,
    cents: 125_050 + at * 10_001,
    from: '2020-01-01',
    to: null,
    revenueCode: null,
  })),
};
const work = (setting: string, components: number, guides: number): BillableWork => ({
  serviceOn: '2026-05-12',
  setting,
  payer: 'aetna',
  admittedOn: null,
  paymentWindowDays: 3,
  components: Array.from({ length: components }, (_, at) => ({
    key: `c${at}`,
    anatomy: `a${at}`,
    side: 'left',
    segmentedOnItsOwn: true,
    processedOnItsOwn: true,
    separatelyOrdered: false,
    printed: true,
  })),
  guides: Array.from({ length: guides }, (_, at) => ({ key: `g${at}`, printed: true })),
  copies: 0,
  trialBones: 0,
  testPrints: 0,
  failedPrints: 0,
  extraPieces: 0,
  onlyTeaching: false,
  usedForSimulation: false,
  diagnoses: ['I71.21', 'I71.03'],
  otherCodes: [],
  onlyCodes: null,
  modifiers: [],
  notice: null,
  priorAuthorization: null,
  alreadyReportedDigitally: false,
  imagesFrom: null,
  oldestImagesDays: null,
});
const ADDRESS = { line: '1 Main Street', city: 'Springfield', state: 'IL', zip: '627010001' };
const draft = (setting = 'office', components = 3, guides = 0): ClaimDraft => ({
  claimNumber: '7KQF3MZDW-1',
  bill: deriveBill(work(setting, components, guides), SHIPPED_BILLING_FACTS, FEES),
  diagnoses: ['I71.21', 'I71.03'],
  parties: {
    submitter: { name: 'Model Lab', id: 'SUB123', contact: 'Billing Desk', phone: '2175550100' },
    receiver: { name: 'Clearing House', id: 'CLR456' },
    billing: {
      name: 'General Hospital',
      npi: '1234567893',
      taxonomy: '282N00000X',
      employerId: '123456789',
      address: ADDRESS,
    },
    facility: null,
    rendering: { lastName: 'Diologist', firstName: 'Ray', npi: '1234567893', taxonomy: '2085R0202X' },
    referring: { lastName: 'Surgeon', firstName: 'Sue', npi: '1234567893' },
    usage: 'T',
  },
  patient: {
    lastName: 'Quillfeather',
    firstName: 'Ottoline',
    birthDate: '19580317',
    sex: 'F',
    address: ADDRESS,
    medicalRecordNumber: 'MRN77',
    memberId: 'W123',
    subscriber: null,
    payer: { name: 'Aetna', id: '60054', filingIndicator: 'CI' },
  },
  priorAuthorization: 'PA9',
  attachmentControlNumber: 'ACN-1',
  note: 'Records sent apart',
  revenueCodes: { '0559T': '0409', '0560T': '0409', '0561T': '0409', '0562T': '0409' },
  billType: '13',
  admittedOn: null,
  frequency: '1',
  payerClaimNumber: null,
  controlNumber: 42,
  writtenAt: '2026-05-20T10:30:00Z',
});

test('a professional and an institutional claim pass the structural check, and an independent parser reads their lines', () => {
  for (const [setting, tag] of [
    ['office', 'SV1'],
    ['hospital-outpatient-on-campus', 'SV2'],
  ] as const) {
    const text = writeClaim(draft(setting, 3, 2));
    assert.deepEqual(faultsOfClaimFile(text), []);
    const parsed = new X12Parser(true).parse(text.replaceAll('\n', ''));
    assert.ok('functionalGroups' in parsed);
    const segments = parsed.functionalGroups[0]!.transactions[0]!.segments;
    const lines = segments
      .filter((segment) => segment.tag === tag)
      .map((segment) => segment.elements.map(({ value }) => value));
    const shift = tag === 'SV2' ? 1 : 0;
    assert.deepEqual(
      lines.map((line) => [line[shift], line[1 + shift], line[3 + shift]]),
      [
        ['HC:0559T', '1250.5', '1'],
        ['HC:0560T', '2701.02', '2'],
        ['HC:0561T', '1450.52', '1'],
        ['HC:0562T', '1550.53', '1'],
      ],
    );
  }
});

test('a patient who is insured through somebody else has a level of its own', () => {
  const base = draft();
  const text = writeClaim({
    ...base,
    patient: {
      ...base.patient,
      subscriber: {
        lastName: 'Quillfeather',
        firstName: 'Basil',
        birthDate: '19500101',
        sex: 'M',
        address: ADDRESS,
        relationship: '01',
      },
    },
  });
  assert.deepEqual(faultsOfClaimFile(text), []);
  assert.match(text, /HL\*3\*2\*23\*0~/);
});

test('accents, separators and line ends in a name never break the grammar', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }), (name) => {
      const base = draft();
      const text = writeClaim({ ...base, patient: { ...base.patient, lastName: `A${name}` }, note: name });
      assert.deepEqual(faultsOfClaimFile(text), []);
    }),
  );
});

test('the check finds each planted fault', () => {
  const sound = writeClaim(draft());
  const plant = (from: string | RegExp, to: string) => {
    const text = sound.replace(from, to);
    assert.notEqual(text, sound);
    try {
      return faultsOfClaimFile(text).length;
    } catch (thrown) {
      assert.ok(thrown instanceof SpecolaError);
      return 1;
    }
  };
  for (const [from, to] of [
    [/SE\*(\d+)/, 'SE*7'],
    ['CLM*7KQF3MZDW-1*3951.52', 'CLM*7KQF3MZDW-1*3951.53'],
    ['HI*ABK:I7121', 'HI*ABK:I71.21'],
    ['LX*2', 'LX*3'],
    ['*1:2~', '*1:3~'],
    [/NM1\*85[^~]*~\n/, ''],
    [/DTP\*472[^~]*~\n/, ''],
    ['HC:0559T', 'HC:559T'],
    [/IEA\*1\*\d+/, 'IEA*1*000000043'],
    ['*UN*2*', '*UN*1.5*'],
    ['*22*0~', '*22*2~'],
    [/N4\*SPRINGFIELD\*IL/, 'N4*SPRINGFIELD*'],
  ] as const)
    assert.ok(plant(from, to) > 0, String(from));
});

test('a claim that lacks something is refused with every reason, and no value of the patient in them', () => {
  const base = draft('hospital-outpatient-on-campus');
  assert.throws(
    () => writeClaim({ ...base, revenueCodes: {}, patient: { ...base.patient, birthDate: '17.3.1958' } }),
    (thrown: SpecolaError) =>
      thrown.code === 'messages/claim-not-writable' &&
      /revenue code/.test(thrown.what) &&
      /birthDate does not fit/.test(thrown.what) &&
      !/1958/.test(thrown.what),
  );
});

test('cents go to text and back, and what is no amount is none', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), (cents) =>
      assert.equal(centsOf(amountOf(cents)), cents),
    ),
  );
  assert.deepEqual(['12.5', '.07', '-3', '0'].map(centsOf), [1250n, 7n, -300n, 0n]);
  assert.deepEqual(['', '.', '1,000', '1e3', '12.345', undefined].map(centsOf), [null, null, null, null, null, null]);
});

const ISA = (type: string, body: string): string => {
  const count = body.split('~').filter((segment) => segment.trim() !== '').length + 2;
  return `ISA*00*          *00*          *ZZ*PAYER          *ZZ*SUB123         *260601*0900*^*00501*000000009*0*T*:~GS*HP*PAYER*SUB123*20260601*0900*9*X*005010X221A1~ST*${type}*0001~${body}SE*${count}*0001~GE*1*9~IEA*1*000000009~`;
};
const REMITTANCE = ISA(
  '835',
  'BPR*I*100*C*ACH************20260601~TRN*1*TRACE7*1512345678~N1*PR*BIG PAYER~LX*1~' +
    'CLP*7KQF3MZDW-1*4*3951.52*100*0*CI*PCN55~NM1*QC*1*QUILLFEATHER*OTTOLINE~' +
    'SVC*HC:0559T*1250.5*100**1~DTM*472*20260512~CAS*CO*45*1150.5~REF*6R*7KQF3MZDW-1-1~' +
    'SVC*HC:0560T*2701.02*0**2~DTM*472*20260512~CAS*CO*50*2701.02~LQ*HE*N115~REF*6R*7KQF3MZDW-1-2~',
);

test('a remittance gives each line its payment, adjustments and remarks, and says whether it balances', () => {
  const [advice] = readRemittance(REMITTANCE);
  assert.equal(advice!.balances, true);
  const [claim] = advice!.claims;
  assert.deepEqual(
    [claim!.claim, claim!.status, claim!.paidCents, claim!.payerClaimNumber],
    ['7KQF3MZDW-1', '4', 10_000n, 'PCN55'],
  );
  assert.deepEqual(
    claim!.lines.map(({ code, units, paidCents, adjustments, remarks }) => [
      code,
      units,
      paidCents,
      adjustments.map(({ group, reason, cents }) => `${group}${reason} ${cents}`),
      remarks,
    ]),
    [
      ['0559T', 1, 10_000n, ['CO45 115050'], []],
      ['0560T', 2, 0n, ['CO50 270102'], ['N115']],
    ],
  );
  assert.ok(
    !JSON.stringify(advice, (_, value) => (typeof value === 'bigint' ? `${value}` : value)).includes('QUILLFEATHER'),
  );
  assert.equal(readRemittance(REMITTANCE.replace('BPR*I*100*', 'BPR*I*101*'))[0]!.balances, false);
});

test('an acknowledgement names the segment at fault, and a claim status says accepted or rejected', () => {
  const [acknowledgement] = readAcknowledgement(
    ISA('999', 'AK1*HC*42*005010X222A1~AK2*837*0042*005010X222A1~IK3*NM1*8**8~IK4*9*67*7*X~IK5*R*5~AK9*R*1*1*0~'),
  );
  assert.deepEqual(acknowledgement, {
    groupControl: '42',
    answer: 'R',
    transactions: [{ control: '0042', answer: 'R', errors: [{ segment: 'NM1', position: 8, element: 9, code: '7' }] }],
  });
  const statuses = readClaimStatus(
    ISA(
      '277',
      'BHT*0085*08*1*20260601*0900*TH~HL*1**20*1~HL*2*1*21*1~TRN*2*B1~STC*A1:19:PR*20260601*WQ*3951.52~HL*3*2*19*1~HL*4*3*PT~NM1*QC*1*X*Y~TRN*2*7KQF3MZDW-1~STC*A7:562:85*20260601*U*3951.52~REF*1K*PCN55~',
    ),
  );
  assert.deepEqual(statuses, [
    { claim: '7KQF3MZDW-1', payerClaimNumber: 'PCN55', statuses: [{ category: 'A7', status: '562', accepted: false }] },
  ]);
});

test('a mutated message is read or refused with a code, never a crash', () => {
  const seeds = [REMITTANCE, writeClaim(draft()), writeClaim(draft('hospital-outpatient-on-campus', 2, 2))];
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(4000), fc.nat(4), fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 5 }),
      (seed, changes) => {
        let text = seed;
        for (const [where, how, what] of changes) {
          const at = where % Math.max(1, text.length);
          if (how === 0) text = text.slice(0, at);
          else if (how === 1) text = text.slice(0, at) + what + text.slice(at);
          else if (how === 2) text = text.slice(0, at) + text.slice(at + 1 + what.length);
          else if (how === 3) text = text.slice(0, at) + text.slice(at % 100, at) + text.slice(at);
          else text = text.slice(0, at) + '~'.repeat(what.length) + text.slice(at);
        }
        for (const read of [readInterchange, readRemittance, readAcknowledgement, readClaimStatus, faultsOfClaimFile])
          try {
            read(text);
          } catch (thrown) {
            assert.ok(thrown instanceof SpecolaError, String(thrown));
          }
      },
    ),
    { numRuns: 1500, seed: 837 },
  );
});
