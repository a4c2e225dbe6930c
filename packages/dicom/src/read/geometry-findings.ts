import type { FrameStack } from '@specola/space';
import { plural } from '../errors.ts';
import type { ReadFinding } from '../finding.ts';
import { describeStack, type MissingRun, type OddGap, type StackDescription } from './describe-stack.ts';
import type { SeriesSummary } from './scan-study.ts';
import { placesAlong } from './stack-geometry.ts';

/** Pixels whose sides differ by more than this part are not square. */
const SQUARE = 1e-3;
/** Of several places the first ones are named. */
const NAMED = 6;

/** What the headers of a series say that whoever uses the stack should know, in numbers. A clean series gives none. */
export function geometryFindings(series: SeriesSummary, stack: FrameStack): ReadFinding[] {
  const findings: ReadFinding[] = [];
  const add = (code: string, severity: ReadFinding['severity'], what: string, why: string, mend: string) =>
    findings.push({ code: `geometry/${code}`, severity, what, why, mend });
  const told = describeStack(stack, series.objects);
  tiltFinding(series, told, add);
  gapFindings(told, add);
  repeatFindings(series, told, add);
  mixtureFindings(series, stack, add);
  const { place } = stack.frames[0]!;
  const { i, j } = place.pixelSpacingMm;
  if (Math.abs(i - j) > SQUARE * Math.min(i, j))
    add(
      'non-square-pixels',
      'info',
      `The pixels measure ${mm(i, 3)} along a row and ${mm(j, 3)} down a column.`,
      'A program that takes them for square shows the anatomy wider or narrower than it is. Here each side has its own length.',
      'Nothing needs to be done.',
    );
  if (told.reversed && told.slices > 2)
    add(
      'reversed-order',
      'info',
      `The instance numbers run against the slices: image ${told.slices > 0 ? numbersEnds(series, stack) : ''}.`,
      'A program that stacks images by their number mirrors the anatomy. Here they are sorted by their positions.',
      'Nothing needs to be done.',
    );
  return findings;
}

type Add = (code: string, severity: ReadFinding['severity'], what: string, why: string, mend: string) => void;

const mm = (value: number, digits = 2): string => `${value.toFixed(digits)} mm`;
const signed = (value: number, digits = 1): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

function numbersEnds({ objects }: SeriesSummary, { frames }: FrameStack): string {
  const of = ({ object, frameInObject }: FrameStack['frames'][number]) =>
    objects[object]!.frames.length > 1 ? frameInObject + 1 : objects[object]!.instanceNumber;
  const at = placesAlong(frames);
  return `${of(frames[0]!)} lies at ${mm(at[0]!, 1)} and image ${of(frames.at(-1)!)} at ${mm(at.at(-1)!, 1)} along the normal`;
}

function tiltFinding({ objects }: SeriesSummary, told: StackDescription, add: Add): void {
  if (told.tiltDeg === 0) return;
  const tag = objects[0]!.facts.tiltTagDeg;
  const disagrees =
    tag !== null && Math.abs(tag - told.tiltDeg) > 0.5 ? ` The tilt tag says ${signed(tag)}°; it was not used.` : '';
  add(
    'gantry-tilt',
    'warning',
    `The slices lean by ${signed(told.tiltDeg)}° against their normal (gantry tilt), along their ${told.tiltAlong}: the last one lies ${mm(told.largestShiftMm, 1)} beside the first.${disagrees}`,
    `Read as an upright stack, the anatomy would come out slanted by that angle. Each slice is moved within its own plane onto an upright grid, by ${mm(told.largestShiftMm, 1)} at most.`,
    'Nothing needs to be done for a model; for a guide prefer a reconstruction without tilt.',
  );
}

function gapFindings(told: StackDescription, add: Add): void {
  if (told.missing.length > 0) {
    const count = told.missing.reduce((sum, { numbers }) => sum + numbers.length, 0);
    const runs = told.missing.slice(0, NAMED).map(missingText).join('; ');
    const more = told.missing.length > NAMED ? `; and in ${told.missing.length - NAMED} more places` : '';
    add(
      'missing-slices',
      'warning',
      `${count === 1 ? '1 slice is' : `${count} slices are`} missing: ${runs}${more}. The others lie ${mm(told.stepMm, 3)} apart.`,
      'What lies there was not imaged. It is drawn straight from the slices around, which invents bone or bridges a gap.',
      'Export the series again and check that every slice arrived.',
    );
  }
  if (told.oddGaps.length > 0) {
    const runs = oddRuns(told.oddGaps);
    const list = runs.slice(0, NAMED).map(oddText).join('; ');
    const more = runs.length > NAMED ? `; and in ${runs.length - NAMED} more places` : '';
    add(
      'unequal-spacing',
      'warning',
      `The slices lie unevenly: most ${mm(told.stepMm)} apart, but ${list}${more}; the largest gap is ${mm(told.largestGapMm)}.`,
      `Read as an even stack, the anatomy would come out too short or stretched in places. It is laid on a grid with a step of ${mm(told.stepMm)}.`,
      'Ask for a reconstruction with one slice distance.',
    );
  }
}

function missingText({ numbers, numberedBy, betweenMm, gapMm }: MissingRun): string {
  const which = numbers.length === 1 ? `${numbers[0]}` : `${numbers[0]}–${numbers.at(-1)}`;
  const by = numberedBy === 'instance number' ? '' : ' (counted by place; the instance numbers run on)';
  return `${which}${by} between ${betweenMm[0].toFixed(2)} and ${betweenMm[1].toFixed(2)} mm, a gap of ${mm(gapMm)}`;
}

