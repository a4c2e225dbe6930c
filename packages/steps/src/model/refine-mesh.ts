import type { refineMesh as command } from '@specola/commands';
import { type DroppedShells, type RefinedSurface, refineSurface } from '@specola/kernels';
import type { ChangedRegion, Finding } from '@specola/record';
import type { Run } from '../runner/values.ts';

/** Smooths and simplifies the surface within bounds; what had to be taken back, left out or left over is told. */
export const runRefineMesh: Run<typeof command> = async ({ surface }, params, { crew, pace }) => {
  const start = surface.unblurred?.positions;
  const refined = await refineSurface(
    surface.mesh,
    { ...params, planes: surface.borders, ...(start && { start }) },
    crew,
    pace,
  );
  const { mesh, smoothing, simplification, repair, removed, filled } = refined;
  return {
    mesh: {
      mesh,
      smoothing: { ...smoothing, boundMm: params.smoothMm },
      simplification,
      repair: {
        rounds: repair.rounds,
        largestMoveMm: repair.largestMoveMm,
        shellsRemoved: removed.count + filled.count,
      },
      changedRegions: [...regionsOf('removed', removed), ...regionsOf('filled', filled)],
    },
    findings: findingsOf(refined),
  };
};

function regionsOf(change: 'removed' | 'filled', { count, volumeMm3, largestMm3, at }: DroppedShells): ChangedRegion[] {
  if (at === null) return [];
  const [x, y, z] = at;
  return [{ change, reason: 'small-shell', count, volumeMm3, largestMm3, atLpsMm: [x, y, z] }];
}

function findingsOf({ left, repair, simplification }: RefinedSurface): Finding[] {
  const findings: Finding[] = [];
  const { beyondBound, ...faults } = left;
  const told = Object.entries(FAULTS)
    .map(([name, words]) => ({ words, count: faults[name as keyof typeof FAULTS] }))
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${words}: ${count}`);
  if (told.length > 0)
    findings.push({
      code: 'mesh/faults-left',
      severity: 'warning',
      what: `After ${repair.rounds} rounds of taking work back the surface still has faults (${told.join('; ')}).`,
      why: "Where they lie the image's own surface is at fault, or too close to itself for single precision.",
      mend: 'See the checks for the places; segment again with another threshold, or close small gaps first.',
    });
  if (beyondBound > 0)
    findings.push({
      code: 'mesh/bound-exceeded',
      severity: 'warning',
      what: `${beyondBound} points of the surface moved further than ${simplification.boundMm} mm when it was simplified.`,
      why: 'Taking back did not bring them into the bound; the measured deviation includes them.',
      mend: 'Simplify with a smaller bound, or not at all.',
    });
  return findings;
}

const FAULTS = {
  openEdges: 'open edges',
  nonManifoldEdges: 'edges of more than two triangles',
  turnedEdges: 'edges that disagree on what is outside',
  nonManifoldVertices: 'vertices of more than one fan',
  folds: 'folded triangles',
  thinTriangles: 'degenerate triangles',
  coincidentVertices: 'vertices in the place of another',
  crossingPairs: 'pairs of triangles that cut each other',
} as const;
