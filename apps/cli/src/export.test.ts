import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkIod } from '@specola/dicom';
import type { ExportRecord } from '@specola/record';
import type { Volume } from '@specola/space';
import {
  dciodvfyErrors,
  dicomSlice,
  handednessOfMarker,
  markerPhantom,
  needsDciodvfy,
  needsVtk,
  withVtk,
} from '@specola/test-kit';

/** A model goes to the archive and comes out of it for other programs: the same voxels, the same mesh, on the same side. */
const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const room = mkdtempSync(join(tmpdir(), 'specola-export-'));
const study = join(room, 'study');
const marker = join(room, 'marker');
const exported = join(room, 'exported');
const patient = { name: 'Quillfeather^Ottoline', id: 'MRN-7740123', birthDate: '19580317' };
const KINDS = 'seg,labelmap-seg,stl,obj,pdf,snapshots';

const specola = (...args: string[]): string =>
  execFileSync(process.execPath, [ENTRY, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const refusal = (...args: string[]): { code: string; status: number | null } => {
  const { status, stdout } = spawnSync(process.execPath, [ENTRY, ...args, '--json'], { encoding: 'utf8' });
  return { code: (JSON.parse(stdout) as { error: { code: string } }).error.code, status };
};
const recordOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'export.json'), 'utf8')) as ExportRecord;

before(() => {
  const { volume, isoHu } = markerPhantom();
  mkdirSync(study);
  for (const [n, bytes] of slicesOf(volume).entries()) writeFileSync(join(study, `IM${n}`), bytes);
  specola('model', study, '--out', marker, '--threshold-hu', `${isoHu},3000`, '--no-remove-table');
  specola('export', marker, study, '--as', KINDS, '--laterality', 'left', '--usage', 'planning', '--out', exported);
});
after(() => rmSync(room, { recursive: true, force: true }));

function slicesOf({ dimensions: [nx, ny, nz], values, ijkToLps: m }: Volume): Uint8Array[] {
  const step = (c: number) => Math.hypot(m[c]!, m[c + 4]!, m[c + 8]!);
  const direction = (c: number) => [m[c]! / step(c), m[c + 4]! / step(c), m[c + 8]! / step(c)];
  return Array.from({ length: nz }, (_, k) =>
    dicomSlice({
      rows: ny,
      columns: nx,
      raw: Array.from(values.subarray(k * nx * ny, (k + 1) * nx * ny)),
      signed: true,
      bitsStored: 16,
      highBit: 15,
      slope: 1,
      intercept: 0,
      padding: null,
      modality: 'CT',
      position: [0, 4, 8].map((row) => m[row + 3]! + k * m[row + 2]!),
      orientation: [...direction(0), ...direction(1)],
      spacingMm: [step(0), step(1)],
      sopInstanceUid: `1.2.826.77.${k}`,
      instanceNumber: nz - k,
      patient,
      description: 'left foot',
      more: [{ tag: 0x00200052, vr: 'UI', value: '1.2.826.77.1000' }],
    }),
  );
}

test(
  'every object is there, keeps to its IOD, and dciodvfy finds no error where it knows the class',
  needsDciodvfy(),
  () => {
    const { objects, stated } = recordOf(exported);
    assert.deepEqual(
      objects.map(({ kind }) => kind).filter((kind) => kind !== 'snapshot'),
      ['seg', 'labelmap-seg', 'stl', 'obj', 'mtl', 'pdf'],
    );
    assert.equal(objects.filter(({ kind }) => kind === 'snapshot').length, 10);
    assert.deepEqual(readdirSync(exported).sort(), [...objects.map(({ file }) => file), 'export.json'].sort());
    assert.deepEqual(stated, { laterality: 'left', mirrored: false, modified: false, usage: 'planning', region: null });
    for (const { file, kind } of objects) {
      assert.deepEqual(checkIod(readFileSync(join(exported, file))), [], file);
      if (kind !== 'obj' && kind !== 'mtl' && kind !== 'labelmap-seg')
        assert.deepEqual(dciodvfyErrors(join(exported, file)), [], file);
    }
  },
);

