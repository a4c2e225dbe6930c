import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { refineMesh } from '@specola/commands';
import { readNifti, writeStl } from '@specola/formats';
import {
  Arena,
  borderPlanes,
  type Crew,
  extractSurface,
  type FlatPlane,
  selfIntersections,
  soloCrew,
  thresholdMask,
} from '@specola/kernels';
import type { TriMesh, Volume } from '@specola/space';
import {
  admeshOf,
  ballMesh,
  cylinderPhantom,
  meshVolumeMm3,
  needsAdmesh,
  needsData,
  needsVtk,
  realData,
  temporaryFolder,
  tubePhantom,
  withVtk,
} from '@specola/test-kit';
import type { MeshValue, SurfaceValue } from '../runner/values.ts';
import { runRefineMesh } from './refine-mesh.ts';

const pace = { report: () => {}, signal: new AbortController().signal };

/** The raw surface of everything above a threshold. */
async function surfaceOf(volume: Volume, isoHu: number, crew: Crew): Promise<SurfaceValue> {
  const mask = await thresholdMask(volume, { from: isoHu, to: Number.POSITIVE_INFINITY }, crew);
  const mesh = await extractSurface({ volume, mask, isoHu }, crew);
  const borders = borderPlanes(volume.dimensions, volume.ijkToLps);
  return { mesh, borders, segment: { name: 'bone', mask, isoHu, brighterInside: true, changedRegions: [] } };
}

async function refined(surface: SurfaceValue, params: object, crew: Crew) {
  return runRefineMesh({ surface }, refineMesh.params.parse(params), { crew, pace });
}

test('where the border of the image cuts a body the cut stays flat, and the body keeps its rim', async () => {
  const crew = soloCrew(new Arena());
  // Longer than its grid: noise, oblique, anisotropic; the grid cuts both ends.
  const radiusMm = 6.3;
  const { volume: image, isoHu } = cylinderPhantom({
    radiusMm,
    lengthMm: 19,
    noiseHu: 80,
    marginVoxels: -4,
    arena: crew.arena,
  });
  const surface = await surfaceOf(image, isoHu, crew);
  const { mesh } = await refined(surface, {}, crew);
  const [low, high] = surface.borders.slice(4) as [FlatPlane, FlatPlane];
  const along = (n: number) => {
    const [x, y, z] = mesh.mesh.positions.subarray(3 * n, 3 * n + 3);
    return low.normal[0] * x! + low.normal[1] * y! + low.normal[2] * z!;
  };
  let [onLow, onHigh] = [0, 0];
  for (let n = 0; n < mesh.mesh.positions.length / 3; n++) {
    const at = along(n);
    assert.ok(at > low.offsetMm - 1e-3 && at < high.offsetMm + 1e-3);
    if (at < low.offsetMm + 1e-3) onLow++;
    if (at > high.offsetMm - 1e-3) onHigh++;
  }
  assert.ok(onLow > 20 && onHigh > 20, `${onLow} and ${onHigh} vertices on the cuts`);
  assert.ok(mesh.smoothing.largestMoveMm > 0.1);
});

/** A noisy tube, oblique and anisotropic, refined at the default quality. */
async function refinedTube(): Promise<{ raw: TriMesh; mesh: MeshValue }> {
  const arena = new Arena();
  const crew = soloCrew(arena);
  const { volume, isoHu } = tubePhantom({ radiusMm: 7, wallMm: 2.5, lengthMm: 21, noiseHu: 120, arena });
  const surface = await surfaceOf(volume, isoHu, crew);
  const { mesh, findings } = await refined(surface, { smallestShellMm3: 20 }, crew);
  assert.deepEqual(findings, []);
  return { raw: surface.mesh, mesh };
}

test(
  'the written tube has no open and no disconnected facet for admesh, and the volume that we say',
  needsAdmesh(),
  async () => {
    const { mesh } = await refinedTube();
    using folder = temporaryFolder();
    const told = admeshOf(folder.write('tube.stl', writeStl(mesh.mesh)));
    assert.equal(told.openEdges, 0);
    assert.equal(told.facets, mesh.mesh.triangles.length / 3);
    assert.ok(Math.abs(told.volumeMm3 / meshVolumeMm3(mesh.mesh) - 1) < 1e-4);
  },
);

