import { identityOf, withoutIdentity } from '../read/identity.ts';
import { parseHeader } from '../read/parse-header.ts';
import type { StudyFile } from '../study-file.ts';

/** Empties a text that holds a part of the patient's name, number or birth date: names of segments go into records. */
export async function identityFilter(source: StudyFile): Promise<(text: string) => string> {
  const parsed = parseHeader(await source.read());
  if (parsed === null || parsed === 'broken') return (text) => text;
  const who = identityOf(parsed.dataSet);
  return (text) => withoutIdentity(text, who);
}
