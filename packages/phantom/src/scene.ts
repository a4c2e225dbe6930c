import type { Triple } from '@specola/space';
import type { Solid } from './solid.ts';

/** What a material absorbs: one HU all over, or one for each place (in the scene's own frame, mm). */
export type MaterialHu = number | ((x: number, y: number, z: number) => number);

/** One body of one material. */
export interface ScenePart {
  readonly name: string;
  readonly solid: Solid;
  readonly hu: MaterialHu;
}

/**
 * Bodies in space: a later part lies over the earlier ones. Parts are given in the scene's own frame, whose axes are
 * those of LPS and whose origin lies at `originLps` in the patient.
 */
export interface Scene {
  readonly parts: readonly ScenePart[];
  readonly backgroundHu: number;
  readonly originLps: Triple;
}
