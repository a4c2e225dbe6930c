import type { PrintProfile } from '@specola/facts';
import { type Crew, measuresOf, type WallMap } from '@specola/kernels';
import type { Check } from '@specola/record';
import { type TriMesh, type Triple, triangleCountOf } from '@specola/space';
import { buildChecks } from './build-checks.ts';
import { type BothWays, deviationBetween } from './deviation-between.ts';
import { deviationChecks } from './deviation-checks.ts';
import { fileChecks } from './file-checks.ts';
import { gapCheck } from './gap-check.ts';
import type { PrintFile } from './print-file.ts';
import { soundParts } from './sound-parts.ts';
import { trappedCheck } from './trapped-check.ts';
import { wallChecks } from './wall-checks.ts';

export interface PrintQuestions {
  readonly profile: PrintProfile;
  /** The direction that it is built in. */
  readonly up: Triple;
  /** Bodies smaller than this beside others are crumbs, mm³. */
  readonly smallestShellMm3: number;
  /** What it was made from, in the same frame; without it nothing is said of its truth. */
  readonly against?: { readonly mesh: TriMesh; readonly limitMm: number };
}

export interface PrintVerdict {
  readonly verdict: 'pass' | 'warn' | 'fail';
  readonly checks: readonly Check[];
  readonly mesh: {
    readonly triangles: number;
    readonly volumeMm3: number;
    readonly areaMm2: number;
    readonly boundsMm: { readonly min: Triple; readonly max: Triple };
  };
  /** The wall under every place, one map for each part. */
  readonly walls: readonly WallMap[];
  readonly wallsShownToMm: number;
  readonly deviation: BothWays | null;
}

/** What is told at every stage, so that whoever waits sees where it is. */
export type Stage = (doneFraction: number) => void;

/**
 * Asks a file everything that decides whether it prints: on this printer, with this material, in this direction.
 *
 * Nothing is repaired and nothing is left out quietly; a file of any kind gets an answer to every question.
 */
export async function checkPrint(
  file: PrintFile,
  { profile, up, smallestShellMm3, against }: PrintQuestions,
  crew: Crew,
  stage: Stage = () => undefined,
): Promise<PrintVerdict> {
  const { volumeMm3, areaMm2, boundsMm } = measuresOf(file.whole);
  const sidesMm = boundsMm.max.map((high, axis) => high - boundsMm.min[axis]!);
  const sound = await soundParts(file, { smallestShellMm3 }, crew);
  stage(0.4);
  const walls = await wallChecks(file, profile, sidesMm, crew);
  stage(0.6);
  const gap = await gapCheck(file, profile, crew);
  stage(0.75);
  const deviation = against ? await deviationBetween(file.whole, against.mesh, crew) : null;
  stage(0.9);
  const checks = [
    ...sound.checks,
    ...walls.checks,
    gap,
    trappedCheck(file, profile),
    ...buildChecks(file, profile, up),
    ...fileChecks(file, profile, sidesMm),
  ];
  if (deviation) {
    const found = await deviationChecks(file.whole, against!, deviation, crew);
    // What was measured against the original says more of left and right than what the file states.
    const stated = checks.findIndex(({ name }) => name === 'handedness');
    if (checks[stated]!.result !== 'fail') checks[stated] = found.handedness;
    checks.push(found.deviation);
  }
  stage(1);
  return {
    verdict: verdictOf(checks),
    checks,
    mesh: { triangles: triangleCountOf(file.whole), volumeMm3, areaMm2, boundsMm },
    walls: walls.maps,
    wallsShownToMm: walls.shownToMm,
    deviation,
  };
}

function verdictOf(checks: readonly Check[]): PrintVerdict['verdict'] {
  if (checks.some(({ decides, result }) => decides && result === 'fail')) return 'fail';
  return checks.some(({ result }) => result !== 'pass') ? 'warn' : 'pass';
}
