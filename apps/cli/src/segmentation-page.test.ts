import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as commands from '@specola/commands';
import { CODED_ANATOMIES } from '@specola/facts';
import { Arena, type Crew, soloCrew } from '@specola/kernels';
import { Recipe, type RecipeStep } from '@specola/record';
import { ijkToLpsFrom, type Triple, toLps, tripleOf, type Volume } from '@specola/space';
import { checkRecipe, runRecipe, segmentsAtStart } from '@specola/steps';
import { needsData, realData } from '@specola/test-kit';
import { readStudy } from './read-study.ts';

const ANKLE = 'ct/vhf_ankle_1mm.zip';
const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/segmentation.md'), 'utf8');
/** The right ankle: what the examples point at, and some way around. */
const PART = { from: [170, 215, 90], to: [275, 350, 149] } as const;

/** Commands that no example is for: they need a file of their own, belong to a model, or stand at the end of every recipe. */
const WITHOUT_EXAMPLE = [
  'segment.add',
  'segment.delete',
  'segment.load',
  'segment.choose',
  'segment.write',
  'segment.anatomy',
];

/** Rows of tables whose first cell begins with commands: each with each example of its second. */
function examplesOf(page: string): RecipeStep[] {
  return page.split('\n').flatMap((line) => {
    const [, tool, example] = line.match(/^\| (`segment\..*?) \| `(.*)` \|$/) ?? [];
    if (!tool || !example) return [];
    const params = JSON.parse(`{${example}}`) as Record<string, unknown>;
    return [...tool.matchAll(/`(segment\.[a-z-]+)`/g)].map(([, command]) => {
      const alone = 'segments' in params || ['segment.undo', 'segment.redo', 'segment.resample'].includes(command!);
      return { command: command!, params: alone ? params : { segment: 'bone', ...params } };
    });
  });
}

async function rightAnkle(crew: Crew): Promise<Volume> {
  const { volume } = await readStudy(realData(ANKLE)!, {
    seriesUid: undefined,
    anatomy: 'bone',
    lend: (length) => new Int16Array(length),
    workers: 1,
    report: () => undefined,
    signal: new AbortController().signal,
  });
  const { from, to } = PART;
  const dimensions = tripleOf(from.map((at, axis) => to[axis]! - at + 1));
  const [nx, ny, nz] = dimensions;
  const values = crew.arena.int16(nx * ny * nz);
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) {
      const start = from[0] + volume.dimensions[0] * (from[1] + j + volume.dimensions[1] * (from[2] + k));
      values.set(volume.values.subarray(start, start + nx), nx * (j + ny * k));
    }
  const m = volume.ijkToLps;
  const column = (c: number): Triple => [m[c]!, m[c + 4]!, m[c + 8]!];
  return { ...volume, values, dimensions, ijkToLps: ijkToLpsFrom(column(0), column(1), column(2), toLps(from, m)) };
}

const PREPARED: readonly RecipeStep[] = [
  { command: 'segment.add', params: { segment: 'bone' } },
  { command: 'segment.threshold', params: { segment: 'bone', rangeHu: [226, 3071] } },
  ...Object.entries({ other: [228, 290, 141], soft: [250, 330, 120] }).flatMap(([segment, place]) => [
    { command: 'segment.add', params: { segment } },
    { command: 'segment.paint', params: { segment, radiusMm: 3, strokes: [[place]], masking: { overwrite: 'none' } } },
  ]),
];

test(
  'every example of the page on segmentation runs on the scan that it is for, and does something',
  needsData(ANKLE),
  async () => {
    const examples = examplesOf(PAGE);
    assert.ok(examples.length >= 40, `${examples.length} examples`);
    const crew = soloCrew(new Arena());
    const volume = await rightAnkle(crew);
    const watcher = { signal: new AbortController().signal, onStep: () => undefined };
    const prepared = await runRecipe(volume, PREPARED, crew, watcher, segmentsAtStart(volume));
    const clear = { command: 'segment.combine', params: { segment: 'bone', operation: 'clear' } };
    const disc = (k: number) => ({
      command: 'segment.paint',
      params: { segment: 'bone', brush: 'disc', radiusMm: 6, strokes: [[[250, 330, k]]] },
    });
    /** A threshold has been set already; filling starts from painted slices; what is done again was taken back before. */
    const FIRST: Readonly<Record<string, readonly RecipeStep[]>> = {
      'segment.threshold': [clear],
      'segment.flood-fill': [clear],
      'segment.fill-between-slices': [clear, disc(96), disc(104)],
      'segment.redo': [{ command: 'segment.undo', params: {} }],
    };
    for (const step of examples) {
      const before = FIRST[step.command] ?? [];
      const start = { segments: prepared.made.segments!, comparisons: [] };
      const had = await runRecipe(volume, before, crew, watcher, start);
      const { made } = await runRecipe(volume, [...before, step], crew, watcher, start);
      const told = `${step.command} ${JSON.stringify(step.params)}`;
      assert.notDeepEqual(made.segments!.now.segments, had.made.segments!.now.segments, told);
      assert.ok(made.segments!.now.segments.length >= 2, told);
    }
  },
);

test('the page has an example of every tool, and its recipes are recipes', () => {
  const shown = new Set(examplesOf(PAGE).map(({ command }) => command));
  const names = Object.values(commands as Record<string, unknown>)
    .map((one) => (one as { name?: unknown }).name)
    .filter((name): name is string => typeof name === 'string' && name.startsWith('segment.'));
  assert.ok(names.length > 25);
  assert.deepEqual(
    names.filter((name) => !shown.has(name) && !WITHOUT_EXAMPLE.includes(name)),
    [],
  );
  for (const [, text] of PAGE.matchAll(/```json\n([\s\S]*?)```/g)) checkRecipe(Recipe.parse(JSON.parse(text!)));
  for (const [, path] of PAGE.matchAll(/\]\((recipes\/[a-z-]+\.json)\)/g))
    checkRecipe(Recipe.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs', path!), 'utf8'))));
});

test('the page lists every key of an anatomy, with a star where there is a left and a right one', () => {
  const listed = PAGE.split('## What a segment is')[1]!
    .split('\n')
    .find((line) => line.includes('`bone`, `skin`'))!;
  const keys = [...listed.matchAll(/`([a-z0-9-]+)`(\*?)/g)].map(([, key, star]) => [key, star === '*']);
  assert.deepEqual(
    Object.fromEntries(keys),
    Object.fromEntries(Object.values(CODED_ANATOMIES).map(({ key, paired }) => [key, paired])),
  );
});
