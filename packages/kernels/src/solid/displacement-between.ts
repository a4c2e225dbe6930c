import type { TriMesh } from '@specola/space';
import { surfaceDistances } from '../measure/surface-distances.ts';
import type { Crew } from '../native/crew.ts';

/** How far a surface moved when it was changed, both ways: what was there and is not, and what is there and was not. */
export interface Displacement {
  /** The larger of the two ways, mm; means are weighted by area. */
  readonly displacementMeanMm: number;
  readonly displacementMaxMm: number;
}

export async function displacementBetween(before: TriMesh, after: TriMesh, crew: Crew): Promise<Displacement> {
  const { aToB, bToA } = await surfaceDistances(before, after, crew);
  return {
    displacementMeanMm: Math.max(aToB.meanMm, bToA.meanMm),
    displacementMaxMm: Math.max(aToB.maxMm, bToA.maxMm),
  };
}
