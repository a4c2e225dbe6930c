import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  dicomSlice,
  encapsulatedFrames,
  fileOf,
  needsPackers,
  needsPydicomPixels,
  packedBy,
  pixelsByPydicom,
  type SliceMaking,
  temporaryFolder,
  testDecoders,
} from '@specola/test-kit';
import { type DicomElement, encodeElements, PixelFormatError, type StudyFile } from '../index.ts';
import { EXPLICIT_LITTLE } from '../write/write-part10.ts';
import { chooseSeries } from './choose-series.ts';
import { type LoadedVolume, loadVolume } from './load-volume.ts';
import { scanStudy } from './scan-study.ts';

const decoders = testDecoders();
const ROWS = 13;
const COLUMNS = 22;
const SLICES = 4;
const PIXELS = ROWS * COLUMNS;

/** Numbers none of whose neighbors, rows or slices are alike. */
const ramp = (k: number, { from, step }: { from: number; step: number }): number[] =>
  Array.from({ length: PIXELS }, (_, v) => from + step * ((v * 37 + k * 101) % 977));

const shape: Partial<SliceMaking> = { rows: ROWS, columns: COLUMNS, slope: 1, intercept: 0 };
const sliceAt = (k: number, making: Partial<SliceMaking>): Uint8Array =>
  dicomSlice({
    ...shape,
    position: [-31.5, 12.25, -200.75 + 1.25 * k],
    instanceNumber: k + 1,
    sopInstanceUid: `2.25.2.${k + 1}`,
    ...making,
  });
const us = (tag: number, value: number): DicomElement => ({ tag, vr: 'US', value: [value] });

async function loaded(files: readonly StudyFile[]): Promise<LoadedVolume> {
  const chosen = chooseSeries(await scanStudy(files), { anatomy: null });
  return loadVolume(chosen, (length) => new Int16Array(length), { decoders });
}

const realValues = ({ volume: { values, valueScale } }: LoadedVolume): number[] =>
  Array.from(values, (value) => valueScale.slope * value + valueScale.intercept);

