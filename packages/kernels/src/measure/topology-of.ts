import type { TriMesh } from '@specola/space';
import { orient2d } from 'robust-predicates';
import { edgeRunsOf, nextCorner } from './half-edges.ts';
import { cornerVolumeMm3, triangleAreaMm2 } from './measures-of.ts';
import { shellDepths } from './shell-depths.ts';

/** A part of the surface that hangs together by edges. */
export interface Shell {
  readonly triangles: number;
  readonly firstTriangle: number;
  /** Signed: positive when it faces outward. Meaningless when the shell is open. */
  readonly volumeMm3: number;
  readonly areaMm2: number;
  /** Vertices − edges + triangles; 2 for a ball, 0 for a ring. A vertex where sheets meet counts for each of them. */
  readonly eulerNumber: number;
  /** No open edge. */
  readonly closed: boolean;
  /** In how many other closed shells it lies: even for bodies, odd for cavities. */
  readonly depth: number;
}

export interface Topology {
  readonly triangles: number;
  /** Vertices that a triangle names. */
  readonly vertices: number;
  readonly edges: number;
  /** Edges of one triangle. */
  readonly openEdges: number;
  /** Edges of three triangles and more. */
  readonly nonManifoldEdges: number;
  /** Vertices whose triangles do not make one fan: sheets that touch in a point. */
  readonly nonManifoldVertices: number;
  /** Edges whose two triangles turn against each other. */
  readonly misorientedEdges: number;
  /** Triangles with the three vertices of an earlier one. */
  readonly duplicateTriangles: number;
  /** Triangles that name a vertex twice, or have exactly no area. */
  readonly degenerateTriangles: number;
  /** By their first triangle. */
  readonly shells: readonly Shell[];
  /** Uint32, the shell of each triangle; NO_SHELL for one that names a vertex twice. */
  readonly shellOfTriangle: Uint32Array;
  /** A vertex at some of each fault, in mesh order. */
  readonly where: Readonly<Record<FaultKind, readonly number[]>>;
}

export type FaultKind = 'open' | 'nonManifold' | 'misoriented' | 'degenerate';

/** In place of a shell: a triangle that names a vertex twice belongs to none. */
export const NO_SHELL = 0xffffffff;

/** Places kept of each kind of fault: more than any report shows. */
const MOST_PLACES = 200;

/** How the triangles of a mesh hang together, what is wrong with that, and its shells. Vertices are one by index: weld first. */
export function topologyOf(mesh: TriMesh): Topology {
  const { positions, triangles } = mesh;
  const count = triangles.length / 3;
  const where: Record<FaultKind, number[]> = { open: [], nonManifold: [], misoriented: [], degenerate: [] };
  const note = (kind: FaultKind, vertex: number) => {
    if (where[kind].length < MOST_PLACES) where[kind].push(vertex);
  };

  let degenerateTriangles = 0;
  for (let t = 0; t < triangles.length; t += 3)
    if (hasNoArea(positions, triangles, t)) {
      degenerateTriangles++;
      note('degenerate', triangles[t]!);
    }

  // Corners that belong to one fan around their vertex are joined; later the three corners of each triangle as well.
  const parents = new Uint32Array(triangles.length);
  for (let c = 0; c < parents.length; c++) parents[c] = c;
  const runs = edgeRunsOf(mesh);
  let [edges, openEdges, nonManifoldEdges, misorientedEdges, duplicateTriangles] = [0, 0, 0, 0, 0];
  runs.forEach((list, from, to) => {
    edges++;
    const first = list[from]!;
    const start = triangles[first]!;
    if (to - from === 1) {
      openEdges++;
      note('open', start);
      return;
    }
    if (to - from > 2) {
      nonManifoldEdges++;
      note('nonManifold', start);
    } else if (triangles[list[from + 1]!] === start) {
      misorientedEdges++;
      note('misoriented', start);
    }
    for (let n = from + 1; n < to; n++) {
      const other = list[n]!;
      const turned = triangles[other] !== start;
      join(parents, first, turned ? nextCorner(other) : other);
      join(parents, nextCorner(first), turned ? other : nextCorner(other));
    }
    duplicateTriangles += duplicatesIn(triangles, list, from, to);
  });

  const { fans, vertices, nonManifoldVertices } = countFans(mesh, parents, (vertex) => note('nonManifold', vertex));
  for (let t = 0; t < triangles.length; t += 3) {
    join(parents, t, t + 1);
    join(parents, t, t + 2);
  }
  const { shells, shellOfTriangle } = shellsOf(mesh, parents, fans, runs);
  return {
    triangles: count,
    vertices,
    edges,
    openEdges,
    nonManifoldEdges,
    nonManifoldVertices,
    misorientedEdges,
    duplicateTriangles,
    degenerateTriangles,
    shells,
    shellOfTriangle,
    where,
  };
}

