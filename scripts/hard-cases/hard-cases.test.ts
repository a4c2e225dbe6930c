import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsData, needsPydicomPixels, realData } from '@specola/test-kit';
import { archiveRow, archivesIn } from './hard-cases.ts';

const TABLE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'hard-cases.md'), 'utf8');
const DATA = realData('.') ?? '';
const peer = needsPydicomPixels();
const needs = (path: string) => (peer.skip ? peer : needsData(path));
const archives = DATA ? archivesIn(DATA) : ['hard_dicom/pydicom-data.zip'];

for (const archive of archives.filter((name) => name.startsWith('hard_dicom/')))
  test(
    `every file of ${archive} opens with pydicom's pixels or is refused with its code, as the table says`,
    needsData(archive),
    async () => {
      const { files } = await archiveRow(DATA, archive);
      assert.ok(files.length > 0);
      for (const { file, outcome, peer } of files) {
        const name = file.split('/').slice(1).join('/');
        const line = TABLE.split('\n').find((row) => row.startsWith(`| \`${name}\` |`));
        assert.ok(line, `${name} is in docs/hard-cases.md: run npm run docs:hard-cases`);
        if (outcome.kind === 'refused') assert.ok(line.includes(`\`${outcome.code}\``), `${name}: ${outcome.code}`);
        else if (outcome.kind === 'no image') assert.match(line, /no image/, name);
        else {
          assert.match(peer, /^same/, `${name}: ${peer}`);
          assert.match(line, /\| right/, name);
        }
      }
    },
  );

test('slices of every real scan are those that pydicom reads', needs('hard_dicom'), async () => {
  for (const archive of archives.filter((name) => /^(ct|mr)\/.*zip$/.test(name))) {
    const { files } = await archiveRow(DATA, archive, 24);
    for (const { file, outcome, peer } of files) if (outcome.kind === 'decoded') assert.equal(peer, 'same', file);
  }
});
