import { offsetComponents, rebuildComponents, repairComponents } from '@specola/commands';
import {
  demandSolid,
  displacementBetween,
  levelSurface,
  measuresOf,
  type Repaired,
  type RepairMethod,
  repairMesh,
} from '@specola/kernels';
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
  return {
    changed: { mesh },
    measures: { ...numbers, volumeMm3: measuresOf(mesh).volumeMm3 },
    findings: repairFindings(component.id, method, numbers),
  };
});

function repairFindings(
  id: string,
  method: RepairMethod,
  { resolutionMm, displacementMaxMm, finsMm2, finReachMm }: Omit<Repaired, 'mesh' | 'method'>,
): Finding[] {
  const findings: Finding[] = [];
  if (method === 'rebuilt' || method === 'patched')
    findings.push({
      code: 'model/rebuilt',
      severity: 'warning',
      what: `The component "${id}" was rebuilt ${method === 'patched' ? 'near its faults ' : ''}at ${resolutionMm} mm; its surface moved by up to ${displacementMaxMm.toFixed(3)} mm.`,
      why: 'It cut itself, or hung together in no right way, so its triangles could not be mended one by one.',
      mend: 'Look at it where that matters, or rebuild it at a finer resolution.',
    });
  if (finsMm2 > 0)
    findings.push({
      code: 'model/fins-dropped',
      severity: 'warning',
      what: `${finsMm2.toFixed(2)} mm² of sheets that went around nothing were left out of the component "${id}"; they stood up to ${finReachMm.toFixed(2)} mm off the body that is left.`,
      why: 'A sheet without thickness prints nothing.',
      mend: 'Look at whether something thin was meant there; give it a thickness where it was made, or repair at a finer resolution.',
    });
  return findings;
}
