/** The day on which a moment fell where the clock of the one who acted stood; an unknown zone counts as UTC. */
export function localDay(at: string, timeZone: string): string {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }).formatToParts(new Date(at));
    return ['year', 'month', 'day'].map((wanted) => parts.find(({ type }) => type === wanted)!.value).join('-');
  } catch {
    return at.slice(0, 10);
  }
}
