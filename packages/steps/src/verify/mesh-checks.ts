import { NO_SHELL, type Topology } from '@specola/kernels';
import type { Check } from '@specola/record';
import type { TriMesh } from '@specola/space';
import type { ThinWalls } from './thin-walls.ts';

const MOST_PLACES = 20;
type Place = [number, number, number];

export interface Measured {
  readonly mesh: TriMesh;
  readonly topology: Topology;
  /** Pairs of triangles that cut each other, flat. */
  readonly crossings: Uint32Array;
  readonly walls: ThinWalls;
  readonly thinWallMm: number;
  readonly smallestShellMm3: number;
}

/** The questions asked of a finished file, each with its answer. The wall thickness warns; the others decide. */
export function meshChecks(measured: Measured): Check[] {
  return [
    closed(measured),
    manifold(measured),
    outward(measured),
    noSelfIntersection(measured),
    noDegenerateTriangles(measured),
    noLooseShells(measured),
    wallThickness(measured),
  ];
}

const decides = (name: Check['name'], value: number, unit: string, places: Place[], what: string): Check => ({
  name,
  result: value > 0 ? 'fail' : 'pass',
  decides: true,
  value,
  limit: 0,
  unit,
  what,
  places,
});

function closed({ mesh, topology }: Measured): Check {
  const { openEdges } = topology;
  return decides(
    'closed',
    openEdges,
    'edges',
    verticesAt(mesh, topology.where.open),
    openEdges === 0
      ? `The surface is closed: each of its ${topology.edges} edges has a triangle on both sides.`
      : `The surface has holes: ${openEdges} of its ${topology.edges} edges have a triangle on one side only.`,
  );
}

function manifold({ mesh, topology }: Measured): Check {
  const { nonManifoldEdges, nonManifoldVertices, duplicateTriangles } = topology;
  const faults = nonManifoldEdges + nonManifoldVertices + duplicateTriangles;
  return decides(
    'manifold',
    faults,
    'places',
    verticesAt(mesh, topology.where.nonManifold),
    faults === 0
      ? 'No edge has more than two triangles, and no two sheets touch in a single vertex.'
      : `${nonManifoldEdges} edges have more than two triangles, ${nonManifoldVertices} vertices join sheets that only touch there, and ${duplicateTriangles} triangles stand twice.`,
  );
}

function outward({ mesh, topology, crossings }: Measured): Check {
  // Where shells cut each other nothing lies inside the other: only their own side can be told, and it must be outward.
  const crossing = new Set<number>();
  for (let n = 0; n < crossings.length; n += 2) {
    const [a, b] = [topology.shellOfTriangle[crossings[n]!]!, topology.shellOfTriangle[crossings[n + 1]!]!];
    if (a !== b && a !== NO_SHELL && b !== NO_SHELL) crossing.add(a).add(b);
  }
  const turned = topology.shells.filter(({ closed, depth, volumeMm3 }, n) => {
    if (!closed || crossing.has(n)) return false;
    return depth % 2 === 0 ? volumeMm3 < 0 : volumeMm3 > 0;
  });
  const bodies = topology.shells.filter(({ volumeMm3 }) => volumeMm3 >= 0).length;
  const { misorientedEdges } = topology;
  return decides(
    'outward',
    misorientedEdges + turned.length,
    'edges and shells',
    [
      ...verticesAt(mesh, topology.where.misoriented),
      ...verticesAt(
        mesh,
        turned.map(({ firstTriangle }) => mesh.triangles[3 * firstTriangle]!),
      ),
    ].slice(0, MOST_PLACES),
    misorientedEdges + turned.length === 0
      ? `All triangles face outward: ${bodies} ${bodies === 1 ? 'body' : 'bodies'}, ${topology.shells.length - bodies} ${topology.shells.length - bodies === 1 ? 'cavity' : 'cavities'}.`
      : `At ${misorientedEdges} edges two triangles face opposite ways, and ${turned.length} of ${topology.shells.length} shells are inside out.`,
  );
}

function noSelfIntersection({ mesh, topology, crossings }: Measured): Check {
  const pairs = crossings.length / 2;
  const vertices: number[] = [];
  for (let n = 0; n < crossings.length && vertices.length < 10 * MOST_PLACES; n += 2)
    vertices.push(mesh.triangles[3 * crossings[n]!]!);
  return decides(
    'no-self-intersection',
    pairs,
    'pairs of triangles',
    verticesAt(mesh, vertices),
    pairs === 0
      ? `None of the ${topology.triangles} triangles cuts another.`
      : `${pairs} pairs of triangles cut each other.`,
  );
}

function noDegenerateTriangles({ mesh, topology }: Measured): Check {
  const { degenerateTriangles } = topology;
  return decides(
    'no-degenerate-triangles',
    degenerateTriangles,
    'triangles',
    verticesAt(mesh, topology.where.degenerate),
    degenerateTriangles === 0
      ? 'Every triangle has an area.'
      : `${degenerateTriangles} of ${topology.triangles} triangles have no area.`,
  );
}

function noLooseShells({ mesh, topology, smallestShellMm3 }: Measured): Check {
  // A small cavity is no loose shell: it stays where it is.
  const loose = topology.shells.filter(
    ({ volumeMm3, depth, closed }) => closed && depth % 2 === 0 && Math.abs(volumeMm3) < smallestShellMm3,
  );
  const smallest = Math.min(...topology.shells.map(({ volumeMm3 }) => Math.abs(volumeMm3)));
  return decides(
    'no-loose-shells',
    loose.length,
    'shells',
    verticesAt(
      mesh,
      loose.map(({ firstTriangle }) => mesh.triangles[3 * firstTriangle]!),
    ),
    loose.length === 0
      ? `The smallest of ${topology.shells.length} shells encloses ${smallest.toFixed(0)} mm³.`
      : `${loose.length} of ${topology.shells.length} shells enclose less than ${smallestShellMm3} mm³ and would be loose crumbs.`,
  );
}

function wallThickness({ walls, thinWallMm }: Measured): Check {
  const { thinnest, places, areaMm2 } = walls;
  const thin = thinnest !== null && thinnest.thicknessMm < thinWallMm;
  return {
    name: 'wall-thickness',
    result: thin ? 'warn' : 'pass',
    decides: false,
    value: thinnest?.thicknessMm ?? 0,
    limit: thinWallMm,
    unit: 'mm',
    what:
      thinnest === null
        ? 'No wall thinner than 5 mm was met.'
        : thin
          ? `The thinnest wall measures ${thinnest.thicknessMm.toFixed(2)} mm; ${areaMm2.toFixed(areaMm2 < 10 ? 1 : 0)} mm² of the surface lie over walls thinner than ${thinWallMm} mm, which may break or not print.`
          : `The thinnest wall measures ${thinnest.thicknessMm.toFixed(2)} mm.`,
    places,
  };
}

/** Places of vertices, twenty at most, taken evenly from the list. */
function verticesAt({ positions }: TriMesh, vertices: readonly number[]): Place[] {
  const step = Math.max(1, vertices.length / MOST_PLACES);
  const places: Place[] = [];
  for (let n = 0; n < vertices.length && places.length < MOST_PLACES; n += step) {
    const v = 3 * vertices[Math.floor(n)]!;
    places.push([positions[v]!, positions[v + 1]!, positions[v + 2]!]);
  }
  return places;
}
