import type { TriMesh } from '@specola/space';
import { cornerVolumeMm3 } from './measures-of.ts';

/** Parts of a surface that hang together by vertices, in the order of their first vertex. */
export interface VertexShells {
  /** Uint32, the part of each triangle. */
  readonly shellOfTriangle: Uint32Array;
  /** Float64, signed: negative for a cavity. */
  readonly volumesMm3: Float64Array;
}

/** The shells of a surface and what they enclose, with little memory: `topologyOf` tells much more, and needs more. */
export function vertexShells({ positions, triangles }: TriMesh): VertexShells {
  const parents = Uint32Array.from({ length: positions.length / 3 }, (_, v) => v);
  const rootOf = (v: number): number => {
    let at = v;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  const join = (a: number, b: number): void => {
    const rootA = rootOf(a);
    const rootB = rootOf(b);
    if (rootA < rootB) parents[rootB] = rootA;
    else parents[rootA] = rootB;
  };
  for (let t = 0; t < triangles.length; t += 3) {
    join(triangles[t]!, triangles[t + 1]!);
    join(triangles[t]!, triangles[t + 2]!);
  }
  // A root comes before all others of its part: parents turn into part numbers from the front.
  let shells = 0;
  for (let v = 0; v < parents.length; v++) parents[v] = parents[v] === v ? shells++ : parents[parents[v]!]!;
  const volumesMm3 = new Float64Array(shells);
  const shellOfTriangle = new Uint32Array(triangles.length / 3);
  // Summed about one vertex of the surface, so that places far from the origin lose no digits.
  const origin = [positions[0]!, positions[1]!, positions[2]!] as const;
  for (let t = 0; t < triangles.length; t += 3) {
    const shell = parents[triangles[t]!]!;
    shellOfTriangle[t / 3] = shell;
    volumesMm3[shell]! += cornerVolumeMm3(positions, triangles, t, origin);
  }
  return { shellOfTriangle, volumesMm3 };
}
