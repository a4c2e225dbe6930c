import type { segmentAnatomy } from '@specola/commands';
import { type Components, type Crew, Scope } from '@specola/kernels';
import type { ChangedRegion, Finding } from '@specola/record';
import {
  type BitMask,
  signedVoxelVolumeMm3,
  spacingMmOf,
  type Triple,
  toLps,
  tripleOf,
  type Volume,
} from '@specola/space';
import type { Pace, Run } from '../runner/values.ts';

type Params = Parameters<Run<typeof segmentAnatomy>>[1];

/** What every preset works with, and where it writes down what it did. */
export interface Segmenting {
  readonly volume: Volume;
  readonly params: Params;
  readonly crew: Crew;
  readonly pace: Pace;
  readonly spacingMm: Triple;
  readonly voxelMm3: number;
  readonly changedRegions: ChangedRegion[];
  readonly findings: Finding[];
}

/** What a preset finds: a mask that lives on, and the value that its surface runs through. */
export interface FoundSegment {
  readonly mask: BitMask;
  readonly isoHu: number;
  readonly brighterInside: boolean;
  /** What was looked for, for the refusal of an empty result. */
  readonly sought: string;
}

export function openSegmenting(volume: Volume, params: Params, crew: Crew, pace: Pace): Segmenting {
  return {
    volume,
    params,
    crew,
    pace,
    spacingMm: spacingMmOf(volume.ijkToLps),
    voxelMm3: Math.abs(signedVoxelVolumeMm3(volume.ijkToLps)),
    changedRegions: [],
    findings: [],
  };
}

/** Masks for the length of a block; what is kept lives on. */
export class MaskScope implements Disposable {
  private readonly scope: Scope;
  constructor(crew: Crew) {
    this.scope = new Scope(crew.arena);
  }
  hold(mask: BitMask): BitMask {
    this.scope.hold(mask.words);
    return mask;
  }
  keep(mask: BitMask): BitMask {
    this.scope.keep(mask.words);
    return mask;
  }
  drop(mask: BitMask): void {
    this.scope.drop(mask.words);
  }
  [Symbol.dispose](): void {
    this.scope[Symbol.dispose]();
  }
}

/** Writes down components that were filled or removed; tells the volume of all of them, mm³. */
export function noteRegions(
  job: Segmenting,
  found: Components,
  chosen: readonly number[],
  kind: Pick<ChangedRegion, 'change' | 'reason'>,
): number {
  if (chosen.length === 0) return 0;
  const largest = chosen.reduce((a, b) => (found.voxels[b]! > found.voxels[a]! ? b : a));
  const voxels = chosen.reduce((sum, c) => sum + found.voxels[c]!, 0);
  const [i, j, k] = tripleOf(found.seeds.subarray(3 * largest, 3 * largest + 3));
  job.changedRegions.push({
    ...kind,
    count: chosen.length,
    volumeMm3: rounded(voxels * job.voxelMm3),
    largestMm3: rounded(found.voxels[largest]! * job.voxelMm3),
    atLpsMm: [...toLps([i, j, k], job.volume.ijkToLps)].map(rounded) as [number, number, number],
  });
  return voxels * job.voxelMm3;
}

/** The numbers of the components for which a rule holds. */
export function chooseComponents(found: Components, rule: (c: number) => boolean): number[] {
  const chosen: number[] = [];
  for (let c = 0; c < found.count; c++) if (rule(c)) chosen.push(c);
  return chosen;
}

/** The component of most voxels, or -1. */
export function largestOf(found: Components): number {
  let largest = -1;
  for (let c = 0; c < found.count; c++) if (largest < 0 || found.voxels[c]! > found.voxels[largest]!) largest = c;
  return largest;
}

/** Longest side of a component's box, mm. */
export function extentMmOf({ boxes }: Components, c: number, spacingMm: Triple): number {
  return Math.max(...[0, 1, 2].map((axis) => (boxes[6 * c + 3 + axis]! - boxes[6 * c + axis]! + 1) * spacingMm[axis]!));
}

/** Half a unit off a whole number, so that no stored value equals it and every voxel is clearly in or out. */
export const betweenValues = (hu: number): number => Math.floor(hu) + 0.5;

export const litersOrMm3 = (mm3: number): string =>
  mm3 >= 1e6 ? `${(mm3 / 1e6).toFixed(2)} l` : mm3 >= 1000 ? `${(mm3 / 1000).toFixed(1)} cm³` : `${mm3.toFixed(0)} mm³`;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
