import { chooseSeries, loadVolume, type StudyFile, scanStudy } from '@specola/dicom';
import { readStl } from '@specola/formats';
import {
  type Crew,
  combineMasks,
  components,
  composed,
  enclosedCavities,
  extractSurface,
  keepComponents,
  moved,
  type RigidFit,
  type RigidMotion,
  rigidFit,
  type SurfaceIndex,
  surfaceIndex,
  thresholdMask,
  turnedAndShifted,
} from '@specola/kernels';
import type { BitMask, TriMesh, Triple, Volume } from '@specola/space';
import { realData } from './real-data.ts';
import { zipEntries } from './zip-entries.ts';

export const ANKLE_CT = 'ct/vhf_ankle_1mm.zip';
const BONE_ZIPS = { right: 'meshes/vhf_right_bones_CC-BY-4.zip', left: 'meshes/vhf_left_bones_CC-BY-4.zip' } as const;
export const ANKLE_DATA = [ANKLE_CT, BONE_ZIPS.right, BONE_ZIPS.left] as const;

/** Spelled as in the file names of the data. */
export type CryosectionBone =
  | 'Calcaneous'
  | 'Talus'
  | 'Navicular'
  | 'Cuboid'
  | 'MedialCuneiform'
  | 'IntermediateCuneiform'
  | 'LateralCuneiform'
  | 'Phalanges'
  | 'Fibula'
  | 'Tibia';

/**
 * Where the scan is: the cryosections are in a frame with x to the right, y forward and z up, and the feet lie alike in
 * both, to some 15 mm. The scan ends below the tibia: its bone is in none of the slices, but for the malleoli.
 */
const CRYOSECTIONS_TO_CT: RigidMotion = [-1, 0, 0, 800, 0, -1, 0, 703, 0, 0, 1, -6];
const TRIMMED_SHARE = 0.8;
const BONE_HU = 226;
const FIT_POINTS = 1500;
/** Pieces below this are noise, mm³ (a voxel is 1). */
const SMALLEST_PIECE = 200;

/** A grey-value surface, and what it was drawn from. */
export interface DrawnSurface {
  readonly mesh: TriMesh;
  readonly volume: Volume;
  readonly mask: BitMask;
  readonly isoHu: number;
}

/**
 * The surface of all the bone in the ankle CT at 226 HU, marrow filled, indexed for searching.
 *
 * @param finished  what is done to the surface before
 */
export async function ankleCtIndex(
  crew: Crew,
  finished: (surface: DrawnSurface) => Promise<TriMesh> = async ({ mesh }) => mesh,
): Promise<SurfaceIndex> {
  const files: StudyFile[] = zipEntries(realData(ANKLE_CT)!).map(({ name, bytes }) => {
    const held = bytes();
    return { path: name, bytes: held.length, read: async () => held };
  });
  const chosen = chooseSeries(await scanStudy(files), { anatomy: 'bone' });
  const { volume } = await loadVolume(chosen, (length) => crew.arena.int16(length));
  const bone = await thresholdMask(volume, { from: BONE_HU, to: 4000 }, crew);
  using pieces = await components(bone, 6, crew);
  const mask = await keepComponents(pieces, (c) => pieces.voxels[c]! >= SMALLEST_PIECE, crew);
  const { background } = await enclosedCavities(mask, crew);
  using around = background;
  const hollows = await keepComponents(around, (c) => around.touchedSides[c] === 0, crew);
  await combineMasks('or', mask, hollows, crew, { out: mask });
  const mesh = await extractSurface({ volume, mask, isoHu: BONE_HU }, crew);
  return await surfaceIndex(await finished({ mesh, volume, mask, isoHu: BONE_HU }), crew);
}

/** Corners of a cryosection bone's triangles: all over the bone, and enough of the tip of a long one that lies in the scan. */
export function cryosectionPoints(side: 'right' | 'left', bone: CryosectionBone): Float32Array {
  const entry = zipEntries(realData(BONE_ZIPS[side])!).find(({ name }) => name.includes(`_Bone_${bone}_`));
  if (!entry) throw new Error(`The ${side} bones hold no ${bone}.`);
  const { positions } = readStl(entry.bytes());
  return thinned(positions, 20_000);
}

/**
 * Fits a cryosection bone to the CT's surface: from several turns about where it should be, then finely from the best.
 * What lies above the last slice of the scan at the start is left out: the scan cuts the left talus.
 *
 * @param start  takes the bone near its place
 */
