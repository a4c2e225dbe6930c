import { invertIjkToLps, type LpsToIjk, type Triple } from '@specola/space';
import type { BoneTruth } from './ankle-phantom.ts';
import { distanceToSurfaceMm, volumeInGridMm3 } from './measure-solid.ts';
import { shellsOf, shellVolumesMm3 } from './mesh-shells.ts';
import { sampleMesh } from './sample-mesh.ts';
import type { Solid } from './solid.ts';

const SAMPLES = 120_000;
/** Nearer to the border of the image than this the model is cut off, not drawn: the blur sees only one side there. */
const BORDER_VOXELS = 2;
/** A part with more of its area on the inner side of the cortex is hollow and open at the border of the image. */
const LARGEST_INNER_SHARE = 0.03;
/** A shell belongs to every bone that holds this share of its points. */
const SMALLEST_SHARE = 0.01;

/** How far a model is from the phantom, in the form that a record keeps. */
export interface PhantomTruth {
  readonly phantom: string;
  readonly meanMm: number;
  readonly p95Mm: number;
  readonly maxMm: number;
  readonly volumeErrorPercent: number;
  readonly what: string;
}

/** Bones that the model holds in one piece (one bone, or several that grew together), and their volume. */
export interface BoneVolume {
  readonly bones: readonly string[];
  readonly volumeMm3: number;
  readonly trueMm3: number;
  readonly errorPercent: number;
  /** False where the model leaves a bone open that the border of the image cuts: its volume says nothing then. */
  readonly closedOver: boolean;
}

export interface PhantomComparison {
  /** Distances of the model's outer surface from the true one; `biasMm` is positive where the model is too large. */
  readonly meanMm: number;
  readonly biasMm: number;
  readonly p95Mm: number;
  readonly maxMm: number;
  readonly maxAtLpsMm: Triple;
  readonly samples: number;
  /** Shares of the model's area that were left out. */
  readonly innerAreaPercent: number;
  readonly borderAreaPercent: number;
  /** Of the parts that are closed over, and of the bones in them. */
  readonly volumeMm3: number;
  readonly trueVolumeMm3: number;
  readonly volumeErrorPercent: number;
  readonly parts: readonly BoneVolume[];
  readonly missingBones: readonly string[];
}

/** The comparison in the form that a record keeps. */
export function comparePhantom(
  mesh: { readonly positions: Float32Array; readonly triangles: Uint32Array },
  truth: BoneTruth,
): PhantomTruth {
  const found = comparePhantomInDetail(mesh, truth);
  const joined = found.parts.filter(({ bones }) => bones.length > 1).map(({ bones }) => bones.join(' with '));
  const open = found.parts.filter(({ closedOver }) => !closedOver).flatMap(({ bones }) => bones);
  const rounded = (mm: number) => Math.round(mm * 1e4) / 1e4;
  return {
    phantom: truth.name,
    meanMm: rounded(found.meanMm),
    p95Mm: rounded(found.p95Mm),
    maxMm: rounded(found.maxMm),
    volumeErrorPercent: Math.round(found.volumeErrorPercent * 1e3) / 1e3,
    what:
      `Distances of ${found.samples} points of the model's outer surface from the true surface of the phantom's bones, ` +
      `${found.biasMm < 0 ? 'inward' : 'outward'} by ${Math.abs(found.biasMm).toFixed(3)} mm on average. ` +
      `Left out: ${found.innerAreaPercent.toFixed(1)} % of its area on the inner side of the cortex, and ` +
      `${found.borderAreaPercent.toFixed(1)} % within ${BORDER_VOXELS} voxels of the image's border. ` +
      'The phantom has no edge sharper than the point spread and no plate thinner than three voxels.' +
      (open.length > 0 ? ` Cut by the border and left open there, so not in the volume: ${open.join(', ')}.` : '') +
      (joined.length > 0 ? ` Grown together: ${joined.join('; ')}.` : '') +
      (found.missingBones.length > 0 ? ` Missing: ${found.missingBones.join(', ')}.` : ''),
  };
}

/**
 * Compares a model with the true outer surface of the phantom's bones: distances from points spread over the model by
 * area, and volumes of its outer shells against the true ones within the image.
 *
 * Points deeper inside a bone than half the cortex lie on its inner side, and are left out; so are shells made of them.
 */
