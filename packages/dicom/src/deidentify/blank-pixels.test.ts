import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  dicomSlice,
  needsPackers,
  needsPydicomPixels,
  type Packer,
  packedBy,
  temporaryFolder,
  testDecoders,
  withPydicom,
} from '@specola/test-kit';
import { blankPixels } from './blank-pixels.ts';
import { deidentifyObject } from './deidentify-object.ts';
import { CannotBlankError } from './errors.ts';
import { identifierSearch } from './identifier-search.ts';
import { emptyTally } from './judge-element.ts';
import { openObject } from './open-object.ts';
import { USUAL_OPTIONS } from './profile-action.ts';

const ROWS = 22;
const COLUMNS = 31;
const RECTANGLES = [
  { x: 3, y: 1, width: 7, height: 4 },
  // Reaches out of the image on two sides.
  { x: 27, y: 19, width: 40, height: 9 },
];
const raw = Array.from({ length: ROWS * COLUMNS }, (_, v) => 900 + ((v * 37) % 701));

async function blanked(bytes: Uint8Array, statesNoBurnedIn = false, rectangles = RECTANGLES) {
  const opened = openObject(bytes);
  assert.ok(opened && opened !== 'directory');
  const clean = await blankPixels(opened, bytes, { rectangles, decoders: testDecoders() });
  assert.ok(clean);
  const file = deidentifyObject(clean.object, {
    options: USUAL_OPTIONS,
    pseudonyms: { uidFor: (uid) => `2.25.9${uid.replaceAll('.', '')}`, shiftDays: -100, patientCode: 'CODE' },
    search: identifierSearch([]),
    tally: emptyTally(),
    blanked: { statesNoBurnedIn },
  });
  return { ...clean, file };
}

/** What pydicom says of a file before and after: syntax, marks, values inside, and how many outside are no longer the same. */
const COMPARE = `
import sys, json, warnings, numpy as np
warnings.simplefilter('ignore')
import pydicom
a, b = pydicom.dcmread(sys.argv[1]), pydicom.dcmread(sys.argv[2])
rects = json.loads(sys.argv[3])
p, q = a.pixel_array, b.pixel_array
frames = int(b.get('NumberOfFrames', 1)); p = p.reshape((frames,) + p.shape[-3 if a.SamplesPerPixel > 1 else -2:]); q = q.reshape(p.shape)
inside = np.zeros(p.shape[1:3], bool)
for r in rects: inside[r['y']:r['y'] + r['height'], r['x']:r['x'] + r['width']] = True
print(json.dumps({'syntax': str(b.file_meta.TransferSyntaxUID), 'inside': np.unique(q[:, inside]).tolist(), 'changedOutside': int((p[:, ~inside] != q[:, ~inside]).sum()),
  'kept': int((p[:, inside] == q[:, inside]).sum()), 'codes': [str(c.CodeValue) for c in b.DeidentificationMethodCodeSequence], 'burned': b.get('BurnedInAnnotation'), 'lossy': b.get('LossyImageCompression'), 'frames': frames}))`;

interface Compared {
  readonly syntax: string;
  readonly inside: readonly number[];
  readonly changedOutside: number;
  readonly kept: number;
  readonly codes: readonly string[];
  readonly burned: string | null;
  readonly lossy: string | null;
  readonly frames: number;
}

function compared(before: Uint8Array, after: Uint8Array): Compared {
  using folder = temporaryFolder();
  return withPydicom(COMPARE, [
    folder.write('a.dcm', before),
    folder.write('b.dcm', after),
    JSON.stringify(RECTANGLES),
  ]) as Compared;
}

const EXPLICIT = '1.2.840.10008.1.2.1';

for (const syntax of ['explicit-little', 'implicit-little', 'explicit-big', 'deflated'] as const)
  test(`rectangles of a CT in ${syntax} become air, and nothing else changes`, needsPydicomPixels(), async () => {
    const before = dicomSlice({ rows: ROWS, columns: COLUMNS, raw, syntax, signed: true, slope: 2, intercept: -1000 });
    const { file, unpacked } = await blanked(before);
    const told = compared(before, file);
    assert.equal(unpacked, false);
    assert.deepEqual([told.inside, told.changedOutside, told.kept], [[-12], 0, 0]);
    assert.deepEqual([told.codes.slice(0, 2), told.burned], [['113100', '113101'], null]);
  });

