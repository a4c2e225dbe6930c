import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew } from '@specola/kernels';
import { ball, box, cylinder, imageScene, type Solid } from '@specola/phantom';
import { ijkToLpsFrom, pointLps, type Volume } from '@specola/space';
import { contrastFinding } from './examine-blood.ts';
import { examineVolume, type WantedStructure } from './examine-volume.ts';
import { rulesInForce } from './site-rules.ts';

const rules = rulesInForce(null).table;
const SPACING = [0.9, 0.8, 1.1] as const;

/** Solids in air on a grid whose voxel (0,0,0) lies at the origin. */
function imaged(arena: Arena, parts: readonly [Solid, number][], noiseHu = 0): Volume {
  return imageScene(
    {
      parts: parts.map(([solid, hu], n) => ({ name: `part ${n}`, solid, hu })),
      backgroundHu: -1000,
      originLps: [0, 0, 0],
    },
    {
      dimensions: [100, 120, 60],
      ijkToLps: ijkToLpsFrom([SPACING[0], 0, 0], [0, SPACING[1], 0], [0, 0, SPACING[2]], pointLps(0, 0, 0)),
      pointSpreadMm: { inPlane: 0.5, throughPlane: 0.5 },
      noiseHu,
      noiseGrainMm: 0.5,
      seed: 11,
      samplesPerVoxel: [2, 2, 2],
    },
    (length) => arena.int16(length),
  );
}

/** The same values as an MR would have: no scale, air at 0, tissue where `of` puts it. */
const asMr = (volume: Volume, of: (hu: number, i: number) => number): Volume => ({
  ...volume,
  modality: 'MR',
  valueScale: { slope: 1, intercept: 0, unit: 'arbitrary' },
  values: volume.values.map((hu, v) => of(hu, v % volume.dimensions[0])),
});

async function examined(volume: Volume, arena: Arena, wanted: WantedStructure = 'bone') {
  return examineVolume(volume, { wanted, rules }, soloCrew(arena));
}
const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);
const trunk = cylinder([45, 48, 33], [0, 0, 1], { radiusMm: 36, halfLengthMm: 90 });

test('bone that leaves the field on one side is a finding with the side and the length', async () => {
  const arena = new Arena();
  // A plate of bone whose left end (x = 90) lies beyond the last column, 30 mm wide, in the middle slices.
  const plate = box([80, 40, 33], [25, 15, 12]);
  const { findings, runsOn } = await examined(
    imaged(arena, [
      [trunk, 40],
      [plate, 900],
    ]),
    arena,
  );
  const cut = findings.find(({ code }) => code === 'image/field-cuts-one-side');
  const said = /one side \(left\) in (\d+) of 60 slices, along up to (\d+) mm/.exec(cut?.what ?? '');
  const [inSlices, along] = [Number(said?.[1] ?? 0), Number(said?.[2] ?? 0)];
  assert.ok(Math.abs(inSlices - 24 / 1.1) < 2, String(cut?.what));
  assert.ok(Math.abs(along - 30) < 3, String(cut?.what));
  assert.ok(runsOn.includes('left'));
  const within = box([60, 40, 33], [20, 15, 12]);
  const whole = await examined(
    imaged(arena, [
      [trunk, 40],
      [within, 900],
    ]),
    arena,
  );
  assert.deepEqual(codes(whole.findings), []);
});

test('a pool of enhanced blood is seen by its grey values, and confirms or contradicts what the headers say', async () => {
  const arena = new Arena();
  const heart = ball([45, 48, 33], 21);
  const bright = await examined(
    imaged(
      arena,
      [
        [trunk, 40],
        [heart, 320],
      ],
      20,
    ),
    arena,
    'contrast',
  );
  assert.ok(bright.blood && Math.abs(bright.blood.meanHu - 320) < 4, JSON.stringify(bright.blood));
  // Its core, 6 mm from its rim.
  assert.ok(Math.abs(bright.blood.coreMm3 / ((4 / 3) * Math.PI * 15 ** 3) - 1) < 0.12, `${bright.blood.coreMm3}`);
  const plain = await examined(
    imaged(
      arena,
      [
        [trunk, 40],
        [heart, 52],
      ],
      20,
    ),
    arena,
    'contrast',
  );
  assert.equal(plain.blood, null);
  const told = (blood: Parameters<typeof contrastFinding>[0], named: boolean | null) => {
    const finding = contrastFinding(blood, named);
    return finding && `${finding.code} ${finding.severity}`;
  };
  assert.equal(told(bright.blood, true), 'image/contrast-seen info');
  assert.equal(told(bright.blood, false), 'image/contrast-seen warning');
  assert.equal(told(bright.blood, null), 'image/contrast-seen warning');
  assert.equal(told(null, true), 'image/contrast-not-seen warning');
  assert.equal(told(null, false), null);
});

test('a sound MR has no finding; noise, shading and a cut field are told with their numbers', async () => {
  const arena = new Arena();
  const still = imaged(arena, [[trunk, 0]]);
  const noisy = imaged(arena, [[trunk, 0]], 100);
  const tissue = (hu: number) => Math.max(0, Math.round((hu + 1000) / 2));
  const sound = await examined(asMr(still, tissue), arena);
  assert.deepEqual(codes(sound.findings), []);
  assert.deepEqual(sound.runsOn, ['feet', 'head']);

  // Mean 500 over a noise of 100, which tissue of 500 and half the gain makes 10 · (1000 / 2) / (2 · 100 / 2).
  const grain = await examined(
    asMr(noisy, (hu) => Math.max(0, Math.round(hu + 1000 - 500))),
    arena,
  );
  const low = grain.findings.find(({ code }) => code === 'image/low-signal');
  const ratio = Number(/only ([\d.]+) times/.exec(low?.what ?? '')?.[1]);
  assert.ok(Math.abs(ratio - 5) < 1.2, `${low?.what}`);

  // Four times as bright on the left as on the right of 72 mm of tissue: 3.5 between the 5th and the 95th percentile.
  const coil = (i: number) => 4 ** ((i * SPACING[0] - 45) / 72);
  const shaded = await examined(
    asMr(still, (hu, i) => Math.round(tissue(hu) * coil(i))),
    arena,
  );
  const shading = shaded.findings.find(({ code }) => code === 'image/shading');
  const times = Number(/up to ([\d.]+) times/.exec(shading?.what ?? '')?.[1]);
  assert.ok(times > 2.6 && times < 4, `${shading?.what}`);

  const aside = imaged(arena, [[cylinder([70, 48, 33], [0, 0, 1], { radiusMm: 30, halfLengthMm: 90 }), 0]]);
  const cut = await examined(asMr(aside, tissue), arena);
  assert.deepEqual(codes(cut.findings), ['image/field-cuts-one-side']);
  assert.match(cut.findings[0]!.what, /cuts the body on one side \(left\) in 60 of 60 slices/);
});
