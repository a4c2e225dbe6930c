import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { needsData, realData } from '@specola/test-kit';
import { readNifti } from './nifti.ts';

const lend = (length: number) => new Int16Array(length);
const [NX, NY, NZ] = [4, 3, 2];

interface Making {
  readonly version?: 1 | 2;
  readonly little?: boolean;
  readonly type?: number;
  readonly sform?: readonly number[] | null;
  readonly qform?: { b: number; c: number; d: number; offset: readonly number[]; qfac: number } | null;
  readonly pixdim?: readonly number[];
  readonly slope?: number;
  readonly intercept?: number;
  readonly units?: number;
  readonly frames?: number;
  readonly magic?: string;
  readonly values?: readonly number[];
}

const VALUES = Array.from({ length: NX * NY * NZ }, (_, n) => n * 40 - 1000);

/** A NIfTI file by the field table of nifti1.h and nifti2.h, 4 × 3 × 2 voxels. */
function nifti({ version = 1, little = true, type = 4, values = VALUES, ...making }: Making = {}): Uint8Array {
  const two = version === 2;
  const voxelsAt = two ? 544 : 352;
  const size = { 2: 1, 4: 2, 8: 4, 16: 4, 64: 8, 256: 1, 512: 2, 768: 4 }[type] ?? 4;
  const view = new DataView(new ArrayBuffer(voxelsAt + size * values.length));
  const real = (at: number, value: number, n = 0) =>
    two ? view.setFloat64(at + 8 * n, value, little) : view.setFloat32(at + 4 * n, value, little);
  const dim = [making.frames ? 4 : 3, NX, NY, NZ, making.frames ?? 1, 1, 1, 1];
  view.setInt32(0, two ? 540 : 348, little);
  dim.forEach((n, at) => {
    if (two) view.setBigInt64(16 + 8 * at, BigInt(n), little);
    else view.setInt16(40 + 2 * at, n, little);
  });
  view.setInt16(two ? 12 : 70, type, little);
  const qform = making.qform ?? null;
  for (const [n, d] of (making.pixdim ?? [qform?.qfac ?? 1, 0.5, 0.75, 2]).entries()) real(two ? 104 : 76, d, n);
  if (two) view.setBigInt64(168, BigInt(voxelsAt), little);
  else view.setFloat32(108, voxelsAt, little);
  real(two ? 176 : 112, making.slope ?? 0);
  real(two ? 184 : 116, making.intercept ?? 0);
  if (two) view.setInt32(500, making.units ?? 2, little);
  else view.setUint8(123, making.units ?? 2);
  const sform = making.sform === undefined ? [-0.5, 0, 0, 11, 0, -0.75, 0, 22, 0, 0, 2, 33] : making.sform;
  const code = (at1: number, at2: number, on: boolean) =>
    two ? view.setInt32(at2, on ? 1 : 0, little) : view.setInt16(at1, on ? 1 : 0, little);
  code(252, 344, qform !== null);
  code(254, 348, sform !== null);
  if (qform) [qform.b, qform.c, qform.d, ...qform.offset].forEach((value, n) => void real(two ? 352 : 256, value, n));
  sform?.forEach((value, n) => void real(two ? 400 : 280, value, n));
  [...(making.magic ?? `n+${version}`)].forEach((c, n) => void view.setUint8((two ? 4 : 344) + n, c.charCodeAt(0)));
  values.forEach((value, n) => {
    const at = voxelsAt + size * n;
    if (type === 2) view.setUint8(at, value);
    else if (type === 4) view.setInt16(at, value, little);
    else if (type === 8) view.setInt32(at, value, little);
    else if (type === 16) view.setFloat32(at, value, little);
    else if (type === 64) view.setFloat64(at, value, little);
    else if (type === 256) view.setInt8(at, value);
    else if (type === 512) view.setUint16(at, value, little);
    else view.setUint32(at, value, little);
  });
  return new Uint8Array(view.buffer);
}

