import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dicomSlice, dicomStack, fileOf, type SliceMaking } from '@specola/test-kit';
import type { StudyFile } from '../study-file.ts';
import { chooseSeries } from './choose-series.ts';
import { type LoadedVolume, loadVolume } from './load-volume.ts';
import { scanStudy } from './scan-study.ts';

const lend = (length: number) => new Int16Array(new SharedArrayBuffer(2 * length));

async function load(files: readonly StudyFile[], anatomy: 'bone' | null = 'bone'): Promise<LoadedVolume> {
  return loadVolume(chooseSeries(await scanStudy(files), { anatomy }), lend);
}

/** Three slices of one making; slice k adds 100·k to each raw value. */
const three = (making: Partial<SliceMaking>, raw?: (k: number) => number[]) =>
  load(
    dicomStack(3, making, (k) => (raw ? { raw: raw(k) } : {})),
    making.modality === undefined ? 'bone' : null,
  );

const plain = [0, 100, 200].flatMap((base) => Array.from({ length: 20 }, (_, v) => base + v - 1024));
const codes = ({ findings }: LoadedVolume) => findings.map(({ code }) => code);

for (const syntax of ['explicit-little', 'implicit-little', 'explicit-big', 'deflated', 'rle'] as const)
  test(`voxels come out as HU from ${syntax}`, async () => {
    const { volume, findings } = await three({ syntax });
    assert.deepEqual([...volume.values], plain);
    assert.deepEqual(volume.dimensions, [5, 4, 3]);
    assert.deepEqual(volume.valueScale, { slope: 1, intercept: 0, unit: 'HU' });
    assert.deepEqual(findings, []);
  });

for (const syntax of ['explicit-little', 'implicit-little', 'explicit-big'] as const)
  test(`a data set without preamble is read from ${syntax}`, async () => {
    const { volume } = await three({ syntax, preamble: false });
    assert.deepEqual([...volume.values], plain);
  });

test('a file that lacks only the 132 bytes before its meta group is read', async () => {
  const files = dicomStack(3);
  const bare = await Promise.all(files.map(async (file) => fileOf((await file.read()).slice(132), file.path)));
  assert.deepEqual([...(await load(bare)).volume.values], plain);
});

test('the affine comes from positions and orientation, not from slice thickness or the tilt tag', async () => {
  const { volume, source } = await three({});
  assert.deepEqual([...volume.ijkToLps], [0.625, 0, 0, -31.5, 0, 0.75, 0, 12.25, 0, 0, 1.25, -200.75]);
  assert.deepEqual(source.spacingMm, [0.625, 0.75, 1.25]);
  assert.equal(source.instances, 3);
});

test('overlay bits above the stored twelve do not leak into the values', async () => {
  const raw = (k: number) => Array.from({ length: 20 }, (_, v) => (0xf000 | (100 * k + v)) & 0xffff);
  const { volume } = await three({ bitsStored: 12, signed: false }, raw);
  assert.deepEqual([...volume.values], plain);
});

test('values stored in the upper twelve of sixteen bits are shifted and sign-extended', async () => {
  // High bit 15, twelve bits stored: −3 is 0xFFD in the upper bits.
  const raw = (k: number) => Array.from({ length: 20 }, (_, v) => (((k - 1) * 3 + v) << 4) & 0xfff0);
  const { volume } = await three({ bitsStored: 12, highBit: 15, signed: true, intercept: 7 }, raw);
  assert.deepEqual([...volume.values.slice(0, 3)], [4, 5, 6]);
  assert.equal(volume.values[20], 7);
});

test('MONOCHROME1 changes how an image is shown, not its HU', async () => {
  assert.deepEqual([...(await three({ photometric: 'MONOCHROME1' })).volume.values], plain);
});

test('slope and intercept of each slice hold for that slice alone', async () => {
  const files = dicomStack(3, {}, (k) => ({ slope: k + 1, intercept: -1000 + 10 * k, raw: Array(20).fill(8) }));
  const { volume } = await load(files);
  assert.deepEqual([volume.values[0], volume.values[20], volume.values[40]], [-992, -974, -956]);
});

test('padding becomes air and is counted', async () => {
  // As in a real thorax: padding −2000 with intercept −1024 would be −3024 HU.
  const raw = (k: number) => Array.from({ length: 20 }, (_, v) => (v < 3 + k ? -2000 : 1024 + v));
  const loaded = await three({ padding: -2000 }, raw);
  assert.deepEqual([...loaded.volume.values.slice(0, 5)], [-1024, -1024, -1024, 3, 4]);
  assert.equal(loaded.findings.find(({ code }) => code === 'dicom/padding')?.what.split(' ')[0], '12');
});

test('values far below air without a padding tag are taken for padding, noise in air is not', async () => {
  const raw = () => [-2000, -150, ...Array<number>(18).fill(1024)];
  const { volume } = await three({}, raw);
  assert.deepEqual([...volume.values.slice(0, 3)], [-1024, -1174, 0]);
});

test('a padding value among those of tissue erases nothing', async () => {
  const loaded = await three({ padding: 1100 }, () => Array(20).fill(1100));
  assert.equal(loaded.volume.values[0], 76);
  assert.deepEqual(codes(loaded), ['dicom/padding-kept']);
});

