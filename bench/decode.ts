// A compressed CT of 512 × 512 × 300 (the phantom patient, packed by DCMTK and GDCM): from files to voxels, beside pydicom
// with its usual plugins (GDCM, numpy), beside GDCM alone, the native decoder that reads all of them, and beside DCMTK's
// own programs. Side by side, three times, medians.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseSeries, loadVolume, scanStudy } from '@specola/dicom';
import { openNodeDecoders } from '../apps/cli/src/node-decoders.ts';
import { openStudy } from '../apps/cli/src/open-study.ts';
import { median } from './read-scan.ts';

interface Packing {
  readonly name: string;
  readonly pack: (from: string, to: string) => [program: string, ...args: string[]];
  /** DCMTK's program that unpacks it, where it has one. */
  readonly unpack: string | null;
}

const PACKINGS: readonly Packing[] = [
  { name: 'JPEG lossless', pack: (from, to) => ['dcmcjpeg', from, to], unpack: 'dcmdjpeg' },
  { name: 'JPEG-LS', pack: (from, to) => ['dcmcjpls', from, to], unpack: 'dcmdjpls' },
  { name: 'JPEG 2000', pack: (from, to) => ['gdcmconv', '--j2k', from, to], unpack: null },
  { name: 'RLE', pack: (from, to) => ['dcmcrle', from, to], unpack: 'dcmdrle' },
  { name: 'JPEG extended, 12 bits', pack: (from, to) => ['dcmcjpeg', '+ee', from, to], unpack: 'dcmdjpeg' },
  { name: 'uncompressed', pack: (from, to) => ['cp', from, to], unpack: null },
];
const RUNS = 3;

/** One table for a study of files named IM…; a line that says why where the peers are not installed. */
export async function decodeTable(study: string): Promise<string> {
  if (['dcmcjpeg', 'gdcmconv'].some((program) => spawnSync(program, ['--version']).error))
    return 'Compressed CT: needs dcmtk and libgdcm-tools, left out.\n';
  const rows = [
    '| packing | Specola s | pydicom s | ratio | GDCM, one thread, s | DCMTK, one process a file, s |',
    '|---|---|---|---|---|---|',
  ];
  for (const packing of PACKINGS) {
    const room = mkdtempSync(join(tmpdir(), 'specola-bench-'));
    try {
      const files = readdirSync(study).filter((name) => name.startsWith('IM'));
      const packed = join(room, 'packed');
      mkdirSync(packed);
      for (const name of files) {
        const [program, ...args] = packing.pack(join(study, name), join(packed, name));
        execFileSync(program, args, { stdio: 'ignore' });
      }
      const ours: number[] = [];
      const theirs: number[] = [];
      const gdcm: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        ours.push(await secondsOfOurs(packed));
        theirs.push(secondsOfPython('decode-pydicom.py', packed));
        gdcm.push(secondsOfPython('decode-gdcm.py', packed));
      }
      const dcmtk = packing.unpack ? secondsOfDcmtk(packing.unpack, packed, files).toFixed(2) : '–';
      const [mine, peer] = [median(ours), median(theirs)];
      rows.push(
        `| ${packing.name} | ${mine.toFixed(2)} | ${peer.toFixed(2)} | ${(mine / peer).toFixed(2)} | ${secondsOrNone(gdcm)} | ${dcmtk} |`,
      );
    } finally {
      rmSync(room, { recursive: true });
    }
  }
  return `${rows.join('\n')}\n`;
}

/** From opening the folder to voxels, threads included: what a user waits for. */
async function secondsOfOurs(folder: string): Promise<number> {
  const began = performance.now();
  const opened = await openStudy(folder);
  if (opened.kind !== 'dicom') throw new Error('not a study');
  using decoders = openNodeDecoders(availableParallelism());
  const chosen = chooseSeries(await scanStudy(opened.files), { anatomy: null });
  await loadVolume(chosen, (length) => new Int16Array(new SharedArrayBuffer(2 * length)), { decoders });
  return (performance.now() - began) / 1000;
}

/** What a script beside this one says of a folder; NaN where its decoder does not read it. */
function secondsOfPython(script: string, folder: string): number {
  const { status, stdout } = spawnSync('/usr/bin/python3', [join(import.meta.dirname, script), folder], {
    encoding: 'utf8',
    // GDCM says on every slice of 12 bits that it reads them.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? Number(stdout) : Number.NaN;
}

const secondsOrNone = (seconds: readonly number[]): string =>
  seconds.some(Number.isNaN) ? 'not read' : median([...seconds]).toFixed(2);

function secondsOfDcmtk(program: string, folder: string, files: readonly string[]): number {
  const began = performance.now();
  for (const name of files)
    execFileSync(program, [join(folder, name), join(folder, '..', 'unpacked')], { stdio: 'ignore' });
  return (performance.now() - began) / 1000;
}
