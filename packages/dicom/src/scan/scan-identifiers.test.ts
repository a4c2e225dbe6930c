import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePng, writeStl, writeThreeMf } from '@specola/formats';
import { boxMesh, dicomSlice } from '@specola/test-kit';
import fc from 'fast-check';
import { gzipSync, strToU8, zipSync, zlibSync } from 'fflate';
import type { Identifier } from '../deidentify/identifiers.ts';
import { artifactScanner } from './scan-identifiers.ts';

const PATIENT: readonly Identifier[] = [
  { kind: 'name', value: 'Quillfeather^Ottoline Müßig' },
  { kind: 'id', value: 'MRN-7740123' },
  { kind: 'id', value: 'ACC55512' },
  { kind: 'birth-date', value: '19580317' },
  { kind: 'contact', value: '0555 777 812' },
];
const scanner = artifactScanner(PATIENT);

/** Ways in which people and programs write the same things. */
const SPELLINGS = [
  'Quillfeather',
  'QUILLFEATHER^OTTOLINE',
  'ottoline_quillfeather',
  'Quillfeather, O.',
  'OttolineQuillfeather',
  'Müßig',
  'MUESSIG',
  'Mussig',
  'MRN-7740123',
  'mrn7740123',
  'MRN 7740123',
  'ACC55512',
  'acc-555-12',
  '1958-03-17',
  '19580317',
  '17.03.1958',
  '17.3.1958',
  '3/17/1958',
  '17 March 1958',
  'Mar 17, 1958',
  '17. März 1958',
  '19580317101112',
  '+49 0555-777-812',
] as const;

const box = boxMesh({ sidesMm: [10, 12.5, 17] });
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
const utf16 = (text: string) =>
  Uint8Array.from([...text].flatMap((letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8]));
const withBytes = (host: Uint8Array, at: number, planted: Uint8Array): Uint8Array => {
  const out = new Uint8Array(host.length + planted.length);
  out.set(host.subarray(0, at));
  out.set(planted, at);
  out.set(host.subarray(at), at + planted.length);
  return out;
};
const hexOf = (text: string) => [...text].map((letter) => letter.charCodeAt(0).toString(16).padStart(4, '0')).join('');
const pdf = (stream: Uint8Array, filter = '/Filter /FlateDecode') =>
  new Uint8Array([
    ...latin1(`%PDF-1.7\n1 0 obj\n<< ${filter} /Length ${stream.length} >>\nstream\n`),
    ...stream,
    ...latin1('\nendstream\nendobj\n%%EOF\n'),
  ]);
const chunk = (kind: string, body: Uint8Array) => {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, body.length);
  head.set(latin1(kind), 4);
  return new Uint8Array([...head, ...body, 0, 0, 0, 0]);
};
const png = () => writePng({ width: 3, height: 2, channels: 3, data: new Uint8Array(18) });
/** After the signature and the head chunk. */
const pngWith = (kind: string, body: Uint8Array) => withBytes(png(), 33, chunk(kind, body));

