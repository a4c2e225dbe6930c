import type { TriMesh } from '@specola/space';
import { ambientLight } from './ambient-light.ts';
import type { Picture, Rgb } from './picture.ts';
import { type Camera, NOTHING, rasterizeMesh, type Seen, SUPERSAMPLES } from './rasterize-mesh.ts';

/** Bone as it looks dry and clean. */
export const BONE: Rgb = [232, 217, 190];

/** A lamp in the camera's frame: where it stands (unit length), its color and strength. */
interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly color: readonly [number, number, number];
}

const KEY: Lamp = { x: -0.48, y: 0.6, z: 0.64, color: [0.86, 0.83, 0.77] };
const FILL: Lamp = { x: 0.8, y: 0.0, z: 0.6, color: [0.16, 0.18, 0.22] };
const RIM: Lamp = { x: 0.56, y: 0.42, z: -0.71, color: [0.18, 0.2, 0.24] };
const SKY = [0.33, 0.345, 0.37] as const;
const GROUND = [0.2, 0.185, 0.17] as const;

/** A view of a mesh without its background: the color of each pixel, and how much of the pixel the mesh covers. */
export interface ShadedView {
  /** sRGB 0 to 255, three a pixel. */
  readonly color: Float32Array;
  readonly cover: Float32Array;
}

/**
 * Draws a mesh as a solid under three lamps and an open sky, 2 × 2 samples a pixel.
 *
 * @param normals  unit normals of the vertices (unitNormals)
 * @param colors   sRGB bytes, three a vertex; without them the mesh is of bone
 */
export function shadeView(mesh: TriMesh, normals: Float32Array, camera: Camera, colors?: Uint8Array): ShadedView {
  const { width, height } = camera;
  const seen = rasterizeMesh(mesh, camera);
  const surface = surfaceOf(mesh, normals, camera, seen, colors);
  const light = ambientLight(seen, surface.normals, width, height, camera.pxPerMm);
  const color = new Float32Array(3 * width * height);
  const gloss = colors ? 0.05 : 0.13;
  for (let at = 0; at < width * height; at++) {
    if (surface.cover[at] === 0) continue;
    const nx = surface.normals[3 * at]!;
    const ny = surface.normals[3 * at + 1]!;
    const nz = surface.normals[3 * at + 2]!;
    const open = light[at]!;
    const key = Math.max(0, nx * KEY.x + ny * KEY.y + nz * KEY.z) * (0.3 + 0.7 * open);
    const fill = Math.max(0, nx * FILL.x + ny * FILL.y + nz * FILL.z) * open;
    const rim = Math.max(0, nx * RIM.x + ny * RIM.y + nz * RIM.z + 0.25) * open;
    const up = 0.5 + 0.5 * ny;
    const shine = gloss * glossOf(nx, ny, nz) * open;
    for (let c = 0; c < 3; c++) {
      const sky = (GROUND[c]! + (SKY[c]! - GROUND[c]!) * up) * open * open;
      // Light that bounces inside a hollow takes the color of its walls: brown in bone, never black.
      const own = surface.colors[3 * at + c]! / 255;
      const linear = own * own * (sky + KEY.color[c]! * key + FILL.color[c]! * fill + RIM.color[c]! * rim) + shine;
      color[3 * at + c] = 255 * Math.sqrt(Math.min(1, linear * 1.06));
    }
  }
  return { color, cover: surface.cover };
}

/** A broad highlight of the key lamp: the half-way direction's cosine to the 32nd. */
function glossOf(nx: number, ny: number, nz: number): number {
  const hx = KEY.x;
  const hy = KEY.y;
  const hz = KEY.z + 1;
  const length = Math.sqrt(hx * hx + hy * hy + hz * hz);
  let cosine = Math.max(0, (nx * hx + ny * hy + nz * hz) / length);
  for (let squaring = 0; squaring < 5; squaring++) cosine *= cosine;
  return cosine;
}

interface SurfaceSeen {
  /** In the camera's frame; unit length. */
  readonly normals: Float32Array;
  readonly colors: Float32Array;
  readonly cover: Float32Array;
}

/** The mean normal, color and cover of each pixel's samples. */
function surfaceOf(
  mesh: TriMesh,
  unitNormals: Float32Array,
  camera: Camera,
  seen: Seen,
  colors?: Uint8Array,
): SurfaceSeen {
  const { width, height, right: r, up: u, toEye: e } = camera;
  const { screen, triangle, columns } = seen;
  const t = mesh.triangles;
  const normals = new Float32Array(3 * width * height);
  const paint = new Float32Array(3 * width * height);
  const cover = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      let count = 0;
      let [wx, wy, wz] = [0, 0, 0];
      let [red, green, blue] = [0, 0, 0];
      for (let s = 0; s < SUPERSAMPLES * SUPERSAMPLES; s++) {
        const sx = SUPERSAMPLES * x + (s & 1);
        const sy = SUPERSAMPLES * y + (s >> 1);
        const at = triangle[sy * columns + sx]!;
        if (at === NOTHING) continue;
        count++;
        const a = t[3 * at]!;
        const b = t[3 * at + 1]!;
        const c = t[3 * at + 2]!;
        const ax = screen[2 * a]!;
        const ay = screen[2 * a + 1]!;
        const bx = screen[2 * b]! - ax;
        const by = screen[2 * b + 1]! - ay;
        const cx = screen[2 * c]! - ax;
        const cy = screen[2 * c + 1]! - ay;
        const px = sx + 0.5 - ax;
        const py = sy + 0.5 - ay;
        const area = bx * cy - by * cx;
        const shareB = (px * cy - py * cx) / area;
        const shareC = (bx * py - by * px) / area;
        const shareA = 1 - shareB - shareC;
        const mix = (list: Float32Array | Uint8Array, k: number): number =>
          shareA * list[3 * a + k]! + shareB * list[3 * b + k]! + shareC * list[3 * c + k]!;
        wx += mix(unitNormals, 0);
        wy += mix(unitNormals, 1);
        wz += mix(unitNormals, 2);
        red += colors ? mix(colors, 0) : BONE[0];
        green += colors ? mix(colors, 1) : BONE[1];
        blue += colors ? mix(colors, 2) : BONE[2];
      }
      if (count === 0) continue;
      cover[pixel] = count / (SUPERSAMPLES * SUPERSAMPLES);
      const nx = r[0] * wx + r[1] * wy + r[2] * wz;
      const ny = u[0] * wx + u[1] * wy + u[2] * wz;
      const nz = e[0] * wx + e[1] * wy + e[2] * wz;
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
      normals[3 * pixel] = nx / length;
      normals[3 * pixel + 1] = ny / length;
      normals[3 * pixel + 2] = nz / length;
      paint[3 * pixel] = red / count;
      paint[3 * pixel + 1] = green / count;
      paint[3 * pixel + 2] = blue / count;
    }
  return { normals, colors: paint, cover };
}

/** Lays a view onto a picture with its upper left corner at (left, top). */
export function layView(picture: Picture, view: ShadedView, camera: Camera, left: number, top: number): void {
  for (let y = 0; y < camera.height; y++)
    for (let x = 0; x < camera.width; x++) {
      const from = y * camera.width + x;
      const share = view.cover[from]!;
      if (share === 0) continue;
      const to = 3 * ((top + y) * picture.width + left + x);
      for (let c = 0; c < 3; c++)
        picture.data[to + c] = Math.round(picture.data[to + c]! * (1 - share) + view.color[3 * from + c]! * share);
    }
}
