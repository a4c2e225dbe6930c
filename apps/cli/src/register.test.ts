import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RegistrationRecord } from '@specola/record';
import { needsData, realData, temporaryFolder } from '@specola/test-kit';

const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const SUPINE = 'mr/t1_sag_HFS.zip';
const ON_THE_SIDE = 'mr/t1_sag_HFDL.zip';
const room = temporaryFolder();
after(() => room[Symbol.dispose]());

const register = (args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, 'register', ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, stderr, json: JSON.parse(stdout) as RegistrationRecord & { error: { code: string } } };
};
const pair = (): string[] => [realData(SUPINE)!, realData(ON_THE_SIDE)!];

/**
 * Where elastix 5.0.1 (Mattes mutual information, three resolutions, 500 iterations) carries places of the supine scan
 * in the other one: Euler angles and shift about (0, −0.5078125, 0.5078125). Its parameters: docs/evidence/registration.md.
 */
const ELASTIX = {
  turn: [-0.13402, 0.1394, -0.053201],
  shift: [-40.090468, 21.868807, -44.467051],
  about: [0, -0.5078125, 0.5078125],
} as const;

function byElastix(place: readonly number[]): number[] {
  const [[x, y, z], [cx, sx, cy, sy, cz, sz]] = [
    place.map((v, c) => v - ELASTIX.about[c]!) as [number, number, number],
    ELASTIX.turn.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ],
  ];
  // Rz · Rx · Ry, as ITK's Euler transform multiplies unless told otherwise.
  const [ax, ay, az] = [cy * x + sy * z, y, -sy * x + cy * z];
  const [bx, by, bz] = [ax, cx * ay - sx * az, sx * ay + cx * az];
  const turned = [cz * bx - sz * by, sz * bx + cz * by, bz];
  return turned.map((v, c) => v + ELASTIX.about[c]! + ELASTIX.shift[c]!);
}

/** A place of the moving volume in the fixed one, and the way back, by the record's 4×4. */
function carriedBack(m: readonly number[], place: readonly number[]): number[] {
  const off = [0, 1, 2].map((r) => place[r]! - m[4 * r + 3]!);
  return [0, 1, 2].map((c) => [0, 1, 2].reduce((sum, r) => sum + m[4 * r + c]! * off[r]!, 0));
}

test(
  'a volunteer on the side is laid on himself supine, where elastix lays him too, the same for one thread and for two',
  needsData(SUPINE, ON_THE_SIDE),
  () => {
    const [one, two] = [join(room.path, 'one'), join(room.path, 'two')];
    const found = register([...pair(), '--out', one, '--workers', '1']);
    assert.equal(found.status, 0, found.stderr);
    const record = RegistrationRecord.parse(found.json);
    assert.deepEqual(readdirSync(one).sort(), ['registration.json', 'registration.png']);
    for (const place of record.capture.referencePointsLps) {
      const [a, b] = [carriedBack(record.movingToFixedLps, place), byElastix(place)];
      const apart = Math.hypot(...a.map((v, c) => v - b[c]!));
      assert.ok(apart < 0.4, `${apart} mm at ${place}`);
    }
    assert.ok(record.capture.restarts.every(({ endedMm }) => endedMm < 1));
    assert.ok(record.errorEstimate.mm > 0.1 && record.errorEstimate.mm < 1);
    assert.equal(register([...pair(), '--out', two, '--workers', '2']).status, 0);
    assert.deepEqual(readFileSync(join(two, 'registration.png')), readFileSync(join(one, 'registration.png')));
    const signed = (folder: string) => ({
      ...JSON.parse(readFileSync(join(folder, 'registration.json'), 'utf8')),
      run: null,
    });
    assert.deepEqual(signed(two), signed(one));
  },
);

test('landmarks alone decide when they are asked to, and tell their error', needsData(SUPINE, ON_THE_SIDE), () => {
  const places = [
    [0, -60, 40],
    [30, 20, 60],
    [-35, 40, -20],
    [10, 70, 10],
    [-20, -40, -50],
  ];
  const file = join(room.path, 'landmarks.json');
  const wrong = [0.8, -0.5, 0.4, -0.9, 0.3];
  writeFileSync(
    file,
    JSON.stringify(
      places.map((fixedLps, n) => ({
        name: `place ${n}`,
        fixedLps,
        movingLps: byElastix(fixedLps).map((v, c) => v + (c === n % 3 ? wrong[n]! : 0)),
      })),
    ),
  );
  const { status, stderr, json } = register([
    ...pair(),
    '--out',
    join(room.path, 'by-landmarks'),
    '--method',
    'landmarks',
    '--landmarks',
    file,
  ]);
  assert.equal(status, 0, stderr);
  const { landmarks, method, errorEstimate } = RegistrationRecord.parse(json);
  assert.equal(method, 'landmarks');
  assert.ok(landmarks!.rmsBeforeMm > 30);
  assert.ok(landmarks!.rmsAfterMm > 0.05 && landmarks!.rmsAfterMm < 0.8);
  assert.ok(landmarks!.targetErrorMm! > 0);
  assert.ok(errorEstimate.mm >= landmarks!.rmsAfterMm);
});

test('two series of one frame of reference are never registered silently', needsData(SUPINE), () => {
  const [supine] = pair();
  const out = join(room.path, 'one-frame');
  const { status, json } = register([supine!, supine!, '--out', out]);
  assert.equal(status, 3);
  assert.equal(json.error.code, 'register/one-frame');
  assert.ok(!readdirSync(room.path).includes('one-frame'));
});

test(
  'landmarks that are none, or that fix no motion, are refused with their own sentence',
  needsData(SUPINE, ON_THE_SIDE),
  () => {
    const file = join(room.path, 'bad.json');
    const tried = (text: string, ...more: string[]) => {
      writeFileSync(file, text);
      return register([...pair(), '--out', join(room.path, 'bad'), '--landmarks', file, ...more]).json.error.code;
    };
    assert.equal(tried('nonsense'), 'register/not-landmarks');
    assert.equal(tried('[{"fixedLps": [1, 2]}]'), 'register/not-landmarks');
    const line = [1, 2, 3, 4].map((n) => ({ fixedLps: [n, 2 * n, 0], movingLps: [n, 2 * n, 5] }));
    assert.equal(tried(JSON.stringify(line), '--start-from', 'landmarks'), 'align/landmarks');
    assert.equal(tried(JSON.stringify(line.slice(0, 2)), '--method', 'landmarks'), 'align/landmarks');
  },
);
