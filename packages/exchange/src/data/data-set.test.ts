import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { dicomSlice, needsData, needsPydicom, realData, temporaryFolder, withPydicom } from '@specola/test-kit';
import { BadInstanceError } from '../errors.ts';
import { DEFLATED, EXPLICIT_LITTLE, IMPLICIT_LITTLE, parseDataSet, toJson } from './decode-data-set.ts';
import { textDecoder } from './decode-text.ts';
import { type DicomJson, element, isUid, TAG } from './dicom-json.ts';
import { encodeDataSet } from './encode-data-set.ts';
import { fileHead, readFileStart, readInstanceFacts, sopUidsOf } from './part10.ts';
import { reencode } from './reencode.ts';

const identifier: DicomJson = {
  '00080052': element('CS', 'STUDY'),
  '00080061': element('CS', 'CT', 'MR'),
  '00100010': element('PN', 'Müller^Zoë'),
  '0020000D': element('UI', '1.2.345'),
  '00201208': element('IS', 17),
  '00280010': element('US', 513),
  '00081199': { vr: 'SQ', Value: [{ '00081155': element('UI', '1.2.9') }, { '00081155': element('UI', '1.2.10') }] },
  '00080050': { vr: 'SH' },
};

test('an identifier comes back as it was, with and without stated VRs, and in UTF-8', () => {
  for (const [explicit, syntax] of [
    [true, EXPLICIT_LITTLE],
    [false, IMPLICIT_LITTLE],
  ] as const) {
    const { '00080005': charset, ...rest } = toJson(parseDataSet(encodeDataSet(identifier, { explicit }), syntax));
    assert.deepEqual(charset, { vr: 'CS', Value: ['ISO_IR 192'] });
    assert.deepEqual(rest, identifier);
  }
});

test('names are read in the character sets of PS3.5 annexes H, I, J', () => {
  const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
  assert.equal(textDecoder('ISO_IR 100')(bytes('42 75 63 5e 4a e9 72 f4 6d 65')), 'Buc^Jérôme');
  assert.equal(textDecoder('ISO_IR 144')(bytes('bb ee da 63 65 dc d1 79 70')), 'Люкceмбyp');
  assert.equal(
    textDecoder('\\ISO 2022 IR 87')(bytes('59 61 6d 61 64 61 5e 54 61 72 6f 75 3d 1b 24 42 3b 33 45 44 1b 28 42')),
    'Yamada^Tarou=山田',
  );
  assert.equal(textDecoder('\\ISO 2022 IR 149')(bytes('48 6f 6e 67 3d 1b 24 29 43 fb f3')), 'Hong=洪');
  assert.equal(textDecoder('GB18030')(bytes('57 61 6e 67 3d cd f5')), 'Wang=王');
  assert.equal(textDecoder('a set that nobody knows')(bytes('41 42')), 'AB');
});

const facts = (file: Uint8Array, wholeBytes?: number) => {
  const start = readFileStart(file)!;
  const dataSet = file.subarray(start.dataSetAt);
  return readInstanceFacts(dataSet, start.identity, { wholeBytes: wholeBytes ?? dataSet.length });
};

test('an instance is told by its UIDs, in every encoding', () => {
  for (const syntax of ['explicit-little', 'implicit-little', 'explicit-big', 'deflated', 'rle'] as const) {
    const { identity, studyUid, seriesUid } = facts(
      dicomSlice({ syntax, sopInstanceUid: '2.25.7', seriesUid: '2.25.8', studyUid: '2.25.9' }),
    );
    assert.deepEqual([identity.sopInstanceUid, seriesUid, studyUid], ['2.25.7', '2.25.8', '2.25.9'], syntax);
  }
});

test('an instance whose pixels are cut off, or that is another than its file says, is refused', () => {
  const file = dicomSlice();
  const start = readFileStart(file)!;
  assert.throws(() => facts(file.subarray(0, file.length - 3), file.length - start.dataSetAt - 3), BadInstanceError);
  const data = file.subarray(start.dataSetAt);
  const other = { ...start.identity, sopInstanceUid: '2.25.99' };
  assert.throws(() => readInstanceFacts(data, other, { wholeBytes: data.length }), /another instance/);
});

test('a file whose head still has old UIDs is the instance that its data set says', () => {
  const stale = dicomSlice({ sopInstanceUid: '2.25.99' });
  const { dataSetAt } = readFileStart(stale)!;
  const fresh = dicomSlice({ sopInstanceUid: '2.25.77' });
  const mixed = Buffer.concat([stale.subarray(0, dataSetAt), fresh.subarray(readFileStart(fresh)!.dataSetAt)]);
  const { transferSyntax } = readFileStart(mixed)!.identity;
  const data = mixed.subarray(dataSetAt);
  assert.equal(
    readInstanceFacts(data, { transferSyntax }, { wholeBytes: data.length }).identity.sopInstanceUid,
    '2.25.77',
  );
  assert.equal(sopUidsOf(data.subarray(0, 200), transferSyntax)?.sopInstanceUid, '2.25.77');
  assert.equal(sopUidsOf(data.subarray(0, 30), transferSyntax), null, 'not told yet');
});