const bytesOf = (numbers: Uint32Array | Int32Array | Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

const integers32 = (raw: readonly number[]): Partial<SliceMaking> => ({
  bitsAllocated: 32,
  bitsStored: 32,
  highBit: 31,
  signed: true,
  pixels: { elements: [{ tag: 0x7fe00010, vr: 'OW', value: bytesOf(Int32Array.from(raw)) }] },
});

test(
  'whole numbers of 32 bits are HU in a CT, and kept to the last one elsewhere where they lie close enough',
  needsPydicomPixels(),
  async () => {
    using folder = temporaryFolder();
    for (const modality of ['CT', 'MR']) {
      const raws = Array.from({ length: SLICES }, (_, k) =>
        ramp(k, { from: modality === 'CT' ? -900 : 70_000_000, step: 3 }),
      );
      const slices = raws.map((raw, k) => sliceAt(k, { modality, ...integers32(raw) }));
      const paths = slices.map((bytes, k) => folder.write(`${modality}${k}.dcm`, bytes));
      const volume = await loaded(slices.map((bytes, k) => fileOf(bytes, `IM${k}`)));
      assert.deepEqual(realValues(volume), pixelsByPydicom(paths).flat());
      assert.deepEqual(realValues(volume), raws.flat());
      assert.deepEqual(volume.findings, []);
    }
  },
);

test('whole numbers that lie too far apart for 16 bits are rounded to even steps, and a finding says how large', async () => {
  const raws = Array.from({ length: SLICES }, (_, k) => ramp(k, { from: -5_000_000, step: 12_345 }));
  const volume = await loaded(
    raws.map((raw, k) => fileOf(sliceAt(k, { modality: 'MR', ...integers32(raw) }), `IM${k}`)),
  );
  const step = (Math.max(...raws.flat()) - Math.min(...raws.flat())) / 65535;
  const real = realValues(volume);
  for (const [v, raw] of raws.flat().entries())
    assert.ok(Math.abs(real[v]! - raw) <= step / 2 + 1e-6, `${real[v]} for ${raw}`);
  assert.deepEqual(
    volume.findings.map(({ code }) => code),
    ['dicom/rounded'],
  );
  assert.match(volume.findings[0]!.what, new RegExp(`steps of ${Number(step.toPrecision(3))}\\.`));
});

for (const [name, tag, vr, bits] of [
  ['floating numbers of 32 bits', 0x7fe00008, 'OF', 32],
  ['floating numbers of 64 bits', 0x7fe00009, 'OD', 64],
] as const)
  test(
    `${name} are read as pydicom reads them, within half a step of 16 bits; what is no number is told`,
    needsPydicomPixels(),
    async () => {
      using folder = temporaryFolder();
      const raws = Array.from({ length: SLICES }, (_, k) => ramp(k, { from: -0.75, step: 0.0125 }));
      raws[2]![5] = Number.NaN;
      const slices = raws.map((raw, k) =>
        sliceAt(k, {
          modality: 'MR',
          bitsAllocated: bits,
          pixels: {
            elements: [{ tag, vr, value: bytesOf(bits === 32 ? Float32Array.from(raw) : Float64Array.from(raw)) }],
          },
        }),
      );
      const script = `
import sys, json, math, pydicom
out = []
for path in sys.argv[1:]:
    out += [None if math.isnan(v) else float(v) for v in pydicom.dcmread(path).pixel_array.ravel()]
print(json.dumps(out))`;
      const paths = slices.map((bytes, k) => folder.write(`${k}.dcm`, bytes));
      const { stdout } = spawnSync('/usr/bin/python3', ['-c', script, ...paths], { encoding: 'utf8' });
      const theirs = JSON.parse(stdout) as (number | null)[];
      const volume = await loaded(slices.map((bytes, k) => fileOf(bytes, `IM${k}`)));
      const numbers = theirs.filter((number) => number !== null);
      const low = Math.min(...numbers);
      const step = (Math.max(...numbers) - low) / 65535;
      const ours = realValues(volume);
      assert.equal(ours.length, SLICES * PIXELS);
      for (const [v, number] of theirs.entries())
        assert.ok(Math.abs(ours[v]! - (number ?? low)) <= step / 2 + 1e-9, `${ours[v]} for ${number} at ${v}`);
      assert.deepEqual(
        volume.findings.map(({ code }) => code),
        ['dicom/no-number', 'dicom/rounded'],
      );
      assert.match(volume.findings[0]!.what, /^1 voxel /);
    },
  );

test(
  'twelve bits packed without a gap (PS3.5 8.1.1) are read as they were written, and as GDCM unpacks them',
  needsPydicomPixels(),
  async () => {
    using folder = temporaryFolder();
    const raws = Array.from({ length: SLICES }, (_, k) => ramp(k, { from: 17, step: 4 }).map((raw) => raw % 4096));
    const packed = (k: number, raw: readonly number[], rows = ROWS) =>
      sliceAt(k, {
        rows,
        bitsAllocated: 12,
        bitsStored: 12,
        highBit: 11,
        signed: false,
        intercept: -1024,
        pixels: { elements: [{ tag: 0x7fe00010, vr: 'OW', value: packedTwelve(raw) }] },
      });
    const slices = raws.map((raw, k) => packed(k, raw));
    const volume = await loaded(slices.map((bytes, k) => fileOf(bytes, `IM${k}`)));
    assert.deepEqual(
      Array.from(volume.volume.values),
      raws.flat().map((raw) => raw - 1024),
    );
    const script = `
import sys, json, struct, gdcm
reader = gdcm.ImageReader(); reader.SetFileName(sys.argv[1]); assert reader.Read()
raw = reader.GetImage().GetBuffer().encode('utf-8', errors='surrogateescape')
print(json.dumps(struct.unpack('<%dH' % (len(raw) // 2), raw)))`;
    // GDCM unpacks bytes in threes, and fails where padding makes them others.
    const whole = raws[1]!.slice(0, 12 * COLUMNS);
    const path = folder.write('whole.dcm', packed(1, whole, 12));
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, path], { encoding: 'utf8' });
    assert.deepEqual(JSON.parse(stdout || '[]'), whole, stderr);
  },
);

