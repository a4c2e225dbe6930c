import { type Arena, type Crew, soloCrew } from '@specola/kernels';
import {
  ball,
  box,
  carve,
  cylinder,
  distanceToSurfaceMm,
  gridAround,
  imageScene,
  join,
  type Solid,
  slantedBox,
} from '@specola/phantom';
import { pointLps, type Triple, tripleOf, type Volume } from '@specola/space';

/** An imaged solid, and what is known of it. */
export interface SolidPhantom {
  readonly volume: Volume;
  /** In the patient: LPS, mm. */
  readonly solid: Solid;
  readonly insideHu: number;
  readonly outsideHu: number;
  /** Half-maximum: where the blur of a flat boundary leaves the surface in its place. */
  readonly isoHu: number;
  /** Signed distance to the true surface at a place in the patient, negative inside. */
  readonly distanceMm: (x: number, y: number, z: number) => number;
  readonly centerLps: Triple;
}

/** How a phantom is imaged. The defaults are anisotropic, oblique and off zero, so that nothing passes by luck. */
export interface Imaging {
  readonly spacingMm?: Triple;
  /** Half-tangents of the turns about x, y, z; see `gridAround`. */
  readonly turn?: Triple;
  readonly centerLps?: Triple;
  readonly insideHu?: number;
  readonly outsideHu?: number;
  readonly pointSpreadMm?: { readonly inPlane: number; readonly throughPlane: number };
  readonly noiseHu?: number;
  readonly seed?: number;
  /** Voxels of margin around the solid. */
  readonly marginVoxels?: number;
  readonly samplesPerVoxel?: Triple;
  /** Where the voxels are put; an array of the process when not given. */
  readonly arena?: Arena;
}

export const DEFAULT_IMAGING = {
  spacingMm: [0.45, 0.5, 0.8],
  turn: [0.06, -0.045, 0.08],
  centerLps: [31.7, -84.2, 203.9],
  insideHu: 1200,
  outsideHu: 50,
  pointSpreadMm: { inPlane: 0.35, throughPlane: 0.4 },
  noiseHu: 0,
  seed: 7,
  marginVoxels: 6,
  samplesPerVoxel: [3, 3, 4],
} as const satisfies Imaging;

/**
 * Images any solid.
 *
 * @param make        builds the solid around a centre given in LPS
 * @param halfSizeMm  half its extent along x, y, z, before the grid is turned
 */
export function imageSolid(make: (center: Triple) => Solid, halfSizeMm: Triple, imaging: Imaging = {}): SolidPhantom {
  const how = { ...DEFAULT_IMAGING, ...imaging };
  const reach = Math.max(...how.turn.map(Math.abs)) * 2 * Math.max(...halfSizeMm);
  const dimensions = tripleOf(
    halfSizeMm.map((half, axis) => 2 * (Math.ceil((half + reach) / how.spacingMm[axis]!) + how.marginVoxels) + axis),
  );
  // A third of a voxel aside, so that no boundary lies on a voxel by design.
  const gridCenter = tripleOf(how.centerLps.map((c, axis) => c + 0.33 * how.spacingMm[axis]!));
  const solid = make(how.centerLps);
  const volume = imageScene(
    { parts: [{ name: 'solid', solid, hu: how.insideHu }], backgroundHu: how.outsideHu, originLps: [0, 0, 0] },
    {
      dimensions,
      ijkToLps: gridAround(pointLps(...gridCenter), { dimensions, spacingMm: how.spacingMm, turn: how.turn }),
      pointSpreadMm: how.pointSpreadMm,
      noiseHu: how.noiseHu,
      noiseGrainMm: 0.45,
      seed: how.seed,
      samplesPerVoxel: how.samplesPerVoxel,
    },
    (length) => how.arena?.int16(length) ?? new Int16Array(length),
  );
  return {
    volume,
    solid,
    insideHu: how.insideHu,
    outsideHu: how.outsideHu,
    isoHu: (how.insideHu + how.outsideHu) / 2,
    distanceMm: (x, y, z) => distanceToSurfaceMm(solid, x, y, z),
    centerLps: how.centerLps,
  };
}

export const ballPhantom = ({ radiusMm, ...imaging }: { radiusMm: number } & Imaging): SolidPhantom =>
  imageSolid((center) => ball(center, radiusMm), [radiusMm, radiusMm, radiusMm], imaging);

/** A box along the axes of the patient (and so oblique to the default grid). */
export function boxPhantom({
  sidesMm,
  roundMm = 0,
  ...imaging
}: { sidesMm: Triple; roundMm?: number } & Imaging): SolidPhantom {
  const half = halved(sidesMm);
  return imageSolid((center) => box(center, half, roundMm), half, imaging);
}

/** A box whose sides lie along no axis of patient or grid. */
export function slantedBoxPhantom({
  sidesMm,
  roundMm = 0,
  ...imaging
}: { sidesMm: Triple; roundMm?: number } & Imaging): SolidPhantom {
  const half = halved(sidesMm);
  const reach = Math.sqrt(half[0] ** 2 + half[1] ** 2 + half[2] ** 2);
  return imageSolid((center) => slantedBox(center, half, SLANTED_AXES, roundMm), [reach, reach, reach], imaging);
}

