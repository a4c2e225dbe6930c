import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writePng } from '@specola/formats';
import { sampleRecord, temporaryFolder } from '@specola/test-kit';
import { modelPdf } from './model-pdf.ts';

const font = (weight: number) =>
  new Uint8Array(
    readFileSync(
      fileURLToPath(import.meta.resolve(`@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-${weight}-normal.woff`)),
    ),
  );
const picture = (shade: number) =>
  writePng({ width: 40, height: 30, channels: 3, data: new Uint8Array(3600).fill(shade) });
const input = () => ({
  record: sampleRecord(),
  preview: picture(200),
  slices: [10, 20, 30, 40].map((shade) => ({ caption: `Axial z = ${shade}.0 mm`, png: picture(shade) })),
  fonts: { regular: font(400), strong: font(600) },
});

const poppler = spawnSync('pdftotext', ['-v']);
const needsPoppler = {
  skip: poppler.error !== undefined && 'needs pdftotext and pdfinfo: apt-get install poppler-utils',
};
const said = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8' }).stdout;

test('the report says in words what the record says, on pages that count themselves', needsPoppler, async () => {
  using folder = temporaryFolder();
  const path = folder.write('report.pdf', await modelPdf(input()));
  const text = said('pdftotext', path, '-').replace(/\s+/g, ' ');
  for (const words of [
    'Bone model',
    'Print-ready: all deciding checks passed on the written file.',
    'not cleared by any regulator',
    'Mean deviation',
    '0.031 mm',
    '109.3 cm³',
    '214 250',
    'Some walls are thinner than 1 mm and may not print.',
    'The gantry was tilted <b>by 12°</b> & the slices are sheared.',
    '1.2.826.0.1.3680043.8.498.1',
    'a1'.repeat(32),
    'segment.anatomy',
    'Axial z = 30.0 mm',
    'Page 1 of',
  ])
    assert.ok(text.includes(words), `${words} in ${text}`);
});

test('it is tagged, in a language, with its letters and its pictures’ words inside', needsPoppler, async () => {
  using folder = temporaryFolder();
  const path = folder.write('report.pdf', await modelPdf(input()));
  assert.match(said('pdfinfo', path), /Tagged:\s+yes/);
  assert.match(said('pdfinfo', path), /Title:\s+Bone model: report/);
  const fonts = said('pdffonts', path).trim().split('\n').slice(2);
  assert.equal(fonts.length, 2);
  for (const line of fonts) assert.match(line, /IBMPlexSans.*\byes yes yes\b/);
  const structure = said('pdfinfo', '-struct', path);
  for (const tag of ['H1', 'H2', 'Table', 'TR', 'TH', 'TD', 'Figure', 'Caption'])
    assert.match(structure, new RegExp(`\\b${tag}\\b`));
});

test('the same record and pictures give the same bytes', async () => {
  assert.deepEqual(await modelPdf(input()), await modelPdf(input()));
});

test('a model that failed says so first', needsPoppler, async () => {
  using folder = temporaryFolder();
  const { record, ...rest } = input();
  const closed = { ...record.checks[0]!, result: 'fail' as const };
  const failed = { ...record, printReady: false, checks: [closed, ...record.checks.slice(1)], findings: [] };
  const path = folder.write('report.pdf', await modelPdf({ ...rest, record: failed, slices: [] }));
  const text = said('pdftotext', path, '-');
  assert.match(text, /Not print-ready: 1 deciding check failed\./);
  assert.match(text, /Nothing was noticed that needs attention\./);
});
