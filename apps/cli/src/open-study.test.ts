import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { chooseSeries, encodeElements, loadVolume, scanStudy, writePart10 } from '@specola/dicom';
import { pointLps } from '@specola/space';
import { dicomStack, needsData, realData, temporaryFolder } from '@specola/test-kit';
import { zipSync } from 'fflate';
import { type OpenedStudy, openStudy } from './open-study.ts';
import { readVolumeFile } from './read-volume-file.ts';

async function filesOf(path: string) {
  const opened = await openStudy(path);
  assert.equal(opened.kind, 'dicom');
  return opened as OpenedStudy & { kind: 'dicom' };
}

async function load(path: string) {
  const { files } = await filesOf(path);
  const chosen = chooseSeries(await scanStudy(files), { anatomy: 'bone' });
  const loaded = await loadVolume(chosen, (length) => new Int16Array(length));
  return { ...loaded, chosen: chosen.findings };
}

/** A folder with three slices in nested folders, a letter, and an empty folder. */
async function studyFolder() {
  const folder = temporaryFolder();
  for (const at of ['S1', 'S1/deep', 'empty']) mkdirSync(join(folder.path, at));
  const bytes = await Promise.all(dicomStack(3).map((file) => file.read()));
  folder.write('S1/IM1', bytes[0]!);
  folder.write('S1/deep/two.dcm', bytes[1]!);
  folder.write('S1/deep/three', bytes[2]!);
  folder.write('letter.txt', 'Dear colleague, here is the scan.');
  return { folder, bytes };
}

test('a folder gives all files below it, by relative names', async () => {
  const { folder } = await studyFolder();
  using _ = folder;
  const { files, findings } = await filesOf(folder.path);
  assert.deepEqual(
    files.map(({ path }) => path),
    ['S1/IM1', 'S1/deep/three', 'S1/deep/two.dcm', 'letter.txt'],
  );
  assert.deepEqual(findings, []);
  assert.deepEqual((await load(folder.path)).source.dimensions, [5, 4, 3]);
});

test('links are followed, each place once, and a link in a ring or to nowhere does no harm', async () => {
  const { folder } = await studyFolder();
  using _ = folder;
  symlinkSync(folder.path, join(folder.path, 'S1/ring'));
  symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'broken'));
  using outside = temporaryFolder();
  symlinkSync(folder.path, join(outside.path, 'study'));
  assert.equal((await filesOf(join(outside.path, 'study'))).files.length, 4);
});

test('a zip archive gives the same volume as its folder, stored or packed', async () => {
  const { folder, bytes } = await studyFolder();
  using _ = folder;
  const expected = await load(folder.path);
  const inside = { 'a/1': bytes[0]!, 'a/b/2': bytes[1]!, '../3': bytes[2]!, 'letter.txt': new Uint8Array(9) };
  for (const level of [0, 6] as const) {
    const zip = folder.write(`study-${level}.ZIP`, zipSync(inside, { level }));
    assert.deepEqual((await load(zip)).volume, expected.volume);
  }
});

test('a zip entry that lies about its size, is damaged, or an archive that is cut off, is refused', async () => {
  using folder = temporaryFolder();
  const zip = zipSync({ one: new Uint8Array(100_000) }, { level: 6 });
  const directory = Buffer.from(zip).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const lying = zip.slice();
  new DataView(lying.buffer).setUint32(directory + 24, 50, true);
  const other = zip.slice();
  new DataView(other.buffer).setUint32(directory + 16, 1234, true);
  for (const [name, bytes] of Object.entries({ lying, other })) {
    const { files } = await filesOf(folder.write(`${name}.zip`, bytes));
    await assert.rejects(files[0]!.read(), { code: 'cli/bad-archive' });
  }
  await assert.rejects(openStudy(folder.write('cut.zip', zip.slice(0, -30))), { code: 'cli/bad-archive' });
});

test('an archive that swells to more than a study can hold, or is locked, is refused before anything is unpacked', async () => {
  using folder = temporaryFolder();
  const zip = zipSync({ one: new Uint8Array(1000), two: new Uint8Array(1000) }, { level: 6 });
  const directory = Buffer.from(zip).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const refused = async (name: string, at: number, value: number, what: RegExp) => {
    const changed = zip.slice();
    new DataView(changed.buffer).setUint32(directory + at, value, true);
    await assert.rejects(openStudy(folder.write(name, changed)), { code: 'cli/bad-archive', what });
  };
  await refused('huge.zip', 24, 3 * 2 ** 30, /3072 MiB/);
  await refused('ratio.zip', 24, 1.5 * 2 ** 30, /claims to hold 1536 MiB/);
  await refused('locked.zip', 8, (8 << 16) | 1, /encrypted/);
});

