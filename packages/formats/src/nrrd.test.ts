import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ijkToLpsOf } from '@specola/space';
import { readNrrd } from './nrrd.ts';
import { writeSegmentationNrrd } from './nrrd-segmentation.ts';

const lend = (length: number) => new Int16Array(length);
const VALUES = Int16Array.from({ length: 24 }, (_, n) => n * 40 - 1000);
const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const HEADER = {
  type: 'short',
  dimension: '3',
  space: 'left-posterior-superior',
  sizes: '4 3 2',
  'space directions': '(0.5,0,0) (0,0.75,0) (0,0,2)',
  kinds: 'domain domain domain',
  endian: 'little',
  encoding: 'raw',
  'space origin': '(-11,-22,33)',
};

function nrrd(
  fields: Record<string, string | undefined> = {},
  voxels: Uint8Array = bytesOf(VALUES),
  end = '\n',
): Uint8Array {
  const lines = Object.entries({ ...HEADER, ...fields }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  const head = ['NRRD0005', '# a comment', ...lines, 'note:=of some program', '', ''].join(end);
  return new Uint8Array([...new TextEncoder().encode(head), ...voxels]);
}

test('raw, gzip, and a header with carriage returns give the same volume', async () => {
  const raw = await readNrrd(nrrd(), lend);
  assert.deepEqual([...raw.volume.values], [...VALUES]);
  assert.deepEqual([...raw.volume.ijkToLps], [0.5, 0, 0, -11, 0, 0.75, 0, -22, 0, 0, 2, 33]);
  assert.equal(raw.volume.modality, 'CT');
  assert.deepEqual(await readNrrd(nrrd({ encoding: 'gzip' }, new Uint8Array(gzipSync(bytesOf(VALUES)))), lend), raw);
  assert.deepEqual(await readNrrd(nrrd({}, bytesOf(VALUES), '\r\n'), lend), raw);
});

test('RAS turns x and y, LAS turns y alone and so the hand, which the rows mend', async () => {
  const ras = { space: 'RAS', 'space directions': '(-0.5,0,0) (0,-0.75,0) (0,0,2)', 'space origin': '(11,22,33)' };
  assert.deepEqual((await readNrrd(nrrd(ras), lend)).volume, (await readNrrd(nrrd(), lend)).volume);
  const { volume } = await readNrrd(nrrd({ space: 'left-anterior-superior' }), lend);
  assert.deepEqual([...volume.ijkToLps], [0.5, 0, 0, -11, 0, 0.75, 0, 22 - 1.5, 0, 0, 2, 33]);
  assert.deepEqual([...volume.values.slice(0, 4)], [...VALUES.slice(8, 12)]);
});

test('big-endian shorts, unsigned shorts, floats and bytes are read', async () => {
  const swapped = bytesOf(VALUES.slice());
  for (let b = 0; b < swapped.length; b += 2) swapped.subarray(b, b + 2).reverse();
  assert.deepEqual([...(await readNrrd(nrrd({ endian: 'big' }, swapped), lend)).volume.values], [...VALUES]);
  const floats = Float32Array.from(VALUES, (value) => value + 0.25);
  assert.deepEqual([...(await readNrrd(nrrd({ type: 'float' }, bytesOf(floats)), lend)).volume.values], [...VALUES]);
  const unsigned = Uint16Array.from({ length: 24 }, (_, n) => 65535 - n);
  const { volume } = await readNrrd(nrrd({ type: 'unsigned short' }, bytesOf(unsigned)), lend);
  assert.equal(volume.valueScale.slope * volume.values[0]! + volume.valueScale.intercept, 65535);
  const bytes = Uint8Array.from({ length: 24 }, (_, n) => n * 9);
  assert.deepEqual(
    [...(await readNrrd(nrrd({ type: 'uchar', endian: undefined }, bytes), lend)).volume.values],
    [...bytes],
  );
});

test('refusals: detached, no space, no directions, 4-D, other encodings, cut off, a size that no machine holds', async () => {
  const refused = (bytes: Uint8Array, code: string) =>
    assert.rejects(readNrrd(bytes, lend), { code: `formats/${code}` });
  await refused(nrrd({ 'data file': 'voxels.raw' }), 'detached-header');
  await refused(nrrd({ space: undefined }), 'no-orientation');
  await refused(nrrd({ space: 'scanner-xyz' }), 'no-orientation');
  await refused(nrrd({ 'space directions': undefined }), 'no-orientation');
  await refused(nrrd({ 'space directions': '(0.5,0,0) (0,0.75,0.3) (0,0,2)' }), 'sheared-grid');
  await refused(nrrd({ dimension: '4', sizes: '4 3 2 1' }), 'volume-kind-not-read');
  await refused(nrrd({ encoding: 'bzip2' }), 'volume-kind-not-read');
  await refused(nrrd({ type: 'block' }), 'volume-kind-not-read');
  await refused(nrrd({ sizes: '90000 90000 90000', encoding: 'gzip' }), 'volume-kind-not-read');
  await refused(nrrd({ endian: undefined }), 'bad-volume-header');
  await refused(nrrd({ sizes: '4 0 2' }), 'bad-volume-header');
  await refused(nrrd({}, bytesOf(VALUES).slice(0, -5)), 'truncated-volume');
  await refused(nrrd({ encoding: 'gzip' }, new Uint8Array(0)), 'truncated-volume');
  await refused(new TextEncoder().encode('NRRD0004\ntype: short'), 'bad-volume-header');
});

test('a gzip stream that swells beyond its header is not unpacked further', async () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(5_000_000)));
  assert.equal((await readNrrd(nrrd({ encoding: 'gzip' }, bomb), lend)).volume.values.length, 24);
});

