import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readLabelFile } from '@specola/formats';
import type { ExportRecord, SegmentationRecord, TakenInMeshRecord } from '@specola/record';
import { ijkToLpsOf, SpecolaError } from '@specola/space';
import { dicomSlice, needsPydicom, withPydicom } from '@specola/test-kit';
import { type ExportJob, exportMade } from './export/export-made.ts';
import { makeSegmentation } from './make-segmentation.ts';
import { openProgress } from './progress.ts';
import { storedBeside } from './stored-inputs.ts';
import { type TakenIn, takeIn } from './take-in/take-in.ts';
import type { TakeInJob } from './take-in/take-in-job.ts';

/** What other programs made comes in where it belongs, or not at all; and goes out again. */
const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const room = mkdtempSync(join(tmpdir(), 'specola-take-in-'));
const study = join(room, 'study');
const other = join(room, 'other-patient');
const NX = 48;
const NY = 40;
const NZ = 20;
/** Oblique about z, off zero, unequal spacing. */
const AFFINE = ijkToLpsOf([0.8, -0.54, 0, -10.25, 0.6, 0.72, 0, -20.5, 0, 0, 1.5, 30.75]);
const FRAME = '1.2.826.77.1000';
const patient = { name: 'Quillfeather^Ottoline', id: 'MRN-7740123', birthDate: '19580317' };

/** Nobody watches. */
const watcher = {
  progress: openProgress({ write: () => true }, 'json', () => 0),
  signal: new AbortController().signal,
};

const takeInHere = (filePath: string, more: Partial<TakeInJob> & { readonly outPath: string }): Promise<TakenIn> =>
  takeIn(
    {
      filePath,
      studyPath: study,
      seriesUid: undefined,
      software: { name: null, version: null },
      clearance: { status: 'unknown', statement: null },
      author: null,
      frame: null,
      unit: null,
      namesPath: undefined,
      name: null,
      stated: { mirrored: null, modified: null, laterality: null },
      workers: 1,
      ...more,
    },
    watcher,
  );
const exportHere = (madePath: string, kinds: ExportJob['kinds'], outPath: string): Promise<ExportRecord> =>
  exportMade(
    {
      madePath,
      studyPath: study,
      kinds,
      outPath,
      predecessorPaths: [],
      laterality: null,
      mirrored: false,
      modified: false,
      usage: null,
      region: null,
      when: null,
    },
    watcher,
  );
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing thrown',
    (thrown: unknown) => (thrown instanceof SpecolaError ? thrown.code : String(thrown)),
  );

function writeStudy(folder: string, who: typeof patient): void {
  mkdirSync(folder);
  for (let k = 0; k < NZ; k++)
    writeFileSync(
      join(folder, `IM${k}`),
      dicomSlice({
        rows: NY,
        columns: NX,
        raw: Array.from({ length: NX * NY }, (_, v) => (v * 7 + k * 31) % 900),
        signed: true,
        bitsStored: 16,
        highBit: 15,
        slope: 1,
        intercept: -300,
        padding: null,
        modality: 'CT',
        position: [0, 4, 8].map((r) => AFFINE[r + 3]! + k * AFFINE[r + 2]!),
        orientation: [0.8, 0.6, 0, -0.6, 0.8, 0],
        spacingMm: [1, 0.9],
        studyUid: '1.2.826.77.1',
        seriesUid: '1.2.826.77.2',
        sopInstanceUid: `1.2.826.77.3.${k}`,
        instanceNumber: k + 1,
        patient: who,
        description: 'ankle',
        more: [{ tag: 0x00200052, vr: 'UI', value: FRAME }],
      }),
    );
}

/**
 * A structure set made by pydicom: a cylinder with a hole (a contour within a contour), an exclusive ring, a ball that
 * overlaps both, a point that encloses nothing, and a name that holds the patient's.
 */
