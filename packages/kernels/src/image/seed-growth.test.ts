import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BitMask, type Dimensions, type Triple, tripleOf, voxelCountOf } from '@specola/space';
import { needsScipy, withScipy } from '@specola/test-kit';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { floodLabels } from './flood-labels.ts';
import { emptyMask, maskHas, setInMask } from './mask-memory.ts';
import { type GrowthCost, openSeedGrowth, seedsOfMask } from './seed-growth.ts';

interface Scene {
  readonly dimensions: Dimensions;
  readonly values: readonly number[];
  readonly allowed: readonly boolean[] | null;
  readonly seeds: readonly (readonly [voxel: number, label: number])[];
}

/** The cheapest way to every voxel by trying every step until nothing changes: cost, then label. */
function settled({ dimensions, values, allowed, seeds }: Scene, { by, mostHu, perStep }: GrowthCost): Uint8Array {
  const [nx, ny, nz] = dimensions;
  const best = Array.from(values, () => [Infinity, 0] as [cost: number, label: number]);
  const less = (a: readonly number[], b: readonly number[]) => a[0]! < b[0]! || (a[0] === b[0] && a[1]! < b[1]!);
  for (const [v, label] of seeds) if (less([0, label], best[v]!)) best[v] = [0, label];
  for (let changed = true; changed; ) {
    changed = false;
    for (let v = 0; v < values.length; v++) {
      if (allowed && !allowed[v]) continue;
      const [i, j, k] = voxel(v, dimensions);
      const near: [number, 0 | 1 | 2][] = [];
      if (i > 0) near.push([v - 1, 0]);
      if (i + 1 < nx) near.push([v + 1, 0]);
      if (j > 0) near.push([v - nx, 1]);
      if (j + 1 < ny) near.push([v + nx, 1]);
      if (k > 0) near.push([v - nx * ny, 2]);
      if (k + 1 < nz) near.push([v + nx * ny, 2]);
      for (const [u, axis] of near) {
        const [cost, label] = best[u]!;
        const way: [number, number] = [
          cost +
            perStep[axis] +
            Math.min(mostHu, by === 'mean' ? (values[u]! + values[v]!) >> 1 : Math.abs(values[u]! - values[v]!)),
          label,
        ];
        if (cost < Infinity && less(way, best[v]!)) {
          best[v] = way;
          changed = true;
        }
      }
    }
  }
  return Uint8Array.from(best, ([, label]) => label);
}

const scene: fc.Arbitrary<Scene> = fc
  .tuple(
    fc.constantFrom<Dimensions>([37, 6, 5], [5, 34, 7], [6, 5, 35], [33, 33, 2]),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 8 }),
  )
  .map(([dimensions, seed, masked, seeds]) => {
    const count = voxelCountOf(dimensions);
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 8) / 2 ** 24;
    };
    const values = Array.from({ length: count }, () => Math.floor(random() * 40) * 5);
    const allowed = masked ? Array.from({ length: count }, () => random() < 0.8) : null;
    return { dimensions, values, allowed, seeds: seeds.map(([v, label]) => [v % count, label] as const) };
  });

const voxel = (v: number, [nx, ny]: Dimensions): Triple => [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];

const COST: GrowthCost = { by: 'difference', mostHu: 120, perStep: [3, 4, 7] };

for (const by of ['difference', 'mean'] as const)
  test(`labels go the cheapest way and the lower wins a draw, also when seeds come one by one (${by})`, async () => {
    const cost = { ...COST, by };
    await fc.assert(
      fc.asyncProperty(scene, fc.boolean(), async (made, atOnce) => {
        const crew = soloCrew(new Arena());
        const { dimensions } = made;
        const values = crew.arena.int16(made.values.length);
        values.set(made.values);
        const maskOf = (list: readonly number[]): BitMask => {
          const mask = emptyMask(dimensions, crew.arena);
          for (const v of list) setInMask(mask, ...voxel(v, dimensions));
          return mask;
        };
        const allowed = made.allowed ? maskOf(made.allowed.flatMap((is, v) => (is ? [v] : []))) : null;
        using growth = await openSeedGrowth({ values, dimensions }, { allowed, cost }, crew);
        const seeds = made.seeds.map(([v, label]) => seedsOfMask(maskOf([v]), label));
        if (atOnce) await growth.changeSeeds({ add: seeds });
        else for (const seed of seeds) await growth.changeSeeds({ add: [seed] });
        const truth = settled(made, cost);
        for (let label = 1; label <= 5; label++) {
          const mask = await growth.maskOf(label);
          for (let v = 0; v < truth.length; v++)
            assert.equal(maskHas(mask, ...voxel(v, dimensions)), truth[v] === label, `voxel ${v}, label ${label}`);
        }
      }),
      { numRuns: 40, seed: 21 },
    );
  });

