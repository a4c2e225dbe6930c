import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActOf, Entry } from '@specola/casework';
import { aboutSpecola } from '../about.ts';
import { CannotWriteError } from '../output-folder.ts';
import { sha256Of } from '../sha256.ts';
import { type Actor, enterAs } from './actor.ts';

/** Writes a file into a case and enters it as a version; a refused entry leaves no file behind. */
export async function storeVersion(
  dir: string,
  {
    name,
    bytes,
    ...told
  }: { name: string; bytes: Uint8Array } & Pick<ActOf<'version-recorded'>, 'thing' | 'inputs' | 'method'>,
  actor: Actor,
): Promise<Entry> {
  const path = join(dir, name);
  try {
    const handle = await open(path, 'wx', 0o600);
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
  } catch (thrown) {
    throw new CannotWriteError((thrown as NodeJS.ErrnoException).code ?? 'unknown', { cause: thrown });
  }
  try {
    const act: ActOf<'version-recorded'> = {
      kind: 'version-recorded',
      part: null,
      sha256: sha256Of(bytes),
      software: { name: 'Specola', version: aboutSpecola().version, clearance: 'none' },
      side: null,
      checks: [],
      file: name,
      ...told,
    };
    return await enterAs(dir, act, actor);
  } catch (thrown) {
    await rm(path, { force: true });
    throw thrown;
  }
}
