/** What a search found. */
export interface Climbed {
  readonly at: Float64Array;
  readonly height: number;
  readonly looks: number;
}

export interface ClimbOptions {
  /** First step along each direction, and the one below which the search ends. */
  readonly firstStep: number;
  readonly lastStep: number;
  readonly mostRounds?: number;
}

/** Doublings of a step along one line. */
const MOST_DOUBLINGS = 6;

/**
 * Climbs to a nearby summit: line by line along each axis, then along the way of the whole round, each line by a bracket
 * and a parabola through it; the step is halved when a round moved less than it. No derivative, no chance.
 *
 * Source: M. J. D. Powell 1964
 */
export async function climb(
  height: (at: Float64Array) => Promise<number>,
  from: Float64Array,
  { firstStep, lastStep, mostRounds = 60 }: ClimbOptions,
): Promise<Climbed> {
  const n = from.length;
  let looks = 0;
  const look = (at: Float64Array): Promise<number> => {
    looks++;
    return height(at);
  };
  let best: Point = { at: from.slice(), height: await look(from) };
  let step = firstStep;
  for (let round = 0; round < mostRounds && step >= lastStep; round++) {
    const before = best.at;
    for (let axis = 0; axis < n; axis++) {
      const direction = new Float64Array(n);
      direction[axis] = 1;
      best = await alongLine(look, best, direction, step);
    }
    const way = best.at.map((value, axis) => value - before[axis]!);
    const length = Math.sqrt(way.reduce((sum, value) => sum + value * value, 0));
    if (length > 0)
      best = await alongLine(
        look,
        best,
        way.map((value) => value / length),
        step,
      );
    if (length < step) step /= 2;
  }
  return { ...best, looks };
}

interface Point {
  readonly at: Float64Array;
  readonly height: number;
}

async function alongLine(
  look: (at: Float64Array) => Promise<number>,
  from: Point,
  direction: Float64Array,
  step: number,
): Promise<Point> {
  const place = async (t: number): Promise<Point & { t: number }> => {
    const at = from.at.map((value, axis) => value + t * direction[axis]!);
    return { at, t, height: await look(at) };
  };
  let low: Point & { t: number } = { ...from, t: 0 };
  let middle = await place(step);
  let high: (Point & { t: number }) | null = null;
  if (middle.height <= low.height) {
    // Not that way: the step taken becomes the far end, and the other way is tried.
    high = middle;
    middle = low;
    low = await place(-step);
    if (low.height > middle.height) {
      [low, middle, high] = [middle, low, null];
    }
  }
  for (let doubling = 0; high === null; doubling++) {
    const next = await place(middle.t + 2 * (middle.t - low.t));
    if (next.height <= middle.height || doubling === MOST_DOUBLINGS)
      high = next.height <= middle.height ? next : middle;
    else [low, middle] = [middle, next];
  }
  const summit = summitOf(low, middle, high);
  const tried = summit === null ? middle : await place(summit);
  const best = tried.height > middle.height ? tried : middle;
  return best.height > from.height ? { at: best.at, height: best.height } : from;
}

/** Where the parabola through three points is highest; null when it is none. */
function summitOf(
  a: { t: number; height: number },
  b: { t: number; height: number },
  c: { t: number; height: number },
): number | null {
  const left = (b.t - a.t) * (b.height - c.height);
  const right = (b.t - c.t) * (b.height - a.height);
  const bend = left - right;
  if (!(Math.abs(bend) > 0)) return null;
  const t = b.t - (0.5 * ((b.t - a.t) * left - (b.t - c.t) * right)) / bend;
  return t > Math.min(a.t, c.t) && t < Math.max(a.t, c.t) ? t : null;
}
