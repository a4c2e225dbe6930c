import type { Fact } from './fact.ts';

/** A band of CT numbers, both ends included. */
export interface BandHu {
  readonly fromHu: number;
  readonly toHu: number;
}

/**
 * Bands that a segmentation starts from. The bone step takes the lower end alone: metal and the densest enamel go above
 * the upper one, and a hole in the middle of an implant helps nobody.
 */
export const TISSUE_BANDS = {
  bone: {
    value: { fromHu: 226, toHu: 3071 },
    source: 'InVesalius 3.1 user guide, predefined threshold "Bone"',
    checkedOn: '2026-11-22',
    confidence: 'remembered',
  },
  compactBone: {
    value: { fromHu: 662, toHu: 1988 },
    source: 'InVesalius 3.1 user guide, predefined threshold "Compact Bone (Adult)"',
    checkedOn: '2026-11-22',
    confidence: 'remembered',
  },
  skin: {
    value: { fromHu: -718, toHu: -177 },
    source: 'InVesalius 3.1 user guide, predefined threshold "Skin Tissue (Adult)"',
    checkedOn: '2026-11-22',
    confidence: 'remembered',
  },
  /** Everything that is not air or lung; separates body, table and headrest from what surrounds them. */
  body: {
    value: { fromHu: -300, toHu: 32767 },
    source: 'Halfway between lung (about -850) or air (-1000) and fat (about -100), rounded up so that foam stays out',
    checkedOn: '2026-11-22',
    confidence: 'measured',
  },
  air: {
    value: { fromHu: -32768, toHu: -400 },
    source: 'Halfway between lung (about -850) and muscle (about 50)',
    checkedOn: '2026-11-22',
    confidence: 'remembered',
  },
} as const satisfies Record<string, Fact<BandHu>>;

/**
 * Where a threshold found in the image may lie; outside, the search met something that is not this anatomy.
 * Bone in air (a dry bone, a phantom) has its half-maximum far below bone in soft tissue.
 */
export const ISO_LIMITS_HU = {
  bone: {
    value: { fromHu: 150, toHu: 700 },
    source: 'Half-maxima between soft tissue (0 to 100) and cortical peaks of 250 (thin) to 1400 HU (shaft)',
    checkedOn: '2026-11-22',
    confidence: 'measured',
  },
  boneInAir: {
    value: { fromHu: -250, toHu: 700 },
    source: 'Half-maxima between air (-1000) and material of 500 to 1400 HU or more',
    checkedOn: '2026-11-22',
    confidence: 'measured',
  },
  skin: {
    value: { fromHu: -600, toHu: -150 },
    source: 'Half-maxima between air (-1000) and skin or fat (-200 to 100), with room for hair and blankets',
    checkedOn: '2026-11-22',
    confidence: 'remembered',
  },
  airway: {
    value: { fromHu: -700, toHu: -300 },
    source: 'Half-maxima between airway or lung (-1000 to -800) and soft tissue (0 to 100)',
    checkedOn: '2026-11-22',
    confidence: 'remembered',
  },
  contrast: {
    value: { fromHu: 110, toHu: 350 },
    source: 'Half-maxima between muscle (50) and enhanced blood (180 to 600 HU)',
    checkedOn: '2026-11-22',
    confidence: 'remembered',
  },
} as const satisfies Record<string, Fact<BandHu>>;
