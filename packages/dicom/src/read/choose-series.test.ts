import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dicomSlice, dicomStack, fileOf } from '@specola/test-kit';
import type { StudyFile } from '../study-file.ts';
import type { DicomElement } from '../write/write-part10.ts';
import { seriesUidLeft } from './broken-file.ts';
import { chooseSeries, type WantedAnatomy } from './choose-series.ts';
import { loadVolume } from './load-volume.ts';
import { scanStudy } from './scan-study.ts';

const choose = async (files: readonly StudyFile[], anatomy: WantedAnatomy = 'bone', seriesUid?: string) =>
  chooseSeries(await scanStudy(files), { anatomy, seriesUid });

/** Less the choice itself, and the pixels of these slices, which are not square. */
const codesOf = (findings: readonly { code: string }[]) =>
  findings
    .map(({ code }) => code)
    .filter((code) => code !== 'dicom/series-chosen' && code !== 'geometry/non-square-pixels');

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

test('missing slices are named by their numbers and places', async () => {
  const files = dicomStack(19).filter((_, k) => k !== 5 && k !== 11 && k !== 12);
  const { findings } = await choose(files);
  assert.deepEqual(codesOf(findings), ['geometry/missing-slices']);
  assert.equal(
    findings[1]!.what,
    '3 slices are missing: 6 between -195.75 and -193.25 mm, a gap of 2.50 mm; 12–13 between -188.25 and -184.50 mm, a gap of 3.75 mm. The others lie 1.250 mm apart.',
  );
});

test('missing slices are counted by place where the numbers run on', async () => {
  const files = dicomStack(10).filter((_, k) => k !== 5);
  const renumbered = await Promise.all(
    files.map(async (_, n) => {
      const k = n < 5 ? n : n + 1;
      return fileOf(
        dicomSlice({
          position: [-31.5, 12.25, -200.75 + k * 1.25],
          instanceNumber: n + 1,
          sopInstanceUid: `2.25.2.${n}`,
        }),
      );
    }),
  );
  const { findings } = await choose(renumbered);
  assert.match(findings[1]!.what, /missing: 6 \(counted by place; the instance numbers run on\)/);
});

test('a tilt is told by its sign and angle from positions, and its tag is not believed', async () => {
  // tan 18.5° = 0.334595; the tag of these slices says 33°.
  const down = await choose(dicomStack(11, {}, (k) => ({ position: [0, 0.334595 * k, k] })));
  assert.match(
    down.findings[1]!.what,
    /lean by \+18\.5° .*along their columns: the last one lies 3\.3 mm beside.* tag says \+33\.0°/,
  );
  const up = await choose(dicomStack(11, {}, (k) => ({ position: [0, -0.334595 * k, k] })));
  assert.match(up.findings[1]!.what, /lean by −18\.5°/);
  const aside = await choose(dicomStack(11, {}, (k) => ({ position: [0.2 * k, 0, k] })));
  assert.match(aside.findings[1]!.what, /lean by \+11\.3° .*along their rows/);
});

test('positions that no gantry explains are refused, and so are two blocks of slices', async () => {
  const flat = dicomStack(11, {}, (k) => ({ position: [0, 1.4 * k, k] }));
  await assert.rejects(choose(flat), { code: 'dicom/gantry-tilt', what: /54\.5°/ });
  const blocks = dicomStack(12, {}, (k) => ({ position: [0, 0, k + (k > 5 ? 40 : 0)] }));
  await assert.rejects(choose(blocks), { code: 'dicom/uneven-spacing', what: /41\.00 mm/ });
});

test('a series whose numbers fall is told, and lies right-handed all the same', async () => {
  const { findings, stack } = await choose(dicomStack(9, {}, (k) => ({ instanceNumber: 9 - k })));
  assert.deepEqual(codesOf(findings), ['geometry/reversed-order']);
  assert.equal(stack.geometry.kind, 'regular');
});

test('kernels that change within a volume are named with their images; two at each place make two volumes', async () => {
  const kernel = (name: string) => ({ more: [{ tag: 0x00181210, vr: 'SH' as const, value: name }] });
  const changed = dicomStack(10, {}, (k) => kernel(k < 4 ? 'B50s' : 'B20f'));
  assert.match((await choose(changed)).findings[1]!.what, /2 kernels: B50s \(1–4\); B20f \(5–10\)/);
  const both = [
    ...dicomStack(7, {}, () => kernel('B50s')),
    ...dicomStack(6, {}, (k) => ({ ...kernel('B20f'), sopInstanceUid: `2.25.9.${k}` })),
  ];
  const { findings, stack } = await choose(both);
  assert.equal(stack.frames.length, 7);
  assert.deepEqual(codesOf(findings), ['geometry/mixed-kernels']);
  assert.match(findings[1]!.what, /2 reconstructions.*B50s \(7 slices\), B20f \(6 slices\)/);
});

