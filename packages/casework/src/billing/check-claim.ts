import type { ServiceCode } from '@specola/facts';
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
    activity(service, book, blockers, decisions);
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
    if (!service)
      decisions.push({
        code: `code/${other}`,
        question: `May ${other} stand on this claim? The table says nothing of it.`,
        proposal: 'Look it up; a code of three-dimensional work is not an unlisted one.',
        basis: book.rule('category-three-before-unlisted'),
      });
    else {
      activity(service, book, blockers, decisions);
      if (service.family === 'unrelated')
        warnings.push(
          note('code-unrelated', `${other} is ${service.label}; it is no part of this work.`, 'Leave it out.'),
        );
    }
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
      else if (status.value !== 'billable' && status.confidence !== 'sure')
        decisions.push({
          code: `diagnosis/${diagnosis}`,
          question: `Is ${diagnosis} only a header on ${book.day}, and no code to report?`,
          proposal: 'Take the code with all its characters.',
          basis: basisOf(`diagnosis-${diagnosis}`, `${diagnosis} is ${status.value} on this day.`, status),
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
    packaging(work, book, lines, warnings, grounds);
    imageAge(work, warnings);
  }
  return { blockers, warnings, decisions, grounds };
}

/** A code that the table surely ends, or does not know on the day, blocks; one that it only believes to have ended is asked about. */
function activity(service: ServiceCode, book: FactBook, blockers: BillingNote[], decisions: CoderDecision[]): void {
  const { code } = service;
  const active = book.on(service.active);
  if (active?.value) return;
  if (active && active.confidence !== 'sure')
    decisions.push({
      code: `active/${code}`,
      question: `May ${code} still be reported on ${book.day}?`,
      proposal: 'Look it up in the code set of that year.',
      basis: basisOf(`${code}-is-active`, `${code} has ended.`, active),
    });
  else
    blockers.push(
      note(
        'code-not-active',
        `${code} may not be reported on ${book.day}.`,
        'Check the day of the service and the table of codes.',
      ),
    );
}

/** Status Q1 is paid only where nothing of status S, T or V stands on the same claim; what is not known counts as one. */
function packaging(
  work: BillableWork,
  book: FactBook,
  lines: readonly BillLine[],
  warnings: BillingNote[],
  grounds: Basis[],
): void {
  if (!work.setting.startsWith('hospital-outpatient')) return;
  const status = (code: string): string | null => {
    const service = book.code(code);
    return (service && book.on(service.outpatientStatus)?.value) ?? null;
  };
  const beside = work.otherCodes.filter((code) => /^([STV]\b|$)/.test(status(code) ?? ''));
  const packaged = lines.filter(({ code }) => status(code) === 'Q1');
  if (beside.length === 0 || packaged.length === 0) return;
  warnings.push(
    note(
      'packaged',
      `${packaged.map(({ code }) => code).join(', ')} is paid with ${beside.join(', ')} when both stand on one claim of a day.`,
      'Expect nothing extra for it.',
    ),
  );
  grounds.push(book.rule('packaged-with-other-services'));
}

function imageAge({ imagesFrom, oldestImagesDays, serviceOn }: BillableWork, warnings: BillingNote[]): void {
  if (imagesFrom === null || oldestImagesDays === null) return;
  const days = (Date.parse(serviceOn) - Date.parse(imagesFrom)) / 86_400_000;
  if (days > oldestImagesDays)
    warnings.push(
      note(
        'images-old',
        `The images were ${days} days old on the day of the service; the site’s limit is ${oldestImagesDays}.`,
        'Be ready to say why they still showed the patient’s anatomy.',
      ),
    );
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
  const about = lines.some(({ code }) => payer.codes.includes(code));
  if (!about || !position || position.value === 'no-position-known')
    warnings.push(
      note(
        'payer-position-unknown',
        `What ${payer.label} said of these codes on ${book.day} is not known here.`,
        'Ask before the service; have the packet ready.',
      ),
    );
  else if (position.value !== 'at-discretion')
    warnings.push(
      note(
        'payer-position',
        `${payer.label}: ${position.value} since ${position.from}.`,
        payer.appeal || 'Expect a denial; have the packet ready.',
      ),
    );
  if (about && position && position.confidence !== 'sure')
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
