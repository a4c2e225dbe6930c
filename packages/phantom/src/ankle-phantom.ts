import { type Dimensions, pointLps, type Triple } from '@specola/space';
import { ANKLE_GAPS, ankleBones, type Bone, type JointGap } from './ankle-bones.ts';
import { ankleTissues } from './ankle-tissues.ts';
import { join } from './combine.ts';
import type { MeasuredGrid } from './measure-solid.ts';
import { gridAround, type Scanner } from './scanner.ts';
import type { Scene, ScenePart } from './scene.ts';
import type { Solid } from './solid.ts';
import { textured } from './texture.ts';

export const CORTEX_HU = 1200;
const TRABECULAR_HU = 290;
const MARROW_HU = -40;

/** What is known of the phantom patient. Solids are in the scene's frame: LPS less `originLps`. */
export interface BoneTruth {
  readonly name: string;
  readonly bones: readonly Bone[];
  /** All bones together: the surface that a model of the bone should have. */
  readonly outer: Solid;
  readonly originLps: Triple;
  /** The image's voxels: bones that leave it are cut there. */
  readonly grid: MeasuredGrid;
  readonly gaps: readonly JointGap[];
  /** Surfaces deeper than this inside a bone belong to the inner side of its cortex. */
  readonly innerBeyondMm: number;
  /** Creases sharper than the point spread: none, all rims are rounded. In the patient, LPS. */
  readonly sharpEdgesMm: readonly (readonly [from: Triple, to: Triple])[];
  /** Walls thinner than three voxels that stand free in air or soft tissue: none. */
  readonly thinPlates: readonly string[];
  readonly cortexHu: number;
  readonly softTissueHu: number;
}

export interface Phantom {
  readonly scene: Scene;
  readonly scanner: Scanner;
  readonly truth: BoneTruth;
}

export interface AnklePhantomOptions {
  readonly seed?: number;
  readonly dimensions?: Dimensions;
  readonly spacingMm?: Triple;
  readonly noiseHu?: number;
}

/**
 * The phantom patient: a right ankle and hindfoot on the scanner's table, feet first, built of solids whose surface is
 * known exactly. Cortex 1.5 to 4 mm at 1200 HU, trabecular bone about 290, joint gaps of 1, 1.5, 2 and 3 mm.
 *
 * @param seed        noise and texture; the bones are the same for all seeds
 * @param dimensions  256×256×200 unless told; with `spacingMm` any grid around the same ankle
 */
export function anklePhantom({
  seed = 1,
  dimensions = [256, 256, 200],
  spacingMm = [0.55, 0.55, 0.8],
  noiseHu = 18,
}: AnklePhantomOptions = {}): Phantom {
  const bones = ankleBones();
  const originLps: Triple = [-83.7, 24.6, -611.3];
  const parts: ScenePart[] = [...ankleTissues(bones, seed)];
  for (const bone of bones) {
    const spongy = textured(TRABECULAR_HU, { depthHu: 110, grainMm: 1.3, seed: seed + 2 });
    parts.push({ name: `${bone.name} cortex`, solid: bone.outer, hu: CORTEX_HU });
    parts.push({ name: `${bone.name} trabecular`, solid: bone.inner, hu: spongy });
    if (bone.marrow) parts.push({ name: `${bone.name} marrow`, solid: bone.marrow, hu: MARROW_HU });
  }
  const center = pointLps(originLps[0] - 2, originLps[1] + 5, originLps[2] - 7);
  const ijkToLps = gridAround(center, { dimensions, spacingMm, turn: [0.035, -0.026, 0.044] });
  return {
    scene: { parts, backgroundHu: -1000, originLps },
    scanner: {
      dimensions,
      ijkToLps,
      pointSpreadMm: { inPlane: 0.35, throughPlane: 0.4 },
      noiseHu,
      noiseGrainMm: 0.45,
      seed,
      samplesPerVoxel: [2, 2, 2],
    },
    truth: {
      name: 'ankle',
      bones,
      outer: join(0, ...bones.map((bone) => bone.outer)),
      originLps,
      grid: { dimensions, ijkToLps, originLps },
      gaps: ANKLE_GAPS,
      innerBeyondMm: 0.75,
      sharpEdgesMm: [],
      thinPlates: [],
      cortexHu: CORTEX_HU,
      softTissueHu: 50,
    },
  };
}