/** The first value in the lowest bits of the first byte, the next right behind it. */
function packedTwelve(raw: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((raw.length * 12) / 16) * 2);
  for (const [n, value] of raw.entries())
    for (let bit = 0; bit < 12; bit++) {
      const at = 12 * n + bit;
      bytes[at >> 3]! |= ((value >> bit) & 1) << (at & 7);
    }
  return bytes;
}

test('a multi-frame object is placed by its Grid Frame Offset Vector, each frame where the offsets say', async () => {
  const offsets = [0, 2.5, 5, 7.5];
  const raws = offsets.map((_, k) => ramp(k, { from: -300, step: 2 }));
  const words = new Uint8Array(Int16Array.from(raws.flat()).buffer);
  const bytes = dicomSlice({
    ...shape,
    orientation: [0.6, 0.8, 0, 0, 0, -1],
    position: [10.5, -20.25, 30.75],
    pixels: { elements: [{ tag: 0x7fe00010, vr: 'OW', value: words }] },
    more: [
      { tag: 0x00280008, vr: 'IS', value: String(offsets.length) },
      { tag: 0x00280009, vr: 'AT', value: [0x3004000c] },
      { tag: 0x3004000c, vr: 'DS', value: offsets.join('\\') },
    ],
  });
  const { volume, source } = await loaded([fileOf(bytes)]);
  assert.deepEqual(volume.dimensions, [COLUMNS, ROWS, 4]);
  // Row direction × column direction = (−0.8, 0.6, 0).
  const [i, j, k] = [0, 1, 2].map((axis) => [0, 1, 2].map((row) => volume.ijkToLps[4 * row + axis]!));
  const close = (actual: readonly number[] | undefined, expected: readonly number[]) =>
    expected.forEach(
      (value, n) => void assert.ok(Math.abs(actual![n]! - value) < 1e-9, `${actual} instead of ${expected}`),
    );
  close(i, [0.6 * 0.625, 0.8 * 0.625, 0]);
  close(j, [0, 0, -0.75]);
  close(k, [-0.8 * 2.5, 0.6 * 2.5, 0]);
  close(
    [3, 7, 11].map((at) => volume.ijkToLps[at]!),
    [10.5, -20.25, 30.75],
  );
  assert.deepEqual(Array.from(volume.values), raws.flat());
  assert.equal(source.instances, 1);
});

/** The codestream of a slice as DCMTK packs it. */
function codestream(raw: readonly number[]): Uint8Array {
  const packed = packedBy('JPEG-LS (DCMTK)', dicomSlice({ ...shape, raw, signed: false }))!;
  const at = packed.findIndex((byte, n) => byte === 0xff && packed[n + 1] === 0xd8 && packed[n + 2] === 0xff);
  return packed.slice(at, packed.lastIndexOf(0xd9) + 1);
}

test(
  'fragments are sorted into frames by the Extended Offset Table, where there is no other',
  needsPackers(),
  async () => {
    const raws = Array.from({ length: SLICES }, (_, k) => ramp(k, { from: 40, step: 5 }));
    // Frames in three, one, two and three pieces, of which none but the first begins as a codestream does.
    const frames = raws.map((raw, k) => cut(codestream(raw), [3, 1, 2, 3][k]!));
    const { value, offsets, lengths } = encapsulatedFrames(frames, { offsetTable: false });
    const longs = (numbers: readonly number[]) => new Uint8Array(BigUint64Array.from(numbers, BigInt).buffer);
    const bytes = dicomSlice({
      ...shape,
      signed: false,
      pixels: {
        syntaxUid: '1.2.840.10008.1.2.4.80',
        elements: [
          { tag: 0x7fe00001, vr: 'OV', value: longs(offsets) },
          { tag: 0x7fe00002, vr: 'OV', value: longs(lengths) },
          { tag: 0x7fe00010, vr: 'OB', value },
        ],
      },
      more: [
        { tag: 0x00280008, vr: 'IS', value: String(SLICES) },
        { tag: 0x3004000c, vr: 'DS', value: '0\\1.25\\2.5\\3.75' },
      ],
    });
    const { volume } = await loaded([fileOf(bytes)]);
    assert.deepEqual(Array.from(volume.values), raws.flat());
  },
);

