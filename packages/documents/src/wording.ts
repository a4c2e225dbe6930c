import { html, type Markup, trusted } from './markup.ts';

/** A number with as many decimals as help, thousands apart by a narrow space. */
export function shown(value: number, decimals: number): string {
  const [whole, part] = value.toFixed(decimals).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** A length: hundredths where it is short, tenths where it is long. */
export const mm = (value: number): string =>
  `${shown(value, Math.abs(value) < 10 ? (Math.abs(value) < 1 ? 3 : 2) : 1)} mm`;

/** A volume in the unit in which it is easily pictured. */
export const volume = (mm3: number): string =>
  Math.abs(mm3) >= 1000 ? `${shown(mm3 / 1000, 1)} cm³` : `${shown(mm3, mm3 < 10 ? 2 : 0)} mm³`;

export const place = (lps: readonly number[]): string => `(${lps.map((part) => part.toFixed(1)).join(', ')})`;

export function bytes(count: number): string {
  if (count >= 2 ** 30) return `${shown(count / 2 ** 30, 2)} GiB`;
  return count >= 2 ** 20 ? `${shown(count / 2 ** 20, 1)} MiB` : `${shown(count / 1024, 1)} KiB`;
}

export const duration = (ms: number): string => (ms >= 1000 ? `${shown(ms / 1000, 1)} s` : `${shown(ms, 0)} ms`);

/** A name from the record as words: "no-self-intersection" is "No self intersection". */
export const words = (name: string): string => {
  const spaced = name.replace(/[-.]/g, ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const SHAPES = {
  pass: 'M6 12.5l4 4 8-9',
  fail: 'M7 7l10 10M17 7L7 17',
  warn: 'M12 6.5v7M12 17.2v.3',
  info: 'M12 11v6M12 7v.3',
} as const;

/** An icon whose meaning is also said in words beside it. */
export const icon = (kind: keyof typeof SHAPES): Markup =>
  trusted(
    `<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"><circle cx="12" cy="12" r="10.4" stroke-width="1.6"/><path d="${SHAPES[kind]}"/></svg>`,
  );

const KINDS = { pass: 'pass', warn: 'warn', warning: 'warn', fail: 'fail', error: 'fail', info: 'info' } as const;

export const mark = (kind: keyof typeof KINDS, text: string): Markup =>
  html`<span class="mark ${kind}">${icon(KINDS[kind])}${text}</span>`;
