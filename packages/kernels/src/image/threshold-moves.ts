import { invertIjkToLps, spacingMmOf, type TriMesh, type Volume, vertexCountOf } from '@specola/space';
import { vertexNormals } from '../measure/vertex-normals.ts';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { localNoise } from './local-noise.ts';

const PIECE = 1 << 13;
/** Samples along a normal lie this share of the smallest spacing apart; between them the value is taken as a straight line. */
const STEP_VOXELS = 0.25;
/** The grey-value surface itself is sought so far from a vertex: smoothing and simplifying within their bounds stay nearer. */
const NEAR_VOXELS = 2;
/** Places from which the rise across the edge is read: enough for a median to a hundredth of it. */
const RISE_PLACES = 20_000;
/** Beyond the rise, so much of it on either side may stand at the surface too: a brighter core, a darker fat. */
const BAND_SHARE = 0.5;
/** The shift of the threshold that is asked for besides the noise, as a share of the rise. */
export const TENTH = 0.1;

/** What became of the search from one vertex, one way. */
export const MOVE_STATES = {
  /** There is a number. */
  found: 0,
  /** The image has no edge beside the vertex: a cut, a filled pore, the border of the scan. */
  noEdge: 1,
  /** Another edge comes first: going in, the part vanishes there; going out, it merges with its neighbor. */
  ended: 2,
  /** It moves further than was looked. */
  further: 3,
} as const;

/** How far each vertex moves when the threshold moves by a shift. Two a vertex: inward (negative), outward (positive). */
export interface ThresholdMoves {
  /** mm along the outward normal; NaN where there is no number. */
  readonly movesMm: Float32Array;
  /** One of MOVE_STATES each. */
  readonly states: Uint8Array;
}

export interface ThresholdDoubt {
  /** Median rise of the grey value from just outside to just inside, in the unit of the volume; null where nothing rises. */
  readonly rise: number | null;
  /** Noise at each vertex, in the unit of the volume; null where the image is too small or too uneven to tell. */
  readonly noise: Float32Array | null;
  /** Moves for a threshold that is off by the noise at the place, and by a tenth of the rise everywhere. */
  readonly byNoise: ThresholdMoves | null;
  readonly byTenth: ThresholdMoves | null;
}

/**
 * How far the surface would lie elsewhere had the threshold been a little different. From where the image has the threshold's value, along the
 * normal of each vertex, to where it has the shifted one, by the trilinear interpolation that the surface was drawn with.
 *
 * Tried beside it: redrawing the surface at both thresholds and measuring the distance. It agrees (threshold-moves.test.ts), costs two
 * extractions and two searches, and cannot say that a part vanished: the distance then goes to whatever else is near.
 *
 * @param mesh     any surface near the threshold's own, outward; in LPS mm
 * @param reachMm  moves are sought up to this far
 */
export async function thresholdDoubt(
  mesh: TriMesh,
  volume: Volume,
  { isoHu, brighterInside, reachMm }: { isoHu: number; brighterInside: boolean; reachMm: number },
  crew: Crew,
): Promise<ThresholdDoubt> {
  using scope = new Scope(crew.arena);
  const { slope, intercept } = volume.valueScale;
  const iso = (isoHu - intercept) / slope;
  const side = (brighterInside ? 1 : -1) * Math.sign(slope);
  const work = openWork(mesh, volume, { iso, side, reachMm }, { crew, scope });
  const rise = await riseAcross(work);
  if (rise === null) return { rise: null, noise: null, byNoise: null, byTenth: null };
  const band = { from: iso - (0.5 + BAND_SHARE) * rise, to: iso + (0.5 + BAND_SHARE) * rise };
  const noise = localNoise(volume, mesh.positions, band);
  const vertices = vertexCountOf(mesh);
  return {
    rise: rise * Math.abs(slope),
    noise: noise?.map((value) => value * Math.abs(slope)) ?? null,
    byNoise: noise && (await moves(work, noise)),
    byTenth: await moves(work, new Float32Array(vertices).fill(TENTH * rise)),
  };
}

interface Work {
  readonly crew: Crew;
  readonly vertices: number;
  /** What every native function starts with: values, head, positions, normals. */
  readonly before: readonly number[];
}

function openWork(
  mesh: TriMesh,
  volume: Volume,
  { iso, side, reachMm }: { iso: number; side: number; reachMm: number },
  { crew, scope }: { crew: Crew; scope: Scope },
): Work {
  const { arena } = crew;
  const smallest = Math.min(...spacingMmOf(volume.ijkToLps));
  const head = scope.float64(20);
  head.set([...volume.dimensions, iso, side, STEP_VOXELS * smallest, reachMm, NEAR_VOXELS * smallest]);
  head.set(invertIjkToLps(volume.ijkToLps), 8);
  const values = arena.holds(volume.values) ? volume.values : scope.int16(volume.values.length);
  if (values !== volume.values) values.set(volume.values);
  const positions = scope.float32(mesh.positions.length);
  positions.set(mesh.positions);
  const normals = scope.float32(mesh.positions.length);
  normals.set(vertexNormals(mesh));
  const arrays = [values, head, positions, normals];
  return { crew, vertices: vertexCountOf(mesh), before: arrays.map((array) => arena.pointer(array)) };
}

/** The median over places spread over the surface, as stored. */
async function riseAcross({ crew, vertices, before }: Work): Promise<number | null> {
  using scope = new Scope(crew.arena);
  const every = Math.max(1, Math.ceil(vertices / RISE_PLACES));
  const rises = scope.float32(Math.ceil(vertices / every));
  await crew.run(
    'threshold.edgeRise',
    piecesOf(rises.length, PIECE).map(({ from, to }) => [...before, every, from, to, rises.byteOffset]),
  );
  const found = [...rises].filter((rise) => rise > 0).sort((a, b) => a - b);
  return found.length === 0 ? null : found[found.length >> 1]!;
}

async function moves({ crew, vertices, before }: Work, shift: Float32Array): Promise<ThresholdMoves> {
  using scope = new Scope(crew.arena);
  const shifts = scope.float32(vertices);
  shifts.set(shift);
  const movesMm = scope.float32(2 * vertices);
  const states = scope.uint8(2 * vertices);
  await crew.run(
    'threshold.movesAt',
    piecesOf(vertices, PIECE).map(({ from, to }) => [
      ...before,
      shifts.byteOffset,
      from,
      to,
      movesMm.byteOffset,
      states.byteOffset,
    ]),
  );
  return { movesMm: Float32Array.from(movesMm), states: Uint8Array.from(states) };
}
