import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ijkToLpsOf } from '@specola/space';
import { needsData, needsVtk, realData, temporaryFolder, withVtk } from '@specola/test-kit';
import { NotLabelsError, readLabelFile, TemplateSpaceError } from './label-file.ts';
import { writeSegmentationNrrd } from './nrrd-segmentation.ts';

const DIMENSIONS = [7, 5, 3] as const;
const AFFINE = ijkToLpsOf([0.5, 0, 0, -10.25, 0, 0.75, 0, -20.5, 0, 0, 1.25, 30]);
const COUNT = 7 * 5 * 3;

test('a segmentation that we wrote comes back with its layers, names and colors', async () => {
  // Layers lie side by side: voxel v of layer n is 2·v + n.
  const labels = Uint8Array.from({ length: 2 * COUNT }, (_, n) => (n % 2 === 0 ? (n / 2) % 3 : n % 5 === 0 ? 1 : 0));
  const bytes = writeSegmentationNrrd((k) => labels.subarray(70 * k, 70 * (k + 1)), {
    dimensions: DIMENSIONS,
    ijkToLps: AFFINE,
    layers: 2,
    segments: [
      { label: 1, layer: 0, name: 'left tibia', color: [241, 214, 145] },
      { label: 2, layer: 0, name: 'fibula', color: [10, 20, 30] },
      { label: 1, layer: 1, name: 'both', color: [90, 80, 70] },
    ],
  });
  const back = await readLabelFile(bytes, 'nrrd');
  assert.deepEqual(back.dimensions, DIMENSIONS);
  assert.deepEqual([...back.ijkToLps], [...AFFINE]);
  for (const layer of [0, 1])
    assert.deepEqual(
      [...back.layers[layer]!],
      [...labels].filter((_, n) => n % 2 === layer),
    );
  assert.deepEqual(
    back.segments.map(({ layer, label, name, color }) => [layer, label, name, color]),
    [
      [0, 1, 'left tibia', [241, 214, 145]],
      [0, 2, 'fibula', [10, 20, 30]],
      [1, 1, 'both', [90, 80, 70]],
    ],
  );
});

/** A header as 3D Slicer 5 writes it, with a terminology entry; RAS where the setting says so. */
function slicerFile(more: readonly string[]): Uint8Array {
  const header = [
    'NRRD0004',
    '# Complete NRRD file format specification at:',
    'type: unsigned char',
    'dimension: 3',
    'space: right-anterior-superior',
    'sizes: 2 2 1',
    'space directions: (-1,0,0) (0,-1,0) (0,0,2)',
    'kinds: domain domain domain',
    'encoding: raw',
    'space origin: (5,6,7)',
    ...more,
    '',
    '',
  ].join('\n');
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(text.length + 4);
  bytes.set(text);
  bytes.set([0, 3, 3, 4], text.length);
  return bytes;
}

test('the terminology of 3D Slicer is read, and a label that no note names is not lost', async () => {
  const back = await readLabelFile(
    slicerFile([
      'Segment0_Color:=0.945098 0.839216 0.568627',
      'Segment0_ID:=Segment_1',
      'Segment0_LabelValue:=3',
      'Segment0_Layer:=0',
      'Segment0_Name:=femur',
      'Segment0_Tags:=Segmentation.Status:inprogress|TerminologyEntry:Segmentation category and type - 3D Slicer General Anatomy list~SCT^123037004^Anatomical Structure~SCT^71341001^Femur~SCT^7771000^Left~Anatomic codes - DICOM master list~^^~^^|',
      'Segmentation_ReferenceImageExtentOffset:=0 0 0',
    ]),
    'nrrd',
  );
  assert.deepEqual(back.segments, [
    { layer: 0, label: 3, name: 'femur', color: [241, 214, 145], typeCode: '71341001', modifierCode: '7771000' },
    { layer: 0, label: 4, name: null, color: null, typeCode: null, modifierCode: null },
  ]);
  // RAS (5, 6, 7) is LPS (−5, −6, 7).
  assert.deepEqual(
    [3, 7, 11].map((n) => back.ijkToLps[n]),
    [-5, -6, 7],
  );
});

test('grey values are refused as labels', async () => {
  const grey = slicerFile([]);
  const text = new TextDecoder('latin1')
    .decode(grey)
    .replace('unsigned char', 'float')
    .replace('encoding: raw', 'endian: little\nencoding: raw');
  const head = Uint8Array.from(text.slice(0, -4), (letter) => letter.charCodeAt(0));
  const bytes = new Uint8Array(head.length + 16);
  bytes.set(head);
  bytes.set(new Uint8Array(Float32Array.of(0, 0.25, 0.5, 1).buffer), head.length);
  await assert.rejects(readLabelFile(bytes, 'nrrd'), NotLabelsError);
});

const PELVIS = 'ct_gt/totalseg_pelvis_spine_3mm/labels_117class.nii.gz';
test(
  'a label map of another program gives the labels and the place that nibabel gives',
  needsData(PELVIS),
  async (t) => {
    if (needsVtk().skip) return t.skip(String(needsVtk().skip));
    const back = await readLabelFile(new Uint8Array(readFileSync(realData(PELVIS)!)), 'nifti');
    const script = `
import sys, json, nibabel, numpy
i = nibabel.load(sys.argv[1]); d = numpy.asarray(i.dataobj).astype(int)
u, c = numpy.unique(d, return_counts=True)
g = numpy.argwhere(d == 77).mean(axis=0); p = i.affine @ [*g, 1]
print(json.dumps([u.tolist(), c.tolist(), p[:3].tolist()]))`;
    const [labels, counts, ras] = withVtk(script, [realData(PELVIS)!]) as [number[], number[], number[]];
    assert.deepEqual(
      back.segments.map(({ label }) => label),
      labels.slice(1),
    );
    const values = back.layers[0]!;
    const [nx, ny] = back.dimensions;
    const sum = [0, 0, 0, 0];
    for (const [v, value] of values.entries())
      if (value === 77)
        [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)), 1].forEach((x, n) => {
          sum[n]! += x;
        });
    assert.equal(sum[3], counts[labels.indexOf(77)]);
    const m = back.ijkToLps;
    const lps = [0, 4, 8].map(
      (r) => (m[r]! * sum[0]! + m[r + 1]! * sum[1]! + m[r + 2]! * sum[2]!) / sum[3]! + m[r + 3]!,
    );
    for (const [n, x] of [-ras[0]!, -ras[1]!, ras[2]!].entries())
      assert.ok(Math.abs(x - lps[n]!) < 1e-3, `${x} ${lps[n]}`);
  },
);

test('labels in the space of a template are refused', needsVtk(), async () => {
  using folder = temporaryFolder();
  const script = `
import sys, json, nibabel, numpy
i = nibabel.Nifti1Image(numpy.ones((3,4,5), dtype='uint8'), numpy.diag([1,2,3,1])); i.set_sform(i.affine, code=4); i.set_qform(i.affine, code=4)
nibabel.save(i, sys.argv[1]); print('1')`;
  const path = `${folder.path}/mni.nii`;
  withVtk(script, [path]);
  await assert.rejects(readLabelFile(new Uint8Array(readFileSync(path)), 'nifti'), TemplateSpaceError);
});
