import { type Crew, extractSurface, thresholdMask } from '@specola/kernels';
import { sampleMesh } from '@specola/phantom';
import type { TriMesh, Triple } from '@specola/space';
import type { DrawnSurface } from './ankle-truth.ts';
import { DEFAULT_IMAGING, platePhantom, SLANTED_AXES } from './solid-phantom.ts';

export interface PlateResult {
  readonly thicknessMm: number;
  readonly pointSpreadMm: number;
  /** Thickness in the model, where there is one; null when nothing is left. */
  readonly foundMm: number | null;
  /** Share of the plate's two faces, away from its rim, that the model holds. */
  readonly keptPercent: number;
}

/**
 * What becomes of a thin plate of bone in soft tissue: imaged slanted to the grid, with noise, and drawn at the
 * half-maximum of thick bone.
 *
 * @param finished  what is done to the surface before it is measured
 */
export async function plateStudy(
  { thicknessMm, pointSpreadMm, spacingMm }: { thicknessMm: number; pointSpreadMm: number; spacingMm: Triple },
  crew: Crew,
  finished: (surface: DrawnSurface) => Promise<TriMesh> = async ({ mesh }) => mesh,
): Promise<PlateResult> {
  const sideMm = 24;
  const phantom = platePhantom({
    thicknessMm,
    sideMm,
    spacingMm,
    pointSpreadMm: { inPlane: pointSpreadMm, throughPlane: pointSpreadMm },
    noiseHu: 18,
    samplesPerVoxel: [5, 5, 8],
    arena: crew.arena,
  });
  const mask = await thresholdMask(phantom.volume, { from: phantom.isoHu, to: 4000 }, crew);
  const { volume, isoHu } = phantom;
  const drawn = await extractSurface({ volume, mask, isoHu }, crew);
  const mesh = drawn.triangles.length === 0 ? drawn : await finished({ mesh: drawn, volume, mask, isoHu });
  const result = { thicknessMm, pointSpreadMm, foundMm: null, keptPercent: 0 };
  const found = mesh.triangles.length === 0 ? result : { ...result, ...facesOf(mesh, sideMm) };
  if (mesh.positions !== drawn.positions) crew.arena.release(mesh.positions);
  for (const view of [drawn.positions, drawn.triangles, mask.words, phantom.volume.values]) crew.arena.release(view);
  return found;
}

/** Of the middle of the plate: how far the two faces are apart, and how much of them is there. */
function facesOf(
  mesh: { readonly positions: Float32Array; readonly triangles: Uint32Array },
  sideMm: number,
): Pick<PlateResult, 'foundMm' | 'keptPercent'> {
  const { points, triangles } = sampleMesh(mesh.positions, mesh.triangles, 20_000);
  const area = areaOf(mesh);
  const halfU = 0.3 * sideMm;
  const halfV = 0.24 * sideMm;
  let [sum, kept] = [0, 0];
  for (let s = 0; s < triangles.length; s++) {
    const from = [0, 1, 2].map((axis) => points[3 * s + axis]! - DEFAULT_IMAGING.centerLps[axis]!);
    const [u, v, w] = SLANTED_AXES.map((dir) => dir[0] * from[0]! + dir[1] * from[1]! + dir[2] * from[2]!) as [
      number,
      number,
      number,
    ];
    if (Math.abs(u) > halfU || Math.abs(v) > halfV) continue;
    sum += Math.abs(w);
    kept++;
  }
  const facesMm2 = 2 * 4 * halfU * halfV;
  if (kept === 0) return { foundMm: null, keptPercent: 0 };
  return { foundMm: (2 * sum) / kept, keptPercent: Math.min(100, (100 * area * kept) / triangles.length / facesMm2) };
}

function areaOf({ positions: p, triangles }: { positions: Float32Array; triangles: Uint32Array }): number {
  let total = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
    const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
    total += Math.sqrt((uy * vz - uz * vy) ** 2 + (uz * vx - ux * vz) ** 2 + (ux * vy - uy * vx) ** 2) / 2;
  }
  return total;
}
