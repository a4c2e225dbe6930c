import { readFile } from 'node:fs/promises';
import { type PrintProfile, PrintProfiles, printProfile } from '@specola/facts';
import { SpecolaError } from '@specola/space';

export class BadProfilesError extends SpecolaError {
  readonly code = 'verify/bad-profiles';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The file of printers and materials does not fit: ${reason}`,
      why: 'A limit that was meant otherwise would let parts through that do not print.',
      mend: 'See docs/print-profiles.schema.json for what the file holds.',
    });
  }
}

export class NoProfileError extends SpecolaError {
  readonly code = 'verify/no-profile';
  override readonly exitCode = 2;
  constructor(why: string, known: readonly string[]) {
    super({
      what: why,
      why: 'Without printer and material there are no limits to hold the part to.',
      mend: `Choose one of ${known.join(', ')}; or printer:material; or add it to a file of your own (--profiles).`,
    });
  }
}

/** The profile that a user names, with the printers and materials of the site where there is a file of them. */
export async function readProfile(name: string, path: string | undefined): Promise<PrintProfile> {
  const site = path === undefined ? null : await readSiteProfiles(path);
  const found = printProfile(name, site);
  if (!('why' in found)) return found;
  throw new NoProfileError(WHYS[found.why], found.known);
}

const WHYS = {
  unknown: 'There is no profile of that name.',
  'no-printer': 'There is no printer of that name.',
  'no-material': 'There is no material of that name.',
  'other-technology': 'That material is printed by another technology.',
} as const;

async function readSiteProfiles(path: string): Promise<PrintProfiles> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BadProfilesError('it cannot be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadProfilesError('it is not JSON.');
  }
  const parsed = PrintProfiles.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new BadProfilesError(`${issue.path.join('.') || 'it'}: ${issue.message}.`);
}
