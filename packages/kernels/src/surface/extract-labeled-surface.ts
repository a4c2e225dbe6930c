import {
  BRICK_SIDE,
  type LabeledSurface,
  type LabelMap,
  LengthMismatchError,
  signedVoxelVolumeMm3,
  type Volume,
  voxelCountOf,
} from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { type CaseTriangles, caseTriangles } from './case-triangles.ts';
import { Growing } from './growing.ts';
import { faceNode, type LabelLine, labelLines, NODES } from './label-cell.ts';
import { type EdgeIds, labelEdges, type PaddedSlice } from './label-edges.ts';

/** Marks the ids of vertices inside faces and cells until the crossings are counted and they can be put behind them. */
const INNER = 0x80000000;

/**
 * Draws the surfaces of several labels at once, with shared boundaries: where two labels touch there is one set of
 * triangles, so the parts fit together without gap or overlap, and their volumes add up. Every label's own boundary is
 * closed and each of its edges belongs to two of its triangles; three labels meet along edges that the joint mesh uses
 * three times. One label against 0 gives the vertices and triangles of `extractSurface`.
 *
 * Cells with two labels are those of the plain extractor, with the larger label inside; in cells with more, the lines
 * that the labels draw on the faces are joined to a point within the cell.
 *
 * @param input.labels        dense (Uint8, nx·ny·nz, i fastest) or in bricks; 0 is outside, and so is all beyond the grid
 * @param input.isoHuBetween  grey value that the surface between two labels runs through, larger label first; null puts
 *                            it halfway
 * @returns in 'lps-mm'; `sides` tells the labels behind and in front of each triangle. All three arrays are lent from the
 *          crew's arena: the caller releases them
 * @throws LengthMismatchError when labels or values do not fit the grid; OutOfMemoryError
 */
export async function extractLabeledSurface(
  input: {
    readonly volume: Volume;
    readonly labels: Uint8Array | LabelMap;
    readonly isoHuBetween: (larger: number, smaller: number) => number | null;
  },
  crew: Crew,
): Promise<LabeledSurface> {
  const { volume, labels } = input;
  demandOneGrid(volume, labels);
  const [nx, ny, nz] = volume.dimensions;
  const width = nx + 2;
  const area = width * (ny + 2);
  const newIds = (): EdgeIds => ({ i: new Uint32Array(area), j: new Uint32Array(area), k: new Uint32Array(area) });
  const edges = labelEdges(volume, input.isoHuBetween);
  const cells = cellWriter(edges.positions, signedVoxelVolumeMm3(volume.ijkToLps) < 0);

  // Slices k and k + 1 bound a layer of cells; numbering the edges of k + 1 needs slice k + 2 too.
  let here: PaddedSlice = new Uint8Array(area);
  let above = paddedSlice(volume, labels, 0, new Uint8Array(area));
  let beyond: PaddedSlice = new Uint8Array(area);
  let ids = newIds();
  let idsAbove = newIds();
  edges.number(-1, here, above, ids);
  for (let k = -1; k < nz; k++) {
    paddedSlice(volume, labels, k + 2, beyond);
    if (k + 1 < nz) edges.number(k + 1, above, beyond, idsAbove);
    for (let row = 0; row <= ny; row++) {
      // The four corners at the left of a cell, if they are alike: most cells are done with when the right ones are too.
      let left = columnLabel(row * width, width, here, above);
      for (let c = row * width; c <= row * width + nx; c++) {
        const right = columnLabel(c + 1, width, here, above);
        if (left !== right || left === MIXED) cells.write(c, width, here, above, ids, idsAbove);
        left = right;
      }
    }
    cells.endLayer(area);
    [here, above, beyond] = [above, beyond, here];
    [ids, idsAbove] = [idsAbove, ids];
  }
  return lend(edges.positions.view(), cells, crew);
}

const MIXED = -1;

/** The label of the four voxels at c in two rows of two slices, or MIXED. */
function columnLabel(c: number, width: number, here: PaddedSlice, above: PaddedSlice): number {
  const label = here[c]!;
  return label === here[c + width] && label === above[c] && label === above[c + width] ? label : MIXED;
}

interface Cells {
  readonly inner: Growing<Float32Array>;
  readonly triangles: Growing<Uint32Array>;
  readonly sides: Growing<Uint8Array>;
  /** Writes the triangles of the cell whose lowest corner is voxel c of the padded slice. */
  write(c: number, width: number, here: PaddedSlice, above: PaddedSlice, ids: EdgeIds, idsAbove: EdgeIds): void;
  /** Slices move up by one. */
  endLayer(area: number): void;
}

