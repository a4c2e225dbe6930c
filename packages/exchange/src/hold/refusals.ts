import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A store that was not accepted: kept where a person sees it, by UID. */
export type Refusal = z.infer<typeof RefusalLine>;
const RefusalLine = z.object({
  at: z.string(),
  from: z.string(),
  sopInstanceUid: z.string(),
  code: z.string(),
  what: z.string(),
});

/** A sender that goes mad must not fill the memory; the file has them all. */
export const MOST_REFUSALS = 10_000;

/** Refusals of earlier runs. A line that a power cut tore is left out. */
export async function readRefusals(path: string): Promise<Refusal[]> {
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return '';
    throw thrown;
  });
  return text
    .split('\n')
    .flatMap((line) => {
      const { data } = RefusalLine.safeParse(jsonOrNull(line));
      return data ? [data] : [];
    })
    .slice(-MOST_REFUSALS);
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
