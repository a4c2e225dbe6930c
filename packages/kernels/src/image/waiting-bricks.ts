import { bricksPerSideOf, type Dimensions } from '@specola/space';

/** Of the bricks that wait, this share and this many go first. Measured on 512×512×300. */
const SHARE = 0.4;
const FEWEST = 16;
/** Something may come in from everywhere. */
const EVERYWHERE = 64;
const ALL_FACES = 63;

export interface WaitingBrick {
  readonly brick: number;
  readonly place: readonly [number, number, number];
  readonly news: number;
}

/** Bricks of a grid that wait to be worked on, and from where news came to them. */
export interface WaitingBricks {
  readonly count: number;
  waiting(): number;
  /** Takes bricks of one color of the checkerboard, those of the lowest keys first. */
  take(color: number): WaitingBrick[];
  /** Something went out of a brick through faces: its neighbors wait. */
  tell(brick: number, outFaces: number, lowestKey: number): void;
  /** A brick waits as a whole. */
  wake(brick: number, lowestKey: number): void;
  /** A brick waits as a whole, and its neighbors: something new may lie on a face. */
  wakeAround(brick: number): void;
}

export function openWaitingBricks(dimensions: Dimensions): WaitingBricks {
  const [bx, by, bz] = bricksPerSideOf(dimensions);
  const count = bx * by * bz;
  const news = new Uint8Array(count);
  const lowest = new Float64Array(count);
  let waiting = 0;
  const placeOf = (brick: number) => [brick % bx, Math.floor(brick / bx) % by, Math.floor(brick / (bx * by))] as const;
  const wakeBy = (brick: number, faces: number, key: number): void => {
    if (news[brick] === 0) {
      waiting++;
      lowest[brick] = key;
    }
    news[brick] = news[brick]! | faces;
    lowest[brick] = Math.min(lowest[brick]!, key);
  };
  /** What came cheap goes first: a brick that is settled before its cheapest news comes is settled again. */
  const limit = (): number => {
    const keys: number[] = [];
    for (let brick = 0; brick < count; brick++) if (news[brick] !== 0) keys.push(lowest[brick]!);
    keys.sort((a, b) => a - b);
    return keys[Math.min(keys.length - 1, Math.max(FEWEST, Math.floor(keys.length * SHARE)))]!;
  };
  return {
    count,
    waiting: () => waiting,
    take(color) {
      const taken: WaitingBrick[] = [];
      const most = limit();
      for (let brick = 0; brick < count; brick++) {
        const place = placeOf(brick);
        if (news[brick] === 0 || lowest[brick]! > most || (place[0] + place[1] + place[2]) % 2 !== color) continue;
        taken.push({ brick, place, news: news[brick]! });
        news[brick] = 0;
        waiting--;
      }
      return taken;
    },
    tell(brick, out, key) {
      const [i, j, k] = placeOf(brick);
      // What goes out through a face comes in through the opposite one of the neighbor.
      if (out & 1 && i > 0) wakeBy(brick - 1, 2, key);
      if (out & 2 && i + 1 < bx) wakeBy(brick + 1, 1, key);
      if (out & 4 && j > 0) wakeBy(brick - bx, 8, key);
      if (out & 8 && j + 1 < by) wakeBy(brick + bx, 4, key);
      if (out & 16 && k > 0) wakeBy(brick - bx * by, 32, key);
      if (out & 32 && k + 1 < bz) wakeBy(brick + bx * by, 16, key);
    },
    wake: (brick, key) => wakeBy(brick, EVERYWHERE, key),
    wakeAround(brick) {
      wakeBy(brick, EVERYWHERE, 0);
      this.tell(brick, ALL_FACES, 0);
    },
  };
}