test('a file head is what DCMTK takes for one', (t) => {
  if (spawnSync('dcmdump', ['--version']).error) return t.skip('needs DCMTK');
  using folder = temporaryFolder();
  const slice = dicomSlice({ syntax: 'implicit-little' });
  const start = readFileStart(slice)!;
  const path = folder.write('made.dcm', Buffer.concat([fileHead(start.identity), slice.subarray(start.dataSetAt)]));
  const { status, stdout } = spawnSync('dcmdump', ['-q', '+P', 'TransferSyntaxUID', '+P', 'SOPInstanceUID', path], {
    encoding: 'utf8',
  });
  assert.equal(status, 0);
  assert.match(stdout, /LittleEndianImplicit/);
});

test('metadata agree with what pydicom makes of the same file', needsPydicom(), () => {
  using folder = temporaryFolder();
  for (const syntax of ['explicit-little', 'implicit-little', 'explicit-big'] as const) {
    const file = dicomSlice({
      syntax,
      patient: { name: 'Doe^Jane=山田^花=やまだ', id: 'X 1', birthDate: '19800229' },
      more: [
        { tag: 0x00080005, vr: 'CS', value: 'ISO_IR 192' },
        { tag: 0x00180088, vr: 'DS', value: '2.5 ' },
        { tag: 0x00200105, vr: 'IS', value: '12' },
        { tag: 0x00081140, vr: 'SQ', value: [[{ tag: 0x00081155, vr: 'UI', value: '1.2.3' }]] },
      ],
    });
    const path = folder.write(`${syntax}.dcm`, file);
    const theirs = withPydicom(
      'import sys, json, pydicom; print(json.dumps(pydicom.dcmread(sys.argv[1], stop_before_pixels=True).to_json_dict()))',
      [path],
    ) as DicomJson;
    const start = readFileStart(file)!;
    const { '7FE00010': _, ...ours } = toJson(
      parseDataSet(file.subarray(start.dataSetAt), start.identity.transferSyntax),
    );
    assert.deepEqual(ours, theirs, syntax);
  }
});

const REAL = [
  'hard_dicom/itk_debian.zip',
  'hard_dicom/cornerstone3d_transfer_syntax_matrix.zip',
  'hard_dicom/highdicom_seg_sr.zip',
];
/** Unpacks, and has pydicom say what is in every file that it can read. */
const BY_PYDICOM = `
import sys, json, zipfile, pydicom, warnings, os
warnings.filterwarnings('ignore')
told = []
for archive in sys.argv[2:]:
    zipfile.ZipFile(archive).extractall(sys.argv[1])
for home, _, names in os.walk(sys.argv[1]):
    for name in names:
        try:
            path = os.path.join(home, name)
            ds = pydicom.dcmread(path, stop_before_pixels=True)
            if 'TransferSyntaxUID' in ds.file_meta:
                told.append([path, json.loads(ds.to_json(bulk_data_threshold=1024, bulk_data_element_handler=lambda e: 'bulk'))])
        except Exception:
            pass
print(json.dumps(told))
`;

/** Without what two honest readers tell differently: private elements, group lengths, bulk, empty lists, blanks around a value. */
function comparable(value: unknown): unknown {
  // An empty value among several is null by PS3.18 F.2.5; pydicom 2.3 writes an empty text.
  if (typeof value === 'string') return value.trim() || null;
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, told]) =>
      !(key.length === 8 && Number.parseInt(key.slice(0, 4), 16) % 2 === 1) &&
      !(key === 'Value' && Array.isArray(told) && told.length === 0) &&
      !(typeof told === 'object' && told !== null && 'BulkDataURI' in told) &&
      key !== TAG.PixelData &&
      !/^[0-9A-F]{4}0000$/.test(key),
  );
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, told]) => [key, comparable(told)]));
}

test('metadata of real files agree with pydicom, element by element', {
  ...needsPydicom(),
  ...needsData(...REAL),
}, () => {
  if (needsPydicom().skip) return;
  using folder = temporaryFolder();
  const told = withPydicom(BY_PYDICOM, [folder.path, ...REAL.map((path) => realData(path)!)]) as [string, DicomJson][];
  assert.ok(told.length > 50, `${told.length} files`);
  for (const [path, theirs] of told) {
    const file = readFileSync(path);
    const { dataSetAt, identity } = readFileStart(file)!;
    const data = file.subarray(dataSetAt);
    const plain = identity.transferSyntax === DEFLATED ? inflateRawSync(data) : data;
    const ours = toJson(parseDataSet(plain, identity.transferSyntax, 'x7fe00010'), { bulkUri: () => 'bulk' });
    assert.deepEqual(comparable(ours), comparable(theirs), path);
  }
});

