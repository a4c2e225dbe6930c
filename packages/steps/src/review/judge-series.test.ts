import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCAN_RULES, type ScanRule } from '@specola/facts';
import { ScanRuleNames } from '@specola/record';
import fc from 'fast-check';
import { judgeSeries, judgeUnreadable, unsuitedKernel } from './judge-series.ts';
import type { ScanFacts, VolumeExamination } from './scan-facts.ts';
import { rulesInForce } from './site-rules.ts';

const GOOD_CONTENTS: VolumeExamination = {
  noiseHu: 14,
  metalMm3: 0,
  signalToNoise: null,
  shading: null,
  largestJumpMm: 0,
  anatomyCutPercent: 0,
  bodyCutPercent: 0,
  blood: null,
  runsOn: [],
  coverage: [],
  findings: [],
};
const GOOD: ScanFacts = {
  modality: 'CT',
  kernel: 'B60s',
  contrastNamed: true,
  derived: false,
  spacingMm: [0.45, 0.45, 0.7],
  sliceThicknessMm: 0.9,
  lengthMm: 140,
  tiltDeg: 0,
  missingGapMm: 0,
  unequalGapMm: 0,
  unreadableFiles: 0,
  kernelsInVolume: 1,
  lossyImages: 0,
  scanAgeDays: 12,
  contents: GOOD_CONTENTS,
};

const judge = (facts: Partial<ScanFacts>, wanted: 'bone' | 'contrast' | 'skin' = 'bone') =>
  judgeSeries({ ...GOOD, ...facts }, wanted, SCAN_RULES);
const verdicts = (facts: Partial<ScanFacts>, wanted?: 'bone' | 'contrast') => {
  const { model, guide } = judge(facts, wanted);
  return [model.verdict, guide.verdict];
};

test('a good series is sufficient for both, and says by which number', () => {
  const { model, guide, findings } = judge({});
  assert.deepEqual([model.verdict, guide.verdict, findings.length], ['sufficient', 'sufficient', 0]);
  assert.match(guide.because[0]!, /^Slices 0\.70 mm apart \(up to 1 mm serve a guide\)/);
});

test('the limits of slices: 1.0 and 1.25 mm for a guide, 1.25 and 5 mm for a model', () => {
  for (const [mm, expected] of [
    [1, ['sufficient', 'sufficient']],
    [1.1, ['sufficient', 'limited']],
    [1.25, ['sufficient', 'limited']],
    [1.3, ['limited', 'insufficient']],
    [5, ['limited', 'insufficient']],
    [5.2, ['insufficient', 'insufficient']],
  ] as const)
    assert.deepEqual(verdicts({ spacingMm: [0.5, 0.5, mm] }), expected, `${mm} mm`);
});

test('missing slices are taken for models up to a gap of 5 mm, and for guides never', () => {
  assert.deepEqual(verdicts({ missingGapMm: 4.9 }), ['limited', 'insufficient']);
  assert.deepEqual(verdicts({ missingGapMm: 5.1 }), ['insufficient', 'insufficient']);
});

test('vessels without contrast agent are limited for a model and refused for a guide; bone does not ask', () => {
  assert.deepEqual(verdicts({ contrastNamed: false }, 'contrast'), ['limited', 'insufficient']);
  assert.deepEqual(verdicts({ contrastNamed: false }), ['sufficient', 'sufficient']);
  assert.deepEqual(verdicts({ contrastNamed: null }, 'contrast'), ['sufficient', 'sufficient']);
});

test('an unreadable file that tells no series may be an end slice of any: no series is more than limited', () => {
  assert.deepEqual(verdicts({ unreadableFiles: 1 }), ['limited', 'limited']);
  assert.match(judge({ unreadableFiles: 2 }).model.because[0]!, /^2 unreadable files tell no series/);
});

test('a contrast agent that the headers name and nothing shows is limited where vessels are wanted', () => {
  const blood = (coreMm3: number) => ({ contents: { ...GOOD_CONTENTS, blood: { meanHu: 320, coreMm3 } } });
  assert.deepEqual(verdicts({}, 'contrast'), ['limited', 'limited']);
  assert.deepEqual(verdicts(blood(9_900), 'contrast'), ['limited', 'limited']);
  assert.deepEqual(verdicts(blood(10_100), 'contrast'), ['sufficient', 'sufficient']);
  assert.deepEqual(verdicts({}), ['sufficient', 'sufficient']);
});

test('low signal and shading of an MR are rules of the table', () => {
  const mr = (signalToNoise: number, shading: number) =>
    judge({ modality: 'MR', contents: { ...GOOD_CONTENTS, signalToNoise, shading } }).model.rules;
  assert.deepEqual(mr(10.1, 1.9), ['modality']);
  assert.deepEqual(mr(9.9, 2.1), ['modality', 'signal-to-noise', 'shading']);
});

test('an MR makes no guide by itself', () => {
  assert.deepEqual(verdicts({ modality: 'MR', contents: null }), ['limited', 'insufficient']);
});

