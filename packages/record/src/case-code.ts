import { BrokenPromiseError } from '@specola/space';

/** No 0, 1, I, O or U: none is taken for another, and no word comes out by chance. 31 is prime, which the check needs. */
export const CODE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTVWXYZ';
const OPAQUE_LETTERS = 8;

/**
 * A case code: eight letters that mean nothing, and one that checks them, as `7KQF-3MZD-W`. The check finds every single
 * wrong letter and every two neighbors that changed places.
 *
 * @param bytes  at least eight, from a random source or a keyed hash
 */
export function caseCodeFrom(bytes: Uint8Array): string {
  if (bytes.length < OPAQUE_LETTERS) throw new BrokenPromiseError('A case code needs eight bytes.');
  const letters = Array.from(
    bytes.subarray(0, OPAQUE_LETTERS),
    (byte) => CODE_LETTERS[byte % CODE_LETTERS.length]!,
  ).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}-${checkLetterOf(letters)}`;
}

/** The code in its one spelling; null when it is none, or its check letter does not fit. */
export function parseCaseCode(text: string): string | null {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '');
  if (letters.length !== OPAQUE_LETTERS + 1 || ![...letters].every((letter) => CODE_LETTERS.includes(letter)))
    return null;
  const opaque = letters.slice(0, OPAQUE_LETTERS);
  if (checkLetterOf(opaque) !== letters[OPAQUE_LETTERS]) return null;
  return `${opaque.slice(0, 4)}-${opaque.slice(4)}-${letters[OPAQUE_LETTERS]}`;
}

/** Sum of place times letter, modulo a prime: places differ, so neighbors that change places change the sum. */
export function checkLetterOf(letters: string): string {
  const sum = [...letters].reduce((total, letter, at) => total + (at + 1) * CODE_LETTERS.indexOf(letter), 0);
  return CODE_LETTERS[sum % CODE_LETTERS.length]!;
}
