// Exact signed distances. The formulas for cone, box, cylinder and torus follow Inigo Quilez, "Distance functions"
// (iquilezles.org/articles/distfunctions), written out on scalars.
import type { Triple } from '@specola/space';
import { boundsAround, EVERYWHERE, plainSolid, type Solid } from './solid.ts';

export function ball(center: Triple, radiusMm: number): Solid {
  const [cx, cy, cz] = center;
  return plainSolid(
    (x, y, z) => Math.sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy) + (z - cz) * (z - cz)) - radiusMm,
    boundsAround([center], [radiusMm]),
  );
}

/** All points within a radius of the segment from `a` to `b`. */
export function capsule(a: Triple, b: Triple, radiusMm: number): Solid {
  const [ax, ay, az] = a;
  const [bx, by, bz] = [b[0] - ax, b[1] - ay, b[2] - az];
  const perLength2 = 1 / (bx * bx + by * by + bz * bz);
  return plainSolid(
    (x, y, z) => {
      const px = x - ax;
      const py = y - ay;
      const pz = z - az;
      const t = Math.min(1, Math.max(0, (px * bx + py * by + pz * bz) * perLength2));
      const dx = px - t * bx;
      const dy = py - t * by;
      const dz = pz - t * bz;
      return Math.sqrt(dx * dx + dy * dy + dz * dz) - radiusMm;
    },
    boundsAround([a, b], [radiusMm]),
  );
}

/** The hull of two balls: a capsule whose ends differ. Neither ball may hold the other. */
export function roundCone(a: Triple, radiusAMm: number, b: Triple, radiusBMm: number): Solid {
  const [ax, ay, az] = a;
  const [bx, by, bz] = [b[0] - ax, b[1] - ay, b[2] - az];
  const length2 = bx * bx + by * by + bz * bz;
  const drop = radiusAMm - radiusBMm;
  const slant2 = length2 - drop * drop;
  const perLength2 = 1 / length2;
  return plainSolid(
    (x, y, z) => {
      const px = x - ax;
      const py = y - ay;
      const pz = z - az;
      const along = px * bx + py * by + pz * bz;
      const beyond = along - length2;
      const ox = px * length2 - bx * along;
      const oy = py * length2 - by * along;
      const oz = pz * length2 - bz * along;
      const off2 = ox * ox + oy * oy + oz * oz;
      const along2 = along * along * length2;
      const beyond2 = beyond * beyond * length2;
      const k = Math.sign(drop) * drop * drop * off2;
      if (Math.sign(beyond) * slant2 * beyond2 > k) return Math.sqrt(off2 + beyond2) * perLength2 - radiusBMm;
      if (Math.sign(along) * slant2 * along2 < k) return Math.sqrt(off2 + along2) * perLength2 - radiusAMm;
      return (Math.sqrt(off2 * slant2 * perLength2) + along * drop) * perLength2 - radiusAMm;
    },
    boundsAround([a, b], [radiusAMm, radiusBMm]),
  );
}

/** A box with its sides along the axes of space; its edges are rounded by `roundMm`, its sides stay where they are. */
export function box(center: Triple, halfSidesMm: Triple, roundMm = 0): Solid {
  const [cx, cy, cz] = center;
  const hx = halfSidesMm[0] - roundMm;
  const hy = halfSidesMm[1] - roundMm;
  const hz = halfSidesMm[2] - roundMm;
  return plainSolid(
    (x, y, z) => boxDistance(Math.abs(x - cx) - hx, Math.abs(y - cy) - hy, Math.abs(z - cz) - hz) - roundMm,
    {
      min: [cx - halfSidesMm[0], cy - halfSidesMm[1], cz - halfSidesMm[2]],
      max: [cx + halfSidesMm[0], cy + halfSidesMm[1], cz + halfSidesMm[2]],
    },
  );
}

/** A box along three directions at right angles (rows of `axes`, unit length). */
export function slantedBox(
  center: Triple,
  halfSidesMm: Triple,
  axes: readonly [Triple, Triple, Triple],
  roundMm = 0,
): Solid {
  const [cx, cy, cz] = center;
  const [u, v, w] = axes;
  const hx = halfSidesMm[0] - roundMm;
  const hy = halfSidesMm[1] - roundMm;
  const hz = halfSidesMm[2] - roundMm;
  const reach = Math.sqrt(halfSidesMm[0] ** 2 + halfSidesMm[1] ** 2 + halfSidesMm[2] ** 2);
  return plainSolid(
    (x, y, z) => {
      const px = x - cx;
      const py = y - cy;
      const pz = z - cz;
      return (
        boxDistance(
          Math.abs(px * u[0] + py * u[1] + pz * u[2]) - hx,
          Math.abs(px * v[0] + py * v[1] + pz * v[2]) - hy,
          Math.abs(px * w[0] + py * w[1] + pz * w[2]) - hz,
        ) - roundMm
      );
    },
    boundsAround([center], [reach]),
  );
}

function boxDistance(qx: number, qy: number, qz: number): number {
  const ox = Math.max(qx, 0);
  const oy = Math.max(qy, 0);
  const oz = Math.max(qz, 0);
  return Math.sqrt(ox * ox + oy * oy + oz * oz) + Math.min(Math.max(qx, qy, qz), 0);
}

/** A cylinder with flat ends, its rims rounded by `roundMm`. `axis` has unit length. */
export function cylinder(
  center: Triple,
  axis: Triple,
  { radiusMm, halfLengthMm, roundMm = 0 }: { radiusMm: number; halfLengthMm: number; roundMm?: number },
): Solid {
  const [cx, cy, cz] = center;
  const [ux, uy, uz] = axis;
  const r = radiusMm - roundMm;
  const h = halfLengthMm - roundMm;
  return plainSolid(
    (x, y, z) => {
      const px = x - cx;
      const py = y - cy;
      const pz = z - cz;
      const along = px * ux + py * uy + pz * uz;
      const qr = Math.sqrt(Math.max(0, px * px + py * py + pz * pz - along * along)) - r;
      const qh = Math.abs(along) - h;
      const or = Math.max(qr, 0);
      const oh = Math.max(qh, 0);
      return Math.sqrt(or * or + oh * oh) + Math.min(Math.max(qr, qh), 0) - roundMm;
    },
    boundsAround([center], [Math.sqrt(radiusMm ** 2 + halfLengthMm ** 2)]),
  );
}

/** A ring around `axis` (unit length). */
export function torus(center: Triple, axis: Triple, radii: { ringMm: number; tubeMm: number }): Solid {
  const [cx, cy, cz] = center;
  const [ux, uy, uz] = axis;
  return plainSolid(
    (x, y, z) => {
      const px = x - cx;
      const py = y - cy;
      const pz = z - cz;
      const along = px * ux + py * uy + pz * uz;
      const q = Math.sqrt(Math.max(0, px * px + py * py + pz * pz - along * along)) - radii.ringMm;
      return Math.sqrt(q * q + along * along) - radii.tubeMm;
    },
    boundsAround([center], [radii.ringMm + radii.tubeMm]),
  );
}

/** Everything behind a plane: the side that the normal (unit length) does not point to. */
export function halfSpace(onPlane: Triple, normal: Triple): Solid {
  const at = onPlane[0] * normal[0] + onPlane[1] * normal[1] + onPlane[2] * normal[2];
  const [nx, ny, nz] = normal;
  return plainSolid((x, y, z) => x * nx + y * ny + z * nz - at, EVERYWHERE);
}
