import assert from 'node:assert/strict';
import { test } from 'node:test';
import { segmentAnatomy } from '@specola/commands';
import { Arena, type Crew, components, countMask, enclosedCavities, maskHas, soloCrew } from '@specola/kernels';
import { type Dimensions, ijkToLpsFrom, pointLps, type Triple, type Volume } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { runSegmentAnatomy } from './segment-anatomy.ts';

type Params = Parameters<Run<typeof segmentAnatomy>>[1];

const SPACING: Triple = [0.9, 0.8, 1.5];
const DIMENSIONS: Dimensions = [150, 110, 45];
const VOXEL_MM3 = 0.9 * 0.8 * 1.5;

/** Millimetres from the corner of the grid. */
type Shape = (x: number, y: number, z: number) => number;

const ball =
  (cx: number, cy: number, cz: number, radius: number): Shape =>
  (x, y, z) =>
    Math.sqrt((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2) - radius;
/** A rod along z, through the whole grid unless it has ends. */
const rod =
  (cx: number, cy: number, radius: number, ends: readonly [number, number] = [-99, 999]): Shape =>
  (x, y, z) =>
    Math.max(Math.sqrt((x - cx) ** 2 + (y - cy) ** 2) - radius, ends[0] - z, z - ends[1]);
/** A plate across the whole field of view. */
const plate =
  (fromY: number, toY: number): Shape =>
  (_x, y) =>
    Math.max(fromY - y, y - toY);

/** A made scan: each shape in turn replaces what it covers, through an edge of 1.2 mm as of a blurred image. */
function scanOf(crew: Crew, parts: readonly (readonly [Shape, number])[], unit: 'HU' | 'arbitrary' = 'HU'): Volume {
  const [nx, ny, nz] = DIMENSIONS;
  const values = crew.arena.int16(nx * ny * nz);
  let noise = 99;
  for (let v = 0; v < values.length; v++) {
    const x = SPACING[0] * (v % nx);
    const y = SPACING[1] * (Math.floor(v / nx) % ny);
    const z = SPACING[2] * Math.floor(v / (nx * ny));
    let value = -1000;
    for (const [shape, hu] of parts) value += (hu - value) * Math.min(Math.max(0.5 - shape(x, y, z) / 1.2, 0), 1);
    noise = (noise * 48271) % 2147483647;
    values[v] = Math.round(value + (noise / 2147483647 - 0.5) * 20);
  }
  return {
    dimensions: DIMENSIONS,
    values,
    valueScale: { slope: 1, intercept: 0, unit },
    ijkToLps: ijkToLpsFrom([0.9, 0, 0], [0, 0.8, 0], [0, 0, 1.5], pointLps(-61, 13, -402)),
    modality: unit === 'HU' ? 'CT' : 'MR',
  };
}

/** Two legs with a bone each (cortex 1100, marrow -30) above a table whose plate is denser than bone's threshold. */
const TABLE_Y = 78;
const LEGS: readonly (readonly [Shape, number])[] = [
  [plate(TABLE_Y, TABLE_Y + 4), 500],
  [rod(38, 42, 26), 40],
  [rod(98, 44, 24), 40],
  [rod(38, 42, 13), 1100],
  [rod(38, 42, 8), -30],
  [ball(98, 44, 31, 14), 1100],
  [ball(98, 44, 31, 9), -30],
];

async function segmentOf(parts: readonly (readonly [Shape, number])[], params: Partial<Params> = {}) {
  const crew = soloCrew(new Arena());
  const volume = scanOf(crew, parts);
  const { segment, findings = [] } = await runSegmentAnatomy({ volume }, segmentAnatomy.params.parse(params), {
    crew,
    pace: { report: () => {}, signal: new AbortController().signal },
  });
  const has = (x: number, y: number, z: number) =>
    maskHas(segment.mask, Math.round(x / SPACING[0]), Math.round(y / SPACING[1]), Math.round(z / SPACING[2]));
  const mm3 = (await countMask(segment.mask, crew)) * VOXEL_MM3;
  const codes = findings.map(({ code }) => code);
  const reasons = segment.changedRegions.map(({ reason }) => reason);
  return { crew, volume, segment, findings, codes, reasons, has, mm3 };
}

test('bone runs through the half-maximum between cortex and soft tissue, and keeps both legs without the table', async () => {
  const { segment, codes, reasons, has, mm3 } = await segmentOf(LEGS);
  assert.ok(Math.abs(segment.isoHu - (1100 + 40) / 2) < 25, `${segment.isoHu} HU`);
  assert.equal(segment.isoHu % 1, 0.5);
  assert.equal(segment.brighterInside, true);
  assert.ok(has(38, 30, 30) && has(98, 32, 31));
  assert.ok(!has(60, TABLE_Y + 2, 30));
  assert.ok(reasons.includes('scanner-table') && codes.includes('segment/table-removed'));
  const truth = Math.PI * 13 ** 2 * 45 * 1.5 + (4 / 3) * Math.PI * 14 ** 3;
  assert.ok(Math.abs(mm3 / truth - 1) < 0.02, `${mm3} of ${truth} mm³`);
});

test('marrow is filled, also in a shaft that the scan cuts open at both ends', async () => {
  const { crew, segment, reasons, has } = await segmentOf(LEGS);
  assert.ok(has(38, 42, 0) && has(38, 42, 30) && has(38, 42, 66) && has(98, 44, 31));
  assert.ok(reasons.includes('cavity'));
  const { background, cavities } = await enclosedCavities(segment.mask, crew);
  assert.deepEqual(cavities, []);
  background.release();
});

test('hollows larger than a pore stay when asked for, and are named with count and volume', async () => {
  const { findings, has } = await segmentOf(LEGS, { fillCavities: false });
  assert.ok(!has(38, 42, 30) && !has(98, 44, 31));
  const told = findings.find(({ code }) => code === 'segment/enclosed-cavities');
  assert.match(told!.what, /^1 enclosed hollows of 3\.\d cm³/);
});

test('keeping the largest piece leaves one leg, and says what went', async () => {
  const { crew, segment, reasons, has } = await segmentOf(LEGS, { keep: 'largest' });
  assert.ok(has(38, 30, 30) && !has(98, 32, 31));
  assert.ok(reasons.includes('loose-island'));
  using pieces = await components(segment.mask, 6, crew);
  assert.equal(pieces.count, 1);
});

test('a threshold given by hand replaces the search', async () => {
  const { segment, codes } = await segmentOf(LEGS, { thresholdHu: [300, 3000] });
  assert.equal(segment.isoHu, 299.5);
  assert.ok(!codes.includes('segment/threshold-found'));
});

test('the table stays when it is asked for', async () => {
  const { has } = await segmentOf(LEGS, { removeTable: false });
  assert.ok(has(60, TABLE_Y + 2, 30));
});

test('a dry bone in air is told as such, keeps its place, and loses its cradle', async () => {
  const { segment, codes, has, mm3 } = await segmentOf([
    [plate(TABLE_Y, TABLE_Y + 4), 500],
    [ball(70, 40, 32, 22), 900],
  ]);
  assert.ok(codes.includes('segment/bone-in-air'));
  assert.ok(Math.abs(segment.isoHu + 50) < 30, `${segment.isoHu} HU`);
  assert.ok(has(70, 40, 32) && !has(70, TABLE_Y + 2, 32));
  const truth = (4 / 3) * Math.PI * 22 ** 3;
  assert.ok(Math.abs(mm3 / truth - 1) < 0.02, `${mm3} of ${truth} mm³`);
});

test('a holder that touches a dry bone is cut off, and the place is named', async () => {
  const holder = rod(70, 40, 5, [-99, 13]);
  const { findings, codes, has } = await segmentOf([
    [holder, 120],
    [ball(70, 40, 32, 20), 900],
  ]);
  assert.ok(codes.includes('segment/bone-in-air'));
  assert.ok(has(70, 40, 32) && !has(70, 40, 3) && !has(70, 40, 7));
  // The rod meets the ball at z 12; the middle of what of it lies near the bone is there, in the patient.
  const told = findings.find(({ code }) => code === 'segment/other-material-touches');
  assert.match(told!.what, /in 1 place, around \((8|9|10), 5[234], -39[0-3]\) mm/);
});

test('a wire on the skin is no bone', async () => {
  const { has, reasons } = await segmentOf([...LEGS, [rod(38, 14.5, 1.6), 2000]]);
  assert.ok(!has(38, 14.5, 30));
  assert.ok(reasons.includes('outside-body'));
});

test('skin is one closed solid per leg, without the table', async () => {
  const { crew, segment, has } = await segmentOf(LEGS, { anatomy: 'skin' });
  assert.ok(Math.abs(segment.isoHu + 480) < 60, `${segment.isoHu} HU`);
  assert.ok(has(38, 42, 30) && has(98, 44, 5) && !has(60, TABLE_Y + 2, 30));
  const { background, cavities } = await enclosedCavities(segment.mask, crew);
  assert.deepEqual(cavities, []);
  background.release();
  using pieces = await components(segment.mask, 6, crew);
  assert.equal(pieces.count, 2);
});

/** A trunk with a windpipe, an aorta at 400 HU that touches nothing, and a vertebra with cortex. */
const TRUNK: readonly (readonly [Shape, number])[] = [
  [plate(TABLE_Y + 8, TABLE_Y + 12), 500],
  [rod(66, 42, 38), 45],
  [rod(50, 30, 7), -950],
  [rod(78, 28, 11), 400],
  [rod(66, 60, 14), 900],
  [rod(66, 60, 11), 180],
];

test('an airway is the air inside the body, and is darker than its surface', async () => {
  const { segment, has, mm3 } = await segmentOf(TRUNK, { anatomy: 'airway' });
  assert.equal(segment.brighterInside, false);
  assert.ok(has(50, 30, 30) && !has(2, 2, 30) && !has(66, 42, 30));
  const truth = Math.PI * 49 * 45 * 1.5;
  assert.ok(Math.abs(mm3 / truth - 1) < 0.03, `${mm3} of ${truth} mm³`);
});

test('contrast keeps the aorta and leaves the spine, halfway between muscle and blood', async () => {
  const { segment, codes, has } = await segmentOf(TRUNK, { anatomy: 'contrast' });
  assert.ok(Math.abs(segment.isoHu - (400 + 50) / 2) < 20, `${segment.isoHu} HU`);
  assert.ok(has(78, 28, 30) && !has(66, 48.5, 30) && !has(66, 60, 30));
  assert.ok(codes.includes('segment/contrast-limits'));
});

test('bone leaves enhanced blood out and says so', async () => {
  const { codes, reasons, has } = await segmentOf(TRUNK);
  assert.ok(has(66, 48.5, 30) && !has(78, 28, 30));
  assert.ok(codes.includes('segment/contrast-removed') && reasons.includes('contrast-agent'));
});

test('a preset refuses grey values that are not HU, unless a threshold is given', async () => {
  const crew = soloCrew(new Arena());
  const volume = scanOf(crew, LEGS, 'arbitrary');
  const bench = { crew, pace: { report: () => {}, signal: new AbortController().signal } };
  const parse = (params: Partial<Params>) => segmentAnatomy.params.parse(params);
  await assert.rejects(runSegmentAnatomy({ volume }, parse({}), bench), { code: 'segment/needs-hu' });
  const { segment } = await runSegmentAnatomy({ volume }, parse({ thresholdHu: [600, 3000] }), bench);
  assert.ok((await countMask(segment.mask, crew)) > 0);
});

test('nothing found is refused with the threshold and the range of the image', async () => {
  await assert.rejects(segmentOf(LEGS, { thresholdHu: [2500, 3000] }), (error: Error & { code: string }) => {
    assert.equal(error.code, 'segment/empty');
    assert.match(error.message, /2500 to 3000 HU.*values from -10\d\d to 11\d\d/);
    return true;
  });
});

test('a threshold the wrong way round is refused', async () => {
  await assert.rejects(segmentOf(LEGS, { thresholdHu: [900, 200] }), { code: 'segment/threshold-order', exitCode: 2 });
});

test('a segmentation gives back all memory but its mask', async () => {
  for (const anatomy of ['bone', 'skin', 'contrast', 'airway'] as const) {
    const { crew, volume, segment } = await segmentOf(TRUNK, { anatomy });
    crew.arena.release(segment.mask.words);
    crew.arena.release(volume.values);
    assert.equal(crew.arena.uint8(1).byteOffset, volume.values.byteOffset, anatomy);
    const large = crew.arena.uint8(40_000_000);
    assert.ok(large.byteOffset < volume.values.byteOffset + 64, `${anatomy} left a block behind`);
  }
});