/** Each puts a text somewhere into a file of its kind. */
const HOSTS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'STL header': (text) => {
    const stl = writeStl(box).slice();
    stl.set(strToU8(` ${text} `).subarray(0, 70), 4);
    return stl;
  },
  'end of an STL': (text) => new Uint8Array([...writeStl(box), ...strToU8(text)]),
  '3MF metadata': (text) => {
    const entries = { '3D/3dmodel.model': strToU8(`<model><metadata name="Title">${text}</metadata></model>`) };
    return zipSync(entries);
  },
  'name of a zip entry': (text) => zipSync({ [text.replaceAll('/', '-')]: strToU8('nothing') }),
  'zip in a zip': (text) => zipSync({ 'a.zip': zipSync({ 'b.txt': strToU8(`see ${text}!`) }) }),
  'PNG tEXt': (text) => pngWith('tEXt', new Uint8Array([...latin1('Comment\0'), ...latin1(text)])),
  'PNG zTXt': (text) => pngWith('zTXt', new Uint8Array([...latin1('Comment\0\0'), ...zlibSync(strToU8(text))])),
  'PNG iTXt': (text) =>
    pngWith('iTXt', new Uint8Array([...latin1('Comment\0\u0001\0de\0\0'), ...zlibSync(strToU8(text))])),
  'behind a PNG': (text) => new Uint8Array([...png(), ...strToU8(text)]),
  'PDF info': (text) => latin1(`%PDF-1.7\n1 0 obj\n<< /Title (${text}) >>\nendobj\n`),
  'PDF info in UTF-16': (text) => latin1(`%PDF-1.7\n1 0 obj\n<< /Title <FEFF${hexOf(text)}> >>\nendobj\n`),
  'PDF page text': (text) => pdf(zlibSync(latin1(`BT /F1 12 Tf (Report for ${text}) Tj ET`))),
  'PDF text with kerning': (text) =>
    pdf(
      zlibSync(
        latin1(`BT [${[...text].map((letter) => `(${letter.replace(/[()\\]/, '\\$&')})`).join(' -12 ')}] TJ ET`),
      ),
    ),
  'PDF text by glyph numbers': (text) => {
    const letters = [...new Set(text)];
    const glyph = (letter: string) => (letters.indexOf(letter) + 3).toString(16).padStart(4, '0');
    const table = letters.map((letter) => `<${glyph(letter)}> <${hexOf(letter)}>`).join('\n');
    const cmap = pdf(zlibSync(latin1(`${letters.length} beginbfchar\n${table}\nendbfchar`)));
    return new Uint8Array([...cmap, ...pdf(zlibSync(latin1(`BT <${[...text].map(glyph).join('')}> Tj ET`)))]);
  },
  JSON: (text) => strToU8(JSON.stringify({ recipe: [{ note: text }] })),
  'JSON with escapes': (text) =>
    strToU8(
      JSON.stringify({ note: text }).replace(
        /[^ -~]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    ),
  'HTML with references': (text) =>
    strToU8(`<p>${[...text].map((letter) => `&#${letter.codePointAt(0)};`).join('')}</p>`),
  'base64 in a page': (text) =>
    strToU8(`<img src="data:text/plain;base64,${btoa(String.fromCharCode(...strToU8(`note: ${text} end`)))}">`),
  'percent signs in an address': (text) => strToU8(`<a href="x?who=${encodeURIComponent(text)}">`),
  'DICOM description': (text) =>
    dicomSlice({ description: text.slice(0, 60), patient: { name: 'A', id: 'B', birthDate: '' } }),
  'deflated DICOM': (text) =>
    dicomSlice({ syntax: 'deflated', description: text.slice(0, 60), patient: { name: 'A', id: 'B', birthDate: '' } }),
  'NRRD header': (text) => strToU8(`NRRD0005\ntype: short\nencoding: raw\n# ${text}\n\n0000`),
  'NRRD key in packed data': (text) =>
    new Uint8Array([...strToU8('NRRD0005\nencoding: gzip\n\n'), ...gzipSync(strToU8(`....${text}....`))]),
  gzip: (text) => gzipSync(strToU8(text)),
  'UTF-16 in bytes': (text) => new Uint8Array([0xff, 7, 3, ...utf16(text), 0, 0, 9]),
  'Latin-1 in bytes': (text) => new Uint8Array([0xff, 7, 3, ...latin1(text), 0, 0, 9]),
};

for (const [host, plant] of Object.entries(HOSTS))
  test(`an identifier is found in: ${host}`, async () => {
    for (const text of SPELLINGS) {
      const { findings, incomplete } = await scanner.scan('model.bin', plant(text));
      assert.ok(findings.length > 0, `"${text}"`);
      assert.ok(!incomplete);
    }
    const clean = await scanner.scan('model.bin', plant('left ankle, 1.0 mm, 2026-11-25'));
    assert.deepEqual(clean.findings, []);
  });

test('an identifier is found in a file name, and short words of a name there too', async () => {
  for (const name of ['quillfeather_ankle.stl', 'out/MRN7740123.3mf', '1958-03-17.png', 'Ottoline/model.stl'])
    assert.equal((await scanner.scan(name, new Uint8Array(0))).findings[0]?.place, 'file name', name);
  const short = artifactScanner([{ kind: 'name', value: 'Li^Wu' }]);
  assert.equal((await short.scan('wu.stl', new Uint8Array(0))).findings.length, 1);
  assert.equal((await short.scan('a.txt', strToU8('report for LI, Wu'))).findings.length, 1);
  assert.equal((await short.scan('a.txt', strToU8('limit wurst willing'))).findings.length, 0);
});

test('a name in another script is found as UTF-8', async () => {
  const search = artifactScanner([{ kind: 'name', value: 'Yamada^Tarou=山田^太郎=やまだ^たろう' }]);
  for (const text of ['山田太郎', '山田', 'YAMADA', 'たろう'])
    assert.ok((await search.scan('a', strToU8(`x ${text} y`))).findings.length > 0, text);
});

test('a name that is a word of anatomy is found beside its other word, and counted as not searchable alone', async () => {
  const search = artifactScanner([{ kind: 'name', value: 'Hand^Brunhilde' }]);
  assert.equal(search.notSearchable, 1);
  assert.deepEqual((await search.scan('a', strToU8('left hand, bones'))).findings, []);
  assert.ok((await search.scan('a', strToU8('Hand, Brunhilde'))).findings.length > 0);
});

test('an identifier planted at any place of random bytes or random text is found, and none is found without it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(...SPELLINGS),
      fc.constantFrom('utf8', 'utf16', 'latin1'),
      async (before, after, text, encoding) => {
        const planted = encoding === 'utf8' ? strToU8(text) : encoding === 'utf16' ? utf16(text) : latin1(text);
        // A letter or digit at its side would make it another word.
        const bytes = new Uint8Array([...before, 0, 0, ...planted, 0, 0, ...after]);
        assert.ok((await scanner.scan('a', bytes)).findings.length > 0);
        assert.deepEqual((await scanner.scan('a', new Uint8Array([...before, 0, 0, ...after]))).findings, []);
      },
    ),
    { numRuns: 300, seed: 20261125 },
  );
});

test('files that Specola writes of a box are clean, and damaged ones are said to be incomplete or clean', async () => {
  const mf = writeThreeMf(box, { name: 'box' }).slice();
  assert.deepEqual((await scanner.scan('model.3mf', mf)).findings, []);
  assert.equal((await scanner.scan('model.3mf', mf.subarray(0, 200))).incomplete, true);
  assert.deepEqual((await scanner.scan('a.png', png().subarray(0, 40))).findings, []);
  assert.deepEqual((await scanner.scan('a.pdf', pdf(new Uint8Array([1, 2, 3])))).findings, []);
});
