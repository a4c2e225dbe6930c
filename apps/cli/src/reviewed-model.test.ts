import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { readStl } from '@specola/formats';
import { ModelRecord, ReviewRecord } from '@specola/record';
import { type Fault, faultStudy, temporaryFolder } from '@specola/test-kit';

/** The command line as a user runs it, on small sets with one thing wrong. */
const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const room = temporaryFolder();
const at = (...parts: string[]) => join(room.path, ...parts);

async function specola(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [ENTRY, ...args], { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    return thrown as { code: number; stdout: string; stderr: string };
  }
}

const recordIn = (folder: string) => ModelRecord.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));

before(async () => {
  for (const fault of ['tilt', 'missing'] as const satisfies readonly Fault[]) {
    mkdirSync(at(fault));
    for (const file of faultStudy(fault).files) room.write(join(fault, file.path), await file.read());
  }
  room.write(
    'strict.json',
    new TextEncoder().encode(
      JSON.stringify({
        schema: 'specola/site-rules/1',
        version: 'test lab',
        rules: { 'missing-slices': { model: { insufficient: 2.5 }, source: 'a protocol', checkedOn: '2026-11-02' } },
      }),
    ),
  );
});
after(() => room[Symbol.dispose]());

test('a tilted scan becomes an upright model in its true place, its record says how, and replay gives the same bytes', async () => {
  const made = await specola('model', at('tilt'), '--threshold-hu', '437.5,3000', '--out', at('upright'));
  assert.equal(made.code, 0, made.stderr);
  const { source, findings } = recordIn(at('upright'));
  assert.equal(source.resampling?.interpolatedSlices, 0);
  assert.ok(Math.abs(source.resampling!.largestShiftMm - 24.092) < 1e-3);
  assert.ok(findings.some(({ code }) => code === 'geometry/gantry-tilt'));

  // Half-way between the ball and the tissue around it. The ball of bone stands apart from the shaft: its points are those within 9 mm of its true center.
  const { ball } = faultStudy('tilt');
  const { positions } = readStl(readFileSync(at('upright', 'model.stl')));
  // Over the surface, not at its vertices: flat facets of a ball that keeps its volume lie inside it, their corners outside.
  const off: number[] = [];
  let [sumMm3, areaMm2] = [0, 0];
  for (let t = 0; t < positions.length; t += 9) {
    const corners = [0, 1, 2].map((k) => [0, 1, 2].map((c) => positions[t + 3 * k + c]! - ball.centerLps[c]!));
    if (corners.some((corner) => Math.hypot(...corner) >= 9)) continue;
    const [a, b, c] = corners as [number[], number[], number[]];
    const [u, v] = [b, c].map((to) => to.map((value, axis) => value - a[axis]!)) as [number[], number[]];
    const area =
      Math.hypot(u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!) / 2;
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const)
      sumMm3 += (Math.hypot(...from.map((value, axis) => (value + to[axis]!) / 2)) - ball.radiusMm) * (area / 3);
    areaMm2 += area;
    off.push(...corners.map((corner) => Math.hypot(...corner) - ball.radiusMm));
  }
  const mean = sumMm3 / areaMm2;
  assert.ok(off.length > 500 && Math.abs(mean) < 0.03, `mean ${mean} mm over ${areaMm2} mm²`);
  assert.ok(Math.max(...off.map(Math.abs)) < 0.6, `largest ${Math.max(...off.map(Math.abs))} mm`);

  const again = await specola('replay', at('upright', 'record.json'), at('tilt'), '--out', at('again'));
  assert.match(again.stdout, /Every file came out byte for byte/);
});

test('images that the rules refuse make no model, until a named person overrides them with a reason', async () => {
  const refused = await specola('model', at('missing'), '--rules', at('strict.json'), '--out', at('no'));
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /gap of 3\.20 mm: insufficient for a model above 2\.5 mm.*\n.*\n.*review\/insufficient/);

  const review = (...more: string[]) =>
    specola('review', at('missing'), '--rules', at('strict.json'), '--out', at('review.json'), ...more);
  assert.match(
    (await review('--accept', '--by', 'A. Tester', '--role', 'engineer')).stderr,
    /review\/decision-refused/,
  );
  assert.match(
    (await review('--override', '--by', 'A. Tester', '--role', 'engineer')).stderr,
    /review\/reason-missing/,
  );
  assert.match((await review('--override', '--reason', 'For teaching alone')).stderr, /review\/reviewer-missing/);
  assert.match((await review()).stderr, /cli\/usage/);
  const done = await review('--override', '--by', 'A. Tester', '--role', 'engineer', '--reason', 'For teaching alone');
  assert.equal(done.code, 0, done.stderr);
  const record = ReviewRecord.parse(JSON.parse(readFileSync(at('review.json'), 'utf8')));
  assert.deepEqual(
    [record.decision, record.purpose, record.rules.changedBySite, record.series.sufficiency.model.verdict],
    ['overridden', 'model', ['missing-slices'], 'insufficient'],
  );
  assert.match(
    (await review('--override', '--by', 'A. T.', '--role', 'engineer', '--reason', 'A second time')).stderr,
    /cli\/usage/,
  );

  const made = await specola(
    'model',
    at('missing'),
    '--rules',
    at('strict.json'),
    '--review',
    at('review.json'),
    '--out',
    at('yes'),
  );
  assert.equal(made.code, 0, made.stderr);
  const codes = recordIn(at('yes')).findings.map(({ code }) => code);
  for (const code of ['geometry/missing-slices', 'review/insufficient-images', 'review/overridden'])
    assert.ok(codes.includes(code), code);

  const other = await specola('model', at('tilt'), '--review', at('review.json'), '--out', at('other'));
  assert.match(other.stderr, /review\/other-images/);
  const noReview = await specola('model', at('missing'), '--review', at('strict.json'), '--out', at('other'));
  assert.match(noReview.stderr, /review\/not-a-review/);
  assert.match((await specola('inspect', at('tilt'), '--rules', at('review.json'))).stderr, /review\/bad-rules/);
  assert.match((await specola('inspect', at('tilt'), '--planned-on', '2026-13-01')).stderr, /cli\/usage/);
});

test('inspect prints a table for people and the same as JSON for programs', async () => {
  const table = await specola('inspect', at('missing'));
  assert.match(table.stdout, /1 → {2}CT .* 127 {5}100 × 90 × 127 .* ~ limited .* ✗ insufficient/);
  assert.match(table.stdout, /3 slices are missing: 112–114/);
  const json = JSON.parse((await specola('inspect', at('missing'), '--json')).stdout) as { series: { uid: string }[] };
  assert.equal(json.series[0]!.uid, '2.25.700');
});
