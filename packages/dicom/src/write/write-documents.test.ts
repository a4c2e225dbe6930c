import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dciodvfyErrors,
  dcmdumpOf,
  dicomSlice,
  fileOf,
  needsDciodvfy,
  needsPydicom,
  temporaryFolder,
  withVtk,
} from '@specola/test-kit';
import { NoStudyHeaderError } from '../errors.ts';
import { checkIod } from './check-iod.ts';
import { cieLabOf, sRgbOf } from './cie-lab.ts';
import type { ExportContext } from './common-modules.ts';
import { readPredecessor } from './read-predecessor.ts';
import { readSourceHeader } from './source-header.ts';
import {
  writeEncapsulatedMtl,
  writeEncapsulatedObj,
  writeEncapsulatedPdf,
  writeEncapsulatedStl,
} from './write-encapsulated.ts';
import { EXPLICIT_LITTLE, encodeElements } from './write-part10.ts';
import { writeSnapshot } from './write-snapshot.ts';

const PATIENT = { name: 'Wei\u00df^Test', id: 'P-0815', birthDate: '19700131' };
/** Every syntax that has its own way of writing VRs and bytes; the name in UTF-8, and a private attribute. */
const sourceSlice = (syntax: 'explicit-little' | 'implicit-little' | 'explicit-big') =>
  dicomSlice({
    syntax,
    patient: PATIENT,
    more: [
      { tag: 0x00080005, vr: 'CS', value: 'ISO_IR 192' },
      { tag: 0x00081030, vr: 'LO', value: 'CT ankles\0' },
      {
        tag: 0x00081032,
        vr: 'SQ',
        value: [
          [
            { tag: 0x00080100, vr: 'SH', value: '24558-9' },
            { tag: 0x00080102, vr: 'SH', value: 'LN' },
            { tag: 0x00080104, vr: 'LO', value: 'US abdomen' },
          ],
        ],
      },
      { tag: 0x00090010, vr: 'LO', value: 'SOME VENDOR' },
      { tag: 0x001021c0, vr: 'US', value: [4] },
      { tag: 0x00200052, vr: 'UI', value: '1.2.3.4.5' },
    ],
  });

async function contextFrom(syntax: 'explicit-little' | 'implicit-little' | 'explicit-big'): Promise<ExportContext> {
  return {
    source: await readSourceHeader(fileOf(sourceSlice(syntax))),
    instances: [{ sopClassUid: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUid: '1.2.3.99' }],
    when: { date: '20261125', time: '101500' },
    software: { version: '0.1.0', gitCommit: null },
  };
}

const DOCUMENT = {
  title: 'Bone model',
  seriesNumber: 7002,
  seriesDescription: 'Bone model',
  instanceNumber: 1,
  concept: { value: '85040-4', scheme: 'LN', meaning: 'CT 3D CAM model' },
  predecessor: {
    studyUid: '2.25.75',
    seriesUid: '2.25.76',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.104.3',
    sopInstanceUid: '2.25.77',
  },
};
const FAMILY = { value: '123105', scheme: 'DCM', meaning: 'Histogram Analysis' };
const MODEL = {
  frameOfReferenceUid: '1.2.3.4.5',
  modified: false,
  // A left implant mirrored from the right side: left is where it goes.
  mirrored: true,
  laterality: 'L' as const,
  usage: { value: '129013', scheme: 'DCM', meaning: 'Planning Intent' },
  groupUid: '2.25.5',
  description: 'Bone model, mm, LPS',
  algorithm: { family: FAMILY, name: 'Specola model', version: '0.1.0' },
  color: [241, 214, 145] as const,
  opacity: 0.75,
  icon: { width: 5, height: 3, data: Uint8Array.from({ length: 15 }, (_, n) => 17 * n) },
};
const text = (words: string) => new TextEncoder().encode(words);

async function allObjects(context: ExportContext) {
  const material = await writeEncapsulatedMtl(context, {
    ...DOCUMENT,
    document: text('newmtl bone\n'),
    groupUid: '2.25.5',
    description: 'Bone material',
  });
  return {
    stl: await writeEncapsulatedStl(context, { ...DOCUMENT, ...MODEL, document: Uint8Array.of(1, 2, 3, 4, 5) }),
    obj: await writeEncapsulatedObj(context, {
      ...DOCUMENT,
      ...MODEL,
      document: text('# x\nmtllib model.mtl\nv 0 0 0\n'),
      material: { ...material, relativeUri: 'model.mtl' },
    }),
    mtl: material,
    pdf: await writeEncapsulatedPdf(context, { ...DOCUMENT, concept: null, document: text('%PDF-1.7\n') }),
    snapshot: await writeSnapshot(context, {
      width: 3,
      height: 2,
      rgb: Uint8Array.from({ length: 18 }, (_, n) => 13 * n),
      caption: 'Bone model from the front',
      instanceNumber: 1,
      seriesNumber: 7004,
      seriesDescription: 'Bone pictures',
      sources: context.instances,
    }),
  };
}

