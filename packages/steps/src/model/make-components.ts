import type { makeComponents } from '@specola/commands';
import { borderPlanes, extractLabeledSurface, measuresOf, repairMesh, touchingSolids } from '@specola/kernels';
import type { Finding, ModelNote } from '@specola/record';
import { type Component, type Segmentation, type SegmentState, spacingMmOf, voxelCountOf } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { holdsNothing, segmentOf } from '../segment/edit/change-segment.ts';
import { EmptyTargetError } from '../segment/edit/edit-errors.ts';
import { TooManySegmentsError } from './edit/model-errors.ts';
import { newComponent, withAdded } from './edit/model-value.ts';

/** Labels are bytes, and 0 is outside. */
const MOST_SEGMENTS = 255;
/** Where a body touches itself in an edge it is rebuilt, on a grid of this share of the voxel. */
const REBUILD_SHARE = 0.5;

export const runMakeComponents: Run<typeof makeComponents> = async (
  { volume, segments, model },
  params,
  { crew, pace },
) => {
  const chosen = chosenSegments(segments.now, params.segments);
  const labels = labelsOf(segments.now, chosen);
  pace.report(0.1);
  const isoOf = (label: number): number | null => chosen[label - 1]?.isoHu ?? null;
  const surface = await extractLabeledSurface(
    { volume, labels, isoHuBetween: (larger, smaller) => (smaller === 0 ? isoOf(larger) : null) },
    crew,
  );
  const shared = {
    ...surface,
    positions: Float32Array.from(surface.positions),
    triangles: Uint32Array.from(surface.triangles),
    sides: Uint8Array.from(surface.sides),
  };
  for (const lent of [surface.positions, surface.triangles, surface.sides]) crew.arena.release(lent);
  pace.report(0.3);
  const { solids, largestMoveMm } = await touchingSolids(
    shared,
    chosen.map((_, n) => n + 1),
    { ...params, planes: borderPlanes(volume.dimensions, volume.ijkToLps) },
    crew,
  );
  pace.report(0.8);
  const added: Component[] = [];
  const notes: ModelNote[] = [];
  const findings: Finding[] = [];
  for (const [n, solid] of solids.entries()) {
    const { id, name, anatomy, side, color } = chosen[n]!;
    let { mesh } = solid;
    let displacementMaxMm = 0;
    if (mesh.triangles.length === 0) throw new EmptyTargetError(id, 'make a component of');
    if (!solid.sound) {
      const repaired = await repairMesh(
        mesh,
        { resolutionMm: REBUILD_SHARE * Math.min(...spacingMmOf(volume.ijkToLps)) },
        crew,
      );
      mesh = repaired.mesh;
      displacementMaxMm = repaired.displacementMaxMm;
      findings.push(noLongerShared(id, displacementMaxMm));
    }
    added.push(newComponent({ id, name, anatomy, side, color, mesh }));
    const { volumeMm3, areaMm2 } = measuresOf(mesh);
    notes.push({
      command: 'model.components',
      component: id,
      measures: { volumeMm3, areaMm2, triangles: mesh.triangles.length / 3, largestMoveMm, displacementMaxMm },
    });
  }
  return { model: withAdded(model, added, notes), findings };
};

/** @throws EmptyTargetError when a segment that was named has no voxels, or none has any; TooManySegmentsError */
function chosenSegments(segmentation: Segmentation, wanted: 'all' | readonly string[]): readonly SegmentState[] {
  const chosen =
    wanted === 'all'
      ? segmentation.segments.filter((one) => !holdsNothing(one))
      : wanted.map((id) => segmentOf(segmentation, id));
  for (const one of chosen) if (holdsNothing(one)) throw new EmptyTargetError(one.id, 'make a component of');
  if (chosen.length === 0) throw new EmptyTargetError('any', 'make components of');
  if (chosen.length > MOST_SEGMENTS) throw new TooManySegmentsError(chosen.length, MOST_SEGMENTS);
  return chosen;
}

/** Uint8, nx·ny·nz: the place of the last segment that holds each voxel, 0 for none. */
function labelsOf({ dimensions }: Segmentation, chosen: readonly SegmentState[]): Uint8Array {
  const labels = new Uint8Array(voxelCountOf(dimensions));
  const [nx, ny, nz] = dimensions;
  chosen.forEach(({ voxels }, n) => {
    const [bx, by] = voxels.bricksPerSide;
    voxels.bricks.forEach((brick, b) => {
      if (brick === 0) return;
      const [i0, j0, k0] = [32 * (b % bx), 32 * (Math.floor(b / bx) % by), 32 * Math.floor(b / (bx * by))];
      for (let k = k0; k < Math.min(nz, k0 + 32); k++)
        for (let j = j0; j < Math.min(ny, j0 + 32); j++) {
          const word = brick === 1 ? 0xffffffff : brick[j - j0 + 32 * (k - k0)]!;
          if (word === 0) continue;
          const row = (k * ny + j) * nx;
          for (let i = i0; i < Math.min(nx, i0 + 32); i++) if ((word >>> (i - i0)) & 1) labels[row + i] = n + 1;
        }
    });
  });
  return labels;
}

const noLongerShared = (id: string, movedMm: number): Finding => ({
  code: 'model/boundary-not-shared',
  severity: 'warning',
  what: `The component "${id}" touches itself in an edge or a point; it was repaired, and its surface moved by up to ${movedMm.toFixed(3)} mm.`,
  why: 'A body that touches itself is no solid. Where it touches others the two surfaces are no longer the very same.',
  mend: 'Smooth the segment, or fill the place where it touches itself, and make the components again.',
});
