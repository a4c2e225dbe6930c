import { z } from 'zod';
import { DiagnosisCode } from './diagnoses.ts';

/** A table of diagnoses by itself, as it is loaded for a site and given to a bill. */
export const DiagnosisList = z.strictObject({
  schema: z.literal('specola/diagnoses/1'),
  diagnoses: z.array(DiagnosisCode),
});
export type DiagnosisList = z.infer<typeof DiagnosisList>;

/** What one file of a fiscal year says: which codes stand on a claim and which only head others. */
export interface Icd10Year {
  readonly layout: 'codes' | 'order';
  readonly codes: readonly { readonly code: string; readonly label: string; readonly billable: boolean }[];
  /** Lines, by number from 1, that are no code. */
  readonly unread: readonly number[];
}

/** Order file: number in 1-5, code in 7-13, 0 for a header or 1 in 15, short label in 17-76, long label from 78. */
const ORDER = /^\d{5} ([A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}) *([01]) (.{0,60}) ?(.*)$/;
/** Code list: code in 1-7, label from 9; some years have a tab. */
const CODES = /^([A-Z][0-9][0-9A-Z][0-9A-Z]{0,4})[ \t]+(\S.*)$/;

/** Reads the public-domain ICD-10-CM list of a year, in either of the two layouts in which it is published. */
export function readIcd10(text: string): Icd10Year {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const layout = ORDER.test(first) ? 'order' : 'codes';
  const codes: { code: string; label: string; billable: boolean }[] = [];
  const unread: number[] = [];
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    const match = (layout === 'order' ? ORDER : CODES).exec(line.trimEnd());
    if (!match) {
      unread.push(at + 1);
      return;
    }
    const code = withPoint(match[1]!);
    if (layout === 'order')
      codes.push({ code, label: (match[4] || match[3] || code).trim(), billable: match[2] === '1' });
    else codes.push({ code, label: match[2]!.trim(), billable: true });
  });
  return { layout, codes, unread };
}

/** A list of the whole classification has some seventy thousand codes; a piece of one proves nothing by what it lacks. */
const WHOLE_LIST_CODES = 50_000;

/**
 * The diagnoses of one fiscal year (1 October of the year before to 30 September) laid over a table: inside the year the
 * list alone counts, outside it the table stays. From a whole list, a code of the table that it lacks is no code that
 * year; from a list without headers, what only begins other codes is taken for one, as likely.
 */
export function mergeIcd10(
  table: readonly DiagnosisCode[],
  year: Icd10Year,
  { fiscalYear, source, checkedOn }: { fiscalYear: number; source: string; checkedOn: string },
): DiagnosisCode[] {
  const [from, to] = [`${fiscalYear - 1}-10-01`, `${fiscalYear}-09-30`];
  const [dayBefore, dayAfter] = [`${fiscalYear - 1}-09-30`, `${fiscalYear}-10-01`];
  type Status = DiagnosisCode['status'][number];
  const status = (value: Status['value'], confidence: Status['confidence']): Status => ({
    value,
    from,
    to,
    source,
    checkedOn,
    confidence,
  });
  const listed = new Map(
    year.codes.map(({ code, label, billable }) => [
      code,
      { label, status: status(billable ? 'billable' : 'header-only', 'sure') },
    ]),
  );
  if (year.layout === 'codes')
    for (const { code, label } of year.codes)
      for (let length = 3; length < code.replace('.', '').length; length++) {
        const header = withPoint(code.replace('.', '').slice(0, length));
        if (!listed.has(header))
          listed.set(header, { label: `begins: ${label}`, status: status('header-only', 'likely') });
      }
  const whole = year.codes.length >= WHOLE_LIST_CODES;
  const known = new Map(table.map((row) => [row.code, row]));
  const around = (row: DiagnosisCode): Status[] =>
    row.status.flatMap((one) => [
      ...(one.from < from ? [{ ...one, to: one.to === null || one.to >= from ? dayBefore : one.to }] : []),
      ...(one.to === null || one.to > to ? [{ ...one, from: one.from > to ? one.from : dayAfter }] : []),
    ]);
  const inOrder = (list: Status[]): Status[] => list.sort((a, b) => (a.from < b.from ? -1 : 1));
  const merged = [...new Set([...known.keys(), ...listed.keys()])].sort().map((code): DiagnosisCode => {
    const row = known.get(code);
    const entry = listed.get(code);
    if (!row) return { code, label: entry!.label, status: [entry!.status] };
    if (entry) return { ...row, status: inOrder([...around(row), entry.status]) };
    return whole ? { ...row, status: inOrder([...around(row), status('not-a-code', 'sure')]) } : row;
  });
  return merged;
}

const withPoint = (code: string): string => (code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code);
