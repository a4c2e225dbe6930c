import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Dimensions,
  emptyLabelMap,
  ijkToLpsOf,
  type LabeledSurface,
  type TriMesh,
  type Volume,
  withLabels,
} from '@specola/space';
import { emptyMask, setInMask } from '../image/mask-memory.ts';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { extractLabeledSurface } from './extract-labeled-surface.ts';
import { extractSurface } from './extract-surface.ts';
import { cutEachOther, lawsOf, type Point } from './surface-laws.test.ts';

/** Left-handed, oblique, off zero. */
const LEFT_HANDED = ijkToLpsOf([0.48, 0.36, 0, 12, 0.36, -0.48, 0, -40, 0, 0, 0.9, 77]);
const STRAIGHT = ijkToLpsOf([0.5, 0, 0, -20, 0, 0.7, 0, 31, 0, 0, 1.1, 8]);

function randoms(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2 ** 32;
  };
}

function volumeOf(dimensions: Dimensions, ijkToLps: Volume['ijkToLps'], arena: Arena, value: () => number): Volume {
  const values = arena.int16(dimensions[0] * dimensions[1] * dimensions[2]);
  for (let v = 0; v < values.length; v++) values[v] = value();
  return { dimensions, values, ijkToLps, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

function labelsOf(dimensions: Dimensions, label: (i: number, j: number, k: number) => number): Uint8Array {
  const [nx, ny, nz] = dimensions;
  const labels = new Uint8Array(nx * ny * nz);
  for (let k = 0, v = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) labels[v++] = label(i, j, k);
  return labels;
}

/** The boundary of the labels that are asked for, taken out of the joint surface. */
function boundaryOf({ positions, triangles, sides }: LabeledSurface, isPart: (label: number) => boolean): TriMesh {
  const own: number[] = [];
  for (let n = 0; n < sides.length / 2; n++) {
    const [a, b, c] = triangles.subarray(3 * n, 3 * n + 3) as unknown as [number, number, number];
    const [behind, before] = [isPart(sides[2 * n]!), isPart(sides[2 * n + 1]!)];
    if (behind && !before) own.push(a, b, c);
    if (before && !behind) own.push(a, c, b);
  }
  return { positions, triangles: new Uint32Array(own), frame: 'lps-mm' };
}

/** Each label closed, with every edge used once in each direction; the volumes add up. */
function assertParts(surface: LabeledSurface, labels: readonly number[]): number[] {
  const volumes = labels.map((label) => {
    const laws = lawsOf(boundaryOf(surface, (other) => other === label));
    assert.equal(laws.faultyEdges, 0, `label ${label}`);
    assert.equal(laws.flatTriangles, 0);
    assert.ok(laws.volumeMm3 > 0);
    return laws.volumeMm3;
  });
  const union = lawsOf(boundaryOf(surface, (label) => label !== 0));
  assert.equal(union.faultyEdges, 0);
  const sum = volumes.reduce((a, b) => a + b);
  assert.ok(Math.abs(sum / union.volumeMm3 - 1) < 1e-9, `${sum} against ${union.volumeMm3}`);
  return volumes;
}

for (const [name, ijkToLps] of [
  ['straight', STRAIGHT],
  ['left-handed', LEFT_HANDED],
] as const)
  test(`one label on a ${name} grid gives the bytes of the plain extractor`, async () => {
    const crew = soloCrew(new Arena());
    const dimensions = [66, 9, 11] as const;
    const random = randoms(3);
    const volume = volumeOf(dimensions, ijkToLps, crew.arena, () => Math.round(400 * random()));
    const labels = labelsOf(dimensions, () => (random() < 0.4 ? 7 : 0));
    const mask = emptyMask(dimensions, crew.arena);
    labels.forEach((label, v) => {
      if (label) setInMask(mask, v % 66, Math.floor(v / 66) % 9, Math.floor(v / (66 * 9)));
    });
    const plain = await extractSurface({ volume, mask, isoHu: 180 }, crew);
    const labeled = await extractLabeledSurface({ volume, labels, isoHuBetween: () => 180 }, crew);
    assert.deepEqual(labeled.positions, plain.positions);
    assert.deepEqual(labeled.triangles, plain.triangles);
    assert.ok(labeled.sides.every((label, n) => label === (n % 2 ? 0 : 7)));
    assert.ok(lawsOf(labeled).volumeMm3 > 0);
  });

test('three blocks that meet in one line share their walls, and their volumes are known', async () => {
  const crew = soloCrew(new Arena());
  const dimensions = [12, 10, 8] as const;
  const volume = volumeOf(dimensions, STRAIGHT, crew.arena, () => 0);
  // A block across the front; behind it two, side by side.
  const labels = labelsOf(dimensions, (i, j, k) => {
    if (i < 2 || i > 9 || j < 2 || j > 7 || k < 2 || k > 5) return 0;
    return j < 5 ? 1 : i < 5 ? 2 : 3;
  });
  const surface = await extractLabeledSurface({ volume, labels, isoHuBetween: () => null }, crew);
  const voxel = 0.5 * 0.7 * 1.1;
  const [front, left, right] = assertParts(surface, [1, 2, 3]) as [number, number, number];
  // Voxels less the cut edges: within the volume of a shell of edges.
  for (const [got, voxels] of [
    [front, 8 * 3 * 4],
    [left, 3 * 3 * 4],
    [right, 5 * 3 * 4],
  ] as const)
    assert.ok(got > 0.86 * voxels * voxel && got <= 1.001 * voxels * voxel, `${got} of ${voxels * voxel}`);
  // The wall between front and back runs halfway between the voxels of j = 4 and j = 5.
  const walls = new Set<string>();
  for (let n = 0; n < surface.sides.length / 2; n++)
    if (surface.sides[2 * n] !== 0 && surface.sides[2 * n + 1] === 1)
      for (const v of surface.triangles.subarray(3 * n, 3 * n + 3))
        if (
          Math.abs(surface.positions[3 * v]! + 20 - 3.75) < 1.4 &&
          Math.abs(surface.positions[3 * v + 2]! - 8 - 3.85) < 1.1
        )
          walls.add(surface.positions[3 * v + 1]!.toFixed(4));
  assert.deepEqual([...walls], [(31 + 0.7 * 4.5).toFixed(4)]);
});

test('labels at random give closed, edge-manifold parts whose volumes add up, with grey values at random too', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const crew = soloCrew(new Arena());
    const random = randoms(seed);
    const dimensions = [3 + (seed % 5), 4 + (seed % 3), 3 + (seed % 4)] as const;
    const volume = volumeOf(dimensions, seed % 2 ? STRAIGHT : LEFT_HANDED, crew.arena, () =>
      Math.round(300 * random()),
    );
    const most = 2 + (seed % 4);
    const labels = labelsOf(dimensions, () => Math.floor((most + 1) * random()));
    const isoHuBetween = (a: number, b: number) => (b === 0 ? 150 : a === 2 ? null : 100);
    const surface = await extractLabeledSurface({ volume, labels, isoHuBetween }, crew);
    assertParts(surface, [...new Set(labels)].filter((label) => label !== 0).sort());
  }
});

