// What an edge collapse works on: arrays over the whole surface, shared by all threads, each block writing only what is
// its own; and a room for each thread. Pointers are read from a head, so that no module holds data.
import { loadPoint } from './points';

export const NONE: u32 = 0xffffffff;

// Head: Uint32 pointers and numbers, then Float32.
const POSITIONS: usize = 0, TRIANGLES: usize = 4, NEXT_CORNER: usize = 8, FIRST_CORNER: usize = 12;
const FIRST_POINT: usize = 16, LINK: usize = 20, BLOCK_OF: usize = 24, STATE: usize = 28;

// What a vertex is (Uint8 flags).
/** Must stay in the surface. */
export const HELD: u8 = 1;
/** Nobody looked yet whether it can go, with all around it in one block. */
export const PENDING: u8 = 2;
export const QUEUED: u8 = 4;
export const GONE: u8 = 8;

/** More triangles than this around a vertex are not taken up, and none is made to have more. */
export const MOST_AROUND: i32 = 32;
/** Removed vertices around one vertex that are looked at; where there are more, it stays. */
export const MOST_POINTS: i32 = 4096;
/** Four buckets of cost an octave. */
export const BUCKETS: i32 = 112;

// The room of a thread. Star: how many triangles lie around the vertex, the corner of each that is the vertex, the vertex
// after it, the vertex before it, the normals (twice the area long), and what it costs to go to the vertex after it.
export const COUNT: usize = 0;
export const CORNER: usize = 16;
export const AFTER: usize = CORNER + 4 * 32;
export const BEFORE: usize = AFTER + 4 * 32;
export const NORMAL: usize = BEFORE + 4 * 32;
export const COST: usize = NORMAL + 16 * 32;
export const PLANE: usize = COST + 4 * 32;
export const HEADS: usize = PLANE + 4 * 32;
export const TAILS: usize = HEADS + 4 * 112;
// The triangles that a collapse would make: how many, three vertices each, the place of each in the star, its corners from
// the middle of the star with its normal, its record (search/assembly/cross.ts); and the same of another triangle.
export const NEW_COUNT: usize = TAILS + 4 * 112;
export const NEW: usize = NEW_COUNT + 16;
export const NEW_PLACE: usize = NEW + 12 * 32;
export const NEW_CORNERS: usize = NEW_PLACE + 4 * 32;
export const NEW_RECORD: usize = NEW_CORNERS + 64 * 32;
export const OTHER_CORNERS: usize = NEW_RECORD + 192 * 32;
export const OTHER_RECORD: usize = OTHER_CORNERS + 64;
/** Pairs of a removed vertex and the new triangle that it would belong to. */
export const POINT_COUNT: usize = OTHER_RECORD + 192;
export const POINTS: usize = POINT_COUNT + 16;
// The grid over the block: its frame as vectors, numbers, then for each cell the head of its list and the ways that all
// its triangles face (collapse-ways.ts), then entries.
/** The triangles near a collapse: where they lie. */
export const NEARBY: usize = POINTS + 8 * 4096;
export const MOST_NEARBY: i32 = 1024;
export const NEARBY_COUNT: usize = NEARBY + 4 * 1024;
/** The room that a star and what replaces it lie in: a box, and heights along one way over the vertex. */
export const STAR_BOTTOM: usize = NEARBY_COUNT + 4;
export const STAR_TOP: usize = STAR_BOTTOM + 4;
export const STAR_LOW: usize = NEARBY_COUNT + 16;
export const STAR_HIGH: usize = STAR_LOW + 16;
export const STAR_UP: usize = STAR_HIGH + 16;
export const GRID_CORNER: usize = STAR_UP + 16;
export const GRID_SCALE: usize = GRID_CORNER + 16;
export const GRID_LAST: usize = GRID_SCALE + 16;
export const GRID_ALONG: usize = GRID_LAST + 16;
export const GRID_USED: usize = GRID_ALONG + 4;
export const GRID_MOST: usize = GRID_USED + 4;
export const GRID_ENTRIES: usize = GRID_MOST + 4;
export const GRID_HEADS: usize = GRID_ENTRIES + 4;

