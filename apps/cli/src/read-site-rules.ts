import { readFile } from 'node:fs/promises';
import { SiteRules } from '@specola/record';
import { SpecolaError } from '@specola/space';

export class BadRulesError extends SpecolaError {
  readonly code = 'review/bad-rules';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The file of rules does not fit: ${reason}`,
      why: 'A limit that was meant otherwise would let images through, or hold them up.',
      mend: 'See docs/site-rules.schema.json for what the file holds.',
    });
  }
}

/** A site's own limits, checked by their schema. */
export async function readSiteRules(path: string | undefined): Promise<SiteRules | null> {
  if (path === undefined) return null;
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BadRulesError('it cannot be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadRulesError('it is not JSON.');
  }
  const parsed = SiteRules.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new BadRulesError(`${issue.path.join('.') || 'it'}: ${issue.message}.`);
}