test('no two triangles of a joint surface cut each other', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const crew = soloCrew(new Arena());
    const random = randoms(100 + seed);
    const dimensions = [2, 2, 2] as const;
    const ends = seed % 2 === 0;
    const volume = volumeOf(dimensions, STRAIGHT, crew.arena, () =>
      ends ? 1000 * Math.floor(3 * random()) : Math.round(300 * random()),
    );
    const labels = labelsOf(dimensions, () => Math.floor((2 + (seed % 6)) * random()));
    const { positions, triangles } = await extractLabeledSurface(
      { volume, labels, isoHuBetween: () => (ends ? 3 : 150) },
      crew,
    );
    const points = Array.from(
      { length: positions.length / 3 },
      (_, v) => [...positions.subarray(3 * v, 3 * v + 3)] as unknown as Point,
    );
    for (let a = 0; a < triangles.length; a += 3)
      for (let b = 0; b < a; b += 3)
        assert.ok(
          !cutEachOther([...triangles.subarray(a, a + 3)], [...triangles.subarray(b, b + 3)], points),
          `seed ${seed}`,
        );
  }
});

test('a label map in bricks gives the same surface as its dense labels', async () => {
  const crew = soloCrew(new Arena());
  const dimensions = [40, 35, 33] as const;
  const volume = volumeOf(dimensions, STRAIGHT, crew.arena, () => 0);
  const dense = labelsOf(dimensions, (i, j, k) =>
    i > 30 && j > 28 && k > 3 ? (k > 30 ? 3 : 2) : i < 4 && j < 38 - k ? 1 : 0,
  );
  const changes = [...dense.keys()].map(
    (v) => [v % 40, Math.floor(v / 40) % 35, Math.floor(v / 1400), dense[v]!] as const,
  );
  const map = withLabels(emptyLabelMap(dimensions, STRAIGHT), changes);
  const isoHuBetween = () => null;
  const fromDense = await extractLabeledSurface({ volume, labels: dense, isoHuBetween }, crew);
  assert.deepEqual(await extractLabeledSurface({ volume, labels: map, isoHuBetween }, crew), fromDense);
  assertParts(fromDense, [1, 2, 3]);
});

test('labels of another grid are refused', async () => {
  const crew = soloCrew(new Arena());
  const volume = volumeOf([4, 3, 2], STRAIGHT, crew.arena, () => 0);
  const isoHuBetween = () => null;
  for (const labels of [new Uint8Array(25), emptyLabelMap([2, 3, 4], STRAIGHT)])
    await assert.rejects(extractLabeledSurface({ volume, labels, isoHuBetween }, crew), {
      code: 'space/length-mismatch',
    });
});
