import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, measuresOf, soloCrew } from '@specola/kernels';
import { emptyPlan, type RecipeStep, SurgicalPlan } from '@specola/record';
import { ijkToLpsFrom, pointLps, SpecolaError, type TriMesh, type Triple } from '@specola/space';
import { modelAtStart, newComponent, withAdded } from '../model/edit/model-value.ts';
import { runRecipe } from '../runner/run-recipe.ts';

/** A box by its lower corner and sides; every side of its own. */
function box([x, y, z]: Triple, [a, b, c]: Triple): TriMesh {
  const corners: number[] = [];
  for (let n = 0; n < 8; n++) corners.push(x + (n & 1 ? a : 0), y + (n & 2 ? b : 0), z + (n & 4 ? c : 0));
  return {
    positions: Float32Array.from(corners),
    triangles: Uint32Array.of(
      0,
      2,
      1,
      1,
      2,
      3,
      4,
      5,
      6,
      5,
      7,
      6,
      0,
      1,
      4,
      1,
      5,
      4,
      2,
      6,
      3,
      3,
      6,
      7,
      0,
      4,
      2,
      2,
      4,
      6,
      1,
      3,
      5,
      3,
      7,
      5,
    ),
    frame: 'lps-mm',
  };
}

async function planned(meshes: Readonly<Record<string, TriMesh>>, steps: readonly [string, Record<string, unknown>][]) {
  const arena = new Arena();
  const run = await runRecipe(
    {
      dimensions: [2, 2, 2],
      values: arena.int16(8, { zeroed: true }),
      valueScale: { slope: 1, intercept: 0, unit: 'HU' },
      ijkToLps: ijkToLpsFrom([1, 0, 0], [0, 1, 0], [0, 0, 1], pointLps(0, 0, 0)),
      modality: 'CT',
    },
    steps.map(([command, params]): RecipeStep => ({ command, params })),
    soloCrew(arena),
    { signal: new AbortController().signal, onStep: () => undefined },
    {
      model: withAdded(
        modelAtStart().model,
        Object.entries(meshes).map(([id, mesh]) => newComponent({ id, mesh })),
      ),
      plan: emptyPlan(),
    },
  );
  const plan = SurgicalPlan.parse(run.made.plan);
  return {
    plan,
    volume: (id: string) => measuresOf(run.made.model!.model.components.find((one) => one.id === id)!.mesh).volumeMm3,
    bounds: (id: string) => measuresOf(run.made.model!.model.components.find((one) => one.id === id)!.mesh).boundsMm,
    ids: run.made.model!.model.components.map(({ id }) => id),
  };
}
const near = (a: number, b: number, within = 1e-3) => assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`);
const refused = (code: string) => (thrown: unknown) => thrown instanceof SpecolaError && thrown.code === code;

/** 20 × 30 × 100 mm: a shaft along z whose volume is 60 cm³. */
const SHAFT = { shaft: box([5, -7, 11], [20, 30, 100]) };

test('a cut with a kerf takes the blade’s bone from the side that was said', async () => {
  for (const [kerfSide, front, back] of [
    ['front', 600 * (60 - 1.2), 600 * 40],
    ['back', 600 * 60, 600 * (40 - 1.2)],
    ['both', 600 * (60 - 0.6), 600 * (40 - 0.6)],
  ] as const) {
    const { volume, plan } = await planned(SHAFT, [
      [
        'plan.osteotomy',
        {
          name: 'cut',
          component: 'shaft',
          cut: { kind: 'plane', plane: { atLpsMm: [0, 0, 51], normal: [0, 0, 2] } },
          kerfMm: 1.2,
          kerfSide,
        },
      ],
    ]);
    near(volume('shaft-front'), front, 0.5);
    near(volume('shaft-back'), back, 0.5);
    near(plan.osteotomies[0]!.takenMm3, 720, 0.5);
  }
});

test('two planes cut a notch, and a curve swept through cuts as its two straight halves do', async () => {
  const notch = await planned(SHAFT, [
    [
      'plan.osteotomy',
      {
        name: 'notch',
        component: 'shaft',
        cut: {
          kind: 'biplanar',
          planes: [
            { atLpsMm: [15, 0, 61], normal: [1, 0, 0] },
            { atLpsMm: [0, 0, 61], normal: [0, 0, 1] },
          ],
        },
      },
    ],
  ]);
  near(notch.volume('shaft-front'), 10 * 30 * 50, 0.5);
  near(notch.volume('shaft-back'), 60_000 - 15_000, 0.5);
  // A roof over the shaft, seen along y: from one side up to the middle and down again, 10 mm high.
  const roof = await planned(SHAFT, [
    [
      'plan.osteotomy',
      {
        name: 'roof',
        component: 'shaft',
        cut: {
          kind: 'curve',
          pointsLpsMm: [
            [5, 0, 51],
            [15, 0, 61],
            [25, 0, 51],
          ],
          direction: [0, 1, 0],
        },
      },
    ],
  ]);
  const below = 30 * (20 * 40 + (20 * 10) / 2);
  const volumes = [roof.volume('shaft-front'), roof.volume('shaft-back')].sort((a, b) => a - b);
  near(volumes[0]!, Math.min(below, 60_000 - below), 1);
  near(volumes[0]! + volumes[1]!, 60_000, 1);
});

test('a curve with a blade loses the blade’s width along its whole length', async () => {
  const { plan } = await planned(SHAFT, [
    [
      'plan.osteotomy',
      {
        name: 'roof',
        component: 'shaft',
        kerfMm: 1,
        cut: {
          kind: 'curve',
          pointsLpsMm: [
            [-5, 0, 41],
            [15, 0, 61],
            [35, 0, 41],
          ],
          direction: [0, 1, 0],
        },
      },
    ],
  ]);
  // Two slanted strips of 10·√2 mm across the shaft, 30 deep and 1 wide; where they meet neither loses twice.
  near(plan.osteotomies[0]!.takenMm3, 2 * 10 * Math.SQRT2 * 30, 8);
});

test('an opening wedge leaves all bone, gapes by its height and turns the axis; a closing one takes the wedge', async () => {
  const hinge = { atLpsMm: [25, 0, 61], direction: [0, 1, 0] };
  const wedge = {
    name: 'hto',
    component: 'shaft',
    plane: { atLpsMm: [0, 0, 61], normal: [0, 0, 1] },
    hinge,
    farLpsMm: [5, 0, 61],
  };
  const opening = await planned(SHAFT, [
    ['plan.wedge', { ...wedge, kind: 'opening', deg: 8, axis: { fromLpsMm: [25, 8, 11], toLpsMm: [25, 8, 111] } }],
  ]);
  near(opening.volume('shaft-front') + opening.volume('shaft-back'), 60_000, 0.5);
  // Chord of 8 degrees at 20 mm.
  near(opening.plan.osteotomies[0]!.wedge!.heightMm, 2 * 20 * Math.sin((4 * Math.PI) / 180), 1e-9);
  // The hinge stands on the axis at half its length, so the axis turns by half the angle.
  near(opening.plan.osteotomies[0]!.wedge!.axis!.turnedDeg, 4, 0.01);
  near(opening.bounds('shaft-front').min[2], 61, 1e-3);
  const closing = await planned(SHAFT, [['plan.wedge', { ...wedge, kind: 'closing', deg: -8 }]]);
  const taken = 30 * 0.5 * 20 * 20 * Math.tan((8 * Math.PI) / 180);
  near(closing.plan.osteotomies[0]!.takenMm3, taken, 1);
  near(closing.bounds('shaft-front').min[2], 61, 1e-3);
  await assert.rejects(
    planned(SHAFT, [['plan.wedge', { ...wedge, kind: 'closing', deg: 8 }]]),
    refused('plan/wedge-refused'),
  );
  await assert.rejects(
    planned(SHAFT, [
      ['plan.wedge', { ...wedge, kind: 'opening', deg: 8, hinge: { atLpsMm: [25, 0, 61], direction: [0, 0, 1] } }],
    ]),
    refused('plan/wedge-refused'),
  );
});

test('a fragment moves by turns and shifts, and the plan says how far and about what', async () => {
  const { plan, bounds } = await planned(SHAFT, [
    [
      'plan.osteotomy',
      { name: 'cut', component: 'shaft', cut: { kind: 'plane', plane: { atLpsMm: [0, 0, 61], normal: [0, 0, 1] } } },
    ],
    [
      'plan.move',
      {
        component: 'shaft-front',
        aboutLpsMm: [15, 8, 61],
        turns: [{ axis: [0, 0, 5], deg: 90 }],
        shift: [{ along: [0, 0, 1], mm: 4 }],
        why: 'derotation',
      },
    ],
  ]);
  const [move] = plan.moves;
  near(move!.turnDeg, 90, 1e-6);
  near(move!.shiftMm, 4, 1e-4);
  const { min, max } = bounds('shaft-front');
  near(max[0] - min[0], 30, 1e-3);
  near(min[2], 65, 1e-3);
});

test('a screw knows its way through the bone, its far cortex, and how near it comes to a nerve', async () => {
  const { plan } = await planned({ ...SHAFT, nerve: box([-20, -1, 61], [100, 2, 2]) }, [
    [
      'plan.trajectory',
      {
        name: 's1',
        kind: 'screw',
        host: 'shaft',
        entryLpsMm: [2, 8, 70],
        tipLpsMm: [27, 8, 70],
        diameterMm: 3.5,
        structures: ['nerve'],
      },
    ],
  ]);
  const [screw] = plan.trajectories;
  near(screw!.lengthMm, 25);
  near(screw!.inBoneMm, 20, 1e-4);
  near(screw!.farCortexMm!, 23, 1e-4);
  near(screw!.beyondFarCortexMm, 2, 1e-4);
  // Nerve: y from −1 to 1, z from 61 to 63; screw axis at y 8, z 70: 7√2 away, less the radius.
  near(screw!.clearances[0]!.mm, 7 * Math.SQRT2 - 1.75, 1e-3);
});

test('a fibula gives two pieces that meet at the corner of a mandible, in step with the plan by hand', async () => {
  const fibula = box([-6, -4, 0], [12, 8, 380]);
  const end: Triple = [55, 30 * Math.sqrt(0.75), 0];
  const { plan, volume, ids } = await planned({ fibula }, [
    [
      'plan.graft',
      {
        name: 'jaw',
        donor: 'fibula',
        cornersLpsMm: [[0, 0, 0], [40, 0, 0], end],
        ends: [
          { atLpsMm: [0, 0, 0], normal: [1, 0, 0] },
          { atLpsMm: end, normal: [0.5, Math.sqrt(0.75), 0] },
        ],
        outward: [0, 0, 1],
        axis: { atLpsMm: [0, 0, 0], direction: [0, 0, 1] },
        lengthMm: 380,
        donorOutward: [1, 0, 0],
      },
    ],
  ]);
  assert.deepEqual(ids, ['fibula', 'jaw-1', 'jaw-2']);
  const [one, two] = plan.grafts[0]!.pieces;
  near(one!.lengthMm, 40, 1e-6);
  near(two!.lengthMm, 30, 1e-4);
  near(one!.endTiltDeg, 30, 1e-4);
  near(one!.fromMm, 75, 1e-6);
  // A straight bar cut at a slant through its own axis keeps its mean length: 12 × 8 × length.
  near(volume('jaw-1'), 96 * 40, 0.5);
  near(volume('jaw-2'), 96 * 30, 0.5);
  const radius = Math.hypot(6, 4);
  near(two!.fromMm, 75 + 40 + 1.5 + 2 * radius * Math.tan(Math.PI / 6), 1e-3);
});

test('margins, contacts, angles and volumes are measured as geometry says', async () => {
  const { plan } = await planned(
    { ...SHAFT, tumor: box([10, 0, 70], [5, 5, 5]), plate: box([25.3, -7, 11], [2, 30, 100]) },
    [
      [
        'plan.osteotomy',
        {
          name: 'cut',
          component: 'shaft',
          keep: 'front',
          cut: { kind: 'plane', plane: { atLpsMm: [0, 0, 61], normal: [0, 0, 1] } },
          frontId: 'specimen',
        },
      ],
      ['plan.measure', { name: 'm', of: { kind: 'margin', tumor: 'tumor', osteotomy: 'cut', lessMm: 1.5 } }],
      ['plan.measure', { name: 'd', of: { kind: 'distance', fromLpsMm: [1, 2, 3], toLpsMm: [4, 6, 15] } }],
      [
        'plan.measure',
        { name: 'a', of: { kind: 'angle', fromLpsMm: [1, 0, 0], apexLpsMm: [0, 0, 0], toLpsMm: [1, 1, 0] } },
      ],
      ['plan.measure', { name: 'v', of: { kind: 'volume', component: 'tumor' } }],
      ['plan.measure', { name: 'c', of: { kind: 'contact', first: 'plate', second: 'specimen', withinMm: 0.5 } }],
    ],
  );
  const value = (name: string) => plan.measurements.find((one) => one.name === name)!.value;
  near(value('m'), 9 - 1.5, 1e-4);
  near(value('d'), 13, 1e-9);
  near(value('a'), 45, 1e-9);
  near(value('v'), 125, 1e-3);
  assert.ok(value('c') > 0);
});

test('a cut that misses, a name used twice and a margin to no cut are refused with a code', async () => {
  const plane = (z: number) => ({ kind: 'plane', plane: { atLpsMm: [0, 0, z], normal: [0, 0, 1] } });
  await assert.rejects(
    planned(SHAFT, [['plan.osteotomy', { name: 'cut', component: 'shaft', cut: plane(500) }]]),
    refused('plan/cut-misses'),
  );
  await assert.rejects(
    planned(SHAFT, [['plan.osteotomy', { name: 'cut', component: 'femur', cut: plane(50) }]]),
    refused('model/no-such-component'),
  );
  await assert.rejects(
    planned(SHAFT, [
      ['plan.landmark', { name: 'a', atLpsMm: [1, 2, 3] }],
      ['plan.landmark', { name: 'a', atLpsMm: [1, 2, 3] }],
    ]),
    refused('plan/name-taken'),
  );
  await assert.rejects(
    planned(SHAFT, [['plan.measure', { name: 'm', of: { kind: 'margin', tumor: 'shaft', osteotomy: 'none' } }]]),
    refused('plan/no-such-cut'),
  );
});
