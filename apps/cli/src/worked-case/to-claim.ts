import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Act,
  type Bill,
  caseState,
  claimProblems,
  deriveBill,
  type FeeSchedule,
  workOfCase,
} from '@specola/casework';
import { SHIPPED_BILLING_FACTS } from '@specola/facts';
import { type ClaimParties, type ClaimPatient, caseBundle, faultsOfClaimFile, writeClaim } from '@specola/messages';
import { readCase } from '../case/case-folder.ts';
import { sha256Of } from '../sha256.ts';
import type { WorkedCase } from './worked-case.ts';

/** Made up, to have figures on the claim: no payer and no site has given them. */
export const WORKED_FEES: FeeSchedule = {
  schema: 'specola/fee-schedule/1',
  currency: 'USD',
  fees: ['0559T', '0560T', '0561T', '0562T'].map((code, at) => ({
    code,
    cents: 140_000 - at * 20_000,
    from: '2026-01-01',
    to: null,
    revenueCode: null,
  })),
};
const ADDRESS = { line: '1 Main Street', city: 'Springfield', state: 'IL', zip: '627010001' };
const PARTIES: ClaimParties = {
  submitter: { name: 'Model Lab', id: 'SUB123', contact: 'Billing Desk', phone: '2175550100' },
  receiver: { name: 'Clearing House', id: 'CLR456' },
  billing: {
    name: 'Springfield Imaging Group',
    npi: '1234567893',
    taxonomy: '2085R0202X',
    employerId: '123456789',
    address: ADDRESS,
  },
  facility: null,
  rendering: { lastName: 'Diologist', firstName: 'Ray', npi: '1234567893', taxonomy: '2085R0202X' },
  referring: { lastName: 'Surgeon', firstName: 'Sue', npi: '1234567893' },
  usage: 'T',
};
/** Nobody: the scans are published without identity, or show a woman who gave her body to science. */
const PATIENT: ClaimPatient = {
  lastName: 'Specimen',
  firstName: 'Jane',
  birthDate: '19620214',
  sex: 'F',
  address: ADDRESS,
  medicalRecordNumber: 'TEST0001',
  memberId: '1EG4TE5MK73',
  subscriber: null,
  payer: { name: 'Medicare', id: '00952', filingIndicator: 'MB' },
};

export interface Claimed {
  readonly bill: Bill;
  readonly problemsBefore: readonly string[];
  readonly claim: string;
  readonly claimFaults: readonly string[];
  readonly bundleEntries: readonly string[];
  readonly registry: string;
  readonly packet: {
    readonly file: string;
    readonly bytes: number;
    readonly missing: readonly string[];
    readonly attachmentControlNumber: string;
    readonly sha256: string;
  };
}

/** From an item in the operating room to a claim: minutes, report, packet, bill with its coder’s answers, 837P, bundle, registry. */
export async function toClaim(
  worked: WorkedCase,
  told: {
    readonly minutes: readonly (readonly [
      step: Extract<Act, { kind: 'time-logged' }>['step'],
      person: string,
      minutes: number,
    ])[];
    readonly findings: string;
    readonly registry: object;
    readonly vault: string | null;
  },
): Promise<Claimed> {
  const { dir } = worked;
  for (const [step, person, minutes] of told.minutes)
    await worked.act('manager', 'manager', { kind: 'time-logged', step, person, minutes, from: 'work' });
  await writeFile(join(dir, '..', 'findings.txt'), told.findings);
  worked.as('radiologist', 'radiologist', ['report', dir, '--findings', join(dir, '..', 'findings.txt')]);
  worked.as('radiologist', 'radiologist', ['case', 'sign', dir, '--of', 'report', '--meaning', 'authorship']);
  const packet = JSON.parse(worked.as('technician', 'technician', ['packet', dir, '--json']));

  const open = await billOf(dir);
  const problemsBefore = open.problems;
  for (const { code, proposal } of open.bill.decisions)
    await worked.act('biller', 'biller', {
      kind: 'coding-decided',
      decision: code,
      answer: proposal,
      reason: 'As proposed, for this worked example; a coder decides.',
    });
  const { bill, problems } = await billOf(dir);
  if (problems.length > 0) throw new Error(`The claim is held back: ${problems.join(' ')}`);
  const state = caseState(await readCase(dir));
  const claim = writeClaim({
    claimNumber: `${(await readCase(dir)).caseCode.replaceAll('-', '')}-1`,
    bill,
    diagnoses: state.order!.diagnoses.map(({ icd10cm }) => icd10cm),
    parties: PARTIES,
    patient: PATIENT,
    priorAuthorization: null,
    attachmentControlNumber: packet.attachmentControlNumber,
    note: 'Patient specific anatomic model; record attached',
    revenueCodes: {},
    billType: null,
    admittedOn: null,
    frequency: '1',
    payerClaimNumber: null,
    controlNumber: 1,
    writtenAt: '2026-12-15T15:00:00.000Z',
  });
  await worked.file('claim.x12', claim);
  const total = bill.lines.reduce((sum, { price }) => sum + (price.kind === 'priced' ? price.cents : 0n), 0n);
  await worked.act('biller', 'biller', {
    kind: 'claim-released',
    claim: `${(await readCase(dir)).caseCode.replaceAll('-', '')}-1`,
    bill: sha256Of(
      new TextEncoder().encode(JSON.stringify(bill, (_, value) => (typeof value === 'bigint' ? String(value) : value))),
    ),
    packet: packet.sha256,
    attachmentControlNumber: packet.attachmentControlNumber,
    form: 'professional',
    totalCents: Number(total),
    lines: bill.lines.map(({ code, units, price }) => ({
      code,
      units,
      cents: price.kind === 'priced' ? Number(price.cents) : null,
    })),
  });
  const bundle = caseBundle(caseState(await readCase(dir)), {
    base: 'https://lab.example.org/fhir',
    caseCode: (await readCase(dir)).caseCode,
    patient: { reference: 'Patient/test-1' },
    insurer: { display: 'Medicare' },
    coverage: { reference: 'Coverage/test-1' },
    provider: { display: 'Springfield Imaging Group' },
    bill,
    writtenAt: '2026-12-15T15:00:00Z',
  });
  await worked.file('bundle.json', `${JSON.stringify(bundle, null, 2)}\n`);
  const answers = join(dir, '..', 'registry-answers.json');
  await writeFile(answers, JSON.stringify(told.registry));
  const out = join(dir, '..', 'registry');
  worked.cli([
    'registry',
    'export',
    dir,
    '--answers',
    answers,
    '--out',
    out,
    ...(told.vault ? ['--vault', told.vault] : ['--unscanned']),
  ]);
  return {
    bill,
    problemsBefore,
    claim,
    claimFaults: faultsOfClaimFile(claim).map(String),
    bundleEntries: (bundle.entry ?? []).map(({ resource }) => resource?.resourceType ?? ''),
    registry: out,
    packet,
  };
}

async function billOf(dir: string): Promise<{ bill: Bill; problems: string[] }> {
  const state = caseState(await readCase(dir));
  const work = workOfCase(state, {
    serviceOn: null,
    paymentWindowDays: 3,
    otherCodes: [],
    onlyCodes: null,
    modifiers: [],
    alreadyReportedDigitally: false,
  });
  const bill = deriveBill(work!, SHIPPED_BILLING_FACTS, WORKED_FEES);
  return { bill, problems: claimProblems(state, bill).map(({ what }) => what) };
}
