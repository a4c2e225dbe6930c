import { DESCRIPTOR_WORDS } from '@specola/facts';
import { folded, spellingsOf } from './fold-text.ts';
import type { Identifier, IdentifierKind } from './identifiers.ts';

/** A place where an identifier stands. What stands there is not told. */
export interface Sighting {
  readonly kind: IdentifierKind;
  /** Character of the text that was searched. */
  readonly at: number;
}

export interface IdentifierSearch {
  /** Every identifier in a text; `strict` finds short name words too, where the text is a few words long. */
  find(text: string, options?: { readonly strict?: boolean }): Sighting[];
  /** Whether one word of a description is a part of an identifier. */
  isTelltale(word: string): boolean;
  /** Identifiers that cannot be told from chance or from ordinary words; they are counted, not searched alone. */
  readonly notSearchable: number;
}

/** A word of a name that stands alone is looked for from this length on; shorter ones only beside another word of it. */
const LONE_WORD_LETTERS = 4;
const SHORTEST_ID = 4;
/** Two short words of one name count when nothing but this much lies between them. */
const NEAR = '[^a-z0-9]{0,6}';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTHS_DE = [
  'januar',
  'februar',
  'marz',
  'april',
  'mai',
  'juni',
  'juli',
  'august',
  'september',
  'oktober',
  'november',
  'dezember',
];

/**
 * Looks for a patient's identifiers in texts: names in any order, case and spelling of marks, numbers with any
 * separators, the birth date in the usual notations, addresses and telephone numbers.
 */
export function identifierSearch(identifiers: readonly Identifier[]): IdentifierSearch {
  const patterns: { kind: IdentifierKind; pattern: RegExp; strictOnly: boolean }[] = [];
  const words = new Set<string>();
  let notSearchable = 0;
  const add = (kind: IdentifierKind, source: string, strictOnly = false) =>
    patterns.push({ kind, pattern: new RegExp(source, 'gu'), strictOnly });
  for (const { kind, value } of identifiers) {
    if (kind === 'birth-date') for (const source of dateSources(value)) add(kind, source);
    else if (kind === 'uid') add(kind, `(?<![0-9.])${escaped(value)}(?![0-9])`);
    else if (kind === 'name' || kind === 'other-person') {
      const parts = wordsOf(value);
      for (const part of parts) words.add(part);
      if (parts.every((part) => [...part].length < 2)) notSearchable++;
      for (const part of parts) {
        // "Bone" and "Hand" are names too, and stand in every report: they count beside another word of the name only.
        if (DESCRIPTOR_WORDS.value.has(part)) {
          notSearchable++;
          continue;
        }
        const wide = [...part].some((letter) => letter.codePointAt(0)! > 0x24f);
        if ([...part].length >= (wide ? 2 : LONE_WORD_LETTERS)) add(kind, wide ? escaped(part) : bounded(part));
        else if ([...part].length >= 2) add(kind, bounded(part), true);
      }
      // "Li, Wu" and "WuLi": short words beside each other, in either order.
      for (const [n, a] of parts.entries())
        for (const [m, b] of parts.entries())
          if (n !== m && a.length >= 2 && b.length >= 2 && a.length + b.length >= 4)
            add(kind, `(?<![a-z])${escaped(a)}${NEAR}${escaped(b)}(?![a-z])`);
    } else {
      const characters = folded(value).match(/[\p{L}\p{N}]/gu) ?? [];
      if (kind === 'id' && characters.length < SHORTEST_ID) notSearchable++;
      else if (characters.length >= SHORTEST_ID) {
        // "MRN7740123ankle": where letters follow digits, another word begins.
        const sideOf = (letter: string) => (/\p{N}/u.test(letter) ? '\\p{N}' : '\\p{L}');
        const body = characters.map(escaped).join('[\\s\\-_./]?');
        add(kind, `(?<!${sideOf(characters[0]!)})0*${body}(?!${sideOf(characters.at(-1)!)})`);
        words.add(characters.join(''));
      }
      if (kind === 'contact') for (const part of wordsOf(value)) if (part.length >= 5) words.add(part);
    }
  }
  return {
    notSearchable,
    isTelltale: (word) => spellingsOf(word).some((spelling) => words.has(spelling)),
    find(text, { strict = false } = {}) {
      const searched = folded(text);
      const found: Sighting[] = [];
      for (const { kind, pattern, strictOnly } of patterns) {
        if (strictOnly && !strict) continue;
        for (const match of searched.matchAll(pattern)) found.push({ kind, at: match.index });
      }
      return found;
    },
  };
}

/** The words of a person's name: ^ parts its components, = its alphabetic, ideographic and phonetic spellings. */
function wordsOf(name: string): string[] {
  const raw = name.split(/[\^=\s,.;:()'"\u2019_-]+/u).filter((word) => word.length > 0);
  return [...new Set(raw.flatMap(spellingsOf))];
}

/** From this length on a word of a name is no chance inside another word. */
const SURE_LETTERS = 7;

/** Digits and marks bound a word ("quill_01"), letters do not: "Long" is not in "longitudinal". */
const bounded = (word: string): string =>
  word.length >= SURE_LETTERS ? escaped(word) : `(?<![a-z])${escaped(word)}(?![a-z])`;

function dateSources(value: string): string[] {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value.trim());
  if (!parts) return [];
  const [, y, m, d] = parts;
  const [month, day] = [Number(m), Number(d)];
  const loose = (n: number) => (n < 10 ? `0?${n}` : String(n));
  const gap = '[\\s\\-_./]';
  const name = `(?:${MONTHS[month - 1]}[a-z]*|${MONTHS_DE[month - 1]})`;
  return [
    `(?<![0-9])${y}${m}${d}(?![0-9]{1,5}(?![0-9]))`,
    `(?<![0-9])${y}${gap}{1,2}${loose(month)}${gap}{1,2}${loose(day)}(?![0-9])`,
    `(?<![0-9])(?:${d}${m}|${m}${d})${y}(?![0-9])`,
    `(?<![0-9])${loose(day)}${gap}{1,2}${loose(month)}${gap}{1,2}${y}(?![0-9])`,
    `(?<![0-9])${loose(month)}${gap}{1,2}${loose(day)}${gap}{1,2}${y}(?![0-9])`,
    `(?<![0-9])${loose(day)}(?:st|nd|rd|th)?[\\s.\\-_]{0,3}${name}[\\s.,\\-_]{0,3}${y}(?![0-9])`,
    `${name}[\\s.]{0,2}${loose(day)}(?:st|nd|rd|th)?[\\s,]{0,3}${y}(?![0-9])`,
  ];
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