test('HU beyond sixteen bits are clipped and counted', async () => {
  const loaded = await three({ slope: 40, intercept: 0 }, () => [1000, ...Array<number>(19).fill(5)]);
  assert.deepEqual([...loaded.volume.values.slice(0, 2)], [32767, 200]);
  assert.match(loaded.findings[0]!.what, /^3 voxels/);
});

test('an MR keeps its values with a scale, also above the range of Int16', async () => {
  const raw = () => Array.from({ length: 20 }, (_, v) => 65535 - 1000 * v);
  const { volume } = await three({ modality: 'MR', signed: false, slope: null, intercept: null }, raw);
  const { slope, intercept, unit } = volume.valueScale;
  assert.equal(unit, 'arbitrary');
  assert.deepEqual(
    [...volume.values.slice(0, 20)].map((value) => slope * value + intercept),
    raw(),
  );
});

test('an MR whose slices have scales of their own is brought to one scale', async () => {
  const files = dicomStack(3, { modality: 'MR' }, (k) => ({ slope: 0.5 + k, intercept: 0, raw: Array(20).fill(1000) }));
  const { volume } = await load(files, null);
  const { slope, intercept } = volume.valueScale;
  for (const [k, real] of [500, 1500, 2500].entries())
    assert.ok(Math.abs(slope * volume.values[20 * k]! + intercept - real) <= slope / 2 + 1e-9);
});

test('eight-bit slices are read', async () => {
  const { volume } = await three({ bitsAllocated: 8, bitsStored: 8, signed: false, intercept: 0 }, (k) =>
    Array.from({ length: 20 }, (_, v) => 200 + k + v),
  );
  assert.deepEqual([volume.values[0], volume.values[59]], [200, 221]);
});

test('a slice whose pixels were cut off is refused with its name and the bytes that lack', async () => {
  const files = dicomStack(3);
  const cut = fileOf((await files[1]!.read()).slice(0, -7), 'IM2');
  await assert.rejects(load([files[0]!, cut, files[2]!]), {
    code: 'dicom/truncated-pixels',
    what: 'The pixels of image 2 end 7 bytes too early.',
  });
});

test('RLE that unpacks to too little is refused', async () => {
  const files = dicomStack(3, { syntax: 'rle' });
  const broken = (await files[0]!.read()).slice();
  // After the offset table's item, the fragment's head, the RLE header and a no-op comes the first control byte:
  // 127 promises 128 literal bytes for an image of 20.
  const item = Buffer.from(broken).lastIndexOf(Buffer.from([0xfe, 0xff, 0x00, 0xe0]));
  broken[item + 8 + 64 + 1] = 127;
  await assert.rejects(load([fileOf(broken), files[1]!, files[2]!]), { code: 'dicom/broken-compressed' });
});

test('compressed pixels are refused by the name of their transfer syntax', async () => {
  await assert.rejects(three({ syntax: 'jpeg-xl' }), {
    code: 'dicom/compressed-not-read',
    what: /JPEG XL Lossless \(1\.2\.840\.10008\.1\.2\.4\.110\)/,
  });
});

test('color images are refused', async () => {
  await assert.rejects(three({ photometric: 'RGB' }), { code: 'dicom/color-images' });
});

test('work stops between slices when it is told to', async () => {
  const chosen = chooseSeries(await scanStudy(dicomStack(3)), { anatomy: 'bone' });
  const stop = new AbortController();
  const seen: number[] = [];
  const report = (fraction: number) => {
    seen.push(fraction);
    stop.abort(new Error('stopped'));
  };
  await assert.rejects(loadVolume(chosen, lend, { report, signal: stop.signal }), /stopped/);
  assert.deepEqual(seen, [1 / 3]);
});

test('a multi-frame object with functional groups gives the same voxels and places as slices', async () => {
  const { volume } = await load([fileOf(enhanced())]);
  assert.deepEqual([...volume.values], plain);
  assert.deepEqual([...volume.ijkToLps], [0.625, 0, 0, -31.5, 0, 0.75, 0, 12.25, 0, 0, 1.25, -200.75]);
});

/** Frames stored in the order 2, 0, 1: their places must sort them. */
function enhanced(): Uint8Array {
  const order = [2, 0, 1];
  return dicomSlice({
    position: null,
    slope: null,
    intercept: null,
    raw: order.flatMap((k) => Array.from({ length: 20 }, (_, v) => 100 * k + v)),
    more: [
      { tag: 0x00280008, vr: 'IS', value: '3' },
      {
        tag: 0x52009229,
        vr: 'SQ',
        value: [
          [
            { tag: 0x00209116, vr: 'SQ', value: [[{ tag: 0x00200037, vr: 'DS', value: '1\\0\\0\\0\\1\\0' }]] },
            { tag: 0x00289110, vr: 'SQ', value: [[{ tag: 0x00280030, vr: 'DS', value: '0.75\\0.625' }]] },
            {
              tag: 0x00289145,
              vr: 'SQ',
              value: [
                [
                  { tag: 0x00281052, vr: 'DS', value: '-1024' },
                  { tag: 0x00281053, vr: 'DS', value: '1' },
                ],
              ],
            },
          ],
        ],
      },
      {
        tag: 0x52009230,
        vr: 'SQ',
        value: order.map((k) => [
          {
            tag: 0x00209113,
            vr: 'SQ' as const,
            value: [[{ tag: 0x00200032, vr: 'DS' as const, value: `-31.5\\12.25\\${-200.75 + 1.25 * k}` }]],
          },
        ]),
      },
    ],
  });
}
