import type { FrameStack, ImageFrame, Triple } from '@specola/space';
import { type ImageObject, PHASE_TAGS } from './read-object.ts';
import { dot, geometryOf, normalOf, SAME_PLACE_MM } from './stack-geometry.ts';

/**
 * Cosines that differ by less are one orientation: positions are written with 4 decimals and more, and 5e-4 moves the
 * rim of a 500 mm field by 0.13 mm. A gantry that really moved between images tilts by 0.5° (9e-3) or more.
 */
const SAME_COSINE = 5e-4;
/** Pixel spacings that differ by less, relatively, are one spacing (0.05 mm over 500 mm). */
const SAME_SPACING = 1e-4;
/** A phase of fewer frames is none: where every frame has a time of its own, times tell no phases apart. */
const FEWEST_IN_PHASE = 3;

export interface Stacked {
  /** The stack with the most frames first; phases of one stack follow each other. */
  readonly stacks: readonly FrameStack[];
  /** Copies of one image (the same SOP Instance UID at the same place), left out, and their instance numbers. */
  readonly copiesDropped: number;
  readonly copiedInstances: readonly number[];
  /** What told the phases apart; empty if there is one phase. */
  readonly phasesBy: string;
  readonly unplaced: number;
  readonly localizers: number;
}

interface Placed {
  readonly frame: Omit<ImageFrame, 'phase'>;
  readonly object: ImageObject;
  readonly phaseKeys: readonly string[];
}

/** Puts the frames of a series into stacks of one orientation, size and phase, each in the order of its positions. */
export function stackFrames(objects: readonly ImageObject[]): Stacked {
  const placed: Placed[] = [];
  let unplaced = 0;
  let localizers = 0;
  const copiedInstances: number[] = [];
  const seen = new Set<string>();
  objects.forEach((object, at) => {
    // The same UID at another place is no copy, whatever the standard asks of UIDs: a careless anonymizer made it.
    const identity = `${object.sopInstanceUid} ${object.frames[0]?.place?.positionLps.join(' ') ?? ''}`;
    if (object.sopInstanceUid && seen.has(identity)) {
      copiedInstances.push(object.instanceNumber);
      return;
    }
    seen.add(identity);
    object.frames.forEach(({ place, localizer, phaseKeys }, frameInObject) => {
      if (localizer) localizers++;
      else if (!place) unplaced++;
      else placed.push({ frame: { place, object: at, frameInObject }, object, phaseKeys });
    });
  });
  const groups = groupsOf(placed);
  const none = { copiesDropped: copiedInstances.length, copiedInstances, unplaced, localizers };
  if (groups.length === 0) return { stacks: [], phasesBy: '', ...none };
  if (groups[0]!.length * 2 <= placed.length) {
    const frames = placed.map(({ frame }) => ({ ...frame, phase: '' }));
    const geometry = { kind: 'scattered', orientations: groups.length } as const;
    return { stacks: [{ phase: '', frames, geometry }], phasesBy: '', ...none };
  }
  const split = groups.map(phasesOf);
  return { stacks: split.flatMap(({ stacks }) => stacks), phasesBy: split[0]!.by, ...none };
}

/** Frames of one size, spacing and orientation; the largest group first. */
function groupsOf(placed: readonly Placed[]): Placed[][] {
  const groups: Placed[][] = [];
  for (const one of placed) {
    const home = groups.find(([first]) => alike(first!, one));
    if (home) home.push(one);
    else groups.push([one]);
  }
  return groups.sort((a, b) => b.length - a.length);
}

function alike(a: Placed, b: Placed): boolean {
  const { rows, columns } = a.object.format;
  if (rows !== b.object.format.rows || columns !== b.object.format.columns) return false;
  const p = a.frame.place;
  const q = b.frame.place;
  const sameDirection = (u: Triple, v: Triple) => u.every((c, n) => Math.abs(c - v[n]!) < SAME_COSINE);
  const sameSpacing = (s: number, t: number) => Math.abs(s - t) < SAME_SPACING * s;
  return (
    sameDirection(p.rowDirection, q.rowDirection) &&
    sameDirection(p.columnDirection, q.columnDirection) &&
    sameSpacing(p.pixelSpacingMm.i, q.pixelSpacingMm.i) &&
    sameSpacing(p.pixelSpacingMm.j, q.pixelSpacingMm.j)
  );
}