for (const [packer, lossy] of [
  ['RLE (GDCM)', false],
  ['JPEG lossless 1 (DCMTK)', false],
  ['JPEG-LS (DCMTK)', false],
  ['JPEG 2000 (GDCM)', false],
  ['JPEG extended (DCMTK)', true],
  ['JPEG-LS near-lossless (DCMTK)', true],
] as const satisfies readonly (readonly [Packer, boolean])[])
  test(`pixels packed as ${packer} are blanked and written as pydicom decodes them${lossy ? ', still marked lossy' : ''}`, {
    skip: needsPydicomPixels().skip || needsPackers().skip,
  }, async () => {
    const before = packedBy(
      packer,
      dicomSlice({
        rows: ROWS,
        columns: COLUMNS,
        raw,
        bitsStored: 12,
        signed: false,
        modality: 'MR',
        slope: null,
        intercept: null,
      }),
    )!;
    const { file, unpacked, lossy: told } = await blanked(before, true);
    assert.deepEqual([unpacked, told], [true, lossy]);
    const peer = compared(before, file);
    assert.deepEqual([peer.syntax, peer.inside, peer.changedOutside], [EXPLICIT, [0], 0]);
    assert.deepEqual([peer.burned, peer.lossy], ['NO', lossy ? '01' : null]);
  });

test(
  'every frame of a color capture is blanked, with samples side by side or apart',
  needsPydicomPixels(),
  async () => {
    using folder = temporaryFolder();
    const script = `
import sys, json, numpy as np, pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
for planar in (0, 1):
    m = FileMetaDataset(); m.TransferSyntaxUID = '${EXPLICIT}'; m.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.7.4'; m.MediaStorageSOPInstanceUID = '2.25.5'
    d = FileDataset('', {}, file_meta=m, preamble=b'\\0' * 128); d.is_little_endian = True; d.is_implicit_VR = False
    d.SOPClassUID, d.SOPInstanceUID, d.Modality = m.MediaStorageSOPClassUID, '2.25.5', 'OT'
    d.Rows, d.Columns, d.SamplesPerPixel, d.PhotometricInterpretation, d.PlanarConfiguration, d.NumberOfFrames = ${ROWS}, ${COLUMNS}, 3, 'RGB', planar, 3
    d.BitsAllocated = d.BitsStored = 8; d.HighBit = 7; d.PixelRepresentation = 0
    d.PixelData = bytes(1 + (v * 37) % 251 for v in range(3 * 3 * ${ROWS * COLUMNS}))
    d.save_as(sys.argv[1 + planar], write_like_original=False)
print('null')`;
    const paths = [0, 1].map((planar) => folder.write(`${planar}.dcm`, new Uint8Array(0)));
    withPydicom(script, paths);
    for (const path of paths) {
      const before = new Uint8Array(readFileSync(path));
      const { file } = await blanked(before);
      const told = compared(before, file);
      assert.deepEqual([told.frames, told.inside, told.changedOutside, told.kept], [3, [0], 0, 0]);
    }
  },
);

test('what cannot be blanked is refused: a rectangle beside the image, bits without a gap, pixels cut off', async () => {
  const whole = dicomSlice({ rows: ROWS, columns: COLUMNS, raw });
  const beside = [{ x: COLUMNS, y: 0, width: 5, height: 5 }];
  await assert.rejects(blanked(whole, false, beside), CannotBlankError);
  await assert.rejects(blanked(whole.subarray(0, whole.length - 100)), CannotBlankError);
  const bits = dicomSlice({
    rows: 8,
    columns: 32,
    bitsAllocated: 1,
    bitsStored: 1,
    highBit: 0,
    signed: false,
    pixels: { elements: [{ tag: 0x7fe00010, vr: 'OB', value: new Uint8Array(32).fill(0xa5) }] },
  });
  await assert.rejects(blanked(bits, false, [{ x: 0, y: 0, width: 5, height: 5 }]), /do not begin at a byte/);
});
