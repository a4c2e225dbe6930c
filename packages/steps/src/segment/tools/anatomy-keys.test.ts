import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODED_ANATOMIES, nearAnatomies } from '@specola/facts';
import { Arena, soloCrew } from '@specola/kernels';
import { ijkToLpsOf, type Volume } from '@specola/space';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

type Recipe = { command: string; params: Record<string, unknown> }[];

const segments = async (...recipe: Recipe) => (await run(recipe)).made.segments!.now.segments;

async function run(recipe: Recipe) {
  const crew = soloCrew(new Arena());
  const volume: Volume = {
    dimensions: [8, 7, 6],
    ijkToLps: ijkToLpsOf([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
    values: crew.arena.int16(8 * 7 * 6, { zeroed: true }),
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  };
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  return runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume));
}
const add = (params: Record<string, unknown>) => ({ command: 'segment.add', params: { segment: 'one', ...params } });
const describe = (params: Record<string, unknown>) => ({
  command: 'segment.describe',
  params: { segment: 'one', ...params },
});

test('a segment takes the color of its anatomy and keeps its side, unless somebody chose a color', async () => {
  const [talus] = await segments(add({ anatomy: 'talus', side: 'left' }));
  assert.deepEqual(talus!.color, CODED_ANATOMIES.talus!.color);
  assert.deepEqual([talus!.anatomy, talus!.side], ['talus', 'left']);
  const [chosen] = await segments(
    add({ anatomy: 'talus', side: 'right', color: [1, 2, 3] }),
    describe({ anatomy: 'femur' }),
  );
  assert.deepEqual([chosen!.color, chosen!.side], [[1, 2, 3], 'right']);
  const [told] = await segments(add({}), describe({ anatomy: 'femur', side: 'left' }), describe({ anatomy: 'tibia' }));
  assert.deepEqual([told!.color, told!.side], [CODED_ANATOMIES.tibia!.color, 'left']);
});

test('an anatomy that the table does not have is refused before anything runs, with what may be meant', async () => {
  await assert.rejects(segments(add({}), describe({ anatomy: 'tibea' })), {
    code: 'segment/unknown-anatomy',
    mend: /"tibia"/,
  });
  await assert.rejects(segments(add({ anatomy: 'femur_left' })), {
    code: 'segment/unknown-anatomy',
    mend: /"femur".*"side"/,
  });
  await assert.rejects(segments(add({ anatomy: 'constructor' })), { code: 'segment/unknown-anatomy' });
  assert.deepEqual(nearAnatomies('calcaneous'), ['calcaneus']);
  assert.deepEqual(nearAnatomies('xyzzy'), []);
});

test('a side that its anatomy does not have is told, and kept; a tissue may lie on any side', async () => {
  const told = async (...recipe: Recipe) => (await run(recipe)).findings.map(({ code, what }) => [code, what]);
  assert.deepEqual(await told(add({ anatomy: 'aorta', side: 'left' })), [
    ['segment/odd-side', 'The body has "aorta" once, but the segment "one" is said to be the left one.'],
  ]);
  assert.deepEqual(await told(add({ anatomy: 'talus' }), describe({ side: 'unpaired' })), [
    ['segment/odd-side', 'There are two of "talus", left and right, but the segment "one" is said to be unpaired.'],
  ]);
  const fine = [
    add({ anatomy: 'bone', side: 'left' }),
    describe({ anatomy: 'talus' }),
    describe({ status: 'complete' }),
  ];
  assert.deepEqual(await told(...fine), []);
  assert.deepEqual(await told(add({ anatomy: 'aorta', side: 'unpaired' }), describe({ locked: true })), []);
  const [kept] = await segments(add({ anatomy: 'mandible', side: 'left' }));
  assert.equal(kept!.side, 'left');
});

test('a list that names a segment twice is refused before anything runs', async () => {
  const once = { code: 'segment/named-twice', exitCode: 2, what: /"two" twice/ };
  for (const command of ['segment.grow-from-seeds', 'segment.watershed', 'segment.choose'])
    await assert.rejects(run([{ command, params: { segments: ['one', 'two', 'two'] } }]), once);
  const part = (segment: string) => ({ segment, seedsLpsMm: [[0, 0, 0]] });
  const parts = ['one', 'two', 'three', 'two'].map(part);
  await assert.rejects(run([{ command: 'segment.split-bones', params: { segment: 'one', parts } }]), once);
});
