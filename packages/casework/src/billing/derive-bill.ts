import type { BillingFacts } from '@specola/facts';
import { aroundAdmission } from './around-admission.ts';
import type { Basis, Bill, BillLine, CoderDecision, NotBilled } from './bill.ts';
import type { BillableWork } from './billable-work.ts';
import { checkClaim } from './check-claim.ts';
import { chooseModifiers } from './choose-modifiers.ts';
import { basisOf, type FactBook, factBook } from './fact-book.ts';
import type { FeeSchedule } from './fee-schedule.ts';
import { priceOf } from './fee-schedule.ts';

/**
 * The bill of a piece of work: lines with units, modifiers, pointers and reasons; what is not billed and why; what keeps
 * the claim back; and every question that only a coder can answer. Never a guess: a fact below `sure` that decides
 * anything comes back as a decision beside its proposal.
 *
 * @param fees  the site's own prices; what has none stays unpriced
 */
export function deriveBill(work: BillableWork, facts: BillingFacts, fees: FeeSchedule): Bill {
  const book = factBook(facts, work.serviceOn);
  const notBilled = nonUnits(work, book);
  const components = work.components.filter((one) => one.segmentedOnItsOwn && one.processedOnItsOwn);
  for (const one of work.components)
    if (!components.includes(one))
      notBilled.push({
        what: `${one.key}: not prepared on its own`,
        because: 'It has no segmentation or processing of its own, so it is part of another component.',
        basis: [book.rule('component-is-the-unit')],
      });
  const { once, again } = sameStructureOnce(components);
  for (const one of again)
    notBilled.push({
      what: `${one.key}: ${one.anatomy} (${one.side}) a second time`,
      because: 'The same structure was prepared again without an order and a necessity of its own.',
      basis: [book.rule('copies-are-no-unit')],
    });

  const printedComponents = once.filter(({ printed }) => printed);
  const printedGuides = work.guides.filter(({ printed }) => printed);
  const digital = [...once.filter(({ printed }) => !printed), ...work.guides.filter(({ printed }) => !printed)];
  const decisions: CoderDecision[] = [];
  const stay = aroundAdmission(work, book);
  const wanted: Wanted[] = [];

  if (work.onlyTeaching) {
    notBilled.push({
      what: 'All of it: teaching or research',
      because: 'It is not care of this patient.',
      basis: [book.rule('teaching-is-not-care')],
    });
  } else if (stay.notBilled) {
    notBilled.push(stay.notBilled);
  } else {
    decisions.push(...stay.decisions);
    wanted.push(
      ...unitsOf('0559T', '0560T', printedComponents, book),
      ...unitsOf('0561T', '0562T', printedGuides, book),
    );
    if (printedComponents.length > 0 && printedGuides.length > 0)
      decisions.push(
        ask(
          'both-families',
          'Models and guides on one claim?',
          'Both, each with its own lines.',
          book.rule('both-families-together'),
        ),
      );
    if (digital.length > 0) {
      notBilled.push({
        what: `${digital.map(({ key }) => key).join(', ')}: digital only`,
        because: 'Nothing was printed of it, and the print codes name printing.',
        basis: [book.rule('print-is-required')],
      });
      if (wanted.length === 0 && once.length > 0) decisions.push(...digitalOffers(work, book));
    }
  }

  const asked = work.onlyCodes === null ? wanted : wanted.filter(({ code }) => work.onlyCodes!.includes(code));
  const { modifiersOf, notes, questions } = chooseModifiers(
    work,
    book,
    asked.map(({ code }) => code),
  );
  const lines = asked.map((one): BillLine => {
    const service = book.code(one.code)!;
    return {
      code: one.code,
      label: service.label,
      units: one.counts.length,
      modifiers: modifiersOf(one.code),
      diagnosisPointers: work.diagnoses.slice(0, 4).map((_, at) => at + 1),
      counts: one.counts,
      because: one.because,
      basis: one.basis,
      price: priceOf(fees, one.code, one.counts.length, work.serviceOn),
    };
  });
  const checked = checkClaim(work, book, lines);
  const setting = facts.settings.find((one) => one.setting === work.setting);
  const form = setting ? book.on(setting.form) : null;
  const place = setting ? book.on(setting.placeOfService) : null;
  const grounds = [
    ...lines.flatMap(({ basis }) => basis),
    ...notBilled.flatMap(({ basis }) => basis),
    ...(form && lines.length > 0
      ? [basisOf('claim-form-by-setting', `${work.setting}: ${form.value} claim`, form)]
      : []),
    ...(lines.length > 0 ? [book.rule('service-day-is-release')] : []),
    ...checked.grounds,
  ];
  return {
    serviceOn: work.serviceOn,
    form: form?.value ?? null,
    placeOfService: place?.value ?? null,
    lines,
    notBilled,
    blockers: [...checked.blockers, ...notes.filter(({ blocks }) => blocks).map(({ note }) => note)],
    warnings: [...stay.warnings, ...checked.warnings, ...notes.filter(({ blocks }) => !blocks).map(({ note }) => note)],
    decisions: distinct([...decisions, ...checked.decisions, ...questions, ...unsure(grounds)]),
  };
}