/** Exactly: the area is none when it is none seen along each axis. */
function hasNoArea(x: Float32Array, triangles: Uint32Array, t: number): boolean {
  const a = 3 * triangles[t]!;
  const b = 3 * triangles[t + 1]!;
  const c = 3 * triangles[t + 2]!;
  if (a === b || b === c || c === a) return true;
  const flat = (i: number, j: number) =>
    orient2d(x[a + i]!, x[a + j]!, x[b + i]!, x[b + j]!, x[c + i]!, x[c + j]!) === 0;
  return flat(0, 1) && flat(1, 2) && flat(0, 2);
}

/** Triangles of one edge that also have their third vertex in common, told once for each triangle: at its lowest edge. */
function duplicatesIn(triangles: Uint32Array, list: Uint32Array, from: number, to: number): number {
  const thirdOf = (halfEdge: number) => triangles[nextCorner(nextCorner(halfEdge))]!;
  const high = Math.max(triangles[list[from]!]!, triangles[nextCorner(list[from]!)]!);
  let found = 0;
  for (let n = from + 1; n < to; n++) {
    const third = thirdOf(list[n]!);
    if (third < high) continue;
    for (let m = from; m < n; m++)
      if (thirdOf(list[m]!) === third) {
        found++;
        break;
      }
  }
  return found;
}

function countFans(
  { positions, triangles }: TriMesh,
  parents: Uint32Array,
  note: (vertex: number) => void,
): { fans: Uint8Array; vertices: number; nonManifoldVertices: number } {
  // 1 where a corner stands for its whole fan.
  const fans = new Uint8Array(triangles.length);
  const perVertex = new Uint8Array(positions.length / 3);
  let vertices = 0;
  let nonManifoldVertices = 0;
  for (let c = 0; c < triangles.length; c++) {
    const vertex = triangles[c]!;
    if (parents[c] !== c || namesTwice(triangles, c - (c % 3))) continue;
    fans[c] = 1;
    if (perVertex[vertex] === 0) vertices++;
    if (perVertex[vertex] === 1) {
      nonManifoldVertices++;
      note(vertex);
    }
    perVertex[vertex] = Math.min(2, perVertex[vertex]! + 1);
  }
  return { fans, vertices, nonManifoldVertices };
}

function shellsOf(
  mesh: TriMesh,
  parents: Uint32Array,
  fans: Uint8Array,
  runs: ReturnType<typeof edgeRunsOf>,
): { shells: Shell[]; shellOfTriangle: Uint32Array } {
  const { positions, triangles } = mesh;
  const shellOfTriangle = new Uint32Array(triangles.length / 3);
  const shells: { -readonly [K in keyof Shell]: Shell[K] }[] = [];
  const origins: [number, number, number][] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    if (namesTwice(triangles, t)) {
      shellOfTriangle[t / 3] = NO_SHELL;
      continue;
    }
    // Joining keeps the lower number, so the root is the first corner of the shell's first triangle.
    const root = rootOf(parents, t);
    if (root === t) {
      const v = 3 * triangles[t]!;
      origins.push([positions[v]!, positions[v + 1]!, positions[v + 2]!]);
      shellOfTriangle[t / 3] = shells.length;
      shells.push({
        triangles: 0,
        firstTriangle: t / 3,
        volumeMm3: 0,
        areaMm2: 0,
        eulerNumber: 0,
        closed: true,
        depth: 0,
      });
    } else shellOfTriangle[t / 3] = shellOfTriangle[(root - (root % 3)) / 3]!;
    const at = shellOfTriangle[t / 3]!;
    const shell = shells[at]!;
    shell.triangles++;
    shell.volumeMm3 += cornerVolumeMm3(positions, triangles, t, origins[at]!);
    shell.areaMm2 += triangleAreaMm2(positions, triangles, t);
    shell.eulerNumber += 1 + fans[t]! + fans[t + 1]! + fans[t + 2]!;
  }
  runs.forEach((list, from, to) => {
    const shell = shells[shellOfTriangle[Math.floor(list[from]! / 3)]!]!;
    shell.eulerNumber--;
    if (to - from === 1) shell.closed = false;
  });
  const depths = shellDepths(mesh, shellOfTriangle, shells);
  shells.forEach((shell, n) => {
    shell.depth = depths[n]!;
  });
  return { shells, shellOfTriangle };
}

const namesTwice = (triangles: Uint32Array, t: number): boolean =>
  triangles[t] === triangles[t + 1] || triangles[t + 1] === triangles[t + 2] || triangles[t + 2] === triangles[t];

function rootOf(parents: Uint32Array, c: number): number {
  let at = c;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

/** The lower number becomes the root, so that the result does not depend on the order of joining. */
function join(parents: Uint32Array, a: number, b: number): void {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  if (rootA < rootB) parents[rootB] = rootA;
  else parents[rootA] = rootB;
}
