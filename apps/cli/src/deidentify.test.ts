import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dicomSlice, needsData, needsVtk, realData, temporaryFolder, withVtk } from '@specola/test-kit';

const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const room = temporaryFolder();
const KEY = 'a5'.repeat(32);
const study = join(room.path, 'study');
after(() => room[Symbol.dispose]());

const specola = (args: readonly string[], env: Record<string, string> = { SPECOLA_VAULT_KEY: KEY }) =>
  spawnSync(process.execPath, [ENTRY, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
    maxBuffer: 1 << 28,
  });

/** Every place where a scanner, a PACS or a person has been seen to put a name. Values: what must be nowhere after. */
const PLANT = `
import sys, os, json, numpy as np, pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import *
out = sys.argv[1]; os.makedirs(out, exist_ok=True)
def item(**kw):
    d = Dataset()
    for k, v in kw.items(): setattr(d, k, v)
    return d
SYNTAXES = [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian, JPEG2000Lossless]
for n, syntax in enumerate(SYNTAXES):
    m = FileMetaDataset(); m.MediaStorageSOPClassUID = CTImageStorage
    m.MediaStorageSOPInstanceUID = '1.2.840.99999.7.%d' % n; m.TransferSyntaxUID = syntax
    m.SourceApplicationEntityTitle = 'QUILL_AE'; m.ImplementationClassUID = '1.2.3.4'
    d = FileDataset('', {}, file_meta=m, preamble=b'Quillfeather'.ljust(128, b'\\0'))
    d.SpecificCharacterSet = 'ISO_IR 100'
    d.ImageType = ['ORIGINAL', 'PRIMARY', 'AXIAL']; d.SOPClassUID = CTImageStorage; d.SOPInstanceUID = m.MediaStorageSOPInstanceUID
    d.StudyDate = '20240229'; d.SeriesDate = '20240229'; d.AcquisitionDate = '20240301'; d.ContentDate = '20240301'
    d.AcquisitionDateTime = '20240301103012.25+0100'; d.StudyTime = '101112'; d.AccessionNumber = 'ACC-55512'
    d.Modality = 'CT'; d.Manufacturer = 'GE'; d.InstitutionName = 'Marwick Infirmary'; d.ReferringPhysicianName = 'Oxblood^Barnaby'
    d.StationName = 'CT99'; d.StudyDescription = 'CT ankle Ottoline Quillfeather left 1.0 mm'; d.SeriesDescription = 'BONE THIN quillfeather_o'
    d.PhysiciansOfRecord = 'Oxblood^Barnaby'; d.OperatorsName = 'Umberfield^X'
    d.PatientName = 'Quillfeather^Ottoline^\\xc9lise'; d.PatientID = 'MRN-7740123'; d.PatientBirthDate = '19320317'; d.PatientSex = 'F'
    d.PatientAge = '092Y'; d.PatientWeight = '61.5'; d.OtherPatientIDs = 'ALT8812345'; d.PatientAddress = '17 Thornback Lane'; d.PatientTelephoneNumbers = '0555 777 812'
    d.OtherPatientIDsSequence = Sequence([item(PatientID='ZX-99-1234567', TypeOfPatientID='TEXT')])
    d.PatientComments = 'Mrs Quillfeather is allergic'
    d.AdditionalPatientHistory = 'born 17.03.1932'
    d.ImageComments = 'see MRN 7740123'; d.BodyPartExamined = 'ANKLE'; d.SliceThickness = '1.25'; d.ProtocolName = 'Ankle Quillfeather'
    d.StudyInstanceUID = '1.2.840.99999.1'; d.SeriesInstanceUID = '1.2.840.99999.2'; d.FrameOfReferenceUID = '1.2.840.99999.3'
    d.StudyID = '55512'; d.InstanceNumber = n + 1
    d.ImagePositionPatient = ['-101.987654', '33.3', str(-2.5 * n)]; d.ImageOrientationPatient = ['1','0','0','0','0.9659258262891','0.2588190451025']
    d.PixelSpacing = ['0.48828125', '0.48828125']
    d.RequestAttributesSequence = Sequence([item(RequestedProcedureID='RP7740123', ScheduledProcedureStepDescription='Quillfeather ankle')])
    d.ReferencedImageSequence = Sequence([item(ReferencedSOPClassUID=CTImageStorage, ReferencedSOPInstanceUID='1.2.840.99999.7.0')])
    inner = item(CodeValue='T-D9700', CodingSchemeDesignator='SRT', CodeMeaning='Ankle of Quillfeather')
    d.AnatomicRegionSequence = Sequence([item(CodeValue='T-D9700', CodingSchemeDesignator='SRT', CodeMeaning='Ankle', AnatomicRegionModifierSequence=Sequence([inner]))])
    d.add_new(0x00280030 + 0x10000 * 0, 'DS', ['0.48828125', '0.48828125'])
    b = d.private_block(0x0009, 'SECRET MAKER', create=True); b.add_new(0x01, 'LO', 'Quillfeather'); b.add_new(0x02, 'SQ', Sequence([item(PatientName='Quillfeather^O')]))
    s = d.private_block(0x2005, 'Philips MR Imaging DD 001', create=True); s.add_new(0x0e, 'FL', 1.5); s.add_new(0x11, 'LO', 'Ottoline')
    d.add_new(0x00189999, 'LO', 'Ottoline was here')
    d.add_new(0x60000010, 'US', 4); d.add_new(0x60000011, 'US', 5); d.add_new(0x60003000, 'OW', b'Quillfea')
    d.Rows, d.Columns, d.SamplesPerPixel, d.PhotometricInterpretation = 4, 5, 1, 'MONOCHROME2'
    d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 16, 15, 1
    d.RescaleIntercept = '-1024'; d.RescaleSlope = '1'
    px = (np.arange(20, dtype='<i2') * 7 + n)
    d.is_little_endian = syntax != ExplicitVRBigEndian; d.is_implicit_VR = syntax == ImplicitVRLittleEndian
    if syntax == JPEG2000Lossless:
        d.PixelData = pydicom.encaps.encapsulate([b'\\xff\\x4f' + px.tobytes()]); d['PixelData'].is_undefined_length = True; d['PixelData'].VR = 'OB'
    else: d.PixelData = px.astype('>i2' if syntax == ExplicitVRBigEndian else '<i2').tobytes()
    d.save_as(os.path.join(out, 'QUILLFEATHER_%d.dcm' % n), write_like_original=False)
print(json.dumps({'files': len(SYNTAXES)}))
`;

