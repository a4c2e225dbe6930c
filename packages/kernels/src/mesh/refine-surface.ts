import { BrokenPromiseError, SpecolaError, type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { selfIntersections } from '../measure/self-intersections.ts';
import { type Arena, Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import type { FlatPlane } from './border-planes.ts';
import { type CellFrame, cellCountOf, cellFrame, extentOf } from './cell-frame.ts';
import type { SurfaceFaults } from './check-topology.ts';
import { type DroppedShells, dropSmallShells, withoutLoneVertices } from './drop-small-shells.ts';
import { type Faults, findFaults } from './find-faults.ts';
import { type SimplifiedSurface, simplifySurface } from './simplify-surface.ts';
import { smoothSurface } from './smooth-surface.ts';
import { surfaceGrid } from './surface-grid.ts';
import { boxesOfTriangles, markBoxes, NOTHING_TAKEN, type TakenBack, type TakingBack, takeBack } from './take-back.ts';

/** Every shell of a surface is too small to be kept. */
export class OnlySmallShellsError extends SpecolaError {
  readonly code = 'mesh/only-small-shells';
  constructor(shells: number, largestMm3: number, smallestMm3: number) {
    super({
      what: `None of the ${shells} parts of the surface reaches ${smallestMm3} mm³: the largest has ${largestMm3.toPrecision(3)} mm³.`,
      why: 'Parts below that volume are taken for noise and left out, so nothing would remain to print.',
      mend: 'Lower the smallest volume of a shell, or look at the threshold: the anatomy may not have been found.',
    });
  }
}

export interface RefineParams {
  readonly smoothMm: number;
  readonly smoothIterations: number;
  /** Null: a fifth of the mean side of the raw triangles, which is about a voxel. */
  readonly simplifyMm: number | null;
  readonly targetTriangles: number | null;
  readonly smallestShellMm3: number;
  /** Where the border of the image cuts the surface: smoothing leaves these cuts flat. */
  readonly planes?: readonly FlatPlane[];
  /** Where the vertices start, if not in the image's surface: Float32 x y z in the arena. What is taken back goes to the image. */
  readonly start?: Float32Array;
}

export interface RefinePace {
  readonly report: (doneFraction: number) => void;
  readonly signal: AbortSignal;
}

export interface RefinedSurface {
  /** In the arena; the caller's. */
  readonly mesh: TriMesh;
  readonly smoothing: { readonly largestMoveMm: number };
  readonly simplification: {
    readonly trianglesBefore: number;
    readonly largestErrorMm: number;
    readonly boundMm: number;
  };
  /** Rounds of taking work back, and the longest way that a vertex went back towards the image. */
  readonly repair: { readonly rounds: number; readonly largestMoveMm: number; readonly verticesHeld: number };
  readonly removed: DroppedShells;
  readonly filled: DroppedShells;
  /** What is left; all 0 for a surface that is sound. */
  readonly left: SurfaceFaults & { readonly crossingPairs: number; readonly beyondBound: number };
}

/** Rounds of taking back. None is usual; more than two means that the image's own surface is at fault. */
const MOST_ROUNDS = 8;
/** After so many rounds smoothing is taken back too, wherever trouble stays, whether or not it seems to be the cause. */
const PATIENT_ROUNDS = 2;
/** The bound of simplifying, where none is given. A quarter of a millimetre is what printers resolve, and readers of a scan see. */
const SHARE_OF_SIDE = 0.2;
const MOST_MM = 0.25;
/** Cells of the grid that says where work is taken back: one byte each. */
const MOST_CELLS = 1 << 24;

/**
 * Smooths and simplifies a closed surface within hard bounds, and leaves it sound: closed, manifold, free of
 * self-intersections, without degenerate triangles and small shells.
 *
 * Where smoothing made the surface cut itself it goes back to where the image had it, which is sound by construction.
 * Simplifying then checks every step, so nothing is left to mend; that is looked at afterwards all the same, and if there
 * is anything, the vertices around it are held and all is simplified again.
 *
 * @param surface  closed, manifold, outward, in the arena; it is not changed
 * @throws OnlySmallShellsError when no shell is large enough to be kept
 */
export async function refineSurface(
  surface: TriMesh,
  params: RefineParams,
  crew: Crew,
  pace?: RefinePace,
): Promise<RefinedSurface> {
  const { arena } = crew;
  if (surface.triangles.length === 0) throw new BrokenPromiseError('There is no surface to refine.');
  using scope = new Scope(arena);
  const tell = (doneFraction: number) => {
    pace?.signal.throwIfAborted();
    pace?.report(doneFraction);
  };
  tell(0);
  const kept = await dropSmallShells(surface, params.smallestShellMm3, crew, params.start);
  const raw = kept.mesh;
  if (raw.triangles.length === 0) {
    const { count, largestMm3 } = kept.removed;
    throw new OnlySmallShellsError(count, largestMm3, params.smallestShellMm3);
  }
  if (raw !== surface) holdMesh(raw, scope);
  const start: TriMesh = kept.moved ? { ...raw, positions: kept.moved } : raw;
  if (kept.moved && kept.moved !== params.start) scope.hold(kept.moved);
  tell(0.05);
  const smoothed = await smoothSurface(
    start,
    { boundMm: params.smoothMm, iterations: params.smoothIterations, planes: params.planes ?? [] },
    crew,
  );
  const mesh: TriMesh = { ...raw, positions: scope.hold(smoothed.positions) };
  tell(0.15);
  const result = await simplifySoundly(raw, mesh, params, crew, scope, tell);
  const last = await dropSmallShells(result.mesh, params.smallestShellMm3, crew);
  if (last.mesh !== result.mesh) {
    arena.release(result.mesh.triangles);
    arena.release(result.mesh.positions);
  }
  if (last.mesh.triangles.length === 0) {
    // A shell just above the limit may fall below it when it is smoothed.
    const { count, largestMm3 } = last.removed;
    throw new OnlySmallShellsError(count, largestMm3, params.smallestShellMm3);
  }
  tell(1);
  return {
    mesh: last.mesh,
    smoothing: { largestMoveMm: smoothed.largestMoveMm },
    simplification: {
      trianglesBefore: triangleCountOf(surface),
      largestErrorMm: result.largestErrorMm,
      boundMm: result.boundMm,
    },
    repair: { rounds: result.rounds, largestMoveMm: result.largestMoveMm, verticesHeld: result.verticesHeld },
    removed: joined(kept.removed, last.removed),
    filled: joined(kept.filled, last.filled),
    left: result.left,
  };
}

interface Sound {
  readonly mesh: TriMesh;
  readonly largestErrorMm: number;
  readonly boundMm: number;
  readonly rounds: number;
  readonly largestMoveMm: number;
  readonly verticesHeld: number;
  readonly left: RefinedSurface['left'];
}

/** Mends what smoothing did, simplifies, looks, and takes back, until nothing is wrong. */
async function simplifySoundly(
  raw: TriMesh,
  mesh: TriMesh,
  params: RefineParams,
  crew: Crew,
  scope: Scope,
  tell: (doneFraction: number) => void,
): Promise<Sound> {
  const { arena } = crew;
  const vertexCount = vertexCountOf(mesh);
  const extent = await extentOf(raw, crew);
  const frame = cellFrame(extent, { sideMm: 2 * extent.meanEdgeMm, mostCells: MOST_CELLS });
  const held = scope.uint8(vertexCount, { zeroed: true });
  const fresh = scope.uint8(vertexCount, { zeroed: true });
  const state: TakingBack = { raw, mesh, held, fresh, frame };
  const { targetTriangles } = params;
  const simplifyMm = params.simplifyMm ?? Math.min(MOST_MM, SHARE_OF_SIDE * extent.meanEdgeMm);
  let { vertices: verticesHeld, largestMoveMm } = await mendSmoothed(state, crew);
  let largestErrorMm = 0;
  for (let round = 0; ; round++) {
    tell(0.3 + 0.65 * (round / (round + 1)));
    using inner = new Scope(arena);
    const grid = simplifyMm > 0 ? await surfaceGrid(mesh, simplifyMm, crew, inner) : null;
    let looked: { readonly result: TriMesh; readonly faults: Faults } | null = null;
    const look = async (positions: Float32Array, triangles: Uint32Array, changed: Uint8Array | null) => {
      tell(0.3 + 0.65 * ((round + 0.6) / (round + 1.2)));
      if (looked) for (const array of [looked.result.positions, looked.result.triangles]) inner.drop(array);
      const own = inner.hold(copyOf(triangles, arena));
      const result = await withoutLoneVertices({ ...mesh, positions, triangles: own }, crew);
      inner.hold(result.positions);
      const within = changed && (await cellsAround({ ...mesh, positions, triangles }, changed, frame, crew, inner));
      looked = { result, faults: await findFaults(result, crew, within ? { frame, cells: within } : undefined) };
      return looked;
    };
    const volume = {
      planes: params.planes ?? [],
      faultsOf: async (...moved: Parameters<typeof look>) => (await look(...moved)).faults.triangles,
    };
    const limits = { boundMm: simplifyMm, targetTriangles, volume };
    const measured = grid ? await simplifySurface(grid, extent, limits, held, crew) : unsimplified(mesh.triangles);
    if (grid) inner.hold(measured.triangles);
    if (measured.positions) inner.hold(measured.positions);
    const { result, faults } =
      (measured.positions ? looked : null) ?? (await look(mesh.positions, measured.triangles, null));
    largestErrorMm = Math.max(largestErrorMm, measured.furthestMm);
    const whole = faults.triangles.length === 0;
    if ((whole && measured.beyond === 0) || round === MOST_ROUNDS) {
      inner.keep(result.triangles);
      inner.keep(result.positions);
      return {
        mesh: result,
        largestErrorMm,
        boundMm: simplifyMm,
        rounds: round,
        largestMoveMm,
        verticesHeld,
        left: { ...faults.topology, crossingPairs: faults.crossingPairs, beyondBound: measured.beyond },
      };
    }
    const atFault = Uint32Array.from(new Set([...faults.triangles, ...measured.beyondTriangles]));
    fresh.fill(0);
    const stubborn = holdBeyond(measured.beyondVertices, held, fresh);
    verticesHeld += stubborn.held;
    const reachMm = Math.max(0, round - 1) * frame.sideMm;
    const boxes = inner.float32(6 * (atFault.length + stubborn.vertices.length));
    boxesOfTriangles(result, atFault, reachMm, boxes);
    boxesOfPoints(mesh.positions, stubborn.vertices, reachMm, boxes.subarray(6 * atFault.length));
    const taken = await takeBack(
      state,
      boxes,
      { everything: grid === null || (!whole && round >= PATIENT_ROUNDS) },
      crew,
    );
    verticesHeld += taken.vertices;
    largestMoveMm = Math.max(largestMoveMm, taken.largestMoveMm);
  }
}

/** Marks the cells that triangles with a marked corner reach into. */
async function cellsAround(
  mesh: TriMesh,
  marks: Uint8Array,
  frame: CellFrame,
  crew: Crew,
  scope: Scope,
): Promise<Uint8Array> {
  const list: number[] = [];
  const { triangles } = mesh;
  for (let at = 0; at < triangles.length; at += 3)
    if (marks[triangles[at]!]! | marks[triangles[at + 1]!]! | marks[triangles[at + 2]!]!) list.push(at / 3);
  const cells = scope.uint8(cellCountOf(frame), { zeroed: true });
  const boxes = scope.float32(6 * list.length);
  boxesOfTriangles(mesh, Uint32Array.from(list), 0, boxes);
  if (list.length > 0) await markBoxes(boxes, frame, cells, crew);
  return cells;
}

/**
 * Puts the surface back to where the image had it, wherever smoothing made it cut itself. To look only for sheets that went
 * through each other is quicker, but on a noisy thorax it left one pair, for which all was simplified a second time.
 */
async function mendSmoothed(state: TakingBack, crew: Crew): Promise<TakenBack> {
  const { mesh, raw } = state;
  if (mesh.positions === raw.positions) return NOTHING_TAKEN;
  const pairs = await selfIntersections(mesh, crew);
  if (pairs.length === 0) return NOTHING_TAKEN;
  using scope = new Scope(crew.arena);
  const atFault = Uint32Array.from(new Set(pairs));
  const boxes = scope.float32(6 * atFault.length);
  boxesOfTriangles(mesh, atFault, 0, boxes);
  // Awaited here: the boxes live as long as this block.
  return await takeBack(state, boxes, { everything: true }, crew);
}

function copyOf(triangles: Uint32Array, arena: Arena): Uint32Array {
  const copy = arena.uint32(triangles.length);
  copy.set(triangles);
  return copy;
}

const unsimplified = (triangles: Uint32Array): SimplifiedSurface => ({
  triangles,
  positions: null,
  furthestMm: 0,
  beyond: 0,
  gone: 0,
  beyondVertices: new Uint32Array(0),
  beyondTriangles: new Uint32Array(0),
});

/** Vertices that were removed too far from the surface stay in it; tells those that were held and are gone nevertheless. */
function holdBeyond(
  beyond: Uint32Array,
  held: Uint8Array,
  fresh: Uint8Array,
): { readonly held: number; readonly vertices: readonly number[] } {
  const stubborn: number[] = [];
  let count = 0;
  for (const v of beyond) {
    if (held[v]! > 0) stubborn.push(v);
    else {
      held[v] = 1;
      fresh[v] = 1;
      count++;
    }
  }
  return { held: count, vertices: stubborn };
}

function boxesOfPoints(
  positions: Float32Array,
  vertices: readonly number[],
  growMm: number,
  boxes: Float32Array,
): void {
  vertices.forEach((vertex, n) => {
    for (let axis = 0; axis < 3; axis++) {
      boxes[6 * n + axis] = positions[3 * vertex + axis]! - growMm;
      boxes[6 * n + 3 + axis] = positions[3 * vertex + axis]! + growMm;
    }
  });
}

function holdMesh(mesh: TriMesh, scope: Scope): void {
  scope.hold(mesh.positions);
  scope.hold(mesh.triangles);
}

function joined(a: DroppedShells, b: DroppedShells): DroppedShells {
  if (b.count === 0) return a;
  const larger = a.largestMm3 >= b.largestMm3 ? a : b;
  return {
    count: a.count + b.count,
    volumeMm3: a.volumeMm3 + b.volumeMm3,
    largestMm3: larger.largestMm3,
    at: larger.at,
  };
}
