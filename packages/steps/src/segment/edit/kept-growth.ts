import type { BrickBox, Scope, SeedGrowth } from '@specola/kernels';
import type { BrickMask, Volume } from '@specola/space';

/** A growth from seeds that is kept after its command, with all that decided it: the next may go on from there. */
export interface KeptGrowth {
  /** The grey values it grew over: the very array. */
  readonly values: Volume['values'];
  readonly box: BrickBox;
  readonly localityHuPerMm: number;
  readonly rangeHu: readonly [number, number] | null;
  /** Where labels may grow. */
  readonly free: BrickMask;
  /** Seeds of the labels from 1 on, and what each came to hold. */
  readonly seeds: readonly BrickMask[];
  readonly grown: readonly BrickMask[];
  readonly growth: SeedGrowth;
  /** Holds values and allowed voxels of the box for as long as the growth works on them. */
  readonly scope: Scope;
}
