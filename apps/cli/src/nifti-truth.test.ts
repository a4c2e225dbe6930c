import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { invertIjkToLps, pointIjk, toIjk, toLps } from '@specola/space';
import { needsData, realData, temporaryFolder, zipEntries } from '@specola/test-kit';
import { readStudy } from './read-study.ts';

const CASES = 'hard_dicom/dicom2nifti.zip';

const read = (path: string) =>
  readStudy(path, {
    seriesUid: undefined,
    anatomy: null,
    lend: (length) => new Int16Array(new SharedArrayBuffer(2 * length)),
    workers: 1,
    report: () => {},
    signal: new AbortController().signal,
  });

/** What dicom2nifti's authors say the series holds: enhanced, multi-frame and plain objects in five packings. */
for (const name of [
  'generic/compressed',
  'generic/compressed_rle',
  'generic/compressed_j2k',
  'generic/compressed_jpeg',
  'generic/compressed_jpegls',
  'hitachi/anatomical',
  'philips_enhanced/anatomical',
  'siemens_multiframe/anatomical',
])
  test(
    `every voxel has the value and the place that the NIfTI of another program gives it: ${name}`,
    needsData(CASES),
    async () => {
      using folder = temporaryFolder();
      const inside = `dicom2nifti/${name}/001`;
      for (const entry of zipEntries(realData(CASES)!)) {
        if (!entry.name.startsWith(`${inside}/`) && entry.name !== `${inside}_ground_truth.nii.gz`) continue;
        mkdirSync(dirname(join(folder.path, entry.name)), { recursive: true });
        folder.write(entry.name, entry.bytes());
      }
      const ours = (await read(join(folder.path, inside))).volume;
      const truth = (await read(join(folder.path, `${inside}_ground_truth.nii.gz`))).volume;
      const back = invertIjkToLps(truth.ijkToLps);
      const [nx, ny, nz] = ours.dimensions;
      const [tx, ty] = truth.dimensions;
      assert.equal(ours.values.length, truth.values.length);
      const real = ({ valueScale: { slope, intercept } }: typeof ours, value: number) => slope * value + intercept;
      // A truth in floating point is kept as Int16 with a scale when we read it: half a step of that is rounding.
      const step = truth.valueScale.slope;
      const tolerance = step === 1 ? 0 : 2e-4 + 0.51 * step;
      for (let k = 0; k < nz; k++)
        for (let j = 0; j < ny; j += 3)
          for (let i = 0; i < nx; i++) {
            const at = toIjk(toLps(pointIjk(i, j, k), ours.ijkToLps), back);
            const [a, b, c] = at.map(Math.round) as [number, number, number];
            if (Math.max(Math.abs(at[0] - a), Math.abs(at[1] - b), Math.abs(at[2] - c)) > 1e-3)
              assert.fail(`voxel ${i}, ${j}, ${k} lies at ${at.join(', ')} of the truth`);
            const off =
              real(ours, ours.values[i + nx * (j + ny * k)]!) - real(truth, truth.values[a + tx * (b + ty * c)]!);
            if (Math.abs(off) > tolerance) assert.fail(`voxel ${i}, ${j}, ${k} is off by ${off}`);
          }
    },
  );
