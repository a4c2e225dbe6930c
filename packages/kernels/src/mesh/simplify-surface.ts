import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type CellFrame, cellFrame, type Extent } from './cell-frame.ts';
import { type SurfaceBlocks, surfaceBlocks } from './surface-blocks.ts';

/**
 * Triangles in a block. Smaller: more of the surface is seam. Larger: fewer blocks than threads, what a block touches no
 * longer fits in a core's cache, and a fault anywhere in it makes more to do again.
 */
const TRIANGLES_PER_BLOCK = 3_000;
const MOST_BLOCKS = 60_000;
const SEAM_BLOCKS_PER_PIECE = 64;
/** How much of a surface of bone a cube of side s holds, in s²: two sheets and some struts. */
const SHEETS_PER_BLOCK = 3;
export interface SimplifyLimits {
  /** What meshoptimizer may make of error, mm: a mean over planes, not a bound. */
  readonly errorMm: number;
  readonly targetTriangles: number | null;
}

/** A surface being simplified in blocks: what a round leaves, so that the next redoes only what it must. */
export interface Simplification {
  readonly mesh: TriMesh;
  readonly limits: SimplifyLimits;
  readonly blocks: SurfaceBlocks;
  readonly seamFrame: CellFrame;
  /** Each block's triangles after simplifying, at the place where its list begins. */
  readonly results: Uint32Array;
  readonly counts: Uint32Array;
  /** Where each block stops. */
  readonly targets: Float64Array;
  /** What the seams were in the round before: those that are the same again are not done again. */
  seams: Seams | null;
  /** Holds what outlives a round. */
  readonly scope: Scope;
}

/** The surface along the seams, its locks and what came of it, in the arena. */
interface Seams {
  readonly triangles: Uint32Array;
  readonly order: Uint32Array;
  readonly starts: Uint32Array;
  readonly lock: Uint8Array;
  readonly results: Uint32Array;
  readonly counts: Uint32Array;
}

/** Cuts the surface into blocks; everything belongs to the scope. The mesh lies in the arena. */
export async function startSimplification(
  mesh: TriMesh,
  extent: Extent,
  limits: SimplifyLimits,
  crew: Crew,
  scope: Scope,
): Promise<Simplification> {
  const meanAreaMm2 = extent.areaMm2 / Math.max(1, triangleCountOf(mesh));
  const sideMm = Math.sqrt((TRIANGLES_PER_BLOCK * meanAreaMm2) / SHEETS_PER_BLOCK);
  const frame = cellFrame(extent, { sideMm, mostCells: MOST_BLOCKS });
  const blocks = await surfaceBlocks(mesh, frame, crew, scope);
  const count = blocks.starts.length - 1;
  return {
    mesh,
    limits,
    blocks,
    // Twice as large, since little is left to do there, and cut half a block further on: seams run inside.
    seamFrame: cellFrame(extent, { sideMm: 2 * frame.sideMm, mostCells: MOST_BLOCKS, shift: 0.25 }),
    results: scope.uint32(mesh.triangles.length),
    counts: new Uint32Array(count),
    targets: new Float64Array(count),
    seams: null,
    scope,
  };
}

/**
 * Simplifies once. Held vertices stay where they are and stay in the surface.
 *
 * @param held   Uint8 for each vertex of the mesh, in the arena: not 0 where it must stay
 * @param fresh  what is held anew since the round before, or null in the first: only its blocks are done again
 * @returns the triangles, in the arena, naming vertices of the mesh; the caller's
 */
export async function simplifyRound(
  work: Simplification,
  held: Uint8Array,
  fresh: Uint8Array | null,
  crew: Crew,
): Promise<Uint32Array> {
  const due = await blocksDue(work, fresh, crew);
  {
    using scope = new Scope(crew.arena);
    const lock = await locksOf(work.mesh, null, work.blocks.seam, held, crew, scope);
    if (fresh === null && work.limits.targetTriangles !== null) await shareTarget(work, due, lock, crew);
    await simplifyBlocks(work, due, lock, work.limits.errorMm, crew);
  }
  return simplifySeams(work, held, fresh, crew);
}

