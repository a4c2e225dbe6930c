import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Triple } from '@specola/space';
import { ballMesh, boxMesh, mirroredMesh, torusMesh } from '@specola/test-kit';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import type { SolidExpression } from '../native/solid/solid-expression.ts';
import { buildSolid, buildSolids } from './build-solids.ts';
import { NotASolidError } from './solid-errors.ts';

const crew = soloCrew(new Arena());
const SIDES: Triple = [10, 12.5, 17];
const box: SolidExpression = { make: 'box', sidesMm: SIDES };
const close = (got: number, expected: number, withinRelative: number): void =>
  assert.ok(Math.abs(got - expected) <= withinRelative * Math.abs(expected), `${got} against ${expected}`);
const moved = (of: SolidExpression, [x, y, z]: Triple): SolidExpression => ({
  make: 'place',
  of,
  placement: [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z],
});

test('a box keeps its sides, and a hole through it makes a ring of the right volume', async () => {
  const hole: SolidExpression = { make: 'cylinder', radiusMm: 3, heightMm: 30, segments: 256 };
  const [whole, pierced] = await buildSolids([box, { make: 'subtract', from: box, what: [hole] }], crew);
  close(whole!.volumeMm3, 2125, 1e-12);
  close(whole!.areaMm2, 2 * (125 + 170 + 212.5), 1e-12);
  assert.equal(whole!.genus, 0);
  assert.equal(pierced!.genus, 1);
  close(pierced!.volumeMm3, 2125 - Math.PI * 9 * 17, 2e-4);
});

test('what two solids share, have alone and have together adds up', async () => {
  const a: SolidExpression = { make: 'mesh', mesh: ballMesh({ radiusMm: 9.5, centerMm: [101, -62, 33], rings: 31 }) };
  const b: SolidExpression = {
    make: 'mesh',
    mesh: torusMesh({ ringMm: 9, tubeMm: 3.2, centerMm: [104, -61, 34.5], around: 41, across: 19 }),
  };
  const [onlyA, both, onlyB, either, wholeA, wholeB] = (
    await buildSolids(
      [
        { make: 'subtract', from: a, what: [b] },
        { make: 'intersect', of: [a, b] },
        { make: 'subtract', from: b, what: [a] },
        { make: 'union', of: [a, b] },
        a,
        b,
      ],
      crew,
    )
  ).map(({ volumeMm3 }) => volumeMm3) as [number, number, number, number, number, number];
  close(onlyA + both, wholeA, 1e-6);
  close(onlyB + both, wholeB, 1e-6);
  close(onlyA + onlyB + both, either, 1e-6);
});

test('a plane keeps the side that its normal points to, and the two sides make the whole', async () => {
  const ball: SolidExpression = { make: 'ball', radiusMm: 8, segments: 128 };
  const cap = await buildSolid({ make: 'trim', of: ball, normal: [0, 0, 2], offsetMm: 10 }, crew);
  // A cap of height 3: π h² (3 r − h) / 3.
  close(cap.volumeMm3, (Math.PI * 9 * (24 - 3)) / 3, 4e-3);
  assert.ok(cap.mesh.positions.every((value, n) => n % 3 !== 2 || value >= 5 - 1e-6));
});

test('hull, extruded rings, refined and placed parts have the volumes that they must have', async () => {
  const square = (half: number) =>
    [
      [-half, -half],
      [half, -half],
      [half, half],
      [-half, half],
    ] as const;
  const [frame, between, refined, mirrored] = await buildSolids(
    [
      { make: 'extrude', contoursMm: [square(5), [...square(3)].reverse()], heightMm: 7 },
      { make: 'hull', of: [moved(box, [20, 0, 0]), moved(box, [-20, 0, 0])] },
      { make: 'refine', of: box, longestMm: 2.5 },
      { make: 'place', of: moved(box, [3, 4, 5]), placement: [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] },
    ],
    crew,
  );
  close(frame!.volumeMm3, (100 - 36) * 7, 1e-9);
  close(between!.volumeMm3, 50 * 12.5 * 17, 1e-9);
  close(refined!.volumeMm3, 2125, 1e-9);
  assert.ok(refined!.mesh.triangles.length / 3 > 300);
  close(mirrored!.volumeMm3, 2125, 1e-9);
  assert.ok(mirrored!.mesh.positions.every((value, n) => n % 3 !== 0 || value <= 2 + 1e-6));
});

test('solids that share faces, edges or nothing at all are joined, or refused with a code', async () => {
  const beside = await buildSolid({ make: 'union', of: [box, moved(box, [10, 0, 0])] }, crew);
  close(beside.volumeMm3, 4250, 1e-9);
  const apart = await buildSolid({ make: 'intersect', of: [box, moved(box, [50, 0, 0])] }, crew);
  assert.equal(apart.mesh.triangles.length, 0);
  const gone = await buildSolid({ make: 'subtract', from: box, what: [box] }, crew);
  assert.equal(gone.mesh.triangles.length, 0);
});

test('a mesh that is no solid is refused with what is wrong and how much of it', async () => {
  const ball = ballMesh({ radiusMm: 7 });
  const open = { ...ball, triangles: ball.triangles.slice(3) };
  await assert.rejects(buildSolid({ make: 'mesh', mesh: open }, crew), (error: NotASolidError) => {
    assert.ok(error instanceof NotASolidError);
    assert.equal(error.faults?.topology.openEdges, 3);
    return true;
  });
  const twice = boxMesh({ sidesMm: SIDES });
  const cut = {
    ...twice,
    positions: Float32Array.of(...twice.positions, ...twice.positions.map((value) => value + 1)),
    triangles: Uint32Array.of(...twice.triangles, ...twice.triangles.map((vertex) => vertex + 8)),
  };
  await assert.rejects(buildSolid({ make: 'mesh', mesh: cut }, crew), NotASolidError);
  const turned = { ...ball, triangles: ball.triangles.slice().reverse() };
  await assert.rejects(buildSolid({ make: 'mesh', mesh: turned }, crew), /inside out/);
});

test('the same expressions give the same bytes, and leave nothing in the arena', async () => {
  const arena = new Arena();
  const before = arena.uint8(16).byteOffset;
  const job = (): SolidExpression => ({
    make: 'subtract',
    from: { make: 'mesh', mesh: mirroredMesh(ballMesh({ radiusMm: 9.5, centerMm: [101, -62, 33] })) },
    what: [moved(box, [-101, -62, 33])],
  });
  const first = await buildSolid(job(), soloCrew(arena));
  const second = await buildSolid(job(), soloCrew(arena));
  assert.deepEqual(first, second);
  assert.equal(arena.uint8(16).byteOffset, before + 16);
});
