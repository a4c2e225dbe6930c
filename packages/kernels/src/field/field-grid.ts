import type { Dimensions, TriMesh, Triple } from '@specola/space';
import { measuresOf } from '../measure/measures-of.ts';

/** A regular grid of cubes for fields of distance; points lie at origin + spacing · (i, j, k), i fastest. */
export interface FieldGrid {
  readonly originMm: Triple;
  readonly spacingMm: number;
  readonly dimensions: Dimensions;
}

/** A share of the spacing that no mesh of round numbers meets: rows then pass beside vertices and edges, not through them. */
const ASKEW = [0.137, 0.271, 0.393] as const;
/** Two bytes for the field and two bits for masks: some 700 MiB. */
const MOST_POINTS = 320_000_000;

/**
 * A grid around a mesh, with a margin on all sides. Where the spacing wished for would take too many points it is made
 * coarser; the grid says what it became.
 */
export function gridAroundMesh(
  mesh: TriMesh,
  { marginMm, spacingMm }: { readonly marginMm: number; readonly spacingMm: number },
): FieldGrid {
  const { min, max } = measuresOf(mesh).boundsMm;
  for (let h = spacingMm; ; h *= 1.05) {
    const low = min.map((value, axis) => (Math.floor((value - marginMm) / h) - ASKEW[axis]!) * h - h);
    const dimensions = max.map((value, axis) => Math.ceil((value + marginMm - low[axis]!) / h) + 2);
    if (dimensions[0]! * dimensions[1]! * dimensions[2]! > MOST_POINTS) continue;
    return {
      originMm: [low[0]!, low[1]!, low[2]!],
      spacingMm: h,
      dimensions: [dimensions[0]!, dimensions[1]!, dimensions[2]!],
    };
  }
}
