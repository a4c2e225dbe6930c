// The bones of a right ankle and hindfoot, foot at a right angle to the leg. Scene frame, mm: +x medial (patient left),
// +y back, +z head; the origin is the top of the talar dome. Sizes follow an adult: dome radius 20, talar width 28,
// calcaneus 78 long, mortise 32 wide, tibial shaft 25 across.

import type { Triple } from '@specola/space';
import { tripleOf } from '@specola/space';
import { carve, grow, join, meet } from './combine.ts';
import { ball, box, capsule, cylinder, halfSpace, roundCone, slantedBox } from './primitives.ts';
import type { Solid } from './solid.ts';

export type BoneName =
  | 'tibia'
  | 'fibula'
  | 'talus'
  | 'calcaneus'
  | 'navicular'
  | 'cuboid'
  | 'medial-cuneiform'
  | 'middle-cuneiform'
  | 'lateral-cuneiform'
  | 'first-metatarsal'
  | 'second-metatarsal'
  | 'third-metatarsal'
  | 'fourth-metatarsal'
  | 'fifth-metatarsal';

/** One bone: its outer surface, and the surface where the cortex ends. */
export interface Bone {
  readonly name: BoneName;
  readonly outer: Solid;
  readonly inner: Solid;
  /** Marrow space of a shaft, if any; trabecular bone fills the rest. */
  readonly marrow: Solid | null;
  readonly cortexMm: { readonly thinnest: number; readonly thickest: number };
}

/** A joint whose two bones run at one known distance where they face each other. */
export interface JointGap {
  readonly joint: string;
  readonly between: readonly [BoneName, BoneName];
  readonly widthMm: number;
}

export const ANKLE_GAPS: readonly JointGap[] = [
  { joint: 'tibiotalar', between: ['tibia', 'talus'], widthMm: 3 },
  { joint: 'medial gutter', between: ['tibia', 'talus'], widthMm: 2 },
  { joint: 'talofibular', between: ['fibula', 'talus'], widthMm: 2 },
  { joint: 'syndesmosis', between: ['tibia', 'fibula'], widthMm: 2 },
  { joint: 'subtalar', between: ['talus', 'calcaneus'], widthMm: 1.5 },
  { joint: 'calcaneocuboid', between: ['calcaneus', 'cuboid'], widthMm: 1.5 },
  { joint: 'talonavicular', between: ['talus', 'navicular'], widthMm: 1 },
];

/** Rims of joint surfaces are rounded by about this, so that no edge is sharper than a scanner's point spread. */
const RIM_MM = 2.5;
const DOME_MM = 20;
const TALUS_HALF_WIDTH_MM = 14;