const STRUCTURES = `
import sys, json, os, numpy, pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
study, out, frame = sys.argv[1:]
ct = sorted((pydicom.dcmread(os.path.join(study, f)) for f in os.listdir(study)), key=lambda d: d.InstanceNumber)
A = numpy.array([[0.8,-0.54,0,-10.25],[0.6,0.72,0,-20.5],[0,0,1.5,30.75]])
def line(ijk): return (A[:, :3] @ numpy.array(ijk, float).T + A[:, 3:]).T.round(6).ravel().tolist()
def circle(ci, cj, r, k, n=240):
    t = numpy.arange(n) * 2 * numpy.pi / n
    return line(numpy.c_[ci + r / 1.0 * numpy.cos(t), cj + r / 0.9 * numpy.sin(t), numpy.full(n, k)])
def contour(kind, data, k):
    c = Dataset(); c.ContourGeometricType = kind; c.NumberOfContourPoints = len(data) // 3; c.ContourData = data
    i = Dataset(); i.ReferencedSOPClassUID = ct[k].SOPClassUID; i.ReferencedSOPInstanceUID = ct[k].SOPInstanceUID; c.ContourImageSequence = Sequence([i]); return c
rois = {'left tibia': [], 'ring': [], 'ball': [], 'marker': [], 'quillfeather implant': []}
for k in range(4, 14):
    rois['left tibia'] += [contour('CLOSED_PLANAR', circle(15.3, 17.2, 9.4, k), k), contour('CLOSED_PLANAR', circle(15.3, 17.2, 4.1, k), k)]
    rois['ring'] += [contour('CLOSEDPLANAR_XOR', circle(33.1, 14.6, 7.7, k), k), contour('CLOSEDPLANAR_XOR', circle(33.1, 14.6, 3.2, k), k)]
for k in range(20):
    h = 1.5 * (k - 9.5)
    if abs(h) < 10: rois['ball'].append(contour('CLOSED_PLANAR', circle(22.2, 20.1, float(numpy.sqrt(100 - h * h)), k), k))
rois['marker'].append(contour('POINT', line([[5, 5, 5]]), 5))
rois['quillfeather implant'] += [contour('CLOSED_PLANAR', line([[2.5,30.5,k],[6.5,30.5,k],[6.5,36.5,k],[2.5,36.5,k]]), k) for k in range(2, 5)]
d = Dataset(); d.SOPClassUID = '1.2.840.10008.5.1.4.1.1.481.3'; d.SOPInstanceUID = '1.2.826.77.9'
for key in ('PatientName','PatientID','PatientBirthDate','PatientSex','StudyInstanceUID'): setattr(d, key, getattr(ct[0], key, ''))
d.SeriesInstanceUID = '1.2.826.77.8'; d.Modality = 'RTSTRUCT'; d.Manufacturer = 'Some Planning'; d.SoftwareVersions = '4.2'; d.StructureSetLabel = 'PLAN'
s = Dataset(); s.SeriesInstanceUID = ct[0].SeriesInstanceUID; s.ContourImageSequence = Sequence([])
for c in ct:
    i = Dataset(); i.ReferencedSOPClassUID = c.SOPClassUID; i.ReferencedSOPInstanceUID = c.SOPInstanceUID; s.ContourImageSequence.append(i)
t = Dataset(); t.ReferencedSOPClassUID = '1.2.840.10008.3.1.2.3.1'; t.ReferencedSOPInstanceUID = ct[0].StudyInstanceUID; t.RTReferencedSeriesSequence = Sequence([s])
f = Dataset(); f.FrameOfReferenceUID = frame; f.RTReferencedStudySequence = Sequence([t]); d.ReferencedFrameOfReferenceSequence = Sequence([f])
d.StructureSetROISequence = Sequence([]); d.ROIContourSequence = Sequence([]); d.RTROIObservationsSequence = Sequence([])
for n, (name, cs) in enumerate(rois.items(), 1):
    r = Dataset(); r.ROINumber = n; r.ReferencedFrameOfReferenceUID = frame; r.ROIName = name; r.ROIGenerationAlgorithm = 'MANUAL'; d.StructureSetROISequence.append(r)
    c = Dataset(); c.ReferencedROINumber = n; c.ROIDisplayColor = [200, 10 * n, 30]; c.ContourSequence = Sequence(cs); d.ROIContourSequence.append(c)
    o = Dataset(); o.ObservationNumber = n; o.ReferencedROINumber = n; o.RTROIInterpretedType = ''; o.ROIInterpreter = ''; d.RTROIObservationsSequence.append(o)
d.file_meta = FileMetaDataset(); d.file_meta.TransferSyntaxUID = '1.2.840.10008.1.2'; d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID; d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID
d.is_little_endian = True; d.is_implicit_VR = True; d.save_as(out, write_like_original=False)
print('1')`;
const rtstruct = join(room, 'rtstruct.dcm');
const python = needsPydicom();