@inline
export function positionsOf(head: usize): usize { return <usize>load<u32>(head + POSITIONS); }
@inline
export function trianglesOf(head: usize): usize { return <usize>load<u32>(head + TRIANGLES); }
@inline
export function pointOf(head: usize, v: u32): v128 { return loadPoint(positionsOf(head) + <usize>v * 12); }
@inline
export function triangleAt(head: usize, t: u32): usize { return trianglesOf(head) + <usize>t * 12; }
@inline
export function nextCornerAt(head: usize, corner: u32): usize {
  return <usize>load<u32>(head + NEXT_CORNER) + (<usize>corner << 2);
}
@inline
export function firstCornerAt(head: usize, v: u32): usize {
  return <usize>load<u32>(head + FIRST_CORNER) + (<usize>v << 2);
}
@inline
export function firstPointAt(head: usize, t: u32): usize { return <usize>load<u32>(head + FIRST_POINT) + (<usize>t << 2); }
/** A vertex in a queue: the next in it. A vertex that is gone: the next that belongs to the same triangle. */
@inline
export function linkAt(head: usize, v: u32): usize { return <usize>load<u32>(head + LINK) + (<usize>v << 2); }
@inline
export function blockOf(head: usize, v: u32): u32 {
  return <u32>load<u16>(<usize>load<u32>(head + BLOCK_OF) + (<usize>v << 1));
}
@inline
export function stateAt(head: usize, v: u32): usize { return <usize>load<u32>(head + STATE) + <usize>v; }

// Lists of the pass, and the grid over the surface as it was, as in cells.ts.
@inline
export function orderOf(head: usize): usize { return <usize>load<u32>(head, 32); }
@inline
export function orderStartsOf(head: usize): usize { return <usize>load<u32>(head, 36); }
@inline
export function listStartsOf(head: usize): usize { return <usize>load<u32>(head, 40); }
@inline
export function listsOf(head: usize): usize { return <usize>load<u32>(head, 44); }
@inline
export function originalOf(head: usize): usize { return <usize>load<u32>(head, 48); }
@inline
export function surfaceFrameOf(head: usize): usize { return <usize>load<u32>(head, 52); }
@inline
export function surfaceStartsOf(head: usize): usize { return <usize>load<u32>(head, 56); }
@inline
export function surfaceListsOf(head: usize): usize { return <usize>load<u32>(head, 60); }
@inline
export function blockFrameOf(head: usize): usize { return <usize>load<u32>(head, 64); }
/** Cells along each side of a block. */
@inline
export function cellsAlongOf(head: usize): i32 { return load<i32>(head, 68); }
@inline
export function roomsOf(head: usize): usize { return <usize>load<u32>(head, 72); }
@inline
export function roomLocksOf(head: usize): usize { return <usize>load<u32>(head, 76); }
@inline
export function roomBytesOf(head: usize): usize { return <usize>load<u32>(head, 80); }
@inline
export function roomCountOf(head: usize): i32 { return load<i32>(head, 84); }
@inline
export function mostEntriesOf(head: usize): i32 { return load<i32>(head, 88); }
/** Histograms: how many collapses each block did at each bucket, BUCKETS Uint32 for each block. */
@inline
export function levelsOf(head: usize): usize { return <usize>load<u32>(head, 92); }
@inline
export function boundMmOf(head: usize): f32 { return load<f32>(head, 96); }
/** What a collapse may cost as a mean square over planes, mm²; and with its length (see costs). */
@inline
export function mostPlaneOf(head: usize): f32 { return load<f32>(head, 100); }
@inline
export function mostCostOf(head: usize): f32 { return load<f32>(head, 104); }
/** Volume that each triangle owes to the surface as it was, Float32, mm³; 0 where nobody asks. */
@inline
export function owedOf(head: usize): usize { return <usize>load<u32>(head, 108); }

@inline
export function at(array: usize, n: i32): u32 { return load<u32>(array + (<usize>n << 2)); }

@inline
export function dot(a: v128, b: v128): f32 {
  const product = f32x4.mul(a, b);
  return f32x4.extract_lane(product, 0) + f32x4.extract_lane(product, 1) + f32x4.extract_lane(product, 2);
}
@inline
export function cross(u: v128, w: v128): v128 {
  return f32x4.sub(
    f32x4.mul(i32x4.shuffle(u, u, 1, 2, 0, 3), i32x4.shuffle(w, w, 2, 0, 1, 3)),
    f32x4.mul(i32x4.shuffle(u, u, 2, 0, 1, 3), i32x4.shuffle(w, w, 1, 2, 0, 3)),
  );
}