async function blocksDue({ mesh, blocks }: Simplification, fresh: Uint8Array | null, crew: Crew): Promise<number[]> {
  const filled = Array.from({ length: blocks.starts.length - 1 }, (_, n) => n).filter(
    (n) => blocks.starts[n + 1]! > blocks.starts[n]!,
  );
  if (fresh === null) return filled;
  using scope = new Scope(crew.arena);
  const touched = scope.uint8(blocks.starts.length - 1, { zeroed: true });
  await crew.run('mesh.blocksWithMarks', [
    [
      crew.arena.pointer(mesh.triangles),
      triangleCountOf(mesh),
      blocks.blockOf.byteOffset,
      fresh.byteOffset,
      touched.byteOffset,
    ],
  ]);
  return filled.filter((n) => touched[n] === 1);
}

async function simplifyBlocks(
  { mesh, blocks, results, counts, targets }: Simplification,
  due: readonly number[],
  lock: Uint8Array,
  errorMm: number,
  crew: Crew,
): Promise<void> {
  const answers = await crew.run(
    'mesh.simplifyBlock',
    due.map((n) => [
      crew.arena.pointer(mesh.positions),
      crew.arena.pointer(mesh.triangles),
      blocks.order.byteOffset + 4 * blocks.starts[n]!,
      blocks.starts[n + 1]! - blocks.starts[n]!,
      lock.byteOffset,
      errorMm,
      Math.round(targets[n]!),
      results.byteOffset + 12 * blocks.starts[n]!,
    ]),
  );
  due.forEach((n, at) => {
    counts[n] = answers[at]!;
  });
}

/**
 * Shares a number of triangles out among the blocks: as many each as they have when all are simplified to one error. That
 * error is sought on the line through what was tried (triangles against error, both as logarithms).
 */
async function shareTarget(work: Simplification, due: readonly number[], lock: Uint8Array, crew: Crew): Promise<void> {
  const { limits, counts, targets } = work;
  const target = limits.targetTriangles!;
  // What is locked on the seams cannot go yet, and will go afterwards as all the rest does: two triangles a vertex.
  let seamVertices = 0;
  for (const seam of work.blocks.seam) seamVertices += seam;
  const wanted = target + 2 * seamVertices * Math.max(0, 1 - target / triangleCountOf(work.mesh));
  const TRIES = 4;
  let errorMm = limits.errorMm;
  let before: { logError: number; logCount: number } | undefined;
  for (let n = 0; n < TRIES; n++) {
    await simplifyBlocks(work, due, lock, errorMm, crew);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (n === 0 && total >= wanted) return;
    const shares = wanted / total;
    for (const block of due) targets[block] = counts[block]! * shares;
    if (Math.abs(shares - 1) < 0.05) return;
    const here = { logError: Math.log2(errorMm), logCount: Math.log2(total) };
    const slope = before ? (here.logCount - before.logCount) / (here.logError - before.logError) : -1;
    before = here;
    const step = (Math.log2(wanted) - here.logCount) / Math.min(-0.2, slope);
    errorMm = Math.min(limits.errorMm, 2 ** (here.logError + Math.max(-6, Math.min(6, step))));
    if (n < TRIES - 1) targets.fill(0);
  }
}