export function ankleBones(): Bone[] {
  const head = ball([7, -29, -15], 12.5);
  const facet = roundCone([-7, 16, -40.5], 15, [-3, 2, -42], 13);
  const trochlea = cylinder([0, 2, -DOME_MM], [1, 0, 0], {
    radiusMm: DOME_MM,
    halfLengthMm: TALUS_HALF_WIDTH_MM,
    roundMm: 3,
  });
  const talus = carve(
    RIM_MM,
    join(
      5,
      meet(4, trochlea, halfSpace([0, 0, -23], [0, 0, -1])),
      roundCone([1, -10, -15], 9, [6, -24, -15], 9.5),
      head,
      roundCone([-12, 1, -17], 6, [-17.5, 2, -23], 3.2),
      roundCone([2, 14, -20], 7, [3, 23, -23], 4),
      roundCone([6, -2, -20], 8, [8, -8, -24], 6),
    ),
    grow(facet, 1.5),
  );

  // The mortise: the dome and the sides of the talus, grown by the width of the joints.
  const mortise = cylinder([0, 2, -DOME_MM], [1, 0, 0], {
    radiusMm: DOME_MM + 3,
    halfLengthMm: TALUS_HALF_WIDTH_MM + 2,
    roundMm: 4,
  });
  const fibulaRaw = join(
    6,
    roundCone([-27, 10, 220], 7, [-26, 9, 30], 6.2),
    roundCone([-26, 9, 30], 6.2, [-23.5, 7, 2], 8.2),
    roundCone([-23.5, 7, 0], 8, [-22, 6, -21], 4.8),
    ball([-22, 9, -8], 7),
  );
  const fibula = carve(RIM_MM, fibulaRaw, join(0, mortise, grow(talus, 2)));
  const tibia = carve(
    RIM_MM,
    join(
      8,
      roundCone([4, 0, 220], 14, [1, 1, 45], 12),
      roundCone([1, 1, 48], 12, [0, 1, 16], 18.5),
      box([0, 2, 7], [20, 17, 11], 7),
      roundCone([18.5, -2, 8], 8.5, [20, -3, -11], 6),
      ball([2, 14, 6], 7),
    ),
    // One tool, unblended: two equal surfaces blended would widen the joint by a quarter of the blend.
    join(0, mortise, grow(talus, 2)),
    grow(fibulaRaw, 2),
  );

  const calcaneusRaw = join(
    7,
    roundCone([-4, 46, -47], 14.5, [-5, 14, -45], 12),
    roundCone([-5, 14, -45], 12, [-11, -22, -43], 9.5),
    facet,
    roundCone([-2, 47, -56], 10, [-3, 36, -58], 8),
    roundCone([2, -3, -34.5], 6.5, [13, -6, -31.5], 4.6),
    roundCone([-10, -14, -37], 7.5, [-11, -23, -38.5], 6.8),
  );
  const calcaneus = carve(RIM_MM, calcaneusRaw, grow(talus, 1.5));

  // Before the talus, each bone is carved by the raw shape of the bones before it: the same surface where they face each
  // other, at a fraction of the work.
  const navicularRaw = join(5, slantedBox([8, -42, -17], [16, 8.5, 11.5], TURNED_16, 6), ball([21, -38, -20], 6));
  const navicular = carve(RIM_MM, navicularRaw, grow(head, 1));
  const cuboidRaw = join(
    5,
    slantedBox([-15, -43, -39], [12, 16, 11], TURNED_16, 5.5),
    capsule([-22, -48, -48], [-8, -42, -49], 4.5),
  );
  const cuboid = carve(RIM_MM, cuboidRaw, join(0, grow(calcaneusRaw, 1.5), grow(navicularRaw, 1.5), grow(head, 2)));
  const wedges = [
    slantedBox([18, -61, -22], [7.5, 13, 14], TURNED_6, 4.5),
    slantedBox([3.4, -58.5, -16], [5.6, 9, 9.5], TURNED_6, 4.5),
    slantedBox([-8.4, -60, -21], [5, 11, 10.5], TURNED_6, 4.5),
  ];
  const cuneiform = (n: number): Solid =>
    carve(RIM_MM, wedges[n]!, join(0, grow(navicularRaw, 1.5), grow(cuboidRaw, 1.5)));
  const raysRaw = [
    ray([17, -84, -25], [22, -140, -40], 9),
    ray([2, -76.5, -18], [7, -142, -38], 6.8),
    ray([-10, -79.5, -23], [-6, -138, -40], 6.4),
    ray([-21, -69, -32], [-18, -130, -42], 6.4),
    ray([-30.5, -62, -42], [-30, -120, -44], 6.2),
  ];
  const metatarsal = (n: number): Solid =>
    carve(RIM_MM, raysRaw[n]!, grow(join(0, cuboidRaw, ...wedges, ...raysRaw.slice(Math.max(0, n - 1), n)), 1.5));

  const bone = (name: BoneName, outer: Solid, cortexMm: number): Bone => ({
    name,
    outer,
    inner: grow(outer, -cortexMm),
    marrow: null,
    cortexMm: { thinnest: cortexMm, thickest: cortexMm },
  });
  const shaft = (name: BoneName, outer: Solid, thin: number, thick: number, inside: Solid, marrow: Solid): Bone => ({
    name,
    outer,
    inner: meet(3, grow(outer, -thin), inside),
    marrow,
    cortexMm: { thinnest: thin, thickest: thick },
  });

  return [
    shaft(
      'tibia',
      tibia,
      1.6,
      4,
      join(
        4,
        halfSpace([0, 0, 14], [0, 0, 1]),
        roundCone([0, 1, 17], 18.5, [1, 1, 44], 10),
        roundCone([1, 1, 44], 10, [4, 0, 220], 10),
      ),
      roundCone([4, 0, 220], 9, [1, 1, 58], 6.5),
    ),
    shaft(
      'fibula',
      fibula,
      1.5,
      2.5,
      join(
        3,
        halfSpace([0, 0, 0], [0, 0, 1]),
        roundCone([-23.5, 7, 2], 8, [-26, 9, 34], 3.8),
        roundCone([-26, 9, 34], 3.8, [-27, 10, 220], 4.5),
      ),
      roundCone([-27, 10, 220], 3.6, [-26, 9, 42], 2.6),
    ),
    bone('talus', talus, 1.6),
    bone('calcaneus', calcaneus, 1.5),
    bone('navicular', navicular, 1.5),
    bone('cuboid', cuboid, 1.5),
    bone('medial-cuneiform', cuneiform(0), 1.5),
    bone('middle-cuneiform', cuneiform(1), 1.5),
    bone('lateral-cuneiform', cuneiform(2), 1.5),
    bone('first-metatarsal', metatarsal(0), 2),
    bone('second-metatarsal', metatarsal(1), 2),
    bone('third-metatarsal', metatarsal(2), 2),
    bone('fourth-metatarsal', metatarsal(3), 2),
    bone('fifth-metatarsal', metatarsal(4), 2),
  ];
}

/** A metatarsal: wide base, slender shaft, round head. */
function ray(base: Triple, end: Triple, radiusMm: number): Solid {
  const along = (t: number) => tripleOf(base.map((b, axis) => b + t * (end[axis]! - b)));
  return join(
    4,
    roundCone(base, radiusMm, along(0.3), 0.6 * radiusMm),
    roundCone(along(0.3), 0.6 * radiusMm, along(0.8), 0.62 * radiusMm),
    ball(end, 0.95 * radiusMm),
  );
}

/** Turned about z, by 16° and by 6°. */
const TURNED_16: readonly [Triple, Triple, Triple] = [
  [0.96, 0.28, 0],
  [-0.28, 0.96, 0],
  [0, 0, 1],
];
const TURNED_6: readonly [Triple, Triple, Triple] = [
  [0.995, 0.0998749, 0],
  [-0.0998749, 0.995, 0],
  [0, 0, 1],
];
