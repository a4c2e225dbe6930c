import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, brickBuilder, soloCrew } from '@specola/kernels';
import type { Finding } from '@specola/record';
import { type Dimensions, emptyBrickMask, ijkToLpsOf, type SegmentState, type Triple } from '@specola/space';
import { checkSegments, NO_SEAMS, type Seams } from './check-segments.ts';
import { headerChanges } from './header-changes.ts';

/** Anisotropic, and turned so that i runs to the patient's right: +x is left. */
const AFFINE = ijkToLpsOf([-0.8, 0, 0, 40, 0, 0.9, 0, -30, 0, 0, 1.25, 12]);
const DIMENSIONS: Dimensions = [90, 80, 70];

type Inside = (x: number, y: number, z: number) => boolean;
/** In millimeters from the first voxel. */
const ball =
  (cx: number, cy: number, cz: number, radius: number): Inside =>
  (x, y, z) =>
    (x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2 < radius ** 2;
const both =
  (a: Inside, b: Inside): Inside =>
  (x, y, z) =>
    a(x, y, z) || b(x, y, z);
const but =
  (a: Inside, b: Inside): Inside =>
  (x, y, z) =>
    a(x, y, z) && !b(x, y, z);

function segment(id: string, inside: Inside | null, facts: Partial<SegmentState> = {}): SegmentState {
  const builder = brickBuilder(DIMENSIONS);
  const [nx, ny, nz] = DIMENSIONS;
  if (inside)
    for (let k = 0; k < nz; k++)
      for (let j = 0; j < ny; j++)
        for (let i = 0; i < nx; i++) if (inside(0.8 * i, 0.9 * j, 1.25 * k)) builder.set(i, j, k);
  return {
    id,
    name: id,
    color: [1, 2, 3],
    anatomy: null,
    side: null,
    status: 'in-progress',
    locked: false,
    visible: true,
    isoHu: null,
    byHand: emptyBrickMask(DIMENSIONS),
    voxels: inside ? builder.finish() : emptyBrickMask(DIMENSIONS),
    ...facts,
  };
}

const checked = (segments: readonly SegmentState[], seams: Seams = NO_SEAMS): Promise<Finding[]> =>
  checkSegments(
    { dimensions: DIMENSIONS, ijkToLps: AFFINE, segments },
    {
      seams,
      crew: soloCrew(new Arena()),
      pace: { report: () => undefined, signal: new AbortController().signal },
    },
  );
const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);

test('a sound bone is found sound, also small, slanted or thin ones', async () => {
  const slanted: Inside = (x, y, z) => {
    const along = (x - 36) * 0.6 + (y - 36) * 0.3 + (z - 44) * 0.74;
    const across = (x - 36) ** 2 + (y - 36) ** 2 + (z - 44) ** 2 - along ** 2;
    return Math.abs(along) < 22 && across < 49;
  };
  for (const [name, inside] of [
    ['ball', ball(36, 36, 44, 20)],
    ['small ball', ball(36, 36, 44, 3)],
    ['slanted shaft', slanted],
  ] as const)
    assert.deepEqual(await checked([segment(name, inside)]), [], name);
});

test('a segment that is cut off flat is told with the plane, and whether patches meet there', async () => {
  // Voxel planes along k: 1.25 mm each; the cut takes everything above 50 mm, that is plane 41 and beyond.
  const cut = but(ball(36, 36, 44, 20), (_x, _y, z) => z > 50);
  const [found, ...more] = await checked([segment('talus', cut)]);
  assert.equal(more.length, 0);
  assert.deepEqual([found!.code, found!.severity], ['automatic/cut-flat', 'warning']);
  // The disk at 6 mm from the middle: π·(20² − 6²) mm², nearly all of the largest cut.
  const [, cm2, share] = /plane 40 along k: ([\d.]+) cm², (\d+) %/.exec(found!.what)!;
  assert.ok(Math.abs(Number(cm2) - (Math.PI * (400 - 36)) / 100) < 0.4, cm2!);
  assert.ok(Number(share) > 88);
  const [atSeam] = await checked([segment('talus', cut)], [[], [], [41]]);
  assert.match(atSeam!.what, /where two patches meet/);
  const sideways = await checked([
    segment(
      'talus',
      but(ball(36, 36, 44, 20), (x) => x < 30),
    ),
  ]);
  assert.match(sideways[0]!.what, /along i/);
});

test('a segment that the scan’s border cuts is named as that, not as a fault', async () => {
  const found = await checked([segment('tibia', ball(36, 36, 0, 20))]);
  assert.deepEqual(
    found.map(({ code, severity }) => [code, severity]),
    [['automatic/cut-by-border', 'info']],
  );
  assert.match(found[0]!.what, /plane 0 along k/);
});

test('a hole inside is told with its volume', async () => {
  const [found] = await checked([segment('talus', but(ball(36, 36, 44, 20), ball(33, 36, 44, 5)))]);
  assert.deepEqual([found!.code, found!.severity], ['automatic/holes', 'warning']);
  const [, mm3] = /1 hole of ([\d.]+) mm³/.exec(found!.what)!;
  assert.ok(Math.abs(Number(mm3) / ((4 / 3) * Math.PI * 125) - 1) < 0.05, mm3!);
});

