import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inspection, type SeriesInspection } from '@specola/record';
import { dicomStack, type Fault, faultStudy, needsData, realData, temporaryFolder } from '@specola/test-kit';
import { type InspectJob, inspectStudy } from './inspect-study.ts';

const watcher = {
  progress: { step: () => {}, note: () => {}, end: () => {} },
  signal: new AbortController().signal,
};

const inspect = async (studyPath: string, job: Partial<InspectJob> = {}): Promise<Inspection> =>
  Inspection.parse(
    await inspectStudy({ studyPath, wanted: 'bone', plannedOn: null, site: null, workers: 2, ...job }, watcher),
  );

async function inspectFault(fault: Fault, job: Partial<InspectJob> = {}): Promise<SeriesInspection> {
  using folder = temporaryFolder();
  for (const file of faultStudy(fault).files) folder.write(file.path, await file.read());
  const { series } = await inspect(folder.path, job);
  assert.equal(series.length, 1);
  return series[0]!;
}

const codesOf = ({ findings }: SeriesInspection) => findings.map(({ code }) => code);

test('a clean series gives no finding and suffices for a model and a guide', async () => {
  const series = await inspectFault('none');
  assert.deepEqual(series.findings, []);
  assert.deepEqual([series.sufficiency.model.verdict, series.sufficiency.guide.verdict], ['sufficient', 'sufficient']);
  assert.deepEqual(series.dimensions, [100, 90, 130]);
  assert.deepEqual(series.geometry, {
    tiltDeg: 0,
    uniformSpacing: true,
    missingSlices: [],
    missingRuns: [],
    stepMm: 0.8,
    largestGapMm: 0.8,
    largestShiftMm: 0,
    handedness: 'right',
  });
  // The limb was imaged with 12 HU of noise, and runs on at both ends.
  assert.ok(Math.abs(series.measures.noiseHu! - 12) < 1.5, `${series.measures.noiseHu} HU`);
  assert.deepEqual(series.coverage?.runsOn, ['feet', 'head']);
});

