import { readInterchange, type Segment, transactionsOf } from './interchange.ts';

/** One place of the message's grammar: a segment, or a loop that its first segment opens. */
interface Place {
  /** Tag, and what its first elements must be; | separates choices, empty means anything. */
  readonly is: readonly string[];
  readonly least: number;
  readonly most: number;
  readonly inside?: readonly Place[];
}

const one = (...is: string[]): Place => ({ is, least: 1, most: 1 });
const maybe = (most: number, ...is: string[]): Place => ({ is, least: 0, most });
const loop = (least: number, most: number, is: readonly string[], ...inside: Place[]): Place => ({
  is,
  least,
  most,
  inside,
});
const place = (least: 0 | 1): Place[] => [
  { is: ['N3'], least, most: 1 },
  { is: ['N4'], least, most: 1 },
];

/** The part of each message that we write and its neighbors allow, in the order of the loops; numbers and tags only. */
const grammar = (institutional: boolean): readonly Place[] => [
  one('ST', '837'),
  one('BHT', '0019'),
  loop(1, 1, ['NM1', '41'], { is: ['PER', 'IC'], least: 1, most: 2 }),
  loop(1, 1, ['NM1', '40']),
  loop(
    1,
    1,
    ['HL', '', '', '20', '1'],
    maybe(1, 'PRV', 'BI', 'PXC'),
    loop(1, 1, ['NM1', '85'], ...place(1), one('REF', 'EI|SY')),
    loop(
      1,
      1,
      ['HL', '', '', '22', '0|1'],
      one('SBR'),
      loop(1, 1, ['NM1', 'IL'], ...place(0), maybe(1, 'DMG', 'D8')),
      loop(1, 1, ['NM1', 'PR']),
      loop(0, 1, ['HL', '', '', '23', '0'], one('PAT'), loop(1, 1, ['NM1', 'QC'], ...place(1), one('DMG', 'D8'))),
      loop(
        1,
        1,
        ['CLM'],
        ...(institutional ? [one('DTP', '434', 'RD8'), maybe(1, 'DTP', '435'), one('CL1')] : [maybe(3, 'DTP')]),
        maybe(10, 'PWK'),
        maybe(14, 'REF'),
        maybe(institutional ? 10 : 1, 'NTE'),
        { is: ['HI'], least: 1, most: institutional ? 6 : 1 },
        ...(institutional
          ? [loop(1, 1, ['NM1', '71'], maybe(1, 'PRV'))]
          : [
              loop(0, 2, ['NM1', 'DN|P3']),
              loop(0, 1, ['NM1', '82'], maybe(1, 'PRV', 'PE')),
              loop(0, 1, ['NM1', '77'], ...place(1)),
            ]),
        loop(
          1,
          50,
          ['LX'],
          one(institutional ? 'SV2' : 'SV1'),
          { is: ['DTP', '472'], least: institutional ? 0 : 1, most: 1 },
          maybe(1, 'REF', '6R'),
        ),
      ),
    ),
  ),
  one('SE'),
];

/**
 * What is wrong with the form of a claim file: envelopes and counts, order and number of segments, sizes of elements,
 * pointers, sums. An empty list means that the form is right, not that a payer will pay. Reads the text alone and knows
 * nothing of how it was written.
 */
export function faultsOfClaimFile(text: string): string[] {
  const interchange = readInterchange(text);
  const { segments, separators } = interchange;
  const faults: string[] = [];
  const [isa, gs, ge, iea] = [segments[0]!, segments[1], segments.at(-2), segments.at(-1)!];
  if (isa.length !== 17) faults.push('ISA has not 16 elements.');
  if (isa[13] !== iea[2]) faults.push('ISA and IEA carry different control numbers.');
  if (gs?.[0] !== 'GS' || gs[1] !== 'HC') faults.push('The group is no group of claims.');
  if (ge?.[0] !== 'GE' || ge[2] !== gs?.[6]) faults.push('GS and GE carry different control numbers.');
  const claims = transactionsOf(interchange, '837');
  if (claims.length === 0) faults.push('There is no claim in it.');
  if (ge && Number(ge[1]) !== claims.length) faults.push('GE does not count the transactions.');
  for (const transaction of claims) {
    const version = transaction[0]![3] ?? '';
    const institutional = version.startsWith('005010X223');
    if (!institutional && !version.startsWith('005010X222'))
      faults.push(`The version "${version}" is none that is known here.`);
    if (gs && gs[8] !== version) faults.push('GS and ST name different versions.');
    if (transaction[0]![2] !== transaction.at(-1)![2]) faults.push('ST and SE carry different control numbers.');
    const at = matchAll(grammar(institutional), transaction, 0, faults);
    if (at < transaction.length && faults.length === 0)
      faults.push(
        `Segment ${at + 1} (${transaction[at]!.slice(0, 2).join(separators.element)}) stands where it may not.`,
      );
    faults.push(...valueFaults(transaction, separators.component, institutional));
  }
  return faults;
}