before(() => {
  writeStudy(study, patient);
  writeStudy(other, { ...patient, name: 'Marrow^Tobias', id: 'MRN-1' });
  if (!python.skip) withPydicom(STRUCTURES, [study, rtstruct, FRAME]);
});
after(() => rmSync(room, { recursive: true, force: true }));

/** What the contours enclose, worked out from the circles themselves: (i, j, k) in the ellipse of the grid. */
const within = (ci: number, cj: number, r: number) => (i: number, j: number) =>
  ((i - ci) / r) ** 2 + ((j - cj) / (r / 0.9)) ** 2 < 1;

test(
  'a structure set comes in region by region: holes, exclusive rings, overlap; points and names of patients stay out',
  python,
  async () => {
    const out = join(room, 'regions');
    await takeInHere(rtstruct, {
      outPath: out,
      clearance: { status: 'cleared', statement: 'K123456' },
      author: 'Physics group',
    });
    const text = readFileSync(join(out, 'record.json'), 'utf8');
    const record = JSON.parse(text) as SegmentationRecord;
    assert.deepEqual(
      record.segments.map(({ name, anatomy, side, color }) => [name, anatomy, side, color]),
      [
        ['left tibia', 'tibia', 'left', [200, 10, 30]],
        ['ring', null, null, [200, 20, 30]],
        ['ball', null, null, [200, 30, 30]],
        ['Region', null, null, [200, 50, 30]],
      ],
    );
    assert.deepEqual(record.origin!.software, { name: 'Some Planning', version: '4.2' });
    assert.deepEqual(record.origin!.clearance, { status: 'cleared', statement: 'K123456' });
    assert.deepEqual([record.origin!.author, record.origin!.file.format], ['Physics group', 'rtstruct']);
    assert.deepEqual(
      [record.origin!.placement.frameBy, record.origin!.placement.frameOfReferenceUid],
      ['dicom', FRAME],
    );
    assert.ok(!text.toLowerCase().includes('quillfeather'));
    const codes = record.findings.map(({ code }) => code);
    assert.ok(codes.includes('take-in/nested-contours') && codes.includes('take-in/regions-empty'), codes.join(' '));

    const labels = await readLabelFile(new Uint8Array(readFileSync(join(out, 'segmentation.nrrd'))), 'nrrd');
    const truths: Readonly<Record<string, (i: number, j: number, k: number) => boolean>> = {
      'left tibia': (i, j, k) => k >= 4 && k < 14 && within(15.3, 17.2, 9.4)(i, j) && !within(15.3, 17.2, 4.1)(i, j),
      ring: (i, j, k) => k >= 4 && k < 14 && within(33.1, 14.6, 7.7)(i, j) && !within(33.1, 14.6, 3.2)(i, j),
      ball: (i, j, k) => {
        const h = 1.5 * (k - 9.5);
        return Math.abs(h) < 10 && within(22.2, 20.1, Math.sqrt(100 - h * h))(i, j);
      },
      Region: (i, j, k) => k >= 2 && k < 5 && i > 2.5 && i < 6.5 && j > 30.5 && j < 36.5,
    };
    for (const { name, layer, label } of labels.segments) {
      const values = labels.layers[layer]!;
      let wrong = 0;
      for (let v = 0; v < values.length; v++) {
        const inside = truths[name!]!(v % NX, Math.floor(v / NX) % NY, Math.floor(v / (NX * NY)));
        if (inside !== (values[v] === label)) wrong++;
      }
      // A polygon of 240 corners lies within its circle by 0.001 mm: no voxel center falls between.
      assert.equal(wrong, 0, name!);
    }
  },
);

