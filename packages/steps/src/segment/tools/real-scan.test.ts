import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readNifti } from '@specola/formats';
import { Arena, type Crew, soloCrew } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import { brickMaskHas, ijkToLpsOf, type Segmentation, spacingMmOf, toLps, type Volume } from '@specola/space';
import { needsData, needsScipy, realData, withScipy } from '@specola/test-kit';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

/** A real pelvis and spine at 3 mm. */
const CT = 'ct_gt/totalseg_pelvis_spine_3mm/ct.nii.gz';

async function pelvis(crew: Crew): Promise<Volume> {
  const bytes = readFileSync(realData(CT)!);
  const { volume } = await readNifti(new Uint8Array(bytes), (length) => crew.arena.int16(length));
  return { ...volume, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

async function segments(volume: Volume, crew: Crew, recipe: readonly RecipeStep[]): Promise<Segmentation> {
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  return (await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume))).made.segments!.now;
}

/** One segment per tool, each made from bone above 200 HU by one edit; all overlap freely. */
const free = { overwrite: 'none' };
const TOOLS: Readonly<Record<string, readonly (readonly [string, Record<string, unknown>])[]>> = {
  threshold: [],
  largest: [['segment.islands', { operation: 'keep-largest' }]],
  small: [['segment.islands', { operation: 'remove-small', smallestMm3: 1000 }]],
  grown: [['segment.margin', { marginMm: 7 }]],
  shrunk: [['segment.margin', { marginMm: -4 }]],
  far: [['segment.margin', { marginMm: 70 }]],
  opened: [['segment.smooth', { method: 'opening', sizeMm: 7 }]],
  closed: [['segment.smooth', { method: 'closing', sizeMm: 13 }]],
  median: [['segment.smooth', { method: 'median', sizeMm: 9 }]],
  blurred: [['segment.smooth', { method: 'gaussian', sizeMm: 4 }]],
  filled: [['segment.fill-holes', {}]],
  shell: [['segment.hollow', { wallMm: 4, segmentIs: 'inside' }]],
};

test('on a real pelvis the tools give what SciPy and scikit-image give, voxel for voxel', {
  skip: needsData(CT).skip || needsScipy().skip,
}, async () => {
  const crew = soloCrew(new Arena());
  const volume = await pelvis(crew);
  const recipe = Object.entries(TOOLS).flatMap(([id, edits]): RecipeStep[] => [
    { command: 'segment.add', params: { segment: id } },
    { command: 'segment.threshold', params: { segment: id, rangeHu: [200, 3071], masking: free } },
    ...edits.map(([command, params]) => ({ command, params: { segment: id, masking: free, ...params } })),
  ]);
  const made = await segments(volume, crew, recipe);
  const [dx, dy, dz] = spacingMmOf(volume.ijkToLps);
  const theirs = withScipy(
    `
from scipy import ndimage as nd
from skimage import measure, morphology
s = (${dz}, ${dy}, ${dx})
mm3 = ${dx * dy * dz}
b = (A["ct"] >= 200) & (A["ct"] <= 3071)
R["threshold"] = b
lab = measure.label(b, connectivity=1)
sizes = np.bincount(lab.ravel()); sizes[0] = 0
R["largest"] = lab == sizes.argmax()
R["small"] = morphology.remove_small_objects(b, int(np.ceil(1000 / mm3)), connectivity=1)
away = nd.distance_transform_edt(~b, sampling=s)
deep = nd.distance_transform_edt(b, sampling=s)
R["grown"] = away <= 7
R["shrunk"] = deep > 4
R["far"] = away <= 70
def ball(r):
    n = [int(r // x) for x in s]
    g = np.mgrid[-n[0]:n[0]+1, -n[1]:n[1]+1, -n[2]:n[2]+1]
    return sum((a * x) ** 2 for a, x in zip(g, s)) <= r * r + 1e-6
R["opened"] = nd.binary_dilation(nd.binary_erosion(b, ball(3.5), border_value=1), ball(3.5))
R["closed"] = nd.binary_erosion(nd.binary_dilation(b, ball(6.5)), ball(6.5), border_value=1)
R["median"] = nd.median_filter(b.astype("uint8"), size=3, mode="nearest") > 0
g = nd.gaussian_filter(b.astype("float64"), [4 / x for x in s], mode="reflect")
R["blurred"] = g >= 0.5
R["unsure"] = abs(g - 0.5) < 1e-5
R["filled"] = nd.binary_fill_holes(b, structure=nd.generate_binary_structure(3, 2))
R["shell"] = (away <= 4) & ~b
`,
    { ct: { kind: 'int16', dimensions: volume.dimensions, data: volume.values } },
  );
  const [nx, ny, nz] = volume.dimensions;
  for (const { id, voxels } of made.segments) {
    let differ = 0;
    let set = 0;
    for (let k = 0; k < nz; k++)
      for (let j = 0; j < ny; j++)
        for (let i = 0; i < nx; i++) {
          const at = i + nx * (j + ny * k);
          const has = brickMaskHas(voxels, i, j, k);
          if (has) set++;
          if (has !== (theirs[id]![at] === 1) && !(id === 'blurred' && theirs.unsure![at] === 1)) differ++;
        }
    assert.ok(set > 100, `${id} holds ${set} voxels`);
    assert.equal(differ, 0, `${id} differs at ${differ} voxels`);
  }
});

test('a flood with a leak guard stays in the room that it started in', async () => {
  const crew = soloCrew(new Arena());
  const dimensions = [80, 40, 40] as const;
  const values = crew.arena.int16(80 * 40 * 40).fill(-1000);
  // Two rooms of 30 mm, joined by a passage of 4 mm.
  for (let k = 0; k < 40; k++)
    for (let j = 0; j < 40; j++)
      for (let i = 0; i < 80; i++) {
        const room = j >= 5 && j < 35 && k >= 5 && k < 35 && ((i >= 5 && i < 35) || (i >= 45 && i < 75));
        const passage = i >= 35 && i < 45 && j >= 18 && j < 22 && k >= 18 && k < 22;
        if (room || passage) values[i + 80 * (j + 40 * k)] = 40;
      }
  const ijkToLps = ijkToLpsOf([-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0]);
  const volume: Volume = {
    dimensions,
    values,
    ijkToLps,
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  };
  const flood = async (params: Record<string, unknown>) => {
    const { segments: found } = await segments(volume, crew, [
      { command: 'segment.add', params: { segment: 'air' } },
      {
        command: 'segment.flood-fill',
        params: { segment: 'air', seedsLpsMm: [[...toLps([20, 20, 20], ijkToLps)]], ...params },
      },
    ]);
    const has = (i: number) => brickMaskHas(found[0]!.voxels, i, 20, 20);
    return [has(10), has(33), has(40), has(60)];
  };
  assert.deepEqual(await flood({}), [true, true, true, true]);
  assert.deepEqual(await flood({ leakGuardMm: 6 }), [true, true, false, false]);
  await assert.rejects(flood({ leakGuardMm: 40 }), { code: 'segment/seed-out-of-range' });
  await assert.rejects(flood({ rangeHu: [100, 200] }), { code: 'segment/seed-out-of-range' });
  await assert.rejects(flood({ rangeHu: [300, 200] }), { code: 'segment/range-order' });
});
