import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeStl } from '@specola/formats';
import {
  admeshOf,
  DIRTY_MESHES,
  MORE_DIRTY_MESHES,
  needsAdmesh,
  needsData,
  RIGHT_BONES,
  realMesh,
  temporaryFolder,
} from '@specola/test-kit';
import { measuresOf } from '../measure/measures-of.ts';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { demandSolid } from './build-solids.ts';
import { repairMesh } from './repair-mesh.ts';
import { randomFrom, spoiled } from './torture-cases.ts';

/** A sample of the hundred of repair-mesh.long.ts; `spoiledBy` a seed where the mesh came whole. */
const SAMPLE = [
  { zip: MORE_DIRTY_MESHES, name: 'octagonal_pocket.stl', told: 'in meters' },
  { zip: MORE_DIRTY_MESHES, name: 'joined_tetrahedra.obj', told: 'of a few triangles that meet in a face' },
  { zip: MORE_DIRTY_MESHES, name: 'shared.STL', told: 'of cubes that share an edge' },
  { zip: DIRTY_MESHES, name: 'openscad-nonmanifold-crash.obj', told: 'with edges of four triangles' },
  { zip: RIGHT_BONES, name: 'VHF_Right_Bone_Cuboid_smooth.stl', spoiledBy: 16, told: 'with holes and stray triangles' },
  { zip: RIGHT_BONES, name: 'VHF_Right_Bone_Navicular_smooth.stl', spoiledBy: 17, told: 'with turned triangles' },
] as const;

for (const one of SAMPLE)
  test(`${one.name} (${one.told}) becomes a solid, and admesh agrees`, {
    ...needsData(one.zip),
    ...(needsAdmesh().skip ? needsAdmesh() : {}),
  }, async () => {
    using folder = temporaryFolder();
    const crew = soloCrew(new Arena());
    const whole = realMesh(one.zip, one.name);
    const mesh = 'spoiledBy' in one ? spoiled(whole, randomFrom(one.spoiledBy)) : whole;
    const { boundsMm } = measuresOf(mesh);
    const size = Math.max(...boundsMm.max.map((high, axis) => high - boundsMm.min[axis]!));
    const result = await repairMesh(mesh, { resolutionMm: size / 100 }, crew);
    await demandSolid(result.mesh, crew);
    const told = admeshOf(folder.write('repaired.stl', writeStl(result.mesh)));
    assert.deepEqual([told.openEdges, told.degenerate], [0, 0]);
    // A bone that was spoiled here is known: what is left of it has its volume.
    if ('spoiledBy' in one) {
      const share = measuresOf(result.mesh).volumeMm3 / measuresOf(whole).volumeMm3;
      assert.ok(Math.abs(share - 1) < 0.01, `${share}`);
    }
  });