for (const version of [1, 2] as const)
  for (const little of [true, false])
    test(`NIfTI-${version}, ${little ? 'little' : 'big'} endian: RAS becomes LPS, and the values are HU`, async () => {
      const { volume } = await readNifti(nifti({ version, little }), lend);
      assert.deepEqual(volume.dimensions, [4, 3, 2]);
      assert.deepEqual([...volume.ijkToLps], [0.5, 0, 0, -11, 0, 0.75, 0, -22, 0, 0, 2, 33]);
      assert.deepEqual([...volume.values], VALUES);
      assert.deepEqual([volume.modality, volume.valueScale.unit], ['CT', 'HU']);
    });

test('a gzip-packed file gives the same volume', async () => {
  const plain = await readNifti(nifti(), lend);
  assert.deepEqual(await readNifti(new Uint8Array(gzipSync(nifti())), lend), plain);
});

test('a left-handed grid is turned right-handed by its rows, and each voxel keeps its place', async () => {
  // x to the right-to-left side only is mirrored: RAS diag(−, +, +) is LPS diag(+, −, +), left-handed.
  const { volume } = await readNifti(nifti({ sform: [-0.5, 0, 0, 11, 0, 0.75, 0, 22, 0, 0, 2, 33] }), lend);
  assert.deepEqual([...volume.ijkToLps], [0.5, 0, 0, -11, 0, 0.75, 0, -22 - 2 * 0.75, 0, 0, 2, 33]);
  // File voxel (3, 0, 1) lies at LPS (−9.5, −22, 35): it is now voxel (3, 2, 1).
  assert.equal(volume.values[3 + 4 * (2 + 3 * 1)], VALUES[3 + 4 * (0 + 3 * 1)]);
});

test('the qform counts where no sform is set: a quarter turn about z, by hand', async () => {
  // Quaternion (√½, 0, 0, √½): i runs along +y, j along −x of RAS; LPS turns both signs.
  const d = Math.SQRT1_2;
  const qform = { b: 0, c: 0, d, offset: [11, 22, 33], qfac: 1 };
  const { volume } = await readNifti(nifti({ version: 2, sform: null, qform }), lend);
  const expected = [0, 0.75, 0, -11, -0.5, 0, 0, -22, 0, 0, 2, 33];
  for (const [n, value] of volume.ijkToLps.entries())
    assert.ok(Math.abs(value - expected[n]!) < 1e-12, `${n}: ${value}`);
});

test('a qfac of −1 turns the slices round, which makes the grid left-handed and its rows reversed', async () => {
  const qform = { b: 0, c: 0, d: 1, offset: [11, 22, 33], qfac: -1 };
  const { volume } = await readNifti(nifti({ sform: null, qform }), lend);
  // Half a turn about z: RAS (−, −); LPS (+, +); k downwards; j reversed to mend the hand.
  assert.deepEqual([...volume.ijkToLps], [0.5, 0, 0, -11, 0, -0.75, 0, -22 + 1.5, 0, 0, -2, 33]);
  assert.equal(volume.values[0], VALUES[8]);
});

test('scl_slope and scl_inter give the real values, and meters become millimeters', async () => {
  const made = nifti({
    slope: 2,
    intercept: -700,
    units: 1,
    sform: [-0.0005, 0, 0, 0.011, 0, -0.00075, 0, 0.022, 0, 0, 0.002, 0.033],
    version: 2,
  });
  const { volume } = await readNifti(made, lend);
  assert.deepEqual([...volume.values.slice(0, 3)], [-2700, -2620, -2540]);
  assert.ok(Math.abs(volume.ijkToLps[0]! - 0.5) < 1e-12 && Math.abs(volume.ijkToLps[11]! - 33) < 1e-12);
});

