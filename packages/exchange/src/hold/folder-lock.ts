import { readFile, rm, writeFile } from 'node:fs/promises';
import { FolderInUseError } from '../errors.ts';

/**
 * Takes a folder for this process. A lock that a killed process left is taken over.
 *
 * @throws FolderInUseError
 */
export async function lockFolder(lockPath: string): Promise<AsyncDisposable> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(lockPath, `${process.pid}\n`, { flag: 'wx' });
      return { [Symbol.asyncDispose]: () => rm(lockPath, { force: true }) };
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
      const pid = Number((await readFile(lockPath, 'utf8').catch(() => '')).trim());
      if (Number.isInteger(pid) && pid > 0 && isRunning(pid)) throw new FolderInUseError(pid);
      await rm(lockPath, { force: true });
    }
  }
  throw new FolderInUseError(0);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
