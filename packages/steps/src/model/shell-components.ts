import { shellComponents } from '@specola/commands';
import { type Crew, measuresOf, nearestTriangles, partOf, surfaceIndex, topologyOf } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';
import { componentStep } from './edit/component-step.ts';

export const runShellComponents = componentStep(shellComponents, async (component, params, { crew }) => {
  const { mesh } = component;
  const { shells, shellOfTriangle } = topologyOf(mesh);
  const bodies = shells.flatMap(({ depth }, n) => (depth % 2 === 0 ? [n] : []));
  const largestFirst = [...bodies].sort((a, b) => shells[b]!.volumeMm3 - shells[a]!.volumeMm3 || a - b);
  const selected = await selectedShells(mesh, params.atLpsMm, shellOfTriangle, crew);
  const keptBodies = new Set(
    {
      'keep-largest': () => largestFirst.slice(0, params.count),
      'keep-selected': () => bodies.filter((n) => selected.has(n)),
      'drop-selected': () => bodies.filter((n) => !selected.has(n)),
      'drop-small': () => bodies.filter((n) => shells[n]!.volumeMm3 >= params.smallestMm3),
      'fill-hollows': () => bodies,
    }[params.operation](),
  );
  // A hollow goes with the body around it: the smallest box that holds its own.
  const boxes = shells.map((_, n) => measuresOf(partOf(mesh, shellOfTriangle, new Set([n]))).boundsMm);
  const holds = (outer: number, inner: number): boolean =>
    [0, 1, 2].every(
      (axis) =>
        boxes[outer]!.min[axis]! <= boxes[inner]!.min[axis]! && boxes[outer]!.max[axis]! >= boxes[inner]!.max[axis]!,
    );
  const kept = shells.flatMap(({ depth, volumeMm3 }, n) => {
    if (depth % 2 === 0) return keptBodies.has(n) ? [n] : [];
    if (params.operation === 'fill-hollows' && Math.abs(volumeMm3) < params.smallestMm3) return [];
    const around = largestFirst.filter((body) => shells[body]!.depth === depth - 1 && holds(body, n)).at(-1);
    return around !== undefined && keptBodies.has(around) ? [n] : [];
  });
  const out = kept.length === shells.length ? mesh : partOf(mesh, shellOfTriangle, new Set(kept));
  return {
    changed: { mesh: out },
    measures: {
      shellsBefore: shells.length,
      shellsAfter: kept.length,
      droppedMm3: measuresOf(mesh).volumeMm3 - measuresOf(out).volumeMm3,
    },
  };
});

async function selectedShells(
  mesh: TriMesh,
  points: readonly Triple[],
  shellOfTriangle: Uint32Array,
  crew: Crew,
): Promise<Set<number>> {
  if (points.length === 0) return new Set();
  using index = await surfaceIndex(mesh, crew);
  const { triangles } = await nearestTriangles(index, Float32Array.from(points.flat()), crew);
  return new Set(Array.from(triangles, (triangle) => shellOfTriangle[triangle]!));
}
