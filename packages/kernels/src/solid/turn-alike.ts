import type { TriMesh } from '@specola/space';
import { edgeRunsOf, nextCorner } from '../measure/half-edges.ts';
import { topologyOf } from '../measure/topology-of.ts';

export interface Turned {
  readonly mesh: TriMesh;
  readonly turnedTriangles: number;
}

/**
 * Turns triangles so that neighbors agree on what is outside, and whole shells so that bodies face outward and hollows
 * inward. Shells that are open, or have no two sides, are turned as their triangles mostly are.
 */
export function turnAlike(mesh: TriMesh): Turned {
  const triangles = Uint32Array.from(mesh.triangles);
  const count = triangles.length / 3;
  const neighbors = neighborsOf(mesh);
  const seen = new Uint8Array(count);
  const turned = new Uint8Array(count);
  for (let first = 0; first < count; first++) {
    if (seen[first] === 1) continue;
    const shell = [first];
    seen[first] = 1;
    for (let at = 0; at < shell.length; at++) {
      const triangle = shell[at]!;
      for (const { to, alike } of neighbors[triangle]!) {
        if (seen[to] === 1) continue;
        seen[to] = 1;
        turned[to] = alike ? turned[triangle]! : 1 - turned[triangle]!;
        shell.push(to);
      }
    }
    // The fewer are turned the better: most of a mesh is right as it came.
    const turnedHere = shell.reduce((sum, triangle) => sum + turned[triangle]!, 0);
    if (2 * turnedHere > shell.length) for (const triangle of shell) turned[triangle] = 1 - turned[triangle]!;
  }
  const turn = (triangle: number) => {
    const [b, c] = [triangles[3 * triangle + 1]!, triangles[3 * triangle + 2]!];
    triangles[3 * triangle + 1] = c;
    triangles[3 * triangle + 2] = b;
  };
  for (let triangle = 0; triangle < count; triangle++) if (turned[triangle] === 1) turn(triangle);
  const alike: TriMesh = { ...mesh, triangles };
  const { shells, shellOfTriangle } = topologyOf(alike);
  const wrong = shells.map(({ closed, depth, volumeMm3 }) => closed && volumeMm3 > 0 === (depth % 2 === 1));
  let total = 0;
  for (let triangle = 0; triangle < count; triangle++) {
    const shell = shellOfTriangle[triangle]!;
    if (wrong[shell]) turn(triangle);
    if ((turned[triangle] === 1) !== (wrong[shell] === true)) total++;
  }
  return { mesh: { ...mesh, triangles }, turnedTriangles: total };
}

function neighborsOf(mesh: TriMesh): { readonly to: number; readonly alike: boolean }[][] {
  const { triangles } = mesh;
  const neighbors = Array.from({ length: triangles.length / 3 }, (): { to: number; alike: boolean }[] => []);
  edgeRunsOf(mesh).forEach((list, from, to) => {
    if (to - from !== 2) return;
    const [g, h] = [list[from]!, list[from + 1]!];
    const alike = triangles[g] === triangles[nextCorner(h)];
    const [a, b] = [Math.floor(g / 3), Math.floor(h / 3)];
    neighbors[a]!.push({ to: b, alike });
    neighbors[b]!.push({ to: a, alike });
  });
  return neighbors;
}
