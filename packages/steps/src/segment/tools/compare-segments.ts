import type { compareSegments } from '@specola/commands';
import { combineBricks, countBricks, Scope, surfaceDistances } from '@specola/kernels';
import type { OneWayDistances, SegmentComparison } from '@specola/record';
import { signedVoxelVolumeMm3 } from '@specola/space';
import type { Run } from '../../runner/values.ts';
import { segmentOf } from '../edit/change-segment.ts';
import { segmentSurface } from '../edit/segment-surface.ts';

/** Overlap by voxels, distances from surface to surface both ways; distances are null when a segment is empty. */
export const runCompareSegments: Run<typeof compareSegments> = async (
  { volume, segments: { now }, comparisons },
  { segment, with: other },
  { crew },
) => {
  const [a, b] = [segmentOf(now, segment), segmentOf(now, other)];
  const voxelMm3 = Math.abs(signedVoxelVolumeMm3(volume.ijkToLps));
  const [own, their] = [countBricks(a.voxels), countBricks(b.voxels)];
  const both = countBricks(combineBricks('and', a.voxels, b.voxels));
  const comparison: SegmentComparison = {
    segment,
    with: other,
    dice: own + their > 0 ? fine((2 * both) / (own + their)) : null,
    volumesMm3: [rounded(own * voxelMm3), rounded(their * voxelMm3)],
    volumeDifferencePercent: their > 0 ? rounded((100 * (own - their)) / their) : null,
    distances: null,
  };
  if (own === 0 || their === 0) return { comparisons: [...comparisons, comparison] };
  using scope = new Scope(crew.arena);
  const { aToB, bToA } = await surfaceDistances(
    await segmentSurface(a, volume, { crew, scope }),
    await segmentSurface(b, volume, { crew, scope }),
    crew,
  );
  const told = ({ meanMm, p95Mm, maxMm }: typeof aToB): OneWayDistances => ({
    meanMm: fine(meanMm),
    p95Mm: fine(p95Mm),
    maxMm: fine(maxMm),
  });
  const distances = { there: told(aToB), back: told(bToA) };
  return { comparisons: [...comparisons, { ...comparison, distances }] };
};

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const fine = (value: number): number => Math.round(value * 1e5) / 1e5;
