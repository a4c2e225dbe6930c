import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, emptyMask, thresholdMask } from '@specola/kernels';
import { ballPhantom, crewFor } from '@specola/test-kit';
import type { SegmentValue, Workbench } from '../runner/values.ts';
import { runExtractSurface } from './extract-surface.ts';

const benchOn = (arena: Arena): Workbench => ({
  crew: crewFor(arena),
  pace: { report: () => {}, signal: new AbortController().signal },
});

const segmentOf = (mask: SegmentValue['mask'], isoHu: number): SegmentValue => ({
  name: 'bone',
  mask,
  isoHu,
  brighterInside: true,
  changedRegions: [],
});

test('the surface of an imaged ball lies within a tenth of a voxel of the ball', async () => {
  const arena = new Arena();
  const { volume, isoHu, distanceMm } = ballPhantom({ radiusMm: 9.3, arena });
  const workbench = benchOn(arena);
  const mask = await thresholdMask(volume, { from: isoHu, to: Infinity }, workbench.crew);
  const { surface } = await runExtractSurface({ volume, segment: segmentOf(mask, isoHu) }, {}, workbench);
  const { positions } = surface.mesh;
  let sum = 0;
  for (let v = 0; v < positions.length; v += 3)
    sum += Math.abs(distanceMm(positions[v]!, positions[v + 1]!, positions[v + 2]!));
  assert.ok(sum / (positions.length / 3) < 0.045);
  assert.equal(surface.segment.isoHu, isoHu);
});

test('an empty segment is refused, and nothing stays lent for it', async () => {
  const arena = new Arena();
  const { volume } = ballPhantom({ radiusMm: 3.1, arena });
  const mask = emptyMask(volume.dimensions, arena);
  const next = arena.uint8(1);
  arena.release(next);
  await assert.rejects(runExtractSurface({ volume, segment: segmentOf(mask, 600) }, {}, benchOn(arena)), {
    code: 'surface/no-voxels',
  });
  assert.equal(arena.uint8(1).byteOffset, next.byteOffset);
});
