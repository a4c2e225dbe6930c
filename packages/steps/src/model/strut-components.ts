import type { strutComponents } from '@specola/commands';
import {
  buildSolid,
  buildSolids,
  type Crew,
  dot,
  minus,
  nearestPoints,
  type SolidExpression,
  type SurfaceIndex,
  surfaceIndex,
} from '@specola/kernels';
import type { Finding } from '@specola/record';
import type { Component, Triple } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { placementOfZ } from './edit/drain-holes.ts';
import { along, squareTo, unitOf } from './edit/frame-about.ts';
import { NothingLeftError } from './edit/model-errors.ts';
import { newComponent, targetsOf, withAdded, withChanged } from './edit/model-value.ts';
import { signedDistances } from './edit/signed-distances.ts';

const SEGMENTS = 32;
/** Vertices of a part that a strut may start near. */
const STARTS = 1500;
/** Struts between two parts lie this many diameters apart. */
const APART_DIAMETERS = 3;
/** Ways looked at for each pair, shortest first. */
const MOST_WAYS = 120;

interface Way {
  readonly from: Triple;
  readonly to: Triple;
  readonly lengthMm: number;
}

/** Pairs by the shortest way between them until all hang together; sockets are cut so that nothing overlaps. */
export const runStrutComponents: Run<typeof strutComponents> = async ({ model }, params, { crew, pace }) => {
  const parts = targetsOf(model.model, params.components);
  if (parts.length < 2) throw new NothingLeftError(params.component, 'put between fewer than two parts');
  using indices = await openIndices(parts, crew);
  const pairs: { a: number; b: number; ways: readonly Way[] }[] = [];
  for (let a = 0; a < parts.length; a++)
    for (let b = a + 1; b < parts.length; b++)
      pairs.push({ a, b, ways: await waysBetween(a, b, parts, indices.all, params, crew) });
  pace.report(0.5);
  const group = parts.map((_, n) => n);
  const struts: SolidExpression[] = [];
  const used = new Set<number>();
  let longestMm = 0;
  const byLength = pairs
    .filter(({ ways }) => ways.length > 0)
    .sort((p, q) => p.ways[0]!.lengthMm - q.ways[0]!.lengthMm || p.a - q.a || p.b - q.b);
  for (const { a, b, ways } of byLength) {
    if (group[a] === group[b]) continue;
    const [from, to] = [group[a]!, group[b]!];
    for (const [n, each] of group.entries()) if (each === to) group[n] = from;
    for (const way of ways) {
      struts.push(strutOf(way, params));
      longestMm = Math.max(longestMm, way.lengthMm);
    }
    used.add(a).add(b);
  }
  const findings = new Set(group).size > 1 ? [stillLoose(new Set(group).size)] : [];
  if (struts.length === 0) return { model, findings };
  const together: SolidExpression = { make: 'union', of: struts };
  const built = await buildSolid(together, crew);
  const cut = await buildSolids(
    parts.map(({ mesh }) => ({ make: 'subtract', from: { make: 'mesh', mesh }, what: [together] })),
    crew,
  );
  const changed = new Map(
    parts.flatMap((part, n) => (used.has(n) ? [[part.id, [{ ...part, mesh: cut[n]!.mesh }]] as const] : [])),
  );
  const strut = newComponent({ id: params.component, name: 'Struts', color: [170, 170, 170], mesh: built.mesh });
  const measures = { struts: struts.length, longestMm, diameterMm: params.diameterMm, intoMm: params.intoMm };
  return {
    model: withAdded(withChanged(model, changed), [strut], [{ command: 'model.strut', component: strut.id, measures }]),
    findings,
  };
};

async function openIndices(
  parts: readonly Component[],
  crew: Crew,
): Promise<{ readonly all: readonly SurfaceIndex[] } & Disposable> {
  const all: SurfaceIndex[] = [];
  for (const { mesh } of parts) all.push(await surfaceIndex(mesh, crew));
  return {
    all,
    [Symbol.dispose]: () => {
      for (const index of all) index[Symbol.dispose]();
    },
  };
}