/** Walks every element at every depth, in every reading of its bytes, and says which of the words stand where. */
const WALK = `
import sys, json, glob, os, zlib, pydicom
words = json.loads(sys.argv[2]); found = []
def look(data, where):
    low = data.lower()
    for w in words:
        for enc in ('latin-1', 'utf-8', 'utf-16-le', 'utf-16-be'):
            if w.lower().encode(enc) in low: found.append([w, where])
def walk(ds, where):
    for e in ds:
        at = where + str(e.tag)
        if e.VR == 'SQ':
            for i in e.value: walk(i, at)
        else:
            v = e.value
            look(v if isinstance(v, bytes) else str(v).encode('utf-8'), at)
files = sorted(glob.glob(os.path.join(sys.argv[1], '**', '*'), recursive=True)); n = 0
for f in files:
    look(os.path.relpath(f, sys.argv[1]).encode(), 'file name')
    if not os.path.isfile(f): continue
    raw = open(f, 'rb').read(); look(raw, f)
    if f.endswith('.dcm'):
        d = pydicom.dcmread(f); walk(d, ''); walk(d.file_meta, 'meta'); n += 1
print(json.dumps({'objects': n, 'found': found}))
`;

/** Geometry and pixels of two folders, by instance number. */
const COMPARE = `
import sys, json, glob, os, pydicom
def load(folder):
    out = {}
    for f in glob.glob(os.path.join(folder, '**', '*'), recursive=True):
        if os.path.isfile(f) and not f.endswith('.json'):
            d = pydicom.dcmread(f); out[(d.get('SeriesNumber', 0), d.get('InstanceNumber'), str(d.get('ImagePositionPatient')))] = d
    return out
a, b = load(sys.argv[1]), load(sys.argv[2]); KEEP = sys.argv[3].split(',')
raw = lambda d, k: (d.get_item(k).value if d.get_item(k) is not None else None)
wrong = []
for key, d in b.items():
    o = a[key]
    if d.file_meta.TransferSyntaxUID != o.file_meta.TransferSyntaxUID: wrong.append(['syntax', str(key)])
    for k in KEEP + ['PixelData']:
        if raw(o, k) != raw(d, k): wrong.append([k, str(key)])
print(json.dumps({'objects': len(b), 'wrong': wrong}))
`;
const GEOMETRY =
  'ImagePositionPatient,ImageOrientationPatient,PixelSpacing,SliceThickness,Rows,Columns,BitsAllocated,BitsStored,PixelRepresentation,RescaleSlope,RescaleIntercept,PatientPosition,GantryDetectorTilt,Modality,SOPClassUID,ConvolutionKernel,KVP';

