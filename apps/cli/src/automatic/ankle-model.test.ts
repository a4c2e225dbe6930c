import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readLabelFile } from '@specola/formats';
import { needsData, needsScipy, realData, withScipy } from '@specola/test-kit';
import { readStudy } from '../read-study.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'bin', 'specola.js');
const MODELS = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'models');
const ANKLE = 'ct/vhf_ankle_1mm.zip';
const room = mkdtempSync(join(tmpdir(), 'specola-ankle-model-'));
after(() => rmSync(room, { recursive: true, force: true }));

test('on the ankle the example model gives what SciPy computes, voxel for voxel', {
  skip: needsData(ANKLE).skip || needsScipy().skip,
}, async () => {
  const out = join(room, 'ankle');
  const model = [
    '--model',
    join(MODELS, 'bone-by-smoothing.onnx'),
    '--manifest',
    join(MODELS, 'bone-by-smoothing.json'),
  ];
  execFileSync(process.execPath, [ENTRY, 'segment', realData(ANKLE)!, ...model, '--out', out], { stdio: 'ignore' });
  const { layers } = await readLabelFile(readFileSync(join(out, 'segmentation.nrrd')), 'nrrd');
  const { volume } = await readStudy(realData(ANKLE)!, {
    seriesUid: undefined,
    anatomy: null,
    lend: (length) => new Int16Array(length),
    workers: 1,
    report: () => undefined,
    signal: new AbortController().signal,
  });
  const { apart } = withScipy(
    `
from scipy import ndimage
x = (np.clip(A['scan'].astype(np.float64), -200, 1000) + 200) / 1200
for axis in range(3): x = ndimage.correlate1d(x, [0.25, 0.5, 0.25], axis=axis, mode='constant', cval=0)
# Where single precision may decide otherwise.
R['apart'] = np.array([np.count_nonzero((x > 0.375) != (A['ours'] > 0)), np.count_nonzero(((x > 0.375) != (A['ours'] > 0)) & (np.abs(x - 0.375) > 1e-6))], dtype=np.int32)
`,
    {
      scan: { kind: 'int16', dimensions: volume.dimensions, data: volume.values },
      ours: { kind: 'int16', dimensions: volume.dimensions, data: layers[0]! },
    },
  );
  assert.equal(apart![1], 0);
  assert.ok(apart![0]! < 100, `${apart![0]} voxels lie on the edge to within single precision`);
});
