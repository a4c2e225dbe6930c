import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version from the package file, and the commit of the working copy (null in an installed tarball). */
export function aboutSpecola(): { version: string; gitCommit: string | null } {
  const packageFile = join(import.meta.dirname, '..', 'package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  return { version, gitCommit: commitOf(join(import.meta.dirname, '..', '..', '..')) };
}

function commitOf(root: string): string | null {
  if (!existsSync(join(root, '.git'))) return null;
  try {
    return execFileSync('git', ['-C', root, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // A working copy without git, or without a commit, has no name to give; the version still stands.
    return null;
  }
}
