import { type Crew, signedDistances, splitLargeTriangles, surfaceIndex, triangleAreaMm2 } from '@specola/kernels';
import type { Deviation } from '@specola/record';
import type { TriMesh } from '@specola/space';

/** Large triangles are asked at points no further apart than this, so that a bump over the middle of one is seen. */
const EDGE_MM = 1;

/** How far one surface lies from another at every vertex, and in numbers. */
export interface DeviationMap {
  /** The surface, its large triangles cut. */
  readonly mesh: TriMesh;
  /** Float32, one for each vertex, mm: positive outside the other. */
  readonly signedMm: Float32Array;
  readonly numbers: Deviation;
}

export interface BothWays {
  /** From the one that is judged to what it is held against, on the judged surface. */
  readonly there: DeviationMap;
  /** From what it is held against to the judged one: what is missing shows here. */
  readonly back: DeviationMap;
}

/** How far two surfaces lie from each other, signed, both ways. Only one index is held at a time. */
export async function deviationBetween(judged: TriMesh, against: TriMesh, crew: Crew): Promise<BothWays> {
  const there = await deviationFrom(judged, against, crew);
  return { there, back: await deviationFrom(against, judged, crew) };
}

async function deviationFrom(from: TriMesh, to: TriMesh, crew: Crew): Promise<DeviationMap> {
  const { mesh } = splitLargeTriangles(from, { edgeMm: EDGE_MM });
  using index = await surfaceIndex(to, crew);
  const signedMm = await signedDistances(mesh.positions, index, crew);
  return { mesh, signedMm, numbers: numbersOf(mesh, signedMm) };
}

function numbersOf(mesh: TriMesh, signedMm: Float32Array): Deviation {
  const { positions, triangles } = mesh;
  const areas = new Float64Array(signedMm.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const third = triangleAreaMm2(positions, triangles, t) / 3;
    for (let k = 0; k < 3; k++) areas[triangles[t + k]!]! += third;
  }
  const asked: number[] = [];
  const named = new Uint8Array(signedMm.length);
  for (const v of triangles) named[v] = 1;
  let [sum, size, area] = [0, 0, 0];
  let [outermost, innermost] = [-1, -1];
  for (let v = 0; v < signedMm.length; v++) {
    const d = signedMm[v]!;
    if (named[v] === 0 || !Number.isFinite(d)) continue;
    asked.push(v);
    sum += areas[v]! * d;
    size += areas[v]! * Math.abs(d);
    area += areas[v]!;
    if (outermost < 0 || d > signedMm[outermost]!) outermost = v;
    if (innermost < 0 || d < signedMm[innermost]!) innermost = v;
  }
  asked.sort((a, b) => Math.abs(signedMm[a]!) - Math.abs(signedMm[b]!) || a - b);
  let below = 0;
  const p95 = asked.find((v) => {
    below += areas[v]!;
    return below >= 0.95 * area;
  });
  const at = (v: number): { mm: number; at: [number, number, number] } => ({
    mm: signedMm[v]!,
    at: [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!],
  });
  const last = asked.at(-1);
  return {
    meanSignedMm: area > 0 ? sum / area : 0,
    meanMm: area > 0 ? size / area : 0,
    p95Mm: Math.abs(signedMm[p95 ?? last!]!),
    maxMm: Math.abs(signedMm[last!]!),
    outermost: at(outermost),
    innermost: at(innermost),
    points: asked.length,
  };
}
