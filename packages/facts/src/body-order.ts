import type { Provenance } from './fact.ts';

export const BODY_ORDER_PROVENANCE: Provenance = {
  source: 'Anatomy of a body that lies straight; vertebrae by their numbers',
  checkedOn: '2026-11-25',
  confidence: 'remembered',
};

const numbered = (region: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `vertebra-${region}${n + 1}`);

/**
 * Anatomies whose middles follow each other from head to foot in a body that lies straight, by their keys. Arms are in no
 * chain, since they may be raised; neither is the heel, which comes level with the talus in a pointed foot.
 */
export const HEAD_TO_FOOT: readonly (readonly string[])[] = [
  ['skull', ...numbered('c', 7), ...numbered('t', 12), ...numbered('l', 5), 'vertebra-s1', 'femur'],
  ['heart', 'liver', 'urinary-bladder'],
  ['femur', 'tibia', 'talus'],
];