const plastimatch = spawnSync('plastimatch', ['--version']);
test('plastimatch fills the same contours to the same voxels, but for centers on a line', {
  skip: python.skip || (plastimatch.error !== undefined && 'needs plastimatch: apt-get install plastimatch'),
}, async () => {
  const prefix = join(room, 'plm');
  const run = spawnSync(
    'plastimatch',
    ['convert', '--input', rtstruct, '--referenced-ct', study, '--output-prefix', prefix, '--prefix-format', 'nrrd'],
    { encoding: 'utf8' },
  );
  assert.equal(run.status, 0, run.stderr);
  const out = join(room, 'for-plastimatch');
  await takeInHere(rtstruct, { outPath: out });
  const ours = await readLabelFile(new Uint8Array(readFileSync(join(out, 'segmentation.nrrd'))), 'nrrd');
  // It reads no exclusive contours, and joins a contour within another: the ball is what both know.
  const theirs = await readLabelFile(new Uint8Array(readFileSync(join(prefix, 'ball.nrrd'))), 'nrrd');
  assert.deepEqual(theirs.dimensions, ours.dimensions);
  const { layer, label } = ours.segments.find(({ name }) => name === 'ball')!;
  let both = 0;
  let sum = 0;
  theirs.layers[0]!.forEach((value, v) => {
    const mine = ours.layers[layer]![v] === label;
    sum += Number(value > 0) + Number(mine);
    if (value > 0 && mine) both++;
  });
  assert.ok((2 * both) / sum > 0.995, `Dice ${(2 * both) / sum}`);
});

test('a structure set of another patient or another frame of reference is refused', python, async () => {
  const refused = (file: string, more: Partial<TakeInJob> = {}) =>
    codeOf(takeInHere(file, { outPath: join(room, 'refused'), ...more }));
  assert.equal(await refused(rtstruct, { studyPath: other }), 'take-in/other-patient');
  const elsewhere = join(room, 'elsewhere.dcm');
  withPydicom(STRUCTURES, [study, elsewhere, '1.2.826.77.1001']);
  assert.equal(await refused(elsewhere), 'take-in/other-frame');
  assert.equal(await refused(join(study, 'IM3')), 'take-in/kind-not-read');
  assert.equal(await refused(join(room, 'nothing')), 'cli/no-such-path');
});