const MEASURED_BY_VTK = `
import json, sys
from vtkmodules.vtkIOGeometry import vtkSTLReader
from vtkmodules.vtkFiltersCore import vtkFeatureEdges, vtkImplicitPolyDataDistance
def read(path):
    reader = vtkSTLReader(); reader.SetFileName(path); reader.Update(); return reader.GetOutput()
refined, raw = read(sys.argv[1]), read(sys.argv[2])
def edges(kind):
    f = vtkFeatureEdges(); f.SetInputData(refined)
    f.BoundaryEdgesOff(); f.FeatureEdgesOff(); f.NonManifoldEdgesOff(); f.ManifoldEdgesOff()
    getattr(f, kind + 'EdgesOn')(); f.Update(); return f.GetOutput().GetNumberOfCells()
def furthest(a, b):
    d = vtkImplicitPolyDataDistance(); d.SetInput(b)
    step = max(1, a.GetNumberOfPoints() // 4000)
    return max(abs(d.EvaluateFunction(a.GetPoint(n))) for n in range(0, a.GetNumberOfPoints(), step))
print(json.dumps({'boundary': edges('Boundary'), 'nonManifold': edges('NonManifold'),
                  'fromRaw': furthest(refined, raw), 'fromRefined': furthest(raw, refined)}))
`;

test(
  'VTK finds no boundary and no non-manifold edge, and no point further away than both bounds allow',
  needsVtk(),
  async () => {
    const { raw, mesh } = await refinedTube();
    using folder = temporaryFolder();
    const told = withVtk(MEASURED_BY_VTK, [
      folder.write('refined.stl', writeStl(mesh.mesh)),
      folder.write('raw.stl', writeStl(raw)),
    ]) as { boundary: number; nonManifold: number; fromRaw: number; fromRefined: number };
    assert.deepEqual([told.boundary, told.nonManifold], [0, 0]);
    assert.ok(told.fromRaw <= mesh.smoothing.boundMm, 'vertices only moved when smoothed');
    assert.ok(told.fromRefined <= mesh.smoothing.boundMm + mesh.simplification.boundMm);
    assert.ok(mesh.smoothing.largestMoveMm <= mesh.smoothing.boundMm);
    assert.ok(mesh.simplification.largestErrorMm <= mesh.simplification.boundMm);
    assert.equal(mesh.simplification.trianglesBefore, raw.triangles.length / 3);
  },
);

test('islands that were left out are listed with their volume and place', async () => {
  const crew = soloCrew(new Arena());
  const [body, island] = [
    ballMesh({ radiusMm: 11, centerMm: [3, 4, 5] }),
    ballMesh({ radiusMm: 1.5, centerMm: [23, 4, 5], rings: 10 }),
  ];
  const positions = crew.arena.float32(body.positions.length + island.positions.length);
  positions.set(body.positions);
  positions.set(island.positions, body.positions.length);
  const triangles = crew.arena.uint32(body.triangles.length + island.triangles.length);
  triangles.set(body.triangles);
  triangles.set(
    island.triangles.map((vertex) => vertex + body.positions.length / 3),
    body.triangles.length,
  );
  const { volume, isoHu } = tubePhantom({ radiusMm: 3, wallMm: 1, lengthMm: 5, arena: crew.arena });
  const { segment } = await surfaceOf(volume, isoHu, crew);
  const { mesh } = await refined({ mesh: { positions, triangles, frame: 'lps-mm' }, segment, borders: [] }, {}, crew);
  const [region] = mesh.changedRegions;
  assert.equal(mesh.changedRegions.length, 1);
  assert.deepEqual([region?.change, region?.reason, region?.count], ['removed', 'small-shell', 1]);
  assert.ok(Math.abs(region!.volumeMm3 - meshVolumeMm3(island)) < 0.01);
  assert.ok(Math.abs(Math.hypot(region!.atLpsMm[0] - 23, region!.atLpsMm[1] - 4, region!.atLpsMm[2] - 5) - 1.5) < 1e-5);
  assert.equal(mesh.repair.shellsRemoved, 1);
});

const PELVIS = 'ct_gt/totalseg_pelvis_spine_3mm/ct.nii.gz';

test('the bones of a real pelvis come out closed, manifold and without crossings', needsData(PELVIS), async () => {
  const crew = soloCrew(new Arena());
  const bytes = new Uint8Array(readFileSync(realData(PELVIS)!));
  const { volume } = await readNifti(bytes, (length) => crew.arena.int16(length));
  const surface = await surfaceOf(volume, 200, crew);
  const { mesh, findings } = await refined(surface, { smoothMm: 0.6, simplifyMm: 0.3 }, crew);
  assert.deepEqual(findings, []);
  assert.ok(mesh.mesh.triangles.length < surface.mesh.triangles.length);
  assert.equal((await selfIntersections(mesh.mesh, crew)).length, 0);
  assert.ok(meshVolumeMm3(mesh.mesh) > 0);
});
