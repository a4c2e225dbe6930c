import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ijkToLpsOf, tripleOf } from '@specola/space';
import {
  dciodvfyErrors,
  dcmdumpOf,
  fileOf,
  needsDciodvfy,
  needsPydicom,
  temporaryFolder,
  withVtk,
} from '@specola/test-kit';
import { SegmentsOverlapError } from '../errors.ts';
import { chooseSeries } from '../read/choose-series.ts';
import { scanStudy } from '../read/scan-study.ts';
import { checkIod } from './check-iod.ts';
import type { SegmentToWrite } from './segment-items.ts';
import { instancesOf, sourceFramesOf } from './source-frames.ts';
import { readSourceHeader } from './source-header.ts';
import { writeCtSeries } from './write-ct-series.ts';
import { type SegmentationToWrite, writeSegmentation } from './write-segmentation.ts';

const DIMENSIONS = [13, 7, 9] as const;
const PER_SLICE = 13 * 7;
const COUNT = PER_SLICE * 9;
/** Oblique: a turn about z by 3-4-5, and off-zero. */
const AFFINE = ijkToLpsOf([0.4, -0.36, 0, -10.25, 0.3, 0.48, 0, -20.5, 0, 0, 1.25, 30.75]);

async function study() {
  const values = Int16Array.from({ length: COUNT }, (_, n) => (n * 37) % 1999);
  const volume = {
    dimensions: DIMENSIONS,
    values,
    valueScale: { slope: 1, intercept: 0, unit: 'HU' as const },
    ijkToLps: AFFINE,
    modality: 'CT' as const,
  };
  const files = (await writeCtSeries(volume, { date: '20261101' })).map(({ name, bytes }) => fileOf(bytes, name));
  const chosen = chooseSeries(await scanStudy(files), { anatomy: 'bone' });
  const source = await readSourceHeader(files[0]!);
  const context = {
    source,
    instances: instancesOf(chosen),
    when: { date: '20261125', time: '101500' },
    software: { version: '0.1.0', gitCommit: null },
  };
  return { context, chosen, sourceFrames: sourceFramesOf(chosen, { dimensions: DIMENSIONS, ijkToLps: AFFINE }) };
}

const LEFT = { value: '7771000', scheme: 'SCT', meaning: 'Left' };
const segment = (label: number, layer = 0): SegmentToWrite => ({
  label,
  layer,
  name: `part ${label} of ${layer}`,
  color: [241, 214, 145],
  category: { value: '85756007', scheme: 'SCT', meaning: 'Tissue' },
  type: { value: '272673000', scheme: 'SCT', meaning: 'Bone' },
  laterality: LEFT,
  region: { value: '70258002', scheme: 'SCT', meaning: 'Ankle joint' },
  algorithm: {
    type: 'SEMIAUTOMATIC',
    name: 'by test',
    version: '0.1.0',
    family: { value: '123109', scheme: 'DCM', meaning: 'Manual Processing' },
  },
  trackingId: `part ${label}`,
});

/** An L of label 3 and a bar of label 1 that no flip or swap of axes leaves in place; slices 0 and 8 are empty. */
const layerOne = Uint8Array.from({ length: COUNT }, (_, v) => {
  const [i, j, k] = [v % 13, Math.floor(v / 13) % 7, Math.floor(v / PER_SLICE)];
  if (k === 0 || k === 8) return 0;
  if (i >= 2 && i < 4 && j < 5 && k < 4) return 3;
  if (i >= 2 && i < 9 && j === 0 && k >= 4 && k < 6) return 3;
  return i === 11 && j === 6 ? 1 : 0;
});
/** Overlaps the L. */
const layerTwo = Uint8Array.from({ length: COUNT }, (_, v) =>
  v % 13 === 3 && Math.floor(v / PER_SLICE) === 2 ? 5 : 0,
);
const slices = [layerOne, layerTwo];
const labels = (k: number, layer: number) => slices[layer]!.subarray(k * PER_SLICE, (k + 1) * PER_SLICE);

async function written(more: Partial<SegmentationToWrite> = {}) {
  const { context, sourceFrames } = await study();
  return writeSegmentation(context, {
    seriesNumber: 7001,
    labels,
    dimensions: DIMENSIONS,
    ijkToLps: AFFINE,
    frameOfReferenceUid: context.source.frameOfReferenceUid!,
    segments: [segment(1), segment(3)],
    sourceFrames,
    form: 'binary',
    contentLabel: 'BONE',
    description: 'Bone segmentation',
    ...more,
  });
}

const PREDECESSOR = {
  studyUid: '2.25.75',
  seriesUid: '2.25.76',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.66.4',
  sopInstanceUid: '2.25.77',
};

test(
  'dciodvfy and our own table find no fault in a binary segmentation; DCMTK takes both forms',
  needsDciodvfy(),
  async () => {
    using folder = temporaryFolder();
    for (const more of [{}, { segments: [segment(1), segment(3), segment(5, 1)] }, { predecessor: PREDECESSOR }]) {
      const { bytes } = await written(more);
      assert.deepEqual(checkIod(bytes), []);
      assert.deepEqual(dciodvfyErrors(folder.write('seg.dcm', bytes)), []);
    }
    const labelMap = await written({ form: 'label-map' });
    assert.deepEqual(checkIod(labelMap.bytes), []);
    const { status, complaints, text } = dcmdumpOf(folder.write('labelmap.dcm', labelMap.bytes));
    assert.deepEqual([status, complaints], [0, '']);
    assert.match(text, /\(0062,0001\) CS \[LABELMAP\]/);
  },
);

