import {
  boxOfBricks,
  brickBoxAround,
  bricksFromBox,
  bricksInUse,
  type Crew,
  combineBricks,
  marginMask,
  maskInBox,
  type Scope,
} from '@specola/kernels';
import { type BrickMask, emptyBrickMask, type Segmentation, spacingMmOf, tripleOf } from '@specola/space';

/** How an edit passes on which places a hand has touched. */
export interface HandMarking {
  /** Whether a hand says where the edit ends: brush, outline, scissors, surface cut, tube. */
  readonly byHand: boolean;
  /** How far the edit moves surfaces, mm: what it changes that near to places touched by hand is touched by hand too. */
  readonly reachMm: number;
}

/**
 * Marks the voxels that an edit has changed, where a hand did it or had been there before in any segment: so the marks go along with copies, unions,
 * parting and growing. A mark stays until its segment is deleted, or the edit is undone; what a tool does over it later does not take it away.
 */
export async function markByHand(
  before: Segmentation,
  next: Segmentation,
  { byHand, reachMm }: HandMarking,
  { crew, scope }: { crew: Crew; scope: Scope },
): Promise<Segmentation> {
  if (next === before) return next;
  const nothing = emptyBrickMask(next.dimensions);
  // Where a hand says all, what hands touched before is not asked.
  const touched = byHand
    ? nothing
    : before.segments.reduce((sum, one) => combineBricks('or', sum, one.byHand), nothing);
  if (!byHand && bricksInUse(touched).length === 0) return next;
  const near = byHand || reachMm === 0 ? touched : await grown(touched, reachMm, next, { crew, scope });
  const segments = next.segments.map((segment) => {
    const old = before.segments.find(({ id }) => id === segment.id)?.voxels ?? nothing;
    if (old === segment.voxels) return segment;
    const changed = combineBricks(
      'or',
      combineBricks('andNot', segment.voxels, old),
      combineBricks('andNot', old, segment.voxels),
    );
    const marked = combineBricks('or', segment.byHand, byHand ? changed : combineBricks('and', changed, near));
    return marked === segment.byHand ? segment : { ...segment, byHand: marked };
  });
  return { ...next, segments };
}

async function grown(
  mask: BrickMask,
  reachMm: number,
  { ijkToLps }: Segmentation,
  { crew, scope }: { crew: Crew; scope: Scope },
): Promise<BrickMask> {
  const spacingMm = spacingMmOf(ijkToLps);
  const reach = tripleOf(spacingMm.map((stepMm) => Math.ceil(reachMm / stepMm) + 1));
  const box = brickBoxAround(mask.dimensions, boxOfBricks(mask)!, reach);
  const own = maskInBox(mask, box, crew.arena);
  scope.hold(own.words);
  const wide = await marginMask(own, reachMm, spacingMm, crew);
  scope.hold(wide.words);
  return bricksFromBox(wide, box, {});
}
