/** A piece of HTML that is safe to put into a page as it stands. */
export interface Markup {
  readonly markup: string;
}

export type Insert = string | number | Markup | readonly Markup[] | null;

/** Joins HTML written here with values from elsewhere: text is always escaped, pieces of HTML are not escaped again. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  let markup = parts[0]!;
  inserts.forEach((insert, at) => {
    markup += insertOf(insert) + parts[at + 1]!;
  });
  return { markup };
}

/** Text of this program (style, script) that goes into a page as it stands; never a value from elsewhere. */
export const trusted = (markup: string): Markup => ({ markup });

function insertOf(insert: Insert): string {
  if (insert === null) return '';
  if (typeof insert === 'string' || typeof insert === 'number') return escaped(String(insert));
  return 'markup' in insert ? insert.markup : insert.map((each) => each.markup).join('');
}

const escaped = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
