import { mutateText, randomFrom } from './mutate-text.ts';

/** An interchange harmed between its heads and ends, with its counts right again: so the harm reaches the reader’s inside. */
export function mutateSegments(text: string, seed: number): string {
  const segments = text.split('~').filter((one) => one !== '');
  const from = segments.findIndex((one) => one.startsWith('ST*'));
  const to = segments.findIndex((one) => one.startsWith('SE*'));
  const body = mutateText(segments.slice(from + 1, to).join('~'), seed)
    .split('~')
    .filter((one) => /^[A-Z][A-Z0-9]{1,2}(\*|$)/.test(one) && !/^(ST|SE|ISA|IEA)(\*|$)/.test(one));
  return [...segments.slice(0, from + 1), ...body, `SE*${body.length + 2}*0001`, ...segments.slice(to + 1), ''].join(
    '~',
  );
}

const ODD: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  ' ',
  'x'.repeat(5000),
  true,
  [],
  {},
  [[[]]],
  { text: 7 },
  ['a', 1],
];

/** A JSON text in which one to six values became something else, or are gone. */
export function mutateValues(text: string, seed: number): string {
  const random = randomFrom(seed);
  let whole: unknown = JSON.parse(text);
  for (let harms = 1 + random(6); harms > 0; harms--) {
    let left = random(60);
    const change = (value: unknown): unknown => {
      if (left-- === 0) return ODD[random(ODD.length)];
      if (Array.isArray(value)) return value.map(change);
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]));
      return value;
    };
    whole = change(whole);
  }
  return JSON.stringify(whole);
}
