import type { LabelFile } from '@specola/formats';
import { type Crew, emptyMask, extractSurface, gaussianShare, Scope, setInMask } from '@specola/kernels';
import { ijkToLpsOf, spacingMmOf, type TriMesh, type Volume } from '@specola/space';
import { EmptyModelError } from '../empty-model.ts';

/** The share of a blurred segment as whole numbers; its surface runs through half. */
const WHOLE = 1000;
/** Takes the steps of voxels off; a ball of five voxels keeps its size within a hundredth. */
const BLUR_VOXELS = 0.8;
/** Voxels of nothing around the grid, so that what touches its border is closed as anywhere else. */
const RIM = 3;

/**
 * The surface of what a label map marks: all its labels together, or the ones named. Drawn through the half of the
 * blurred voxels, as segments without a threshold are everywhere in this program.
 *
 * @throws EmptyModelError when nothing is marked
 */
export async function labelSurface(
  { dimensions, ijkToLps, layers }: LabelFile,
  crew: Crew,
  { labels }: { readonly labels?: ReadonlySet<number> } = {},
): Promise<TriMesh> {
  using scope = new Scope(crew.arena);
  const [nx, ny, nz] = dimensions;
  const wide = [nx + 2 * RIM, ny + 2 * RIM, nz + 2 * RIM] as const;
  const mask = emptyMask(wide, crew.arena);
  scope.hold(mask.words);
  let marked = 0;
  for (const values of layers)
    for (let v = 0; v < values.length; v++) {
      const label = values[v]!;
      if (label === 0 || (labels && !labels.has(label))) continue;
      setInMask(mask, (v % nx) + RIM, (Math.floor(v / nx) % ny) + RIM, Math.floor(v / (nx * ny)) + RIM);
      marked++;
    }
  if (marked === 0) throw new EmptyModelError();
  const spacingMm = spacingMmOf(ijkToLps);
  const share = scope.hold(await gaussianShare(mask, BLUR_VOXELS * Math.min(...spacingMm), spacingMm, crew));
  const values = scope.int16(share.length);
  for (let v = 0; v < share.length; v++) values[v] = Math.round(WHOLE * share[v]!);
  const m = ijkToLps;
  const moved: number[] = [...m];
  for (const row of [0, 4, 8]) moved[row + 3] = m[row + 3]! - RIM * (m[row]! + m[row + 1]! + m[row + 2]!);
  const volume: Volume = {
    dimensions: wide,
    ijkToLps: ijkToLpsOf(moved),
    values,
    valueScale: { slope: 1, intercept: 0, unit: 'arbitrary' },
    modality: 'other',
  };
  const drawn = await extractSurface({ volume, mask, isoHu: WHOLE / 2 + 0.5 }, crew);
  const mesh: TriMesh = {
    positions: Float32Array.from(drawn.positions),
    triangles: Uint32Array.from(drawn.triangles),
    frame: 'lps-mm',
  };
  scope.hold(drawn.positions);
  scope.hold(drawn.triangles);
  return mesh;
}
