import type { TriMesh } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type SurfaceIndex, surfaceIndex } from '../search/surface-index.ts';
import { type SplitMesh, splitLargeTriangles } from './split-large-triangles.ts';

const POINTS_PER_PIECE = 8192;
/** As for `wallThickness`: what leans further than 40° off parallel is a ridge or a corner. */
const FACING = 0.766;

/** The wall under every part of a surface, and the gap in front of it. */
export interface WallMap extends SplitMesh {
  /** Float32, one for each triangle of `mesh`, mm; Infinity where there is no wall within the limit. */
  readonly thicknessMm: Float32Array;
  /** Float32, the way to what faces it across the air; Infinity where nothing does within the limit. Absent unless asked. */
  readonly gapMm: Float32Array | null;
}

/**
 * The thickness of the wall under each part of a surface, as `wallThickness` tells it, with large triangles cut so that
 * none hides what lies behind a part of it; and, by the same rays turned outward, how wide slots and gaps are.
 *
 * A ray along the normal was chosen over the largest ball inside (sphere shrinking): on a tube both tell the wall, but a
 * ball shrinks to nothing at every convex edge, and each of its steps is a search for the nearest point (0.3 s for half a
 * million of rays, some 4 s for balls).
 *
 * @param limitMm   walls thicker than this are not looked for
 * @param edgeMm    parts of triangles are no longer than this, where that is possible
 * @param gapLimitMm gaps wider than this are not looked for; without it none are
 */
export async function wallMap(
  mesh: TriMesh,
  crew: Crew,
  options: {
    readonly limitMm: number;
    readonly edgeMm: number;
    readonly gapLimitMm?: number;
    /** An index of the same mesh, when the caller has one; not used where triangles were cut. */
    readonly index?: SurfaceIndex;
  },
): Promise<WallMap> {
  const split = splitLargeTriangles(mesh, options);
  // Cells fit triangles of one size: rays through a grid of long slivers meet hundreds of them in each cell.
  const wasCut = split.mesh !== mesh;
  using own = options.index && !wasCut ? undefined : await surfaceIndex(split.mesh, crew);
  using scope = new Scope(crew.arena);
  const count = split.from.length;
  const points = scope.float32(3 * count);
  const { positions: x, triangles } = split.mesh;
  for (let t = 0; t < count; t++) {
    const [a, b, c] = [3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!];
    for (let axis = 0; axis < 3; axis++) points[3 * t + axis] = (x[a + axis]! + x[b + axis]! + x[c + axis]!) / 3;
  }
  const owners = scope.uint32(count);
  for (let t = 0; t < count; t++) owners[t] = t;
  const neighbours = scope.uint8(count);
  neighbours.set(split.cut);
  const ways = scope.float32(count);
  const { headAt } = own ?? options.index!;
  const across = async (limitMm: number, sense: 1 | -1): Promise<Float32Array> => {
    await crew.run(
      'search.waysAcross',
      piecesOf(count, POINTS_PER_PIECE).map(({ from, to }) => [
        headAt,
        points.byteOffset + 12 * from,
        owners.byteOffset + 4 * from,
        neighbours.byteOffset + from,
        to - from,
        limitMm,
        FACING,
        sense,
        ways.byteOffset + 4 * from,
      ]),
    );
    return Float32Array.from(ways);
  };
  return {
    ...split,
    thicknessMm: await across(options.limitMm, 1),
    gapMm: options.gapLimitMm === undefined ? null : await across(options.gapLimitMm, -1),
  };
}