const WORDS = [
  'quillfeather',
  'ottoline',
  'lise',
  '7740123',
  '19320317',

  '17.03',
  'acc-55512',
  '55512',
  'marwick',
  'oxblood',
  'barnaby',
  'umberfield',
  'alt8812345',
  'thornback',
  '777 812',
  'zx-99',
  'secret maker',
  '1.2.840.99999',
  'quill',
  '20240229',
  '20240301',
  'ct99',
  'allergic',
  '092Y',
];

before(() => {
  if (needsVtk().skip) return;
  withVtk(PLANT, [study]);
});

test(
  'no identifying value of a study is left in any element, sequence, private block, preamble or file name, in any syntax',
  needsVtk(),
  () => {
    const out = join(room.path, 'out');
    const { status, stderr } = specola(['deidentify', study, '--out', out, '--json']);
    assert.equal(status, 0, stderr);
    assert.deepEqual(withVtk(WALK, [out, JSON.stringify(WORDS)]), { objects: 5, found: [] });
    assert.deepEqual(withVtk(COMPARE, [study, out, GEOMETRY]), { objects: 5, wrong: [] });
  },
);

test(
  'what is written says how identity was removed, and keeps the words that name anatomy and technique',
  needsVtk(),
  () => {
    const told = withVtk(
      `import sys, json, pydicom
d = pydicom.dcmread(sys.argv[1])
print(json.dumps({'removed': d.PatientIdentityRemoved, 'codes': [i.CodeValue for i in d.DeidentificationMethodCodeSequence],
  'dates': d.LongitudinalTemporalInformationModified, 'description': d.StudyDescription, 'series': d.SeriesDescription,
  'age': d.PatientAge, 'sex': d.PatientSex, 'birth': d.PatientBirthDate, 'private': [str(e.tag) for e in d if e.tag.is_private],
  'days': (int(d.AcquisitionDate) - int(d.StudyDate)) != 0, 'reference': d.ReferencedImageSequence[0].ReferencedSOPInstanceUID == sys.argv[2],
  'overlay': 0x60003000 in d, 'meta': 'SourceApplicationEntityTitle' in d.file_meta}))`,
      [join(room.path, 'out', 'S001', 'I00001.dcm'), uidOf(join(room.path, 'out', 'S001', 'I00001.dcm'))],
    );
    assert.deepEqual(told, {
      removed: 'YES',
      codes: ['113100', '113107', '113105', '113108'],
      dates: 'MODIFIED',
      description: 'CT ankle left 1.0 mm',
      series: 'BONE THIN',
      age: '090Y',
      sex: 'F',
      birth: '',
      private: [],
      days: true,
      reference: true,
      overlay: false,
      meta: false,
    });
  },
);

const uidOf = (file: string): string =>
  (
    withVtk('import sys, json, pydicom; print(json.dumps(str(pydicom.dcmread(sys.argv[1]).SOPInstanceUID)))', [
      file,
    ]) as string
  ).trim();

test('the same key gives the same bytes again; another key gives other UIDs and other dates', needsVtk(), () => {
  const [again, other] = [join(room.path, 'again'), join(room.path, 'other')];
  assert.equal(specola(['deidentify', study, '--out', again]).status, 0);
  assert.equal(specola(['deidentify', study, '--out', other], { SPECOLA_VAULT_KEY: '3c'.repeat(32) }).status, 0);
  for (const file of globSync('S*/*', { cwd: again })) {
    assert.deepEqual(readFileSync(join(again, file)), readFileSync(join(room.path, 'out', file)));
    assert.notDeepEqual(readFileSync(join(again, file)), readFileSync(join(other, file)));
  }
});

test('a study with dates removed says so and holds none', needsVtk(), () => {
  const out = join(room.path, 'no-dates');
  const { status } = specola([
    'deidentify',
    study,
    '--out',
    out,
    '--no-retain-longitudinal',
    '--no-clean-descriptors',
    '--no-retain-characteristics',
  ]);
  assert.equal(status, 0);
  const told = withVtk(
    `import sys, json, pydicom
d = pydicom.dcmread(sys.argv[1])
print(json.dumps({'m': d.LongitudinalTemporalInformationModified, 'study': d.StudyDate, 'codes': [i.CodeValue for i in d.DeidentificationMethodCodeSequence],
 'gone': [k for k in ('StudyDescription', 'SeriesDescription', 'PatientAge') if k in d], 'sex': d.PatientSex}))`,
    [join(out, 'S001', 'I00001.dcm')],
  );
  assert.deepEqual(told, { m: 'REMOVED', study: '', codes: ['113100'], gone: [], sex: '' });
});

