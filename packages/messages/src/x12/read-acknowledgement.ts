import { readInterchange, transactionsOf } from './interchange.ts';
import { NotX12Error } from './x12-errors.ts';

/** What a 999 says of a file that we sent. */
export interface Acknowledgement {
  readonly groupControl: string;
  readonly transactions: readonly {
    readonly control: string;
    /** A accepted, E accepted with errors, R rejected … */
    readonly answer: string;
    readonly errors: readonly {
      readonly segment: string;
      readonly position: number;
      readonly element: number | null;
      readonly code: string;
    }[];
  }[];
  readonly answer: string;
}

/** @throws NotX12Error */
export function readAcknowledgement(text: string): Acknowledgement[] {
  const found = transactionsOf(readInterchange(text), '999').map((segments): Acknowledgement => {
    let groupControl = '';
    let answer = '';
    const transactions: {
      control: string;
      answer: string;
      errors: { segment: string; position: number; element: number | null; code: string }[];
    }[] = [];
    for (const segment of segments) {
      const open = transactions.at(-1);
      if (segment[0] === 'AK1') groupControl = segment[2] ?? '';
      else if (segment[0] === 'AK2') transactions.push({ control: segment[2] ?? '', answer: '', errors: [] });
      else if (segment[0] === 'IK3')
        open?.errors.push({
          segment: segment[1] ?? '',
          position: Number(segment[2]),
          element: null,
          code: segment[4] ?? '',
        });
      else if (segment[0] === 'IK4') {
        const last = open?.errors.at(-1);
        if (last)
          open!.errors[open!.errors.length - 1] = {
            ...last,
            element: Number.parseInt(segment[1] ?? '', 10),
            code: segment[3] ?? '',
          };
      } else if (segment[0] === 'IK5' && open) open.answer = segment[1] ?? '';
      else if (segment[0] === 'AK9') answer = segment[1] ?? '';
    }
    return { groupControl, transactions, answer };
  });
  if (found.length === 0) throw new NotX12Error('there is no acknowledgement (999) in it.');
  return found;
}

/** What a 277CA says of one claim. */
export interface ClaimStatus {
  readonly claim: string;
  readonly payerClaimNumber: string | null;
  /** Category code A1, A2 (accepted), A3, A7 (rejected) …, and status code. */
  readonly statuses: readonly { readonly category: string; readonly status: string; readonly accepted: boolean }[];
}

/**
 * The answers of a clearinghouse or payer to claims (277CA). Patients’ names in it are not taken over.
 *
 * @throws NotX12Error
 */
export function readClaimStatus(text: string): ClaimStatus[] {
  const interchange = readInterchange(text);
  const transactions = transactionsOf(interchange, '277');
  if (transactions.length === 0) throw new NotX12Error('there is no claim status (277) in it.');
  return transactions.flatMap((segments) => {
    const found: {
      claim: string;
      payerClaimNumber: string | null;
      statuses: { category: string; status: string; accepted: boolean }[];
    }[] = [];
    let pending: string | null = null;
    for (const segment of segments) {
      const open = found.at(-1);
      if (segment[0] === 'HL') pending = segment[3] === 'PT' ? '' : null;
      else if (segment[0] === 'TRN' && pending !== null) {
        found.push({ claim: segment[2] ?? '', payerClaimNumber: null, statuses: [] });
      } else if (segment[0] === 'STC' && open && pending !== null)
        for (const element of [segment[1], segment[10], segment[11]]) {
          if (!element) continue;
          const [category = '', status = ''] = element.split(interchange.separators.component);
          open.statuses.push({ category, status, accepted: category === 'A1' || category === 'A2' });
        }
      else if (segment[0] === 'REF' && segment[1] === '1K' && open) open.payerClaimNumber = segment[2] ?? null;
    }
    return found;
  });
}
