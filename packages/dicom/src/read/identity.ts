import type { DataSet } from 'dicom-parser';

/** Who the images show. Stays inside the reader: nothing that it returns holds any of this. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly birthDate: string;
}

export function identityOf(dataSet: DataSet): Identity {
  const text = (tag: string) => (dataSet.string(tag) ?? '').trim();
  return {
    id: text('x00100020'),
    // ^ parts a name, = parts its alphabetic, ideographic and phonetic spelling; scanners differ in trailing ones.
    name: text('x00100010')
      .toUpperCase()
      .split(/[\^= ]+/)
      .filter(Boolean)
      .join(' '),
    birthDate: text('x00100030'),
  };
}

/** Two identities conflict when both state something and it differs; a blank conflicts with nothing. */
export function samePatient(a: Identity, b: Identity): boolean {
  const agree = (x: string, y: string) => x === '' || y === '' || x === y;
  return agree(a.id, b.id) && agree(a.name, b.name) && agree(a.birthDate, b.birthDate);
}

/** The text, or an empty one if it holds a part of the patient's name, number or birth date. */
export function withoutIdentity(text: string, who: Identity): string {
  const lower = text.toLowerCase();
  const tellTale = [who.id, who.birthDate, ...who.name.split(' ')].filter((part) => part.length >= 3);
  return tellTale.some((part) => lower.includes(part.toLowerCase())) ? '' : text;
}
