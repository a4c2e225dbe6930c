// What lies around the bones of the phantom patient: muscle, tendons, fat, skin, table, marker. Scene frame of ankle-bones.ts.
import type { Bone } from './ankle-bones.ts';
import { ANKLE_GAPS } from './ankle-bones.ts';
import { grow, join, meet, shell } from './combine.ts';
import { ball, box, capsule, cylinder, halfSpace, roundCone } from './primitives.ts';
import type { ScenePart } from './scene.ts';
import type { Solid } from './solid.ts';
import { textured } from './texture.ts';

export const SOFT_TISSUE_HU = 50;
export const CARTILAGE_HU = 100;
const FAT_HU = -100;
const SKIN_HU = 30;
const TENDON_HU = 85;

/** Bone is wrapped in soft tissue at least this thick (periosteum, capsule, muscle), so that no fat touches it. */
const WRAPPING_MM = 2.5;

export function ankleTissues(bones: readonly Bone[], seed: number): ScenePart[] {
  const bony = join(0, ...bones.map((bone) => bone.outer));
  const body = join(5, bodyEnvelope(), grow(bony, 4.5));
  const beneathSkin = grow(body, -1.6);
  const beneathFat = grow(body, -5.5);
  const muscles = join(
    3,
    roundCone([-16, -18, 220], 24, [-8, -15, 38], 12.5),
    roundCone([-6, 26, 220], 26, [0, 23, 40], 12),
    roundCone([26, 24, 220], 24, [15, 17, 50], 9),
    roundCone([-34, 14, 220], 18, [-29, 18, 24], 8),
    roundCone([0, 23, 40], 12, [-4, 24, 10], 6),
    roundCone([-8, -15, 38], 12.5, [-4, -19, 20], 8),
    roundCone([-4, -17, 40], 11, [-2, -24, 6], 6),
    roundCone([14, 12, 10], 6, [16, 6, -32], 5),
    box([-2, -8, -66], [17, 44, 6], 5),
    roundCone([16, 10, -52], 9, [20, -40, -44], 8),
    roundCone([-20, 14, -60], 7, [-26, -50, -54], 7),
    roundCone([-16, -28, -28], 8, [-20, -50, -26], 5),
  );
  const cartilage = ANKLE_GAPS.filter(({ joint }) => joint !== 'syndesmosis').map(({ between, widthMm }) => {
    const [a, b] = between.map((name) => bones.find((bone) => bone.name === name)!.outer) as [Solid, Solid];
    return meet(0, grow(a, widthMm + 0.4), grow(b, widthMm + 0.4));
  });
  const tendons = [
    join(6, capsule([2, 36, 90], [1, 37, 20], 3.6), capsule([1, 37, 20], [-2, 57, -38], 4.2)),
    join(0, capsule([2, -24, 60], [4, -27, 8], 2.6), capsule([4, -27, 8], [20, -50, -6], 2.6)),
    join(0, capsule([-28, 20, 60], [-27, 19, -8], 2.2), capsule([-27, 19, -8], [-30, -40, -46], 2.2)),
    join(0, capsule([20, 13, 60], [25, 10, -2], 2.4), capsule([25, 10, -2], [26, -30, -22], 2.4)),
    capsule([-2, 34, -70], [-6, -70, -64], 2.2),
  ];
  return [
    ...table(),
    { name: 'skin', solid: body, hu: SKIN_HU },
    { name: 'fat', solid: beneathSkin, hu: textured(FAT_HU, { depthHu: 14, grainMm: 5, seed }) },
    {
      name: 'soft tissue',
      solid: meet(1, beneathFat, muscles),
      hu: textured(SOFT_TISSUE_HU, { depthHu: 12, grainMm: 3.5, seed: seed + 1 }),
    },
    { name: 'periosteum', solid: grow(bony, WRAPPING_MM), hu: SOFT_TISSUE_HU },
    ...tendons.map((solid) => ({ name: 'tendon', solid: meet(0, solid, grow(body, -2.5)), hu: TENDON_HU })),
    { name: 'cartilage', solid: join(0, ...cartilage), hu: CARTILAGE_HU },
    ...marker(body),
  ];
}

/** The skin: leg, heel and foot in one smooth envelope. */
function bodyEnvelope(): Solid {
  return join(
    14,
    roundCone([-2, 10, 240], 56, [-3, 8, 60], 37),
    roundCone([-3, 8, 60], 37, [-2, 5, 10], 33),
    roundCone([0, 38, 60], 9, [-1, 42, -20], 14),
    roundCone([-2, 44, -52], 24, [-4, 4, -46], 27),
    roundCone([4, -8, -22], 27, [4, -60, -30], 24),
    roundCone([-14, -20, -48], 20, [-14, -70, -44], 18),
    roundCone([14, -30, -46], 20, [12, -80, -40], 19),
    roundCone([12, -80, -38], 19, [14, -142, -42], 16),
    roundCone([-12, -72, -42], 18, [-16, -132, -44], 14),
  );
}

/** A curved plate under the heel, with foam between: 1.6 mm of carbon fiber, concave towards the patient. */
function table(): ScenePart[] {
  const curved = (radiusMm: number): Solid =>
    meet(
      1,
      cylinder([0, 71.5 - 300, 0], [0, 0, 1], { radiusMm, halfLengthMm: 600, roundMm: 0 }),
      halfSpace([0, 40, 0], [0, -1, 0]),
    );
  const under = halfSpace([0, 60, 0], [0, -1, 0]);
  return [
    { name: 'table core', solid: meet(0, shell(curved(316), 14.4), under), hu: -930 },
    { name: 'table plate', solid: meet(0, shell(curved(301.6), 1.6), under), hu: 320 },
    { name: 'table plate', solid: meet(0, shell(curved(317.6), 1.6), under), hu: 320 },
  ];
}

/** Three beads on the skin of the lateral side, in an L that no turn maps onto its mirror image: which side is right. */
function marker(body: Solid): ScenePart[] {
  const places = [
    [-60, -4, 34],
    [-60, -4, 22],
    [-60, 4, 22],
  ] as const;
  return places.map(([x, y, z]) => {
    let at = x;
    while (body.distance(at, y, z) > 2.2) at += 0.1;
    return { name: 'marker bead', solid: ball([at, y, z], 1.5), hu: 2200 };
  });
}
