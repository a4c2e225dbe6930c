import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PrintProfile, printProfile } from '@specola/facts';
import { writeObj, writeStl, writeThreeMf } from '@specola/formats';
import { Arena, soloCrew } from '@specola/kernels';
import type { Check } from '@specola/record';
import type { TriMesh, Triple } from '@specola/space';
import { ballMesh, boxMesh, mirroredMesh, tubeMesh } from '@specola/test-kit';
import { readForeignMesh } from '../../take-in/foreign-mesh.ts';
import { checkPrint, type PrintQuestions } from './check-print.ts';
import { printFileFrom } from './print-file.ts';

const profileOf = (name: string): PrintProfile => {
  const found = printProfile(name, null);
  assert.ok(!('why' in found));
  return found;
};

/** Asked of the bytes of an STL, read again. */
async function asked(mesh: TriMesh, name: string, more: Partial<PrintQuestions> = {}) {
  const file = printFileFrom(readForeignMesh(writeStl(mesh), 'stl'), { unit: null });
  const questions = { profile: profileOf(name), up: [0, 0, 1] as const, smallestShellMm3: 100, ...more };
  const verdict = await checkPrint(file, questions, soloCrew(new Arena()));
  const of = (wanted: Check['name']) => verdict.checks.find((check) => check.name === wanted)!;
  return { ...verdict, of };
}

