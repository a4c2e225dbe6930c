import type { TriMesh } from '@specola/space';
import { topologyOf } from '../measure/topology-of.ts';
import { partOf } from './part-of.ts';

/** A shell thinner than this on the average is what rounding leaves between surfaces that lie in one another. */
const DUST_MM = 0.002;

/** Leaves out shells that are thinner than anything prints: twice their volume over their area. */
export function withoutDust(mesh: TriMesh): { readonly mesh: TriMesh; readonly movedMm: number } | null {
  const { shells, shellOfTriangle } = topologyOf(mesh);
  const kept = shells.flatMap(({ volumeMm3, areaMm2 }, n) => (2 * Math.abs(volumeMm3) > DUST_MM * areaMm2 ? [n] : []));
  if (kept.length === shells.length) return null;
  return { mesh: partOf(mesh, shellOfTriangle, new Set(kept)), movedMm: DUST_MM };
}
