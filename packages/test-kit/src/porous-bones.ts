import type { Arena } from '@specola/kernels';
import {
  ball,
  capsule,
  carve,
  gridAround,
  grow,
  imageScene,
  type MeasuredGrid,
  meet,
  type Solid,
  textured,
  volumeInGridMm3,
} from '@specola/phantom';
import { pointLps, type Triple, tripleOf, type Volume } from '@specola/space';

/** Diameters of the holes in the cortex, in turn, mm. */
export const HOLES_MM = [1, 1.5, 2, 2.5, 3, 3.5, 4] as const;

/** What the two bones and the pot are made of, HU. */
export const POROUS_HU = { cortex: 1100, trabecular: 150, softTissue: 45 } as const;

const CORTEX_MM = 1.3;
/** The image has a thinner cortex over a part of the socket: it does not reach the threshold of the rest. */
const FAINT_CORTEX_MM = 0.55;
/** A ball of 5 mm dips 1 mm into a hole of 4 mm, and the blur rounds the rim. */
const BEHIND_MM = 2.6;
const HEAD = { center: [-6, 2, -9] as Triple, radiusMm: 13 };
const SOCKET = { center: [9, -3, 10] as Triple, radiusMm: 15 };
const POT = { center: [-34, 5, 6] as Triple, radiusMm: 11 };
const POT_MOUTH_MM = 9;
const ORIGIN: Triple = [41.3, -118.7, 236.9];

export interface PorousBones {
  readonly volume: Volume;
  /** Head and socket without their holes: what a model should fill, mm³. */
  readonly headMm3: number;
  readonly socketMm3: number;
  /** Middle of the joint between them, LPS. */
  readonly inJoint: readonly Triple[];
  /** In the pot, which is hollow and has a mouth wider than any pore. */
  readonly inPot: Triple;
  /** Of each hole: halfway through the cortex, 2.6 mm deep, and how wide it is. */
  readonly holes: readonly { readonly within: Triple; readonly behind: Triple; readonly widthMm: number }[];
  readonly headCenter: Triple;
  /** Behind the faint cortex. */
  readonly behindFaint: Triple;
}

/**
 * Two spongy bones whose thin cortex is full of holes of 1 to 4 mm, with a joint of known width between them, and a pot
 * with a wide mouth: what must be closed, what must stay open.
 */