test('a DICOMDIR gives the files that it refers to; where some are gone, all beside it, with a word', async () => {
  const { folder } = await studyFolder();
  using _ = folder;
  const dicomdir = (...ids: string[]) => {
    const records = ids.map((id) => [{ tag: 0x00041500, vr: 'CS' as const, value: id }]);
    const meta = {
      sopClassUid: '1.2.840.10008.1.3.10',
      sopInstanceUid: '2.25.9',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
    };
    const elements = [{ tag: 0x00041220, vr: 'SQ' as const, value: records }];
    return writePart10(meta, encodeElements(elements, { explicit: true, bigEndian: false }));
  };
  const whole = folder.write('DICOMDIR', dicomdir('S1\\IM1', 'S1\\DEEP\\THREE', '..\\..\\etc\\passwd'));
  const { files } = await filesOf(whole);
  assert.deepEqual(
    files.map(({ path }) => path),
    ['S1/IM1', 'S1/deep/three'],
  );
  const dangling = await filesOf(folder.write('DICOMDIR', dicomdir('S1\\IM1', 'S1\\IM9')));
  assert.equal(dangling.files.length, 5);
  assert.match(dangling.findings[0]!.what, /^1 of the 2 files/);
  assert.deepEqual((await load(whole)).source.dimensions, [5, 4, 3]);
});

test('a single DICOM file is taken by itself, and text is left to the reader to refuse', async () => {
  const { folder } = await studyFolder();
  using _ = folder;
  assert.equal((await filesOf(join(folder.path, 'S1/IM1'))).files.length, 1);
  await assert.rejects(load(join(folder.path, 'letter.txt')), { code: 'dicom/no-dicom' });
  await assert.rejects(load(join(folder.path, 'empty')), { code: 'dicom/no-dicom', what: 'The study holds no files.' });
});

test('volume files are told by their bytes, whatever they are called', async () => {
  using folder = temporaryFolder();
  const nifti = new Uint8Array(400);
  nifti.set([0x6e, 0x2b, 0x31], 344);
  const formatOf = async (name: string, bytes: Uint8Array) => {
    const opened = await openStudy(folder.write(name, bytes));
    return opened.kind === 'volume-file' ? opened.format : opened.kind;
  };
  assert.equal(await formatOf('a', nifti), 'nifti');
  assert.equal(await formatOf('b.dcm', new Uint8Array(gzipSync(nifti))), 'nifti');
  assert.equal(await formatOf('c.txt', new TextEncoder().encode('NRRD0005\n')), 'nrrd');
});

test('paths that lead nowhere, other archives and locked folders are refused without repeating the path', async () => {
  using folder = temporaryFolder();
  await assert.rejects(openStudy(join(folder.path, 'ROSSI')), (thrown: Error & { code: string }) => {
    assert.equal(thrown.code, 'cli/no-such-path');
    assert.doesNotMatch(thrown.message, /ROSSI/);
    return true;
  });
  const starts = { '7-Zip': [0x37, 0x7a, 0xbc, 0xaf], RAR: [0x52, 0x61, 0x72, 0x21], bzip2: [0x42, 0x5a, 0x68] };
  for (const [kind, start] of Object.entries(starts)) {
    const refusal = { code: 'cli/archive-not-read', what: new RegExp(kind) };
    await assert.rejects(openStudy(folder.write('scan.zip', new Uint8Array([...start, 0, 0, 0]))), refusal);
  }
  const gz = new Uint8Array(gzipSync(new Uint8Array(2000)));
  await assert.rejects(openStudy(folder.write('scan.tar.gz', gz)), { code: 'cli/archive-not-read', what: /gzip/ });
});

test('a folder that may not be read is refused', {
  skip: process.getuid?.() === 0 && 'root may read everything: run as another user',
}, async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'locked'));
  chmodSync(join(folder.path, 'locked'), 0);
  await assert.rejects(openStudy(folder.path), { code: 'cli/unreadable-path', what: /EACCES/ });
});

const REAL = {
  ankle: 'ct/vhf_ankle_1mm.zip',
  thorax: 'ct/thorax_contrast_cmbcrc_2p5mm.zip',
  tilted: 'ct/head_phantom_gantry_tilt_study.zip',
  uneven: 'ct/head_ge_variable_tilt_spacing.zip',
  syntaxes: 'hard_dicom/cornerstone3d_transfer_syntax_matrix.zip',
};