test(
  'VTK, numpy and pydicom find the mask and the mesh where the scan shows the marker, not mirrored',
  needsVtk(),
  () => {
    const script = `
import sys, json, numpy, pydicom, tempfile, os, vtkmodules.all as vtk
from vtkmodules.util.numpy_support import vtk_to_numpy
study, out, marker = sys.argv[1:]
ct = {d.SOPInstanceUID: d for d in (pydicom.dcmread(os.path.join(study, f)) for f in os.listdir(study))}
def inside(name):
    s = pydicom.dcmread(os.path.join(out, name)); a = s.pixel_array
    hu = []; n = 0
    for k, f in enumerate(s.PerFrameFunctionalGroupsSequence):
        d = ct[f.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID]
        assert numpy.allclose(d.ImagePositionPatient, f.PlanePositionSequence[0].ImagePositionPatient, atol=1e-6)
        v = d.pixel_array[a[k] > 0]; n += v.size; hu.append(int(v.min()) if v.size else 99999)
    return [n, min(hu)]
def points(name, reader, suffix):
    d = pydicom.dcmread(os.path.join(out, name)); p = tempfile.mktemp(suffix)
    open(p, 'wb').write(d.EncapsulatedDocument[:d.EncapsulatedDocumentLength]); reader.SetFileName(p); reader.Update(); os.remove(p)
    m = reader.GetOutput(); q = vtk.vtkMassProperties(); q.SetInputData(m); q.Update()
    return dict(bounds=list(m.GetBounds()), volume=q.GetVolume(), side=d.ImageLaterality, frame=d.FrameOfReferenceUID, points=vtk_to_numpy(m.GetPoints().GetData()).ravel().tolist())
r = vtk.vtkSTLReader(); r.SetFileName(os.path.join(marker, 'model.stl')); r.Update()
q = vtk.vtkMassProperties(); q.SetInputData(r.GetOutput()); q.Update()
print(json.dumps([inside('segmentation.dcm'), inside('labelmap-segmentation.dcm'), points('model-stl.dcm', vtk.vtkSTLReader(), '.stl'), points('model-obj.dcm', vtk.vtkOBJReader(), '.obj'), q.GetVolume(), list(r.GetOutput().GetBounds())]))`;
    const [seg, labelMap, stl, obj, volume, bounds] = withVtk(script, [study, exported, marker]) as [
      number[],
      number[],
      Told,
      Told,
      number,
      number[],
    ];
    interface Told {
      readonly bounds: number[];
      readonly volume: number;
      readonly side: string;
      readonly frame: string;
      readonly points: number[];
    }
    assert.deepEqual(seg, labelMap);
    assert.ok(seg[0]! > 1000 && seg[1]! > 0, `${seg}`);
    for (const told of [stl, obj]) {
      assert.deepEqual([told.side, told.frame], ['L', '1.2.826.77.1000']);
      assert.deepEqual(told.bounds, bounds);
      assert.ok(Math.abs(told.volume - volume) < 1e-4 * volume);
      assert.equal(Math.sign(handednessOfMarker(Float32Array.from(told.points))), 1);
    }
  },
);

test('the same folder gives the same objects; a new version names the one before it', () => {
  const again = join(room, 'again');
  specola('export', marker, study, '--as', KINDS, '--laterality', 'left', '--usage', 'planning', '--out', again);
  const [first, second] = [recordOf(exported), recordOf(again)];
  assert.deepEqual(second.objects, first.objects);
  const next = join(room, 'next');
  specola(
    'export',
    marker,
    study,
    '--as',
    'seg,stl,obj,pdf',
    '--at',
    '2026-11-26T08:09:10',
    '--predecessor',
    exported,
    '--out',
    next,
  );
  const record = recordOf(next);
  assert.deepEqual(record.made, { date: '20261126', time: '080910' });
  for (const { kind, predecessorUid, sopInstanceUid } of record.objects) {
    const earlier = first.objects.find((object) => object.kind === kind)!;
    assert.equal(predecessorUid, earlier.sopInstanceUid, kind);
    assert.notEqual(sopInstanceUid, earlier.sopInstanceUid, kind);
  }
  for (const { file } of record.objects) assert.deepEqual(checkIod(readFileSync(join(next, file))), [], file);
});

test('identity is in the objects, where it belongs, and in no file name, no record and no page of the report', () => {
  const identifiers = ['quillfeather', 'ottoline', '7740123', '19580317'];
  assert.ok(readFileSync(join(exported, 'segmentation.dcm')).includes('Quillfeather^Ottoline'));
  const outside = [...readdirSync(exported), readFileSync(join(exported, 'export.json'), 'utf8')]
    .join(' ')
    .toLowerCase();
  for (const identifier of identifiers) assert.ok(!outside.includes(identifier), identifier);
  const pdf = readFileSync(join(exported, 'report-pdf.dcm'));
  const report = pdf.subarray(pdf.indexOf('%PDF-')).toString('latin1').toLowerCase();
  for (const identifier of identifiers) assert.ok(!report.includes(identifier), identifier);
});

test('a changed file, another study, a foreign folder and a wrong kind are refused with their codes', () => {
  const changed = join(room, 'changed');
  cpSync(marker, changed, { recursive: true });
  appendFileSync(join(changed, 'model.stl'), 'x');
  const to = (n: number) => ['--out', join(room, `refused-${n}`)];
  assert.deepEqual(refusal('export', changed, study, ...to(1)), { code: 'export/changed-file', status: 3 });
  assert.deepEqual(refusal('export', study, study, ...to(2)), { code: 'export/not-a-made-folder', status: 3 });
  assert.deepEqual(refusal('export', marker, study, '--as', 'dwg', ...to(3)), { code: 'cli/usage', status: 2 });
  assert.deepEqual(refusal('export', marker, study, '--region', 'nowhere', ...to(4)), { code: 'cli/usage', status: 2 });
  assert.deepEqual(refusal('export', marker, study, '--predecessor', marker, ...to(5)), {
    code: 'export/no-predecessor',
    status: 3,
  });
  const other = join(room, 'other');
  cpSync(study, other, { recursive: true });
  const slice = readFileSync(join(other, 'IM3'));
  slice[slice.length - 2]! ^= 1;
  writeFileSync(join(other, 'IM3'), slice);
  assert.deepEqual(refusal('export', marker, other, ...to(6)), { code: 'replay/other-pixels', status: 3 });
  assert.deepEqual(
    readdirSync(room).filter((name) => name.includes('refused')),
    [],
  );
});
