import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dicomSlice,
  fileOf,
  needsPackers,
  PACKER_NAMES,
  packedBy,
  pixelsByPydicom,
  type SliceMaking,
  temporaryFolder,
  testDecoders,
} from '@specola/test-kit';
import { BrokenCompressedError } from '../errors.ts';
import { decodeStack } from '../read/decode-stack.ts';
import { scanStudy } from '../read/scan-study.ts';
import { voxelPlanOf } from '../read/voxel-plan.ts';

const decoders = testDecoders();
const ROWS = 37;
const COLUMNS = 53;

/** A ramp with rings and noise, whose rows and columns differ: nothing that is swapped or shifted passes. */
function picture(bits: number, signed: boolean): number[] {
  let seed = 12345;
  const noise = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 16) % 17;
  };
  const span = 2 ** bits;
  const low = signed ? -span / 2 : 0;
  return Array.from({ length: ROWS * COLUMNS }, (_, v) => {
    const [x, y] = [v % COLUMNS, Math.floor(v / COLUMNS)];
    const ring = (x - 20) ** 2 + (y - 15) ** 2 < 120 ? 0.4 : 0;
    const shade = Math.min(0.97, x / 90 + y / 200 + ring);
    return low + Math.min(span - 1, Math.floor(shade * span) + (noise() % Math.max(2, span >> 6)));
  });
}

const slice = (making: Partial<SliceMaking>): Uint8Array =>
  dicomSlice({ rows: ROWS, columns: COLUMNS, slope: null, intercept: null, modality: 'MR', ...making });

/** The raw pixels of a file as we read them. */
async function ours(bytes: Uint8Array): Promise<number[]> {
  const scan = await scanStudy([fileOf(bytes)]);
  const [series] = scan.series;
  const plan = voxelPlanOf({ series: series!, stack: series!.stacks[0]! });
  const values = new Int16Array(plan.rows * plan.columns * plan.frames.length);
  await decodeStack(plan, values, { decoders });
  const { slope, intercept } = plan.valueScale;
  // DCMTK gives lossy images a scale of their own.
  const { slope: by, intercept: plus } = plan.rescales[0] ?? { slope: 1, intercept: 0 };
  return Array.from(values, (value) => Math.round((slope * value + intercept - plus) / by));
}

const FORMATS = [
  { bitsAllocated: 16, bitsStored: 16, signed: true },
  { bitsAllocated: 16, bitsStored: 16, signed: false },
  { bitsAllocated: 16, bitsStored: 12, signed: false },
  { bitsAllocated: 16, bitsStored: 12, signed: true },
  { bitsAllocated: 8, bitsStored: 8, signed: false },
] as const;

for (const packer of PACKER_NAMES)
  test(`pixels packed by ${packer} are those that pydicom reads`, needsPackers(), async () => {
    using folder = temporaryFolder();
    const packed = FORMATS.flatMap((format, n) => {
      const raw = picture(format.bitsStored, format.signed);
      const bytes = packedBy(packer, slice({ ...format, raw }));
      return bytes ? [{ bytes, raw, format, path: folder.write(`${n}.dcm`, bytes) }] : [];
    });
    assert.ok(packed.length > 0, 'the packer takes none of the formats');
    const theirs = pixelsByPydicom(packed.map(({ path }) => path));
    for (const [n, { bytes, raw, format }] of packed.entries()) {
      const read = await ours(bytes);
      const lossy = /baseline|extended|near/.test(packer);
      if (!lossy) assert.deepEqual(read, raw, JSON.stringify(format));
      const peer = theirs[n]!;
      // Where pydicom has no decoder for a form, the original decides alone; and for bytes in big-endian words, which it
      // leaves swapped (DCMTK turns them).
      if (packer === 'big endian (DCMTK)' && format.bitsAllocated === 8) continue;
      if (typeof peer !== 'string') assert.deepEqual(read, peer, JSON.stringify(format));
    }
  });

test(
  'a JPEG 2000 codestream that lost a piece, or states another grid of tiles, is refused',
  needsPackers(),
  async () => {
    const { raw, ...format } = { bitsAllocated: 16, bitsStored: 12, signed: false, raw: picture(12, false) };
    const whole = packedBy('JPEG 2000 (GDCM)', slice({ ...format, raw }))!;
    const from = whole.findIndex((byte, n) => byte === 0xff && whole[n + 1] === 0x4f && whole[n + 2] === 0xff);
    const broken: readonly (readonly [reason: RegExp, change: (bytes: Uint8Array) => void])[] = [
      // Psot of the first tile: 4 bytes, 6 behind its mark.
      [/longer|begin where/, (bytes) => bytes.set([0, 0, 1, 0], markAt(bytes, 0x90) + 6)],
      // Width of a tile in SIZ.
      [/holds 1 of its 27 tiles/, (bytes) => bytes.set([0, 0, 0, 2], from + 24)],
      // Samples of every second column only.
      [/fewer samples/, (bytes) => bytes.set([2], from + 43)],
      // The grid begins to the right of the image.
      [/tiles do not lie/, (bytes) => bytes.set([0, 0, 0, 9], from + 32)],
    ];
    const markAt = (bytes: Uint8Array, mark: number) =>
      bytes.findIndex((byte, n) => n > from && byte === 0xff && bytes[n + 1] === mark);
    assert.deepEqual(await ours(whole), raw);
    for (const [reason, change] of broken) {
      const bytes = whole.slice();
      change(bytes);
      await assert.rejects(
        ours(bytes),
        (thrown) => thrown instanceof BrokenCompressedError && reason.test(thrown.what),
      );
    }
  },
);
