import { ijkToLpsFrom, pointLps, type TriMesh } from '@specola/space';
import { lentMask } from '../image/mask-memory.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { surfaceIndex } from '../search/surface-index.ts';
import { extractSurface } from '../surface/extract-surface.ts';
import { gridAroundMesh } from './field-grid.ts';
import { insideMask } from './inside-mask.ts';
import { levelField } from './level-field.ts';
import { sharpenEdges } from './sharpen-edges.ts';
import { simplifiedWithin } from './simplified-within.ts';

/** Far from a surface, cells of this share of the distance are searched fastest. */
const CELL_SHARE = 0.75;
/** Triangles that lie in one plane to within this are joined: what a grid cuts up is ten times what the shape needs. */
const FLAT_MM = 0.005;

export interface LevelOptions {
  readonly levelMm: number;
  readonly resolutionMm: number;
  /** The mesh is a sheet, or triangles apart: it has no inside, and the level lies all around it. */
  readonly sheet?: boolean;
}

export interface LevelSurface {
  /** Closed, manifold, outward, free of self-intersections; outside the arena. Empty where the level is nowhere. */
  readonly mesh: TriMesh;
  /** The spacing of the grid: the one wished for, or coarser where that would have taken too much memory. */
  readonly resolutionMm: number;
  /** Rows of the grid that do not come out of the mesh as often as they go in; 0 for a closed one. */
  readonly brokenRows: number;
}

/**
 * The surface at a distance from another: outside it where the level is positive, inside where it is negative, and at 0
 * the same body made anew. It always ends closed, whatever the mesh is like.
 */
export async function levelSurface(
  mesh: TriMesh,
  { levelMm, resolutionMm, sheet = false }: LevelOptions,
  crew: Crew,
): Promise<LevelSurface> {
  const grid = gridAroundMesh(mesh, { marginMm: Math.max(0, levelMm) + 2 * resolutionMm, spacingMm: resolutionMm });
  using scope = new Scope(crew.arena);
  const { mask, brokenRows } = sheet
    ? { mask: lentMask(grid.dimensions, crew.arena, { zeroed: true }), brokenRows: 0 }
    : insideMask(mesh, grid, crew.arena);
  scope.hold(mask.words);
  using index = await surfaceIndex(mesh, crew, levelMm === 0 ? {} : { cellMm: CELL_SHARE * Math.abs(levelMm) });
  const field = await levelField(index, grid, { within: mask, levelMm }, crew);
  scope.hold(field.values);
  scope.hold(field.inside.words);
  const h = grid.spacingMm;
  const drawn = await extractSurface(
    {
      volume: {
        dimensions: grid.dimensions,
        values: field.values,
        valueScale: { slope: field.mmPerValue, intercept: 0, unit: 'arbitrary' },
        ijkToLps: ijkToLpsFrom([h, 0, 0], [0, h, 0], [0, 0, h], pointLps(...grid.originMm)),
        modality: 'CT',
      },
      mask: field.inside,
      isoHu: 0,
    },
    crew,
  );
  scope.hold(drawn.positions);
  scope.hold(drawn.triangles);
  const sharp = await sharpenEdges({ ...drawn, frame: mesh.frame }, { index, levelMm, resolutionMm: h }, crew);
  return { mesh: await simplifiedWithin(sharp, FLAT_MM, crew), resolutionMm: h, brokenRows };
}
