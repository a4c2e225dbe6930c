import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dicomSlice, dicomStack, fileOf } from '@specola/test-kit';
import type { StudyFile } from '../study-file.ts';
import { chooseSeries, type WantedAnatomy } from './choose-series.ts';
import { scanStudy } from './scan-study.ts';

const choose = async (files: readonly StudyFile[], anatomy: WantedAnatomy = 'bone', seriesUid?: string) =>
  chooseSeries(await scanStudy(files), { anatomy, seriesUid });

/** Rotation by 90° and a bit: rows along −z and x, so that a swapped axis shows. */
const SAGITTAL = [0, 1, 0, 0, 0, -1];
const scout = (seriesUid: string) =>
  fileOf(dicomSlice({ seriesUid, sopInstanceUid: `${seriesUid}.1`, imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER' }));

test('the thinnest slices win, and the finding names the series and what was passed over', async () => {
  const { series, findings } = await choose([
    ...dicomStack(8, { seriesUid: '2.25.10', stepMm: 2.5 }),
    ...dicomStack(17, { seriesUid: '2.25.11', stepMm: 1.25 }),
    scout('2.25.12'),
  ]);
  assert.equal(series.uid, '2.25.11');
  assert.equal(findings[0]?.code, 'dicom/series-chosen');
  assert.match(findings[0]!.what, /2\.25\.11.*17 slices 1\.25 mm apart/);
  assert.match(findings[0]!.why, /2\.25\.10 \(8 slices, 2\.50 mm apart\).*2\.25\.12 \(a localizer\)/);
});

test('a short piece of thinner slices does not win over the whole scan', async () => {
  const { series } = await choose([
    ...dicomStack(40, { seriesUid: '2.25.10', stepMm: 2 }),
    ...dicomStack(9, { seriesUid: '2.25.11', stepMm: 0.5 }),
  ]);
  assert.equal(series.uid, '2.25.10');
});

test('original images win over derived ones, and CT over MR', async () => {
  const derived = dicomStack(30, { seriesUid: '2.25.10', stepMm: 0.5, imageType: 'DERIVED\\SECONDARY\\MPR' });
  const original = dicomStack(15, { seriesUid: '2.25.11', stepMm: 1 });
  const mr = dicomStack(60, { seriesUid: '2.25.12', stepMm: 0.25, modality: 'MR' });
  assert.equal((await choose([...derived, ...original, ...mr])).series.uid, '2.25.11');
  assert.equal((await choose([...derived, ...original, ...mr], null)).series.uid, '2.25.11');
});

test('--series overrides the choice', async () => {
  const files = [
    ...dicomStack(8, { seriesUid: '2.25.10', stepMm: 2.5 }),
    ...dicomStack(16, { seriesUid: '2.25.11', stepMm: 1.25 }),
  ];
  const { series, findings } = await choose(files, 'bone', '2.25.10');
  assert.equal(series.uid, '2.25.10');
  assert.equal(findings[0]!.why, 'It was named with --series.');
  await assert.rejects(choose(files, 'bone', '2.25.99'), {
    code: 'dicom/unknown-series',
    mend: /2\.25\.10, 2\.25\.11/,
  });
});

test('a regular series wins over a tilted one, whatever their size', async () => {
  const tilted = dicomStack(30, { seriesUid: '2.25.10', stepMm: 1 }, (k) => ({ position: [0, 0.3 * k, k] }));
  const upright = dicomStack(6, { seriesUid: '2.25.11', stepMm: 3 });
  assert.equal((await choose([...tilted, ...upright])).series.uid, '2.25.11');
});

test('nothing DICOM: an empty folder, a text file, random bytes', async () => {
  await assert.rejects(choose([]), { code: 'dicom/no-dicom', what: 'The study holds no files.' });
  const text = fileOf(new TextEncoder().encode('Dear colleague, the disc is in the other envelope.\n'.repeat(9)));
  await assert.rejects(choose([text]), { code: 'dicom/no-dicom' });
  const bytes = fileOf(Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) >> 3));
  await assert.rejects(choose([bytes, text]), { code: 'dicom/no-dicom', what: 'None of the 2 files is DICOM.' });
});

test('a study of localizers alone is refused, and so are images without a place', async () => {
  await assert.rejects(choose([scout('2.25.12')]), { code: 'dicom/localizer-only' });
  await assert.rejects(choose(dicomStack(4, {}, () => ({ position: null }))), { code: 'dicom/no-images' });
});

test('an MR is refused for a preset in HU, and taken for a threshold of one’s own', async () => {
  const mr = dicomStack(5, { modality: 'MR' });
  await assert.rejects(choose(mr, 'bone'), { code: 'dicom/not-ct', what: /MR.*"bone"/ });
  assert.equal((await choose(mr, null)).series.modality, 'MR');
});

test('two patients in one folder are refused without naming them; a named series asks for its own study alone', async () => {
  const [anna, ben] = [
    { name: 'ROSSI^ANNA', id: 'A-4711', birthDate: '19610203' },
    { name: 'BIANCHI^BEN', id: 'B-0815', birthDate: '19720304' },
  ];
  const apart = [
    ...dicomStack(4, { seriesUid: '2.25.10', studyUid: '2.25.1', patient: anna }),
    ...dicomStack(4, { seriesUid: '2.25.11', studyUid: '2.25.9', patient: ben }),
  ];
  await assert.rejects(choose(apart), (thrown: Error & { code: string }) => {
    assert.equal(thrown.code, 'dicom/two-patients');
    assert.doesNotMatch(thrown.message, /rossi|bianchi|4711|0815|1961|1972/i);
    return true;
  });
  assert.equal((await choose(apart, 'bone', '2.25.11')).series.uid, '2.25.11');
  const mixed = dicomStack(6, {}, (k) => ({ patient: k < 3 ? anna : ben }));
  await assert.rejects(choose(mixed, 'bone', '2.25.2'), { code: 'dicom/two-patients' });
});

test('a blank in one file and another spelling of one name are no second patient', async () => {
  const files = dicomStack(6, {}, (k) => ({
    patient: { name: ['Rossi^Anna', 'ROSSI^ANNA^^', 'ROSSI ANNA'][k % 3]!, id: k === 4 ? '' : 'A-4711', birthDate: '' },
  }));
  assert.equal((await choose(files)).stack.frames.length, 6);
});

test('a missing slice is refused, and the sentence says where it lacks', async () => {
  const files = dicomStack(9).filter((_, k) => k !== 5);
  await assert.rejects(choose(files), {
    code: 'dicom/uneven-spacing',
    what: '1 slice of the series is missing: between slices 5 and 6 (at -195.75 and -193.25 mm); the others lie 1.250 mm apart.',
  });
});

test('a tilt is refused by its angle from positions, and its tag is not believed', async () => {
  // tan 18.5° = 0.334595
  const files = dicomStack(11, {}, (k) => ({ position: [0, 0.334595 * k, k] }));
  await assert.rejects(choose(files), { code: 'dicom/gantry-tilt', what: /18\.5°.* 3\.3 mm beside/ });
});

test('slices of several kinds at one place are refused; copies of one image are dropped', async () => {
  const once = dicomStack(5);
  const again = dicomStack(5, {}, (k) => ({ sopInstanceUid: `2.25.77.${k}` }));
  await assert.rejects(choose([...once, ...again]), { code: 'dicom/duplicate-slices', what: /^5 places/ });
  const { stack, findings } = await choose([...once, ...once]);
  assert.equal(stack.frames.length, 5);
  assert.match(findings.find(({ code }) => code === 'dicom/copies-dropped')!.what, /^5 copies/);
});

test('phases told apart by their temporal position make one volume each', async () => {
  const phase = (n: number) =>
    dicomStack(4 + n, { more: [{ tag: 0x00200100, vr: 'IS', value: String(n) }] }, (k) => ({
      sopInstanceUid: `2.25.8${n}.${k}`,
    }));
  const { series, stack, findings } = await choose([...phase(1), ...phase(2)]);
  assert.equal(series.stacks.length, 2);
  assert.deepEqual([stack.phase, stack.frames.length], ['2', 6]);
  assert.match(findings.find(({ code }) => code === 'dicom/several-phases')!.what, /2 volumes.*temporal position/);
});

test('one image of another orientation is set aside with a word; several orientations are refused', async () => {
  const odd = fileOf(dicomSlice({ orientation: SAGITTAL, sopInstanceUid: '2.25.5' }));
  const { stack, findings } = await choose([...dicomStack(7), odd]);
  assert.equal(stack.frames.length, 7);
  assert.ok(findings.some(({ code }) => code === 'dicom/set-aside'));
  const radial = dicomStack(5, {}, (k) => ({ orientation: [Math.cos(k / 3), Math.sin(k / 3), 0, 0, 0, 1] }));
  await assert.rejects(choose(radial), { code: 'dicom/scattered-slices', what: /5 different orientations/ });
});

test('positions rounded to a tenth of a millimeter are still regular; a slip of 0.3 mm is not', async () => {
  const rounded = dicomStack(30, {}, (k) => ({ position: [0, 0, Math.round(k * 6.25) / 10] }));
  assert.equal((await choose(rounded)).stack.geometry.kind, 'regular');
  const slipped = dicomStack(30, {}, (k) => ({ position: [0, 0, k * 0.625 + (k === 12 ? 0.3 : 0)] }));
  await assert.rejects(choose(slipped), { code: 'dicom/uneven-spacing' });
});

test('two slices make no volume', async () => {
  await assert.rejects(choose(dicomStack(2)), { code: 'dicom/too-few-slices' });
});

test('a DICOM file cut off in its header is refused, not passed over: it may be a slice of the series', async () => {
  const files = dicomStack(5);
  const cut = fileOf((await files[4]!.read()).slice(0, 350), 'IM5');
  await assert.rejects(choose([...files.slice(0, 4), cut]), {
    code: 'dicom/broken-files',
    what: '1 DICOM file cannot be read (in the order of names: file 5 of 5).',
  });
});
