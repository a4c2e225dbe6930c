import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { REPAIR_METHODS, repairMesh } from './repair-mesh.ts';
import { randomFrom, spoiled } from './torture-cases.ts';

/** Meshes of others that enclose something, in millimeters, inches or meters; and bones, spoiled by seed. */
const OTHERS = [
  ...[
    'Generic_Twin_7863.1.t0_left.obj',
    'Generic_Twin_7863.1.t0_right.obj',
    'Offset2.obj',
    'hull-body.obj',
    'openscad-nonmanifold-crash.obj',
    'self_intersectA.obj',
    'self_intersectB.obj',
  ].map((name) => [DIRTY_MESHES, name] as const),
  ...[
    '20mm-xyz-cube.stl',
    '7_8ths_cube.stl',
    'angle_block.STL',
    'busted.STL',
    'featuretype.STL',
    'joined_tetrahedra.obj',
    'not_convex.obj',
    'octagonal_pocket.stl',
    'shared.STL',
    'wallhole.obj',
  ].map((name) => [MORE_DIRTY_MESHES, name] as const),
];
const BONES = [
  'Talus',
  'Patella',
  'Cuboid',
  'Navicular',
  'MedialCuneiform',
  'LateralCuneiform',
  'IntermediateCuneiform',
];
const MESHES = 100;

test(`${MESHES} dirty meshes become solids that admesh finds whole`, {
  ...needsData(RIGHT_BONES),
  ...(needsAdmesh().skip ? needsAdmesh() : {}),
}, async () => {
  using folder = temporaryFolder();
  const bones = BONES.map((bone) => realMesh(RIGHT_BONES, `VHF_Right_Bone_${bone}_smooth.stl`));
  const rows: string[] = [];
  const notWhole: string[] = [];
  for (let n = 0; n < MESHES; n++) {
    const other = OTHERS[n];
    const name = other ? other[1] : `${BONES[n % BONES.length]} ${n}`;
    const mesh = other ? realMesh(other[0], other[1]) : spoiled(bones[n % BONES.length]!, randomFrom(n));
    const { boundsMm } = measuresOf(mesh);
    const size = Math.max(...boundsMm.max.map((high, axis) => high - boundsMm.min[axis]!));
    const result = await repairMesh(mesh, { resolutionMm: size / 200 }, soloCrew(new Arena()));
    const told = admeshOf(folder.write('repaired.stl', writeStl(result.mesh)));
    if (told.openEdges + told.degenerate > 0) notWhole.push(name);
    rows.push(
      `| ${name} | ${mesh.triangles.length / 3} | ${result.method} | ${result.holesClosed} | ${result.turnedTriangles} | ${result.droppedTriangles} | ${result.resolutionMm ? result.resolutionMm.toFixed(3) : ''} | ${result.displacementMeanMm.toFixed(4)} | ${result.displacementMaxMm.toFixed(3)} | ${result.finsMm2.toFixed(3)} | ${result.finReachMm.toFixed(3)} | ${result.innerWallsMm2.toFixed(3)} | ${told.openEdges} | ${told.degenerate} |`,
    );
  }
  const page = [
    '# A hundred dirty meshes',
    '',
    `Run on ${new Date().toISOString().slice(0, 10)} by \`npm run test:long\` (packages/kernels/src/solid/repair-mesh.long.ts): meshes that others made, and bones with holes, turned, doubled and`,
    'empty triangles, noise and corners apart, by seed. Each was repaired, proven a solid, written as STL, and read by admesh.',
    'Displacement is measured both ways against what was there; a rebuild uses a grid of a two-hundredth of the largest side,',
    'near the faults alone where it says "patched". Fins are sheets that stood on the body or crossed it and went around nothing: told apart, as walls inside are.',
    'Numbers are in the unit of the file, called mm here: some are in inches or meters.',
    '',
    `By method: ${REPAIR_METHODS.map((method) => `${method} ${rows.filter((row) => row.includes(`| ${method} |`)).length}`).join(', ')}.`,
    '',
    '| mesh | triangles | method | holes closed | turned | dropped | grid, mm | moved, mean mm | moved, max mm | fins, mm² | fins reached, mm | walls inside, mm² | admesh: open edges | admesh: degenerate |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ];
  writeFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'evidence', 'repair.md'), page.join('\n'));
  assert.deepEqual(notWhole, []);
});
