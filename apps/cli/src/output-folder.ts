import { constants, rmSync } from 'node:fs';
import { access, mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SpecolaError } from '@specola/space';

const MEND_FULL =
  'Name a new folder with --out; or add --overwrite, which replaces the folder if an earlier model is all that it holds.';

export class FolderNotEmptyError extends SpecolaError {
  readonly code = 'cli/folder-not-empty';
  constructor(mend = MEND_FULL) {
    super({
      what: 'The output folder already holds files.',
      why: 'Specola never overwrites or mixes with what is yours.',
      mend,
    });
  }
}

export class CannotWriteError extends SpecolaError {
  readonly code = 'cli/cannot-write';
  constructor(reason: string, options?: ErrorOptions) {
    super(
      {
        what: `The output folder cannot be written (${reason}).`,
        why: 'There would be nowhere to put the model.',
        mend: 'Choose a folder that you may write to with --out.',
      },
      options,
    );
  }
}

export class NoSpaceError extends SpecolaError {
  readonly code = 'cli/no-space';
  constructor() {
    super({
      what: 'The disk is full.',
      why: 'A file that stops in the middle would look like a model and not be one, so everything written so far was removed.',
      mend: 'Free some space, or choose a folder on another disk with --out.',
    });
  }
}

/** A folder that appears whole or not at all: files go to a staging folder beside it, which takes its name at the end. */
export interface OutputFolder {
  readonly path: string;
  write(name: string, bytes: Uint8Array | string): Promise<void>;
  /** Gives the folder its name. After this nothing can be added. */
  publish(): Promise<void>;
  /** Removes what was staged; harmless after publishing. Synchronous, so that a signal handler can call it. */
  discard(): void;
}

/**
 * Opens a staging folder beside `path`, so that a place that cannot be written is known before any work is done.
 *
 * @param ours  names that an earlier run may have left; with `overwrite`, a folder that holds only these is replaced
 * @param mark  the one of these without which a folder is not taken for an earlier run's
 * @throws FolderNotEmptyError, CannotWriteError, NoSpaceError
 */
export async function openOutputFolder(
  path: string,
  { overwrite, ours, mark }: { overwrite: boolean; ours: readonly string[]; mark: string },
): Promise<OutputFolder> {
  const target = resolve(path);
  const parent = await guarded(() => makeParent(dirname(target)));
  // A link to a folder stays a link: its target is what is filled.
  const place = await realpath(target).catch(() => join(parent, basename(target)));
  const held = await heldBy(place);
  if (held.length > 0 && !(overwrite && held.includes(mark) && held.every((name) => ours.includes(name))))
    throw new FolderNotEmptyError();

  const stagingName = `.${basename(target)}.making-`;
  const home = dirname(place);
  await removeOrphans(home, stagingName);
  const staging = join(home, `${stagingName}${process.pid}`);
  await guarded(() => mkdir(staging));
  let published = false;
  return {
    path: target,
    write: (name, bytes) =>
      guarded(async () => {
        if (name.includes('/')) await mkdir(dirname(join(staging, name)), { recursive: true });
        await writeFile(join(staging, name), bytes);
      }),
    async publish() {
      const old = `${staging}.old`;
      await guarded(async () => {
        const replaced = held.length > 0;
        if (replaced) await rename(place, old);
        try {
          await rename(staging, place);
        } catch (error) {
          if (replaced) await rename(old, place);
          throw error;
        }
        published = true;
        if (replaced) await rm(old, { recursive: true });
      });
    },
    discard() {
      if (!published) rmSync(staging, { recursive: true, force: true });
    },
  };
}

/** A killed run leaves its staging folder: the next one to the same place takes it away, if its process is gone. */
async function removeOrphans(parent: string, stagingName: string): Promise<void> {
  for (const name of await guarded(() => readdir(parent))) {
    const pid = name.startsWith(stagingName) ? Number(name.slice(stagingName.length)) : Number.NaN;
    if (Number.isInteger(pid) && pid > 0 && !isRunning(pid))
      await rm(join(parent, name), { recursive: true, force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function makeParent(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  await access(path, constants.W_OK);
  return realpath(path);
}

async function heldBy(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) throw new CannotWriteError('a file of that name is there');
  return guarded(() => readdir(place));
}

/** Runs a file operation and turns what the system says into a sentence that names no path. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SpecolaError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new NoSpaceError();
    throw new CannotWriteError(SPOKEN[code] ?? code, { cause: error });
  }
}

const SPOKEN: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'not allowed',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'another run is writing there',
  ENOTEMPTY: 'another run has written there in the meantime',
};