export async function fitBone(
  bone: Float32Array,
  start: RigidMotion,
  ct: SurfaceIndex,
  crew: Crew,
  topMm = topOf(ct),
): Promise<RigidFit> {
  const points = thinned(below(bone, start, topMm), FIT_POINTS);
  const few = thinned(points, 200);
  const middle = moved(centerOf(points), start);
  let best: RigidFit | undefined;
  for (const yaw of [-0.2, 0, 0.2])
    for (const pitch of [-0.1, 0.05]) {
      const turn = turnedAbout(middle, [pitch, 0, yaw]);
      const options = { start: composed(turn, start), keptShare: TRIMMED_SHARE, mostRounds: 25 };
      const fit = await rigidFit(few, ct, crew, options);
      if (!best || fit.medianMm < best.medianMm) best = fit;
    }
  return rigidFit(points, ct, crew, { start: best!.motion, keptShare: TRIMMED_SHARE, mostRounds: 40 });
}

export interface BoneAgreement {
  readonly side: 'right' | 'left';
  readonly bone: CryosectionBone;
  /** Share of the bone's points that lie in the scan, as it came to lie: the scan cuts some and holds hardly any of others. */
  readonly inScanPercent: number;
  /** How far its lowest point lies below the last slice of the scan; negative where all of it lies above. */
  readonly reachesInMm: number;
  /** Null where too little of the bone lies in the scan to be fitted. */
  readonly medianMm: number | null;
  readonly p90Mm: number | null;
  /** The same bone of the other foot, put in its place and fitted as well as it goes; null where there is none. */
  readonly otherFootMedianMm: number | null;
  /** The bone's own mirror image, likewise. */
  readonly mirroredMedianMm: number | null;
}

/** What both hold: the bones of each foot, the calcaneus first, since the others start from where it came to lie. */
const BOTH_HOLD = [
  [
    'right',
    [
      'Calcaneous',
      'Talus',
      'Navicular',
      'Cuboid',
      'MedialCuneiform',
      'IntermediateCuneiform',
      'LateralCuneiform',
      'Phalanges',
      'Fibula',
      'Tibia',
    ],
  ],
  ['left', ['Calcaneous', 'Talus', 'Tibia']],
] as const;

/** Fewer points in the scan than this do not hold a bone in place: it would fit anywhere. */
const LEAST_POINTS = 30;

/** A bone of the cryosections where it came to lie in the CT; no fit where too little of it lies in the scan. */
export interface PlacedBone {
  readonly side: 'right' | 'left';
  readonly bone: CryosectionBone;
  readonly points: Float32Array;
  readonly start: RigidMotion;
  readonly fit: RigidFit | null;
}

/** Fits the bones of both feet to the CT, each by itself; all, or the first so many of each foot. */
export async function* placedBones(ct: SurfaceIndex, crew: Crew, ofEachFoot = Infinity): AsyncGenerator<PlacedBone> {
  for (const [side, bones] of BOTH_HOLD) {
    let start = CRYOSECTIONS_TO_CT;
    for (const bone of bones.slice(0, ofEachFoot)) {
      const points = cryosectionPoints(side, bone);
      const enough = belowTop(points, start, ct).length >= 3 * LEAST_POINTS;
      const fit = enough ? await fitBone(points, start, ct, crew) : null;
      yield { side, bone, points, start, fit };
      // The calcaneus is the largest and least ambiguous; tibia and fibula go with the talus.
      if (fit && (bone === 'Calcaneous' || bone === 'Talus')) start = fit.motion;
    }
  }
}

/** Fits bones of both feet to the CT, and the bones of the wrong side in their places. */
export async function ankleAgreement(
  crew: Crew,
  finished?: (surface: DrawnSurface) => Promise<TriMesh>,
): Promise<BoneAgreement[]> {
  using ct = await ankleCtIndex(crew, finished);
  const rows: BoneAgreement[] = [];
  for await (const { side, bone, points, start, fit } of placedBones(ct, crew)) {
    if (!fit) {
      rows.push({ side, bone, ...shareIn(points, start, ct), ...NOT_FITTED });
      continue;
    }
    const other = side === 'right' ? 'left' : 'right';
    const hasOther = BOTH_HOLD.some(([foot, list]) => foot === other && (list as readonly string[]).includes(bone));
    const inPlace = { points: belowTop(points, fit.motion, ct), fit, ct };
    rows.push({
      side,
      bone,
      ...shareIn(points, fit.motion, ct),
      medianMm: fit.medianMm,
      p90Mm: fit.p90Mm,
      otherFootMedianMm: hasOther ? await fitInstead(cryosectionPoints(other, bone), inPlace, crew) : null,
      mirroredMedianMm: await fitInstead(mirrored(inPlace.points), inPlace, crew),
    });
  }
  return rows;
}