test('the real ankle: 150 slices of 1 mm, straight from its zip', needsData(REAL.ankle), async () => {
  const { source, volume, findings } = await load(realData(REAL.ankle)!);
  assert.deepEqual(source.dimensions, [512, 512, 150]);
  assert.deepEqual(volume.ijkToLps.map(Math.abs), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  assert.deepEqual(findings, []);
  // Lowest, highest and sum by pydicom and numpy over the same files.
  assert.deepEqual(statistics(volume.values), [-1024, 1744, -37389897329]);
});

test('the real thorax: its padding of −3024 HU becomes air', needsData(REAL.thorax), async () => {
  const { source, volume, findings } = await load(realData(REAL.thorax)!);
  assert.deepEqual(source.dimensions, [512, 512, 100]);
  assert.deepEqual(source.spacingMm, [0.898438, 0.898438, 2.5]);
  assert.deepEqual([volume.ijkToLps[3], volume.ijkToLps[7], volume.ijkToLps[11]], [-228.8, -220, -236.5]);
  assert.match(findings[0]!.what, /^5577200 voxels/);
  assert.equal(statistics(volume.values)[0], -1024);
});

test(
  'the real tilted and uneven heads are laid upright, and their numbers are told',
  needsData(REAL.tilted, REAL.uneven),
  async () => {
    const tilted = await load(realData(REAL.tilted)!);
    assert.match(textOf(tilted.chosen, 'geometry/gantry-tilt'), /−18\.5°.*42\.0 mm/);
    assert.deepEqual(tilted.volume.dimensions, [512, 600, 54]);
    const uneven = await load(realData(REAL.uneven)!);
    assert.match(textOf(uneven.chosen, 'geometry/gantry-tilt'), /−18\.5°.* tag says \+18\.5°; it was not used/);
    assert.match(
      textOf(uneven.chosen, 'geometry/unequal-spacing'),
      /most 4\.00 mm apart, but 1\.08 mm between images 14 and 15 .*13 times 7\.00 mm between images 15 and 28/,
    );
    assert.equal(uneven.source.resampling?.interpolatedSlices, 21);
  },
);

const textOf = (findings: readonly { code: string; what: string }[], code: string): string =>
  findings.find((finding) => finding.code === code)?.what ?? 'no such finding';

test('one real slice in five transfer syntaxes has the same pixels', needsData(REAL.syntaxes), async () => {
  const { files } = await filesOf(realData(REAL.syntaxes)!);
  const wanted = /CTImage\.dcm_(BigEndian|Deflated|LittleEndianExplicit|LittleEndianImplicit|RLE)/;
  const slices = files.filter(({ path }) => wanted.test(path));
  assert.equal(slices.length, 5);
  const sums = new Set<string>();
  for (const slice of slices) {
    const scan = await scanStudy([slice]);
    const [series] = scan.series;
    const [frame] = series!.stacks[0]!.frames;
    // The slice thrice, a millimeter apart: a stack that the reader takes.
    const frames = [0, 1, 2].map((k) => ({
      ...frame!,
      place: { ...frame!.place, positionLps: pointLps(0, 0, k) },
    }));
    const stack = { phase: '', frames, geometry: { kind: 'regular', sliceSpacingMm: 1 } } as const;
    const { volume } = await loadVolume({ series: series!, stack, findings: [] }, (length) => new Int16Array(length));
    sums.add(statistics(volume.values).join());
  }
  assert.equal(sums.size, 1);
});

function statistics(values: Int16Array): [lowest: number, highest: number, sum: number] {
  let lowest = 32767;
  let highest = -32768;
  let sum = 0;
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    sum += value;
  }
  return [lowest, highest, sum];
}

test('a DICOM file packed by gzip is opened, and one that is damaged is refused', async () => {
  using folder = temporaryFolder();
  const [file] = dicomStack(1);
  const packed = gzipSync(await file!.read());
  const { files } = await filesOf(folder.write('slice.dcm.gz', packed));
  assert.deepEqual(await files[0]!.read(), await file!.read());
  const cut = folder.write('cut.gz', packed.subarray(0, packed.length - 20));
  await assert.rejects(
    filesOf(cut).then(({ files: [one] }) => one!.read()),
    { code: 'cli/bad-archive' },
  );
});

test('a MetaImage header finds its voxel file beside it, and nowhere else', async () => {
  using folder = temporaryFolder();
  const header = (name: string) =>
    `ObjectType = Image\nNDims = 3\nBinaryData = True\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 1 2 3\nElementSpacing = 0.5 0.75 2\nDimSize = 4 3 2\nElementType = MET_UCHAR\nElementDataFile = ${name}\n`;
  folder.write(
    'voxels.raw',
    Uint8Array.from({ length: 24 }, (_, n) => n),
  );
  const read = async (name: string) => {
    const opened = await openStudy(folder.write('head.mhd', header(name)));
    assert.equal(opened.kind, 'volume-file');
    return await readVolumeFile(opened as OpenedStudy & { kind: 'volume-file' }, (length) => new Int16Array(length));
  };
  assert.deepEqual([...(await read('voxels.raw')).volume.values.slice(0, 3)], [0, 1, 2]);
  for (const name of ['../voxels.raw', '/etc/hostname', 'gone.raw'])
    await assert.rejects(read(name), { code: 'formats/detached-header' });
});

test('a series that a node marks as incomplete is opened with a finding that says do not print', async () => {
  using folder = temporaryFolder();
  folder.write('IM1', 'anything');
  folder.write('INCOMPLETE.txt', 'anything');
  const opened = await openStudy(folder.path);
  assert.ok(opened.kind === 'dicom');
  assert.deepEqual(
    opened.findings.map(({ code, severity }) => [code, severity]),
    [['cli/incomplete-series', 'error']],
  );
});