/** Every voxel that is set, as segment label and place in mm, worked out in numpy from the object's own headers. */
const VOXELS = `
import sys, json, numpy, pydicom
d = pydicom.dcmread(sys.argv[1]); a = d.pixel_array
if a.ndim == 2: a = a[None]
s = d.SharedFunctionalGroupsSequence[0]
o = numpy.array(s.PlaneOrientationSequence[0].ImageOrientationPatient, float)
dy, dx = [float(x) for x in s.PixelMeasuresSequence[0].PixelSpacing]
out = []
for n, f in enumerate(d.PerFrameFunctionalGroupsSequence):
    p = numpy.array(f.PlanePositionSequence[0].ImagePositionPatient, float)
    ref = f.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID
    for j, i in numpy.argwhere(a[n] > 0):
        v = int(a[n, j, i]) if d.SegmentationType == 'LABELMAP' else int(f.SegmentIdentificationSequence[0].ReferencedSegmentNumber)
        out.append([v, *(p + i * dx * o[:3] + j * dy * o[3:]).tolist(), str(ref)])
print(json.dumps([out, [str(x.SegmentLabel) for x in d.SegmentSequence], str(d.PatientID), len(a)]))`;

test(
  'pydicom and numpy find each voxel of each segment at its place in the patient, in both forms',
  needsPydicom(),
  async () => {
    using folder = temporaryFolder();
    const { context } = await study();
    const expected = (numbers: Readonly<Record<number, number>>, layers: readonly number[]) =>
      layers
        .flatMap((layer) =>
          [...slices[layer]!].flatMap((label, v) => {
            if (!(label in numbers)) return [];
            const [i, j, k] = [v % 13, Math.floor(v / 13) % 7, Math.floor(v / PER_SLICE)];
            const at = [0, 4, 8].map((r) => AFFINE[r]! * i + AFFINE[r + 1]! * j + AFFINE[r + 2]! * k + AFFINE[r + 3]!);
            return [`${numbers[label]} ${spoken(tripleOf(at))} ${context.instances[k]!.sopInstanceUid}`];
          }),
        )
        .sort();
    const spoken = (at: readonly number[]) => at.map((x) => (Math.round(x * 1e6) / 1e6 || 0).toFixed(6)).join(' ');
    const found = async (more: Partial<SegmentationToWrite>) => {
      const { bytes } = await written(more);
      const [voxels, names, patient, frames] = withVtk(VOXELS, [folder.write('seg.dcm', bytes)]) as [
        [number, number, number, number, string][],
        string[],
        string,
        number,
      ];
      assert.equal(patient, 'PHANTOM');
      return { voxels: voxels.map(([n, x, y, z, ref]) => `${n} ${spoken([x, y, z])} ${ref}`).sort(), names, frames };
    };
    const binary = await found({});
    assert.deepEqual(binary.voxels, expected({ 1: 1, 3: 2 }, [0]));
    assert.deepEqual(binary.names, ['part 1 of 0', 'part 3 of 0']);
    // Slices 1 to 7 hold the bar, 1 to 5 the L.
    assert.equal(binary.frames, 12);
    const overlapping = await found({ segments: [segment(1), segment(3), segment(5, 1)] });
    assert.deepEqual(overlapping.voxels, expected({ 1: 1, 3: 2, 5: 3 }, [0, 1]));
    const labelMap = await found({ form: 'label-map' });
    assert.deepEqual(labelMap.voxels, expected({ 1: 1, 3: 3 }, [0]));
    assert.deepEqual(labelMap.names, ['Background', 'part 1 of 0', 'part 3 of 0']);
  },
);

test('the same input gives the same bytes; another voxel, moment or name gives another instance', async () => {
  const first = await written();
  assert.deepEqual(await written(), first);
  const changed = layerOne.with(PER_SLICE + 5, 1);
  const others = await Promise.all([
    written({ labels: (k) => changed.subarray(k * PER_SLICE, (k + 1) * PER_SLICE) }),
    written({ description: 'Another' }),
    written({ form: 'label-map' }),
    written({ predecessor: PREDECESSOR }),
  ]);
  assert.equal(new Set([first, ...others].map(({ sopInstanceUid }) => sopInstanceUid)).size, 5);
});

test('a label map refuses segments that overlap, since one would lose voxels', async () => {
  await assert.rejects(written({ form: 'label-map', segments: [segment(1), segment(5, 1)] }), SegmentsOverlapError);
});

test('where no slice of the source lies, no frame claims one', async () => {
  const { chosen } = await study();
  const shifted = ijkToLpsOf(AFFINE.map((value, n) => (n === 11 ? value + 0.5 : value)));
  assert.deepEqual(new Set(sourceFramesOf(chosen, { dimensions: DIMENSIONS, ijkToLps: shifted })), new Set([null]));
});
