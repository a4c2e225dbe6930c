import { edgeBetween, FACES, faceLines } from './cell-loops.ts';

/** Places in a cell where lines meet: its edges, 0 to 11, and then the centres of its faces, 12 to 17. */
export const NODES = 18;
export const faceNode = (face: number): number => 12 + face;

/** A line on a face of a cell between two labels: the surface is counter-clockwise seen from `outside`. */
export interface LabelLine {
  readonly from: number;
  readonly to: number;
  /** The larger label. */
  readonly inside: number;
  readonly outside: number;
}

/**
 * The lines between labels on one face. They depend on the labels of the face alone, so both cells at a face draw the
 * same ones; with two labels they are those of the plain extractor, with the larger label inside.
 *
 * Where three or four labels meet, the lines run from the edges to the centre of the face; but if one label holds two
 * corners across from each other, the other two corners are cut off and no label touches itself in a point.
 *
 * @param labels  of the eight corners of the cell
 */
function linesOnFace(face: number, labels: ArrayLike<number>): LabelLine[] {
  const corners = FACES[face]!;
  const around = corners.map((corner) => labels[corner]!);
  const distinct = new Set(around).size;
  if (distinct === 1) return [];
  if (distinct === 2) {
    const inside = Math.max(...around);
    const outside = Math.min(...around);
    return faceLines(corners, (corner) => labels[corner] === inside).map(([from, to]) => ({
      from,
      to,
      inside,
      outside,
    }));
  }
  const crossing = (n: number): number => edgeBetween(corners[n & 3]!, corners[(n + 1) & 3]!);
  if (distinct === 3 && (around[0] === around[2] || around[1] === around[3])) {
    const first = around[0] === around[2] ? 1 : 0;
    return [first, first + 2].map((n) => line(crossing(n + 3), crossing(n), around[n]!, around[(n + 1) & 3]!));
  }
  const lines: LabelLine[] = [];
  for (let n = 0; n < 4; n++) {
    const here = around[n]!;
    const next = around[(n + 1) & 3]!;
    if (here !== next) lines.push(line(crossing(n), faceNode(face), next, here));
  }
  return lines;
}

/** A line with `left` to its left, turned round where that is the smaller label. */
function line(from: number, to: number, left: number, right: number): LabelLine {
  return left > right
    ? { from, to, inside: left, outside: right }
    : { from: to, to: from, inside: right, outside: left };
}

/** All lines on the faces of a cell, in groups that hang together: what separates regions that do not touch. */
export function labelLines(labels: ArrayLike<number>): LabelLine[][] {
  const lines = FACES.flatMap((_, face) => linesOnFace(face, labels));
  const groupOf = Int8Array.from({ length: NODES }, (_, node) => node);
  for (const { from, to } of lines) {
    const [low, high] = [Math.min(groupOf[from]!, groupOf[to]!), Math.max(groupOf[from]!, groupOf[to]!)];
    for (let node = 0; node < NODES; node++) if (groupOf[node] === high) groupOf[node] = low;
  }
  const groups = new Map<number, LabelLine[]>();
  for (const one of lines) {
    const group = groupOf[one.from]!;
    const members = groups.get(group);
    if (members) members.push(one);
    else groups.set(group, [one]);
  }
  return [...groups.values()];
}
