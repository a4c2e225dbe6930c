import type { PrintProfile } from '@specola/facts';
import { type Crew, nearestOthers, splitLargeTriangles, surfaceIndex } from '@specola/kernels';
import type { Check } from '@specola/record';
import type { TriMesh } from '@specola/space';
import type { PrintFile } from './print-file.ts';

/** Bodies nearer than this touch on purpose, as components of one model do: they are one print. */
const TOUCHING_MM = 0.001;
/** Corners of triangles no further apart than this are asked: two edges that cross see each other to a tenth of it. */
const EDGE_IN_GAPS = 2;
/** Gaps up to this many times the limit are told. */
const REACH_IN_GAPS = 4;
const MOST_PLACES = 20;
const APART_MM = 4;

/** How near separate bodies come to each other: nearer than the printer parts them, they grow together. */
export async function gapCheck(file: PrintFile, { printer }: PrintProfile, crew: Crew): Promise<Check> {
  const limit = printer.gapMm.value;
  const { surface, bodyOf, bodies } = bodiesOf(file);
  const told = (check: Pick<Check, 'result' | 'value' | 'what'> & Partial<Check>): Check => ({
    name: 'gap',
    decides: true,
    limit,
    unit: 'mm',
    places: [],
    ...check,
  });
  if (bodies < 2)
    return told({ result: 'pass', value: REACH_IN_GAPS * limit, what: 'There is one body: nothing to keep apart.' });
  const { mesh, from } = splitLargeTriangles(surface, { edgeMm: EDGE_IN_GAPS * limit });
  // Vertices of cavities belong to no triangle here: they are asked nothing.
  const named = new Uint8Array(mesh.positions.length / 3);
  const kinds = new Uint32Array(named.length);
  for (let c = 0; c < mesh.triangles.length; c++) {
    kinds[mesh.triangles[c]!] = bodyOf[from[Math.floor(c / 3)]!]!;
    named[mesh.triangles[c]!] = 1;
  }
  const reachMm = REACH_IN_GAPS * limit;
  const { distancesMm, triangles } = await nearestBodies(
    surface,
    bodyOf,
    { points: mesh.positions, kinds, reachMm },
    crew,
  );
  const pairOf = (v: number): string => {
    const [a, b] = [kinds[v]!, bodyOf[triangles[v]!]!];
    return a < b ? `${a} ${b}` : `${b} ${a}`;
  };
  const near: number[] = [];
  const touching = new Set<string>();
  for (let v = 0; v < distancesMm.length; v++) {
    if (named[v] === 0 || !(distancesMm[v]! < reachMm)) continue;
    near.push(v);
    if (distancesMm[v]! <= TOUCHING_MM) touching.add(pairOf(v));
  }
  const apart = near.filter((v) => !touching.has(pairOf(v))).sort((a, b) => distancesMm[a]! - distancesMm[b]! || a - b);
  const places: [number, number, number][] = [];
  for (const v of apart) {
    if (places.length === MOST_PLACES || distancesMm[v]! >= limit) break;
    const at = [0, 1, 2].map((axis) => mesh.positions[3 * v + axis]!) as [number, number, number];
    if (places.every((other) => other.reduce((sum, c, n) => sum + (c - at[n]!) ** 2, 0) > APART_MM ** 2))
      places.push(at);
  }
  const narrowest = apart.length === 0 ? null : distancesMm[apart[0]!]!;
  const joined =
    touching.size === 0
      ? ''
      : ` ${touching.size} ${touching.size === 1 ? 'pair touches' : 'pairs touch'} and will be one print.`;
  if (narrowest === null)
    return told({
      result: 'pass',
      value: reachMm,
      what: `No two of ${bodies} bodies that do not touch come within ${mm(reachMm)} mm of each other.${joined}`,
    });
  const tight = narrowest < limit;
  return told({
    result: tight ? 'fail' : 'pass',
    value: narrowest,
    what: `Of ${bodies} bodies two come within ${narrowest.toFixed(2)} mm of each other${tight ? `; nearer than ${mm(limit)} mm they grow together` : `, which the printer parts`}.${joined}`,
    places,
  });
}

async function nearestBodies(
  surface: TriMesh,
  bodyOf: Uint32Array,
  { points, kinds, reachMm }: { readonly points: Float32Array; readonly kinds: Uint32Array; readonly reachMm: number },
  crew: Crew,
) {
  using index = await surfaceIndex(surface, crew);
  return await nearestOthers(index, { points, kinds, kindOf: bodyOf }, { reachMm }, crew);
}

/**
 * The outer surfaces of all bodies, with a number for each triangle: the body that it belongs to. Cavities are left out:
 * across a wall they are near to their own body, and that is no gap. (What rattles inside a cavity is not found.)
 */
function bodiesOf({ parts, whole }: PrintFile): {
  readonly surface: TriMesh;
  readonly bodyOf: Uint32Array;
  readonly bodies: number;
} {
  const numbers: number[] = [];
  const kept: number[] = [];
  let [bodies, at] = [0, 0];
  for (const { topology } of parts) {
    const bodyOfShell = topology.shells.map(({ depth }) => (depth % 2 === 1 ? null : bodies++));
    for (const shell of topology.shellOfTriangle) {
      const body = bodyOfShell[shell] ?? null;
      if (body !== null) {
        numbers.push(body);
        kept.push(whole.triangles[at]!, whole.triangles[at + 1]!, whole.triangles[at + 2]!);
      }
      at += 3;
    }
  }
  return { surface: { ...whole, triangles: Uint32Array.from(kept) }, bodyOf: Uint32Array.from(numbers), bodies };
}

const mm = (value: number): string => String(Number(value.toFixed(2)));
