import type { LabeledSurface, TriMesh } from '@specola/space';
import { extentOf } from '../mesh/cell-frame.ts';
import { simplifySurface } from '../mesh/simplify-surface.ts';
import { surfaceGrid } from '../mesh/surface-grid.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { faultsOf, meshInScope } from './look-at-mesh.ts';

/** Around one label, in the vertices of the shared surface; each triangle turned as it looks from there. */
interface Body {
  readonly triangles: readonly number[];
  /** For each triangle the label on its other side. */
  readonly others: readonly number[];
}

export interface SimplifiedBody {
  readonly label: number;
  /** Outside the arena. */
  readonly mesh: TriMesh;
  /** False where even the surface as it was drawn is no solid: bodies that touch themselves in an edge, say. */
  readonly sound: boolean;
}

/**
 * Simplifies bodies that share their boundaries, within a bound, and keeps them shared: each patch between two is
 * simplified once, with the body that comes first, and put turned round into the other. Lines where three meet stay as
 * they are. A patch that would make the other body cut itself stays as it was in both.
 */
export async function simplifyShared(
  surface: LabeledSurface,
  labels: readonly number[],
  boundMm: number,
  crew: Crew,
): Promise<readonly SimplifiedBody[]> {
  const bodies = new Map(labels.map((label) => [label, bodyOf(surface, label)]));
  const sound = new Set<number>();
  for (const [label, body] of bodies) if (await isSound(surface, body, crew)) sound.add(label);
  const onLine = verticesOnLines(surface);
  const done = new Set<number>();
  for (const label of labels) {
    done.add(label);
    if (boundMm <= 0 || !sound.has(label)) continue;
    const isFree = (other: number) => other === 0 || (sound.has(other) && !done.has(other));
    for (const free of [isFree, (other: number) => other === 0]) {
      const next = await withSimplified(surface, { bodies, label, onLine, isFree: free, boundMm }, crew);
      if (!next) continue;
      for (const [changed, body] of next) bodies.set(changed, body);
      break;
    }
  }
  return labels.map((label) => ({ label, mesh: meshOf(surface, bodies.get(label)!).mesh, sound: sound.has(label) }));
}

interface Turn {
  readonly bodies: ReadonlyMap<number, Body>;
  readonly label: number;
  readonly onLine: Uint8Array;
  readonly isFree: (other: number) => boolean;
  readonly boundMm: number;
}

/** The body and those that it shares patches with, simplified; null where one of them would be no solid. */
async function withSimplified(
  surface: LabeledSurface,
  { bodies, label, onLine, isFree, boundMm }: Turn,
  crew: Crew,
): Promise<ReadonlyMap<number, Body> | null> {
  const body = bodies.get(label)!;
  if (body.triangles.length === 0) return new Map();
  const { mesh, own } = meshOf(surface, body);
  const held = new Uint8Array(own.length);
  for (const [n, vertex] of own.entries()) held[n] = onLine[vertex]!;
  const numbers = new Map(own.map((vertex, n) => [vertex, n]));
  for (const [c, vertex] of body.triangles.entries())
    if (!isFree(body.others[Math.floor(c / 3)]!)) held[numbers.get(vertex)!] = 1;
  const triangles = await collapsed(mesh, held, boundMm, crew);
  const simple = withOthers(
    body,
    Array.from(triangles, (n) => own[n]!),
    onLine,
    surface.positions.length / 3,
  );
  if (!simple || !(await isSound(surface, simple, crew))) return null;
  const next = new Map([[label, simple]]);
  for (const [other, theirs] of bodies) {
    if (other === label || !isFree(other) || !theirs.others.includes(label)) continue;
    const put = withPatch(theirs, label, simple, other);
    if (!(await isSound(surface, put, crew))) return null;
    next.set(other, put);
  }
  return next;
}

async function collapsed(mesh: TriMesh, held: Uint8Array, boundMm: number, crew: Crew): Promise<Uint32Array> {
  using scope = new Scope(crew.arena);
  const inside = meshInScope(mesh, scope);
  const heldInside = scope.uint8(held.length);
  heldInside.set(held);
  const grid = await surfaceGrid(inside, boundMm, crew, scope);
  const extent = await extentOf(inside, crew);
  const { triangles } = await simplifySurface(grid, extent, { boundMm, targetTriangles: null }, heldInside, crew);
  return Uint32Array.from(scope.hold(triangles));
}

function bodyOf({ triangles, sides }: LabeledSurface, label: number): Body {
  const out: number[] = [];
  const others: number[] = [];
  for (let t = 0; t < sides.length / 2; t++) {
    const [a, b, c] = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
    const [front, back] = [sides[2 * t]!, sides[2 * t + 1]!];
    if (front === label) out.push(a, b, c);
    else if (back === label) out.push(a, c, b);
    else continue;
    others.push(front === label ? back : front);
  }
  return { triangles: out, others };
}

