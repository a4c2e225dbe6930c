import { type TriMesh, type Triple, tripleOf } from '@specola/space';
import { measuresOf } from '../measure/measures-of.ts';
import { drawText } from './draw-text.ts';
import { drawScaleBar } from './draw-views.ts';
import { blankPicture, fillRectangle, type Picture, type Rgb, strokePaths } from './picture.ts';
import type { Camera } from './rasterize-mesh.ts';
import { layView, shadeView } from './shade-view.ts';
import { unitNormals } from './unit-normals.ts';

const INK: Rgb = [38, 50, 64];
const MARK: Rgb = [190, 20, 90];
const PANEL: Rgb = [238, 241, 245];
/** Faces this near tell from which side a place is seen. */
const AROUND_MM = 3;

/**
 * One place on a mesh, twice: where it is on the whole, and close by; seen from the side to which the surface around it
 * looks, with a ring around it.
 */
export function drawPlace(
  mesh: TriMesh,
  {
    atMm,
    title,
    colors,
    widthPx,
    closeMm,
  }: {
    readonly atMm: Triple;
    readonly title: string;
    readonly colors?: Uint8Array;
    readonly widthPx: number;
    /** Half of what the close view shows. */
    readonly closeMm: number;
  },
): Picture {
  const panel = Math.floor((widthPx - 36) / 2);
  const top = 44;
  const picture = blankPicture(widthPx, top + panel + 12, [255, 255, 255]);
  drawText(picture, title, 12, 12, { sizePx: 17, color: INK, bold: true });
  const { min, max } = measuresOf(mesh).boundsMm;
  const half = Math.sqrt(max.reduce((sum, high, axis) => sum + (high - min[axis]!) ** 2, 0)) / 2;
  const side = sideToward(mesh, atMm);
  const normals = unitNormals(mesh);
  const middle = tripleOf(min.map((low, axis) => (low + max[axis]!) / 2));
  const views: readonly (readonly [Triple, number])[] = [
    [middle, Math.max(half, 1e-3)],
    [atMm, Math.max(Math.min(closeMm, half / 3), 1e-3)],
  ];
  views.forEach(([centerMm, reachMm], n) => {
    const left = 12 + n * (panel + 12);
    const camera: Camera = { ...side, centerMm, pxPerMm: (0.47 * panel) / reachMm, width: panel, height: panel };
    fillRectangle(picture, { x: left, y: top, width: panel, height: panel }, PANEL);
    layView(picture, shadeView(mesh, normals, camera, colors), camera, left, top);
    const offset = (d: Triple) =>
      d.reduce((sum, c, axis) => sum + c * (atMm[axis]! - centerMm[axis]!), 0) * camera.pxPerMm;
    drawRing(picture, left + panel / 2 + offset(side.right), top + panel / 2 - offset(side.up), n === 0 ? 14 : 22);
    const bar = { longestPx: panel * 0.3, sizePx: 13, color: INK };
    drawScaleBar(picture, { right: left + panel - 14, bottom: top + panel - 14 }, camera.pxPerMm, bar);
  });
  return picture;
}

/** A ring of straight pieces, white under color, so that it shows on any ground. */
function drawRing(picture: Picture, x: number, y: number, radius: number): void {
  const path: number[] = [];
  for (let n = 0; n <= 40; n++) {
    const turn = (n * Math.PI) / 20;
    path.push(x + radius * Math.cos(turn), y + radius * Math.sin(turn));
  }
  strokePaths(picture, [path], { color: [255, 255, 255], widthPx: 5.5 });
  strokePaths(picture, [path], { color: MARK, widthPx: 3 });
}

/** The directions of a view that looks at a place from where the surface around it looks. */
function sideToward({ positions: x, triangles }: TriMesh, at: Triple): Pick<Camera, 'right' | 'up' | 'toEye'> {
  const sum: [number, number, number] = [0, 0, 0];
  const nearest: [number, number, number] = [0, 0, 1];
  let best = Infinity;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const far = [0, 1, 2].reduce((d, k) => d + ((x[a + k]! + x[b + k]! + x[c + k]!) / 3 - at[k]!) ** 2, 0);
    if (far > AROUND_MM ** 2 && far >= best) continue;
    const [ux, uy, uz] = [x[b]! - x[a]!, x[b + 1]! - x[a + 1]!, x[b + 2]! - x[a + 2]!];
    const [vx, vy, vz] = [x[c]! - x[a]!, x[c + 1]! - x[a + 1]!, x[c + 2]! - x[a + 2]!];
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
    if (far < best) {
      best = far;
      for (let k = 0; k < 3; k++) nearest[k] = normal[k]!;
    }
    if (far <= AROUND_MM ** 2) for (let k = 0; k < 3; k++) sum[k]! += normal[k]!;
  }
  // Where the surfaces around a place cancel (a thin wall from both sides) the nearest one decides.
  const size = Math.sqrt(sum[0] ** 2 + sum[1] ** 2 + sum[2] ** 2);
  const own = Math.sqrt(nearest[0] ** 2 + nearest[1] ** 2 + nearest[2] ** 2);
  const toEye = unit(size > 0.5 * own ? sum : nearest);
  const steep = Math.abs(toEye[2]) > 0.95;
  const right = unit(cross(steep ? [0, -1, 0] : [0, 0, 1], toEye));
  return { toEye, right, up: cross(toEye, right) };
}

const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function unit([x, y, z]: Triple): Triple {
  const length = Math.sqrt(x * x + y * y + z * z);
  return length > 0 ? [x / length, y / length, z / length] : [0, 0, 1];
}