/** Puts the blocks together, and simplifies what was locked on their seams, in blocks that lie across them. */
async function simplifySeams(
  work: Simplification,
  held: Uint8Array,
  fresh: Uint8Array | null,
  crew: Crew,
): Promise<Uint32Array> {
  const { mesh, blocks, limits } = work;
  const { arena } = crew;
  using scope = new Scope(arena);
  const joined = joinResults(work, scope);
  const count = joined.length / 3;
  const free = scope.uint8(vertexCountOf(mesh), { zeroed: true });
  await crew.run('mesh.spreadMarks', [[joined.byteOffset, count, blocks.seam.byteOffset, free.byteOffset]]);
  const touching = scope.uint32(joined.length);
  const others = scope.uint32(joined.length);
  const [touch] = await crew.run('mesh.gatherList', [
    [joined.byteOffset, count, free.byteOffset, touching.byteOffset, others.byteOffset],
  ]);
  scope.drop(joined);
  const rest = others.subarray(0, 3 * (count - touch!));
  if (touch === 0) {
    work.seams = null;
    const all = arena.uint32(rest.length);
    all.set(rest);
    return all;
  }
  arena.shrink(touching, 12 * touch!);
  const zone: TriMesh = { ...mesh, triangles: touching.subarray(0, 3 * touch!) };
  const seamBlocks = await surfaceBlocks(zone, work.seamFrame, crew, scope);
  const lock = await locksOf(mesh, free, seamBlocks.seam, held, crew, scope);
  const stops = new Float64Array(seamBlocks.starts.length - 1);
  if (limits.targetTriangles !== null) {
    const left = Math.max(0, limits.targetTriangles - rest.length / 3) / touch!;
    for (let n = 0; n < stops.length; n++) stops[n] = left * (seamBlocks.starts[n + 1]! - seamBlocks.starts[n]!);
  }
  const seams: Simplification = {
    ...work,
    mesh: zone,
    blocks: seamBlocks,
    results: scope.uint32(zone.triangles.length),
    counts: new Uint32Array(stops.length),
    targets: stops,
  };
  const starts = scope.uint32(seamBlocks.starts.length);
  starts.set(seamBlocks.starts);
  const { results, counts } = seams;
  const now: Seams = { triangles: touching, order: seamBlocks.order, starts, lock, results, counts };
  const known = work.seams && fresh ? await sameAsBefore(now, work.seams, fresh, crew) : null;
  const due = (await blocksDue(seams, null, crew)).filter((n) => known?.[n] !== 1);
  await simplifyBlocks(seams, due, lock, limits.errorMm, crew);
  const done = joinResults(seams, scope);
  const all = arena.uint32(rest.length + done.length);
  all.set(rest);
  all.set(done, rest.length);
  keepSeams(work, now, scope);
  return all;
}

/** Takes over the results of the blocks that are what they were; tells which (1) those are. */
async function sameAsBefore(now: Seams, before: Seams, fresh: Uint8Array, crew: Crew): Promise<Uint8Array> {
  using scope = new Scope(crew.arena);
  const same = scope.uint8(now.counts.length);
  const lists = ({ triangles, order, starts, lock }: Seams) =>
    [triangles, order, starts, lock].map(({ byteOffset }) => byteOffset);
  await crew.run(
    'mesh.sameBlocks',
    piecesOf(same.length, SEAM_BLOCKS_PER_PIECE).map(({ from, to }) => [
      ...lists(now),
      ...lists(before),
      fresh.byteOffset,
      from,
      to,
      same.byteOffset,
    ]),
  );
  for (let n = 0; n < same.length; n++) {
    if (same[n] === 0) continue;
    const from = 3 * before.starts[n]!;
    now.results.set(before.results.subarray(from, from + 3 * before.counts[n]!), 3 * now.starts[n]!);
    now.counts[n] = before.counts[n]!;
  }
  return same.slice();
}

function keepSeams(work: Simplification, now: Seams, scope: Scope): void {
  const arrays = ({ triangles, order, starts, lock, results }: Seams) => [triangles, order, starts, lock, results];
  if (work.seams) for (const array of arrays(work.seams)) work.scope.drop(array);
  for (const array of arrays(now)) work.scope.hold(scope.keep(array));
  work.seams = now;
}

function joinResults({ blocks, results, counts }: Simplification, scope: Scope): Uint32Array {
  const joined = scope.uint32(3 * counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (let n = 0; n < counts.length; n++) {
    const from = 3 * blocks.starts[n]!;
    joined.set(results.subarray(from, from + 3 * counts[n]!), at);
    at += 3 * counts[n]!;
  }
  return joined;
}

async function locksOf(
  mesh: TriMesh,
  free: Uint8Array | null,
  seam: Uint8Array,
  held: Uint8Array,
  crew: Crew,
  scope: Scope,
): Promise<Uint8Array> {
  const lock = scope.uint8(vertexCountOf(mesh));
  await crew.run('mesh.lockVertices', [
    [free?.byteOffset ?? 0, seam.byteOffset, held.byteOffset, vertexCountOf(mesh), lock.byteOffset],
  ]);
  return lock;
}