interface Sorted {
  readonly one: Placed;
  /** Place along the normal, mm. */
  readonly at: number;
}

/**
 * One stack if no two frames share a place and their gaps make sense; otherwise one for each value of the first key that
 * separates them (time, kernel, acquisition …); otherwise one stack, with what lies at a taken place as doubles.
 */
function phasesOf(group: readonly Placed[]): { stacks: FrameStack[]; by: string } {
  const normal = normalOf(group[0]!.frame.place);
  const sorted: Sorted[] = group
    .map((one) => ({ one, at: dot(normal, one.frame.place.positionLps) }))
    .sort((a, b) => a.at - b.at || a.one.object.instanceNumber - b.one.object.instanceNumber);
  const isCrowded = crowded(sorted);
  const whole = stackOf(sorted, '');
  if (!isCrowded && (whole.geometry.kind === 'regular' || whole.geometry.kind === 'sheared'))
    return { stacks: [whole], by: '' };
  for (const [key, [, name]] of PHASE_TAGS.entries()) {
    const parts = [...Map.groupBy(sorted, ({ one }) => one.phaseKeys[key]!)];
    if (parts.length < 2 || parts.some(([, list]) => list.length < FEWEST_IN_PHASE || crowded(list))) continue;
    const stacks = parts.map(([value, list]) => stackOf(list, value));
    // Without shared places only parts that lie among each other, each even in itself, are volumes of their own: one
    // that follows the other is the same scan with another step.
    if (!isCrowded && !(overlap(parts.map(([, list]) => list)) && stacks.every(isEven))) continue;
    return { stacks: stacks.sort((a, b) => b.frames.length - a.frames.length), by: name };
  }
  const runs = isCrowded ? runsOf(sorted) : [];
  if (runs.length > 1) return { stacks: runs.map((list, n) => stackOf(list, `run ${n + 1}`)), by: 'image number' };
  return { stacks: [whole], by: '' };
}

/**
 * Volumes that follow each other by their image numbers alone, each going once through all places: repeated scans of one
 * place (diffusion, perfusion) are often stored so, with nothing else to tell them apart. Empty where the numbers do not
 * part them cleanly.
 */
function runsOf(sorted: readonly Sorted[]): Sorted[][] {
  const places = sorted.map(({ at }) => at).filter((at, n, all) => n === 0 || at - all[n - 1]! >= SAME_PLACE_MM);
  const byNumber = [...sorted].sort((a, b) => numberOf(a) - numberOf(b));
  const count = byNumber.length / places.length;
  const distinct = new Set(byNumber.map(numberOf)).size === byNumber.length;
  if (!distinct || !Number.isInteger(count) || places.length < FEWEST_IN_PHASE) return [];
  const runs = Array.from({ length: count }, (_, n) =>
    byNumber.slice(n * places.length, (n + 1) * places.length).sort((a, b) => a.at - b.at),
  );
  const complete = (run: readonly Sorted[]) => run.every(({ at }, n) => Math.abs(at - places[n]!) < SAME_PLACE_MM);
  return runs.every(complete) ? runs : [];
}

/** Frames of one object count on from its number, as its frames do. */
const numberOf = ({ one }: Sorted): number => one.object.instanceNumber * FRAMES_AT_MOST + one.frame.frameInObject;
const FRAMES_AT_MOST = 100_000;

const crowded = (list: readonly Sorted[]): boolean =>
  list.some(({ at }, n) => n > 0 && at - list[n - 1]!.at < SAME_PLACE_MM);

const isEven = ({ geometry: { kind } }: FrameStack): boolean => kind === 'regular' || kind === 'sheared';

const overlap = (parts: readonly (readonly Sorted[])[]): boolean =>
  parts.some((a, n) => parts.slice(n + 1).some((b) => a[0]!.at < b.at(-1)!.at && b[0]!.at < a.at(-1)!.at));

/** The first frame at each place makes the stack; what else lies there doubles it. */
function stackOf(list: readonly Sorted[], phase: string): FrameStack {
  const frames: ImageFrame[] = [];
  const doubles: { of: number; frame: ImageFrame }[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { one, at } of list) {
    const frame = { ...one.frame, phase };
    if (at - lastAt < SAME_PLACE_MM) doubles.push({ of: frames.length - 1, frame });
    else {
      frames.push(frame);
      lastAt = at;
    }
  }
  return { phase, frames, geometry: geometryOf(frames), ...(doubles.length > 0 && { doubles }) };
}