test('acquisitions that overlap are two volumes, also where no two slices share a place', async () => {
  const part = (n: number, from: number, count: number) =>
    dicomStack(count, { more: [{ tag: 0x00200012, vr: 'IS', value: String(n) }] }, (k) => ({
      sopInstanceUid: `2.25.${n}.${k}`,
      position: [0, 0, from + 1.25 * k],
    }));
  const { stack, findings } = await choose([...part(1, 0, 20), ...part(2, 15.6, 14)]);
  assert.equal(stack.frames.length, 20);
  assert.equal(findings[1]!.code, 'geometry/overlapping-subseries');
  assert.match(findings[1]!.what, /20 slices from 0\.0 to 23\.8 mm; 14 slices from 15\.6 to 31\.9 mm/);
});

test('what the headers say of compression, burned-in text and length is told', async () => {
  const lossy = dicomStack(5, {
    more: [
      { tag: 0x00282110, vr: 'CS', value: '01' },
      { tag: 0x00282112, vr: 'DS', value: '11.5' },
    ],
  });
  assert.match(
    (await choose(lossy)).findings.at(-1)!.what,
    /^5 images went through a lossy compression, up to 11\.5 : 1/,
  );
  const burned = dicomStack(5, { more: [{ tag: 0x00280301, vr: 'CS', value: 'YES' }] });
  assert.equal((await choose(burned)).findings.at(-1)!.code, 'image/burned-in-annotation');
  const files = dicomStack(5);
  const cut = fileOf((await files[2]!.read()).slice(0, -7), 'IM3');
  const { findings } = await choose(files.map((file, k) => (k === 2 ? cut : file)));
  const told = findings.at(-1)!;
  assert.deepEqual([told.code, told.severity], ['dicom/truncated-pixels', 'error']);
  assert.match(told.what, /1 image end too early: image 3/);
});

test('slices of several kinds at one place are refused; copies of one image are dropped', async () => {
  const once = dicomStack(5);
  const other = dicomStack(5, {}, (k) => ({ sopInstanceUid: `2.25.77.${k}`, raw: Array(20).fill(7 * k) }));
  const chosen = await choose([...once, ...other]);
  await assert.rejects(
    loadVolume(chosen, (length) => new Int16Array(length)),
    { code: 'dicom/duplicate-slices', what: /^5 places/ },
  );
  const same = await choose([...once, ...dicomStack(5, {}, (k) => ({ sopInstanceUid: `2.25.77.${k}` }))]);
  assert.equal(same.findings[1]!.code, 'geometry/duplicate-slices');
  assert.equal((await loadVolume(same, (length) => new Int16Array(length))).source.instances, 5);
  const { stack, findings } = await choose([...once, ...once]);
  assert.equal(stack.frames.length, 5);
  assert.match(
    findings.find(({ code }) => code === 'geometry/duplicate-slices')!.what,
    /^5 images.*instances 1, 2, 3, 4, 5/,
  );
});

test('phases told apart by their temporal position make one volume each', async () => {
  const phase = (n: number) =>
    dicomStack(4 + n, { more: [{ tag: 0x00200100, vr: 'IS', value: String(n) }] }, (k) => ({
      sopInstanceUid: `2.25.8${n}.${k}`,
    }));
  const { series, stack, findings } = await choose([...phase(1), ...phase(2)]);
  assert.equal(series.stacks.length, 2);
  assert.deepEqual([stack.phase, stack.frames.length], ['2', 6]);
  assert.match(findings.find(({ code }) => code === 'geometry/several-phases')!.what, /2 volumes.*temporal position/);
});