test('floating-point HU are rounded; what is no number becomes air and is counted', async () => {
  const values = [-1000.4, 12.6, Number.NaN, ...Array<number>(21).fill(40)];
  const { volume, findings } = await readNifti(nifti({ type: 16, values }), lend);
  assert.deepEqual([...volume.values.slice(0, 4)], [-1000, 13, -1024, 40]);
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['formats/taken-for-ct', 'formats/not-numbers'],
  );
});

test('a volume without air on the HU scale is no CT; its fractions are kept to a 65,535th of the range', async () => {
  const values = Array.from({ length: 24 }, (_, n) => n / 7);
  const { volume, findings } = await readNifti(nifti({ type: 64, values }), lend);
  const { slope, intercept, unit } = volume.valueScale;
  assert.deepEqual([volume.modality, unit, findings[0]!.code], ['other', 'arbitrary', 'formats/no-modality']);
  for (const [n, stored] of volume.values.entries())
    assert.ok(Math.abs(slope * stored + intercept - values[n]!) <= slope / 2 + 1e-12);
});

for (const [type, values] of [
  [2, Array.from({ length: 24 }, (_, n) => 10 * n)],
  [256, Array.from({ length: 24 }, (_, n) => n - 12)],
  [512, Array.from({ length: 24 }, (_, n) => 65535 - n)],
  [8, Array.from({ length: 24 }, (_, n) => 1_000_000 + n)],
  [768, Array.from({ length: 24 }, (_, n) => 4_000_000_000 + n)],
] as const)
  test(`whole numbers of data type ${type} keep their values exactly`, async () => {
    const { volume } = await readNifti(nifti({ type, values }), lend);
    const { slope, intercept } = volume.valueScale;
    assert.deepEqual(
      [...volume.values].map((stored) => slope * stored + intercept),
      values,
    );
  });

test('refusals: no orientation, sheared, 4-D, color, detached, cut off, damaged, not NIfTI', async () => {
  const refused = (bytes: Uint8Array, code: string) =>
    assert.rejects(readNifti(bytes, lend), { code: `formats/${code}` });
  await refused(nifti({ sform: null }), 'no-orientation');
  await refused(nifti({ sform: Array(12).fill(0) }), 'no-orientation');
  await refused(nifti({ sform: [-0.5, 0, 0, 11, 0, -0.75, 0.6, 22, 0, 0, 2, 33] }), 'sheared-grid');
  await refused(nifti({ frames: 5 }), 'volume-kind-not-read');
  await refused(nifti({ type: 128 }), 'volume-kind-not-read');
  await refused(nifti({ magic: 'ni1' }), 'detached-header');
  await refused(nifti().slice(0, -3), 'truncated-volume');
  await refused(new Uint8Array(gzipSync(nifti().slice(0, -3))), 'truncated-volume');
  const damaged = new Uint8Array(gzipSync(nifti()));
  await refused(damaged.slice(0, damaged.length / 2), 'truncated-volume');
  await refused(new Uint8Array(1000), 'bad-volume-header');
  await refused(new Uint8Array(100), 'bad-volume-header');
});

const PELVIS = 'ct_gt/totalseg_pelvis_spine_3mm/ct.nii.gz';
test('a real pelvis at 3 mm: dimensions, place and values as its bytes say', needsData(PELVIS), async () => {
  const packed = readFileSync(realData(PELVIS)!);
  const { volume } = await readNifti(new Uint8Array(packed), lend);
  assert.deepEqual(volume.dimensions, [122, 101, 112]);
  // Its sform, read by hand: 3 mm, RAS origin (−177.956, 11.319, 94.302), unturned.
  const expected = [-3, 0, 0, 177.95632934570312, 0, -3, 0, -11.319000244140625, 0, 0, 3, 94.3017578125];
  assert.deepEqual([...volume.ijkToLps], expected);
  // Int32 from byte 352 on.
  const raw = gunzipSync(packed);
  const values = new Int32Array(raw.buffer.slice(raw.byteOffset + 352, raw.byteOffset + raw.length));
  assert.deepEqual(volume.values, Int16Array.from(values));
  assert.equal(volume.modality, 'CT');
});
