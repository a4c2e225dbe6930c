import { ball, capsule, carve, join, type Solid, slantedBox, torus } from '@specola/phantom';
import type { TriMesh, Triple } from '@specola/space';
import { type Imaging, imageSolid, SLANTED_AXES, type SolidPhantom } from './solid-phantom.ts';

/** A small part of known volume beside a block large enough to show the scanner's blur, and where to find it. */
export interface SmallPart {
  readonly phantom: SolidPhantom;
  readonly centerLps: Triple;
  /** Everything of the part's surface, and nothing of the block's, is nearer to the centre. */
  readonly reachMm: number;
  readonly knownMm3: number;
}

const BLOCK_MM: Triple = [9, 8, 9];
/** From the middle of the block to the middle of the part. */
const asideOf = (reachMm: number): number => BLOCK_MM[0] + reachMm + 2.5;

function beside(make: (center: Triple) => Solid, reachMm: number, knownMm3: number, imaging: Imaging): SmallPart {
  const aside = asideOf(reachMm);
  const phantom = imageSolid(
    ([x, y, z]) =>
      join(
        0,
        make([x + aside / 2, y, z]),
        slantedBox([x - aside / 2, y, z], [BLOCK_MM[0] / 2, BLOCK_MM[1] / 2, BLOCK_MM[2] / 2], SLANTED_AXES, 2),
      ),
    [aside / 2 + Math.max(reachMm, 8), Math.max(reachMm, 8), Math.max(reachMm, 8)],
    imaging,
  );
  const [x, y, z] = phantom.centerLps;
  return { phantom, centerLps: [x + aside / 2, y, z], reachMm: reachMm + 1.5, knownMm3 };
}

export const smallBall = ({ radiusMm, ...imaging }: { radiusMm: number } & Imaging): SmallPart =>
  beside((center) => ball(center, radiusMm), radiusMm, (4 / 3) * Math.PI * radiusMm ** 3, imaging);

/** A rod with round ends that lies slanted to the grid. */
export function smallRod({
  radiusMm,
  lengthMm,
  ...imaging
}: { radiusMm: number; lengthMm: number } & Imaging): SmallPart {
  const half = lengthMm / 2 - radiusMm;
  const along = SLANTED_AXES[1];
  return beside(
    ([x, y, z]) =>
      capsule(
        [x - half * along[0], y - half * along[1], z - half * along[2]],
        [x + half * along[0], y + half * along[1], z + half * along[2]],
        radiusMm,
      ),
    lengthMm / 2,
    Math.PI * radiusMm ** 2 * (2 * half + (4 / 3) * radiusMm),
    imaging,
  );
}

/** A cube that lies slanted to the grid, its edges sharp. */
export const smallCube = ({ sideMm, ...imaging }: { sideMm: number } & Imaging): SmallPart =>
  beside(
    (center) => slantedBox(center, [sideMm / 2, sideMm / 2, sideMm / 2], SLANTED_AXES, 0),
    (sideMm / 2) * Math.sqrt(3),
    sideMm ** 3,
    imaging,
  );

/** A ring that lies slanted to the grid: convex outside, saddle-shaped within. */
export const smallRing = ({ ringMm, tubeMm, ...imaging }: { ringMm: number; tubeMm: number } & Imaging): SmallPart =>
  beside(
    (center) => torus(center, SLANTED_AXES[0], { ringMm, tubeMm }),
    ringMm + tubeMm,
    2 * Math.PI ** 2 * ringMm * tubeMm ** 2,
    imaging,
  );

/** A round hollow in a block: concave all around. Its volume counts as negative in a mesh. */
export function smallHollow({ radiusMm, ...imaging }: { radiusMm: number } & Imaging): SmallPart {
  const half = radiusMm + 4;
  const phantom = imageSolid(
    (center) => carve(0, slantedBox(center, [half, half, half], SLANTED_AXES, 2), ball(center, radiusMm)),
    [1.5 * half, 1.5 * half, 1.5 * half],
    imaging,
  );
  return {
    phantom,
    centerLps: phantom.centerLps,
    reachMm: radiusMm + 1.5,
    knownMm3: (4 / 3) * Math.PI * radiusMm ** 3,
  };
}

/** The volume that the part's own triangles enclose, without its sign. */
export function partVolumeMm3({ positions, triangles }: TriMesh, { centerLps, reachMm }: SmallPart): number {
  const at = (v: number): Triple => [
    positions[3 * v]! - centerLps[0],
    positions[3 * v + 1]! - centerLps[1],
    positions[3 * v + 2]! - centerLps[2],
  ];
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [at(triangles[t]!), at(triangles[t + 1]!), at(triangles[t + 2]!)];
    if ([a, b, c].some(([x, y, z]) => x * x + y * y + z * z > reachMm * reachMm)) continue;
    sum += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  }
  return Math.abs(sum) / 6;
}