/** The shortest ways between two parts whose ends lie inside them and whose middle meets no other. */
async function waysBetween(
  a: number,
  b: number,
  parts: readonly Component[],
  indices: readonly SurfaceIndex[],
  { diameterMm, intoMm, each }: { diameterMm: number; intoMm: number; each: number },
  crew: Crew,
): Promise<readonly Way[]> {
  const x = parts[a]!.mesh.positions;
  const count = x.length / 3;
  const every = Math.max(1, Math.floor(count / STARTS));
  const starts: Triple[] = [];
  for (let n = 0; n < count; n += every) starts.push([x[3 * n]!, x[3 * n + 1]!, x[3 * n + 2]!]);
  const onB = await nearestPoints(indices[b]!, Float32Array.from(starts.flat()), crew);
  // Back from there to the nearest of a: both ends are then square to a surface, as near as may be.
  const onA = await nearestPoints(indices[a]!, Float32Array.from(onB), crew);
  const ways = starts
    .map((_, n): Way => {
      const from: Triple = [onA[3 * n]!, onA[3 * n + 1]!, onA[3 * n + 2]!];
      const to: Triple = [onB[3 * n]!, onB[3 * n + 1]!, onB[3 * n + 2]!];
      const way = minus(to, from);
      return { from, to, lengthMm: Math.sqrt(dot(way, way)) };
    })
    .filter(({ lengthMm }) => lengthMm > 1e-3)
    .sort((p, q) => p.lengthMm - q.lengthMm)
    .slice(0, MOST_WAYS * each);
  const taken: Way[] = [];
  let looked = 0;
  for (const way of ways) {
    if (taken.length === each || looked === MOST_WAYS) break;
    const isApart = taken.every(
      ({ from }) => dot(minus(from, way.from), minus(from, way.from)) >= (APART_DIAMETERS * diameterMm) ** 2,
    );
    if (!isApart) continue;
    looked++;
    if (await isSafe(way, a, b, indices, { diameterMm, intoMm }, crew)) taken.push(way);
  }
  return taken;
}

async function isSafe(
  { from, to, lengthMm }: Way,
  a: number,
  b: number,
  indices: readonly SurfaceIndex[],
  { diameterMm, intoMm }: { diameterMm: number; intoMm: number },
  crew: Crew,
): Promise<boolean> {
  const way = unitOf(minus(to, from));
  const [endA] = await signedDistances(indices[a]!, [along(from, way, -intoMm)], crew);
  const [endB] = await signedDistances(indices[b]!, [along(to, way, intoMm)], crew);
  if (!(endA! < -0.3 * intoMm && endB! < -0.3 * intoMm)) return false;
  const points = Array.from({ length: 9 }, (_, n) => along(from, way, (lengthMm * n) / 8));
  for (const [n, index] of indices.entries()) {
    if (n === a || n === b) continue;
    if ((await signedDistances(index, points, crew)).some((mm) => mm < diameterMm / 2)) return false;
  }
  return true;
}

function strutOf(
  { from, to, lengthMm }: Way,
  { diameterMm, intoMm }: { diameterMm: number; intoMm: number },
): SolidExpression {
  const way = unitOf(minus(to, from));
  return {
    make: 'place',
    of: { make: 'cylinder', radiusMm: diameterMm / 2, heightMm: lengthMm + 2 * intoMm, segments: SEGMENTS },
    placement: placementOfZ(along(from, way, lengthMm / 2), way, squareTo(way)),
  };
}

const stillLoose = (groups: number): Finding => ({
  code: 'model/parts-still-loose',
  severity: 'warning',
  what: `The model still falls into ${groups} pieces: no safe strut was found between them.`,
  why: 'Parts that nothing holds lose their relation when they leave the printer.',
  mend: 'Use thinner struts or shorter ends, or put a base under the model.',
});