test('islands are told with their number, volume and distance, and near ones weigh less', async () => {
  // 8 mm from surface to surface, and 20 mm.
  const near = both(ball(30, 36, 40, 12), ball(53, 36, 40, 3));
  const [first] = await checked([segment('talus', near)]);
  assert.deepEqual([first!.code, first!.severity], ['automatic/islands', 'info']);
  const [second] = await checked([segment('talus', both(near, ball(30, 36, 74, 2)))]);
  assert.equal(second!.severity, 'warning');
  const [, islands, far, farthest] = /has (\d+) islands.*?(\d+) of \d+ mm³ lie 10 mm.*farthest (\d+) mm/.exec(
    second!.what,
  )!;
  assert.deepEqual([islands, far], ['2', '1']);
  assert.ok(Math.abs(Number(farthest) - 20) <= 2, farthest!);
});

test('left and right that lie the wrong way round are an error, by position and not by name', async () => {
  const [low, high] = [ball(18, 36, 44, 8), ball(54, 36, 44, 8)];
  const pair = (left: Inside, right: Inside) => [
    segment('a', left, { anatomy: 'talus', side: 'left' }),
    segment('b', right, { anatomy: 'talus', side: 'right' }),
  ];
  // Small i is large x, which is the patient's left.
  assert.deepEqual(await checked(pair(low, high)), []);
  const [found, ...more] = await checked(pair(high, low));
  assert.equal(more.length, 0);
  assert.deepEqual([found!.code, found!.severity], ['automatic/sides-swapped', 'error']);
  assert.match(found!.what, /"a" lies 3[5-7]\.\d mm to the right of "b"/);
});

test('a spine or a leg that stands on its head is an error', async () => {
  const spine = (...heights: Triple) => [
    segment('l1', ball(36, 36, heights[0], 6), { anatomy: 'vertebra-l1' }),
    segment('l2', ball(36, 36, heights[1], 6), { anatomy: 'vertebra-l2' }),
    segment('l3', ball(36, 36, heights[2], 6), { anatomy: 'vertebra-l3' }),
  ];
  assert.deepEqual(await checked(spine(70, 50, 30)), []);
  assert.deepEqual(codes(await checked(spine(30, 50, 70))), Array(3).fill('automatic/upside-down'));
  const [found, ...more] = await checked(spine(70, 30, 50));
  assert.match(found!.what, /"l2" lies \d+\.\d mm nearer to the feet than "l3"/);
  assert.equal(more.length, 0);
});

test('nothing and everything are told', async () => {
  const [none] = await checked([segment('talus', null), segment('tibia', ball(36, 36, 44, 9))]);
  assert.deepEqual([none!.code, none!.severity], ['automatic/empty-segments', 'warning']);
  assert.match(none!.what, /1 of 2 segments have no voxel: talus/);
  const [all] = await checked([segment('talus', null)]);
  assert.equal(all!.severity, 'error');
  const [full] = await checked([segment('bone', () => true)]);
  assert.deepEqual([full!.code, full!.severity], ['automatic/everything', 'error']);
  assert.match(full!.what, /100\.0 %/);
});

test('a grid that came back changed is told with its numbers, and one in another order of axes is the same', () => {
  const sent = { dimensions: DIMENSIONS, ijkToLps: AFFINE };
  assert.equal(headerChanges(sent, sent), null);
  const rounded = ijkToLpsOf(AFFINE.map((one) => Math.fround(one * 1.0000001)));
  assert.equal(headerChanges(sent, { ...sent, ijkToLps: rounded }), null);
  // k, j and i the other way: the same voxels.
  const m = AFFINE;
  const turned = ijkToLpsOf([0, 4, 8].flatMap((r) => [m[r + 2]!, m[r + 1]!, -m[r]!, m[r + 3]! + 89 * m[r]!]));
  assert.equal(headerChanges(sent, { dimensions: [70, 80, 90], ijkToLps: turned }), null);
  const said = (got: Parameters<typeof headerChanges>[1]) => headerChanges(sent, got)?.what ?? '';
  // The origin forgotten: (40, −30, 12) is 51.4 mm from (0, 0, 0).
  assert.match(
    said({ ...sent, ijkToLps: ijkToLpsOf([-0.8, 0, 0, 0, 0, 0.9, 0, 0, 0, 0, 1.25, 0]) }),
    /corners up to [\d.]+ mm/,
  );
  assert.match(
    said({ ...sent, ijkToLps: ijkToLpsOf([-1, 0, 0, 40, 0, 1, 0, -30, 0, 0, 1, 12]) }),
    /spacing 1\.000 × 1\.000 × 1\.000 instead of 0\.800 × 0\.900 × 1\.250/,
  );
  assert.match(said({ dimensions: [90, 80, 69], ijkToLps: AFFINE }), /size 90 × 80 × 69 instead of 90 × 80 × 70/);
});
