import type { Dirent } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SpecolaError } from '@specola/space';
import { type FileStart, readFileStart, readInstanceFacts } from '../data/part10.ts';
import type { HeldInstance, Holdings } from './holdings.ts';

const START_BYTES = 1 << 16;
/** Files read at once: enough to keep a disk busy, few enough for the limit on open files. */
const AT_ONCE = 16;

/**
 * Reads what lies below a folder: every Part 10 file with its UIDs, whoever put it there. Of two files with one UID the
 * first by path counts.
 */
export async function indexFolder(
  root: string,
  { skip, mark, holdings }: { skip: string; mark: string; holdings: Holdings },
): Promise<{ marked: string[]; unreadable: number }> {
  const [paths, marked] = await filesBelow(root, skip, mark);
  const found: (HeldInstance | 'unreadable' | null)[] = new Array(paths.length).fill(null);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < paths.length) {
      const mine = next++;
      found[mine] = await readHeld(paths[mine]!);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const held of found)
    if (held && held !== 'unreadable' && !holdings.instance(held.identity.sopInstanceUid)) holdings.add(held);
  return { marked, unreadable: found.filter((held) => held === 'unreadable').length };
}

async function filesBelow(root: string, skip: string, mark: string): Promise<[paths: string[], marked: string[]]> {
  const paths: string[] = [];
  const marked: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    if (folder === skip) return;
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      // Links are not followed: they could lead out of what the node may show.
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile() && entry.name === mark) marked.push(dirname(path));
      else if (entry.isFile()) paths.push(path);
    }
  };
  await visit(root);
  return [paths, marked];
}

async function readHeld(path: string): Promise<HeldInstance | 'unreadable' | null> {
  const { size } = await stat(path);
  const start = await readStart(path, Math.min(size, START_BYTES));
  try {
    const file = readFileStart(start);
    if (!file) return null;
    return heldFrom(path, size, file, start) ?? heldFrom(path, size, file, await readFile(path)) ?? 'unreadable';
  } catch (thrown) {
    if (thrown instanceof SpecolaError) return 'unreadable';
    throw thrown;
  }
}

/** Null when these bytes of the file do not do: its header may be longer. */
function heldFrom(path: string, bytes: number, file: FileStart, start: Uint8Array): HeldInstance | null {
  try {
    const facts = readInstanceFacts(
      start.subarray(file.dataSetAt),
      { transferSyntax: file.identity.transferSyntax },
      {
        wholeBytes: bytes - file.dataSetAt,
      },
    );
    return { ...facts, path, bytes, dataSetAt: file.dataSetAt };
  } catch (thrown) {
    if (thrown instanceof SpecolaError) return null;
    throw thrown;
  }
}

async function readStart(path: string, bytes: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
