// How far what the chain makes is from the truth, on phantoms imaged with point spread and noise, on oblique, anisotropic
// grids off zero. The limits are those of docs/fidelity.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractSurface as extractSurfaceCommand, refineMesh, segmentAnatomy, unblurSurface } from '@specola/commands';
import { Arena, extractSurface, soloCrew, thresholdMask } from '@specola/kernels';
import { anklePhantom, comparePhantomInDetail, imageScene } from '@specola/phantom';
import type { TriMesh } from '@specola/space';
import {
  ballPhantom,
  cylinderPhantom,
  handednessOfMarker,
  markerPhantom,
  meshVolumeMm3,
  plateStudy,
  type SolidPhantom,
  slantedBoxPhantom,
  surfaceErrorOf,
  tubePhantom,
} from '@specola/test-kit';
import { runSegmentAnatomy } from '../segment/segment-anatomy.ts';
import { runExtractSurface } from './extract-surface.ts';
import { runRefineMesh } from './refine-mesh.ts';
import { runUnblurSurface } from './unblur-surface.ts';

const SPACING_MM = [0.45, 0.5, 0.8] as const;
const SMALLEST_MM = Math.min(...SPACING_MM);
const LARGEST_MM = Math.max(...SPACING_MM);
/** Three times the point spread with the voxel: nearer to an edge the blur sees both its sides. */
const EDGE_MM = 1.5;
const NOISY = { spacingMm: SPACING_MM, noiseHu: 18 };

const pace = { report: () => undefined, signal: new AbortController().signal };

/** As the chain leaves it before refining. */
async function drawn(phantom: SolidPhantom, arena: Arena): Promise<TriMesh> {
  const crew = soloCrew(arena);
  const mask = await thresholdMask(phantom.volume, { from: phantom.isoHu, to: 4000 }, crew);
  const mesh = await extractSurface({ volume: phantom.volume, mask, isoHu: phantom.isoHu }, crew);
  const segment = { name: 'bone', mask, isoHu: phantom.isoHu, brighterInside: true, changedRegions: [] };
  const inputs = { volume: phantom.volume, surface: { mesh, segment, borders: [] } };
  const { surface } = await runUnblurSurface(inputs, unblurSurface.params.parse({}), { crew, pace });
  return { ...mesh, positions: surface.unblurred!.positions! };
}

const SOLIDS: readonly {
  readonly name: string;
  readonly image: (arena: Arena) => SolidPhantom;
  readonly knownMm3: number;
}[] = [
  ...[3, 5, 10.3].map((radiusMm) => ({
    name: `a ball of ${radiusMm} mm radius`,
    image: (arena: Arena) => ballPhantom({ radiusMm, ...NOISY, arena }),
    knownMm3: (4 / 3) * Math.PI * radiusMm ** 3,
  })),
  {
    name: 'a cylinder',
    image: (arena) => cylinderPhantom({ radiusMm: 8.2, lengthMm: 31, ...NOISY, arena }),
    knownMm3: Math.PI * 8.2 ** 2 * 31,
  },
  {
    name: 'a slanted box',
    image: (arena) => slantedBoxPhantom({ sidesMm: [14, 18, 23], ...NOISY, arena }),
    knownMm3: 14 * 18 * 23,
  },
  {
    name: 'a tube with a wall of three voxels',
    image: (arena) => tubePhantom({ radiusMm: 9, wallMm: 2.4, lengthMm: 60, ...NOISY, arena }),
    knownMm3: Math.PI * (9 ** 2 - 6.6 ** 2) * 60,
  },
];

for (const { name, image, knownMm3 } of SOLIDS)
  test(`the surface of ${name} lies within a tenth of a voxel on average, and keeps its volume within one percent`, async () => {
    const arena = new Arena();
    const phantom = image(arena);
    const mesh = await drawn(phantom, arena);
    const error = surfaceErrorOf(mesh, phantom.solid, { edgeMm: EDGE_MM });
    assert.ok(error.samples > 2000);
    assert.ok(error.meanMm < 0.1 * SMALLEST_MM, `mean ${error.meanMm} mm`);
    assert.ok(error.maxMm < 0.5 * LARGEST_MM, `max ${error.maxMm} mm`);
    const volumeError = meshVolumeMm3(mesh) / knownMm3 - 1;
    assert.ok(Math.abs(volumeError) < 0.01, `volume off by ${(100 * volumeError).toFixed(2)} %`);
  });

test('a plate of three voxels keeps its thickness within one percent, and one of half a millimetre is told as lost', async () => {
  const crew = soloCrew(new Arena());
  const spacingMm = [...SPACING_MM] as [number, number, number];
  const thick = await plateStudy({ thicknessMm: 2.4, pointSpreadMm: 0.4, spacingMm }, crew);
  assert.ok(Math.abs(thick.foundMm! / 2.4 - 1) < 0.01, `${thick.foundMm} mm`);
  assert.ok(thick.keptPercent > 99);
  const thin = await plateStudy({ thicknessMm: 0.5, pointSpreadMm: 0.4, spacingMm }, crew);
  assert.ok(thin.keptPercent < 20, `${thin.keptPercent} % of it is there`);
});

test('the marker comes back with its left on the left', async () => {
  const arena = new Arena();
  const mesh = await drawn(markerPhantom({ arena }), arena);
  assert.equal(handednessOfMarker(mesh.positions), 1);
});

test('the phantom patient comes through the chain within a tenth of a voxel on average', async () => {
  const arena = new Arena();
  const bench = {
    crew: soloCrew(arena),
    pace,
  };
  const { scene, scanner, truth } = anklePhantom();
  const volume = imageScene(scene, scanner, (length) => arena.int16(length));
  const { segment } = await runSegmentAnatomy({ volume }, segmentAnatomy.params.parse({}), bench);
  const { surface } = await runExtractSurface({ volume, segment }, extractSurfaceCommand.params.parse({}), bench);
  const unblurred = await runUnblurSurface({ volume, surface }, unblurSurface.params.parse({}), bench);
  const { mesh } = await runRefineMesh(unblurred, refineMesh.params.parse({}), bench);
  const found = comparePhantomInDetail(mesh.mesh, truth);
  assert.ok(found.meanMm < 0.1 * 0.55, `mean ${found.meanMm} mm`);
  assert.ok(Math.abs(found.biasMm) < 0.02, `bias ${found.biasMm} mm`);
  assert.ok(found.maxMm < 0.5 * 0.8, `max ${found.maxMm} mm at ${found.maxAtLpsMm}`);
  assert.ok(Math.abs(found.volumeErrorPercent) < 1, `volume off by ${found.volumeErrorPercent} %`);
  for (const { bones, errorPercent } of found.parts)
    assert.ok(Math.abs(errorPercent) < (bones[0] === 'fourth-metatarsal' ? 2.5 : 1), `${bones}: ${errorPercent} %`);
  // Joints of 1, 1.5, 2 and 3 mm stay open: no two bones in one piece, and none missing.
  for (const { bones } of found.parts) assert.equal(bones.length, 1, bones.join(' with '));
  assert.deepEqual(found.missingBones, []);
});
