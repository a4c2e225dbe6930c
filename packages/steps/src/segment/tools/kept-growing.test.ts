import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, countBricks, soloCrew } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import { ijkToLpsOf, type Segmentation, type Triple, toLps, type Volume } from '@specola/space';
import fc from 'fast-check';
import { type Made, runRecipe } from '../../runner/run-recipe.ts';
import { Session } from '../../runner/session.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [104, 70, 67] as const;
const [nx, ny, nz] = dimensions;
const ijkToLps = ijkToLpsOf([0.8, 0, 0, -40, 0, 0.9, 0, -30, 0, 0, 1.1, 7]);
const at = (...ijk: Triple): number[] => [...toLps(ijk, ijkToLps)];
const watcher = { signal: new AbortController().signal, onStep: () => undefined };

/** Noise over tissues in blocks, so that edges lie everywhere. */
function noisyVolume(arena: Arena): Volume {
  const values = arena.int16(nx * ny * nz);
  let state = 9;
  for (let v = 0; v < values.length; v++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const [i, j, k] = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
    const tissue = ((i >> 4) + 2 * (j >> 4) + 3 * (k >> 4)) % 5;
    values[v] = 100 * tissue + ((state >>> 8) % 90);
  }
  return { dimensions, values, ijkToLps, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

const step = (command: string, params: Record<string, unknown>): RecipeStep => ({ command, params });
const NAMES = ['one', 'two', 'three'] as const;
const start: readonly RecipeStep[] = NAMES.flatMap((segment, n) => [
  step('segment.add', { segment }),
  step('segment.paint', { segment, radiusMm: 3, strokes: [[at(20 + 30 * n, 12 + 20 * n, 30)]] }),
]);
const place = fc.tuple(fc.nat(nx - 1), fc.nat(ny - 1), fc.nat(nz - 1));
const edit: fc.Arbitrary<RecipeStep> = fc
  .record({
    command: fc.constantFrom('segment.paint', 'segment.paint', 'segment.erase'),
    segment: fc.constantFrom(...NAMES),
    radiusMm: fc.constantFrom(1, 2.5, 6),
    stroke: fc.array(place, { minLength: 1, maxLength: 3 }),
  })
  .map(({ command, segment, radiusMm, stroke }) =>
    step(command, { segment, radiusMm, strokes: [stroke.map((one) => at(...one))] }),
  );
const grow = (marginMm: number) => step('segment.grow-from-seeds', { segments: [...NAMES], marginMm });
const undo = step('segment.undo', {});

const facts = ({ segments }: Segmentation) => segments.map(({ id, isoHu, voxels }) => ({ id, isoHu, voxels }));

test('seeds edited in a sitting grow to what the recipe gives from scratch, voxel for voxel', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { minLength: 2, maxLength: 4 }),
      fc.constantFrom(0, 8, 200),
      async (edits, margin) => {
        const crew = soloCrew(new Arena());
        const volume = noisyVolume(crew.arena);
        using session = new Session();
        let made: Omit<Made, 'volume'> = segmentsAtStart(volume);
        const sit = async (...recipe: RecipeStep[]) => {
          ({ made } = await runRecipe(volume, recipe, crew, { ...watcher, session }, made));
          return made.segments!.now;
        };
        await sit(...start);
        let done: RecipeStep[] = [...start];
        for (const one of edits) {
          await sit(one);
          done = [...done, one];
          const { now } = made.segments!;
          if (now.segments.some(({ voxels }) => countBricks(voxels) === 0)) return;
          const grown = await sit(grow(margin));
          const scratch = await runRecipe(volume, [...done, grow(margin)], crew, watcher, segmentsAtStart(volume));
          assert.deepEqual(facts(grown), facts(scratch.made.segments!.now));
          await sit(undo);
        }
      },
    ),
    { numRuns: 12, seed: 31 },
  );
});

test('one recipe that grows, goes back, paints and grows again gives what growing once at the end gives', async () => {
  const more = step('segment.paint', { segment: 'two', radiusMm: 4, strokes: [[at(70, 20, 50), at(80, 60, 10)]] });
  const crew = soloCrew(new Arena());
  const volume = noisyVolume(crew.arena);
  const run = async (...recipe: RecipeStep[]) =>
    (await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume))).made.segments!.now;
  assert.deepEqual(
    facts(await run(...start, grow(200), undo, more, grow(200))),
    facts(await run(...start, more, grow(200))),
  );
});

test('a growth that is stopped leaves nothing to go on from, and other grey values start anew', async () => {
  const crew = soloCrew(new Arena());
  const volume = noisyVolume(crew.arena);
  using session = new Session();
  const painted = await runRecipe(volume, start, crew, { ...watcher, session }, segmentsAtStart(volume));
  const made = { segments: painted.made.segments! };
  const stop = new AbortController();
  const stopping = {
    session,
    signal: stop.signal,
    onStep: ({ doneFraction }: { doneFraction: number }) => doneFraction > 0 && stop.abort(),
  };
  await assert.rejects(runRecipe(volume, [grow(200)], crew, stopping, made));
  assert.equal(session.growth, null);
  const first = await runRecipe(volume, [grow(200)], crew, { ...watcher, session }, made);
  const other = { ...volume, values: crew.arena.int16(volume.values.length) };
  for (let v = 0; v < other.values.length; v++) other.values[v] = volume.values[v]! >> 3;
  const second = await runRecipe(other, [grow(200)], crew, { ...watcher, session }, made);
  const alone = await runRecipe(other, [grow(200)], crew, watcher, made);
  assert.deepEqual(facts(second.made.segments!.now), facts(alone.made.segments!.now));
  assert.notDeepEqual(facts(second.made.segments!.now), facts(first.made.segments!.now));
});
