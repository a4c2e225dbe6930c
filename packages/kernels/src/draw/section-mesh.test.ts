import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { sectionMesh } from './section-mesh.ts';

/** A ball as rings of vertices, off the origin, outward. */
function ball(radius: number, rings: number, around: number): TriMesh {
  const [cx, cy, cz] = [-13.5, 41.25, 7];
  const positions: number[] = [cx, cy, cz - radius];
  for (let r = 1; r < rings; r++)
    for (let a = 0; a < around; a++) {
      const lat = Math.PI * (r / rings - 0.5);
      const lon = (2 * Math.PI * a) / around;
      const ring = radius * Math.cos(lat);
      positions.push(cx + ring * Math.cos(lon), cy + ring * Math.sin(lon), cz + radius * Math.sin(lat));
    }
  positions.push(cx, cy, cz + radius);
  const top = positions.length / 3 - 1;
  const at = (r: number, a: number) => 1 + (r - 1) * around + (a % around);
  const triangles: number[] = [];
  for (let a = 0; a < around; a++) {
    triangles.push(0, at(1, a + 1), at(1, a), top, at(rings - 1, a), at(rings - 1, a + 1));
    for (let r = 1; r < rings - 1; r++)
      triangles.push(at(r, a), at(r, a + 1), at(r + 1, a + 1), at(r, a), at(r + 1, a + 1), at(r + 1, a));
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

/** Signed area of a closed line in the plane of x and y. */
function areaXy(points: readonly number[]): number {
  let twice = 0;
  for (let p = 0; p < points.length; p += 3) {
    const q = (p + 3) % points.length;
    twice += points[p]! * points[q + 1]! - points[q]! * points[p + 1]!;
  }
  return twice / 2;
}

test('a plane cuts a ball in one closed circle of the right radius, counter-clockwise seen from the tip of the normal', () => {
  const lines = sectionMesh(ball(20, 90, 128), { point: [0, 0, 19], normal: [0, 0, 3] });
  assert.equal(lines.length, 1);
  assert.equal(lines[0]!.closed, true);
  const truth = Math.PI * (20 ** 2 - 12 ** 2);
  assert.ok(Math.abs(areaXy(lines[0]!.points) / truth - 1) < 0.005, String(areaXy(lines[0]!.points) / truth));
});

test('a plane that runs exactly through vertices still gives one whole circle', () => {
  const lines = sectionMesh(ball(20, 90, 128), { point: [5, 5, 7], normal: [0, 0, 1] });
  assert.equal(lines.length, 1);
  assert.equal(lines[0]!.closed, true);
});

test('every point of an oblique section lies on the plane', () => {
  const [line] = sectionMesh(ball(20, 30, 41), { point: [-13.5, 41.25, 11], normal: [0.36, -0.48, 0.8] });
  assert.ok(line && line.points.length > 90);
  for (let p = 0; p < line.points.length; p += 3) {
    const [x, y, z] = line.points.slice(p, p + 3) as [number, number, number];
    assert.ok(Math.abs(0.36 * (x + 13.5) - 0.48 * (y - 41.25) + 0.8 * (z - 11)) < 1e-5);
  }
});

test('a mesh with a hole gives one open line, and a plane beside the mesh gives none', () => {
  const whole = ball(20, 30, 40);
  const open = { ...whole, triangles: whole.triangles.slice(0, whole.triangles.length - 60 * 3) };
  const lines = sectionMesh(open, { point: [0, 0, 7.3], normal: [0, 0, 1] });
  assert.deepEqual(
    lines.map((line) => line.closed),
    [false],
  );
  assert.deepEqual(sectionMesh(whole, { point: [0, 0, 99], normal: [0, 0, 1] }), []);
});
