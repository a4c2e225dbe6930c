import type { BillingNote } from './bill.ts';
import type { BillableWork } from './billable-work.ts';

export const NOTICE_MODIFIERS: readonly string[] = ['GA', 'GX', 'GY', 'GZ'];

const inTime = ({ notice, serviceOn }: BillableWork): boolean => notice !== null && notice.signedOn <= serviceOn;

/** The modifier that the notice (ABN) decides, where nobody asked for one. */
export const noticeModifier = (work: BillableWork): { readonly modifier: string; readonly why: string } =>
  inTime(work)
    ? { modifier: work.notice?.voluntary ? 'GX' : 'GA', why: 'The notice was signed before the service.' }
    : { modifier: 'GZ', why: 'No valid notice: the patient cannot be charged.' };

/** What stands against a claim to Medicare, or should be known of it, because of the notice and of the modifiers given. */
export function noticeNotes(
  work: BillableWork,
  given: readonly string[],
): { readonly blocks: boolean; readonly note: BillingNote }[] {
  const { notice, serviceOn } = work;
  const notes: { blocks: boolean; note: BillingNote }[] = [];
  const say = (blocks: boolean, code: string, what: string, mend: string): void => {
    notes.push({ blocks, note: { code: `billing/${code}`, what, mend } });
  };
  if (given.includes('GA') && !inTime(work))
    say(
      true,
      'no-notice-for-ga',
      'GA says that a notice was signed before the service; none was.',
      'Use GZ, or find the notice.',
    );
  if (given.includes('GX') && !(inTime(work) && notice?.voluntary))
    say(
      true,
      'no-notice-for-gx',
      'GX says that a voluntary notice was signed before the service; none was.',
      'Use GA or GZ, as the notice has it.',
    );
  if (given.includes('GZ') && inTime(work))
    say(
      true,
      'notice-against-gz',
      'GZ says that no notice was signed; one was.',
      'Use GA or GX, as the notice has it.',
    );
  if (notice && inTime(work) && notice.choice !== 'wants-it-and-claim')
    say(
      true,
      'patient-wants-no-claim',
      notice.choice === 'wants-it-no-claim'
        ? 'The patient ticked on the notice that no claim be sent.'
        : 'The patient ticked on the notice that the service is not wanted.',
      'Send no claim; ask the patient if that is not what was meant.',
    );
  // What the statute excludes needs no notice.
  if (given.includes('GY')) return notes;
  if (!notice)
    say(
      false,
      'no-notice',
      'A denial is expected and no notice (ABN) was signed before the service.',
      'Have the notice signed before the next one; this one cannot be charged to the patient.',
    );
  else if (notice.signedOn > serviceOn)
    say(
      false,
      'notice-too-late',
      `The notice was signed on ${notice.signedOn}, after the service.`,
      'It does not count; this one cannot be charged to the patient.',
    );
  return notes;
}
