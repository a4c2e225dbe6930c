import type { verifyDeviation as command } from '@specola/commands';
import { weldTriangles } from '@specola/kernels';
import type { Run } from '../runner/values.ts';
import { EmptyModelError } from './empty-model.ts';
import { deviationBetween } from './gate/deviation-between.ts';
import { readWrittenStl } from './read-written-stl.ts';

/** The signed distances of the written STL from the image's surface, and of that from the STL: what is missing shows there. */
export const runVerifyDeviation: Run<typeof command> = async ({ written, surface }, _params, { crew, pace }) => {
  const readBack = weldTriangles(readWrittenStl(written.stl), 'lps-mm');
  if (readBack.triangles.length === 0) throw new EmptyModelError();
  pace.signal.throwIfAborted();
  const deviation = await deviationBetween(readBack, surface.mesh, crew);
  pace.report(1);
  return { deviation };
};
