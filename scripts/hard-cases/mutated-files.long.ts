import './watch-allocations.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsData } from '@specola/test-kit';
import { readBrokenArchives } from './broken-archives.ts';
import { type MutationReport, readMutated, seedFiles } from './mutated-files.ts';
import { readMutatedSegments, segmentSeeds } from './mutated-segments.ts';

const FILES = 20_000;
const ARCHIVES = 2000;
const SEGMENTS = 5000;

test(
  `${FILES} mutated DICOM files, ${SEGMENTS} segmentations and ${ARCHIVES} archives: no crash, no hang, no greed`,
  needsData('hard_dicom'),
  async () => {
    const seeds = seedFiles({ real: true });
    const files = await readMutated(seeds, { count: FILES, firstSeed: 1 });
    const archives = await readBrokenArchives({ count: ARCHIVES, firstSeed: 1 });
    const segments = await readMutatedSegments(segmentSeeds(), { count: SEGMENTS, firstSeed: 1 });
    const refused = (codes: Readonly<Record<string, number>>) =>
      Object.entries(codes)
        .sort(([, a], [, b]) => b - a)
        .map(([code, count]) => `| \`${code}\` | ${count} |`)
        .join('\n');
    writeFileSync(
      join(import.meta.dirname, '..', '..', 'docs', 'evidence', 'mutated-files.md'),
      `# Files broken on purpose

Run on ${new Date().toISOString().slice(0, 10)} by \`npm run test:long\` (scripts/hard-cases/mutated-files.long.ts): ${FILES} DICOM files, seeds 1 to ${FILES}, made from ${seeds.length} files of every packing and from the hard cases of the data folder, each with one or two things wrong (bytes, lengths, values, sequences in sequences, fragments, codestreams, pieces cut off, missing or twice); and ${ARCHIVES} zip and tar archives (bombs, paths that climb out, damaged directories).

- ${files.decoded} gave pixels, ${files.noImage} held no image, ${files.files - files.decoded - files.noImage} were refused with a code; ${files.crashes.length} ended in anything else.
${besidePydicom(files.beside)}
- Slowest file: ${Math.round(files.slowestCpuMs)} ms of processor time, all threads together; ${Math.round(files.slowestMs)} ms on the clock (a decoder that does not end is stopped after 1,500 ms).
- Largest piece of memory asked for in JavaScript: ${files.largestShare.toFixed(2)} times the honest size of its file; above 2 times: ${files.greedy.length}.
- Archives: ${archives.read} read, ${archives.files - archives.read} refused with a code, ${archives.crashes.length} ended in anything else; slowest ${Math.round(archives.slowestMs)} ms; nothing was written outside memory.
- Segmentations (SEG) and structure sets (RTSTRUCT), seeds 1 to ${SEGMENTS}: ${segments.placed} read and laid over a series, ${segments.otherKind} no longer of their class, ${segments.files - segments.placed - segments.otherKind} refused with a code, ${segments.crashes.length} ended in anything else; slowest ${Math.round(segments.slowestCpuMs)} ms of processor time; largest piece of memory ${segments.largestShare.toFixed(2)} times the honest size, above 2 times: ${segments.greedy.length}.

| refusal | files |
|---|---|
${refused(files.refused)}

| refusal | segmentations and structure sets |
|---|---|
${refused(segments.refused)}

| refusal | archives |
|---|---|
${refused(archives.refused)}
`,
    );
    assert.deepEqual(files.crashes, []);
    assert.deepEqual(files.greedy, []);
    assert.deepEqual(files.beside?.unexplained ?? [], []);
    assert.ok(files.slowestMs < 2000, `${files.slowestMs} ms on the clock`);
    assert.ok(files.slowestCpuMs < 2000, `${files.slowestCpuMs} ms`);
    assert.deepEqual(archives.crashes, []);
    assert.deepEqual(segments.crashes, []);
    assert.deepEqual(segments.greedy, []);
    assert.ok(segments.slowestCpuMs < 2000, `${segments.slowestCpuMs} ms`);
  },
);

const besidePydicom = (beside: MutationReport['beside']): string =>
  beside
    ? `- Beside pydicom (GDCM, numpy) on the same bytes, of those that gave pixels: ${beside.same} value for value the same; ${beside.refusedThere} that it refuses or fails in; ${beside.asBeforeBroken} other there, and here those of the file before it was broken; ${beside.unexplained.length} other and unexplained.`
    : '- Not compared with pydicom, which was absent.';