test(
  'a recipe takes a stored structure set as the verb does, and refuses that of another patient or frame',
  python,
  async () => {
    const kept = join(room, 'kept');
    mkdirSync(kept);
    const run = async (file: string, studyPath: string, outPath: string) => {
      const bytes = readFileSync(rtstruct);
      writeFileSync(join(kept, file), bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const recipe = [{ command: 'segment.load', params: { file, sha256 } }];
      const job = { studyPath, seriesUid: undefined, recipe, findStored: storedBeside(kept), model: null, workers: 1 };
      return makeSegmentation({ ...job, outPath: join(room, outPath), overwrite: false }, watcher);
    };
    await run('regions.dcm', study, 'loaded');
    const taken = join(room, 'for-loaded');
    await takeInHere(rtstruct, { outPath: taken });
    assert.deepEqual(
      readFileSync(join(room, 'loaded', 'segmentation.nrrd')),
      readFileSync(join(taken, 'segmentation.nrrd')),
    );
    assert.equal(await codeOf(run('regions.dcm', other, 'x')), 'take-in/other-patient');
    const named = await codeOf(run('Quillfeather.dcm', study, 'x'));
    assert.equal(named, 'segment/stored-name');
    withPydicom(STRUCTURES, [study, rtstruct, '1.2.826.77.1001']);
    assert.equal(await codeOf(run('regions.dcm', study, 'x')), 'take-in/other-frame');
    withPydicom(STRUCTURES, [study, rtstruct, FRAME]);
  },
);

test('what came in goes out as DICOM, and comes in again voxel for voxel', python, async () => {
  const first = join(room, 'round-1');
  const sent = join(room, 'sent');
  const second = join(room, 'round-2');
  await takeInHere(rtstruct, { outPath: first });
  await exportHere(first, ['seg', 'snapshots'], sent);
  const script = `
import sys, json, pydicom
d = pydicom.dcmread(sys.argv[1])
print(json.dumps([d.SegmentsOverlap, [[s.SegmentLabel, s.SegmentAlgorithmType, s.SegmentedPropertyTypeCodeSequence[0].CodeValue, s.get('SegmentAlgorithmName', '')] for s in d.SegmentSequence]]))`;
  const [overlap, segments] = withPydicom(script, [join(sent, 'segmentation.dcm')]) as [string, string[][]];
  assert.equal(overlap, 'YES');
  assert.deepEqual(segments[0], ['left tibia', 'SEMIAUTOMATIC', '12611008', 'Some Planning 4.2']);
  await takeInHere(join(sent, 'segmentation.dcm'), { outPath: second });
  assert.deepEqual(readFileSync(join(second, 'segmentation.nrrd')), readFileSync(join(first, 'segmentation.nrrd')));
});

test('a mesh of a vendor comes in checked, with its origin, and goes to the archive under its own name', async () => {
  const box = (low: readonly number[], high: readonly number[], holes = false): string => {
    const p = Array.from({ length: 8 }, (_, n) => [0, 1, 2].map((axis) => ((n >> axis) & 1 ? high : low)[axis]!));
    const faces = [
      [0, 2, 3, 1],
      [4, 5, 7, 6],
      [0, 1, 5, 4],
      [2, 6, 7, 3],
      [0, 4, 6, 2],
      [1, 3, 7, 5],
    ];
    const lines = p.map((at) => `v ${at.join(' ')}`);
    for (const face of holes ? faces.slice(1) : faces) lines.push(`f ${face.map((v) => v + 1).join(' ')}`);
    return ['o guide', ...lines, ''].join('\n');
  };
  const mesh = join(room, 'guide.obj');
  // In RAS: the scan lies around LPS (5, 5, 45).
  writeFileSync(mesh, box([-12, -14, 40], [-2, -1, 52]));
  const told = {
    software: { name: 'Mimics', version: '26.0' },
    clearance: { status: 'cleared', statement: null },
    author: 'A vendor',
    name: 'guide',
  } as const;
  const refused = (more: Partial<TakeInJob>) =>
    codeOf(takeInHere(mesh, { ...told, outPath: join(room, 'no'), ...more }));
  assert.equal(await refused({ unit: 'mm' }), 'take-in/no-frame');
  assert.equal(await refused({ frame: 'RAS' }), 'take-in/no-unit');
  const out = join(room, 'mesh');
  await takeInHere(mesh, {
    ...told,
    frame: 'RAS',
    unit: 'mm',
    stated: { laterality: 'left', mirrored: true, modified: null },
    outPath: out,
  });
  const record = JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')) as TakenInMeshRecord;
  assert.equal(record.printReady, true);
  assert.deepEqual(record.mesh.boundsLpsMm, { min: [2, 1, 40], max: [12, 14, 52] });
  assert.ok(Math.abs(record.mesh.volumeMm3 - 10 * 13 * 12) < 1e-3);
  assert.deepEqual(record.origin.software, { name: 'Mimics', version: '26.0' });
  assert.deepEqual([record.origin.placement.frame, record.origin.placement.frameBy], ['RAS', 'user']);
  assert.deepEqual(record.parts, [{ name: 'guide', triangles: 12 }]);
  const sent = join(room, 'mesh-sent');
  const { objects, stated } = await exportHere(out, ['stl', 'obj', 'snapshots'], sent);
  assert.deepEqual(
    objects.map(({ kind }) => kind),
    ['stl', 'obj', 'mtl', 'snapshot', 'snapshot'],
  );
  assert.deepEqual([stated.laterality, stated.mirrored], ['left', true]);
  const back = join(room, 'mesh-back');
  await takeInHere(join(sent, 'model-stl.dcm'), { outPath: back });
  assert.deepEqual(readFileSync(join(back, 'model.stl')), readFileSync(join(out, 'model.stl')));

  // The verb itself: a mesh with a hole is taken in, and its exit code says that it is not print-ready.
  const open = join(room, 'open.obj');
  writeFileSync(open, box([-12, -14, 40], [-2, -1, 52], true));
  const flags = ['--frame', 'RAS', '--unit', 'mm', '--json', '--out', join(room, 'open')];
  const { status, stdout } = spawnSync(process.execPath, [ENTRY, 'take-in', open, study, ...flags], {
    encoding: 'utf8',
  });
  assert.equal(status, 4);
  const { checks } = JSON.parse(stdout) as TakenInMeshRecord;
  assert.deepEqual(
    checks.filter(({ result }) => result === 'fail').map(({ name }) => name),
    ['closed'],
  );
});