/** Pieces of even length, as fragments must be. */
function cut(bytes: Uint8Array, pieces: number): Uint8Array[] {
  const step = 2 * Math.ceil(bytes.length / pieces / 2);
  return Array.from({ length: pieces }, (_, n) => bytes.subarray(n * step, (n + 1) * step));
}

const noOpenJph =
  spawnSync('ojph_compress').error !== undefined && 'needs ojph_compress: apt-get install openjph-tools';

test('grey HTJ2K as OpenJPH packs it is read to the last bit, of 8, 12 and 16 bits', { skip: noOpenJph }, async () => {
  using folder = temporaryFolder();
  for (const [bits, order] of [
    [8, 'RPCL'],
    [12, 'LRCP'],
    [16, 'RPCL'],
  ] as const) {
    const raws = Array.from({ length: SLICES }, (_, k) =>
      ramp(k, { from: 3, step: bits === 16 ? 61 : 5 }).map((raw) => raw % 2 ** bits),
    );
    const slices = raws.map((raw, k) => {
      const wide = bits > 8;
      const pixels = raw.flatMap((word) => (wide ? [word >> 8, word & 255] : [word]));
      const header = new TextEncoder().encode(`P5\n${COLUMNS} ${ROWS}\n${2 ** bits - 1}\n`);
      const from = folder.write(`${bits}-${k}.pgm`, new Uint8Array([...header, ...pixels]));
      const to = join(folder.path, `${bits}-${k}.j2c`);
      const packed = spawnSync('ojph_compress', ['-i', from, '-o', to, '-reversible', 'true', '-prog_order', order]);
      assert.equal(packed.status, 0, String(packed.stderr));
      const { value } = encapsulatedFrames([[new Uint8Array(readFileSync(to))]], { offsetTable: true });
      return sliceAt(k, {
        bitsAllocated: wide ? 16 : 8,
        bitsStored: bits,
        highBit: bits - 1,
        signed: false,
        pixels: {
          syntaxUid: order === 'RPCL' ? '1.2.840.10008.1.2.4.202' : '1.2.840.10008.1.2.4.201',
          elements: [{ tag: 0x7fe00010, vr: 'OB', value }],
        },
      });
    });
    const { volume, findings } = await loaded(slices.map((bytes, k) => fileOf(bytes, `IM${k}`)));
    const expected = raws.flat().map((raw) => Math.min(32767, raw));
    assert.deepEqual(Array.from(volume.values), expected, `${bits} bits`);
    assert.deepEqual(
      findings.map(({ code }) => code),
      bits === 16 ? ['dicom/clipped'] : [],
    );
  }
});

test('a value of 64-bit numbers in the middle of a header does not hide what stands behind it', async () => {
  const longs: DicomElement = { tag: 0x00090010, vr: 'OV', value: new Uint8Array(24).fill(0x4f) };
  assert.equal(encodeElements([longs], EXPLICIT_LITTLE).length, 36);
  const files = Array.from({ length: SLICES }, (_, k) =>
    fileOf(sliceAt(k, { raw: ramp(k, { from: -5, step: 1 }), more: [longs, us(0x00281055, 7)] }), `IM${k}`),
  );
  const { volume } = await loaded(files);
  assert.deepEqual(Array.from(volume.values.subarray(0, 3)), ramp(0, { from: -5, step: 1 }).slice(0, 3));
});

test('a header that tells neither that pixels have a sign nor that they have none is refused', async () => {
  const files = Array.from({ length: SLICES }, (_, k) => {
    const bytes = sliceAt(k, { raw: ramp(k, { from: 5, step: 1 }) });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = Array.from({ length: bytes.length - 12 }, (_, n) => n).find(
      (n) => view.getUint32(n, true) === 0x01030028 && view.getUint16(n + 4, true) === 0x5355,
    )!;
    view.setUint16(at + 8, 0x3939, true);
    return fileOf(bytes, `IM${k}`);
  });
  await assert.rejects(loaded(files), (thrown) => thrown instanceof PixelFormatError && /14649/.test(thrown.what));
});