test(
  'import splits a study: working files without identity, and a vault that opens only with its key',
  needsVtk(),
  () => {
    const [into, vault] = [join(room.path, 'work'), join(room.path, 'vault')];
    const made = specola(['import', study, '--into', into, '--vault', vault, '--json']);
    assert.equal(made.status, 0, made.stderr);
    const { caseCode } = JSON.parse(made.stdout) as { caseCode: string };
    assert.deepEqual(withVtk(WALK, [into, JSON.stringify(WORDS)]), { objects: 5, found: [] });
    assert.deepEqual(withVtk(WALK, [vault, JSON.stringify(WORDS)]), { objects: 0, found: [] });
    const shown = specola(['vault', 'show', caseCode, '--vault', vault]);
    assert.equal(shown.status, 0, shown.stderr);
    const entry = JSON.parse(shown.stdout);
    assert.equal(entry.patient.patientName, 'Quillfeather^Ottoline^Élise');
    assert.equal(entry.patient.patientId, 'MRN-7740123');
    assert.ok(entry.shiftDays < 0);
    assert.ok('1.2.840.99999.1' in entry.uids);

    for (const env of [{}, { SPECOLA_VAULT_KEY: '3c'.repeat(32) }, { SPECOLA_VAULT_KEY: 'short' }]) {
      const denied = specola(['vault', 'show', caseCode, '--vault', vault], env as Record<string, string>);
      assert.equal(denied.status, 3);
      assert.match(denied.stderr, /vault\/(no-key|wrong-key)/);
      assert.doesNotMatch(denied.stdout + denied.stderr, /quill|7740123/i);
    }
    // A changed bit, or an entry under another code, is noticed.
    const file = join(vault, `${caseCode}.vault`);
    const bytes = readFileSync(file);
    mkdirSync(join(room.path, 'forged'));
    writeFileSync(
      join(room.path, 'forged', `${caseCode}.vault`),
      bytes.map((byte, n) => (n === bytes.length - 5 ? byte ^ 4 : byte)),
    );
    assert.match(specola(['vault', 'show', caseCode, '--vault', join(room.path, 'forged')]).stderr, /vault\/wrong-key/);
    const taken = specola(['import', study, '--into', join(room.path, 'work2'), '--vault', vault, '--case', caseCode]);
    assert.match(taken.stderr, /vault\/case-taken/);
    assert.deepEqual(globSync('*', { cwd: join(room.path, 'work2') }), []);
    assert.match(
      specola(['import', study, '--into', into, '--vault', vault, '--case', '7KQF-3MZD-2']).stderr,
      /vault\/bad-case-code/,
    );
    assert.match(specola(['import', study, '--into', into, '--vault', vault], {}).stderr, /vault\/no-key/);
  },
);

test('a key file that others may read is refused, and a key is never written over another', {
  skip: process.platform === 'win32',
}, () => {
  const file = join(room.path, 'key');
  assert.equal(specola(['vault', 'new-key', file]).status, 0);
  assert.match(specola(['vault', 'new-key', file]).stderr, /it is there already/);
  const open = join(room.path, 'open-key');
  writeFileSync(open, readFileSync(file), { mode: 0o644 });
  assert.match(
    specola(['vault', 'show', 'GGGG-GGGG-G', '--vault', room.path, '--key-file', open], {}).stderr,
    /bad-case-code|Others may read/,
  );
  const code = specola(['vault', 'new-code']).stdout.trim();
  assert.match(
    specola(['vault', 'show', code, '--vault', room.path, '--key-file', open], {}).stderr,
    /Others may read the key file/,
  );
  assert.match(
    specola(['vault', 'show', code, '--vault', room.path, '--key-file', file], {}).stderr,
    /vault\/no-entry/,
  );
});