/** Three directions at right angles, none along an axis: the rows of a rational rotation. */
export const SLANTED_AXES: readonly [Triple, Triple, Triple] = [
  [2 / 3, 2 / 3, -1 / 3],
  [-1 / 3, 2 / 3, 2 / 3],
  [2 / 3, -1 / 3, 2 / 3],
];

export function cylinderPhantom({
  radiusMm,
  lengthMm,
  roundMm = 0,
  ...imaging
}: { radiusMm: number; lengthMm: number; roundMm?: number } & Imaging): SolidPhantom {
  return imageSolid(
    (center) => cylinder(center, [0, 0, 1], { radiusMm, halfLengthMm: lengthMm / 2, roundMm }),
    [radiusMm, radiusMm, lengthMm / 2],
    imaging,
  );
}

/** A tube with open ends: a shaft without its marrow. */
export function tubePhantom({
  radiusMm,
  wallMm,
  lengthMm,
  ...imaging
}: { radiusMm: number; wallMm: number; lengthMm: number } & Imaging): SolidPhantom {
  return imageSolid(
    (center) =>
      carve(
        0,
        cylinder(center, [0, 0, 1], { radiusMm, halfLengthMm: lengthMm / 2 }),
        cylinder(center, [0, 0, 1], { radiusMm: radiusMm - wallMm, halfLengthMm: lengthMm }),
      ),
    [radiusMm, radiusMm, lengthMm / 2],
    imaging,
  );
}

/** A thin plate, slanted to the grid. */
export function platePhantom({
  thicknessMm,
  sideMm = 24,
  ...imaging
}: { thicknessMm: number; sideMm?: number } & Imaging): SolidPhantom {
  const half: Triple = [sideMm / 2, (0.8 * sideMm) / 2, thicknessMm / 2];
  const reach = 0.7 * sideMm;
  return imageSolid((center) => slantedBox(center, half, SLANTED_AXES), [reach, reach, reach], imaging);
}

/**
 * Tells left from right: a bar along the head-foot axis with an arm to the patient's left at its head end, and a
 * shorter one to the back at its foot end. No turn maps it onto its mirror image.
 */
export function markerPhantom(imaging: Imaging = {}): SolidPhantom {
  return imageSolid(
    ([x, y, z]) =>
      join(
        0,
        box([x, y, z], [3, 3, 16], 1),
        box([x + 8, y, z + 13], [8, 3, 3], 1),
        box([x, y + 5.5, z - 13], [3, 5.5, 3], 1),
      ),
    [16, 11, 16],
    imaging,
  );
}

/**
 * Which way round a mesh of the marker is: +1 as it was built, −1 mirrored. Read from the mesh alone: the longer of the
 * two arms tells the end of the bar it is on, and the order of the arms around the bar tells the hand. The bar may have
 * been turned end for end or about z, but must still lie along z.
 *
 * @param positions  x y z of each vertex, LPS mm
 */
export function handednessOfMarker(positions: Float32Array): 1 | -1 {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let v = 0; v < positions.length; v++) {
    min[v % 3] = Math.min(min[v % 3]!, positions[v]!);
    max[v % 3] = Math.max(max[v % 3]!, positions[v]!);
  }
  const middle = (min[2]! + max[2]!) / 2;
  // The mean of the vertices near each end of the bar leans to the side of the arm there.
  const leaning = (head: boolean): [number, number] => {
    let [x, y, n] = [0, 0, 0];
    for (let v = 0; v < positions.length; v += 3) {
      const z = positions[v + 2]!;
      if (head ? z < middle + 8 : z > middle - 8) continue;
      x += positions[v]!;
      y += positions[v + 1]!;
      n++;
    }
    return [x / n, y / n];
  };
  const head = leaning(true);
  const foot = leaning(false);
  // The longer arm is the wider of the two ends; it stands at the head of an unmirrored marker or one turned over.
  const width = (atHead: boolean): number => {
    let [low, high, lowY, highY] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let v = 0; v < positions.length; v += 3) {
      const z = positions[v + 2]!;
      if (atHead ? z < middle + 8 : z > middle - 8) continue;
      low = Math.min(low, positions[v]!);
      high = Math.max(high, positions[v]!);
      lowY = Math.min(lowY, positions[v + 1]!);
      highY = Math.max(highY, positions[v + 1]!);
    }
    return Math.max(high - low, highY - lowY);
  };
  const up = width(true) > width(false) ? 1 : -1;
  const [long, short] = up === 1 ? [head, foot] : [foot, head];
  const bar = barCenter(positions, middle);
  const cross = (long[0] - bar[0]) * (short[1] - bar[1]) - (long[1] - bar[1]) * (short[0] - bar[0]);
  return cross * up > 0 ? 1 : -1;
}

function barCenter(positions: Float32Array, middle: number): [number, number] {
  let [x, y, n] = [0, 0, 0];
  for (let v = 0; v < positions.length; v += 3) {
    if (Math.abs(positions[v + 2]! - middle) > 6) continue;
    x += positions[v]!;
    y += positions[v + 1]!;
    n++;
  }
  return [x / n, y / n];
}

/** A crew of one on a fresh arena. */
export function crewFor(arena: Arena): Crew {
  return soloCrew(arena);
}

const halved = ([x, y, z]: Triple): Triple => [x / 2, y / 2, z / 2];
