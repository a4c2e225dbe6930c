import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dicomSlice } from './dicom-slice.ts';

/** Small instances in as many folders as there are senders, each a series of its own. For tests. */
export function writeSeries(folder: string, { senders, instances }: { senders: number; instances: number }): string[] {
  return Array.from({ length: senders }, (_, s) => {
    const home = join(folder, String(s));
    mkdirSync(home, { recursive: true });
    for (let k = 0; k < instances; k++)
      writeFileSync(
        join(home, `IM${k}`),
        dicomSlice({
          studyUid: `2.25.${500 + (s % 7)}`,
          seriesUid: `2.25.${1000 + s}`,
          sopInstanceUid: `2.25.${1000 + s}.${k + 1}`,
          instanceNumber: k + 1,
          rows: 64,
          columns: 64,
          raw: Array.from({ length: 4096 }, (_, v) => (v * 7 + k * 13 + s * 17) & 0x3fff),
          position: [0, 0, k * 1.25],
        }),
      );
    return home;
  });
}

/** DCMTK's sender over one association. */
export const storescu = (port: number, folder: string, delay: readonly string[] = []): ChildProcess =>
  spawn(
    'storescu',
    ['-xe', ...delay, '-aet', 'STORESCU', '-aec', 'SPECOLA', '127.0.0.1', String(port), '+sd', folder],
    {
      stdio: 'ignore',
    },
  );

/** How a process ended: its exit code, or its signal. */
export const endOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal ?? 'gone')));

/** The content of every instance in a folder by its UID-free digest, how often each is there, and which series are marked. */
export function contentsOf(folder: string): { digests: string[]; marks: number } {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const digests = entries
    .filter(({ parentPath, name }) => !parentPath.includes('.specola-node') && !name.endsWith('.txt'))
    .map(({ parentPath, name }) => digestOf(readFileSync(join(parentPath, name))));
  return { digests: digests.sort(), marks: entries.filter(({ name }) => name === 'INCOMPLETE.txt').length };
}

/** From the data set on: the file's head is the receiver's own. */
function digestOf(file: Buffer): string {
  const metaBytes = file.readUInt32LE(140);
  return createHash('sha256')
    .update(file.subarray(144 + metaBytes))
    .digest('hex');
}