const together = (...meshes: TriMesh[]): TriMesh => {
  let first = 0;
  const triangles: number[] = [];
  for (const { positions, triangles: own } of meshes) {
    for (const v of own) triangles.push(v + first);
    first += positions.length / 3;
  }
  const positions = Float32Array.from(meshes.flatMap((mesh) => [...mesh.positions]));
  return { positions, triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
};

const insideOut = ({ positions, triangles, frame }: TriMesh): TriMesh => ({
  positions,
  triangles: triangles.map((_, n) => triangles[n - (n % 3) + ((3 - (n % 3)) % 3)]!),
  frame,
});

/** A profile in x and z, drawn out along y: corners counter-clockwise seen from −y. */
function prism(
  profile: readonly (readonly [x: number, z: number])[],
  caps: readonly Triple[],
  depthMm: number,
): TriMesh {
  const n = profile.length;
  const positions = [0, depthMm].flatMap((y) => profile.flatMap(([x, z]) => [x, y, z]));
  const triangles = caps.flatMap(([a, b, c]) => [a, b, c, n + a, n + c, n + b]);
  for (let a = 0; a < n; a++) {
    const b = (a + 1) % n;
    triangles.push(a, n + a, b, b, n + a, n + b);
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

test('a sound block of 20 mm is asked seventeen questions and prints on every printer that is known', async () => {
  for (const name of ['sla-model', 'fdm-pla', 'polyjet-model', 'sls-pa12', 'mjf-pa12', 'large-sla-model']) {
    const { verdict, checks } = await asked(boxMesh({ sidesMm: [20, 12.5, 17], centerMm: [7, 9, 11] }), name);
    assert.notEqual(verdict, 'fail', name);
    assert.equal(checks.length, 17);
    assert.deepEqual(
      checks.filter(({ result }) => result !== 'pass').map((check) => check.name),
      ['label'],
    );
  }
});

test('the wall of a tube is told within two percent, and fails where the printer needs more', async () => {
  const thick = await asked(tubeMesh({ outerMm: 11.3, innerMm: 9.1, lengthMm: 16, around: 120 }), 'sla-model');
  assert.ok(Math.abs(thick.of('wall-thickness').value / 2.2 - 1) < 0.02, thick.of('wall-thickness').what);
  assert.equal(thick.of('wall-thickness').result, 'pass');
  const thin = await asked(tubeMesh({ outerMm: 11.3, innerMm: 10.5, lengthMm: 16, around: 120 }), 'sla-model');
  assert.ok(Math.abs(thin.of('wall-thickness').value / 0.8 - 1) < 0.02);
  assert.equal(thin.of('wall-thickness').result, 'fail');
  assert.equal(thin.verdict, 'fail');
  const warned = await asked(tubeMesh({ outerMm: 11.3, innerMm: 10.1, lengthMm: 16, around: 120 }), 'sla-model');
  assert.equal(warned.of('wall-thickness').result, 'warn');
});

test('the thin web of an L of twelve large triangles is found', async () => {
  // A foot of 5 mm, a web of 0.6 mm that stands on it.
  const ell = prism(
    [
      [0, 0],
      [30, 0],
      [30, 5],
      [0.6, 5],
      [0.6, 24],
      [0, 24],
    ],
    [
      [0, 1, 2],
      [0, 2, 3],
      [0, 3, 5],
      [3, 4, 5],
    ],
    18,
  );
  const { of, verdict } = await asked(ell, 'sla-model');
  assert.equal(of('closed').result, 'pass');
  assert.equal(of('outward').result, 'pass');
  const walls = of('wall-thickness');
  assert.equal(walls.result, 'fail');
  assert.ok(Math.abs(walls.value - 0.6) < 1e-3, walls.what);
  assert.ok(walls.places.every(([x, , z]) => x < 0.7 && z > 5));
  assert.equal(of('smallest-feature').result, 'pass');
  assert.equal(verdict, 'fail');
});

test('a ball with a cavity traps what fills it; where that is air it does no harm', async () => {
  const hollow = together(ballMesh({ radiusMm: 15 }), insideOut(ballMesh({ radiusMm: 6, centerMm: [2, 1, 0] })));
  const resin = await asked(hollow, 'sla-model');
  const trapped = resin.of('trapped-volumes');
  assert.equal(trapped.result, 'fail');
  assert.ok(Math.abs(trapped.value / ((4 / 3) * Math.PI * 6 ** 3) - 1) < 0.02);
  assert.equal(resin.of('gap').result, 'pass');
  assert.equal((await asked(hollow, 'fdm-pla')).of('trapped-volumes').result, 'pass');
});

test('two boxes 0.3 mm apart stay apart in resin and grow together in extrusion', async () => {
  const pair = together(
    boxMesh({ sidesMm: [6, 7, 8], centerMm: [4, 4, 4] }),
    boxMesh({ sidesMm: [15, 14, 13], centerMm: [14.8, 4.5, 4] }),
  );
  const resin = (await asked(pair, 'sla-model')).of('gap');
  assert.ok(Math.abs(resin.value - 0.3) < 1e-5, resin.what);
  assert.equal(resin.result, 'pass');
  const extruded = (await asked(pair, 'fdm-pla')).of('gap');
  assert.equal(extruded.result, 'fail');
  assert.ok(extruded.places.length > 0 && extruded.places.every(([x]) => x > 6.9 && x < 7.4));
});

test('bodies that touch are one print, not a gap', async () => {
  const pair = together(
    boxMesh({ sidesMm: [6, 7, 8], centerMm: [4, 4, 4] }),
    boxMesh({ sidesMm: [5, 4, 3], centerMm: [9.5, 4, 4] }),
  );
  const gap = (await asked(pair, 'fdm-pla', { smallestShellMm3: 1 })).of('gap');
  assert.equal(gap.result, 'pass');
  assert.match(gap.what, /1 pair touches/);
});

test('a face that leans over by 50° needs support at 45° and not at 70°, and none when the part is turned', async () => {
  // The face from (10, 0) to (10 + 12·tan 50°, 12): its area is depth × length.
  const out = 12 * Math.tan((50 * Math.PI) / 180);
  const wedge = prism(
    [
      [0, 0],
      [10, 0],
      [10 + out, 12],
      [0, 12],
    ],
    [
      [0, 1, 2],
      [0, 2, 3],
    ],
    9,
  );
  const over = (await asked(wedge, 'fdm-pla')).of('overhang');
  assert.equal(over.result, 'warn');
  assert.ok(Math.abs(over.value - 9 * Math.hypot(12, out)) < 0.01, `${over.value}`);
  assert.equal((await asked(wedge, 'sla-model')).of('overhang').result, 'pass');
  const turned = await asked(wedge, 'fdm-pla', { up: [0, 0, -1] });
  assert.equal(turned.of('overhang').value, 0);
  assert.ok(Math.abs(turned.of('contact-area').value - 9 * (10 + out)) < 0.01);
});

test('what is too large fails, and what fits when turned says so', async () => {
  const tall = (await asked(boxMesh({ sidesMm: [120, 170, 90] }), 'sla-model')).of('fits-build-volume');
  assert.equal(tall.result, 'pass');
  assert.match(tall.what, /turned/);
  const large = (await asked(boxMesh({ sidesMm: [150, 170, 90] }), 'sla-model')).of('fits-build-volume');
  assert.equal(large.result, 'fail');
  assert.equal(large.value, 150);
  assert.equal(large.limit, 145);
});

test('a skull in meters is no print of a fifth of a millimeter', async () => {
  const small = boxMesh({ sidesMm: [0.15, 0.2, 0.21] });
  assert.equal((await asked(small, 'sla-model')).of('units').result, 'fail');
  const file = printFileFrom(readForeignMesh(writeStl(small), 'stl'), { unit: 'm' });
  const { checks } = await checkPrint(
    file,
    { profile: profileOf('large-sla-model'), up: [0, 0, 1], smallestShellMm3: 100 },
    soloCrew(new Arena()),
  );
  assert.equal(checks.find(({ name }) => name === 'units')!.result, 'pass');
});

test('a mirrored part is found by what it was made from, a symmetric one is not accused', async () => {
  const part = together(
    boxMesh({ sidesMm: [20, 8, 6] }),
    boxMesh({ sidesMm: [4, 9, 5], centerMm: [7, 9, 6] }),
    boxMesh({ sidesMm: [3, 5, 12], centerMm: [-6, 2, 10] }),
  );
  const limit = { limitMm: 0.5 };
  const wrong = await asked(mirroredMesh(part), 'sla-model', { against: { mesh: part, ...limit } });
  assert.equal(wrong.of('handedness').result, 'fail');
  const right = await asked(part, 'sla-model', { against: { mesh: part, ...limit } });
  assert.equal(right.of('handedness').result, 'pass');
  assert.equal(right.of('deviation').result, 'pass');
  const box = boxMesh({ sidesMm: [20, 8, 6] });
  assert.equal((await asked(box, 'sla-model', { against: { mesh: box, ...limit } })).of('handedness').result, 'pass');
});

test('triangles that are no numbers are counted and left out, and a file of nothing else is refused', async () => {
  const box = boxMesh({ sidesMm: [20, 12.5, 17] });
  const broken = { ...box, positions: Float32Array.from([...box.positions, Number.NaN, 1, 1e30]) };
  const triangles = Uint32Array.from([...box.triangles, 0, 1, 8]);
  const { of } = await asked({ ...broken, triangles }, 'sla-model');
  assert.equal(of('no-degenerate-triangles').result, 'fail');
  assert.match(of('no-degenerate-triangles').what, /1 triangles have corners/);
  await assert.rejects(asked({ ...broken, triangles: Uint32Array.from([8, 1, 8]) }, 'sla-model'), {
    code: 'verify/empty-model',
  });
});

test('a 3MF says its unit and frame; groups of an OBJ that are open by themselves are one part', async () => {
  const ball = ballMesh({ radiusMm: 14, centerMm: [3, 5, 8] });
  const bytes = writeThreeMf(ball, { name: 'talus', specola: { Frame: 'DICOM LPS', Label: 'T-17 R' } });
  const file = printFileFrom(readForeignMesh(bytes, '3mf'), { unit: null });
  assert.deepEqual([file.statedUnit, file.statedFrame, file.parts[0]!.name], ['mm', 'LPS', 'talus']);
  const { checks, verdict } = await checkPrint(
    file,
    { profile: profileOf('sls-pa12'), up: [0, 0, 1], smallestShellMm3: 100 },
    soloCrew(new Arena()),
  );
  assert.equal(verdict, 'pass', JSON.stringify(checks.filter(({ result }) => result !== 'pass')));
  const half = ball.triangles.length / 2;
  const text = new TextDecoder().decode(writeObj(ball, { name: 'one' }));
  const lines = text.split('\n');
  const faces = lines.flatMap((line, n) => (line.startsWith('f ') ? [n] : []));
  lines.splice(faces[Math.floor(half / 3)]!, 0, 'g other');
  const split = printFileFrom(readForeignMesh(new TextEncoder().encode(lines.join('\n')), 'obj'), { unit: null });
  assert.equal(split.parts.length, 1);
  assert.equal(split.parts[0]!.topology.openEdges, 0);
});
