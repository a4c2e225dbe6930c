import { type Crew, extractSurface, gaussianShare, type Scope } from '@specola/kernels';
import {
  ijkToLpsFrom,
  type SegmentState,
  spacingMmOf,
  type TriMesh,
  type Triple,
  toLps,
  type Volume,
} from '@specola/space';
import { openWorkBox } from './work-box.ts';

/** The share of a blurred segment as whole numbers; its surface runs through half. */
const WHOLE = 1000;
const HALF = WHOLE / 2;
/** Blur of a segment that no grey value bounds, in voxels: takes the steps off, leaves a ball of 5 voxels within 1 %. */
const BLUR_VOXELS = 0.8;

const SHARE_SCALE: Volume['valueScale'] = { slope: 1, intercept: 0, unit: 'arbitrary' };

/** Where a box of a volume lies in the patient. */
export function boxedVolume(
  volume: Volume,
  origin: Triple,
  dimensions: Volume['dimensions'],
  values: Int16Array,
): Volume {
  const m = volume.ijkToLps;
  const column = (c: number): Triple => [m[c]!, m[c + 4]!, m[c + 8]!];
  return { ...volume, values, dimensions, ijkToLps: ijkToLpsFrom(column(0), column(1), column(2), toLps(origin, m)) };
}

/**
 * The surface of a segment: by grey values where a threshold made it, else by its blurred voxels. Lent to the scope.
 */
export async function segmentSurface(
  segment: SegmentState,
  volume: Volume,
  { crew, scope }: { crew: Crew; scope: Scope },
): Promise<TriMesh> {
  const spacingMm = spacingMmOf(volume.ijkToLps);
  const work = openWorkBox(segment.voxels, 4 * Math.max(...spacingMm), { spacingMm, crew, scope });
  const { origin, dimensions } = work.box;
  const mask = work.maskOf(segment.voxels);
  let values = work.valuesOf(volume);
  if (segment.isoHu === null) {
    const share = scope.hold(await gaussianShare(mask, BLUR_VOXELS * Math.min(...spacingMm), spacingMm, crew));
    values = scope.int16(share.length);
    for (let v = 0; v < share.length; v++) values[v] = Math.round(WHOLE * share[v]!);
  }
  const scan = boxedVolume(volume, origin, dimensions, values);
  // The share is no value of the scan, so the scan's rescale says nothing of it.
  const drawn: Volume = segment.isoHu === null ? { ...scan, valueScale: SHARE_SCALE } : scan;
  const mesh = await extractSurface({ volume: drawn, mask, isoHu: segment.isoHu ?? HALF + 0.5 }, crew);
  scope.hold(mesh.positions);
  scope.hold(mesh.triangles);
  return mesh;
}
