import type { ModifierRule } from '@specola/facts';
import type { BillingNote, CoderDecision } from './bill.ts';
import type { BillableWork } from './billable-work.ts';
import { basisOf, type FactBook } from './fact-book.ts';
import { NOTICE_MODIFIERS, noticeModifier, noticeNotes } from './notice-rules.ts';

export interface ChosenModifiers {
  modifiersOf(code: string): readonly string[];
  readonly notes: readonly { readonly blocks: boolean; readonly note: BillingNote }[];
  readonly questions: readonly CoderDecision[];
}

const MOST_MODIFIERS = 4;
const RESEARCH_DIAGNOSIS = 'Z00.6';
const STUDY_NUMBER = /\bNCT[0-9]{8}\b/;

/**
 * The modifiers of each line: those that somebody asked for and that are not blocked, and for Medicare the one that the
 * notice decides. A blocked one never gets through; one below `sure` or that needs review is asked about.
 */
export function chooseModifiers(work: BillableWork, book: FactBook, codes: readonly string[]): ChosenModifiers {
  const notes: { blocks: boolean; note: BillingNote }[] = [];
  const questions: CoderDecision[] = [];
  const chosen = new Map<string, string[]>(codes.map((code) => [code, []]));
  const payer = book.facts.payers.find(({ key }) => key === work.payer) ?? null;
  const medicare = payer?.kind === 'medicare';
  const asksFor = (modifier: string): boolean =>
    payer !== null && (book.on(payer.modifiers)?.value.includes(modifier) ?? false);

  /** Why a modifier may not stand on a line; null when it may. */
  const refusalOf = (code: string, modifier: string, reason: string, taken: number): BillingNote | null => {
    const rule = book.facts.modifiers.find((one) => one.modifier === modifier);
    const use = rule ? book.on(rule.use) : null;
    if (!rule || !use)
      return note(
        'modifier-unknown',
        `${modifier} on ${code} is in no table.`,
        'Leave it out, or enter it with its source.',
      );
    if (use.value === 'blocked')
      return note('modifier-blocked', `${modifier} (${rule.label}) on ${code}: ${rule.why}`, 'Leave it out.');
    if (rule.medicareOnly && !medicare)
      return note(
        'modifier-medicare-only',
        `${modifier} on ${code} belongs to Medicare.`,
        'Leave it out for this payer.',
      );
    if (use.value === 'institutional-only' && !work.setting.startsWith('hospital-outpatient-off'))
      return note('modifier-not-here', `${modifier} on ${code} belongs to off-campus departments.`, 'Leave it out.');
    if (use.value === 'named-payer-rule-only' && !asksFor(modifier))
      return note(
        'modifier-needs-payer-rule',
        `${modifier} on ${code}: no rule of this payer asks for it.`,
        'Name the payer’s rule in the table, or leave it out.',
      );
    const lacks = lacking(rule, reason, work);
    if (lacks) return note(lacks.key, `${modifier} on ${code} ${lacks.what}`, lacks.mend);
    return taken === MOST_MODIFIERS
      ? note('too-many-modifiers', `${code} has more than ${MOST_MODIFIERS} modifiers.`, 'Keep four at most.')
      : null;
  };

  const add = (code: string, modifier: string, reason: string, proposal: string): void => {
    const list = chosen.get(code);
    const rule = book.facts.modifiers.find((one) => one.modifier === modifier);
    const use = rule ? book.on(rule.use) : null;
    if (!list) {
      notes.push({
        blocks: false,
        note: note(
          'modifier-without-line',
          `${modifier} is asked for on ${code}, which is not on the bill.`,
          'Drop it.',
        ),
      });
      return;
    }
    if (list.includes(modifier)) return;
    const refusal = refusalOf(code, modifier, reason, list.length);
    if (refusal || !rule || !use) {
      if (refusal) notes.push({ blocks: true, note: refusal });
      return;
    }
    list.push(modifier);
    if (use.value === 'needs-review' || use.confidence !== 'sure')
      questions.push({
        code: `modifier/${modifier}`,
        question: `Does ${modifier} (${rule.label}) belong on the claim? ${rule.why}`,
        proposal,
        basis: basisOf(`modifier-${modifier}`, rule.why, use),
      });
  };

  for (const { code, modifier, reason } of work.modifiers) add(code, modifier, reason, 'As asked.');

  if (work.alreadyReportedDigitally && codes.length > 0) questions.push(reportedBefore(book));

  if (medicare && codes.length > 0) {
    const given = codes.flatMap((code) => chosen.get(code)!.filter((one) => NOTICE_MODIFIERS.includes(one)));
    const { modifier, why } = noticeModifier(work);
    for (const code of codes)
      if (!chosen.get(code)!.some((one) => NOTICE_MODIFIERS.includes(one))) add(code, modifier, '', why);
    notes.push(...noticeNotes(work, given));
  }
  return { modifiersOf: (code) => chosen.get(code) ?? [], notes, questions };
}

function lacking(rule: ModifierRule, reason: string, work: BillableWork) {
  if (rule.needs.includes('reason') && reason.trim() === '')
    return {
      key: 'modifier-reason-missing',
      what: 'needs a reason in words.',
      mend: 'Write the reason and attach the proof.',
    };
  if (rule.needs.includes('study') && !(work.diagnoses.includes(RESEARCH_DIAGNOSIS) && STUDY_NUMBER.test(reason)))
    return {
      key: 'modifier-study-missing',
      what: `needs ${RESEARCH_DIAGNOSIS} among the diagnoses and the study’s number in its reason.`,
      mend: 'Add both (the number as NCT01234567), or leave it out.',
    };
  return null;
}

/** Before the digital codes there was only C8001 to report a digital model by; what follows from that was not found. */
function reportedBefore(book: FactBook): CoderDecision {
  const since = book.facts.rules.find(({ key }) => key === 'reduced-when-reported-digitally');
  return since && book.on(since.says)
    ? {
        code: 'reported-digitally-before',
        question: 'The model was reported digitally before. Add 52?',
        proposal: '52 on the print codes, if it was printed unaltered.',
        basis: book.rule('reduced-when-reported-digitally'),
      }
    : {
        code: 'reported-digitally-before',
        question: 'The model was reported digitally before. May it be reported again as printed?',
        proposal: 'Only one of the two.',
        basis: book.rule('digital-and-print-together'),
      };
}

const note = (code: string, what: string, mend: string): BillingNote => ({ code: `billing/${code}`, what, mend });
