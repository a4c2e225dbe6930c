import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { scanStudy } from '@specola/dicom';
import { SpecolaError } from '@specola/space';
import { dicomStack } from '@specola/test-kit';
import { zipSync } from 'fflate';
import { openStudy } from '../../apps/cli/src/open-study.ts';
import { mutated, randomFrom } from './mutate-file.ts';

export interface ArchiveReport {
  readonly files: number;
  readonly read: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Anything but a coded error or a study, and anything written to disk: must be empty. */
  readonly crashes: readonly string[];
  readonly slowestMs: number;
}

/** Makes zip and tar archives with something wrong by seeds, opens each and reads the headers of all files in it. */
export async function readBrokenArchives({
  count,
  firstSeed,
}: {
  count: number;
  firstSeed: number;
}): Promise<ArchiveReport> {
  const slices = await Promise.all(dicomStack(3).map((file) => file.read()));
  const folder = mkdtempSync(join(tmpdir(), 'specola-archives-'));
  const refused: Record<string, number> = {};
  const crashes: string[] = [];
  let read = 0;
  let slowestMs = 0;
  try {
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const inside = join(folder, 'inside');
      writeFileSync(inside, archiveBy(seed, slices));
      const began = performance.now();
      try {
        const opened = await openStudy(inside);
        if (opened.kind === 'dicom') await scanStudy(opened.files);
        read++;
      } catch (thrown) {
        if (thrown instanceof SpecolaError) refused[thrown.code] = (refused[thrown.code] ?? 0) + 1;
        else crashes.push(`seed ${seed}: ${String(thrown)}`);
      }
      slowestMs = Math.max(slowestMs, performance.now() - began);
      if (readdirSync(folder).length !== 1) crashes.push(`seed ${seed}: something was written`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { files: count, read, refused, crashes, slowestMs };
}

const CLIMBING = ['../../evil', '/tmp/evil', '..\\..\\evil', 'a/../../../evil', 'C:\\evil', '\u0000evil', '~/evil'];

function archiveBy(seed: number, slices: readonly Uint8Array[]): Uint8Array {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const names = slices.map((_, n) => (random() < 0.3 ? pick(CLIMBING) + n : `S/IM${n}`));
  const zip = zipSync(Object.fromEntries(names.map((name, n) => [name, slices[n]!])), {
    level: random() < 0.5 ? 0 : 6,
  });
  const tar = tarOf(names, slices);
  switch (Math.floor(random() * 6)) {
    case 0:
      return mutated(zip, seed).bytes;
    case 1:
      return mutated(tar, seed).bytes;
    case 2:
      return mutated(new Uint8Array(gzipSync(tar)), seed).bytes;
    case 3:
      return bomb(slices[0]!.length, random);
    case 4:
      return zip;
    default:
      return random() < 0.5 ? tar : new Uint8Array(gzipSync(tar));
  }
}

/** One entry of zeros whose directory says less, or far more, than it unpacks to. */
function bomb(honest: number, random: () => number): Uint8Array {
  const packed = deflateRawSync(new Uint8Array(4 * 2 ** 20));
  const stated = [honest, 0, 2 ** 30 + 1, 0xfffffffe][Math.floor(random() * 4)]!;
  const name = new TextEncoder().encode('bomb');
  const local = new Uint8Array(30 + name.length);
  const central = new Uint8Array(46 + name.length);
  for (const [head, signature, at] of [
    [local, 0x04034b50, 8],
    [central, 0x02014b50, 10],
  ] as const) {
    const view = new DataView(head.buffer);
    view.setUint32(0, signature, true);
    view.setUint16(at, 8, true);
    view.setUint32(at + 10, packed.length, true);
    view.setUint32(at + 14, stated, true);
    view.setUint16(at + 18, name.length, true);
    head.set(name, head.length - name.length);
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, 1, true);
  end.setUint16(10, 1, true);
  end.setUint32(12, central.length, true);
  end.setUint32(16, local.length + packed.length, true);
  return Buffer.concat([local, packed, central, new Uint8Array(end.buffer)]);
}

function tarOf(names: readonly string[], files: readonly Uint8Array[]): Uint8Array {
  const blocks = files.flatMap((bytes, n) => {
    const head = new Uint8Array(512);
    const write = (text: string, at: number) => head.set(new TextEncoder().encode(text), at);
    write(names[n]!.slice(0, 99), 0);
    write('0000644\0', 100);
    write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    write('        ', 148);
    write('0', 156);
    write('ustar\0' + '00', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [head, bytes, new Uint8Array(-bytes.length & 511)];
  });
  return Buffer.concat([...blocks, new Uint8Array(1024)]);
}
