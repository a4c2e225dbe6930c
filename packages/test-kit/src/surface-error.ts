import { distanceToSurfaceMm, type Solid, sampleMesh } from '@specola/phantom';
import type { TriMesh, Triple } from '@specola/space';
import { tripleOf } from '@specola/space';

export interface SurfaceError {
  readonly meanMm: number;
  /** Positive where the model is too large. */
  readonly biasMm: number;
  readonly maxMm: number;
  readonly samples: number;
  /** Share of the area that lies near edges sharper than the point spread, and was left out. */
  readonly nearEdgesPercent: number;
}

/** A surface that turns by more than this between neighbours has an edge there. */
const EDGE_COSINE = 0.87;

/**
 * How far a mesh is from the surface of a solid, by points spread over its area.
 *
 * @param edgeMm  points with an edge nearer than this are left out: no blurred image holds a sharp edge in its place
 */
export function surfaceErrorOf(
  { positions, triangles }: TriMesh,
  solid: Solid,
  { edgeMm, samples = 20_000 }: { edgeMm: number; samples?: number },
): SurfaceError {
  const spread = sampleMesh(positions, triangles, samples);
  let [sum, bias, max, kept] = [0, 0, 0, 0];
  for (let s = 0; s < spread.triangles.length; s++) {
    const [x, y, z] = [spread.points[3 * s]!, spread.points[3 * s + 1]!, spread.points[3 * s + 2]!];
    if (nearEdge(solid, [x, y, z], edgeMm)) continue;
    const d = distanceToSurfaceMm(solid, x, y, z);
    sum += Math.abs(d);
    bias += d;
    max = Math.max(max, Math.abs(d));
    kept++;
  }
  const count = spread.triangles.length;
  return {
    meanMm: sum / kept,
    biasMm: bias / kept,
    maxMm: max,
    samples: kept,
    nearEdgesPercent: 100 * (1 - kept / count),
  };
}

/** Whether the surface of a solid turns sharply within `reachMm` of a place near it. */
function nearEdge(solid: Solid, at: Triple, reachMm: number): boolean {
  const here = normalAt(solid, at);
  // Two directions along the surface.
  const aside: Triple = Math.abs(here[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const u = unit(crossed(here, aside));
  const v = crossed(here, u);
  const level = solid.distance(...at);
  for (let n = 0; n < 16; n++) {
    const [a, b] = RING[n % 8]!;
    const reach = n < 8 ? reachMm : reachMm / 2;
    const there = tripleOf(at.map((c, axis) => c - level * here[axis]! + reach * (a * u[axis]! + b * v[axis]!)));
    const normal = normalAt(solid, there);
    if (here[0] * normal[0] + here[1] * normal[1] + here[2] * normal[2] < EDGE_COSINE) return true;
  }
  return false;
}

const RING = [
  [1, 0],
  [0.7, 0.7],
  [0, 1],
  [-0.7, 0.7],
  [-1, 0],
  [-0.7, -0.7],
  [0, -1],
  [0.7, -0.7],
] as const;

function normalAt(solid: Solid, [x, y, z]: Triple): Triple {
  const h = 1e-3;
  return unit([
    solid.distance(x + h, y, z) - solid.distance(x - h, y, z),
    solid.distance(x, y + h, z) - solid.distance(x, y - h, z),
    solid.distance(x, y, z + h) - solid.distance(x, y, z - h),
  ]);
}

function unit([x, y, z]: Triple): Triple {
  const length = Math.sqrt(x * x + y * y + z * z) || 1;
  return [x / length, y / length, z / length];
}

function crossed(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
