// How fast a finished mesh is measured: self-intersections, distances, wall thickness, welding, topology.
// Run alone: `node bench/verify.ts [workers]`; the bench run imports it.
import { availableParallelism } from 'node:os';
import {
  Arena,
  type Crew,
  distancesTo,
  selfIntersections,
  surfaceIndex,
  topologyOf,
  wallThickness,
  weldTriangles,
} from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';

export interface BenchRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

/** A ball with waves on it, walls inside: a wavy shell of about a million triangles, like bone in size and density. */
export function wavyShell(trianglesWanted: number): TriMesh {
  const rings = Math.round(Math.sqrt(trianglesWanted / 8));
  const around = 2 * rings;
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const [radius, inward] of [
    [80, false],
    [77, true],
  ] as const) {
    const first = positions.length / 3;
    for (let r = 0; r <= rings; r++)
      for (let a = 0; a < (r === 0 || r === rings ? 1 : around); a++) {
        const polar = (Math.PI * r) / rings;
        const turn = (2 * Math.PI * a) / around;
        const length = radius + Math.sin(9 * turn) * Math.sin(polar) ** 2 * Math.sin(13 * polar);
        positions.push(
          31 + length * Math.sin(polar) * Math.cos(turn),
          -84 + length * Math.sin(polar) * Math.sin(turn),
          203 - length * Math.cos(polar),
        );
      }
    const at = (r: number, a: number) =>
      first + (r === 0 ? 0 : r === rings ? 1 + (rings - 1) * around : 1 + (r - 1) * around + (a % around));
    const add = (a: number, b: number, c: number) => triangles.push(a, inward ? c : b, inward ? b : c);
    for (let a = 0; a < around; a++)
      for (let r = 0; r < rings; r++) {
        if (r < rings - 1) add(at(r, a), at(r + 1, a + 1), at(r + 1, a));
        if (r > 0) add(at(r, a), at(r, a + 1), at(r + 1, a + 1));
      }
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

/** Measures everything on one shell; the median of `rounds`, warm. */
export async function benchVerify(crew: Crew, { triangles = 1_000_000, rounds = 5 } = {}): Promise<BenchRow[]> {
  const mesh = wavyShell(triangles);
  const millions = mesh.triangles.length / 3e6;
  const soup = new Float32Array(3 * mesh.triangles.length);
  mesh.triangles.forEach((v, n) => {
    soup.set(mesh.positions.subarray(3 * v, 3 * v + 3), 3 * n);
  });
  const near = mesh.positions.map((value, n) => value + 0.05 * (((n * 0.618034) % 1) - 0.5));
  using index = await surfaceIndex(mesh, crew);
  const seconds = async (work: () => unknown) => {
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now();
      await work();
      if (round > 0) times.push((performance.now() - start) / 1000);
    }
    return times.sort((a, b) => a - b)[rounds >> 1]!;
  };
  return [
    {
      what: 'self-intersections',
      value: (await seconds(() => selfIntersections(mesh, crew))) / millions,
      unit: 's per million triangles',
    },
    {
      what: 'grid over the triangles',
      value: (await seconds(async () => (await surfaceIndex(mesh, crew))[Symbol.dispose]())) / millions,
      unit: 's per million triangles',
    },
    {
      what: 'distances, points 0.05 mm away',
      value: near.length / 3e6 / (await seconds(() => distancesTo(index, near, crew))),
      unit: 'million points per s',
    },
    {
      what: 'wall thickness up to 5 mm',
      value: (await seconds(() => wallThickness(mesh, crew, { limitMm: 5, index }))) / (2 * millions),
      unit: 's per 500,000 triangles',
    },
    {
      what: 'welding',
      value: (await seconds(() => weldTriangles(soup, 'lps-mm'))) / millions,
      unit: 's per million triangles',
    },
    { what: 'topology', value: (await seconds(() => topologyOf(mesh))) / millions, unit: 's per million triangles' },
  ];
}

if (import.meta.main) {
  const workers = Number(process.argv[2] ?? availableParallelism());
  const crew = openNodeCrew(new Arena(), workers, new AbortController().signal);
  for (const { what, value, unit } of await benchVerify(crew))
    process.stdout.write(`${what.padEnd(32)} ${value.toFixed(3)} ${unit}\n`);
  await crew.close();
}