/** What is wrong with each set, in the words and numbers that say it. */
const FAULTS: readonly {
  fault: Fault;
  code: string;
  says: RegExp;
  verdicts: readonly [model: string, guide: string];
  also?: (series: SeriesInspection) => void;
}[] = [
  {
    fault: 'tilt',
    code: 'geometry/gantry-tilt',
    says: /−13\.5°.*24\.1 mm beside.*tag says \+13\.5°; it was not used/,
    verdicts: ['sufficient', 'limited'],
    also: ({ geometry }) => assert.deepEqual([geometry?.tiltDeg, geometry?.uniformSpacing], [-13.5, true]),
  },
  {
    fault: 'missing',
    code: 'geometry/missing-slices',
    says: /^3 slices are missing: 112–114 between -324\.50 and -321\.30 mm, a gap of 3\.20 mm/,
    verdicts: ['limited', 'insufficient'],
    also: ({ geometry }) => {
      assert.deepEqual(geometry?.missingSlices, [112, 113, 114]);
      assert.deepEqual([geometry?.largestGapMm, geometry?.uniformSpacing], [3.2, false]);
    },
  },
  {
    fault: 'duplicate',
    code: 'geometry/duplicate-slices',
    says: /^1 image lies at the place of another: instance 57\./,
    verdicts: ['sufficient', 'sufficient'],
    also: ({ dimensions, instances }) => assert.deepEqual([dimensions?.[2], instances], [130, 131]),
  },
  {
    fault: 'two-kernels',
    code: 'geometry/mixed-kernels',
    says: /2 reconstructions .*B50s \(130 slices\), B20f \(130 slices\)/,
    verdicts: ['sufficient', 'sufficient'],
  },
  {
    fault: 'reversed',
    code: 'geometry/reversed-order',
    says: /image 130 lies at -412\.5 mm and image 1 at -309\.3 mm/,
    verdicts: ['sufficient', 'sufficient'],
    also: ({ geometry }) => assert.equal(geometry?.handedness, 'right'),
  },
  {
    fault: 'multi-frame',
    code: 'geometry/multi-frame',
    says: /1 object holds all 130 slices/,
    verdicts: ['sufficient', 'sufficient'],
    also: ({ dimensions, instances }) => assert.deepEqual([dimensions?.[2], instances], [130, 1]),
  },
  {
    fault: 'thick',
    code: 'geometry/thick-slices',
    says: /0\.40 × 0\.40 × 3\.00 mm.*7\.5 times/,
    verdicts: ['limited', 'insufficient'],
    also: ({ sufficiency, spacingMm }) => {
      assert.deepEqual(spacingMm, [0.4, 0.4, 3]);
      assert.match(sufficiency.guide.because[0]!, /^Slices 3\.00 mm apart: insufficient for a guide above 1\.25 mm\.$/);
    },
  },
  {
    fault: 'unequal',
    code: 'geometry/unequal-spacing',
    says: /most 0\.80 mm apart, but 1\.20 mm between images 3 and 4 .*largest gap is 1\.20 mm/,
    verdicts: ['limited', 'limited'],
  },
  {
    fault: 'narrow',
    code: 'image/field-cuts-body',
    says: /130 of 130 slices: it leaves on opposite sides, along 3\d mm/,
    verdicts: ['sufficient', 'sufficient'],
  },
  {
    fault: 'metal',
    code: 'image/metal',
    says: /^1 piece of metal.* 0\.33 cm³ .*LPS -2, 62, -373 mm/,
    // A screw of 22 mm, 4.4 mm thick, is 334.5 mm³.
    verdicts: ['limited', 'limited'],
    also: ({ measures }) => assert.ok(Math.abs(measures.metalMm3! - 334.5) < 15),
  },
  {
    fault: 'noise',
    code: 'image/noise',
    says: /noise in soft tissue is (8\d|9\d) HU/,
    verdicts: ['limited', 'limited'],
  },
  {
    fault: 'motion',
    code: 'image/motion',
    says: /3\.6 mm between slices 61 and 62\.$/,
    verdicts: ['limited', 'insufficient'],
    // 3.1 mm to the left and 1.86 mm forwards.
    also: ({ measures }) => assert.ok(Math.abs(measures.largestJumpMm! - 3.615) < 0.1),
  },
];

for (const { fault, code, says, verdicts, also } of FAULTS)
  test(`a set with this fault gives exactly that finding: ${fault}`, async () => {
    const series = await inspectFault(fault);
    assert.deepEqual(codesOf(series), [code]);
    assert.match(series.findings[0]!.what, says);
    const { model, guide } = series.sufficiency;
    assert.deepEqual([model.verdict, guide.verdict], verdicts);
    also?.(series);
  });

test('a scan is judged by its age on the planned day, and a site may set its own limits', async () => {
  const planned = await inspectFault('none', { plannedOn: '2027-01-12' });
  // Made on 2026-09-14.
  assert.equal(planned.measures.scanAgeDays, 120);
  assert.deepEqual(planned.sufficiency.guide.because, [
    'The scan is 120 days old on the planned day: limited for a guide above 90 days.',
  ]);
  assert.equal(planned.sufficiency.model.verdict, 'sufficient');
  const site = {
    schema: 'specola/site-rules/1' as const,
    version: 'test lab',
    rules: { 'slice-spacing': { guide: { insufficient: 0.75 }, source: 'a protocol', checkedOn: '2026-11-02' } },
  };
  const strict = await inspectFault('none', { site });
  assert.deepEqual(
    [strict.sufficiency.model.verdict, strict.sufficiency.guide.verdict],
    ['sufficient', 'insufficient'],
  );
});

test('the same inspection comes out for any number of threads', async () => {
  const [one, three] = [await inspectFault('metal', { workers: 1 }), await inspectFault('metal', { workers: 3 })];
  assert.deepEqual(one, three);
});

