import { offsetComponents, rebuildComponents } from '@specola/commands';
import { demandSolid, displacementBetween, levelSurface, measuresOf } from '@specola/kernels';
import { componentStep } from './edit/component-step.ts';

export const runRebuildComponents = componentStep(rebuildComponents, async (component, { resolutionMm }, { crew }) => {
  const {
    mesh,
    resolutionMm: usedMm,
    brokenRows,
  } = await levelSurface(component.mesh, { levelMm: 0, resolutionMm }, crew);
  if (mesh.triangles.length === 0) return { changed: { mesh }, measures: {} };
  return {
    changed: { mesh },
    measures: {
      resolutionMm: usedMm,
      brokenRows,
      ...(await displacementBetween(component.mesh, mesh, crew)),
      volumeMm3: measuresOf(mesh).volumeMm3,
    },
  };
});

export const runOffsetComponents = componentStep(
  offsetComponents,
  async (component, { byMm, resolutionMm }, { crew }) => {
    await demandSolid(component.mesh, crew);
    const { mesh, resolutionMm: usedMm } = await levelSurface(component.mesh, { levelMm: byMm, resolutionMm }, crew);
    return { changed: { mesh }, measures: { byMm, resolutionMm: usedMm, volumeMm3: measuresOf(mesh).volumeMm3 } };
  },
);
