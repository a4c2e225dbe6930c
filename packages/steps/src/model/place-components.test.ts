import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMirrored, type TriMesh, type Triple } from '@specola/space';
import { ballMesh, boxMesh, meshVolumeMm3 } from '@specola/test-kit';
import { recipeOnMeshes } from './edit/recipe-on-meshes.ts';

const block = boxMesh({ sidesMm: [60, 20, 30], centerMm: [101, -62, 33] });
const close = (got: number, expected: number, share = 1e-3): void =>
  assert.ok(Math.abs(got - expected) <= share * Math.abs(expected), `${got} against ${expected}`);
function boundsOf({ positions }: TriMesh): number[] {
  return [0, 1, 2].flatMap((axis) => {
    const values = [...positions].filter((_, n) => n % 3 === axis);
    return [Math.min(...values), Math.max(...values)];
  });
}
const step = (command: string, params: Record<string, unknown>) => ({ command, params });

test('a mirrored component lies on the other side, says so in name and geometry, and mirrored twice is itself', async () => {
  const mirror = step('model.mirror', { atLpsMm: [0, 0, 0] });
  const once = await recipeOnMeshes({ block }, [mirror]);
  const part = once.component('block');
  assert.equal(part.name, 'block MIRRORED');
  assert.ok(isMirrored(part));
  for (const [n, mm] of boundsOf(part.mesh).entries()) close(mm, [-131, -71, -72, -52, 18, 48][n]!, 1e-5);
  const note = once.made.model!.notes.at(-1)!.measures;
  assert.ok(note.markHeightMm! >= 3, `${note.markHeightMm}`);
  const cutMm3 = meshVolumeMm3(block) - meshVolumeMm3(part.mesh);
  assert.ok(cutMm3 > 10 && cutMm3 < 400, `${cutMm3} mm³ of letters`);
  const twice = await recipeOnMeshes({ block }, [mirror, mirror]);
  assert.equal(twice.component('block').name, 'block');
  assert.ok(!isMirrored(twice.component('block')));
});

test('a small mirrored part that carries no mark is told of', async () => {
  const run = await recipeOnMeshes({ ball: ballMesh({ radiusMm: 4 }) }, [step('model.mirror', {})]);
  assert.deepEqual(
    run.findings.map(({ code }) => code),
    ['model/mirror-not-marked'],
  );
});

test('scaling keeps the middle, and its placement leads back to the patient', async () => {
  const run = await recipeOnMeshes({ block }, [step('model.scale', { factor: 0.5 })]);
  const { mesh, placement, name } = run.component('block');
  for (const [n, mm] of boundsOf(mesh).entries()) close(mm, [86, 116, -67, -57, 25.5, 40.5][n]!, 1e-5);
  assert.deepEqual(placement, [0.5, 0, 0, 50.5, 0, 0.5, 0, -31, 0, 0, 0.5, 16.5]);
  assert.equal(name, 'block (scale 0.5)');
});

const cut = step('model.cut', { by: { kind: 'plane', atLpsMm: [101, 0, 0], normal: [1, 0, 0] } });
const connect = (params: Record<string, unknown>) => [
  cut,
  step('model.connect', {
    first: 'block-front',
    second: 'block-back',
    atLpsMm: [101, -62, 33],
    normal: [1, 0, 0],
    ...params,
  }),
];

test('pins go into holes that are wider by the clearance, and each has the volume of its cylinder', async () => {
  const run = await recipeOnMeshes({ block }, connect({ diameterMm: 6, depthMm: 8, clearanceMm: 0.25 }));
  assert.equal(run.made.model!.notes.at(-1)!.measures.count, 2);
  // A circle of 48 corners has this share of its area.
  const share = (24 / Math.PI) * Math.sin((2 * Math.PI) / 48);
  close(meshVolumeMm3(run.component('block-back').mesh), 18000 + 2 * share * Math.PI * 9 * 8);
  close(meshVolumeMm3(run.component('block-front').mesh), 18000 - 2 * share * Math.PI * 3.25 ** 2 * 8.25);
});

test('a keyed peg has a flat side, and magnets have a pocket in both pieces', async () => {
  const keyed = await recipeOnMeshes({ block }, connect({ kind: 'keyed-peg', count: 1, diameterMm: 6, depthMm: 8 }));
  const whole = Math.PI * 9 * 8;
  // A segment of a circle beyond half the radius: r² (π/3 − √3/4).
  const flatMm3 = 9 * (Math.PI / 3 - Math.sqrt(3) / 4) * 8;
  close(meshVolumeMm3(keyed.component('block-back').mesh) - 18000, whole - flatMm3, 0.01);
  const magnets = await recipeOnMeshes(
    { block },
    connect({ kind: 'magnet', count: 2, diameterMm: 5, depthMm: 3, clearanceMm: 0.1 }),
  );
  for (const id of ['block-front', 'block-back'])
    close(18000 - meshVolumeMm3(magnets.component(id).mesh), 2 * Math.PI * 2.6 ** 2 * 3.1, 0.01);
});

test('what has no room is refused', async () => {
  await assert.rejects(recipeOnMeshes({ block }, connect({ diameterMm: 19 })), { code: 'model/no-room-to-connect' });
  await assert.rejects(recipeOnMeshes({ block }, connect({ normal: [-1, 0, 0] })), {
    code: 'model/no-room-to-connect',
  });
});

const ball = (x: number): TriMesh => ballMesh({ radiusMm: 10, centerMm: [x, -4, 7] });

test('struts hold loose balls, each by the shortest way, its ends inside them; nothing overlaps', async () => {
  const balls = { a: ball(0), b: ball(30), c: ball(65) };
  const run = await recipeOnMeshes(balls, [step('model.strut', { each: 1, diameterMm: 4, intoMm: 3 })]);
  const { measures } = run.made.model!.notes.at(-1)!;
  assert.equal(measures.struts, 2);
  close(measures.longestMm!, 15, 0.01);
  const strut = run.component('struts').mesh;
  close(meshVolumeMm3(strut), Math.PI * 4 * (10 + 6 + 15 + 6), 0.01);
  const socketMm3 = meshVolumeMm3(balls.a) - meshVolumeMm3(run.component('a').mesh);
  close(socketMm3, Math.PI * 4 * 3, 0.1);
  assert.deepEqual(run.findings, []);
});

test('a base stands under a ball, its post ends where the ball begins', async () => {
  const run = await recipeOnMeshes({ a: ball(0) }, [
    step('model.base', { gapMm: 6, plateMm: 3, marginMm: 4, posts: 1, postMm: 5 }),
  ]);
  const base = run.component('base').mesh;
  const bounds = boundsOf(base);
  for (const [n, mm] of [-14, 14, -18, 10, -12].entries()) assert.ok(Math.abs(bounds[n]! - mm) < 0.05, `${bounds}`);
  const plateMm3 = 28 * 28 * 3;
  const postMm3 = meshVolumeMm3(base) - plateMm3;
  // From the plate to the ball, which bulges into it by r²/(4R) on the mean.
  close(postMm3, Math.PI * 2.5 ** 2 * (6 + 2.5 ** 2 / 40), 0.03);
  const at: Triple = [0, -4, 7];
  let nearest = Infinity;
  for (let n = 0; n < base.positions.length; n += 3)
    nearest = Math.min(
      nearest,
      Math.sqrt([0, 1, 2].reduce((sum, axis) => sum + (base.positions[n + axis]! - at[axis]!) ** 2, 0)),
    );
  assert.ok(nearest > 9.9, `${nearest}`);
});