for (const syntax of ['explicit-little', 'implicit-little', 'explicit-big'] as const)
  test(
    `from a source in ${syntax} dciodvfy finds no error, and our table of modules none`,
    needsDciodvfy(),
    async () => {
      using folder = temporaryFolder();
      for (const [kind, { bytes }] of Object.entries(await allObjects(await contextFrom(syntax)))) {
        assert.deepEqual(checkIod(bytes), [], kind);
        const path = folder.write(`${kind}.dcm`, bytes);
        const { status, complaints } = dcmdumpOf(path);
        assert.deepEqual([status, complaints], [0, ''], kind);
        // OBJ and MTL are no object that dciodvfy of 2022 knows; nothing else may be wrong with them.
        const expected = kind === 'obj' || kind === 'mtl' ? ['Error - Information Object Not found'] : [];
        assert.deepEqual(dciodvfyErrors(path), expected, kind);
      }
    },
  );

test(
  'pydicom reads back what was put in, with the identity of the source and nothing private',
  needsPydicom(),
  async () => {
    using folder = temporaryFolder();
    const script = `
import sys, json, pydicom
def told(p):
    d = pydicom.dcmread(p)
    t = dict(name=str(d.PatientName), id=d.PatientID, study=d.StudyDescription, code=d.ProcedureCodeSequence[0].CodeValue, pregnancy=d.PregnancyStatus, private=any(e.tag.is_private for e in d.iterall()))
    if 'EncapsulatedDocument' in d:
        t.update(document=d.EncapsulatedDocument[:d.EncapsulatedDocumentLength].decode('latin1'), mime=d.MIMETypeOfEncapsulatedDocument)
        p = d.PredecessorDocumentsSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence[0]
        t.update(before=[p.ReferencedSOPInstanceUID, p.PurposeOfReferenceCodeSequence[0].CodeValue])
    if 'ModelMirroring' in d:
        t.update(mirrored=d.ModelMirroring, side=d.ImageLaterality, unit=d.MeasurementUnitsCodeSequence[0].CodeValue, frame=d.FrameOfReferenceUID, icon=list(d.IconImageSequence[0].PixelData[:15]))
    if 'PixelData' in d: t.update(pixels=d.pixel_array.ravel().tolist())
    if 'ReferencedInstanceSequence' in d: t.update(uri=d.ReferencedInstanceSequence[0][0x00687005].value, mtl=d.ReferencedInstanceSequence[0].ReferencedSOPInstanceUID)
    return t
print(json.dumps([told(p) for p in sys.argv[1:]]))`;
    const objects = await allObjects(await contextFrom('implicit-little'));
    const paths = Object.entries(objects).map(([kind, { bytes }]) => folder.write(`${kind}.dcm`, bytes));
    const [stl, obj, mtl, pdf, snapshot] = withVtk(script, paths) as Record<string, unknown>[];
    const who = {
      name: PATIENT.name,
      id: PATIENT.id,
      study: 'CT ankles',
      code: '24558-9',
      pregnancy: 4,
      private: false,
    };
    const before = ['2.25.77', '129010'];
    const model = { mirrored: 'YES', side: 'L', unit: 'mm', frame: '1.2.3.4.5', icon: [...MODEL.icon.data] };
    assert.deepEqual(stl, { ...who, document: '\x01\x02\x03\x04\x05', mime: 'model/stl', before, ...model });
    const document = '# x\nmtllib model.mtl\nv 0 0 0\n';
    assert.deepEqual(obj, {
      ...who,
      document,
      mime: 'model/obj',
      before,
      ...model,
      uri: 'model.mtl',
      mtl: objects.mtl.sopInstanceUid,
    });
    assert.deepEqual(mtl, { ...who, document: 'newmtl bone\n', mime: 'model/mtl', before });
    assert.deepEqual(pdf, { ...who, document: '%PDF-1.7\n', mime: 'application/pdf', before });
    assert.deepEqual(snapshot, { ...who, pixels: Array.from({ length: 18 }, (_, n) => 13 * n) });
  },
);

test('the same input gives the same bytes for every kind', async () => {
  const context = await contextFrom('explicit-little');
  assert.deepEqual(await allObjects(context), await allObjects(context));
});