function cellWriter(positions: Growing<Float32Array>, flipped: boolean): Cells {
  const table = caseTriangles();
  const inner = new Growing((length) => new Float32Array(length));
  const triangles = new Growing((length) => new Uint32Array(length));
  const sides = new Growing((length) => new Uint8Array(length));
  const labels = new Uint8Array(8);
  const ids = new Float64Array(NODES); // ids may be as large as INNER + count
  // Centres of faces on the way, by the face's higher cell and axis: both its cells use them.
  let faceCentres = new Map<number, number>();

  const triangle = (a: number, b: number, c: number, inside: number, outside: number): void => {
    if (flipped) triangles.push3(a, c, b);
    else triangles.push3(a, b, c);
    sides.push2(inside, outside);
  };

  const addMean = (of: readonly number[]): number => {
    const sum = [0, 0, 0];
    for (const id of of) {
      const [from, at] = id >= INNER ? [inner.view(), 3 * (id - INNER)] : [positions.view(), 3 * id];
      for (let n = 0; n < 3; n++) sum[n]! += from[at + n]!;
    }
    inner.push3(sum[0]! / of.length, sum[1]! / of.length, sum[2]! / of.length);
    return INNER + inner.length / 3 - 1;
  };

  const writePlain = (cases: CaseTriangles, inside: number, outside: number): void => {
    for (const [a, b, c] of cases) triangle(ids[a]!, ids[b]!, ids[c]!, inside, outside);
  };

  const writeGroup = (lines: readonly LabelLine[]): void => {
    const [first] = lines;
    if (lines.length === 3 && lines.every(({ from }) => from < 12) && lines.every(({ to }) => to < 12)) {
      // A corner cut off: one triangle.
      const third = lines.find(({ from }) => from === first!.to)!.to;
      triangle(ids[first!.from]!, ids[first!.to]!, ids[third]!, first!.inside, first!.outside);
      return;
    }
    const nodes = new Set(lines.flatMap(({ from, to }) => [from, to]));
    const centre = addMean([...nodes].sort((a, b) => a - b).map((node) => ids[node]!));
    for (const { from, to, inside, outside } of lines) triangle(ids[from]!, ids[to]!, centre, inside, outside);
  };

  const writeJunction = (c: number, width: number, layer: number): void => {
    const groups = labelLines(labels);
    const keys = [3 * c, 3 * (c + 1), 3 * c + 1, 3 * (c + width) + 1, 3 * c + 2, 3 * (c + layer) + 2];
    keys.forEach((key, face) => {
      const around = groups
        .flat()
        .flatMap(({ from, to }) => (from === faceNode(face) ? [to] : to === faceNode(face) ? [from] : []));
      if (around.length === 0) return;
      const known = faceCentres.get(key);
      faceCentres.delete(key);
      ids[faceNode(face)] = known ?? addMean(around.sort((a, b) => a - b).map((edge) => ids[edge]!));
      if (known === undefined) faceCentres.set(key, ids[faceNode(face)]!);
    });
    for (const lines of groups) writeGroup(lines);
  };

  return {
    inner,
    triangles,
    sides,
    write(c, width, here, above, idsHere, idsAbove) {
      const first = here[c]!;
      let other = first;
      let more = false;
      let kind = 0;
      for (let corner = 0; corner < 8; corner++) {
        const label = (corner < 4 ? here : above)[c + (corner & 1) + ((corner >> 1) & 1) * width]!;
        labels[corner] = label;
        if (label === first) kind |= 1 << corner;
        else if (other === first || other === label) other = label;
        else more = true;
      }
      const right = c + 1;
      const next = c + width;
      ids[0] = idsHere.i[c]!;
      ids[1] = idsHere.i[next]!;
      ids[2] = idsAbove.i[c]!;
      ids[3] = idsAbove.i[next]!;
      ids[4] = idsHere.j[c]!;
      ids[5] = idsAbove.j[c]!;
      ids[6] = idsHere.k[c]!;
      ids[7] = idsHere.k[next]!;
      ids[8] = idsHere.j[right]!;
      ids[9] = idsAbove.j[right]!;
      ids[10] = idsHere.k[right]!;
      ids[11] = idsHere.k[next + 1]!;
      if (more) writeJunction(c, width, here.length);
      else if (first > other) writePlain(table[kind]!, first, other);
      else writePlain(table[255 - kind]!, other, first);
    },
    endLayer(area) {
      faceCentres = new Map([...faceCentres].map(([key, id]) => [key - 3 * area, id]));
    },
  };
}

function lend(crossings: Float32Array, cells: Cells, { arena }: Crew): LabeledSurface {
  const positions = arena.float32(crossings.length + cells.inner.length);
  positions.set(crossings);
  positions.set(cells.inner.view(), crossings.length);
  const triangles = arena.uint32(cells.triangles.length);
  const first = crossings.length / 3;
  triangles.set(cells.triangles.view().map((id) => (id >= INNER ? id - INNER + first : id)));
  const sides = arena.uint8(cells.sides.length);
  sides.set(cells.sides.view());
  return { positions, triangles, sides, frame: 'lps-mm' };
}

/** Copies slice k into a padded slice whose border is 0; slices beyond the grid are 0 throughout. */
function paddedSlice({ dimensions: [nx, ny, nz] }: Volume, labels: Uint8Array | LabelMap, k: number, out: PaddedSlice) {
  if (k >= nz) return out.fill(0);
  for (let j = 0; j < ny; j++) {
    const row = (j + 1) * (nx + 2) + 1;
    if (labels instanceof Uint8Array) {
      const at = (k * ny + j) * nx;
      out.set(labels.subarray(at, at + nx), row);
      continue;
    }
    const [bx, by] = labels.bricksPerSide;
    for (let b = 0; b < bx; b++) {
      const from = b * BRICK_SIDE;
      const length = Math.min(BRICK_SIDE, nx - from);
      const brick = labels.bricks[b + bx * (Math.floor(j / BRICK_SIDE) + by * Math.floor(k / BRICK_SIDE))]!;
      const inBrick = BRICK_SIDE * ((j % BRICK_SIDE) + BRICK_SIDE * (k % BRICK_SIDE));
      if (typeof brick === 'number') out.fill(brick, row + from, row + from + length);
      else out.set(brick.subarray(inBrick, inBrick + length), row + from);
    }
  }
  return out;
}

function demandOneGrid(volume: Volume, labels: Uint8Array | LabelMap): void {
  const voxels = voxelCountOf(volume.dimensions);
  if (volume.values.length !== voxels) throw new LengthMismatchError('values', voxels, volume.values.length);
  const got = labels instanceof Uint8Array ? labels.length : voxelCountOf(labels.dimensions);
  const sameGrid = labels instanceof Uint8Array || labels.dimensions.every((n, axis) => n === volume.dimensions[axis]);
  if (got !== voxels || !sameGrid) throw new LengthMismatchError('labels', voxels, got);
}