test('a study whose slices show no vessels is limited where vessels are wanted', async () => {
  const { sufficiency } = await inspectFault('none', { wanted: 'contrast' });
  assert.deepEqual([sufficiency.model.rules, sufficiency.guide.verdict], [['contrast-phase'], 'insufficient']);
});

const TILTED = 'ct/head_phantom_gantry_tilt_study.zip';

test(
  'a mixed folder lists every series, the unreadable with their reason, and says which to take',
  needsData(TILTED),
  async () => {
    const { series, take } = await inspect(realData(TILTED)!);
    assert.deepEqual(
      series.map(({ instances, sufficiency }) => [instances, sufficiency.model.verdict]),
      [
        [54, 'limited'],
        [5, 'insufficient'],
        [1, 'insufficient'],
      ],
    );
    assert.equal(take?.uid, series[0]!.uid);
    assert.deepEqual(series.map(codesOf), [
      ['geometry/gantry-tilt', 'geometry/thick-slices'],
      ['dicom/localizer-only'],
      ['dicom/localizer-only'],
    ]);
  },
);

test('no name, number or birth date of a patient is in an inspection', async () => {
  using folder = temporaryFolder();
  const who = { name: 'ROSSI^ANNA', id: 'A-4711', birthDate: '19610203' };
  for (const file of dicomStack(5, { patient: who, description: 'ankle of Rossi' }))
    folder.write(`rossi-${file.path}`, await file.read());
  assert.doesNotMatch(JSON.stringify(await inspect(folder.path)), /rossi|anna|4711|1961/i);
});

test('grey values say whether there is contrast agent, whatever the headers say', needsData('ct'), async () => {
  const found = async (path: string) => {
    const { series } = await inspect(realData(path)!, { wanted: 'contrast' });
    return series[0]!.findings.filter(({ code }) => code.startsWith('image/contrast')).map(({ what }) => what);
  };
  // Its headers name none; the heart and the aorta are full of it.
  const [thorax] = await found('ct/thorax_contrast_cmbcrc_2p5mm.zip');
  assert.match(thorax!, /^The headers name no contrast agent, and there is one: 3[78]\d HU/);
  // A volume file has no header that could; this aorta is imaged in its arterial phase.
  const [aorta] = await found('ct_gt/totalseg_aorta_cta_1p5mm/ct_cropped.nii.gz');
  assert.match(aorta!, /^There is contrast agent: 4\d\d HU/);
  assert.deepEqual(await found('ct_gt/totalseg_pelvis_spine_3mm/ct.nii.gz'), []);
});

test(
  'of real MR heads that of 7 T is shaded and the others are sound; each says where the head leaves the field',
  needsData('mr'),
  async () => {
    const found = async (name: string) => {
      const { series } = await inspect(realData(`mr/${name}`)!);
      return series[0]!.findings.filter(({ code }) => code.startsWith('image/')).map(({ code }) => code);
    };
    assert.deepEqual(await found('t1_7t_defaced_pddl.zip'), ['image/shading']);
    assert.deepEqual(await found('t1_sag_HFS.zip'), ['image/field-cuts-one-side']);
  },
);

test('an end slice that cannot be read and tells no series leaves no series better than limited', async () => {
  using folder = temporaryFolder();
  const slices = dicomStack(12);
  for (const file of slices.slice(0, -1)) folder.write(file.path, await file.read());
  const whole = await inspect(folder.path);
  // Cut off in front of everything that says whose it is.
  folder.write('last.dcm', (await slices.at(-1)!.read()).subarray(0, 300));
  const { series, findings } = await inspect(folder.path);
  assert.ok(findings.some(({ code, severity }) => code === 'dicom/broken-files' && severity === 'error'));
  assert.ok(!whole.series[0]!.sufficiency.model.rules.includes('unreadable-files'));
  const { model, guide } = series[0]!.sufficiency;
  for (const { verdict, rules } of [model, guide]) {
    assert.notEqual(verdict, 'sufficient');
    assert.ok(rules.includes('unreadable-files'));
  }
});
