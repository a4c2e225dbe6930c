import type { verifyMesh as command, ParamsOf } from '@specola/commands';
import {
  distancesFrom,
  measuresOf,
  type OneWay,
  selfIntersections,
  signedDistances,
  surfaceIndex,
  topologyOf,
  wallThickness,
  weldTriangles,
} from '@specola/kernels';
import type { Distances } from '@specola/record';
import type { TriMesh } from '@specola/space';
import type { Run, Workbench } from '../runner/values.ts';
import { compareThreeMf } from './compare-three-mf.ts';
import { EmptyModelError } from './empty-model.ts';
import { imageAgreement, imageFindings } from './image-agreement.ts';
import { leftOutShells } from './left-out-shells.ts';
import { meshChecks } from './mesh-checks.ts';
import { readWrittenStl } from './read-written-stl.ts';
import { thinWalls, WALL_LIMIT_MM } from './thin-walls.ts';

/**
 * Measures the STL as it was written, read again: whether it can be printed, and how far it is from the grey-value
 * surface, both ways; then looks into the image itself, and whether the 3MF holds the same.
 */
export const runVerifyMesh: Run<typeof command> = async ({ written, volume, surface }, params, bench) => {
  const readBack = weldTriangles(readWrittenStl(written.stl), 'lps-mm');
  if (readBack.triangles.length === 0) throw new EmptyModelError();
  stage(bench, 0.1);
  const topology = topologyOf(readBack);
  stage(bench, 0.2);
  const { crossings, walls, imageToModel } = await searchModel(readBack, surface.mesh, params, bench);
  stage(bench, 0.6);
  const { modelToImage, deviationMm } = await searchImageSurface(readBack, surface.mesh, bench);
  stage(bench, 0.85);
  const agreement = imageAgreement(readBack, surface.segment.image?.volume ?? volume, surface.segment);
  const findings = [
    ...imageFindings(agreement, { unblurredMm: surface.unblurred?.blur.meanMoveMm ?? 0 }),
    ...compareThreeMf(written.threeMf, readBack),
  ];
  const { volumeMm3, areaMm2, boundsMm } = measuresOf(readBack);
  const checks = meshChecks({ mesh: readBack, topology, crossings, walls, ...params });
  bench.pace.report(1);
  return {
    measures: {
      mesh: {
        triangles: topology.triangles,
        vertices: topology.vertices,
        volumeMm3,
        areaMm2,
        boundsLpsMm: { min: [...boundsMm.min], max: [...boundsMm.max] },
        shells: topology.shells.length,
        openEdges: topology.openEdges,
        nonManifoldEdges: topology.nonManifoldEdges,
        selfIntersections: crossings.length / 2,
        thinnestWallMm: walls.thinnest,
      },
      fidelity: {
        meanMm: Math.max(modelToImage.meanMm, imageToModel.meanMm),
        p95Mm: Math.max(modelToImage.p95Mm, imageToModel.p95Mm),
        maxMm: Math.max(modelToImage.maxMm, imageToModel.maxMm),
        modelToImage: distancesOf(modelToImage),
        imageToModel: distancesOf(imageToModel),
        samples: modelToImage.samples + imageToModel.samples,
        withoutImagePercent: agreement.withoutPercent,
      },
      checks,
      // What says "do not print this" decides as well as a check does.
      printReady:
        checks.every(({ decides, result }) => !decides || result === 'pass') &&
        findings.every(({ severity }) => severity !== 'error'),
      readBack,
      deviationMm,
    },
    findings,
  };
};

function stage({ pace }: Workbench, doneFraction: number): void {
  pace.signal.throwIfAborted();
  pace.report(doneFraction);
}

/** Everything that needs the model's index, which is given back before the image's surface gets its own. */
async function searchModel(
  model: TriMesh,
  imageSurface: TriMesh,
  { thinWallMm, smallestShellMm3 }: ParamsOf<typeof command>,
  bench: Workbench,
) {
  const { crew } = bench;
  using index = await surfaceIndex(model, crew);
  const crossings = await selfIntersections(model, crew, { index });
  stage(bench, 0.35);
  const { thicknessMm } = await wallThickness(model, crew, { limitMm: WALL_LIMIT_MM, index });
  const walls = thinWalls(model, thicknessMm, thinWallMm);
  stage(bench, 0.45);
  const leaveOut = await leftOutShells(imageSurface, index, smallestShellMm3, crew);
  const imageToModel = await distancesFrom(imageSurface, index, crew, leaveOut ? { leaveOut } : {});
  return { crossings, walls, imageToModel };
}

async function searchImageSurface(model: TriMesh, imageSurface: TriMesh, bench: Workbench) {
  using index = await surfaceIndex(imageSurface, bench.crew);
  const modelToImage = await distancesFrom(model, index, bench.crew);
  stage(bench, 0.75);
  return { modelToImage, deviationMm: await signedDistances(model.positions, index, bench.crew) };
}

const distancesOf = ({ meanMm, p95Mm, maxMm }: OneWay): Distances => ({ meanMm, p95Mm, maxMm });
