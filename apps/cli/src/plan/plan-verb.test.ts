import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeStl } from '@specola/formats';
import { PlanRecord } from '@specola/record';
import type { TriMesh } from '@specola/space';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const specola = (...told: string[]) => spawnSync(process.execPath, [MAIN, ...told], { encoding: 'utf8' });

/** A wedge that is the same from no two sides: 20, 30 and 100 mm along its axes. */
const SHAFT: TriMesh = {
  positions: Float32Array.of(0, 0, 0, 20, 0, 0, 0, 30, 0, 0, 0, 100),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
  frame: 'lps-mm',
};
const recipe = (change: Record<string, unknown> = {}) => ({
  schema: 'specola/plan-recipe/1',
  name: 'A cut',
  orderedSide: 'left',
  components: [{ id: 'shaft', file: 'shaft.stl', frame: 'LPS', unit: 'mm', side: 'left' }],
  steps: [
    {
      command: 'plan.osteotomy',
      params: {
        name: 'cut',
        component: 'shaft',
        cut: { kind: 'plane', plane: { atLpsMm: [0, 0, 40], normal: [0, 0, 1] } },
        kerfMm: 1,
      },
    },
  ],
  ...change,
});

test('a plan is written whole, says what it was made from, and is the same for any number of workers', (t) => {
  const room = mkdtempSync(join(tmpdir(), 'specola-plan-'));
  t.after(() => rmSync(room, { recursive: true, force: true }));
  writeFileSync(join(room, 'shaft.stl'), writeStl(SHAFT));
  writeFileSync(join(room, 'plan-recipe.json'), JSON.stringify(recipe()));
  for (const workers of ['1', '3']) {
    const done = specola('plan', join(room, 'plan-recipe.json'), '--out', join(room, workers), '--workers', workers);
    assert.equal(done.status, 0, done.stderr);
    assert.match(done.stdout, /^cut: plane of shaft, blade 1\.00 mm/);
  }
  const record = PlanRecord.parse(JSON.parse(readFileSync(join(room, '1', 'record.json'), 'utf8')));
  assert.deepEqual(
    record.artifacts.map(({ file }) => file),
    ['plan.json', 'pieces/shaft-front.stl', 'pieces/shaft-back.stl', 'preview.png'],
  );
  for (const { file } of [...record.artifacts, { file: 'record.json' }])
    assert.deepEqual(readFileSync(join(room, '1', file)), readFileSync(join(room, '3', file)), file);
  // A tetrahedron of 20 × 30 × 100 / 6 mm³; what lies above 40.5 mm is a copy of it, 0.595 as large.
  const front = record.components.find(({ id }) => id === 'shaft-front')!;
  assert.ok(Math.abs(front.volumeMm3 - 10_000 * 0.595 ** 3) < 0.5);
});

test('the other side, another file, a bad recipe and a cut that misses are told, and nothing is left behind', (t) => {
  const room = mkdtempSync(join(tmpdir(), 'specola-plan-'));
  t.after(() => rmSync(room, { recursive: true, force: true }));
  writeFileSync(join(room, 'shaft.stl'), writeStl(SHAFT));
  // A file whose header says nothing of its frame.
  writeFileSync(join(room, 'bare.stl'), new Uint8Array(writeStl(SHAFT)).fill(32, 0, 80));
  const attempt = (change: Record<string, unknown>) => {
    writeFileSync(join(room, 'plan-recipe.json'), JSON.stringify(recipe(change)));
    rmSync(join(room, 'out'), { recursive: true, force: true });
    return specola('plan', join(room, 'plan-recipe.json'), '--out', join(room, 'out'));
  };
  const side = attempt({ orderedSide: 'right' });
  assert.equal(side.status, 4);
  assert.match(side.stdout, /"shaft" is the left one; the order says right/);
  const components = recipe().components;
  for (const [change, status, code] of [
    [{ components: [{ ...components[0], sha256: 'a'.repeat(64) }] }, 3, 'plan/other-mesh'],
    [{ components: [{ ...components[0], file: 'bare.stl', frame: null }] }, 2, 'plan/bad-recipe'],
    [{ components: [...components, ...components] }, 2, 'plan/bad-recipe'],
    [
      {
        steps: [
          {
            command: 'plan.osteotomy',
            params: {
              name: 'cut',
              component: 'shaft',
              cut: { kind: 'plane', plane: { atLpsMm: [0, 0, 400], normal: [0, 0, 1] } },
            },
          },
        ],
      },
      3,
      'plan/cut-misses',
    ],
    [{ steps: [{ command: 'plan.fly', params: {} }] }, 3, 'runner/recipe-refused'],
  ] as const) {
    const done = attempt(change);
    assert.equal(done.status, status, done.stderr);
    assert.ok(done.stderr.includes(`(${code})`), done.stderr);
    assert.equal(existsSync(join(room, 'out')), false);
    assert.deepEqual(
      readdirSync(room).filter((name) => name.startsWith('.')),
      [],
    );
  }
});
