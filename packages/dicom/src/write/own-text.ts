import type { SourceHeader } from './source-header.ts';
import type { DicomElement } from './write-part10.ts';

const UTF_8 = 'ISO_IR 192';

/**
 * Our own text beside what is copied from the source, in one character set. Where the source is ASCII or UTF-8, ours is
 * UTF-8; where it is in another set, what is copied stays byte for byte, and ours is told in ASCII.
 *
 * @returns the elements, and the Specific Character Set of the object (empty: ASCII)
 */
export function withOwnText(
  { characterSet, patientAndStudy }: SourceHeader,
  own: readonly DicomElement[],
): { elements: readonly DicomElement[]; characterSet: string } {
  if (characterSet === UTF_8 || !own.some(beyondAscii)) return { elements: own, characterSet };
  if ((characterSet === '' || characterSet === 'ISO_IR 6') && !patientAndStudy.some(beyondAscii))
    return { elements: own, characterSet: UTF_8 };
  return { elements: own.map(inAscii), characterSet };
}

function beyondAscii({ vr, value }: DicomElement): boolean {
  if (typeof value === 'string') return !isAscii(value);
  if (value instanceof Uint8Array) return vr !== 'OB' && vr !== 'OW' && value.some((byte) => byte > 126);
  return vr === 'SQ' && (value as readonly (readonly DicomElement[])[]).some((item) => item.some(beyondAscii));
}

const isAscii = (text: string): boolean => /^[\x20-\x7e\r\n]*$/.test(text);

function inAscii(element: DicomElement): DicomElement {
  const { vr, value } = element;
  if (typeof value === 'string') return isAscii(value) ? element : { ...element, value: asciiOf(value) };
  if (vr !== 'SQ' || value instanceof Uint8Array) return element;
  return { ...element, value: (value as readonly (readonly DicomElement[])[]).map((item) => item.map(inAscii)) };
}

const SPOKEN: Readonly<Record<string, string>> = {
  '°': ' deg',
  '×': 'x',
  '–': '-',
  '—': '-',
  '’': "'",
  '−': '-',
  ß: 'ss',
  '³': '3',
};

/** Letters without their accents; what has no ASCII letter becomes a question mark. */
function asciiOf(text: string): string {
  const bare = Array.from(text, (letter) => SPOKEN[letter] ?? letter).join('');
  return bare
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\x20-\x7e\r\n]/g, '?');
}
