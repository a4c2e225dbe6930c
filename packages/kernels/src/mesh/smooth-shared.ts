import type { LabeledSurface } from '@specola/space';
import { edgeRunsOf, nextCorner } from '../measure/half-edges.ts';
import type { FlatPlane } from './border-planes.ts';

/** As smooth-surface.ts has them: towards the mean of the neighbors, then back by more, so that nothing shrinks. */
const TOWARDS = 0.5;
const PASS_BAND = 0.1;
const BACK = 1 / (PASS_BAND - 1 / TOWARDS);
const IN_PLANE_MM = 1e-3;

export interface SharedSmoothing {
  readonly boundMm: number;
  readonly iterations: number;
  /** What lies in one of these stays in it. */
  readonly planes: readonly FlatPlane[];
}

/**
 * Smooths surfaces that share their boundaries: every vertex moves once, for all that have it, so what touched still
 * does. A vertex where three bodies meet moves along the line where they do, and no vertex further than the bound.
 *
 * @returns Float32, x y z of each vertex
 */
export function smoothShared(
  surface: LabeledSurface,
  { boundMm, iterations, planes }: SharedSmoothing,
): { readonly positions: Float32Array; readonly largestMoveMm: number } {
  const raw = surface.positions;
  if (boundMm <= 0 || iterations === 0) return { positions: Float32Array.from(raw), largestMoveMm: 0 };
  const { starts, neighbors } = neighborsOf(surface);
  const held = heldNormals(raw, planes);
  let here = Float64Array.from(raw);
  let there = new Float64Array(raw.length);
  const pass = (factor: number): void => {
    for (let v = 0; v < raw.length / 3; v++) {
      const count = starts[v + 1]! - starts[v]!;
      const step: [number, number, number] = [0, 0, 0];
      for (let n = starts[v]!; n < starts[v + 1]!; n++)
        for (let axis = 0; axis < 3; axis++) step[axis]! += here[3 * neighbors[n]! + axis]!;
      let length2 = 0;
      const moved = step.map((sum, axis) => {
        const at = here[3 * v + axis]!;
        return count === 0 ? at : at + factor * (sum / count - at);
      });
      const off = moved.map((value, axis) => value - raw[3 * v + axis]!) as [number, number, number];
      for (const normal of held.get(v) ?? []) {
        const across = off[0] * normal[0] + off[1] * normal[1] + off[2] * normal[2];
        for (let axis = 0; axis < 3; axis++) off[axis]! -= across * normal[axis]!;
      }
      for (const c of off) length2 += c * c;
      const share = length2 > boundMm * boundMm ? boundMm / Math.sqrt(length2) : 1;
      for (let axis = 0; axis < 3; axis++) there[3 * v + axis] = raw[3 * v + axis]! + share * off[axis]!;
    }
    [here, there] = [there, here];
  };
  for (let n = 0; n < iterations; n++) {
    pass(TOWARDS);
    pass(BACK);
  }
  let largest2 = 0;
  for (let at = 0; at < raw.length; at += 3) {
    let sum = 0;
    for (let axis = 0; axis < 3; axis++) sum += (here[at + axis]! - raw[at + axis]!) ** 2;
    largest2 = Math.max(largest2, sum);
  }
  return { positions: Float32Array.from(here), largestMoveMm: Math.sqrt(largest2) };
}

/** The vertices that each hangs on: along lines of three bodies only those on the line. */
function neighborsOf(surface: LabeledSurface): { readonly starts: Uint32Array; readonly neighbors: Uint32Array } {
  const { triangles } = surface;
  const vertexCount = surface.positions.length / 3;
  const runs = edgeRunsOf(surface);
  const onLine = new Uint8Array(vertexCount);
  runs.forEach((list, from, to) => {
    if (to - from < 3) return;
    onLine[triangles[list[from]!]!] = 1;
    onLine[triangles[nextCorner(list[from]!)]!] = 1;
  });
  const starts = new Uint32Array(vertexCount + 1);
  const forEachPair = (visit: (of: number, neighbor: number) => void) =>
    runs.forEach((list, from, to) => {
      const [a, b] = [triangles[list[from]!]!, triangles[nextCorner(list[from]!)]!];
      const isLine = to - from >= 3;
      if (isLine || onLine[a] === 0) visit(a, b);
      if (isLine || onLine[b] === 0) visit(b, a);
    });
  forEachPair((of) => {
    starts[of + 1]!++;
  });
  for (let v = 0; v < vertexCount; v++) starts[v + 1]! += starts[v]!;
  const cursor = starts.slice(0, vertexCount);
  const neighbors = new Uint32Array(starts[vertexCount]!);
  forEachPair((of, neighbor) => {
    neighbors[cursor[of]!++] = neighbor;
  });
  return { starts, neighbors };
}

/** For vertices in planes, the normals of these, square to one another. */
function heldNormals(
  x: Float32Array,
  planes: readonly FlatPlane[],
): Map<number, (readonly [number, number, number])[]> {
  const held = new Map<number, (readonly [number, number, number])[]>();
  for (const { normal, offsetMm } of planes)
    for (let v = 0; v < x.length / 3; v++) {
      const off = normal[0] * x[3 * v]! + normal[1] * x[3 * v + 1]! + normal[2] * x[3 * v + 2]! - offsetMm;
      if (Math.abs(off) > IN_PLANE_MM) continue;
      held.set(v, [...(held.get(v) ?? []), [normal[0], normal[1], normal[2]]]);
    }
  return held;
}
