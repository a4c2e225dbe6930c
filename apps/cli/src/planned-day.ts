import { UsageError } from './usage-error.ts';

/** A day given on the command line, YYYY-MM-DD; null when none was. */
export function plannedDay(text: string | undefined): string | null {
  if (text === undefined) return null;
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text))
    throw new UsageError('--planned-on takes a day as YYYY-MM-DD.');
  return text;
}
