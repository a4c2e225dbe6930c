import type { FrameStack, ImageFrame } from '@specola/space';
import type { ImageObject } from './read-object.ts';
import { placesAlong, stepToleranceMm, UPRIGHT_TILT_DEG } from './stack-geometry.ts';

/** Slices that are not there, between two that are. */
export interface MissingRun {
  /** Their instance numbers where the headers leave room for them; otherwise their places in the whole stack, from 1. */
  readonly numbers: readonly number[];
  readonly numberedBy: 'instance number' | 'place in the stack';
  /** Places along the normal of the two slices around them, mm. */
  readonly betweenMm: readonly [number, number];
  readonly gapMm: number;
}

/** A gap that is neither the common one nor a multiple of it. */
export interface OddGap {
  /** Instance numbers of the slices around it. */
  readonly between: readonly [number, number];
  readonly betweenMm: readonly [number, number];
  readonly gapMm: number;
}

/** What the positions of a stack say, in numbers. */
export interface StackDescription {
  readonly slices: number;
  /** 0 where the lean is rounding. */
  readonly tiltDeg: number;
  readonly tiltAlong: 'columns' | 'rows';
  readonly largestShiftMm: number;
  readonly stepMm: number;
  readonly largestGapMm: number;
  readonly uniformSpacing: boolean;
  readonly missing: readonly MissingRun[];
  readonly oddGaps: readonly OddGap[];
  readonly doubled: readonly number[];
  /** Instance numbers fall as the slices advance along the normal. */
  readonly reversed: boolean;
}

/** A gap counts as so many steps when it lies within this part of a step of a whole number of them. */
const WHOLE_STEPS = 0.1;

export function describeStack(
  { frames, geometry, doubles = [] }: FrameStack,
  objects: readonly ImageObject[],
): StackDescription {
  const numberOf = ({ object, frameInObject }: ImageFrame): number =>
    objects[object]!.frames.length > 1 ? frameInObject + 1 : objects[object]!.instanceNumber;
  const numbers = frames.map(numberOf);
  const common = {
    slices: frames.length,
    doubled: doubles.map(({ frame }) => numberOf(frame)),
    reversed: isFalling(numbers),
  };
  const upright = { tiltDeg: 0, tiltAlong: 'columns', largestShiftMm: 0 } as const;
  switch (geometry.kind) {
    case 'scattered':
      return { ...common, ...upright, stepMm: 0, largestGapMm: 0, uniformSpacing: false, missing: [], oddGaps: [] };
    case 'regular':
    case 'sheared': {
      const stepMm = geometry.sliceSpacingMm;
      const lean =
        geometry.kind === 'sheared'
          ? { tiltDeg: geometry.tiltDeg, tiltAlong: geometry.along, largestShiftMm: geometry.largestShiftMm }
          : upright;
      return { ...common, ...lean, stepMm, largestGapMm: stepMm, uniformSpacing: true, missing: [], oddGaps: [] };
    }
    case 'uneven': {
      const { tiltDeg, along, largestShiftMm, commonestGapMm, largestGapMm } = geometry;
      const leans = Math.abs(tiltDeg) > UPRIGHT_TILT_DEG;
      return {
        ...common,
        ...(leans ? { tiltDeg, tiltAlong: along, largestShiftMm } : upright),
        stepMm: commonestGapMm,
        largestGapMm,
        uniformSpacing: false,
        ...gapsIn(frames, numbers, geometry),
      };
    }
  }
}

/** Every gap that is not the common one: slices are missing if all of them are whole multiples of it. */
function gapsIn(
  frames: readonly ImageFrame[],
  numbers: readonly number[],
  { gapsMm, commonestGapMm: stepMm }: { gapsMm: readonly number[]; commonestGapMm: number },
): Pick<StackDescription, 'missing' | 'oddGaps'> {
  const at = placesAlong(frames);
  const missing: MissingRun[] = [];
  const oddGaps: OddGap[] = [];
  let passed = 0;
  for (const [n, gapMm] of gapsMm.entries()) {
    const betweenMm = [at[n]!, at[n + 1]!] as const;
    const lacking = Math.round(gapMm / stepMm) - 1;
    const offMm = Math.abs(gapMm - (lacking + 1) * stepMm);
    if (lacking >= 1 && offMm <= WHOLE_STEPS * stepMm) {
      missing.push({ ...numbersOf(numbers[n]!, numbers[n + 1]!, lacking, n + passed + 2), betweenMm, gapMm });
      passed += lacking;
    } else if (Math.abs(gapMm - stepMm) > stepToleranceMm(stepMm))
      oddGaps.push({ between: [numbers[n]!, numbers[n + 1]!], betweenMm, gapMm });
  }
  // Beside odd gaps a double step is one more odd gap: nothing was lost there, the table moved unevenly.
  if (oddGaps.length === 0) return { missing, oddGaps };
  const all = gapsMm
    .map((gapMm, n) => ({
      between: [numbers[n]!, numbers[n + 1]!] as const,
      betweenMm: [at[n]!, at[n + 1]!] as const,
      gapMm,
    }))
    .filter(({ gapMm }) => Math.abs(gapMm - stepMm) > stepToleranceMm(stepMm));
  return { missing: [], oddGaps: all };
}

function numbersOf(
  before: number,
  after: number,
  lacking: number,
  place: number,
): Pick<MissingRun, 'numbers' | 'numberedBy'> {
  const lowest = Math.min(before, after);
  const counted = Math.abs(after - before) === lacking + 1;
  return {
    numbers: Array.from({ length: lacking }, (_, n) => (counted ? lowest + 1 + n : place + n)),
    numberedBy: counted ? 'instance number' : 'place in the stack',
  };
}

function isFalling(numbers: readonly number[]): boolean {
  const steps = numbers.slice(1).map((number, n) => number - numbers[n]!);
  return steps.length > 0 && steps.every((step) => step < 0);
}
