import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readNifti, writeStl } from '@specola/formats';
import { Arena, bricksFromRuns, demandSolid, soloCrew, type VoxelRun } from '@specola/kernels';
import { emptyBrickMask, type SegmentState, type Triple } from '@specola/space';
import { admeshOf, meshVolumeMm3, needsAdmesh, needsData, realData, temporaryFolder } from '@specola/test-kit';
import { runRecipe } from '../runner/run-recipe.ts';
import { modelAtStart } from './edit/model-value.ts';

const FOLDER = 'ct_gt/totalseg_aorta_cta_1p5mm';
const crew = soloCrew(new Arena());

async function segmentFrom(file: string, id: string, color: Triple): Promise<SegmentState> {
  const { volume } = await readNifti(readFileSync(realData(`${FOLDER}/${file}.nii.gz`)!), (n) => crew.arena.int16(n));
  const [nx, ny, nz] = volume.dimensions;
  const runs: VoxelRun[] = [];
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) if (volume.values[(k * ny + j) * nx + i]! > 0) runs.push([i, i, j, k]);
  crew.arena.release(volume.values);
  return {
    id,
    name: id,
    color,
    anatomy: 'aorta',
    side: null,
    status: 'complete',
    locked: false,
    visible: true,
    isoHu: null,
    voxels: bricksFromRuns(volume.dimensions, runs),
    byHand: emptyBrickMask(volume.dimensions),
  };
}

test('an aorta with a dissection becomes wall, true and false lumen, each a solid that admesh finds whole', {
  ...needsData(`${FOLDER}/ct_cropped.nii.gz`),
  ...(needsAdmesh().skip ? needsAdmesh() : {}),
}, async () => {
  const { volume } = await readNifti(readFileSync(realData(`${FOLDER}/ct_cropped.nii.gz`)!), (n) =>
    crew.arena.int16(n),
  );
  const segments = [
    await segmentFrom('aorta_true_lumen', 'true-lumen', [216, 101, 79]),
    await segmentFrom('aorta_false_lumen', 'false-lumen', [80, 120, 200]),
  ];
  const now = { dimensions: volume.dimensions, ijkToLps: volume.ijkToLps, segments };
  const { made, findings } = await runRecipe(
    volume,
    [
      { command: 'model.components', params: { smoothMm: 0.5 } },
      { command: 'model.wall', params: { component: 'wall', vessel: 'aorta', resolutionMm: 1.2 } },
    ],
    crew,
    { signal: new AbortController().signal, onStep: () => undefined },
    { ...modelAtStart('aorta'), segments: { now, past: [], undone: [] } },
  );
  const { components } = made.model!.model;
  assert.deepEqual(
    components.map(({ id }) => id),
    ['true-lumen', 'false-lumen', 'wall'],
  );
  using folder = temporaryFolder();
  for (const { id, mesh } of components) {
    await demandSolid(mesh, crew);
    const told = admeshOf(folder.write(`${id}.stl`, writeStl(mesh)));
    assert.deepEqual([told.openEdges, told.degenerate], [0, 0], id);
    assert.ok(Math.abs(told.volumeMm3 / meshVolumeMm3(mesh) - 1) < 0.001);
  }
  assert.deepEqual(
    findings.filter(({ code }) => code !== 'model/boundary-not-shared'),
    [],
  );
  // The wall has the lumens' own vertices wherever it lies against them.
  const inWall = new Set<string>();
  const wall = components[2]!.mesh.positions;
  for (let n = 0; n < wall.length; n += 3) inWall.add(wall.subarray(n, n + 3).join());
  for (const { id, mesh } of components.slice(0, 2)) {
    let shared = 0;
    for (let n = 0; n < mesh.positions.length; n += 3)
      if (inWall.has(mesh.positions.subarray(n, n + 3).join())) shared++;
    assert.ok(shared > 0.6 * (mesh.positions.length / 3), `${shared} of ${mesh.positions.length / 3} of the ${id}`);
  }
});
