import type { TriMesh, Triple } from '@specola/space';

/** A box whose triangles look outward: 12 triangles, 8 vertices. */
export function boxMesh({ sidesMm, centerMm = [0, 0, 0] }: { sidesMm: Triple; centerMm?: Triple }): TriMesh {
  const positions = new Float32Array(24);
  for (let n = 0; n < 8; n++)
    for (let axis = 0; axis < 3; axis++)
      positions[3 * n + axis] = centerMm[axis]! + ((n >> axis) & 1 ? 0.5 : -0.5) * sidesMm[axis]!;
  const quads = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ] as const;
  return { positions, triangles: fanned(quads), frame: 'lps-mm' };
}

/** A ball of latitude rings, poles on z, triangles outward. Its volume is a little less than the ball's. */
export function ballMesh({
  radiusMm,
  centerMm = [0, 0, 0],
  rings = 24,
}: {
  radiusMm: number;
  centerMm?: Triple;
  rings?: number;
}): TriMesh {
  const around = 2 * rings;
  const points: number[] = [centerMm[0], centerMm[1], centerMm[2] - radiusMm];
  for (let r = 1; r < rings; r++) {
    const polar = (Math.PI * r) / rings;
    for (let a = 0; a < around; a++) {
      const turn = (2 * Math.PI * a) / around;
      points.push(
        centerMm[0] + radiusMm * Math.sin(polar) * Math.cos(turn),
        centerMm[1] + radiusMm * Math.sin(polar) * Math.sin(turn),
        centerMm[2] - radiusMm * Math.cos(polar),
      );
    }
  }
  points.push(centerMm[0], centerMm[1], centerMm[2] + radiusMm);
  const top = points.length / 3 - 1;
  const at = (r: number, a: number): number => 1 + (r - 1) * around + (a % around);
  const faces: number[][] = [];
  for (let a = 0; a < around; a++) {
    faces.push([0, at(1, a + 1), at(1, a)]);
    for (let r = 1; r < rings - 1; r++) faces.push([at(r, a), at(r, a + 1), at(r + 1, a + 1), at(r + 1, a)]);
    faces.push([at(rings - 1, a), at(rings - 1, a + 1), top]);
  }
  return { positions: Float32Array.from(points), triangles: fanned(faces), frame: 'lps-mm' };
}

/** A ring around z, triangles outward. */
export function torusMesh({
  ringMm,
  tubeMm,
  centerMm = [0, 0, 0],
  around = 48,
  across = 24,
}: {
  ringMm: number;
  tubeMm: number;
  centerMm?: Triple;
  around?: number;
  across?: number;
}): TriMesh {
  const points: number[] = [];
  const faces: number[][] = [];
  const at = (a: number, c: number): number => (a % around) * across + (c % across);
  for (let a = 0; a < around; a++) {
    const turn = (2 * Math.PI * a) / around;
    for (let c = 0; c < across; c++) {
      const roll = (2 * Math.PI * c) / across;
      const reach = ringMm + tubeMm * Math.cos(roll);
      points.push(
        centerMm[0] + reach * Math.cos(turn),
        centerMm[1] + reach * Math.sin(turn),
        centerMm[2] + tubeMm * Math.sin(roll),
      );
      faces.push([at(a, c), at(a + 1, c), at(a + 1, c + 1), at(a, c + 1)]);
    }
  }
  return { positions: Float32Array.from(points), triangles: fanned(faces), frame: 'lps-mm' };
}

/** A tube along z with closed, flat ring ends, triangles outward. */
export function tubeMesh({
  outerMm,
  innerMm,
  lengthMm,
  centerMm = [0, 0, 0],
  around = 48,
}: {
  outerMm: number;
  innerMm: number;
  lengthMm: number;
  centerMm?: Triple;
  around?: number;
}): TriMesh {
  const points: number[] = [];
  const faces: number[][] = [];
  // Four rings: outer low, outer high, inner high, inner low; each joined to the next.
  const rings = [
    [outerMm, -0.5],
    [outerMm, 0.5],
    [innerMm, 0.5],
    [innerMm, -0.5],
  ] as const;
  for (let a = 0; a < around; a++) {
    const turn = (2 * Math.PI * a) / around;
    const next = ((a + 1) % around) * 4;
    rings.forEach(([radius, end], r) => {
      points.push(
        centerMm[0] + radius * Math.cos(turn),
        centerMm[1] + radius * Math.sin(turn),
        centerMm[2] + end * lengthMm,
      );
      const up = (r + 1) % 4;
      faces.push([4 * a + r, next + r, next + up, 4 * a + up]);
    });
  }
  return { positions: Float32Array.from(points), triangles: fanned(faces), frame: 'lps-mm' };
}

/** Volume that a closed mesh encloses, mm³: positive when its triangles look outward. */
export function meshVolumeMm3({ positions: p, triangles }: TriMesh): number {
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    sum +=
      p[a]! * (p[b + 1]! * p[c + 2]! - p[b + 2]! * p[c + 1]!) +
      p[a + 1]! * (p[b + 2]! * p[c]! - p[b]! * p[c + 2]!) +
      p[a + 2]! * (p[b]! * p[c + 1]! - p[b + 1]! * p[c]!);
  }
  return sum / 6;
}

/** The mirror image in the plane x = 0, triangles still outward. */
export function mirroredMesh({ positions, triangles, frame }: TriMesh): TriMesh {
  return {
    positions: positions.map((value, n) => (n % 3 === 0 ? -value : value)),
    triangles: triangles.map((_, n) => triangles[n - (n % 3) + ((3 - (n % 3)) % 3)]!),
    frame,
  };
}

function fanned(faces: readonly (readonly number[])[]): Uint32Array {
  const out: number[] = [];
  for (const face of faces) for (let n = 2; n < face.length; n++) out.push(face[0]!, face[n - 1]!, face[n]!);
  return Uint32Array.from(out);
}