// Oblique by a turn of which cosine and sine are whole: 3-4-5.
const AFFINE = ijkToLpsOf([0.3, -0.6, 0, -101.5, 0.4, 0.8 * 0.5625, 0, 33.25, 0, 0, 1.25, -512.125]);
const UPRIGHT = ijkToLpsOf([0.3, -0.6, 0, -101.5, 0.4, 0.45, 0, 33.25, 0, 0, 1.25, -512.125]);
const SEGMENTS = [
  { label: 1, name: 'bone', color: [255, 51, 102] as const },
  { label: 7, name: 'metal', color: [0, 0, 0] as const },
];
const LABELS = Uint8Array.from({ length: 24 }, (_, n) => [0, 1, 7][(n * n) % 3]!);
const GRID = { dimensions: [4, 3, 2] as const, ijkToLps: UPRIGHT, segments: SEGMENTS };

test('labels come back from the written file in their place, voxel for voxel', async () => {
  assert.deepEqual(AFFINE, UPRIGHT);
  const { volume } = await readNrrd(writeSegmentationNrrd(LABELS, GRID), lend);
  assert.deepEqual([...volume.values], [...LABELS]);
  assert.deepEqual([...volume.ijkToLps], [...UPRIGHT]);
});

test('the header is what 3D Slicer asks of a segmentation, and states LPS', () => {
  const file = writeSegmentationNrrd(LABELS, GRID);
  const end = Buffer.from(file).indexOf('\n\n');
  const lines = new TextDecoder().decode(file.subarray(0, end)).split('\n');
  assert.equal(lines[0], 'NRRD0004');
  for (const line of [
    'space: left-posterior-superior',
    'space directions: (0.3,0.4,0) (-0.6,0.45,0) (0,0,1.25)',
    'space origin: (-101.5,33.25,-512.125)',
    'Segment0_Name:=bone',
    'Segment0_LabelValue:=1',
    'Segment0_Color:=1 0.2 0.4',
    'Segment1_ID:=Segment_7',
    'Segment1_Extent:=0 3 0 2 0 1',
    'Segmentation_MasterRepresentation:=Binary labelmap',
  ])
    assert.ok(lines.includes(line), line);
  assert.deepEqual(new Uint8Array(gunzipSync(file.subarray(end + 2))), LABELS);
});

test('the same labels give the same bytes, slice by slice or whole, and hold no time', () => {
  const whole = writeSegmentationNrrd(LABELS, GRID);
  assert.deepEqual(
    writeSegmentationNrrd((k) => LABELS.slice(12 * k, 12 * k + 12), GRID),
    whole,
  );
  const gzipAt = Buffer.from(whole).indexOf('\n\n') + 2;
  assert.deepEqual([...whole.subarray(gzipAt + 4, gzipAt + 8)], [0, 0, 0, 0]);
  assert.throws(() => writeSegmentationNrrd(LABELS.slice(1), GRID), { code: 'space/length-mismatch' });
});
