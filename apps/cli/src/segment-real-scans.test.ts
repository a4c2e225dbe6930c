import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Arena, type Crew, components, enclosedCavities, soloCrew } from '@specola/kernels';
import type { ChangedRegion } from '@specola/record';
import { runRecipe, type SegmentValue } from '@specola/steps';
import { needsData, realData } from '@specola/test-kit';
import { openNodeCrew } from './node-crew.ts';
import { readStudy } from './read-study.ts';

const ANKLE = 'ct/vhf_ankle_1mm.zip';
const THORAX = 'ct/thorax_contrast_cmbcrc_2p5mm.zip';
const SKULL = 'ct/head_phantom_bone_1mm.tar.xz';

type Anatomy = 'bone' | 'skin' | 'contrast' | 'airway';

async function segmentOf(path: string, anatomy: Anatomy, crew: Crew = soloCrew(new Arena())) {
  const signal = new AbortController().signal;
  const { volume } = await readStudy(path, {
    seriesUid: undefined,
    anatomy,
    lend: (length) => crew.arena.int16(length),
    workers: 1,
    report: () => {},
    signal,
  });
  const recipe = [{ command: 'segment.anatomy', params: { anatomy } }];
  const { made, findings } = await runRecipe(volume, recipe, crew, { signal, onStep: () => {} });
  const segment = made.segment!;
  const pieces = await components(segment.mask, 6, crew);
  return { crew, segment, pieces, codes: findings.map(({ code }) => code) };
}

/** Box of everything kept: lowest i, j, k, highest i, j, k. */
function boxOf({ boxes, count }: { boxes: Int32Array; count: number }): number[] {
  return Array.from({ length: 6 }, (_, side) => {
    const values = Array.from({ length: count }, (__, c) => boxes[6 * c + side]!);
    return side < 3 ? Math.min(...values) : Math.max(...values);
  });
}

const removedMm3 = ({ changedRegions }: SegmentValue, reason: ChangedRegion['reason']) =>
  changedRegions.filter((region) => region.reason === reason).reduce((sum, { volumeMm3 }) => sum + volumeMm3, 0);

test(
  'the ankle keeps both feet to the toes, and neither table nor the wires on its skin',
  needsData(ANKLE),
  async () => {
    const { segment, pieces } = await segmentOf(realData(ANKLE)!, 'bone');
    assert.ok(segment.isoHu > 240 && segment.isoHu < 300, `${segment.isoHu} HU`);
    // The feet lie at columns 176 to 253 and 246 to 321, rows 143 to 352; the table begins at row 365.
    const [i0, j0, k0, i1, j1, k1] = boxOf(pieces) as [number, number, number, number, number, number];
    assert.ok(i0 >= 170 && i0 < 180 && i1 > 312 && i1 < 330, `columns ${i0} to ${i1}`);
    assert.ok(j0 > 130 && j1 < 356, `rows ${j0} to ${j1}`);
    assert.ok(k0 < 20 && k1 === 149, `slices ${k0} to ${k1}`);
    assert.ok(removedMm3(segment, 'outside-body') > 1500);
    const largest = [...pieces.voxels].sort((a, b) => b - a);
    assert.ok(largest[1]! > 0.7 * largest[0]!, 'a foot on each side');
  },
);

test('the skull phantom keeps skull and cut calvaria, and loses its headrest', needsData(SKULL), async () => {
  const { segment, pieces, codes } = await segmentOf(realData(SKULL)!, 'bone');
  assert.ok(codes.includes('segment/bone-in-air') && codes.includes('segment/table-removed'));
  // The skull lies at columns 93 to 402; the headrest reaches the edge of the image at rows 511 and columns 11, 482.
  const [i0, , , i1, j1] = boxOf(pieces) as [number, number, number, number, number];
  assert.ok(i0 > 85 && i1 < 410 && j1 < 450, `columns ${i0} to ${i1}, rows to ${j1}`);
  assert.ok(Math.abs(removedMm3(segment, 'scanner-table') / 130_700 - 1) < 0.05);
  const mm3 = pieces.voxels.reduce((sum, voxels) => sum + voxels, 0) * 0.451171875 ** 2;
  assert.ok(mm3 > 398_000 && mm3 < 500_000, `${mm3} mm³`);
});

test('the thorax keeps ribs and spine, without table, heart and aorta, and says so', needsData(THORAX), async () => {
  const { segment, pieces, codes } = await segmentOf(realData(THORAX)!, 'bone');
  const [, , , , j1] = boxOf(pieces) as [number, number, number, number, number];
  assert.ok(j1 < 385, `rows to ${j1}: the table's plate begins at 388`);
  assert.ok(removedMm3(segment, 'scanner-table') > 200_000);
  assert.ok(codes.includes('segment/contrast-removed'));
  assert.ok(removedMm3(segment, 'contrast-agent') > 400_000);
});

test('contrast in the thorax is heart and aorta in one piece, and no bone', needsData(THORAX), async () => {
  const { segment, pieces, codes } = await segmentOf(realData(THORAX)!, 'contrast');
  assert.ok(segment.isoHu > 180 && segment.isoHu < 260, `${segment.isoHu} HU`);
  const mm3 = pieces.voxels.reduce((sum, voxels) => sum + voxels, 0) * 0.898438 ** 2 * 2.5;
  assert.ok(mm3 > 450_000 && mm3 < 700_000, `${mm3} mm³`);
  // Ribs reach columns 60 to 456, vertebral bodies rows 320 and more: the aorta ends before both.
  const [i0, , , i1, j1] = boxOf(pieces) as [number, number, number, number, number];
  assert.ok(i0 > 150 && i1 < 370 && j1 < 335, `columns ${i0} to ${i1}, rows to ${j1}`);
  assert.ok(codes.includes('segment/contrast-limits'));
});

test('skin of the thorax is closed, and lungs with trachea are inside it', needsData(THORAX), async () => {
  const skin = await segmentOf(realData(THORAX)!, 'skin');
  const { background, cavities } = await enclosedCavities(skin.segment.mask, skin.crew);
  assert.deepEqual(cavities, []);
  background.release();
  assert.ok(removedMm3(skin.segment, 'scanner-table') > 500_000);
  const airway = await segmentOf(realData(THORAX)!, 'airway');
  assert.equal(airway.segment.brighterInside, false);
  const largestMm3 = Math.max(...airway.pieces.voxels) * 0.898438 ** 2 * 2.5;
  assert.ok(largestMm3 > 3e6 && largestMm3 < 5e6, `${largestMm3} mm³`);
});

test('one worker and three find the same voxels', needsData(THORAX), async () => {
  const hashes: string[] = [];
  for (const size of [1, 3]) {
    const crew = openNodeCrew(new Arena(), size, new AbortController().signal);
    const { segment } = await segmentOf(realData(THORAX)!, 'bone', crew);
    hashes.push(createHash('sha256').update(segment.mask.words).update(`${segment.isoHu}`).digest('hex'));
    await crew.close();
  }
  assert.equal(hashes[0], hashes[1]);
});