test('our table of modules finds what is missing, empty, private, foreign or of another value', async () => {
  const { stl } = await allObjects(await contextFrom('explicit-little'));
  const broken = stl.bytes.slice();
  // Model Mirroring (0068,7002) CS YES becomes NAY.
  const at = broken.findIndex((_, n) => [0x68, 0, 2, 0x70, 0x43, 0x53].every((byte, m) => broken[n + m] === byte));
  broken.set([0x4e, 0x41, 0x59], at + 8);
  assert.deepEqual(checkIod(broken), [{ attribute: 'Model Mirroring', fault: 'other-value' }]);
  const bare = encodeElements(
    [
      { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.104.5' },
      { tag: 0x00080018, vr: 'UI', value: '' },
      { tag: 0x00090010, vr: 'LO', value: 'X' },
      { tag: 0x00180050, vr: 'DS', value: '1' },
    ],
    EXPLICIT_LITTLE,
  );
  const file = new Uint8Array([
    ...stl.bytes.subarray(0, 132),
    ...stl.bytes.subarray(132, 132 + metaBytes(stl.bytes)),
    ...bare,
  ]);
  const faults = checkIod(file).map(({ attribute, fault }) => `${attribute} ${fault}`);
  for (const fault of [
    'SOP Instance UID empty',
    '(0009,0010) private',
    '(0018,0050) not-in-the-iod',
    "Patient's Name missing",
    'Measurement Units Code Sequence missing',
  ])
    assert.ok(faults.includes(fault), fault);
});

/** The group length and what it counts. */
const metaBytes = (file: Uint8Array): number => 12 + new DataView(file.buffer, file.byteOffset).getUint32(140, true);

test('an earlier version is taken for the same patient only', async () => {
  const objects = await allObjects(await contextFrom('explicit-little'));
  const earlier = fileOf(objects.stl.bytes);
  const same = await readPredecessor([earlier], fileOf(sourceSlice('implicit-little')));
  assert.deepEqual(
    same.predecessors.map(({ sopInstanceUid }) => sopInstanceUid),
    [objects.stl.sopInstanceUid],
  );
  const other = await readPredecessor([earlier], fileOf(dicomSlice({ patient: { ...PATIENT, id: 'P-0816' } })));
  assert.deepEqual([other.predecessors.length, other.ofOtherPatients], [0, 1]);
  await assert.rejects(
    readSourceHeader(fileOf(text('no DICOM at all, but longer than sixteen bytes'))),
    NoStudyHeaderError,
  );
});

test(
  'our own words keep to the character set of the source, whose bytes stay as they are',
  needsDciodvfy(),
  async () => {
    using folder = temporaryFolder();
    const caption = 'Schnitt 12° schräg, 3 × 4';
    const told = async (characterSet: string, name: string) => {
      const source = await readSourceHeader(
        fileOf(
          dicomSlice({ patient: { ...PATIENT, name }, more: [{ tag: 0x00080005, vr: 'CS', value: characterSet }] }),
        ),
      );
      const context = { ...(await contextFrom('explicit-little')), source };
      const picture = { width: 1, height: 1, rgb: new Uint8Array(3), instanceNumber: 1, seriesNumber: 1, sources: [] };
      const { bytes } = await writeSnapshot(context, { ...picture, caption, seriesDescription: 'Bilder' });
      const path = folder.write('picture.dcm', bytes);
      assert.deepEqual(dciodvfyErrors(path), []);
      const found = new TextDecoder().decode(bytes);
      return [/ISO_IR \d+/.exec(found)?.[0], found.includes(caption), found.includes('Schnitt 12 deg schrag, 3 x 4')];
    };
    assert.deepEqual(await told('ISO_IR 192', PATIENT.name), ['ISO_IR 192', true, false]);
    assert.deepEqual(await told('', 'Plain^Name'), ['ISO_IR 192', true, false]);
    assert.deepEqual(await told('ISO_IR 100', 'Plain^Name'), ['ISO_IR 100', false, true]);
  },
);

test('colors come back from CIELab within one step, and white is where the standard puts it', () => {
  for (const color of [
    [241, 214, 145],
    [0, 0, 0],
    [255, 255, 255],
    [12, 200, 99],
  ] as const) {
    const back = sRgbOf(cieLabOf(color));
    for (const [n, part] of back.entries()) assert.ok(Math.abs(part - color[n]!) <= 1, `${color} and ${back}`);
  }
  // L* 100 is 65535; a* and b* of 0 lie at 0x8080 (PS3.3 C.10.7.1.1).
  const [l, a, b] = cieLabOf([255, 255, 255]);
  assert.equal(l, 65535);
  assert.ok(Math.abs(a - 0x8080) < 8 && Math.abs(b - 0x8080) < 8);
});