test('what items end with is no element of theirs, neither told nor written', () => {
  const item = Buffer.from('feff00e0ffffffff' + '08005511' + '06000000' + '312e322e3300' + 'feff0de000000000', 'hex');
  const sequence = Buffer.concat([
    Buffer.from('08004011ffffffff', 'hex'),
    item,
    Buffer.from('feffdde000000000', 'hex'),
  ]);
  const expected = { '00081140': { vr: 'SQ', Value: [{ '00081155': element('UI', '1.2.3') }] } };
  assert.deepEqual(toJson(parseDataSet(sequence, IMPLICIT_LITTLE)), expected);
  const explicit = reencode(sequence, IMPLICIT_LITTLE, EXPLICIT_LITTLE);
  assert.equal(
    Buffer.from(explicit).toString('hex'),
    '080040115351000016000000' + 'feff00e00e000000' + '0800551155490600312e322e3300',
  );
});

test('another plain encoding says the same, value for value', () => {
  const more = [
    { tag: 0x00090010, vr: 'LO', value: 'SOMEBODY ELSE ' },
    { tag: 0x00091001, vr: 'OB', value: new Uint8Array([7, 0, 255, 3]) },
    {
      tag: 0x00081140,
      vr: 'SQ',
      value: [[{ tag: 0x00081155, vr: 'UI', value: '1.2.3' }], [{ tag: 0x00081155, vr: 'UI', value: '1.2.4' }]],
    },
  ] as const;
  const known = (json: DicomJson) =>
    Object.fromEntries(Object.entries(json).filter(([tag]) => !tag.startsWith('0009')));
  const dataSetOf = (syntax: 'explicit-little' | 'implicit-little' | 'deflated') => {
    const file = dicomSlice({ syntax, more: [...more] });
    const { dataSetAt, identity } = readFileStart(file)!;
    return [file.subarray(dataSetAt), identity.transferSyntax] as const;
  };
  const [explicit] = dataSetOf('explicit-little');
  const [implicit] = dataSetOf('implicit-little');
  assert.deepEqual(Buffer.from(reencode(explicit, EXPLICIT_LITTLE, IMPLICIT_LITTLE)), Buffer.from(implicit));
  assert.deepEqual(Buffer.from(reencode(...dataSetOf('deflated'), EXPLICIT_LITTLE)), Buffer.from(explicit));
  // Private elements have no VR to be known by; all others come back as they were.
  const back = reencode(implicit, IMPLICIT_LITTLE, EXPLICIT_LITTLE);
  assert.deepEqual(
    known(toJson(parseDataSet(back, EXPLICIT_LITTLE))),
    known(toJson(parseDataSet(explicit, EXPLICIT_LITTLE))),
  );
  assert.deepEqual(toJson(parseDataSet(back, EXPLICIT_LITTLE))['00091001'], { vr: 'UN', InlineBinary: 'BwD/Aw==' });
});

test('a UID has digits and dots, and no path', () => {
  assert.ok(isUid('1.2.840.10008'));
  for (const text of ['', '.', '1..2', '../1', '1.2/3', `1.${'2'.repeat(64)}`, '1.2\u0000'])
    assert.ok(!isUid(text), text);
});

test('a data set nested without end is refused, not followed', () => {
  const item = Buffer.from('feff00e0ffffffff', 'hex');
  const sequence = Buffer.from('08004011ffffffff', 'hex');
  const bytes = Buffer.concat(Array.from({ length: 200_000 }, () => Buffer.concat([sequence, item])));
  assert.throws(() => toJson(parseDataSet(bytes, IMPLICIT_LITTLE)), BadInstanceError);
});

test('numbers of 64 bits are told as numbers, or as text where those do not hold them, and written again', () => {
  const signed = Buffer.alloc(16);
  signed.writeBigInt64LE(-37n, 0);
  signed.writeBigInt64LE(-(2n ** 60n) - 1n, 8);
  const long: DicomJson = {
    '0018A00A': { vr: 'SV', Value: [-37, '-1152921504606846977'] },
    '0018A00B': { vr: 'UV', Value: [19, '18446744073709551615'] },
    '7FE00002': { vr: 'OV', InlineBinary: Buffer.from('0100000000000000', 'hex').toString('base64') },
  };
  const bytes = encodeDataSet(long, { explicit: true });
  assert.ok(bytes.includes(signed));
  assert.deepEqual(toJson(parseDataSet(bytes, EXPLICIT_LITTLE)), long);
  const implicit = reencode(bytes, EXPLICIT_LITTLE, IMPLICIT_LITTLE);
  assert.equal(implicit.length, bytes.length - 3 * 4);
});
