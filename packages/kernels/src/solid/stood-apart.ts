import type { TriMesh } from '@specola/space';
import { triangleAreaMm2 } from '../measure/measures-of.ts';
import { signedDistances, surfaceDistances } from '../measure/surface-distances.ts';
import type { Crew } from '../native/crew.ts';
import { surfaceIndex } from '../search/surface-index.ts';
import type { Displacement } from './displacement-between.ts';

export interface DisplacementOfRest extends Displacement {
  /** Sheets outside that went around nothing, and how far they stood out. */
  readonly finsMm2: number;
  readonly finReachMm: number;
  /** Walls inside. */
  readonly innerWallsMm2: number;
}

/**
 * How far a surface moved when it was made anew, without what is no surface of the body: triangles that lie wholly
 * outside of it (they enclosed nothing, or something thinner than the grid) or wholly inside. These are told apart.
 *
 * @param apartMm  a triangle with all corners further than this from the body, on one side of it, is no surface of it
 */
export async function displacementOfRest(
  before: TriMesh,
  after: TriMesh,
  apartMm: number,
  crew: Crew,
): Promise<DisplacementOfRest> {
  const { positions, triangles } = before;
  const signedMm = await signedTo(before, after, crew);
  const leaveOut = new Uint8Array(triangles.length / 3);
  let [finsMm2, finReachMm, innerWallsMm2] = [0, 0, 0];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [signedMm[triangles[t]!]!, signedMm[triangles[t + 1]!]!, signedMm[triangles[t + 2]!]!];
    const isOutside = corners.every((mm) => mm > apartMm);
    if (!isOutside && !corners.every((mm) => mm < -apartMm)) continue;
    leaveOut[t / 3] = 1;
    const area = triangleAreaMm2(positions, triangles, t);
    if (isOutside) {
      finsMm2 += area;
      finReachMm = Math.max(finReachMm, ...corners);
    } else innerWallsMm2 += area;
  }
  const { aToB, bToA } = await surfaceDistances(after, before, crew, { leaveOutB: leaveOut });
  return {
    finsMm2,
    finReachMm,
    innerWallsMm2,
    displacementMeanMm: Math.max(aToB.meanMm, bToA.meanMm),
    displacementMaxMm: Math.max(aToB.maxMm, bToA.maxMm),
  };
}

async function signedTo(before: TriMesh, after: TriMesh, crew: Crew): Promise<Float32Array> {
  using index = await surfaceIndex(after, crew);
  return await signedDistances(before.positions, index, crew);
}
