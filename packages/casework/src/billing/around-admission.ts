import type { BillingNote, CoderDecision, NotBilled } from './bill.ts';
import type { BillableWork } from './billable-work.ts';
import type { FactBook } from './fact-book.ts';

export interface AroundAdmission {
  /** Set when nothing of the work is billed apart. */
  readonly notBilled: NotBilled | null;
  readonly warnings: readonly BillingNote[];
  readonly decisions: readonly CoderDecision[];
}

/**
 * What a stay in the hospital does to the bill: of an inpatient nothing is billed apart, and for Medicare neither is what
 * the hospital did for an outpatient in the days before. Where the window is somebody else’s, the coder is asked.
 */
export function aroundAdmission(work: BillableWork, book: FactBook): AroundAdmission {
  if (work.setting === 'inpatient')
    return {
      notBilled: {
        what: 'All of it: inpatient',
        because: 'It is inside the rate of the stay.',
        basis: [book.rule('inpatient-inside-the-drg')],
      },
      warnings: [note('inpatient', 'The patient is an inpatient.', 'Expect no payment apart from the stay.')],
      decisions: [],
    };
  if (work.admittedOn === null) return NOTHING;
  const days = (Date.parse(work.admittedOn) - Date.parse(work.serviceOn)) / 86_400_000;
  if (days < 0)
    return {
      notBilled: null,
      warnings: [],
      decisions: [
        {
          code: 'service-during-a-stay',
          question: `The service is ${-days} day${days === -1 ? '' : 's'} after the admission. Had the patient left?`,
          proposal: 'Bill it only when the patient was an outpatient again.',
          basis: book.rule('service-during-a-stay'),
        },
      ],
    };
  if (days > work.paymentWindowDays) return NOTHING;
  const span = `${days} day${days === 1 ? '' : 's'} before the admission`;
  const warnings = [
    note(
      'before-admission',
      `The service is ${span}; the payment window is ${work.paymentWindowDays} day${work.paymentWindowDays === 1 ? '' : 's'}.`,
      'Expect it to be paid with the stay.',
    ),
  ];
  const payer = book.facts.payers.find(({ key }) => key === work.payer);
  if (payer?.kind === 'medicare' && work.setting.startsWith('hospital-outpatient'))
    return {
      notBilled: {
        what: `All of it: ${span}`,
        because: `The service lies in the payment window of ${work.paymentWindowDays} days; it goes on the inpatient claim.`,
        basis: [book.rule('payment-window')],
      },
      warnings,
      decisions: [],
    };
  return {
    notBilled: null,
    warnings,
    decisions: [
      {
        code: 'payment-window-of-others',
        question:
          payer?.kind === 'medicare'
            ? `Is the place of service wholly owned by the admitting hospital? The service is ${span}.`
            : `Does this payer take services before an admission into the stay? The service is ${span}.`,
        proposal: 'Bill it apart only when not.',
        basis: book.rule('payment-window-of-others'),
      },
    ],
  };
}

const NOTHING: AroundAdmission = { notBilled: null, warnings: [], decisions: [] };
const note = (code: string, what: string, mend: string): BillingNote => ({ code: `billing/${code}`, what, mend });