export interface SegmentAgreement {
  readonly side: 'right' | 'left';
  readonly bone: CryosectionBone;
  readonly medianMm: number;
  readonly p95Mm: number;
}

/**
 * Fits the cryosection surface of each bone to the surface of its own segment.
 *
 * @param surfaceOf    the surface of a bone's segment; null where it has none
 * @param lastSliceMm  z of the last slice: what of a bone lies above is not in the scan
 */
export async function segmentAgreement(
  crew: Crew,
  surfaceOf: (side: 'right' | 'left', bone: CryosectionBone) => Promise<TriMesh | null>,
  lastSliceMm: number,
): Promise<SegmentAgreement[]> {
  const rows: SegmentAgreement[] = [];
  for (const [side, bones] of BOTH_HOLD) {
    let start = CRYOSECTIONS_TO_CT;
    for (const bone of bones) {
      const points = cryosectionPoints(side, bone);
      const mesh = await surfaceOf(side, bone);
      if (!mesh || below(points, start, lastSliceMm).length < 3 * LEAST_POINTS) continue;
      using index = await surfaceIndex(mesh, crew);
      const { motion, medianMm, p95Mm } = await fitBone(points, start, index, crew, lastSliceMm);
      if (bone === 'Calcaneous' || bone === 'Talus') start = motion;
      rows.push({ side, bone, medianMm, p95Mm });
    }
  }
  return rows;
}

const NOT_FITTED = { medianMm: null, p90Mm: null, otherFootMedianMm: null, mirroredMedianMm: null } as const;

/** Fits another bone in the place of one: middle on middle, then as well as it goes. */
async function fitInstead(
  other: Float32Array,
  { points, fit, ct }: { points: Float32Array; fit: RigidFit; ct: SurfaceIndex },
  crew: Crew,
): Promise<number> {
  const from = moved(centerOf(other), fit.motion);
  const to = moved(centerOf(points), fit.motion);
  const shift = turnedAndShifted([0, 0, 0], [to[0] - from[0], to[1] - from[1], to[2] - from[2]]);
  return (await fitBone(other, composed(shift, fit.motion), ct, crew)).medianMm;
}

/** Mirrored left to right. */
const mirrored = (points: Float32Array): Float32Array => points.map((value, n) => (n % 3 === 0 ? -value : value));

function shareIn(
  points: Float32Array,
  motion: RigidMotion,
  ct: SurfaceIndex,
): Pick<BoneAgreement, 'inScanPercent' | 'reachesInMm'> {
  const inScanPercent = (100 * belowTop(points, motion, ct).length) / points.length;
  let lowest = Number.POSITIVE_INFINITY;
  for (let v = 0; v < points.length; v += 3)
    lowest = Math.min(lowest, moved([points[v]!, points[v + 1]!, points[v + 2]!], motion)[2]);
  return { inScanPercent, reachesInMm: topOf(ct) - lowest };
}

/** The last slice: the cuts of the bones lie half a voxel beyond it at most. */
function topOf({ mesh: { positions } }: SurfaceIndex): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let v = 2; v < positions.length; v += 3) top = Math.max(top, positions[v]!);
  return top;
}

/** The points of a bone that lie in the scan, before the motion. */
export const belowTop = (points: Float32Array, start: RigidMotion, ct: SurfaceIndex): Float32Array =>
  below(points, start, topOf(ct));

function below(points: Float32Array, start: RigidMotion, top: number): Float32Array {
  const kept: number[] = [];
  for (let v = 0; v < points.length; v += 3) {
    const place: Triple = [points[v]!, points[v + 1]!, points[v + 2]!];
    if (moved(place, start)[2] < top - 2) kept.push(...place);
  }
  return Float32Array.from(kept);
}

function turnedAbout(center: Triple, halfTangents: Triple): RigidMotion {
  const turn = turnedAndShifted(halfTangents, [0, 0, 0]);
  const back = moved([-center[0], -center[1], -center[2]], turn);
  return turnedAndShifted(halfTangents, [back[0] + center[0], back[1] + center[1], back[2] + center[2]]);
}

function thinned(points: Float32Array, most: number): Float32Array {
  const count = points.length / 3;
  const kept = Math.min(most, count);
  return Float32Array.from(
    { length: 3 * kept },
    (_, n) => points[3 * Math.floor((Math.floor(n / 3) * count) / kept) + (n % 3)]!,
  );
}

function centerOf(points: Float32Array): Triple {
  const sum = [0, 0, 0];
  for (let n = 0; n < points.length; n++) sum[n % 3]! += (3 * points[n]!) / points.length;
  return [sum[0]!, sum[1]!, sum[2]!];
}
