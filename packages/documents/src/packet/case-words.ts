import type { CaseState, Credential, Entry, Role } from '@specola/casework';

const day = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'shortOffset',
  });

/** A moment as the law of signatures wants it on paper: in UTC. */
export const utcTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** The same moment where the one who acted stood; UTC again where the zone is not known to this machine. */
export function localTime({ at, timeZone }: Pick<Entry, 'at' | 'timeZone'>): string {
  try {
    return `${day(timeZone).format(new Date(at))} (${timeZone})`;
  } catch {
    return utcTime(at);
  }
}

/** Printed name and credential of somebody who works on the case. */
export function nameOf(state: CaseState, id: string): string {
  const person = state.people.get(id);
  return person ? `${person.name}, ${credentialWords(person.credential)}` : id;
}

const credentialWords = (credential: Credential): string => credential.replaceAll('-', ' ');

/** `preparation-or-planning` as words. */
export const plain = (key: string): string => key.replaceAll('-', ' ');
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const roleWords = (role: Role): string => plain(role);
export const short = (sha256: string): string => `${sha256.slice(0, 10)}…`;
export const structureWords = ({ anatomy, side }: { anatomy: string; side: string }): string =>
  side === 'midline' ? plain(anatomy) : `${plain(anatomy)}, ${side}`;
