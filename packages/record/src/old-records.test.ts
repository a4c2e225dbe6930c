// Records live as long as the models they tell of: what older versions wrote must stay readable.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRecord } from '@specola/test-kit';
import { z } from 'zod';
import { ModelRecord } from './model-record.ts';
import { SegmentationRecord } from './segmentation-record.ts';

type Json = Record<string, unknown>;

/** The record of today without the fields that came after the first version. */
function oldModelRecord(): Json {
  const { source, surface, fidelity, recipe, ...rest } = sampleRecord();
  const { resampling: _, ...oldSource } = source;
  const { blur: _blur, ...oldSurface } = surface;
  const { withoutImagePercent: _share, ...oldFidelity } = fidelity;
  return {
    ...rest,
    source: oldSource,
    surface: oldSurface,
    fidelity: oldFidelity,
    recipe: recipe.filter(({ command }) => command !== 'surface.unblur'),
  };
}

/** A segmentation as the first version wrote it: with volumes and grey values, without shapes and comparisons. */
function oldSegmentationRecord(): Json {
  const { specola, notice, source, artifacts, run } = sampleRecord();
  return {
    schema: 'specola/segmentation-record/1',
    specola,
    notice,
    source,
    findings: [],
    recipe: [],
    segments: [],
    measures: [
      {
        segment: 'talus',
        voxels: 31_007,
        volumeMm3: 33_049.5,
        centroidLpsMm: [180.5, 240.25, 77.75],
        boxLpsMm: { min: [150, 210, 60], max: [211, 270, 95] },
        valueHu: { min: 181, max: 1702, mean: 544.5, median: 498, sd: 211.5 },
      },
    ],
    artifacts,
    run,
  };
}

test('a record of a model from before blur was taken back reads, and says that it does not know', () => {
  const old = oldModelRecord();
  const { fidelity, surface, source } = ModelRecord.parse(old);
  assert.deepEqual([fidelity.withoutImagePercent, surface.blur, source.resampling], [null, null, null]);
  assert.equal(fidelity.maxMm, 0.412);
});

test('a record of a segmentation from before shapes were measured reads', () => {
  const { measures, comparisons } = SegmentationRecord.parse(oldSegmentationRecord());
  const [talus] = measures;
  assert.deepEqual([talus!.surface, talus!.feret, talus!.principal, talus!.orientedBox], [null, null, null, null]);
  assert.deepEqual(comparisons, []);
});

test('the published schema of records asks for no field that older versions did not write', () => {
  const requiredOf = (schema: z.ZodType, path: readonly string[]): readonly string[] => {
    let at = z.toJSONSchema(schema, { io: 'input' }) as { properties?: Json; required?: string[] };
    for (const name of path) at = at.properties![name] as typeof at;
    return at.required ?? [];
  };
  assert.ok(!requiredOf(ModelRecord, ['surface']).includes('blur'));
  assert.ok(!requiredOf(ModelRecord, ['fidelity']).includes('withoutImagePercent'));
  assert.ok(requiredOf(ModelRecord, ['fidelity']).includes('meanMm'));
  assert.ok(!requiredOf(SegmentationRecord, []).includes('comparisons'));
});

test('a newer field is still refused where it holds nonsense', () => {
  const { fidelity } = sampleRecord();
  const broken = { ...sampleRecord(), fidelity: { ...fidelity, withoutImagePercent: 104 } };
  assert.equal(ModelRecord.safeParse(broken).success, false);
});