interface Wanted {
  readonly code: string;
  readonly counts: readonly string[];
  readonly because: readonly string[];
  readonly basis: readonly Basis[];
}

/** First unit to the primary code, the others to its add-on. */
function unitsOf(
  primary: string,
  addOn: string,
  counted: readonly { readonly key: string }[],
  book: FactBook,
): Wanted[] {
  const [first, ...further] = counted;
  if (!first) return [];
  const unit = book.code(primary)!.countedBy;
  const basis = [book.rule(`${unit}-is-the-unit`), ...activeBasis(primary, book)];
  const line = (code: string, counts: readonly string[], which: string, more: readonly Basis[]): Wanted => ({
    code,
    counts,
    because: [
      `${which} ${unit}${counts.length > 1 ? 's' : ''} prepared, printed and counted: ${counts.join(', ')}.`,
      `Units count ${unit}s, never objects or copies.`,
    ],
    basis: [...basis, ...more],
  });
  return [
    line(primary, [first.key], 'The first', []),
    ...(further.length > 0
      ? [
          line(
            addOn,
            further.map(({ key }) => key),
            further.length === 1 ? 'One further' : `${further.length} further`,
            [book.rule('add-on-needs-parent')],
          ),
        ]
      : []),
  ];
}

const activeBasis = (code: string, book: FactBook): Basis[] => {
  const active = book.on(book.code(code)!.active);
  return active ? [basisOf(`${code}-is-active`, `${code} may be reported on this day.`, active)] : [];
};

/** One preparation of a structure counts; a second one only with an order and a necessity of its own. */
function sameStructureOnce(components: BillableWork['components']): {
  once: BillableWork['components'][number][];
  again: BillableWork['components'][number][];
} {
  const seen = new Map<string, BillableWork['components'][number]>();
  const once: BillableWork['components'][number][] = [];
  const again: BillableWork['components'][number][] = [];
  // Printed ones first, so that of two preparations the one that went to the patient is the one that counts.
  for (const one of [...components].sort((a, b) => Number(b.printed) - Number(a.printed))) {
    const structure = `${one.anatomy} ${one.side}`;
    if (seen.has(structure) && !one.separatelyOrdered) again.push(one);
    else {
      seen.set(structure, one);
      once.push(one);
    }
  }
  const inOrder = (list: typeof once) => components.filter((one) => list.includes(one));
  return { once: inOrder(once), again: inOrder(again) };
}

function nonUnits(work: BillableWork, book: FactBook): NotBilled[] {
  const rows: readonly (readonly [number, string, string, string])[] = [
    [work.copies, 'further copies', 'A copy has no segmentation and no processing of its own.', 'copies-are-no-unit'],
    [
      work.trialBones,
      'trial bones',
      'They show whether the guide fits and were not ordered as models.',
      'trial-bone-is-a-companion',
    ],
    [work.testPrints, 'test prints', 'They serve the lab.', 'test-print-is-no-service'],
    [
      work.failedPrints,
      'failed prints',
      'A failed print is scrap, neither a service nor a discontinued one.',
      'failed-print-is-scrap',
    ],
    [work.extraPieces, 'further pieces', 'What is printed in pieces stays one.', 'pieces-are-one'],
  ];
  return rows
    .filter(([count]) => count > 0)
    .map(([count, what, because, rule]) => ({ what: `${count} ${what}`, because, basis: [book.rule(rule)] }));
}

/** What may be reported for a digital model alone: only ever an offer. */
function digitalOffers(work: BillableWork, book: FactBook): CoderDecision[] {
  const offers: CoderDecision[] = [];
  const c8001 = book.code('C8001');
  const since = c8001 && book.on(c8001.active);
  if (since && work.setting.startsWith('hospital-outpatient'))
    offers.push(
      ask(
        'digital-only',
        'Report C8001 for the digital model?',
        'C8001 × 1 may fit: surface meshes from an earlier CT or MR, hospital outpatient.',
        book.rule('digital-only-hospital-outpatient'),
      ),
    );
  const code = work.usedForSimulation ? '1032T' : '1030T';
  const successor = book.code(code);
  const active = successor && book.on(successor.active);
  if (successor && active)
    offers.push(
      ask(
        'digital-successor',
        `Report ${code} for the digital model?`,
        `${code} (${successor.label}) may fit, and its add-on for each further model; nobody here has seen the code set.`,
        basisOf(`${code}-is-active`, successor.label, active),
      ),
    );
  return offers;
}

const ask = (code: string, question: string, proposal: string, basis: Basis | null): CoderDecision => ({
  code,
  question,
  proposal,
  basis,
});

/** Every ground below `sure` is a question. */
const unsure = (grounds: readonly Basis[]): CoderDecision[] =>
  grounds
    .filter(({ confidence }) => confidence !== 'sure')
    .map((basis) => ask(`confirm/${basis.fact}`, `Is this right: ${basis.says}`, 'Go on as proposed.', basis));

const distinct = (decisions: readonly CoderDecision[]): CoderDecision[] =>
  decisions.filter(({ code }, at) => decisions.findIndex((one) => one.code === code) === at);
