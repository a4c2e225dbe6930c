import type { extractSurface as command } from '@specola/commands';
import { borderPlanes, extractSurface } from '@specola/kernels';
import type { Run } from '../runner/values.ts';
import { NoVoxelsError } from './no-voxels.ts';

/** Draws the grey-value surface around the segment. An empty segment is refused: there is nothing to print. */
export const runExtractSurface: Run<typeof command> = async ({ volume, segment }, _params, { crew, pace }) => {
  const mesh = await extractSurface(
    { ...(segment.image ?? { volume, mask: segment.mask }), isoHu: segment.isoHu },
    crew,
  );
  if (mesh.triangles.length === 0) {
    crew.arena.release(mesh.positions);
    crew.arena.release(mesh.triangles);
    throw new NoVoxelsError(segment.name);
  }
  pace.report(1);
  return { surface: { mesh, segment, borders: borderPlanes(volume.dimensions, volume.ijkToLps) } };
};
