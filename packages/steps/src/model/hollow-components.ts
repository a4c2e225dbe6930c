import { hollowComponents } from '@specola/commands';
import {
  buildSolid,
  type Crew,
  demandSolid,
  distancesTo,
  meshesTogether,
  type SolidExpression,
  surfaceIndex,
  turnedMesh,
} from '@specola/kernels';
import type { Finding } from '@specola/record';
import type { TriMesh } from '@specola/space';
import { cavitiesOf } from './edit/cavity-of.ts';
import { componentStep } from './edit/component-step.ts';
import { drainHoles } from './edit/drain-holes.ts';

export const runHollowComponents = componentStep(hollowComponents, async (component, params, { crew, pace }) => {
  const { wallMm, smallestCavityMm3, resolutionMm, drainDiameterMm, up } = params;
  await demandSolid(component.mesh, crew);
  const cavities = await cavitiesOf(component.mesh, { wallMm, smallestMm3: smallestCavityMm3, resolutionMm }, crew);
  pace.report(0.6);
  if (cavities.each.length === 0)
    return { changed: {}, measures: { cavities: 0 }, findings: [nothingHollowed(component.id, wallMm)] };
  const thinnestWallMm = await nearestOf(cavities.mesh, component.mesh, crew);
  // The hollow stays a wall away from the surface, so both together are a solid without a cut.
  const hollow: SolidExpression = {
    make: 'mesh',
    mesh: meshesTogether([component.mesh, turnedMesh(cavities.mesh)]),
  };
  const holes: SolidExpression[] = [];
  if (params.drainHoles > 0)
    for (const cavity of cavities.each)
      holes.push(
        ...(await drainHoles(
          cavity,
          component.mesh,
          { count: params.drainHoles, diameterMm: drainDiameterMm, up },
          crew,
        )),
      );
  const built = await buildSolid(holes.length > 0 ? { make: 'subtract', from: hollow, what: holes } : hollow, crew);
  return {
    changed: { mesh: built.mesh },
    measures: {
      wallMm,
      thinnestWallMm,
      cavities: cavities.each.length,
      drainHoles: holes.length,
      resolutionMm: cavities.resolutionMm,
      volumeMm3: built.volumeMm3,
      roundingMm: built.roundingMm,
    },
  };
});

/** How near one surface comes to another, mm. */
async function nearestOf(from: TriMesh, to: TriMesh, crew: Crew): Promise<number> {
  using index = await surfaceIndex(to, crew);
  return (await distancesTo(index, from.positions, crew)).reduce((least, mm) => Math.min(least, mm), Infinity);
}

const nothingHollowed = (id: string, wallMm: number): Finding => ({
  code: 'model/nothing-hollowed',
  severity: 'warning',
  what: `The component "${id}" stays solid: nothing of it lies deeper than ${wallMm} mm.`,
  why: 'A hollow is what is left inside walls of the thickness asked for, and here there is none worth its drain holes.',
  mend: 'Ask for a thinner wall if the printer allows it, or leave it solid.',
});
