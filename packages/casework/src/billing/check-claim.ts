import type { Basis, BillingNote, BillLine, CoderDecision } from './bill.ts';
import type { BillableWork } from './billable-work.ts';
import { basisOf, type FactBook } from './fact-book.ts';

export interface ClaimCheck {
  readonly blockers: readonly BillingNote[];
  readonly warnings: readonly BillingNote[];
  readonly decisions: readonly CoderDecision[];
  readonly grounds: readonly Basis[];
}

/** What the lines meet on the day: active codes, parents, exclusions, unit limits, diagnoses, payer, prices. */
export function checkClaim(work: BillableWork, book: FactBook, lines: readonly BillLine[]): ClaimCheck {
  const blockers: BillingNote[] = [];
  const warnings: BillingNote[] = [];
  const decisions: CoderDecision[] = [];
  const grounds: Basis[] = [];
  const codes = new Set([...lines.map(({ code }) => code), ...work.otherCodes]);

  for (const { code, units, price } of lines) {
    const service = book.code(code)!;
    const active = book.on(service.active);
    if (!active?.value)
      blockers.push(
        note(
          'code-not-active',
          `${code} may not be reported on ${book.day}.`,
          'Check the day of the service and the table of codes.',
        ),
      );
    if (service.parent && !codes.has(service.parent))
      blockers.push(
        note(
          'add-on-without-parent',
          `${code} adds on to ${service.parent}, which is not on the claim.`,
          `Put ${service.parent} on the same claim.`,
        ),
      );
    const limit = book.on(service.maximumUnits);
    if (limit && units > limit.value) {
      warnings.push(
        note(
          'units-above-limit',
          `${code} × ${units} is above the limit of ${limit.value} for one day (since ${limit.from}).`,
          'The line will be denied for units; appeal with the record of each component.',
        ),
      );
      grounds.push(basisOf(`${code}-unit-limit`, `At most ${limit.value} units of ${code} in a day.`, limit));
    }
    if (price.kind === 'unpriced')
      warnings.push(note('unpriced', price.why, 'Enter the price in the site’s fee schedule.'));
  }

  for (const line of lines)
    for (const other of work.otherCodes) {
      const excluded = book.code(line.code)?.excludes.find((fact) => book.on([fact]) && fact.value.includes(other));
      const backwards = book.code(other)?.excludes.find((fact) => book.on([fact]) && fact.value.includes(line.code));
      const fact = excluded ?? backwards;
      if (!fact) continue;
      if (fact.confidence === 'sure')
        blockers.push(
          note(
            'codes-exclude',
            `${line.code} and ${other} are not reported together for the same patient and images.`,
            `Leave out ${other}, or the print codes.`,
          ),
        );
      else
        decisions.push({
          code: `together/${other}`,
          question: `May ${other} stand beside ${line.code}?`,
          proposal: `Leave out ${other}.`,
          basis: basisOf(`${other}-with-print-codes`, `${other} beside ${line.code}`, fact),
        });
    }
  for (const other of work.otherCodes) {
    const service = book.code(other);
    if (service?.parent && !codes.has(service.parent))
      blockers.push(
        note(
          'add-on-without-parent',
          `${other} adds on to ${service.parent}, which is not on the claim.`,
          `Put ${service.parent} on the same claim.`,
        ),
      );
    if (other === 'C8001' && !work.setting.startsWith('hospital-outpatient'))
      blockers.push(note('hospital-outpatient-only', 'C8001 is for hospital outpatients only.', 'Leave it out.'));
  }

  if (lines.length > 0) {
    if (work.diagnoses.length === 0)
      blockers.push(note('no-diagnosis', 'The claim has no diagnosis.', 'Take it from the order.'));
    if (work.diagnoses.length > 12)
      blockers.push(
        note('too-many-diagnoses', 'A claim holds twelve diagnoses at most.', 'Keep the twelve that matter.'),
      );
    for (const diagnosis of work.diagnoses) {
      const known = book.facts.diagnoses.find(({ code }) => code === diagnosis);
      const status = known && book.on(known.status);
      if (!status)
        decisions.push({
          code: `diagnosis/${diagnosis}`,
          question: `Is ${diagnosis} a billable code on ${book.day}?`,
          proposal: 'Load the ICD-10-CM list of that year, or look it up.',
          basis: null,
        });
      else if (status.value !== 'billable')
        blockers.push(
          note(
            'diagnosis-not-billable',
            `${diagnosis} is ${status.value === 'header-only' ? 'only a header' : 'no code'} on ${book.day}.`,
            'Take the code with all its characters.',
          ),
        );
      else if (status.confidence !== 'sure')
        grounds.push(basisOf(`diagnosis-${diagnosis}`, `${diagnosis} is billable on this day.`, status));
    }
    payerNotes(work, book, lines, warnings, grounds);
    if (work.setting.startsWith('hospital-outpatient') && work.otherCodes.length > 0)
      grounds.push(book.rule('packaged-with-other-services'));
  }
  return { blockers, warnings, decisions, grounds };
}

function payerNotes(
  work: BillableWork,
  book: FactBook,
  lines: readonly BillLine[],
  warnings: BillingNote[],
  grounds: Basis[],
): void {
  const payer = book.facts.payers.find(({ key }) => key === work.payer);
  if (!payer) {
    warnings.push(
      note(
        'payer-unknown',
        `Nothing is known here of the payer "${work.payer}".`,
        'Enter its position with source and date.',
      ),
    );
    return;
  }
  const position = book.on(payer.position);
  if (
    position &&
    lines.some(({ code }) => payer.codes.includes(code)) &&
    position.value !== 'at-discretion' &&
    position.value !== 'no-position-known'
  )
    warnings.push(
      note(
        'payer-position',
        `${payer.label}: ${position.value} since ${position.from}.`,
        payer.appeal || 'Expect a denial; have the packet ready.',
      ),
    );
  if (position && position.confidence !== 'sure')
    grounds.push(basisOf(`position-of-${payer.key}`, `${payer.label}: ${position.value}.`, position));
  const documents = book.on(payer.documents);
  if (documents && documents.value.length > 0)
    warnings.push(
      note(
        'documents-asked',
        `${payer.label} asks for: ${documents.value.join(', ')}.`,
        'Send the packet with the first submission.',
      ),
    );
  const authorization = book.on(payer.priorAuthorization);
  if (authorization?.value && !work.priorAuthorization)
    warnings.push(
      note(
        'no-prior-authorization',
        `${payer.label} asks for a prior authorization.`,
        'Get its number before the service.',
      ),
    );
}

const note = (code: string, what: string, mend: string): BillingNote => ({ code: `billing/${code}`, what, mend });