export function comparePhantomInDetail(
  { positions, triangles }: { readonly positions: Float32Array; readonly triangles: Uint32Array },
  truth: BoneTruth,
): PhantomComparison {
  const shells = shellsOf(positions.length / 3, triangles);
  const samples = sampleMesh(positions, triangles, SAMPLES);
  const count = samples.triangles.length;
  const near = localized(truth);
  const toIjk = invertIjkToLps(truth.grid.ijkToLps);
  const bonesOf = Array.from({ length: shells.count }, () => new Float64Array(truth.bones.length));
  const innerOf = new Float64Array(shells.count);
  const sizeOf = new Float64Array(shells.count);
  const distances: number[] = [];
  let [sum, bias, inner, border, max] = [0, 0, 0, 0, 0];
  let maxAt: Triple = [0, 0, 0];
  for (let s = 0; s < count; s++) {
    const place: Triple = [samples.points[3 * s]!, samples.points[3 * s + 1]!, samples.points[3 * s + 2]!];
    const shell = shells.shellOf[samples.triangles[s]!]!;
    const here = near(place);
    bonesOf[shell]![here.bone]!++;
    sizeOf[shell]!++;
    if (nearBorder(place, toIjk, truth)) border++;
    else if (here.distanceMm < -truth.innerBeyondMm) {
      innerOf[shell]!++;
      inner++;
    } else {
      const d = Math.abs(here.distanceMm);
      sum += d;
      bias += here.distanceMm;
      distances.push(d);
      if (d > max) [max, maxAt] = [d, place];
    }
  }
  distances.sort((a, b) => a - b);
  const volumes = shellVolumesMm3(positions, triangles, shells);
  const outer = Array.from(volumes.keys()).filter((n) => sizeOf[n]! > 0 && 2 * innerOf[n]! < sizeOf[n]!);
  const trueOf = truth.bones.map((bone) => volumeInGridMm3(bone.outer, truth.grid));
  const parts = partsOf(outer, { volumes, bonesOf, sizeOf, innerOf }, truth, trueOf);
  const closed = parts.filter(({ closedOver }) => closedOver);
  const volumeMm3 = closed.reduce((total, part) => total + part.volumeMm3, 0);
  const trueVolumeMm3 = closed.reduce((total, part) => total + part.trueMm3, 0);
  const held = new Set(parts.flatMap(({ bones }) => bones));
  return {
    meanMm: sum / distances.length,
    biasMm: bias / distances.length,
    p95Mm: distances[Math.floor(0.95 * distances.length)] ?? Number.NaN,
    maxMm: max,
    maxAtLpsMm: maxAt,
    samples: distances.length,
    innerAreaPercent: (100 * inner) / count,
    borderAreaPercent: (100 * border) / count,
    volumeMm3,
    trueVolumeMm3,
    volumeErrorPercent: 100 * (volumeMm3 / trueVolumeMm3 - 1),
    parts,
    missingBones: truth.bones.filter((bone, n) => trueOf[n]! > 0 && !held.has(bone.name)).map((bone) => bone.name),
  };
}

/** Shells that share a bone are one part: a bone in several pieces, or several bones in one. */
function partsOf(
  outer: readonly number[],
  {
    volumes,
    bonesOf,
    sizeOf,
    innerOf,
  }: { volumes: Float64Array; bonesOf: readonly Float64Array[]; sizeOf: Float64Array; innerOf: Float64Array },
  truth: BoneTruth,
  trueOf: readonly number[],
): BoneVolume[] {
  let groups: { bones: Set<number>; volumeMm3: number; points: number; innerPoints: number }[] = [];
  for (const shell of outer) {
    const bones = new Set<number>();
    bonesOf[shell]!.forEach((points, bone) => {
      if (points >= SMALLEST_SHARE * sizeOf[shell]!) bones.add(bone);
    });
    const shares = (group: { bones: Set<number> }) => [...group.bones].some((bone) => bones.has(bone));
    const sharing = groups.filter(shares);
    groups = groups.filter((group) => !shares(group));
    groups.push({
      bones: new Set([...bones, ...sharing.flatMap((group) => [...group.bones])]),
      volumeMm3: sharing.reduce((total, group) => total + group.volumeMm3, volumes[shell]!),
      points: sharing.reduce((total, group) => total + group.points, sizeOf[shell]!),
      innerPoints: sharing.reduce((total, group) => total + group.innerPoints, innerOf[shell]!),
    });
  }
  return groups.map(({ bones, volumeMm3, points, innerPoints }) => {
    const list = [...bones].sort((a, b) => a - b);
    const trueMm3 = list.reduce((total, bone) => total + trueOf[bone]!, 0);
    return {
      bones: list.map((bone) => truth.bones[bone]!.name),
      volumeMm3,
      trueMm3,
      errorPercent: 100 * (volumeMm3 / trueMm3 - 1),
      closedOver: innerPoints <= LARGEST_INNER_SHARE * points,
    };
  });
}

/** The nearest bone and the true distance from it, with the bones simplified once for each cell of space. */
function localized(truth: BoneTruth): (place: Triple) => { bone: number; distanceMm: number } {
  const cellMm = 6;
  // Half the diagonal of a cell, and what `distanceToSurfaceMm` reaches beyond a point.
  const reachMm = 0.87 * cellMm + 8;
  const [ox, oy, oz] = truth.originLps;
  const cells = new Map<number, readonly { bone: number; solid: Solid }[]>();
  return (place) => {
    const [x, y, z] = [place[0] - ox, place[1] - oy, place[2] - oz];
    const [i, j, k] = [Math.floor(x / cellMm), Math.floor(y / cellMm), Math.floor(z / cellMm)];
    const key = i + 512 + 1024 * (j + 512 + 1024 * (k + 512));
    let local = cells.get(key);
    if (!local) {
      const [cx, cy, cz] = [(i + 0.5) * cellMm, (j + 0.5) * cellMm, (k + 0.5) * cellMm];
      const values = truth.bones.map((bone) => bone.outer.distance(cx, cy, cz));
      const nearest = Math.min(...values);
      local = truth.bones
        .map(({ outer }, bone) => ({ bone, outer }))
        .filter(({ bone }) => values[bone]! <= nearest + 2 * reachMm)
        .map(({ bone, outer }) => ({ bone, solid: outer.within(cx, cy, cz, reachMm) }));
      cells.set(key, local);
    }
    let best = local[0]!;
    let value = Number.POSITIVE_INFINITY;
    for (const one of local) {
      const d = one.solid.distance(x, y, z);
      if (d < value) [best, value] = [one, d];
    }
    return { bone: best.bone, distanceMm: distanceToSurfaceMm(best.solid, x, y, z) };
  };
}

function nearBorder([x, y, z]: Triple, m: LpsToIjk, truth: BoneTruth): boolean {
  return truth.grid.dimensions.some((n, axis) => {
    const index = m[4 * axis]! * x + m[4 * axis + 1]! * y + m[4 * axis + 2]! * z + m[4 * axis + 3]!;
    return index < BORDER_VOXELS - 0.5 || index > n - 0.5 - BORDER_VOXELS;
  });
}
