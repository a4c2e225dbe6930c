import { BrokenPromiseError } from '@specola/space';
import { CODE_LETTERS, checkLetterOf, parseCaseCode } from './case-code.ts';

/** M a model, G a guide, P a printed item. */
export type ItemKind = 'M' | 'G' | 'P';
/** 31 squared: more than one case ever prints. */
const MOST_ITEMS = CODE_LETTERS.length ** 2;

/**
 * The code of a part or a printed item: that of its case without the case's own check letter, what it is, its number in
 * two letters, and a letter that checks all of it: `7KQF-3MZD-G23-H`. Every single wrong letter and every two neighbors
 * that changed places are found. A Data Matrix holds the same letters.
 *
 * @param number  0 for the first of its kind in the case
 */
export function itemCode(caseCode: string, kind: ItemKind, number: number): string {
  const known = parseCaseCode(caseCode);
  if (!known) throw new BrokenPromiseError('An item code needs a sound case code.');
  if (!Number.isInteger(number) || number < 0 || number >= MOST_ITEMS)
    throw new BrokenPromiseError(`An item code counts from 0 to ${MOST_ITEMS - 1}.`);
  const opaque = known.slice(0, 9);
  const tail = `${kind}${CODE_LETTERS[Math.floor(number / CODE_LETTERS.length)]}${CODE_LETTERS[number % CODE_LETTERS.length]}`;
  return `${opaque}-${tail}-${checkLetterOf(opaque.replace('-', '') + tail)}`;
}

/** The code in its one spelling, with what it says; null when it is none, or its check letter does not fit. */
export function parseItemCode(
  text: string,
): { code: string; caseLetters: string; kind: ItemKind; number: number } | null {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '');
  if (letters.length !== 12 || ![...letters].every((letter) => CODE_LETTERS.includes(letter))) return null;
  const body = letters.slice(0, 11);
  const kind = body[8]!;
  if ((kind !== 'M' && kind !== 'G' && kind !== 'P') || checkLetterOf(body) !== letters[11]) return null;
  const number = CODE_LETTERS.indexOf(body[9]!) * CODE_LETTERS.length + CODE_LETTERS.indexOf(body[10]!);
  const code = `${body.slice(0, 4)}-${body.slice(4, 8)}-${body.slice(8)}-${letters[11]}`;
  return { code, caseLetters: body.slice(0, 8), kind, number };
}
