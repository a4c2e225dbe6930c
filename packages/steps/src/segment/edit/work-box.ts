import {
  type BrickBox,
  boxOfBricks,
  brickBoxAround,
  bricksFromBox,
  type Crew,
  maskInBox,
  maskOfLabel,
  type Scope,
} from '@specola/kernels';
import { type BitMask, type BrickMask, spacingMmOf, type Triple } from '@specola/space';
import type { EditJob } from './edit-step.ts';

/** The part of the grid that an edit works on, with masks borrowed for the time of the edit. */
export interface WorkBox {
  readonly box: BrickBox;
  readonly spacingMm: Triple;
  readonly crew: Crew;
  /** The voxels of a mask within the box. */
  maskOf(voxels: BrickMask): BitMask;
  /** Takes charge of a mask that a kernel lent. */
  hold(mask: BitMask): BitMask;
  /** The voxels of a label, of a dense map of the box, on the whole grid. */
  bricksOfLabel(labels: Uint8Array, label: number): Promise<BrickMask>;
  /** A mask of the box on the whole grid. */
  bricksOf(mask: BitMask): BrickMask;
}

/** Works around what a mask holds, and as far beyond it as an edit reaches. The mask holds something. */
export function workBoxAround({ volume, crew, scope, target }: EditJob, voxels: BrickMask, reachMm: number): WorkBox {
  const spacingMm = spacingMmOf(volume.ijkToLps);
  const reach = spacingMm.map((stepMm) => Math.ceil(reachMm / stepMm) + 1) as unknown as Triple;
  const around = boxOfBricks(voxels) ?? { from: [0, 0, 0] as Triple, to: [0, 0, 0] as Triple };
  return openBox(brickBoxAround(volume.dimensions, around, reach), { spacingMm, crew, scope, like: target.voxels });
}

function openBox(
  box: BrickBox,
  { spacingMm, crew, scope, like }: { spacingMm: Triple; crew: Crew; scope: Scope; like: BrickMask },
): WorkBox {
  const hold = (mask: BitMask): BitMask => {
    scope.hold(mask.words);
    return mask;
  };
  return {
    box,
    spacingMm,
    crew,
    maskOf: (voxels) => hold(maskInBox(voxels, box, crew.arena)),
    hold,
    bricksOfLabel: async (labels, label) =>
      bricksFromBox(hold(await maskOfLabel(labels, box.dimensions, label, crew)), box, { like }),
    bricksOf: (mask) => bricksFromBox(mask, box, { like }),
  };
}
