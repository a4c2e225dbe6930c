import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BitMask, type Dimensions, wordsPerRowFor } from '@specola/space';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { countMask } from './combine-masks.ts';
import { type Connectivity, components, countComponentsIn, enclosedCavities, keepComponents } from './components.ts';
import { emptyMask, maskHas, setInMask } from './mask-memory.ts';

/** A mask from a picture: slices are parted by a line with a dash, '#' is inside. */
function drawn(picture: string, crew: Crew): BitMask {
  const slices = picture
    .trim()
    .split(/\n\s*-\n/)
    .map((slice) => slice.split('\n').map((row) => row.trim()));
  const mask = emptyMask([slices[0]![0]!.length, slices[0]!.length, slices.length], crew.arena);
  slices.forEach((slice, k) => {
    slice.forEach((row, j) => {
      [...row].forEach((mark, i) => {
        if (mark === '#') setInMask(mask, i, j, k);
      });
    });
  });
  return mask;
}

/** Flood fill, voxel by voxel: numbers in the order of the first voxel. */
function floodFill(mask: BitMask, connectivity: Connectivity): { labels: Int32Array; count: number } {
  const [nx, ny, nz] = mask.dimensions;
  const labels = new Int32Array(nx * ny * nz).fill(-1);
  let count = 0;
  const steps: [number, number, number][] = [];
  for (const di of [-1, 0, 1])
    for (const dj of [-1, 0, 1])
      for (const dk of [-1, 0, 1]) {
        const far = Math.abs(di) + Math.abs(dj) + Math.abs(dk);
        if (far === 1 || (connectivity === 18 && far === 2)) steps.push([di, dj, dk]);
      }
  for (let start = 0; start < labels.length; start++) {
    const at = [start % nx, Math.floor(start / nx) % ny, Math.floor(start / (nx * ny))] as const;
    if (labels[start] !== -1 || !maskHas(mask, ...at)) continue;
    labels[start] = count;
    const open: (readonly [number, number, number])[] = [at];
    while (open.length > 0) {
      const [i, j, k] = open.pop()!;
      for (const [di, dj, dk] of steps) {
        const [ni, nj, nk] = [i + di, j + dj, k + dk];
        if (ni < 0 || nj < 0 || nk < 0 || ni >= nx || nj >= ny || nk >= nz) continue;
        const next = ni + nx * (nj + ny * nk);
        if (labels[next] !== -1 || !maskHas(mask, ni, nj, nk)) continue;
        labels[next] = count;
        open.push([ni, nj, nk]);
      }
    }
    count++;
  }
  return { labels, count };
}

/** Random masks that cross words and slabs: up to 140 wide, 20 slices deep. */
const someMask = fc
  .record({
    dimensions: fc.tuple(
      fc.integer({ min: 1, max: 140 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 20 }),
    ),
    density: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
  })
  .map(({ dimensions, density, seed }) => ({ dimensions: dimensions as Dimensions, density, seed }));

function randomMask(
  { dimensions, density, seed }: { dimensions: Dimensions; density: number; seed: number },
  crew: Crew,
) {
  const mask = emptyMask(dimensions, crew.arena);
  let state = seed;
  for (let k = 0; k < dimensions[2]; k++)
    for (let j = 0; j < dimensions[1]; j++)
      for (let i = 0; i < dimensions[0]; i++) {
        state = (state * 48271) % 2147483647;
        if (state / 2147483647 < density) setInMask(mask, i, j, k);
      }
  return mask;
}

test('two voxels that share an edge are two pieces of foreground and one piece of background', async () => {
  const crew = soloCrew(new Arena());
  const mask = drawn(
    `
    #..
    .#.
    -
    ...
    ..#`,
    crew,
  );
  assert.equal((await components(mask, 6, crew)).count, 3);
  const joined = await components(mask, 18, crew);
  assert.equal(joined.count, 1);
  assert.deepEqual([...joined.voxels], [3]);
  assert.deepEqual([...joined.boxes], [0, 0, 0, 2, 1, 1]);
  assert.deepEqual([...joined.seeds], [0, 0, 0]);
});

test('voxels that meet at a corner only are never joined', async () => {
  const crew = soloCrew(new Arena());
  const mask = drawn('#.\n..\n-\n..\n.#', crew);
  assert.equal((await components(mask, 18, crew)).count, 2);
});

test('a component knows its size, its box, its first voxel and the sides of the grid that it touches', async () => {
  const crew = soloCrew(new Arena());
  const mask = drawn(
    `
    ......
    .##...
    ....#.
    ......
    -
    ......
    ..#...
    ....#.
    ......
    -
    ......
    ......
    ....##
    ......`,
    crew,
  );
  const found = await components(mask, 6, crew);
  assert.equal(found.count, 2);
  assert.deepEqual([...found.voxels], [3, 4]);
  assert.deepEqual([...found.boxes], [1, 1, 0, 2, 1, 1, 4, 2, 0, 5, 2, 2]);
  assert.deepEqual([...found.seeds], [1, 1, 0, 4, 2, 0]);
  assert.deepEqual([...found.touchedSides], [0b010000, 0b110010]);
});

test('components are those of a plain flood fill, numbered alike, and their sizes add up to the mask', async () => {
  await fc.assert(
    fc.asyncProperty(someMask, fc.constantFrom<Connectivity>(6, 18), async (shape, connectivity) => {
      const crew = soloCrew(new Arena());
      const mask = randomMask(shape, crew);
      const truth = floodFill(mask, connectivity);
      const found = await components(mask, connectivity, crew);
      assert.equal(found.count, truth.count);
      assert.equal(
        found.voxels.reduce((sum, voxels) => sum + voxels, 0),
        await countMask(mask, crew),
      );
      const odd = await keepComponents(found, (c) => c % 2 === 1, crew);
      const [nx, ny, nz] = shape.dimensions;
      for (let v = 0; v < nx * ny * nz; v++) {
        const inside = maskHas(odd, v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)));
        assert.equal(inside, truth.labels[v]! >= 0 && truth.labels[v]! % 2 === 1);
      }
      const within = await countComponentsIn(found, odd, crew);
      within.forEach((voxels, c) => {
        assert.equal(voxels, c % 2 === 1 ? found.voxels[c] : 0);
      });
    }),
    { seed: 2026, numRuns: 40 },
  );
});

test('a hollow box encloses one cavity, unless a hole leads out through an edge', async () => {
  const crew = soloCrew(new Arena());
  const box = `
    #####
    #####
    #####
    -
    #####
    #..##
    #####
    -
    #####
    #####
    #####`;
  const closed = await enclosedCavities(drawn(box, crew), crew);
  assert.equal(closed.cavities.length, 1);
  assert.equal(closed.background.voxels[closed.cavities[0]!], 2);
  const leaking = drawn(box, crew);
  // The voxel (0, 0, 1) shares an edge with the hollow at (1, 1, 1): 18-connected background gets out there.
  const at = 1 * 3 * leaking.wordsPerRow;
  leaking.words[at] = leaking.words[at]! & ~1;
  assert.deepEqual((await enclosedCavities(leaking, crew)).cavities, []);
});

test('everything that components lend is given back', async () => {
  const arena = new Arena();
  const crew = soloCrew(arena);
  const mask = randomMask({ dimensions: [77, 9, 19], density: 0.4, seed: 5 }, crew);
  const next = arena.uint8(16);
  arena.release(next);
  {
    using found = await components(mask, 6, crew);
    assert.ok(found.count > 1);
  }
  assert.equal(arena.uint8(16).byteOffset, next.byteOffset);
  assert.equal(wordsPerRowFor(77), mask.wordsPerRow);
});
