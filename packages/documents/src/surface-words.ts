import type { ModelRecord } from '@specola/record';
import { shown } from './wording.ts';

/** Where the surface runs, as the end of "the surface runs …". */
export function surfaceWords({ surface, source }: ModelRecord): string {
  if (surface.isoHu !== null)
    return `where the grey value is ${shown(surface.isoHu, 1)}${source.modality === 'CT' ? ' HU' : ''}`;
  const drawn = surface.source;
  return drawn
    ? `along the voxels of the segment, blurred by ${shown(drawn.smoothedMm, 2)} mm, no further than ${shown(drawn.boundMm, 2)} mm from the middle between two of them; the scan's grey values follow ${shown(drawn.followedPercent, 1)} % of that border`
    : 'along the voxels of the segment';
}
