import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { after, test } from 'node:test';
import { printProfile } from '@specola/facts';
import { writeStl } from '@specola/formats';
import { Arena, soloCrew } from '@specola/kernels';
import { ComparisonRecord, PrintCheckRecord } from '@specola/record';
import { SpecolaError } from '@specola/space';
import { checkPrint, printFileFrom, readForeignMesh } from '@specola/steps';
import { ballMesh, boxMesh, needsData, realData, temporaryFolder, tubeMesh, zipEntries } from '@specola/test-kit';

const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const room = temporaryFolder();
after(() => room[Symbol.dispose]());

const specola = (args: readonly string[]) => {
  const { status, stdout } = spawnSync(process.execPath, [ENTRY, ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, json: JSON.parse(stdout) as unknown };
};
const wrote = (name: string, bytes: Uint8Array): string => {
  const path = join(room.path, name);
  writeFileSync(path, bytes);
  return path;
};

test('a part that prints ends with 0, one with a thin wall with 4, with a record, a page and pictures', () => {
  const box = wrote('box.stl', writeStl(boxMesh({ sidesMm: [20, 12.5, 17] })));
  const fine = specola(['check', box, '--profile', 'fdm-pla']);
  assert.equal(fine.status, 0);
  assert.equal(PrintCheckRecord.parse(fine.json).verdict, 'warn');
  const tube = wrote('tube.stl', writeStl(tubeMesh({ outerMm: 11.3, innerMm: 10.9, lengthMm: 12 })));
  const out = join(room.path, 'tube');
  const thin = specola(['check', tube, '--out', out]);
  assert.equal(thin.status, 4);
  const record = PrintCheckRecord.parse(JSON.parse(readFileSync(join(out, 'check.json'), 'utf8')));
  assert.equal(record.checks.find(({ name }) => name === 'wall-thickness')!.picture, 'check-wall-thickness.png');
  for (const file of ['report.html', 'walls.png', 'check-wall-thickness.png'])
    assert.ok(existsSync(join(out, file)), file);
  assert.ok(!readFileSync(join(out, 'report.html'), 'utf8').includes('tube.stl'));
});

test('a site’s own printer decides, and a profile that is not there is refused', () => {
  const box = wrote('box2.stl', writeStl(boxMesh({ sidesMm: [20, 12.5, 17] })));
  assert.equal(
    (specola(['check', box, '--profile', 'sla-model:pla']).json as { error: { code: string } }).error.code,
    'verify/no-profile',
  );
  const fact = { source: 'our lab', checkedOn: '2026-11-02', confidence: 'measured' };
  const printer = {
    label: 'Tiny',
    technology: 'material-extrusion',
    buildVolumeMm: { value: [10, 10, 10], ...fact },
    layerMm: { value: 0.1, ...fact },
    wallMm: { value: [{ upToSumOfSidesMm: null, supportedMm: 0.5, unsupportedMm: 0.6 }], ...fact },
    smallestFeatureMm: { value: 0.2, ...fact },
    gapMm: { value: 0.2, ...fact },
    overhangDeg: { value: 40, ...fact },
    drainHoleMm: { value: null, ...fact },
    triangles: { value: 1000, ...fact },
  };
  const site = { schema: 'specola/print-profiles/1', version: 'Our lab', printers: { tiny: printer } };
  const profiles = wrote('site.json', new TextEncoder().encode(JSON.stringify(site)));
  const { status, json } = specola(['check', box, '--profiles', profiles, '--profile', 'tiny:pla']);
  assert.equal(status, 4);
  const { checks, profile } = PrintCheckRecord.parse(json);
  assert.match(profile.version, /with Our lab/);
  assert.equal(checks.find(({ name }) => name === 'fits-build-volume')!.result, 'fail');
});

test('two balls that differ by a quarter of a millimeter are compared by the command line', () => {
  const a = wrote('a.stl', writeStl(ballMesh({ radiusMm: 12.5, rings: 40 })));
  const b = wrote('b.stl', writeStl(ballMesh({ radiusMm: 12.75, rings: 40 })));
  const out = join(room.path, 'compared');
  const { status, json } = specola(['compare', a, b, '--out', out]);
  assert.equal(status, 0);
  const { there, back } = ComparisonRecord.parse(json);
  assert.ok(Math.abs(there.meanSignedMm + 0.25) < 0.01 && Math.abs(back.meanSignedMm - 0.25) < 0.01);
  for (const file of ['report.html', 'deviation.png', 'deviation-back.png', 'compare.json'])
    assert.ok(existsSync(join(out, file)));
});

const DIRTY = 'meshes/trimesh_models_MIT.zip';
/** Open, folded, without order, in several parts; all of them: print-check.long.ts. */
const SAMPLE = ['busted.STL', 'not_convex.obj', 'soup.stl', 'multibody.stl', 'featuretype.STL', 'wallhole.obj'];

test(
  'dirty meshes do not stop the gate: each is asked everything, or refused with a code',
  needsData(DIRTY),
  async () => {
    const profile = printProfile('sla-model', null);
    assert.ok(!('why' in profile));
    const crew = soloCrew(new Arena());
    let asked = 0;
    for (const { name, bytes } of zipEntries(realData(DIRTY)!)) {
      if (!SAMPLE.some((wanted) => name.endsWith(wanted))) continue;
      try {
        const format = extname(name).toLowerCase() === '.obj' ? 'obj' : 'stl';
        const file = printFileFrom(readForeignMesh(bytes(), format), { unit: null });
        const { checks } = await checkPrint(file, { profile, up: [0, 0, 1], smallestShellMm3: 100 }, crew);
        assert.equal(checks.length, 17, name);
        for (const { value, limit } of checks) assert.ok(Number.isFinite(value) && Number.isFinite(limit), name);
        asked++;
      } catch (thrown) {
        assert.ok(thrown instanceof SpecolaError && thrown.exitCode === 3, `${name}: ${String(thrown)}`);
      }
    }
    assert.ok(asked >= 5, `${asked}`);
  },
);
