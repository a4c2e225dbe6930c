const DAY_MS = 86_400_000;

/**
 * A DICOM date moved by whole days; null when the text is no date. Parts that the text leaves out stay out: a month is
 * moved from its 15th, a year from the 1st of July, so that it lands near where the whole date would.
 *
 * @param text  DA: YYYYMMDD, or YYYY.MM.DD of old writers. Source: DICOM PS3.5 6.2
 */
export function shiftedDate(text: string, days: number): string | null {
  const parts = /^(\d{4})(?:\.?(\d{2})(?:\.?(\d{2}))?)?$/.exec(text.trim());
  if (!parts) return null;
  const [, year, month, day] = parts;
  const at = new Date(0);
  at.setUTCFullYear(Number(year), month === undefined ? 6 : Number(month) - 1, day === undefined ? 1 : Number(day));
  if (month !== undefined && day === undefined) at.setUTCDate(15);
  if (month !== undefined && at.getUTCMonth() !== Number(month) - 1) return null;
  const moved = new Date(at.getTime() + days * DAY_MS);
  const whole = [
    String(moved.getUTCFullYear()).padStart(4, '0'),
    String(moved.getUTCMonth() + 1).padStart(2, '0'),
    String(moved.getUTCDate()).padStart(2, '0'),
  ];
  return whole.slice(0, day !== undefined ? 3 : month !== undefined ? 2 : 1).join('');
}

/** A date and time: the date is moved, the time of day stays; the offset from UTC goes, since it tells a country. */
export function shiftedDateTime(text: string, days: number): string | null {
  const parts = /^(\d{4,8})(\d{0,6}(?:\.\d{1,6})?)(?:[+-]\d{4})?$/.exec(text.trim());
  if (!parts) return null;
  const [, date, time] = parts;
  const moved = shiftedDate(date!, days);
  return moved === null ? null : moved + (date!.length === 8 ? time! : '');
}

/** Several values of one element, parted by backslashes; null when one of them cannot be moved. */
export function shiftedValue(text: string, vr: string, days: number): string | null {
  const shifted = text.split('\\').map((part) => {
    if (part.trim() === '') return '';
    return vr === 'DT' ? shiftedDateTime(part, days) : shiftedDate(part, days);
  });
  return shifted.every((part) => part !== null) ? shifted.join('\\') : null;
}