test('seeds that come and go leave what a growth from those that stayed gives, key for key, and tell which bricks changed', async () => {
  await fc.assert(
    fc.asyncProperty(
      scene,
      fc.array(fc.array(fc.nat(7), { maxLength: 5 }), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('difference' as const, 'mean' as const),
      async (made, edits, by) => {
        const crew = soloCrew(new Arena());
        const { dimensions } = made;
        const values = crew.arena.int16(made.values.length);
        values.set(made.values);
        const maskOf = (list: readonly number[]): BitMask => {
          const mask = emptyMask(dimensions, crew.arena);
          for (const v of list) setInMask(mask, ...voxel(v, dimensions));
          return mask;
        };
        const allowed = made.allowed ? maskOf(made.allowed.flatMap((is, v) => (is ? [v] : []))) : null;
        const cost = { ...COST, by };
        const opened = () => openSeedGrowth({ values, dimensions }, { allowed, cost }, crew);
        const labels = [1, 2, 3, 4, 5];
        const held = (seeds: Scene['seeds']) =>
          labels.map((label) => seedsOfMask(maskOf(seeds.flatMap(([v, one]) => (one === label ? [v] : []))), label));
        using growth = await opened();
        let seeds = made.seeds;
        await growth.changeSeeds({ add: held(seeds) });
        growth.takeChanged();
        for (const edit of edits) {
          const before = growth.keys.slice();
          // A seed that is there goes, one that is not comes.
          const toggled = new Set(edit.map((n) => made.seeds[n % made.seeds.length]!));
          const gone = seeds.filter((seed) => toggled.has(seed));
          const come = [...toggled].filter((seed) => !seeds.includes(seed));
          seeds = [...seeds.filter((seed) => !toggled.has(seed)), ...come];
          // Where a seed is left of two in one voxel, it must be planted again: here all that stay are.
          await growth.changeSeeds({ remove: held(gone), add: held(seeds) });
          using fresh = await opened();
          await fresh.changeSeeds({ add: held(seeds) });
          assert.deepEqual(growth.keys, fresh.keys);
          const told = new Set(growth.takeChanged());
          const words = await growth.wordsOf([...told], labels.length);
          const [bx, by_] = [Math.ceil(dimensions[0] / 32), Math.ceil(dimensions[1] / 32)];
          for (let v = 0; v < before.length; v++) {
            const [i, j, k] = voxel(v, dimensions);
            const brick = (i >> 5) + bx * ((j >> 5) + by_ * (k >> 5));
            if (before[v] !== fresh.keys[v]) assert.ok(told.has(brick), `voxel ${v} of brick ${brick} changed untold`);
            const own = fresh.keys[v]! < 0x7fffffff ? fresh.keys[v]! & 255 : 0;
            for (const label of labels) {
              const row = words.get(brick)?.[label - 1]?.[(j & 31) + 32 * (k & 31)];
              if (row !== undefined) assert.equal((row >>> (i & 31)) & 1, own === label ? 1 : 0);
            }
          }
        }
      },
    ),
    { numRuns: 60, seed: 22 },
  );
});

test('a growth on another part of the grid takes over what was grown, and comes to what it would have come to alone', async () => {
  const whole: Dimensions = [130, 70, 68];
  const parts: readonly { readonly from: Triple; readonly dimensions: Dimensions }[] = [
    { from: [32, 0, 32], dimensions: [64, 64, 32] },
    { from: [0, 0, 0], dimensions: whole },
    { from: [32, 32, 0], dimensions: [98, 38, 64] },
    { from: [0, 32, 32], dimensions: [96, 32, 32] },
  ];
  const crew = soloCrew(new Arena());
  let state = 11;
  const grey = Int16Array.from({ length: voxelCountOf(whole) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % 300;
  });
  const points: readonly (readonly [Triple, number])[] = [
    [[70, 40, 40], 1],
    [[50, 60, 62], 2],
    [[90, 33, 33], 3],
  ];
  const seedsIn = (from: Triple, dimensions: Dimensions) =>
    points.map(([at, label]) => {
      const mask = emptyMask(dimensions, crew.arena);
      setInMask(mask, at[0] - from[0], at[1] - from[1], at[2] - from[2]);
      return seedsOfMask(mask, label);
    });
  const opened = async (n: number, before?: Awaited<ReturnType<typeof openSeedGrowth>>) => {
    const { from, dimensions } = parts[n]!;
    const values = crew.arena.int16(voxelCountOf(dimensions));
    for (let v = 0; v < values.length; v++) {
      const [i, j, k] = voxel(v, dimensions);
      values[v] = grey[i + from[0] + whole[0] * (j + from[1] + whole[1] * (k + from[2]))]!;
    }
    const heir = before && {
      heirOf: {
        growth: before,
        shift: tripleOf(parts[n - 1]!.from.map((at, axis) => at - from[axis]!)),
      },
    };
    const growth = await openSeedGrowth({ values, dimensions }, { allowed: null, cost: COST, ...heir }, crew);
    await growth.changeSeeds({ add: before ? [] : seedsIn(from, dimensions) });
    return growth;
  };
  let last = await opened(0);
  for (let n = 1; n < parts.length; n++) {
    const next = await opened(n, last);
    const alone = await opened(n);
    assert.deepEqual(next.keys, alone.keys, `part ${n}`);
    last = next;
  }
});

test('a watershed is that of scikit-image but for draws', needsScipy(), async () => {
  const crew = soloCrew(new Arena());
  const dimensions: Dimensions = [60, 50, 40];
  const values = crew.arena.int16(voxelCountOf(dimensions));
  const markers = new Int32Array(values.length);
  const centers: readonly Triple[] = [
    [15, 20, 12],
    [42, 30, 25],
    [20, 38, 30],
    [50, 8, 8],
  ];
  // Distances from the nearest of four centers, with ripples: basins of odd shape with ridges between.
  for (let v = 0; v < values.length; v++) {
    const at = voxel(v, dimensions);
    const off = centers.map((center) => Math.hypot(...center.map((c, axis) => c - at[axis]!)));
    values[v] = Math.round(60 * Math.min(...off) + 80 * (1 + Math.sin(at[0] / 3) * Math.cos(at[1] / 4 + at[2] / 5)));
  }
  const seeds = centers.map((center, n) => {
    const mask = emptyMask(dimensions, crew.arena);
    setInMask(mask, ...center);
    markers[center[0] + 60 * (center[1] + 50 * center[2])] = n + 1;
    return { mask, label: n + 1 };
  });
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const ours = await floodLabels({ values, dimensions }, { seeds, allowed: null, highest }, crew);
  const { labels } = withScipy(
    'from skimage.segmentation import watershed\nR["labels"] = watershed(A["values"], A["markers"], connectivity=1).astype("int32")',
    {
      values: { kind: 'int16', dimensions, data: values },
      markers: { kind: 'int32', dimensions, data: markers },
    },
  );
  for (let label = 1; label <= 4; label++) {
    let [own, their, both] = [0, 0, 0];
    for (let v = 0; v < ours.length; v++) {
      if (ours[v] === label) own++;
      if (labels![v] === label) their++;
      if (ours[v] === label && labels![v] === label) both++;
    }
    assert.ok((2 * both) / (own + their) > 0.995, `label ${label}: Dice ${(2 * both) / (own + their)}`);
  }
});

test('a seed of another grid, and a label that fits no byte, are refused', async () => {
  const crew = soloCrew(new Arena());
  const dimensions: Dimensions = [4, 4, 4];
  const growth = await openSeedGrowth(
    { values: crew.arena.int16(64), dimensions },
    { allowed: null, cost: COST },
    crew,
  );
  const mask = emptyMask(dimensions, crew.arena);
  await assert.rejects(growth.changeSeeds({ add: [seedsOfMask(mask, 256)] }), { code: 'space/broken-promise' });
  await assert.rejects(growth.changeSeeds({ add: [{ bricks: new Map([[1, new Uint32Array(1024)]]), label: 1 }] }), {
    code: 'space/length-mismatch',
  });
});
