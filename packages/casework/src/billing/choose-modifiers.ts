import type { BillingNote, CoderDecision } from './bill.ts';
import type { BillableWork } from './billable-work.ts';
import { basisOf, type FactBook } from './fact-book.ts';

export interface ChosenModifiers {
  modifiersOf(code: string): readonly string[];
  readonly notes: readonly { readonly blocks: boolean; readonly note: BillingNote }[];
  readonly questions: readonly CoderDecision[];
}

const MOST_MODIFIERS = 4;

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

  const add = (code: string, modifier: string, proposal: string): void => {
    const list = chosen.get(code);
    const rule = book.facts.modifiers.find((one) => one.modifier === modifier);
    const use = rule ? book.on(rule.use) : null;
    if (!list || list.includes(modifier)) return;
    if (!rule || !use) {
      notes.push({
        blocks: true,
        note: note(
          'modifier-unknown',
          `${modifier} on ${code} is in no table.`,
          'Leave it out, or enter it with its source.',
        ),
      });
      return;
    }
    if (use.value === 'blocked') {
      notes.push({
        blocks: true,
        note: note('modifier-blocked', `${modifier} (${rule.label}) on ${code}: ${rule.why}`, 'Leave it out.'),
      });
      return;
    }
    if (rule.medicareOnly && !medicare) {
      notes.push({
        blocks: true,
        note: note(
          'modifier-medicare-only',
          `${modifier} on ${code} belongs to Medicare.`,
          'Leave it out for this payer.',
        ),
      });
      return;
    }
    if (use.value === 'institutional-only' && !work.setting.startsWith('hospital-outpatient-off')) {
      notes.push({
        blocks: true,
        note: note('modifier-not-here', `${modifier} on ${code} belongs to off-campus departments.`, 'Leave it out.'),
      });
      return;
    }
    if (use.value === 'named-payer-rule-only') {
      notes.push({
        blocks: true,
        note: note(
          'modifier-needs-payer-rule',
          `${modifier} on ${code}: no rule of this payer asks for it.`,
          'Name the payer’s rule in the table, or leave it out.',
        ),
      });
      return;
    }
    if (list.length === MOST_MODIFIERS) {
      notes.push({
        blocks: true,
        note: note('too-many-modifiers', `${code} has more than ${MOST_MODIFIERS} modifiers.`, 'Keep four at most.'),
      });
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

  for (const { code, modifier, reason } of work.modifiers) {
    add(code, modifier, 'As asked.');
    if (chosen.get(code)?.includes(modifier) && needsReason(book, modifier) && reason.trim() === '')
      notes.push({
        blocks: true,
        note: note(
          'modifier-reason-missing',
          `${modifier} on ${code} needs a reason in words.`,
          'Write the reason and attach the proof.',
        ),
      });
  }

  if (work.alreadyReportedDigitally && codes.length > 0) {
    const rule = book.rule('reduced-when-reported-digitally');
    questions.push({
      code: 'reported-digitally-before',
      question: 'The model was reported digitally before. Add 52?',
      proposal: '52 on the print codes, if it was printed unaltered.',
      basis: rule,
    });
  }

  if (medicare && codes.length > 0) {
    const { notice, serviceOn } = work;
    const given = [...chosen.values()].flat();
    if (!given.some((one) => ['GA', 'GX', 'GY', 'GZ'].includes(one))) {
      const inTime = notice !== null && notice.signedOn <= serviceOn;
      const modifier = inTime ? (notice.voluntary ? 'GX' : 'GA') : 'GZ';
      for (const code of codes)
        add(
          code,
          modifier,
          inTime ? 'The notice was signed before the service.' : 'No valid notice: the patient cannot be charged.',
        );
    }
    if (given.includes('GA') && (!notice || notice.signedOn > serviceOn))
      notes.push({
        blocks: true,
        note: note(
          'no-notice-for-ga',
          'GA says that a notice was signed before the service; none was.',
          'Use GZ, or find the notice.',
        ),
      });
    if (!notice)
      notes.push({
        blocks: false,
        note: note(
          'no-notice',
          'A denial is expected and no notice (ABN) was signed before the service.',
          'Have the notice signed before the next one; this one cannot be charged to the patient.',
        ),
      });
    else if (notice.signedOn > serviceOn)
      notes.push({
        blocks: false,
        note: note(
          'notice-too-late',
          `The notice was signed on ${notice.signedOn}, after the service.`,
          'It does not count; this one cannot be charged to the patient.',
        ),
      });
  }
  return { modifiersOf: (code) => chosen.get(code) ?? [], notes, questions };
}

const needsReason = (book: FactBook, modifier: string): boolean => {
  const rule = book.facts.modifiers.find((one) => one.modifier === modifier);
  return rule !== undefined && book.on(rule.use)?.value === 'needs-review';
};

const note = (code: string, what: string, mend: string): BillingNote => ({ code: `billing/${code}`, what, mend });
