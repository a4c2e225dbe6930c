import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readStl, readThreeMf } from '@specola/formats';
import type { ModelRecord } from '@specola/record';
import type { Volume } from '@specola/space';
import {
  admeshOf,
  dicomSlice,
  handednessOfMarker,
  markerPhantom,
  needsAdmesh,
  needsData,
  needsVtk,
  realData,
  withVtk,
} from '@specola/test-kit';
import { unzipSync } from 'fflate';

/** What the written files of a run say to other programs: sound, right-handed, and silent about the patient. */
const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const ANKLE = 'ct/vhf_ankle_1mm.zip';
const room = mkdtempSync(join(tmpdir(), 'specola-artifacts-'));
const marker = join(room, 'marker');
const patient = { name: 'Quillfeather^Ottoline', id: 'MRN-7740123', birthDate: '19580317' };

const specola = (...args: string[]): string =>
  execFileSync(process.execPath, [ENTRY, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

before(() => {
  const { volume, isoHu } = markerPhantom();
  const study = join(room, 'study');
  mkdirSync(study);
  for (const [n, bytes] of slicesOf(volume).entries()) writeFileSync(join(study, `IM${n}`), bytes);
  specola('model', study, '--out', marker, '--threshold-hu', `${isoHu},3000`, '--no-remove-table');
});
after(() => rmSync(room, { recursive: true, force: true }));

/** An axial volume as a patient's slices. */
function slicesOf({ dimensions: [nx, ny, nz], values, ijkToLps: m }: Volume): Uint8Array[] {
  const direction = (c: number, length: number) => [m[c]! / length, m[c + 4]! / length, m[c + 8]! / length];
  const step = (c: number) => Math.hypot(m[c]!, m[c + 4]!, m[c + 8]!);
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
      orientation: [...direction(0, step(0)), ...direction(1, step(1))],
      spacingMm: [step(0), step(1)],
      sopInstanceUid: `1.2.826.77.${k}`,
      instanceNumber: nz - k,
      patient,
      description: `${patient.name} left foot`,
    }),
  );
}

test('no artifact holds the name, number or birth date of the patient, not even inside the 3MF or the page', () => {
  const identifiers = ['quillfeather', 'ottoline', '7740123', '19580317', '1958-03-17'];
  for (const file of readdirSync(marker)) {
    const bytes = readFileSync(join(marker, file));
    const parts = file.endsWith('.3mf') ? Object.values(unzipSync(bytes)).map((part) => Buffer.from(part)) : [bytes];
    if (file.endsWith('.html'))
      for (const [, base64] of bytes.toString('latin1').matchAll(/base64,([A-Za-z0-9+/=]+)/g))
        parts.push(Buffer.from(base64!, 'base64'));
    for (const part of parts) {
      const text = part.toString('latin1').toLowerCase();
      for (const identifier of identifiers) assert.ok(!text.includes(identifier), `${file} holds "${identifier}"`);
    }
  }
});

test('scan-identifiers finds nobody in what a model leaves, and finds the patient in the study itself', () => {
  const study = join(room, 'study');
  const scan = (path: string) =>
    spawnSync(process.execPath, [ENTRY, 'scan-identifiers', path, '--of', study, '--json'], { encoding: 'utf8' });
  const clean = scan(marker);
  assert.equal(clean.status, 0, clean.stdout + clean.stderr);
  assert.deepEqual((JSON.parse(clean.stdout) as { found: unknown[] }).found, []);
  const full = scan(study);
  assert.equal(full.status, 4);
  assert.doesNotMatch(full.stdout, /quillfeather|ottoline|7740123|19580317/i);
});

test('a left/right marker has its left on the left in the STL and in the 3MF', () => {
  const stl = readStl(readFileSync(join(marker, 'model.stl')));
  assert.equal(handednessOfMarker(stl.positions), 1);
  const [object] = readThreeMf(readFileSync(join(marker, 'model.3mf'))).objects;
  assert.equal(handednessOfMarker(object!.positions), 1);
});

/** VTK reads an STL, and counts the edges of a surface that is not closed or not manifold. */
const FEATURE_EDGES = `
import json, sys
from vtkmodules.vtkIOGeometry import vtkSTLReader
from vtkmodules.vtkFiltersCore import vtkFeatureEdges, vtkMassProperties
reader = vtkSTLReader(); reader.SetFileName(sys.argv[1]); reader.Update()
def edges(boundary, nonManifold):
    filter_ = vtkFeatureEdges(); filter_.SetInputConnection(reader.GetOutputPort())
    filter_.FeatureEdgesOff(); filter_.ManifoldEdgesOff()
    filter_.SetBoundaryEdges(boundary); filter_.SetNonManifoldEdges(nonManifold); filter_.Update()
    return filter_.GetOutput().GetNumberOfCells()
mass = vtkMassProperties(); mass.SetInputConnection(reader.GetOutputPort()); mass.Update()
print(json.dumps({'open': edges(1, 0), 'nonManifold': edges(0, 1), 'triangles': reader.GetOutput().GetNumberOfPolys(),
                  'volumeMm3': mass.GetVolume(), 'areaMm2': mass.GetSurfaceArea(), 'bounds': reader.GetOutput().GetBounds()}))
`;

interface Counted {
  readonly open: number;
  readonly nonManifold: number;
  readonly triangles: number;
  readonly volumeMm3: number;
  readonly areaMm2: number;
  readonly bounds: readonly number[];
}

function agreesWithVtk(folder: string): void {
  const { mesh } = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as ModelRecord;
  const counted = withVtk(FEATURE_EDGES, [join(folder, 'model.stl')]) as Counted;
  assert.equal(counted.open, 0);
  assert.equal(counted.nonManifold, 0);
  assert.equal(counted.triangles, mesh.triangles);
  assert.ok(Math.abs(counted.volumeMm3 / mesh.volumeMm3 - 1) < 1e-4, `${counted.volumeMm3} and ${mesh.volumeMm3} mm³`);
  assert.ok(Math.abs(counted.areaMm2 / mesh.areaMm2 - 1) < 1e-4);
  for (let axis = 0; axis < 3; axis++) {
    assert.ok(Math.abs(counted.bounds[2 * axis]! - mesh.boundsLpsMm.min[axis]!) < 1e-3);
    assert.ok(Math.abs(counted.bounds[2 * axis + 1]! - mesh.boundsLpsMm.max[axis]!) < 1e-3);
  }
}

test('VTK finds no open and no non-manifold edge in the marker, and measures what the record says', needsVtk(), () => {
  agreesWithVtk(marker);
});

test('admesh finds the marker closed, without a degenerate facet', needsAdmesh(), () => {
  const found = admeshOf(join(marker, 'model.stl'));
  assert.equal(found.openEdges, 0);
  assert.equal(found.degenerate, 0);
});

test('a real ankle comes out print-ready, close to its image, and sound for VTK and admesh', needsData(ANKLE), () => {
  const ankle = join(room, 'ankle');
  specola('model', realData(ANKLE)!, '--out', ankle);
  const record = JSON.parse(readFileSync(join(ankle, 'record.json'), 'utf8')) as ModelRecord;
  assert.equal(record.printReady, true);
  assert.ok(record.fidelity.meanMm <= 0.1, `mean ${record.fidelity.meanMm} mm`);
  assert.ok(record.fidelity.p95Mm <= 0.25, `p95 ${record.fidelity.p95Mm} mm`);
  if (!needsVtk().skip) agreesWithVtk(ankle);
  if (!needsAdmesh().skip) assert.equal(admeshOf(join(ankle, 'model.stl')).openEdges, 0);
});