function matchAll(places: readonly Place[], segments: readonly Segment[], from: number, faults: string[]): number {
  let at = from;
  for (const expected of places) {
    let count = 0;
    while (at < segments.length && count < expected.most && fits(expected.is, segments[at]!)) {
      at++;
      count++;
      if (expected.inside) at = matchAll(expected.inside, segments, at, faults);
    }
    if (count < expected.least) {
      faults.push(`${expected.is.filter((part) => part !== '').join('*')} is missing at segment ${at + 1}.`);
      return at;
    }
  }
  return at;
}

const fits = (is: readonly string[], segment: Segment): boolean =>
  is.every((wanted, at) => wanted === '' || wanted.split('|').includes(segment[at] ?? ''));

function valueFaults(transaction: readonly Segment[], component: string, institutional: boolean): string[] {
  const faults: string[] = [];
  const say = (segment: Segment, what: string) => faults.push(`${segment[0]} ${what}`);
  let levels = 0;
  let lines = 0;
  let sum = 0;
  let total: number | null = null;
  let diagnoses = 0;
  for (const segment of transaction) {
    for (const element of segment)
      if (/[^\x20-\x7E]/.test(element)) say(segment, 'holds a character outside the basic set.');
    switch (segment[0]) {
      case 'HL':
        levels++;
        if (Number(segment[1]) !== levels) say(segment, `is numbered ${segment[1]}, not ${levels}.`);
        if (segment[2] !== '' && Number(segment[2]) >= levels) say(segment, 'has a parent that comes after it.');
        break;
      case 'NM1':
        if (segment[8] === 'XX' && !/^[0-9]{10}$/.test(segment[9] ?? '')) say(segment, 'has no NPI of ten digits.');
        if ((segment[3] ?? '').length === 0 || (segment[3] ?? '').length > 60)
          say(segment, 'has a name of no or too many characters.');
        break;
      case 'N4':
        if (!/^[A-Z]{2}$/.test(segment[2] ?? '') || !/^[0-9]{5}([0-9]{4})?$/.test(segment[3] ?? ''))
          say(segment, 'has no state and ZIP code.');
        break;
      case 'DMG':
        if (!/^[0-9]{8}$/.test(segment[2] ?? '') || !/^[FMU]$/.test(segment[3] ?? ''))
          say(segment, 'has no birth date and sex.');
        break;
      case 'CLM': {
        total = Number(segment[2]);
        const [facility, kind, frequency] = (segment[5] ?? '').split(component);
        if (
          !/^[0-9]{2}$/.test(facility ?? '') ||
          kind !== (institutional ? 'A' : 'B') ||
          !/^[178]$/.test(frequency ?? '')
        )
          say(segment, 'does not say place, kind and frequency.');
        if ((segment[1] ?? '').length > 38) say(segment, 'has a number of more than 38 characters.');
        break;
      }
      case 'HI':
        for (const code of segment.slice(1)) {
          diagnoses++;
          const [qualifier, value] = code.split(component);
          if (qualifier !== (diagnoses === 1 ? 'ABK' : 'ABF'))
            say(segment, `has ${qualifier} where ${diagnoses === 1 ? 'ABK' : 'ABF'} belongs.`);
          if (!/^[A-Z][0-9][0-9A-Z]{1,5}$/.test(value ?? ''))
            say(segment, 'has a diagnosis that is no ICD-10-CM code without its point.');
        }
        break;
      case 'LX':
        lines++;
        if (Number(segment[1]) !== lines) say(segment, `is numbered ${segment[1]}, not ${lines}.`);
        break;
      case 'SV1':
      case 'SV2': {
        const shift = segment[0] === 'SV2' ? 1 : 0;
        const [qualifier, code, ...modifiers] = (segment[1 + shift] ?? '').split(component);
        if (qualifier !== 'HC' || !/^[0-9A-Z]{5}$/.test(code ?? '')) say(segment, 'has no procedure code.');
        if (modifiers.length > 4 || modifiers.some((modifier) => !/^[0-9A-Z]{2}$/.test(modifier)))
          say(segment, 'has modifiers that are none.');
        if (!/^\d+(\.\d{1,2})?$/.test(segment[2 + shift] ?? '')) say(segment, 'has no amount.');
        if (segment[3 + shift] !== 'UN' || !/^[1-9][0-9]*$/.test(segment[4 + shift] ?? ''))
          say(segment, 'has no whole units.');
        if (shift === 1 && !/^[0-9]{4}$/.test(segment[1] ?? '')) say(segment, 'has no revenue code of four digits.');
        if (shift === 0) {
          const pointers = (segment[7] ?? '').split(component).map(Number);
          if (pointers.length > 4 || pointers.some((pointer) => !(pointer >= 1 && pointer <= diagnoses)))
            say(segment, 'points to a diagnosis that is not there.');
        }
        sum += Math.round(Number(segment[2 + shift]) * 100);
        break;
      }
    }
  }
  if (total !== null && Math.round(total * 100) !== sum) faults.push('CLM does not add up to its lines.');
  return faults;
}
