import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BitMask, type Dimensions, type Triple, voxelCountOf } from '@specola/space';
import { needsScipy, withScipy } from '@specola/test-kit';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { floodLabels } from './flood-labels.ts';
import { emptyMask, maskHas, setInMask } from './mask-memory.ts';
import { type GrowthCost, openSeedGrowth } from './seed-growth.ts';

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
        const seeds = made.seeds.map(([v, label]) => ({ mask: maskOf([v]), label }));
        if (atOnce) await growth.addSeeds(seeds);
        else for (const seed of seeds) await growth.addSeeds([seed]);
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
  await assert.rejects(growth.addSeeds([{ mask, label: 256 }]), { code: 'space/broken-promise' });
  await assert.rejects(growth.addSeeds([{ mask: emptyMask([4, 4, 5], crew.arena), label: 1 }]), {
    code: 'space/length-mismatch',
  });
});
