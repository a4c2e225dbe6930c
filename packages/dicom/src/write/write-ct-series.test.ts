import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { type IjkToLps, ijkToLpsOf, signedVoxelVolumeMm3, type Volume } from '@specola/space';
import { fileOf, temporaryFolder, withVtk } from '@specola/test-kit';
import fc from 'fast-check';
import { chooseSeries } from '../read/choose-series.ts';
import { loadVolume } from '../read/load-volume.ts';
import { scanStudy } from '../read/scan-study.ts';
import { writeCtSeries } from './write-ct-series.ts';

const DIMENSIONS = [11, 7, 5] as const;

/** An oblique, right-handed grid: three turns by angles with nothing in common. */
function oblique([a, b, c]: readonly [number, number, number], spacing = [0.41, 0.53, 0.9]): IjkToLps {
  const [ca, sa, cb, sb, cc, sc] = [a, b, c].flatMap((t) => [Math.cos(t), Math.sin(t)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const rows = [
    [ca * cb, ca * sb * sc - sa * cc, ca * sb * cc + sa * sc, -101.7],
    [sa * cb, sa * sb * sc + ca * cc, sa * sb * cc - ca * sc, 33.3],
    [-sb, cb * sc, cb * cc, -512.25],
  ];
  return ijkToLpsOf(rows.flatMap((row) => row.map((value, n) => (n < 3 ? value * spacing[n]! : value))));
}

/** Values that name their voxel: no flip or swap leaves them as they are. */
function volumeOf(ijkToLps: IjkToLps, highest = 3000): Volume {
  const [nx, ny, nz] = DIMENSIONS;
  const values = Int16Array.from({ length: nx * ny * nz }, (_, n) => ((n * 37) % 1999) - 1024);
  values[3] = highest;
  return {
    dimensions: DIMENSIONS,
    values,
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
    ijkToLps,
    modality: 'CT',
  };
}

async function readBack(files: readonly { name: string; bytes: Uint8Array }[]) {
  const scan = await scanStudy(files.map(({ name, bytes }) => fileOf(bytes, name)));
  return loadVolume(chooseSeries(scan, { anatomy: 'bone' }), (length) => new Int16Array(length));
}

test('a volume written as CT slices comes back value for value, in its place, for any orientation', async () => {
  const angle = fc.double({ min: -3, max: 3, noNaN: true });
  await fc.assert(
    fc.asyncProperty(angle, angle, angle, async (a, b, c) => {
      const volume = volumeOf(oblique([a, b, c]));
      const back = await readBack(await writeCtSeries(volume, { date: '20200229' }));
      assert.deepEqual(back.volume.values, volume.values);
      assert.deepEqual(back.volume.dimensions, volume.dimensions);
      // Sixteen characters hold a cosine to 1e-13 at least.
      for (const [n, value] of back.volume.ijkToLps.entries()) assert.ok(Math.abs(value - volume.ijkToLps[n]!) < 1e-10);
    }),
    { seed: 20_260_101, numRuns: 25 },
  );
});

test('a left-handed grid comes back right-handed, each voxel at its place', async () => {
  const m = [...oblique([0.3, -0.2, 0.5])];
  for (const n of [2, 6, 10]) m[n] = -m[n]!;
  const volume = volumeOf(ijkToLpsOf(m));
  assert.ok(signedVoxelVolumeMm3(volume.ijkToLps) < 0);
  const { volume: back } = await readBack(await writeCtSeries(volume, { date: '20200229' }));
  assert.ok(signedVoxelVolumeMm3(back.ijkToLps) > 0);
  const slice = DIMENSIONS[0] * DIMENSIONS[1];
  assert.deepEqual(back.values.slice(0, slice), volume.values.slice(-slice));
  for (const n of [3, 7, 11]) assert.ok(Math.abs(back.ijkToLps[n]! - (m[n]! + (DIMENSIONS[2] - 1) * m[n - 1]!)) < 1e-9);
});

test('the same volume gives the same bytes; another voxel, date or place gives other UIDs', async () => {
  const volume = volumeOf(oblique([0.3, -0.2, 0.5]));
  const first = await writeCtSeries(volume, { date: '20200229' });
  assert.deepEqual(await writeCtSeries(volume, { date: '20200229' }), first);
  const uidOf = async (files: typeof first) => (await readBack(files)).source.seriesUid;
  const other = { ...volume, values: volume.values.with(17, 5) };
  const uids = await Promise.all([
    uidOf(first),
    uidOf(await writeCtSeries(other, { date: '20200229' })),
    uidOf(await writeCtSeries(volume, { date: '20200301' })),
    uidOf(await writeCtSeries(volumeOf(oblique([0.3, -0.2, 0.6])), { date: '20200229' })),
  ]);
  assert.equal(new Set(uids).size, 4);
  for (const uid of uids) assert.match(uid, /^2\.25\.[1-9]\d{0,38}$/);
});

test('HU near the end of Int16 are written with intercept 0', async () => {
  const volume = volumeOf(oblique([0.1, 0.2, 0.3]), 32767);
  const back = await readBack(await writeCtSeries(volume, { date: '20200229' }));
  assert.deepEqual(back.volume.values, volume.values);
});

const pydicom = spawnSync('/usr/bin/python3', ['-c', 'import pydicom, numpy']);
test('pydicom reads the same values, positions and orientation', {
  skip: pydicom.status !== 0 && 'needs pydicom and numpy for /usr/bin/python3',
}, async () => {
  const volume = volumeOf(oblique([0.3, -0.2, 0.5]));
  using folder = temporaryFolder();
  const files = await writeCtSeries(volume, { date: '20200229' });
  const paths = files.map(({ name, bytes }) => folder.write(name, bytes));
  const script = `
import sys, json, numpy, pydicom
sets = [pydicom.dcmread(p) for p in sys.argv[1:]]
hu = [(s.pixel_array * int(s.RescaleSlope) + int(s.RescaleIntercept)).ravel().tolist() for s in sets]
print(json.dumps([hu, [[float(v) for v in s.ImagePositionPatient] for s in sets], [float(v) for v in sets[0].ImageOrientationPatient], [float(v) for v in sets[0].PixelSpacing], [str(s.PatientID) for s in sets]]))`;
  const [hu, positions, orientation, spacing, ids] = withVtk(script, paths) as number[][][];
  assert.deepEqual(hu!.flat(), [...volume.values]);
  const m = volume.ijkToLps;
  for (const [k, position] of positions!.entries())
    for (const [r, at] of position.entries()) assert.ok(Math.abs(at - (m[4 * r + 3]! + k * m[4 * r + 2]!)) < 1e-9);
  const expected = [0, 1].flatMap((c) => [0, 1, 2].map((r) => m[4 * r + c]! / [0.41, 0.53][c]!));
  for (const [n, value] of orientation!.entries())
    assert.ok(Math.abs((value as unknown as number) - expected[n]!) < 1e-12);
  assert.deepEqual(spacing, [0.53, 0.41]);
  assert.deepEqual(new Set(ids as unknown as string[]), new Set(['PHANTOM']));
});

const dcmdump = spawnSync('dcmdump', ['--version']);
test('dcmdump takes the files', {
  skip: dcmdump.error !== undefined && 'needs dcmdump: apt-get install dcmtk',
}, async () => {
  using folder = temporaryFolder();
  const [first] = await writeCtSeries(volumeOf(oblique([0.3, -0.2, 0.5])), { date: '20200229' });
  const { status, stdout, stderr } = spawnSync('dcmdump', [folder.write(first!.name, first!.bytes)], {
    encoding: 'utf8',
  });
  assert.equal(status, 0);
  assert.equal(stderr, '');
  assert.match(stdout, /\(0008,0016\) UI =CTImageStorage/);
  assert.match(stdout, /\(0010,0020\) LO \[PHANTOM\]/);
});
