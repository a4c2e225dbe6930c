import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ijkToLpsOf, type Triple, toLps } from '@specola/space';
import {
  dicomStack,
  needsData,
  needsPydicom,
  realData,
  temporaryFolder,
  testDecoders,
  withPydicom,
  zipEntries,
} from '@specola/test-kit';
import type { InstanceReference } from '../write/common-modules.ts';
import type { SegmentToWrite } from '../write/segment-items.ts';
import { readSourceHeader } from '../write/source-header.ts';
import { type SegmentationToWrite, writeSegmentation } from '../write/write-segmentation.ts';
import { SegmentationNotReadError } from './errors.ts';
import { isSegmentation, readSegmentation, type SegmentationObject } from './read-segmentation.ts';

const DIMENSIONS = [11, 6, 8] as const;
const PER_SLICE = 66;
const COUNT = PER_SLICE * 8;
const AFFINE = ijkToLpsOf([0.4, -0.36, 0, -10.25, 0.3, 0.48, 0, -20.5, 0, 0, 1.25, 30.75]);
/** Slices 2 and 5 hold nothing. */
const layers = [3, 7].map((step) =>
  Uint8Array.from({ length: COUNT }, (_, v) => {
    const k = Math.floor(v / PER_SLICE);
    return k === 2 || k === 5 || v % step !== 0 ? 0 : 1 + (v % 2);
  }),
);

async function written(
  form: SegmentationToWrite['form'],
  places: readonly (readonly [label: number, layer: number])[],
) {
  const source = await readSourceHeader(dicomStack(3)[0]!);
  const context = {
    source,
    instances: [],
    when: { date: '20261125', time: '101500' },
    software: { version: '0', gitCommit: null },
  };
  const segments = places.map(
    ([label, layer]): SegmentToWrite => ({
      label,
      layer,
      name: `Knochen ${label} · ${layer}`,
      color: [200, 100, 40],
      category: { value: '85756007', scheme: 'SCT', meaning: 'Tissue' },
      type: { value: '272673000', scheme: 'SCT', meaning: 'Bone' },
      laterality: { value: '24028007', scheme: 'SCT', meaning: 'Right' },
      region: null,
      algorithm: {
        type: 'MANUAL',
        name: '',
        version: '',
        family: { value: '123109', scheme: 'DCM', meaning: 'Manual Processing' },
      },
      trackingId: 'x',
    }),
  );
  const { bytes } = await writeSegmentation(context, {
    seriesNumber: 1,
    labels: (k, layer) => layers[layer]!.subarray(k * PER_SLICE, (k + 1) * PER_SLICE),
    dimensions: DIMENSIONS,
    ijkToLps: AFFINE,
    frameOfReferenceUid: '1.2.3.4',
    segments,
    sourceFrames: new Array<InstanceReference | null>(8).fill(null),
    form,
    contentLabel: 'X',
    description: 'x',
  });
  return bytes;
}

/** "segment x y z" of every voxel, in mm with four decimals. */
async function voxelsOf(object: SegmentationObject): Promise<string[]> {
  const [nx, ny] = object.dimensions;
  const found: string[] = [];
  for await (const { values } of object.layers())
    values.forEach((number, v) => {
      if (number === 0) return;
      const at: Triple = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
      found.push(`${number} ${spoken(toLps(at, object.ijkToLps))}`);
    });
  return found.sort();
}
const spoken = (at: readonly number[]) => at.map((x) => (Math.round(x * 1e4) / 1e4 || 0).toFixed(4)).join(' ');

for (const [form, places] of [
  [
    'binary',
    [
      [1, 0],
      [2, 0],
    ],
  ],
  [
    'binary',
    [
      [2, 0],
      [1, 1],
    ],
  ],
  [
    'label-map',
    [
      [1, 0],
      [2, 0],
    ],
  ],
] as const)
  test(`a ${form} of ${places.length} segments comes back voxel for voxel, empty slices and overlap included`, async () => {
    const bytes = await written(form, places);
    assert.ok(isSegmentation(bytes));
    const object = readSegmentation(bytes, testDecoders());
    const expected = places.flatMap(([label, layer], n) =>
      [...layers[layer]!].flatMap((value, v) => {
        const at: Triple = [v % 11, Math.floor(v / 11) % 6, Math.floor(v / PER_SLICE)];
        return value === label ? [`${form === 'binary' ? n + 1 : label} ${spoken(toLps(at, AFFINE))}`] : [];
      }),
    );
    assert.deepEqual(await voxelsOf(object), expected.sort());
    assert.equal(object.frameOfReferenceUid, '1.2.3.4');
    const [first] = object.segments;
    assert.equal(first!.name, `Knochen ${places[0]![0]} · ${places[0]![1]}`);
    assert.deepEqual(
      [first!.type?.value, first!.laterality?.value, first!.algorithmType],
      ['272673000', '24028007', 'MANUAL'],
    );
    for (const [n, part] of first!.color!.entries()) assert.ok(Math.abs(part - [200, 100, 40][n]!) <= 1);
  });

const ZIP = 'hard_dicom/highdicom_seg_sr.zip';
test(
  'segmentations of highdicom give the voxels that numpy works out, or are refused where they have no place',
  needsData(ZIP),
  async (t) => {
    if (needsPydicom().skip) return t.skip(String(needsPydicom().skip));
    using folder = temporaryFolder();
    const script = `
import sys, json, numpy, pydicom
d = pydicom.dcmread(sys.argv[1]); a = d.pixel_array
if a.ndim == 2: a = a[None]
s = d.SharedFunctionalGroupsSequence[0]; out = []
full = int(d.get('MaximumFractionalValue', 1))
for n, f in enumerate(d.PerFrameFunctionalGroupsSequence):
    o = numpy.array((f if 'PlaneOrientationSequence' in f else s).PlaneOrientationSequence[0].ImageOrientationPatient, float)
    dy, dx = [float(x) for x in (f if 'PixelMeasuresSequence' in f else s).PixelMeasuresSequence[0].PixelSpacing]
    p = numpy.array((f if 'PlanePositionSequence' in f else s).PlanePositionSequence[0].ImagePositionPatient, float)
    g = (f if 'SegmentIdentificationSequence' in f else s).SegmentIdentificationSequence[0].ReferencedSegmentNumber
    for j, i in numpy.argwhere(a[n].astype(int) * 2 >= full): out.append([int(g), *(p + i * dx * o[:3] + j * dy * o[3:]).tolist()])
print(json.dumps([out, [str(x.SegmentLabel) for x in d.SegmentSequence]]))`;
    let read = 0;
    for (const { name, bytes: unpacked } of zipEntries(realData(ZIP)!)) {
      if (!/\/seg_image_/.test(name)) continue;
      const bytes = unpacked();
      if (!/seg_image_ct_/.test(name)) {
        assert.throws(() => readSegmentation(bytes, testDecoders()), SegmentationNotReadError, name);
        continue;
      }
      const object = readSegmentation(bytes, testDecoders());
      const [voxels, names] = withPydicom(script, [folder.write('seg.dcm', bytes)]) as [number[][], string[]];
      assert.deepEqual(await voxelsOf(object), voxels.map(([g, ...at]) => `${g} ${spoken(at)}`).sort(), name);
      assert.deepEqual(
        object.segments.map((segment) => segment.name),
        names,
        name,
      );
      read++;
    }
    assert.equal(read, 5);
  },
);
