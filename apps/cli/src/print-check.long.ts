// Every dirty mesh of the data folder through the gate: minutes on a busy machine, so not in the normal test.
import assert from 'node:assert/strict';
import { extname } from 'node:path';
import { test } from 'node:test';
import { printProfile } from '@specola/facts';
import { Arena, soloCrew } from '@specola/kernels';
import { SpecolaError } from '@specola/space';
import { checkPrint, printFileFrom, readForeignMesh } from '@specola/steps';
import { needsData, realData, zipEntries } from '@specola/test-kit';

const DIRTY = ['meshes/manifold_test_models_Apache2.zip', 'meshes/trimesh_models_MIT.zip'] as const;

test(
  'no dirty mesh stops the gate: each is asked everything, or refused with a code',
  needsData(...DIRTY),
  async () => {
    const profile = printProfile('sla-model', null);
    assert.ok(!('why' in profile));
    const crew = soloCrew(new Arena());
    let asked = 0;
    for (const zip of DIRTY)
      for (const { name, bytes } of zipEntries(realData(zip)!)) {
        const format = extname(name).slice(1).toLowerCase();
        if (format !== 'stl' && format !== 'obj' && format !== '3mf') continue;
        try {
          const file = printFileFrom(readForeignMesh(bytes(), format), { unit: null });
          const { checks } = await checkPrint(file, { profile, up: [0, 0, 1], smallestShellMm3: 100 }, crew);
          assert.equal(checks.length, 17, name);
          for (const { value, limit } of checks) assert.ok(Number.isFinite(value) && Number.isFinite(limit), name);
          asked++;
        } catch (thrown) {
          assert.ok(thrown instanceof SpecolaError && thrown.exitCode === 3, `${name}: ${String(thrown)}`);
        }
      }
    assert.ok(asked >= 20, `${asked}`);
  },
);
