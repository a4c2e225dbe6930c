import type { PdfCell, PdfColumn } from '../pdf-sheet.ts';

/** A picture that stands in the packet, by the hash under which the case knows it. */
export interface FigureRef {
  readonly sha256: string;
  readonly caption: string;
}

/** A piece of a report, before it is a page or a text. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'table'; readonly columns: readonly PdfColumn[]; readonly rows: readonly (readonly PdfCell[])[] }
  | { readonly kind: 'figures'; readonly figures: readonly FigureRef[]; readonly across: 1 | 2 | 3 };

export interface Section {
  readonly title: string;
  /** The report for the patient’s record leaves out what only the payer needs. */
  readonly inReport: boolean;
  readonly blocks: readonly Block[];
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const pairs = (list: readonly (readonly [string, string])[]): Block => ({ kind: 'pairs', pairs: list });
export const table = (
  columns: readonly (readonly [title: string, share: number, align?: 'right'])[],
  rows: readonly (readonly (string | PdfCell)[])[],
): Block => ({
  kind: 'table',
  columns: columns.map(([title, share, align]) => ({ title, share, ...(align && { align }) })),
  rows: rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell))),
});
/** A table, or a sentence where there is nothing to put into it. */
export const tableOr = (
  none: string,
  columns: Parameters<typeof table>[0],
  rows: Parameters<typeof table>[1],
): Block => (rows.length === 0 ? paragraph(none) : table(columns, rows));
