import { NotX12Error } from './x12-errors.ts';

/** One segment: its tag and its elements; a composite element keeps its parts with the component separator between them. */
export type Segment = readonly string[];

/** The separators that our own files are written with. */
export const SEPARATORS = { element: '*', component: ':', repetition: '^', segment: '~' } as const;
export type Separators = { readonly [K in keyof typeof SEPARATORS]: string };

export interface Interchange {
  readonly separators: Separators;
  readonly segments: readonly Segment[];
}

const LARGEST_CHARACTERS = 64 * 1024 * 1024;
const MOST_ELEMENTS = 200;
/** ISA is of fixed width, which is how a reader learns the separators. */
const ISA_CHARACTERS = 106;

/**
 * Text of segments. What would break the grammar does not get through: the separators and control characters are taken
 * out of data by `plainText`, and met here they are a fault of ours.
 */
export const writeSegments = (segments: readonly Segment[]): string =>
  segments.map((segment) => `${trimmed(segment).join(SEPARATORS.element)}${SEPARATORS.segment}\n`).join('');

/** Empty elements at the end of a segment are left out. */
const trimmed = (segment: Segment): Segment => {
  let end = segment.length;
  while (end > 1 && segment[end - 1] === '') end--;
  return segment.slice(0, end);
};

/** Data as the basic character set of X12 has it: capital letters, no separators, one line, no longer than told. */
export function plainText(text: string, longest: number): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'SS')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9 !"&'()+,\-./;?=%@[\]_{}\\|<>#$]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, longest)
    .trim();
}

/**
 * Splits an interchange into segments by the separators that its own head names.
 *
 * @throws NotX12Error  also when it is too large, has no end, or a segment has no tag
 */
export function readInterchange(text: string): Interchange {
  if (text.length > LARGEST_CHARACTERS) throw new NotX12Error('it is larger than 64 million characters.');
  const body = text.replace(/^[\uFEFF\s]+/, '');
  if (!body.startsWith('ISA') || body.length < ISA_CHARACTERS)
    throw new NotX12Error('it does not begin with a whole ISA segment.');
  const separators: Separators = {
    element: body[3]!,
    repetition: body[82]!,
    component: body[104]!,
    segment: body[105]!,
  };
  const marks = [separators.element, separators.component, separators.segment];
  if (new Set(marks).size !== marks.length || marks.some((mark) => /[A-Za-z0-9]/.test(mark)))
    throw new NotX12Error('its head names separators that are letters, digits or the same.');
  const segments: Segment[] = [];
  for (const raw of body.split(separators.segment)) {
    const line = raw.replaceAll(/[\r\n]/g, '').trim();
    if (line === '') continue;
    const elements = line.split(separators.element);
    if (!/^[A-Z][A-Z0-9]{1,2}$/.test(elements[0]!)) throw new NotX12Error(`segment ${segments.length + 1} has no tag.`);
    if (elements.length > MOST_ELEMENTS)
      throw new NotX12Error(`segment ${segments.length + 1} has more than ${MOST_ELEMENTS} elements.`);
    segments.push(elements);
  }
  if (segments.at(-1)?.[0] !== 'IEA') throw new NotX12Error('it does not end with IEA: the file was cut off.');
  return { separators, segments };
}

/** The transaction sets of an interchange: from each ST to its SE. */
export function transactionsOf({ segments }: Interchange, kind: string): (readonly Segment[])[] {
  const found: Segment[][] = [];
  let open: Segment[] | null = null;
  for (const segment of segments) {
    if (segment[0] === 'ST') open = [];
    open?.push(segment);
    if (segment[0] === 'SE' && open) {
      if (Number(segment[1]) !== open.length)
        throw new NotX12Error(`a transaction counts ${open.length} segments and says ${segment[1] ?? 'nothing'}.`);
      if (open[0]![1] === kind) found.push(open);
      open = null;
    }
  }
  if (open) throw new NotX12Error('a transaction has no end.');
  return found;
}

/** An amount of money as X12 writes it, in whole cents; null when it is none. */
export function centsOf(text: string | undefined): bigint | null {
  const match = /^(-?)(\d*)(?:\.(\d{1,2}))?$/.exec(text ?? '');
  if (!match || (match[2] === '' && match[3] === undefined)) return null;
  const whole = BigInt(match[2] || '0') * 100n + BigInt((match[3] ?? '').padEnd(2, '0') || '0');
  return match[1] === '-' ? -whole : whole;
}

/** Whole cents as X12 writes an amount: no needless zeros. */
export function amountOf(cents: bigint): string {
  const sign = cents < 0n ? '-' : '';
  const size = cents < 0n ? -cents : cents;
  const rest = String(size % 100n)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${sign}${size / 100n}${rest === '' ? '' : `.${rest}`}`;
}
