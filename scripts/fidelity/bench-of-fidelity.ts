import { refineMesh, unblurSurface } from '@specola/commands';
import { Arena, extractSurface, soloCrew, thresholdMask } from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import { DEFAULT_IMAGING, type DrawnSurface, type SolidPhantom } from '@specola/test-kit';
import { runRefineMesh } from '../../packages/steps/src/model/refine-mesh.ts';
import { runUnblurSurface } from '../../packages/steps/src/model/unblur-surface.ts';

export const SPACING_MM = DEFAULT_IMAGING.spacingMm;
export const NOISE_HU = 18;
export const CHAIN = ['segment.anatomy', 'surface.extract', 'surface.unblur', 'mesh.refine'].map((command) => ({
  command,
  params: {},
}));
export const STAGES = ['as the image has it', 'blur taken back', '**model**'];
export const crew = soloCrew(new Arena());
export const noisy = { noiseHu: NOISE_HU, arena: crew.arena };
export const quiet = { signal: new AbortController().signal, onStep: () => undefined };
export const mm = (value: number): string => value.toFixed(3);

const bench = { crew, pace: { report: () => undefined, signal: quiet.signal } };

/** A grey-value surface, the same with the blur taken back, and as it leaves the chain at default quality. */
export async function finishedFrom(drawn: DrawnSurface): Promise<{ unblurred: TriMesh; refined: TriMesh }> {
  const { mesh, volume, mask, isoHu } = drawn;
  const segment = { name: 'bone', mask, isoHu, brighterInside: true, changedRegions: [] };
  const inputs = { volume, surface: { mesh, segment, borders: [] } };
  const { surface } = await runUnblurSurface(inputs, unblurSurface.params.parse({}), bench);
  const { mesh: refined } = await runRefineMesh({ surface }, refineMesh.params.parse({ smallestShellMm3: 1 }), bench);
  return {
    unblurred: { ...mesh, positions: surface.unblurred!.positions ?? mesh.positions },
    refined: refined.mesh,
  };
}

export const unblurredFrom = async (drawn: DrawnSurface): Promise<TriMesh> => (await finishedFrom(drawn)).unblurred;

/** The voxels lie in the crew's memory, as the steps want them. */
export async function drawnFrom({ volume, isoHu }: SolidPhantom): Promise<DrawnSurface> {
  const mask = await thresholdMask(volume, { from: isoHu, to: 4000 }, crew);
  return { volume, mask, isoHu, mesh: await extractSurface({ volume, mask, isoHu }, crew) };
}
