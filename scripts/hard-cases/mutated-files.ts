import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameDecoders } from '@specola/dicom';
import {
  dicomSlice,
  PACKER_NAMES,
  packedBy,
  realData,
  type SliceSyntax,
  testDecoders,
  zipEntries,
} from '@specola/test-kit';
import { openNodeDecoders } from '../../apps/cli/src/node-decoders.ts';
import { type PeerComparison, PeerOfMutated } from './compare-mutated.ts';
import { decodeFile, type FileOutcome } from './decode-files.ts';
import { mutated } from './mutate-file.ts';
import { largestAllocation } from './watch-allocations.ts';

/** What a file becomes for whom it is broken on purpose. */
export interface MutationReport {
  readonly files: number;
  readonly decoded: number;
  readonly noImage: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Anything but a coded error or pixels: must be empty. */
  readonly crashes: readonly string[];
  /** Those that asked for more than twice their honest size in one piece: must be empty. */
  readonly greedy: readonly string[];
  readonly slowestMs: number;
  /** Of processor time, all threads together: what other work on the machine does not change. */
  readonly slowestCpuMs: number;
  /** Those that gave pixels, beside what pydicom decodes of the same bytes; null where there is none. */
  readonly beside: PeerComparison | null;
  /**
   * Largest piece of memory asked for, as a share of the honest size of its file: the file itself, or its pixels (before
   * or after it was broken) in 16 bits where these are more.
   */
  readonly largestShare: number;
}

/** Tables that every decoding takes, whatever the file: 65,536 entries of 4 bytes, and a piece of inflating. */
const TABLES_BYTES = 2 ** 18 + 2 ** 16;

/** Small files of every packing: our own, those that DCMTK and GDCM pack, and the hard cases where they are at hand. */
export function seedFiles({ real }: { real: boolean }): { name: string; bytes: Uint8Array }[] {
  const raw = Array.from({ length: 64 * 48 }, (_, v) => ((v % 64) * 37 + Math.floor(v / 64) * 11) % 4096);
  const making = { rows: 48, columns: 64, raw, signed: false, bitsStored: 12 } as const;
  const own = (['explicit-little', 'implicit-little', 'explicit-big', 'deflated', 'rle'] as SliceSyntax[]).map(
    (syntax) => ({ name: syntax, bytes: dicomSlice({ ...making, syntax }) }),
  );
  const plain = own[0]!.bytes;
  const packed = PACKER_NAMES.flatMap((packer) => {
    const bytes = packedBy(packer, plain);
    return bytes ? [{ name: packer, bytes }] : [];
  });
  return [...own, ...packed, ...(real ? hardFiles() : [])];
}

const LARGEST_SEED_BYTES = 120_000;

function hardFiles(): { name: string; bytes: Uint8Array }[] {
  const folder = realData('hard_dicom');
  if (!folder) return [];
  return globSync('*.zip', { cwd: folder })
    .sort()
    .flatMap((zip) => zipEntries(join(folder, zip)))
    .map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes()) }))
    .filter(({ bytes }) => bytes.length > 200 && bytes.length < LARGEST_SEED_BYTES);
}

/** Breaks files by seeds, reads each, and counts what became of them. */
export async function readMutated(
  seeds: readonly { name: string; bytes: Uint8Array }[],
  { count, firstSeed }: { count: number; firstSeed: number },
): Promise<MutationReport> {
  using pool = openNodeDecoders(2);
  const decoders = hereOr(pool);
  const refused: Record<string, number> = {};
  const crashes: string[] = [];
  const greedy: string[] = [];
  using peer = new PeerOfMutated();
  const tally = { decoded: 0, noImage: 0, slowestMs: 0, slowestCpuMs: 0, largestShare: 0 };
  const whole = new Map<string, FileOutcome>();
  for (const { name, bytes } of seeds) whole.set(name, await outcomeOf(bytes, decoders));
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const { name, bytes: original } = seeds[seed % seeds.length]!;
    const { bytes, what } = mutated(original, seed);
    const label = `${name}, seed ${seed} (${what})`;
    largestAllocation();
    const before = whole.get(name)!;
    const began = performance.now();
    const cpu = process.cpuUsage();
    const outcome = await outcomeOf(bytes, decoders).catch((thrown: unknown) => String(thrown));
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - began);
    const { user, system } = process.cpuUsage(cpu);
    tally.slowestCpuMs = Math.max(tally.slowestCpuMs, (user + system) / 1000);
    const honest = Math.max(bytes.length, original.length, pixelBytes(before), decodedBytes(outcome));
    const share = Math.max(0, largestAllocation() - TABLES_BYTES) / honest;
    if (share > 2) greedy.push(`${label}: ${share.toFixed(1)} times`);
    if (share > tally.largestShare) tally.largestShare = share;
    if (typeof outcome === 'string') crashes.push(`${label}: ${outcome}`);
    else if (outcome.kind === 'decoded') {
      tally.decoded++;
      const wholeSha256 = before.kind === 'decoded' ? before.sha256 : null;
      peer.add({ label: `${label} [${outcome.syntax}]`, bytes, sha256: outcome.sha256, wholeSha256 });
    } else if (outcome.kind === 'no image') tally.noImage++;
    else refused[outcome.code] = (refused[outcome.code] ?? 0) + 1;
  }
  return { files: count, refused, crashes, greedy, beside: peer.compare(), ...tally };
}

const outcomeOf = (bytes: Uint8Array, decoders: FrameDecoders): Promise<FileOutcome> =>
  decodeFile({ path: 'mutated', bytes: bytes.length, read: async () => bytes }, decoders);

const pixelBytes = (outcome: FileOutcome): number => (outcome.kind === 'no image' ? 0 : 2 * outcome.pixels);

const decodedBytes = (outcome: FileOutcome | string): number =>
  typeof outcome !== 'string' && outcome.kind === 'decoded' ? pixelBytes(outcome) : 0;

/** What is decoded in JavaScript is decoded here, where allocations are counted; WebAssembly on threads that may be stopped. */
function hereOr(pool: FrameDecoders): FrameDecoders {
  const here = testDecoders();
  return {
    size: pool.size,
    decode: (job, out) => (['jpeg', 'rle', 'deflated-frames'].includes(job.packing) ? here : pool).decode(job, out),
  };
}