test('volumes that follow each other by their image numbers alone are told apart, and a second set of the same numbers is not', async () => {
  const run = (n: number, from: number) =>
    dicomStack(6, {}, (k) => ({ sopInstanceUid: `2.25.6${n}.${k}`, instanceNumber: from + k, raw: Array(20).fill(n) }));
  const { stack, series, findings } = await choose([...run(1, 1), ...run(2, 7), ...run(3, 13)]);
  assert.deepEqual([series.stacks.length, stack.frames.length, series.phasesBy], [3, 6, 'image number']);
  assert.match(findings[1]!.what, /3 volumes of one place that differ in image number/);
  assert.equal((await choose([...run(1, 1), ...run(2, 4)])).series.stacks.length, 1);
});

test('one image of another orientation is set aside with a word; several orientations are refused', async () => {
  const odd = fileOf(dicomSlice({ orientation: SAGITTAL, sopInstanceUid: '2.25.5' }));
  const { stack, findings } = await choose([...dicomStack(7), odd]);
  assert.equal(stack.frames.length, 7);
  assert.ok(findings.some(({ code }) => code === 'geometry/several-orientations'));
  const radial = dicomStack(5, {}, (k) => ({ orientation: [Math.cos(k / 3), Math.sin(k / 3), 0, 0, 0, 1] }));
  await assert.rejects(choose(radial), { code: 'dicom/scattered-slices', what: /5 different orientations/ });
});

test('positions rounded to a tenth of a millimeter are still regular; a slip of 0.3 mm is not', async () => {
  const rounded = dicomStack(30, {}, (k) => ({ position: [0, 0, Math.round(k * 6.25) / 10] }));
  assert.equal((await choose(rounded)).stack.geometry.kind, 'regular');
  const slipped = dicomStack(30, {}, (k) => ({ position: [0, 0, k * 0.625 + (k === 12 ? 0.3 : 0)] }));
  const { findings, stack } = await choose(slipped);
  assert.equal(stack.geometry.kind, 'uneven');
  assert.match(findings[1]!.what, /0\.92 mm between images 12 and 13 .*0\.33 mm between images 13 and 14/);
});

test('two slices make no volume', async () => {
  await assert.rejects(choose(dicomStack(2)), { code: 'dicom/too-few-slices' });
});

/** A slice whose header ends `bytes` before its pixels, or in the middle of the patient where none are told. */
async function cutSlice(file: StudyFile, bytes = 350): Promise<StudyFile> {
  return fileOf((await file.read()).slice(0, bytes), 'IM-cut');
}

test('a file that cannot be read and tells no series is a finding beside the series that opens', async () => {
  const files = dicomStack(5);
  const { series, findings } = await choose([...files.slice(0, 4), await cutSlice(files[4]!)]);
  assert.equal(series.objects.length, 4);
  const broken = findings.find(({ code }) => code === 'dicom/broken-files');
  assert.equal(broken?.severity, 'error');
  assert.equal(
    broken?.what,
    '1 DICOM file cannot be read, and nothing in it says to which series it belongs: file 5 of 5 (its header leads past its end).',
  );
});

test('a series of which a file cannot be read is refused; another series of the study opens, and both are told', async () => {
  const whole = dicomStack(4, { seriesUid: '2.25.31' });
  const lacking = dicomStack(6, { seriesUid: '2.25.32', stepMm: 0.5 });
  // Past the series, before the pixels.
  const cut = await cutSlice(lacking[5]!, (await lacking[5]!.read()).length - 130);
  const files = [...whole, ...lacking.slice(0, 5), cut];
  const { series, findings } = await choose(files);
  assert.equal(series.uid, '2.25.31');
  const broken = findings.find(({ code }) => code === 'dicom/broken-files');
  assert.equal(broken?.severity, 'warning');
  assert.equal(
    broken?.what,
    '1 DICOM file of one series cannot be read: file 10 of 10 (its header leads past its end).',
  );
  const scan = await scanStudy(files);
  assert.throws(() => chooseSeries(scan, { anatomy: 'bone', seriesUid: '2.25.32' }), {
    code: 'dicom/broken-files',
    what: '1 DICOM file of the series cannot be read: file 10 of 10 (its header leads past its end).',
  });
});

test('a series is told by its own place in a header, not by those that it refers to', async () => {
  const reference: DicomElement = {
    tag: 0x00081115,
    vr: 'SQ',
    value: [[{ tag: 0x0020000e, vr: 'UI', value: '2.25.99' }]],
  };
  for (const syntax of ['explicit-little', 'implicit-little'] as const) {
    const [file] = dicomStack(1, { seriesUid: '2.25.31', syntax, more: [reference] });
    assert.equal(seriesUidLeft(await file!.read()), '2.25.31');
  }
});