/** Uint8, 1 for a vertex around which surfaces of more than one pair of labels lie. */
function verticesOnLines({ positions, triangles, sides }: LabeledSurface): Uint8Array {
  const pairs = new Int32Array(positions.length / 3).fill(-1);
  const onLine = new Uint8Array(pairs.length);
  for (let c = 0; c < triangles.length; c++) {
    const t = Math.floor(c / 3);
    const [low, high] = [Math.min(sides[2 * t]!, sides[2 * t + 1]!), Math.max(sides[2 * t]!, sides[2 * t + 1]!)];
    const vertex = triangles[c]!;
    if (pairs[vertex] === -1) pairs[vertex] = 256 * high + low;
    else if (pairs[vertex] !== 256 * high + low) onLine[vertex] = 1;
  }
  return onLine;
}

/** Vertices in the order of the shared surface. */
function meshOf({ positions, frame }: LabeledSurface, { triangles }: Body): { mesh: TriMesh; own: readonly number[] } {
  const own = [...new Set(triangles)].sort((a, b) => a - b);
  const numbers = new Map(own.map((vertex, n) => [vertex, n]));
  const placed = new Float32Array(3 * own.length);
  for (const [n, vertex] of own.entries()) placed.set(positions.subarray(3 * vertex, 3 * vertex + 3), 3 * n);
  return {
    mesh: { positions: placed, triangles: Uint32Array.from(triangles, (vertex) => numbers.get(vertex)!), frame },
    own,
  };
}

async function isSound(surface: LabeledSurface, body: Body, crew: Crew): Promise<boolean> {
  if (body.triangles.length === 0) return true;
  using scope = new Scope(crew.arena);
  return (await faultsOf(meshInScope(meshOf(surface, body).mesh, scope), crew)) === null;
}

/**
 * What lies on the other side of each triangle that is left: what lay there around its vertices, or, where all three lie
 * on lines, along its edges on lines and across the others. Null where that does not come out.
 */
function withOthers(before: Body, triangles: readonly number[], onLine: Uint8Array, vertexCount: number): Body | null {
  const otherOf = new Map<number, number>();
  const sideOf = new Map<number, number>();
  const edge = (list: readonly number[], c: number) =>
    [list[c]!, list[c % 3 === 2 ? c - 2 : c + 1]!] as readonly [number, number];
  for (const [c, vertex] of before.triangles.entries()) {
    const other = before.others[Math.floor(c / 3)]!;
    if (onLine[vertex] === 0) otherOf.set(vertex, other);
    const [a, b] = edge(before.triangles, c);
    sideOf.set(a * vertexCount + b, other);
  }
  const isLine = (a: number, b: number): boolean => {
    const [one, other] = [sideOf.get(a * vertexCount + b), sideOf.get(b * vertexCount + a)];
    return one !== undefined && other !== undefined && one !== other;
  };
  const others: (number | undefined)[] = Array.from({ length: triangles.length / 3 });
  const owner = new Map<number, number>();
  let lines = 0;
  for (let c = 0; c < triangles.length; c++) {
    const t = Math.floor(c / 3);
    const [a, b] = edge(triangles, c);
    owner.set(a * vertexCount + b, t);
    const told = otherOf.get(a) ?? (isLine(a, b) ? sideOf.get(a * vertexCount + b) : undefined);
    if (isLine(a, b)) lines++;
    if (told === undefined) continue;
    if (others[t] !== undefined && others[t] !== told) return null;
    others[t] = told;
  }
  let linesBefore = 0;
  for (let c = 0; c < before.triangles.length; c++) if (isLine(...edge(before.triangles, c))) linesBefore++;
  if (lines !== linesBefore) return null;
  const known = others.flatMap((other, t) => (other === undefined ? [] : [t]));
  for (let at = 0; at < known.length; at++) {
    const t = known[at]!;
    for (let k = 0; k < 3; k++) {
      const [a, b] = edge(triangles, 3 * t + k);
      const next = owner.get(b * vertexCount + a);
      if (next === undefined) return null;
      if (isLine(a, b)) continue;
      if (others[next] === undefined) {
        others[next] = others[t];
        known.push(next);
      } else if (others[next] !== others[t]) return null;
    }
  }
  return known.length === others.length ? { triangles, others: others.map((other) => other!) } : null;
}

/** A body with its patch against another replaced by that of the other, turned round. */
function withPatch(body: Body, against: number, from: Body, own: number): Body {
  const triangles: number[] = [];
  const others: number[] = [];
  for (const [t, other] of body.others.entries()) {
    if (other === against) continue;
    triangles.push(...body.triangles.slice(3 * t, 3 * t + 3));
    others.push(other);
  }
  for (const [t, other] of from.others.entries()) {
    if (other !== own) continue;
    triangles.push(from.triangles[3 * t]!, from.triangles[3 * t + 2]!, from.triangles[3 * t + 1]!);
    others.push(against);
  }
  return { triangles, others };
}
