import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';

/** A JSON file as its schema has it. @throws UsageError that names the field, never its value */
export async function readJsonAs<T>(path: string, schema: z.ZodType<T>, what: string): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`The file of ${what} cannot be read.`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`The file of ${what} is not JSON.`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new UsageError(`The file of ${what} does not fit: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')}`);
  return parsed.data;
}
