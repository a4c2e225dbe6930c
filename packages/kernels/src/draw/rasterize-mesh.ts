import type { TriMesh, Triple } from '@specola/space';

/** Samples along each side of a pixel: 2 × 2 in all. */
export const SUPERSAMPLES = 2;
/** No triangle covers this sample. */
export const NOTHING = 0xffffffff;

/** A parallel view: three unit directions at right angles, the place in the middle, and how large a millimetre is. */
export interface Camera {
  readonly right: Triple;
  readonly up: Triple;
  /** From the object to the eye: right × up. */
  readonly toEye: Triple;
  readonly centerMm: Triple;
  readonly pxPerMm: number;
  readonly width: number;
  readonly height: number;
}

/** What each sample of the view sees: the triangle's index and its height toward the eye in mm. */
export interface Seen {
  /** Samples across and down. */
  readonly columns: number;
  readonly rows: number;
  readonly triangle: Uint32Array;
  readonly heightMm: Float32Array;
  /** x and y of every vertex in samples. */
  readonly screen: Float32Array;
}

/** Finds the foremost triangle of each sample (z-buffer); triangles that show their back are left out. */
export function rasterizeMesh({ positions: p, triangles: t }: TriMesh, camera: Camera): Seen {
  const columns = SUPERSAMPLES * camera.width;
  const rows = SUPERSAMPLES * camera.height;
  const triangle = new Uint32Array(columns * rows).fill(NOTHING);
  const heightMm = new Float32Array(columns * rows).fill(Number.NEGATIVE_INFINITY);
  const { screen, height } = projected(p, camera);
  for (let i = 0; i < t.length; i += 3) {
    const a = t[i]!;
    const b = t[i + 1]!;
    const c = t[i + 2]!;
    const ax = screen[2 * a]!;
    const ay = screen[2 * a + 1]!;
    const bx = screen[2 * b]! - ax;
    const by = screen[2 * b + 1]! - ay;
    const cx = screen[2 * c]! - ax;
    const cy = screen[2 * c + 1]! - ay;
    // y runs down, so a triangle that faces the eye has a negative area here.
    const area = bx * cy - by * cx;
    if (!(area < 0)) continue;
    const x0 = Math.max(0, Math.ceil(ax + Math.min(0, bx, cx) - 0.5));
    const x1 = Math.min(columns - 1, Math.floor(ax + Math.max(0, bx, cx) - 0.5));
    const y0 = Math.max(0, Math.ceil(ay + Math.min(0, by, cy) - 0.5));
    const y1 = Math.min(rows - 1, Math.floor(ay + Math.max(0, by, cy) - 0.5));
    if (x0 > x1 || y0 > y1) continue;
    const az = height[a]!;
    const bz = (height[b]! - az) / area;
    const cz = (height[c]! - az) / area;
    for (let y = y0; y <= y1; y++) {
      const py = y + 0.5 - ay;
      for (let x = x0; x <= x1; x++) {
        const px = x + 0.5 - ax;
        const towardB = px * cy - py * cx;
        const towardC = bx * py - by * px;
        if (towardB > 0 || towardC > 0 || towardB + towardC < area) continue;
        const z = az + towardB * bz + towardC * cz;
        const at = y * columns + x;
        if (z > heightMm[at]!) {
          heightMm[at] = z;
          triangle[at] = i / 3;
        }
      }
    }
  }
  return { columns, rows, triangle, heightMm, screen };
}

function projected(p: Float32Array, camera: Camera): { screen: Float32Array; height: Float32Array } {
  const count = p.length / 3;
  const screen = new Float32Array(2 * count);
  const height = new Float32Array(count);
  const { right: r, up: u, toEye: e, centerMm: o } = camera;
  const scale = camera.pxPerMm * SUPERSAMPLES;
  const middleX = (camera.width * SUPERSAMPLES) / 2;
  const middleY = (camera.height * SUPERSAMPLES) / 2;
  for (let v = 0; v < count; v++) {
    const x = p[3 * v]! - o[0];
    const y = p[3 * v + 1]! - o[1];
    const z = p[3 * v + 2]! - o[2];
    screen[2 * v] = middleX + scale * (r[0] * x + r[1] * y + r[2] * z);
    screen[2 * v + 1] = middleY - scale * (u[0] * x + u[1] * y + u[2] * z);
    height[v] = e[0] * x + e[1] * y + e[2] * z;
  }
  return { screen, height };
}