export function porousBones({
  jointMm,
  noiseHu = 15,
  arena,
}: {
  jointMm: number;
  noiseHu?: number;
  arena: Arena;
}): PorousBones {
  const head = ball(HEAD.center, HEAD.radiusMm);
  const socket = carve(2, ball(SOCKET.center, SOCKET.radiusMm), grow(head, jointMm));
  const pot = ball(POT.center, POT.radiusMm);
  const jointAxis = unit(tripleOf(SOCKET.center.map((c, n) => c - HEAD.center[n]!)));
  const headHoles = drilled(HEAD, jointAxis);
  const socketHoles = drilled(SOCKET, tripleOf(jointAxis.map((c) => -c)));
  const mouth = capsule(POT.center, [POT.center[0] - 2, POT.center[1] + 30, POT.center[2] + 3], POT_MOUTH_MM / 2);
  const faintSide = unit([1, 0.35, 0.3]);
  const faint = capsule(along(SOCKET.center, faintSide, 6), along(SOCKET.center, faintSide, 30), 7);

  const dimensions = [138, 96, 88] as const;
  const ijkToLps = gridAround(pointLps(ORIGIN[0] - 10, ORIGIN[1] + 1, ORIGIN[2] + 2), {
    dimensions,
    spacingMm: [0.6, 0.65, 0.8],
    turn: [0.05, -0.04, 0.07],
  });
  const spongy = textured(POROUS_HU.trabecular, { depthHu: 60, grainMm: 1.4, seed: 11 });
  const bone = (name: string, outer: Solid, cortexMm: number) => [
    { name: `${name} cortex`, solid: outer, hu: POROUS_HU.cortex },
    { name: `${name} inside`, solid: grow(outer, -cortexMm), hu: spongy },
  ];
  const holes = [...headHoles, ...socketHoles];
  const volume = imageScene(
    {
      backgroundHu: POROUS_HU.softTissue,
      originLps: ORIGIN,
      parts: [
        ...bone('head', head, CORTEX_MM),
        ...bone('socket', socket, CORTEX_MM),
        { name: 'inside of the faint cortex', solid: meet(0, faint, grow(socket, -FAINT_CORTEX_MM)), hu: spongy },
        ...bone('pot', pot, 1.6),
        { name: 'mouth', solid: mouth, hu: POROUS_HU.softTissue },
        { name: 'pot inside', solid: grow(pot, -1.6), hu: POROUS_HU.softTissue },
        ...holes.map(({ solid }) => ({ name: 'hole', solid, hu: POROUS_HU.softTissue })),
      ],
    },
    {
      dimensions,
      ijkToLps,
      pointSpreadMm: { inPlane: 0.35, throughPlane: 0.4 },
      noiseHu,
      noiseGrainMm: 0.45,
      seed: 5,
      samplesPerVoxel: [2, 2, 2],
    },
    (length) => arena.int16(length),
  );
  const grid: MeasuredGrid = { dimensions, ijkToLps, originLps: ORIGIN };
  const lps = (place: Triple): Triple => tripleOf(place.map((c, n) => c + ORIGIN[n]!));
  const across = unit([jointAxis[1], -jointAxis[0], 0]);
  return {
    volume,
    headMm3: volumeInGridMm3(head, grid),
    socketMm3: volumeInGridMm3(socket, grid),
    inJoint: [-0.5, -0.25, 0, 0.25, 0.5].map((lean) => {
      const way = unit(tripleOf(jointAxis.map((c, n) => c + lean * across[n]!)));
      return lps(along(HEAD.center, way, HEAD.radiusMm + jointMm / 2));
    }),
    inPot: lps(POT.center),
    holes: holes.map(({ within, behind, widthMm }) => ({ within: lps(within), behind: lps(behind), widthMm })),
    headCenter: lps(HEAD.center),
    behindFaint: lps(along(SOCKET.center, faintSide, SOCKET.radiusMm - 3)),
  };
}

interface Hole {
  readonly within: Triple;
  readonly behind: Triple;
  readonly widthMm: number;
  readonly solid: Solid;
}

/** Holes all around a ball, but not where it meets the other bone: a spiral that spreads them evenly. */
function drilled(
  { center, radiusMm }: { readonly center: Triple; readonly radiusMm: number },
  towardsJoint: Triple,
): Hole[] {
  const count = 42;
  const found: Hole[] = [];
  for (let n = 0; n < count; n++) {
    const z = 1 - (2 * n + 1) / count;
    const turn = n * 2.399963;
    const way: Triple = [Math.sqrt(1 - z * z) * Math.cos(turn), Math.sqrt(1 - z * z) * Math.sin(turn), z];
    if (way.reduce((sum, c, axis) => sum + c * towardsJoint[axis]!, 0) > 0.35) continue;
    const widthMm = HOLES_MM[n % HOLES_MM.length]!;
    found.push({
      within: along(center, way, radiusMm - CORTEX_MM / 2),
      behind: along(center, way, radiusMm - BEHIND_MM),
      widthMm,
      solid: capsule(along(center, way, radiusMm - 2), along(center, way, radiusMm + 3), widthMm / 2),
    });
  }
  return found;
}

const along = (from: Triple, way: Triple, mm: number): Triple => tripleOf(from.map((c, n) => c + mm * way[n]!));

function unit(v: Triple): Triple {
  const length = Math.sqrt(v[0] ** 2 + v[1] ** 2 + v[2] ** 2);
  return [v[0] / length, v[1] / length, v[2] / length];
}
