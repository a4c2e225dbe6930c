import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CaseFile } from '@specola/casework';
import { writePng } from '@specola/formats';
import { SpecolaError } from '@specola/space';
import { GUIDE_ITEM, hashOf, runCase, temporaryFolder, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { decode, encode } from 'jpeg-js';
import { caseReportText, packetGaps } from './case-report.ts';
import { type PacketInput, packetPdf } from './packet-pdf.ts';
import { scaledPicture } from './scaled-picture.ts';

const font = (weight: number) =>
  new Uint8Array(
    readFileSync(
      fileURLToPath(import.meta.resolve(`@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-${weight}-normal.woff`)),
    ),
  );
/** Noise without a pattern: nothing packs it. */
function noise(width: number, height: number): Uint8Array {
  const data = new Uint8Array(4 * width * height).fill(255);
  let seed = 7;
  for (let at = 0; at < data.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    if (at % 4 !== 3) data[at] = seed >> 16;
  }
  return Uint8Array.from(encode({ width, height, data }, 95).data);
}
const drawing = writePng({ width: 40, height: 30, channels: 3, data: new Uint8Array(3600).fill(90) });
const input = (file: CaseFile, pictures: ReadonlyMap<string, Uint8Array>): PacketInput => ({
  file,
  findings: 'The images suffice.\n\nNo fracture.',
  notice: 'Specola is not cleared by any regulator.',
  labelOfMaterial: (key) => (key === 'surgical-guide-resin' ? 'Surgical guide resin (SLA)' : key),
  literature: [{ says: 'Models saved 62 minutes.', source: 'Ballard 2020', checkedOn: '2026-11-25' }],
  overlayFigures: ({ act }) => (pictures.has(act.sha256) ? [{ sha256: act.sha256, caption: 'Axial z = 12 mm' }] : []),
  hasPicture: (sha256) => pictures.has(sha256),
  reportText: 'REPORT\nSigned words.',
  madeAt: new Date('2026-12-01T10:00:00Z'),
  attachmentControlNumber: '222222222P31',
  softwareVersion: '0.1.0',
  pictures,
  fonts: { regular: font(400), strong: font(600) },
});
const whole = () =>
  input(
    runCase(WAY_OF_A_GUIDE).file,
    new Map([
      [hashOf('5'), drawing],
      [hashOf('8'), noise(64, 48)],
    ]),
  );

const poppler = spawnSync('pdftotext', ['-v']);
const needsPoppler = { skip: poppler.error !== undefined && 'needs poppler-utils' };
const said = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8' }).stdout;

test(
  'the packet holds every step of the service in words, tagged, and says what is missing',
  needsPoppler,
  async () => {
    using folder = temporaryFolder();
    const path = folder.write('packet.pdf', await packetPdf(whole()));
    const text = said('pdftotext', path, '-').replace(/\s+/g, ' ');
    for (const words of [
      'Specola is not cleared by any regulator. Intended use: guide.',
      'Attachment control number 222222222P31',
      'A deformity in two planes.',
      'M21.171',
      'No fracture.',
      'Sue Surgeon, MD',
      'approval',
      '2026-12-01',
      'Europe/Rome',
      'Surgical guide resin (SLA)',
      'lot L5',
      'wash 20 min',
      '+0.10',
      'Axial z = 12 mm',
      'Models saved 62 minutes.',
      'time: No minutes are logged for segmentation. [engineer]',
      'Signed words.',
      hashOf('4'),
    ])
      assert.ok(text.includes(words), `${words} in ${text}`);
    assert.match(said('pdfinfo', path), /Tagged:\s+yes/);
    assert.equal(said('pdfimages', '-list', path).trim().split('\n').length - 2, 2);
    for (const tag of ['H1', 'H2', 'Table', 'Figure', 'Caption'])
      assert.match(said('pdfinfo', '-struct', path), new RegExp(`\\b${tag}\\b`));
  },
);

test('the same case gives the same packet, byte for byte', async () => {
  assert.deepEqual(await packetPdf(whole()), await packetPdf(whole()));
});

test('a photograph becomes as small as told, stands upright and loses what the camera wrote beside it', () => {
  // Red at the left, blue at the right; the camera was held so that the left is the top: EXIF orientation 6 turns it
  // clockwise, so red comes to the top.
  const data = new Uint8Array(4 * 320 * 200).fill(255);
  for (let at = 0; at < 320 * 200; at++) data.set(at % 320 < 160 ? [220, 10, 10] : [10, 10, 220], 4 * at);
  const plain = Uint8Array.from(encode({ width: 320, height: 200, data }, 95).data);
  const exif = [
    0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
  ];
  const told = Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...plain.subarray(2)]);
  const scaled = scaledPicture(told, 160);
  const read = decode(scaled, { useTArray: true, formatAsRGBA: false });
  assert.deepEqual([read.width, read.height], [100, 160]);
  const at = (x: number, y: number) => [...read.data.subarray(3 * (y * read.width + x), 3 * (y * read.width + x) + 3)];
  assert.ok(at(50, 20)[0]! > 180 && at(50, 140)[2]! > 180, `${at(50, 20)} ${at(50, 140)}`);
  assert.ok(!Buffer.from(scaled).includes('Exif'));
});

test('pictures become smaller until the packet fits, and one that never fits is refused by code', async () => {
  const pictures = new Map(['a', 'b', 'c'].map((letter) => [hashOf(letter), noise(900, 300)]));
  const way = WAY_OF_A_GUIDE.map((doing): (typeof WAY_OF_A_GUIDE)[number] =>
    doing[2].kind === 'photographed' ? [doing[0], doing[1], { ...doing[2], photos: [...pictures.keys()] }] : doing,
  );
  const told = input(runCase(way).file, pictures);
  const free = await packetPdf(told);
  const tight = await packetPdf({ ...told, limitBytes: free.length - 50_000 });
  assert.ok(tight.length < free.length - 50_000, `${free.length} to ${tight.length}`);
  await assert.rejects(
    packetPdf({ ...told, limitBytes: 20_000 }),
    (thrown) => thrown instanceof SpecolaError && thrown.code === 'packet/too-large',
  );
});

test('what is no picture is refused by code, and a picture that is not at hand is told as missing', async () => {
  for (const broken of [Uint8Array.of(1, 2, 3), drawing.subarray(0, 60), noise(64, 48).subarray(0, 400)])
    assert.throws(
      () => scaledPicture(broken, 100),
      (thrown) => thrown instanceof SpecolaError && thrown.code === 'packet/picture',
    );
  const gaps = packetGaps(input(runCase(WAY_OF_A_GUIDE).file, new Map()));
  assert.ok(gaps.some((gap) => gap.includes(`photos: ${GUIDE_ITEM}`)));
  assert.ok(gaps.some((gap) => gap.startsWith('overlay: no picture')));
});

test('the report in words says findings, technique, time and limits, and asks nothing of fonts', () => {
  const text = caseReportText(whole(), '2026-12-01T10:00:00Z');
  for (const words of [
    'Case 2222-2222-2, written 2026-12-01 10:00 UTC',
    'The images suffice.',
    'SEGMENTATION',
    'LIMITS',
  ])
    assert.ok(text.includes(words), words);
});