test('what decides stands first, and every broken rule is named', () => {
  const { guide } = judge({ spacingMm: [0.9, 0.9, 3], tiltDeg: -13.5 });
  assert.deepEqual(guide.rules, ['slice-spacing', 'in-plane-resolution', 'gantry-tilt']);
  assert.equal(guide.because.length, 3);
});

test('a series that makes no volume serves nothing', () => {
  const { model } = judgeUnreadable({ what: 'The series has 2 slices.', why: 'Too few.', mend: '' });
  assert.deepEqual([model.verdict, model.because], ['insufficient', ['The series has 2 slices. Too few.']]);
});

test('kernels of the large makers are told apart; an unknown one is not judged', () => {
  for (const kernel of [
    'B60s',
    'B30f',
    'Br64f',
    'Br36d',
    'BONEPLUS',
    'STANDARD',
    'STD+',
    'YA',
    'UB',
    'D',
    'FC30',
    'FC08',
    'PHANTOM',
    '',
  ])
    assert.equal(unsuitedKernel(kernel, 'bone'), null, kernel);
  for (const kernel of ['B20f', 'Br20d', 'SOFT', 'A', 'FC03'])
    assert.equal(unsuitedKernel(kernel, 'bone'), 'smooth', kernel);
  for (const kernel of ['LUNG', 'B80f', 'FC51', 'L']) assert.equal(unsuitedKernel(kernel, 'bone'), 'lung', kernel);
  assert.equal(unsuitedKernel('LUNG', 'contrast'), 'lung');
  assert.equal(unsuitedKernel('B20f', 'contrast'), null);
  assert.equal(unsuitedKernel('LUNG', 'airway'), null);
});

test('nothing that gets worse makes a verdict better', () => {
  const order = ['sufficient', 'limited', 'insufficient'];
  const size = (most: number) => fc.double({ min: 0, max: most, noNaN: true });
  const worse = fc.record({
    spacing: fc.tuple(size(4), size(4), size(8)),
    missingGapMm: size(9),
    unequalGapMm: size(9),
    tiltDeg: size(40),
    noiseHu: size(200),
    metalMm3: size(500),
    jump: size(9),
    cut: size(100),
    age: fc.nat(900),
  });
  fc.assert(
    fc.property(worse, worse, (a, b) => {
      const factsOf = (one: typeof a): Partial<ScanFacts> => ({
        spacingMm: one.spacing.map((mm) => mm + 0.1) as [number, number, number],
        missingGapMm: one.missingGapMm,
        unequalGapMm: one.unequalGapMm,
        tiltDeg: one.tiltDeg,
        scanAgeDays: one.age,
        contents: {
          ...GOOD_CONTENTS,
          noiseHu: one.noiseHu,
          metalMm3: one.metalMm3,
          largestJumpMm: one.jump,
          anatomyCutPercent: one.cut,
        },
      });
      const both = {
        spacing: a.spacing.map((mm, c) => Math.max(mm, b.spacing[c]!)) as [number, number, number],
        missingGapMm: Math.max(a.missingGapMm, b.missingGapMm),
        unequalGapMm: Math.max(a.unequalGapMm, b.unequalGapMm),
        tiltDeg: Math.max(a.tiltDeg, b.tiltDeg),
        noiseHu: Math.max(a.noiseHu, b.noiseHu),
        metalMm3: Math.max(a.metalMm3, b.metalMm3),
        jump: Math.max(a.jump, b.jump),
        cut: Math.max(a.cut, b.cut),
        age: Math.max(a.age, b.age),
      };
      const [one, worst] = [judge(factsOf(a)), judge(factsOf(both))];
      for (const purpose of ['model', 'guide'] as const)
        assert.ok(order.indexOf(worst[purpose].verdict) >= order.indexOf(one[purpose].verdict));
    }),
    { seed: 20261125, numRuns: 300 },
  );
});

test('the table is dated, has a source for each rule, and its limits stand in order', () => {
  for (const [name, rule] of Object.entries<ScanRule>(SCAN_RULES)) {
    assert.match(rule.checkedOn, /^\d{4}-\d{2}-\d{2}$/);
    assert.ok(rule.source.length > 20, name);
    for (const { limited, insufficient } of [rule.model, rule.guide])
      if (limited !== null && insufficient !== null)
        assert.ok(rule.worse === 'above' ? insufficient >= limited : insufficient <= limited, name);
  }
  assert.deepEqual([...ScanRuleNames.options].sort(), Object.keys(SCAN_RULES).sort());
});

test('a site changes the limits that it names and no others, and the table says so', () => {
  const { table, changedBySite, version } = rulesInForce({
    schema: 'specola/site-rules/1',
    version: 'lab 7',
    rules: { noise: { model: { limited: null }, source: 'a protocol', checkedOn: '2026-11-02' } },
  });
  assert.deepEqual(table.noise.model, { limited: null, insufficient: SCAN_RULES.noise.model.insufficient });
  assert.deepEqual(table.noise.guide, SCAN_RULES.noise.guide);
  assert.deepEqual(table.motion, SCAN_RULES.motion);
  assert.deepEqual([changedBySite, version], [['noise'], '2026-11-25 with lab 7']);
});
