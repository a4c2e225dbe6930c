import { existsSync } from 'node:fs';
import { join } from 'node:path';

const BESIDE_THE_CLONE = join(import.meta.dirname, '../../../../shared/data');

/** Where a real scan or mesh lies, by its path in the data folder; undefined where this machine has none. */
export function realData(path: string): string | undefined {
  const at = join(process.env.SPECOLA_DATA ?? BESIDE_THE_CLONE, path);
  return existsSync(at) ? at : undefined;
}

/** Options for a test on real data: skipped with a clear line where the data is absent. */
export function needsData(...paths: readonly string[]): { skip: string | false } {
  const missing = paths.filter((path) => realData(path) === undefined);
  return {
    skip:
      missing.length > 0 &&
      `needs ${missing.join(', ')}: put the data folder beside the clone as ../shared/data, or name it in SPECOLA_DATA`,
  };
}
