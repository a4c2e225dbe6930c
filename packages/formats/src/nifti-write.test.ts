import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { ijkToLpsOf, type Volume } from '@specola/space';
import { temporaryFolder } from '@specola/test-kit';
import fc from 'fast-check';
import { readNifti } from './nifti.ts';
import { writeNifti } from './nifti-write.ts';

const PYTHON = '/usr/bin/python3';
const nibabel = spawnSync(PYTHON, ['-c', 'import nibabel']).status === 0;

/** A grid turned by two angles, either-handed, with sides that all differ. */
function volumeOf(about: readonly [number, number, number], handed: 1 | -1): Volume {
  const [[ca, sa], [cb, sb], [cc, sc]] = about.map((angle) => [Math.cos(angle), Math.sin(angle)]) as [
    [number, number],
    [number, number],
    [number, number],
  ];
  const rotation = [
    cb * cc,
    -cb * sc,
    sb,
    sa * sb * cc + ca * sc,
    -sa * sb * sc + ca * cc,
    -sa * cb,
    -ca * sb * cc + sa * sc,
    ca * sb * sc + sa * cc,
    ca * cb,
  ];
  const spacing = [0.7, 0.9, 1.6 * handed];
  const affine = [0, 1, 2].flatMap((r) => [
    ...[0, 1, 2].map((c) => rotation[3 * r + c]! * spacing[c]!),
    [31.5, -84.25, 203][r]!,
  ]);
  const values = Int16Array.from({ length: 5 * 4 * 3 }, (_, v) => 37 * v - 1024);
  return {
    dimensions: [5, 4, 3],
    values,
    ijkToLps: ijkToLpsOf(affine),
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  };
}

test('what is written is read again: the same values in the same places', async () => {
  const angle = fc.double({ min: -3.1, max: 3.1, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.tuple(angle, angle, angle), fc.constantFrom(1 as const, -1 as const), async (about, handed) => {
      const volume = volumeOf(about, handed);
      const read = (await readNifti(writeNifti(volume), (length) => new Int16Array(length))).volume;
      if (handed === 1) assert.deepEqual([...read.values], [...volume.values]);
      assert.deepEqual([...read.values].sort(), [...volume.values].sort());
      const corner = (m: readonly number[], at: readonly number[]) =>
        [0, 4, 8].map((r) => m[r]! * at[0]! + m[r + 1]! * at[1]! + m[r + 2]! * at[2]! + m[r + 3]!);
      const [there] = [read.values.indexOf(-1024)];
      const at = [there % 5, Math.floor(there / 5) % 4, Math.floor(there / 20)];
      for (const [n, value] of corner(read.ijkToLps, at).entries())
        assert.ok(Math.abs(value - corner(volume.ijkToLps, [0, 0, 0])[n]!) < 1e-3);
    }),
    { seed: 21, numRuns: 60 },
  );
});

test('nibabel finds the same values and the same place, in the sform as in the qform', {
  skip: !nibabel && 'needs nibabel: apt-get install python3-nibabel',
}, () => {
  using folder = temporaryFolder();
  for (const [about, handed] of [
    [[0.3, -0.2, 0.9], 1],
    [[3.0, 0.1, -2.9], -1],
    [[Math.PI, 0, 0], 1],
    [[0, Math.PI, 0], -1],
    [[0, 0, Math.PI], 1],
  ] as const) {
    const volume = volumeOf(about, handed);
    const path = folder.write('scan.nii.gz', writeNifti(volume));
    const script = `
import nibabel, json, sys
i = nibabel.load(sys.argv[1])
print(json.dumps({'q': i.get_qform().tolist(), 's': i.get_sform().tolist(), 'v': i.get_fdata().ravel(order='F').tolist(), 'd': str(i.header['descrip']), 'u': i.header.get_xyzt_units()}))`;
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', script, path], { encoding: 'utf8' });
    assert.notEqual(stdout, '', stderr);
    const { q, s, v, u } = JSON.parse(stdout) as { q: number[][]; s: number[][]; v: number[]; u: string[] };
    assert.deepEqual(v, [...volume.values]);
    assert.equal(u[0], 'mm');
    for (let r = 0; r < 3; r++)
      for (let c = 0; c < 4; c++) {
        const wanted = volume.ijkToLps[4 * r + c]! * (r < 2 ? -1 : 1);
        assert.ok(
          Math.abs(s[r]![c]! - wanted) < 1e-4 && Math.abs(q[r]![c]! - wanted) < 1e-4,
          `${r} ${c}: ${s[r]![c]} ${q[r]![c]} ${wanted}`,
        );
      }
  }
});