/** Neighboring gaps of one size are told together. */
function oddRuns(gaps: readonly OddGap[]): OddGap[][] {
  const runs: OddGap[][] = [];
  for (const gap of gaps) {
    const last = runs.at(-1)?.at(-1);
    const goesOn = last?.between[1] === gap.between[0] && Math.abs(last.gapMm - gap.gapMm) < 0.02;
    if (goesOn) runs.at(-1)!.push(gap);
    else runs.push([gap]);
  }
  return runs;
}

function oddText(run: readonly OddGap[]): string {
  const [first, last] = [run[0]!, run.at(-1)!];
  const size = run.length === 1 ? mm(first.gapMm) : `${run.length} times ${mm(first.gapMm)}`;
  return `${size} between images ${first.between[0]} and ${last.between[1]} (at ${first.betweenMm[0].toFixed(2)} and ${last.betweenMm[1].toFixed(2)} mm)`;
}

function repeatFindings(
  { copiesDropped, copiedInstances }: SeriesSummary,
  { doubled }: StackDescription,
  add: Add,
): void {
  const numbers = [...copiedInstances, ...doubled].sort((a, b) => a - b);
  if (copiesDropped + doubled.length === 0) return;
  const named = numbers.slice(0, 2 * NAMED).join(', ');
  add(
    'duplicate-slices',
    'warning',
    `${plural(numbers.length, 'image')} ${numbers.length === 1 ? 'lies' : 'lie'} at the place of another: ${numbers.length === 1 ? 'instance' : 'instances'} ${named}${numbers.length > 2 * NAMED ? ' …' : ''}.`,
    doubled.length > 0
      ? 'Two slices at one place make no volume. The second is left out if it shows the same; if it does not, the series is refused.'
      : 'The same image (by its UID) is there more than once; one of each is used.',
    'Nothing needs to be done if the study was copied twice.',
  );
}

function mixtureFindings(
  { objects, stacks, phasesBy, unplaced, uid: _ }: SeriesSummary,
  stack: FrameStack,
  add: Add,
): void {
  const kernels = Map.groupBy(new Set(stack.frames.map(({ object }) => objects[object]!)), ({ facts }) => facts.kernel);
  const phases = phasesBy ? stacks.filter(({ phase }) => phase !== '') : [];
  const phaseRanges = phases.map(({ frames }) => {
    const at = placesAlong(frames);
    return { from: at[0]!, to: at.at(-1)!, slices: frames.length };
  });
  const listed = phaseRanges
    .slice(0, NAMED)
    .map(({ from, to, slices }) => `${slices} slices from ${from.toFixed(1)} to ${to.toFixed(1)} mm`)
    .join('; ');
  if (kernels.size > 1) {
    const parts = [...kernels].map(
      ([kernel, images]) => `${kernel || 'not named'} (${rangesOf(images.map((o) => o.instanceNumber))})`,
    );
    add(
      'mixed-kernels',
      'warning',
      `The slices of one volume were made with ${kernels.size} kernels: ${parts.join('; ')}.`,
      'The same bone has other grey values and other edges on each side, so its surface steps where they meet.',
      'Ask for each reconstruction as a series of its own.',
    );
  } else if (phases.length > 1 && phasesBy === 'kernel') {
    const names = phases.map(({ frames }) => objects[frames[0]!.object]!.facts.kernel || 'not named');
    add(
      'mixed-kernels',
      'warning',
      `The series holds ${phases.length} reconstructions of one place with different kernels: ${names.map((name, n) => `${name} (${phaseRanges[n]!.slices} slices)`).join(', ')}.`,
      `Mixed, they make no volume. The one with kernel ${objects[stack.frames[0]!.object]!.facts.kernel || 'not named'} is used.`,
      'Ask for each reconstruction as a series of its own, to choose another.',
    );
  } else if (phases.length > 1) {
    // Scans that were continued or taken again overlap in part; phases are of one place, or near enough.
    const apart =
      /acquisition|content/.test(phasesBy) &&
      phaseRanges.some(({ from, to }) => Math.abs(from - phaseRanges[0]!.from) + Math.abs(to - phaseRanges[0]!.to) > 1);
    add(
      apart ? 'overlapping-subseries' : 'several-phases',
      'warning',
      apart
        ? `The series is made of ${phases.length} parts that overlap and differ in ${phasesBy}: ${listed}.`
        : `The series holds ${phases.length} volumes of one place that differ in ${phasesBy}: ${listed}.`,
      `Mixed, they make no volume. The one of ${stack.frames.length} slices that suits best is used, the first of equals.`,
      'Ask for each as a series of its own, to choose another.',
    );
  }
  const aside = stacks.filter((other) => other !== stack && other.phase === '' && !phases.includes(other));
  const images = aside.reduce((sum, { frames }) => sum + frames.length, 0) + unplaced;
  if (images > 0)
    add(
      'several-orientations',
      'warning',
      `${plural(images, 'image')} of the series ${images === 1 ? 'lies' : 'lie'} apart from the stack of ${stack.frames.length} in orientation, size or place, and ${images === 1 ? 'was' : 'were'} left out.`,
      'They belong to no single stack with the others.',
      'Check that the stack covers the anatomy; name another series with --series if it does not.',
    );
}

/** 1–54, 60, 62–70. */
function rangesOf(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let n = 0; n < sorted.length; n++) {
    const from = sorted[n]!;
    while (n + 1 < sorted.length && sorted[n + 1]! <= sorted[n]! + 1) n++;
    parts.push(from === sorted[n] ? `${from}` : `${from}–${sorted[n]}`);
  }
  return parts.length > NAMED ? `${parts.slice(0, NAMED).join(', ')} …` : parts.join(', ');
}
