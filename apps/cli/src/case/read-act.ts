import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { Act } from '@specola/casework';
import { z } from 'zod';
import { BadActError } from './case-errors.ts';

const OF_FILE = 'sha256:';

/**
 * An act from a JSON file. Wherever it says `"sha256:NAME"`, the hash of that file of the case folder takes its place.
 *
 * @throws BadActError
 */
export async function readAct(path: string, caseFolder: string): Promise<Act> {
  const text = await readFile(path === '-' ? '/dev/stdin' : path, 'utf8').catch(() => {
    throw new BadActError('it cannot be read.');
  });
  return parseAct(text, caseFolder);
}

export async function parseAct(text: string, caseFolder: string): Promise<Act> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadActError('it is not JSON.');
  }
  const parsed = Act.safeParse(await withHashes(json, caseFolder));
  if (parsed.success) return parsed.data;
  throw new BadActError(z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
}

async function withHashes(value: unknown, folder: string): Promise<unknown> {
  if (typeof value === 'string' && value.startsWith(OF_FILE)) return hashOfFile(value.slice(OF_FILE.length), folder);
  if (Array.isArray(value)) return Promise.all(value.map((one) => withHashes(one, folder)));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      await Promise.all(Object.entries(value).map(async ([key, one]) => [key, await withHashes(one, folder)] as const)),
    );
  return value;
}

async function hashOfFile(name: string, folder: string): Promise<string> {
  const inside = normalize(name);
  if (isAbsolute(inside) || inside.startsWith('..')) throw new BadActError(`"${name}" is not inside the case folder.`);
  const bytes = await readFile(join(folder, inside)).catch(() => {
    throw new BadActError(`the file "${name}" is not in the case folder.`);
  });
  return createHash('sha256').update(bytes).digest('hex');
}
