import { NotHl7Error } from './hl7-errors.ts';

/** A message as fields of text; delimiters and escapes are dealt with here and nowhere else. */
export interface Hl7Message {
  readonly segments: readonly Hl7Segment[];
}

export interface Hl7Segment {
  readonly name: string;
  /** By field from 1 (of MSH the separator is field 1), repetition, component, subcomponent: what was escaped is text again. */
  get(field: number, component?: number, repetition?: number, subcomponent?: number): string;
  repetitions(field: number): number;
}

const LARGEST_CHARACTERS = 16 * 1024 * 1024;
const MOST_SEGMENTS = 20_000;

/**
 * Splits a message by the delimiters that its own MSH names; \r, \n and \r\n all end a segment.
 *
 * @throws NotHl7Error
 */
export function parseHl7(text: string): Hl7Message {
  if (text.length > LARGEST_CHARACTERS) throw new NotHl7Error('it is larger than 16 million characters.');
  const body = unframed(text);
  if (!/^MSH[^A-Za-z0-9\s]/.test(body)) throw new NotHl7Error('it does not begin with MSH.');
  const field = body[3]!;
  const [component = '^', repetition = '~', escapeMark = '\\', subcomponent = '&'] = body.slice(4).split(field, 1)[0]!;
  const marks = [field, component, repetition, escapeMark, subcomponent];
  if (marks.some((mark) => /[A-Za-z0-9\s]/.test(mark)))
    throw new NotHl7Error('a letter, digit or blank is one of its delimiters.');
  if (new Set(marks).size !== marks.length) throw new NotHl7Error('two of its delimiters are the same.');
  const lines = body.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  if (lines.length > MOST_SEGMENTS) throw new NotHl7Error(`it has more than ${MOST_SEGMENTS} segments.`);
  const plain = unescaper({ field, component, repetition, escape: escapeMark, subcomponent });
  const segments = lines.map((line): Hl7Segment => {
    const name = line.slice(0, 3);
    if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) throw new NotHl7Error('a segment has no name.');
    const parts = line.split(field);
    // The separator itself is the first field of MSH, so all others move up by one.
    const fields = name === 'MSH' ? ['MSH', field, ...parts.slice(1)] : parts;
    const isRaw = (at: number) => name === 'MSH' && at <= 2;
    return {
      name,
      get(at, ofComponent = 1, ofRepetition = 1, ofSubcomponent = 1) {
        const raw = fields[at] ?? '';
        if (isRaw(at)) return raw;
        const one = raw.split(repetition)[ofRepetition - 1] ?? '';
        const piece = (one.split(component)[ofComponent - 1] ?? '').split(subcomponent)[ofSubcomponent - 1] ?? '';
        return plain(piece).trim();
      },
      repetitions: (at) => (fields[at] ? fields[at].split(repetition).length : 0),
    };
  });
  return { segments };
}

/** Without the marks of MLLP and the blanks around them. */
function unframed(text: string): string {
  const isFrame = (at: number): boolean => text.charCodeAt(at) <= 0x20;
  let from = 0;
  let to = text.length;
  while (from < to && isFrame(from)) from++;
  while (to > from && isFrame(to - 1)) to--;
  return text.slice(from, to);
}

export const segmentNamed = ({ segments }: Hl7Message, name: string): Hl7Segment | null =>
  segments.find((segment) => segment.name === name) ?? null;

/** A field: text, components, or repetitions of components. */
export type Hl7Field = string | readonly (string | readonly string[])[];

/** A message of ours: `^~\&`, segments end with \r, every text escaped. The first is MSH without its first two fields. */
export const writeHl7 = (segments: readonly (readonly [name: string, ...fields: Hl7Field[]])[]): string =>
  segments
    .map(([name, ...fields]) => {
      const written = fields.map(writeField);
      while (written.length > 0 && written.at(-1) === '') written.pop();
      return name === 'MSH' ? `MSH|^~\\&|${written.join('|')}` : [name, ...written].join('|');
    })
    .map((line) => `${line}\r`)
    .join('');

function writeField(field: Hl7Field): string {
  if (typeof field === 'string') return escaped(field);
  if (field.some((one) => typeof one !== 'string'))
    return field.map((one) => (typeof one === 'string' ? escaped(one) : components(one))).join('~');
  return components(field as readonly string[]);
}

function components(parts: readonly string[]): string {
  const written = parts.map(escaped);
  while (written.length > 1 && written.at(-1) === '') written.pop();
  return written.join('^');
}

const escaped = (text: string): string =>
  text.replaceAll(/[\\|^~&\r\n]/g, (mark) => {
    switch (mark) {
      case '\\':
        return '\\E\\';
      case '|':
        return '\\F\\';
      case '^':
        return '\\S\\';
      case '~':
        return '\\R\\';
      case '&':
        return '\\T\\';
      default:
        return '\\X0D\\';
    }
  });

function unescaper(marks: {
  field: string;
  component: string;
  repetition: string;
  escape: string;
  subcomponent: string;
}): (text: string) => string {
  const known: Readonly<Record<string, string>> = {
    F: marks.field,
    S: marks.component,
    R: marks.repetition,
    E: marks.escape,
    T: marks.subcomponent,
  };
  return (text) => {
    if (!text.includes(marks.escape)) return text;
    const pieces = text.split(marks.escape);
    // Odd pieces stand between two escape marks; an unpaired mark stays text.
    return pieces
      .map((piece, at) => {
        if (at % 2 === 0) return piece;
        if (at === pieces.length - 1) return `${marks.escape}${piece}`;
        if (Object.hasOwn(known, piece)) return known[piece]!;
        if (/^X([0-9A-F]{2})+$/i.test(piece))
          return (piece.slice(1).match(/../g) ?? [])
            .map((pair) => String.fromCharCode(Number.parseInt(pair, 16)))
            .join('');
        return '';
      })
      .join('');
  };
}

/** UTC as HL7 writes a time stamp. */
export const stampOf = (iso: string): string => `${iso.slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
export const dayOf = (iso: string): string => iso.slice(0, 10).replaceAll('-', '');
