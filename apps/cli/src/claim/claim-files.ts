import type { Bill, CaseFile, CaseState } from '@specola/casework';
import { type FeeSchedule, feeOn } from '@specola/casework';
import type { BillingFacts } from '@specola/facts';
import { type ClaimSite, caseBundle, faultsOfClaimFile, writeCharges, writeClaim } from '@specola/messages';
import { BrokenPromiseError } from '@specola/space';
import type { PatientOfClaim } from './claim-patient.ts';

export interface ClaimFilesInput {
  readonly file: CaseFile;
  readonly state: CaseState;
  readonly bill: Bill;
  readonly facts: BillingFacts;
  readonly fees: FeeSchedule;
  readonly site: ClaimSite;
  readonly patient: PatientOfClaim;
  readonly claim: string;
  readonly controlNumber: number;
  readonly attachmentControlNumber: string | null;
  readonly writtenAt: string;
}

/** Name and text of each file of a claim; `identity` where it says who the patient is. */
export interface ClaimFile {
  readonly name: string;
  readonly text: string;
  readonly identity: boolean;
}

/** Number of the transaction of a line: the claim’s own and the line’s. */
export const transactionOf = (claim: string, line: number): string => `${claim}-${line + 1}`;

/** The claim (837P or 837I by setting), its charges (DFT^P03) where the site posts them, and the FHIR bundle, from one bill. */
export function claimFiles(input: ClaimFilesInput): ClaimFile[] {
  const { bill, facts, fees, site, patient, claim, state, file } = input;
  const order = state.order!;
  const diagnoses = order.diagnoses.map(({ icd10cm }) => icd10cm);
  const revenue = bill.lines.flatMap(({ code }) => {
    const fee = feeOn(fees, code, bill.serviceOn);
    return fee?.revenueCode ? [[code, fee.revenueCode] as const] : [];
  });
  const text = writeClaim({
    claimNumber: claim,
    bill,
    diagnoses,
    parties: site.parties,
    patient: patient.claim,
    priorAuthorization: order.priorAuthorization,
    attachmentControlNumber: input.attachmentControlNumber,
    note: '',
    revenueCodes: Object.fromEntries(revenue),
    billType: facts.settings.find(({ setting }) => setting === order.setting)?.billType ?? null,
    admittedOn: bill.form === 'professional' && bill.placeOfService === '21' ? order.admittedOn : null,
    frequency: '1',
    payerClaimNumber: null,
    controlNumber: input.controlNumber,
    writtenAt: input.writtenAt,
  });
  const faults = faultsOfClaimFile(text);
  if (faults.length > 0) throw new BrokenPromiseError(`A claim that we wrote has a fault of form: ${faults[0]}`);
  const files: ClaimFile[] = [
    { name: `claim-${claim}.${bill.form === 'institutional' ? '837i' : '837p'}`, text, identity: true },
  ];
  if (site.charges)
    files.push({
      name: `charges-${claim}.hl7`,
      identity: true,
      text: writeCharges({
        route: site.charges.route,
        controlId: `${claim}-${input.controlNumber}`.slice(0, 50),
        sentAt: input.writtenAt,
        patient: patient.charges,
        bill,
        diagnoses,
        department: site.charges.department,
        performedBy: site.charges.performedBy,
        orderedBy: site.charges.orderedBy,
        fillerOrderNumber: file.caseCode,
        transactionOf: (line) => transactionOf(claim, line),
        kind: 'CG',
      }),
    });
  const { base, provider } = site.fhir;
  const bundle = caseBundle(state, {
    base,
    caseCode: file.caseCode,
    patient: { identifier: { system: `${base}/case`, value: file.caseCode } },
    insurer: { display: order.payer },
    coverage: { display: `Coverage of case ${file.caseCode}` },
    provider: { display: provider },
    bill,
    writtenAt: input.writtenAt,
  });
  files.push({ name: `case-${claim}.fhir.json`, text: `${JSON.stringify(bundle, null, 2)}\n`, identity: false });
  return files;
}
