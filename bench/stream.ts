// A CT of 1,000 slices of 512 × 512, uncompressed and packed: peak memory of a process that reads it into voxels, beside the
// bytes of the voxels (limit: 2.5 times).
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SLICES = 1000;
const MIB = 2 ** 20;

interface Streamed {
  readonly seconds: number;
  readonly scanSeconds: number;
  readonly peakBytes: number;
  readonly voxelBytes: number;
}

/** One table for a study of 300 files named IM…, whose slices are used again and again further up. */
export function streamTable(study: string): string {
  const rows = ['| packing | headers s | all s | peak memory MiB | voxels MiB | ratio |', '|---|---|---|---|---|---|'];
  for (const [name, pack] of [
    ['uncompressed', null],
    ['JPEG-LS', 'dcmcjpls'],
  ] as const) {
    const room = mkdtempSync(join(tmpdir(), 'specola-bench-'));
    try {
      thousandSlices(study, room, pack);
      const script = join(import.meta.dirname, 'stream-one.ts');
      const said = execFileSync(process.execPath, [script, join(room, 'study')], { encoding: 'utf8' });
      const { seconds, scanSeconds, peakBytes, voxelBytes } = JSON.parse(said) as Streamed;
      const mib = (bytes: number) => Math.round(bytes / MIB);
      rows.push(
        `| ${name} | ${scanSeconds.toFixed(2)} | ${seconds.toFixed(2)} | ${mib(peakBytes)} | ${mib(voxelBytes)} | ${(peakBytes / voxelBytes).toFixed(2)} |`,
      );
    } finally {
      rmSync(room, { recursive: true });
    }
  }
  return `${rows.join('\n')}\n`;
}

function thousandSlices(study: string, room: string, pack: string | null): void {
  const files = readdirSync(study).filter((name) => name.startsWith('IM'));
  mkdirSync(join(room, 'packed'));
  mkdirSync(join(room, 'study'));
  for (const name of files) {
    const to = join(room, 'packed', name);
    if (pack) execFileSync(pack, [join(study, name), to], { stdio: 'ignore' });
    else copyFileSync(join(study, name), to);
  }
  const placeOf = (n: number): number[] =>
    textOf(readFileSync(join(study, files[n]!)), POSITION)
      .text.split('\\')
      .map(Number);
  const [first, second] = [placeOf(0), placeOf(1)];
  for (let k = 0; k < SLICES; k++) {
    const own = Buffer.from(readFileSync(join(room, 'packed', files[k % files.length]!)));
    const place = first.map((at, c) => (at + k * (second[c]! - at)).toFixed(6)).join('\\');
    for (const [tag, fresh] of [
      [UID, (old: string) => `${old.replace(/[\0 ]+$/, '').slice(0, -5)}${10000 + k}`],
      [POSITION, () => place],
    ] as const) {
      const { at, text } = textOf(own, tag);
      const pad = tag === UID ? '\0' : ' ';
      own.write(fresh(text).padEnd(text.length, pad).slice(0, text.length), at, 'latin1');
    }
    writeFileSync(join(room, 'study', `IM${k}`), own);
  }
}

/** The same slice stands at another height under another UID: both texts keep their length. */
const UID = [0x08, 0x00, 0x18, 0x00];
const POSITION = [0x20, 0x00, 0x32, 0x00];

function textOf(bytes: Buffer, tag: readonly number[]): { at: number; text: string } {
  const at = bytes.indexOf(Buffer.from(tag), 132) + 8;
  return { at, text: bytes.toString('latin1', at, at + bytes.readUInt16LE(at - 2)) };
}
