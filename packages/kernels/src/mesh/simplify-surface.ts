import { BrokenPromiseError, type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import type { FlatPlane } from './border-planes.ts';
import { type CellFrame, cellCountOf, cellFrame, type Extent, frameInArena } from './cell-frame.ts';
import { type Measured, measureSimplified } from './measure-simplified.ts';
import { payVolume } from './pay-volume.ts';
import type { SurfaceGrid } from './surface-grid.ts';

/** Triangles in a block. Smaller: more of the surface is seam. Larger: fewer blocks than threads. */
const TRIANGLES_PER_BLOCK = 4_000;
const MOST_BLOCKS = 60_000;
/** How much of a surface of bone a cube of side s holds, in s²: two sheets and some struts. */
const SHEETS_PER_BLOCK = 3;
/**
 * Where the blocks of each pass begin, in sides of a block. What lies on a seam in one pass lies inside a block in the next;
 * after three passes only what lay on one in all three is left.
 */
const PASSES = [0, 0.5, 0.25];
const VERTICES_PER_PIECE = 1 << 16;
const TRIANGLES_PER_PIECE = 1 << 15;
/** Cells of a block's own grid, in mean sides of a triangle. */
const CELL_IN_EDGES = 3;
const MOST_CELLS_ALONG = 32;
/** Entries of a block's own grid for each of its triangles: eight at first, then what changes. */
const ENTRIES_PER_TRIANGLE = 12;
/** What a collapse may cost, as a share of the bound: the root of the mean square over the planes around. */
const COST_SHARE = 0.5;

/** Steps towards a number of triangles. */
const MOST_STEPS = 8;
const STEP = 0.9;

/** As native/mesh/assembly/collapse-state.ts has them. */
const HEAD_BYTES = 112;
const BUCKETS = 112;
const FIRST_OCTAVE = -18;
const PENDING = 2;
const NONE = 0xffffffff;

export interface SimplifyLimits {
  readonly boundMm: number;
  readonly targetTriangles: number | null;
  /** Pays back the volume that simplifying takes; without it vertices stay where they are. */
  readonly volume?: {
    /** What lies in one of these stays in it. */
    readonly planes: readonly FlatPlane[];
    /**
     * Tells the triangles that are at fault when the vertices lie so, ascending. Where `changed` tells vertices (Uint8), only
     * these lie elsewhere than when it was asked before.
     */
    readonly faultsOf: (
      positions: Float32Array,
      triangles: Uint32Array,
      changed: Uint8Array | null,
    ) => Promise<Uint32Array>;
  };
}

export interface SimplifiedSurface extends Measured {
  /** In the arena; the caller's. */
  readonly triangles: Uint32Array;
  /** Of all vertices of the input, in the arena, the caller's; null where none moved. */
  readonly positions: Float32Array | null;
}

/** A surface being simplified. All arrays lie in the arena and belong to the scope of the work. */
interface Work {
  readonly mesh: TriMesh;
  readonly extent: Extent;
  readonly limits: SimplifyLimits;
  /** The surface as it is, with 0xffffffff for a triangle that is gone. */
  readonly triangles: Uint32Array;
  readonly nextCorner: Uint32Array;
  readonly firstCorner: Uint32Array;
  readonly firstPoint: Uint32Array;
  readonly link: Uint32Array;
  readonly blockOf: Uint16Array;
  readonly state: Uint8Array;
  /** Volume that each triangle owes, where it is paid back. */
  readonly owed: Float32Array | null;
  readonly grid: SurfaceGrid;
  /** How many vertices went at each bucket of cost. */
  readonly levels: Float64Array;
}

/**
 * Simplifies a closed surface by collapsing edges, in blocks of space, within a bound both ways: each vertex that goes
 * stays within it of the surface, and the surface within it of where it was. Triangles go, and those that stay name vertices
 * of the input; these move only to give back the volume that went, if that is asked for. What is a closed manifold that does not cut itself remains one.
 *
 * @param grid  over the mesh, which lies in the arena
 * @param held  Uint8 for each vertex: not 0 where it must stay in the surface
 */
export async function simplifySurface(
  grid: SurfaceGrid,
  extent: Extent,
  limits: SimplifyLimits,
  held: Uint8Array,
  crew: Crew,
): Promise<SimplifiedSurface> {
  const { mesh } = grid;
  using scope = new Scope(crew.arena);
  const vertexCount = vertexCountOf(mesh);
  const triangleCount = triangleCountOf(mesh);
  const halves = scope.uint8(2 * vertexCount);
  const work: Work = {
    mesh,
    extent,
    limits,
    triangles: scope.uint32(mesh.triangles.length),
    nextCorner: scope.uint32(mesh.triangles.length),
    firstCorner: scope.uint32(vertexCount),
    firstPoint: scope.uint32(triangleCount),
    link: scope.uint32(vertexCount),
    blockOf: new Uint16Array(halves.buffer, halves.byteOffset, vertexCount),
    state: scope.uint8(vertexCount),
    owed: limits.volume ? scope.float32(triangleCount) : null,
    grid,
    levels: new Float64Array(BUCKETS),
  };
  await start(work, held, crew);
  let gone = await passes(work, Infinity, crew);
  const { targetTriangles } = limits;
  if (targetTriangles !== null && triangleCount - 2 * gone < targetTriangles)
    gone = await toTarget(work, held, targetTriangles, crew);
  const live = await liveTriangles(work, triangleCount - 2 * gone, crew, scope);
  const paid = await paidVolume(work, live, crew, scope);
  const measured = paid?.measured ?? (await measureSimplified(work, { positions: mesh.positions }, crew));
  if (measured.gone !== gone) throw new BrokenPromiseError(`Of ${gone} vertices that went ${measured.gone} are known.`);
  return { ...measured, triangles: scope.keep(live), positions: paid && scope.keep(paid.positions) };
}

async function liveTriangles({ triangles }: Work, count: number, crew: Crew, scope: Scope): Promise<Uint32Array> {
  const live = scope.uint32(3 * Math.max(1, count));
  await crew.run('mesh.liveTriangles', [[triangles.byteOffset, triangles.length / 3, live.byteOffset]]);
  return live;
}

/** Pays back what was taken, if that is asked for; null where nothing moves. */
async function paidVolume(
  work: Work,
  live: Uint32Array,
  crew: Crew,
  scope: Scope,
): Promise<{ readonly positions: Float32Array; readonly measured: Measured } | null> {
  const { limits, owed } = work;
  if (!limits.volume || !owed) return null;
  const { planes, faultsOf } = limits.volume;
  let measured: Measured | null = null;
  const { positions, stuck } = await payVolume(
    { ...work, owed },
    {
      boundMm: limits.boundMm,
      planes,
      measure: async (moved, near, beyond) => {
        const now = await measureSimplified(work, { positions: moved, near, marks: beyond }, crew);
        measured = measured
          ? { ...measured, furthestMm: Math.max(measured.furthestMm, now.furthestMm) }
          : { ...now, beyond: 0, beyondVertices: new Uint32Array(0), beyondTriangles: new Uint32Array(0) };
      },
      inspect: async (moved, changed, faulty) => {
        const faults = await faultsOf(moved, live, changed);
        let next = 0;
        if (faults.length > 0)
          for (let t = 0, n = 0; n < faults.length; t++)
            if (work.triangles[3 * t] !== NONE && next++ === faults[n]) {
              faulty[t] = 1;
              n++;
            }
      },
    },
    crew,
    scope,
  );
  if (!positions) return null;
  // What no move can help was at fault before: all is measured again, so that it is told.
  if (stuck || !measured) measured = await measureSimplified(work, { positions }, crew);
  return { positions, measured };
}

async function start(work: Work, held: Uint8Array, crew: Crew): Promise<void> {
  const { mesh, triangles, nextCorner, firstCorner, firstPoint, state, owed, levels } = work;
  const linking = crew.run('mesh.linkCorners', [
    [
      crew.arena.pointer(mesh.triangles),
      triangleCountOf(mesh),
      vertexCountOf(mesh),
      nextCorner.byteOffset,
      firstCorner.byteOffset,
    ],
  ]);
  triangles.set(mesh.triangles);
  firstPoint.fill(NONE);
  for (let v = 0; v < state.length; v++) state[v] = held[v] ? 1 : PENDING;
  levels.fill(0);
  owed?.fill(0);
  await linking;
}

/** The bound was not reached at the target: starts again, and goes as far in cost as takes it there. */
async function toTarget(work: Work, held: Uint8Array, target: number, crew: Crew): Promise<number> {
  const levels = work.levels.slice();
  const triangleCount = triangleCountOf(work.mesh);
  const wanted = (triangleCount - target) / 2;
  await start(work, held, crew);
  let gone = 0;
  let aim = 0;
  for (let n = 0; n < MOST_STEPS && wanted - gone > 0.0025 * target; n++) {
    // Nine tenths of what is missing each time: more can always go, but nothing comes back.
    aim += STEP * (wanted - gone);
    const mostCost = costAt(levels, aim) * (COST_SHARE * work.limits.boundMm) ** 2;
    gone += await passes(work, mostCost, crew);
  }
  return gone;
}

/** The cost, in shares of what a collapse may cost, by which so many vertices went. */
function costAt(levels: Float64Array, wanted: number): number {
  let sum = 0;
  for (let n = 0; n < BUCKETS; n++) {
    const here = levels[n]!;
    if (sum + here >= wanted && here > 0) return 2 ** (FIRST_OCTAVE + (n + (wanted - sum) / here) / 4);
    sum += here;
  }
  return Infinity;
}

/** All passes over what waits; returns how many vertices went. */
async function passes(work: Work, mostCost: number, crew: Crew): Promise<number> {
  let gone = 0;
  for (const shift of PASSES) gone += await onePass(work, shift, mostCost, crew);
  return gone;
}

async function onePass(work: Work, shift: number, mostCost: number, crew: Crew): Promise<number> {
  const { mesh, extent, limits, grid } = work;
  using scope = new Scope(crew.arena);
  const meanAreaMm2 = extent.areaMm2 / Math.max(1, triangleCountOf(mesh));
  const sideMm = Math.sqrt((TRIANGLES_PER_BLOCK * meanAreaMm2) / SHEETS_PER_BLOCK);
  const frame = cellFrame(extent, { sideMm, mostCells: MOST_BLOCKS, shift });
  const blocks = cellCountOf(frame);
  const frameNumbers = frameInArena(frame, scope);
  const { order, orderStarts } = await waitingByBlock(work, frameNumbers, blocks, crew, scope);
  const due = Array.from({ length: blocks }, (_, n) => n).filter((n) => orderStarts[n + 1]! > orderStarts[n]!);
  if (due.length === 0) return 0;
  const { lists, listStarts } = await trianglesByBlock(work, frameNumbers, orderStarts, crew, scope);

  const along = cellsAlong(frame, extent);
  const longest = due.reduce((most, n) => Math.max(most, listStarts[n + 1]! - listStarts[n]!), 0);
  const entries = Math.ceil((ENTRIES_PER_TRIANGLE / 8) * longest) + along ** 3;
  const [roomBytes] = await crew.run('mesh.collapseRoomBytes', [[along ** 3, entries]]);
  const ownBytes = Math.ceil(roomBytes! / 64) * 64;
  const rooms = scope.uint8(crew.size * ownBytes);
  const locks = scope.uint32(crew.size, { zeroed: true });
  const levels = scope.uint32(blocks * BUCKETS, { zeroed: true });
  const head = scope.uint8(HEAD_BYTES, { zeroed: true });
  const write = new DataView(head.buffer, head.byteOffset, HEAD_BYTES);
  const pointers = [
    mesh.positions,
    work.triangles,
    work.nextCorner,
    work.firstCorner,
    work.firstPoint,
    work.link,
    work.blockOf,
    work.state,
    order,
    orderStarts,
    listStarts,
    lists,
    mesh.triangles,
    grid.frame,
    grid.starts,
    grid.lists,
    frameNumbers,
  ];
  pointers.forEach((view, n) => {
    write.setUint32(4 * n, view.byteOffset, true);
  });
  [along, rooms.byteOffset, locks.byteOffset, ownBytes, crew.size, entries, levels.byteOffset].forEach((value, n) => {
    write.setUint32(68 + 4 * n, value, true);
  });
  write.setFloat32(96, innerMm(limits.boundMm, extent), true);
  write.setFloat32(100, (COST_SHARE * limits.boundMm) ** 2, true);
  write.setFloat32(104, mostCost, true);
  write.setUint32(108, work.owed?.byteOffset ?? 0, true);
  const gone = await crew.run(
    'mesh.collapseBlock',
    apart(due).map((block) => [head.byteOffset, block]),
  );
  for (let n = 0; n < levels.length; n++) work.levels[n % BUCKETS]! += levels[n]!;
  return gone.reduce((sum, n) => sum + n, 0);
}

/** The vertices that nobody could look at yet, block by block. */
async function waitingByBlock(work: Work, frame: Float64Array, blocks: number, crew: Crew, scope: Scope) {
  const { mesh, state, blockOf } = work;
  const vertexCount = vertexCountOf(mesh);
  await crew.run(
    'mesh.blocksOfVertices',
    piecesOf(vertexCount, VERTICES_PER_PIECE).map(({ from, to }) => [
      crew.arena.pointer(mesh.positions),
      from,
      to,
      frame.byteOffset,
      blockOf.byteOffset,
    ]),
  );
  const orderStarts = scope.uint32(blocks + 1, { zeroed: true });
  const common = [state.byteOffset, vertexCount, blockOf.byteOffset];
  const [waiting] = await crew.run('mesh.countWaiting', [[...common, blocks, orderStarts.byteOffset]]);
  const order = scope.uint32(waiting!);
  await crew.run('mesh.listWaiting', [[...common, orderStarts.byteOffset, order.byteOffset]]);
  return { order, orderStarts };
}

/** The triangles that reach into each block where something waits. */
async function trianglesByBlock(
  { mesh, triangles }: Work,
  frame: Float64Array,
  orderStarts: Uint32Array,
  crew: Crew,
  scope: Scope,
) {
  const listStarts = scope.uint32(orderStarts.length, { zeroed: true });
  const pieces = piecesOf(triangles.length / 3, TRIANGLES_PER_PIECE).map(({ from, to }) => [
    triangles.byteOffset,
    crew.arena.pointer(mesh.positions),
    from,
    to,
    frame.byteOffset,
    orderStarts.byteOffset,
    listStarts.byteOffset,
  ]);
  await crew.run(
    'mesh.reachIntoBlocks',
    pieces.map((piece) => [...piece, 0]),
  );
  const [entries] = await crew.run('mesh.cellStarts', [[listStarts.byteOffset, listStarts.length - 1]]);
  const lists = scope.uint32(entries!);
  await crew.run(
    'mesh.reachIntoBlocks',
    pieces.map((piece) => [...piece, lists.byteOffset]),
  );
  return { lists, listStarts };
}

function cellsAlong({ sideMm }: CellFrame, { meanEdgeMm }: Extent): number {
  return Math.max(1, Math.min(MOST_CELLS_ALONG, Math.round(sideMm / (CELL_IN_EDGES * meanEdgeMm))));
}

/** The bound less what rounding to single precision may add at the furthest coordinate. */
function innerMm(boundMm: number, { minMm, maxMm }: Extent): number {
  const furthest = Math.max(...minMm.map(Math.abs), ...maxMm.map(Math.abs));
  return Math.max(0, boundMm * (1 - 1e-4) - 2 * furthest * 2 ** -24);
}

/** Blocks that are neighbours come at different times: threads at work on them would share lines of their caches. */
function apart(blocks: readonly number[]): number[] {
  const half = Math.ceil(blocks.length / 2);
  return blocks.map((_, n) => blocks[n % 2 === 0 ? n / 2 : half + (n - 1) / 2]!);
}
