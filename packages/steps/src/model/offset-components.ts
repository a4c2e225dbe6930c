import { offsetComponents, rebuildComponents, repairComponents } from '@specola/commands';
import { demandSolid, displacementBetween, levelSurface, measuresOf, repairMesh } from '@specola/kernels';
import type { Finding } from '@specola/record';
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

export const runRepairComponents = componentStep(repairComponents, async (component, { resolutionMm }, { crew }) => {
  const { mesh, method, ...numbers } = await repairMesh(component.mesh, { resolutionMm }, crew);
  const findings: Finding[] = method === 'rebuilt' ? [rebuiltFinding(component.id, numbers)] : [];
  return { changed: { mesh }, measures: { ...numbers, volumeMm3: measuresOf(mesh).volumeMm3 }, findings };
});

const rebuiltFinding = (
  id: string,
  numbers: { readonly resolutionMm: number; readonly displacementMaxMm: number },
): Finding => ({
  code: 'model/rebuilt',
  severity: 'warning',
  what: `The component "${id}" was rebuilt at ${numbers.resolutionMm} mm; its surface moved by up to ${numbers.displacementMaxMm.toFixed(3)} mm.`,
  why: 'It cut itself, or hung together in no right way, so its triangles could not be mended one by one.',
  mend: 'Look at it where that matters, or rebuild it at a finer resolution.',
});