const REAL = ['ct/head_phantom_gantry_tilt_study.zip', 'hard_dicom/dcm_qa_ts.zip'];
test('real mixed studies keep pixels and geometry byte for byte, captures left out', needsData(...REAL), () => {
  if (needsVtk().skip) return;
  for (const [n, path] of REAL.entries()) {
    const [raw, out] = [join(room.path, `raw${n}`), join(room.path, `real${n}`)];
    withVtk(
      `import sys, zipfile, io, os, json, pydicom
os.makedirs(sys.argv[2]); n = 0
for name in zipfile.ZipFile(sys.argv[1]).namelist():
    data = zipfile.ZipFile(sys.argv[1]).read(name)
    try: d = pydicom.dcmread(io.BytesIO(data))
    except Exception: continue
    if 'PixelData' in d: open(os.path.join(sys.argv[2], 'i%d' % n), 'wb').write(data); n += 1
print(n)`,
      [realData(path)!, raw],
    );
    const { status, stderr, stdout } = specola(['deidentify', realData(path)!, '--out', out, '--json']);
    assert.equal(status, 0, stderr);
    const compared = withVtk(COMPARE, [raw, out, GEOMETRY]) as { objects: number; wrong: unknown[] };
    assert.deepEqual(compared.wrong, []);
    assert.ok(compared.objects >= 9);
    if (n === 0) {
      assert.match(stdout, /deidentify\/head/);
      assert.match(stdout, /deidentify\/captures-left-out/);
    }
  }
});

const HAS_DCIODVFY = spawnSync('dciodvfy', ['/dev/null']).error === undefined;
test('dciodvfy finds no error in what was written that it did not find before', {
  skip: (!HAS_DCIODVFY && 'needs dciodvfy: apt-get install dicom3tools') || needsData(REAL[0]!).skip,
}, () => {
  const errors = (folder: string, file: string) =>
    new Set(
      (spawnSync('dciodvfy', [join(folder, file)], { encoding: 'utf8' }).stderr.match(/^Error - .*$/gm) ?? []).map(
        (line) => line.replace(/<[^>]*>|\[[^\]]*\]/g, ''),
      ),
    );
  const [raw, out] = [join(room.path, 'raw0'), join(room.path, 'real0')];
  const before = new Set(globSync('*', { cwd: raw }).flatMap((file) => [...errors(raw, file)]));
  for (const file of globSync('S*/*', { cwd: out }).slice(0, 12))
    assert.deepEqual(
      [...errors(out, file)].filter((error) => !before.has(error)),
      [],
      file,
    );
});

test('--blank blanks the series that it names and says so; what cannot be blanked writes nothing', needsVtk(), () => {
  const [one, none] = [join(room.path, 'blanked'), join(room.path, 'not-blanked')];
  const flat = join(room.path, 'two-series');
  mkdirSync(flat, { recursive: true });
  for (const [n, seriesUid] of ['2.25.8', '2.25.9'].entries())
    writeFileSync(
      join(flat, `${n}`),
      dicomSlice({
        seriesUid,
        sopInstanceUid: `2.25.7.${n}`,
        more: [{ tag: 0x00200011, vr: 'IS', value: `${n + 4}` }],
      }),
    );
  const { status, stdout } = specola(['deidentify', flat, '--out', one, '--blank', '5:0,0,2,1', '--json']);
  assert.equal(status, 0);
  const report = JSON.parse(stdout) as { blanked: { objects: number }; findings: { code: string }[] };
  assert.equal(report.blanked.objects, 1);
  assert.ok(report.findings.some(({ code }) => code === 'deidentify/blanked'));
  assert.ok(!stdout.includes('2.25.9'));
  const marks = withVtk(
    `
import sys, json, glob, pydicom
print(json.dumps(sorted([[int(d.SeriesNumber), '113101' in [c.CodeValue for c in d.DeidentificationMethodCodeSequence], d.get('BurnedInAnnotation'), sorted(set(d.pixel_array[0, :2].ravel().tolist()))] for d in map(pydicom.dcmread, glob.glob(sys.argv[1] + '/S*/*'))])))`,
    [one],
  ) as [number, boolean, string | null, number[]][];
  assert.deepEqual(
    marks.map(([number, clean, burned]) => [number, clean, burned]),
    [
      [4, false, null],
      [5, true, null],
    ],
  );
  assert.equal(marks[1]![3].length, 1);
  for (const [rectangle, code] of [
    ['5:99,0,2,1', 'deidentify/cannot-blank'],
    ['7:0,0,2,1', 'deidentify/cannot-blank'],
    ['0,0,2', 'cli/usage'],
  ] as const) {
    const refused = specola(['deidentify', flat, '--out', none, '--blank', rectangle]);
    assert.match(refused.stderr, new RegExp(code));
    assert.ok(!existsSync(none));
  }
});
