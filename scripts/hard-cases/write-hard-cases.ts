// Reads every scan and hard case of the data folder (SPECOLA_DATA or ../shared/data), compares their pixels with pydicom's
// value for value, and writes docs/hard-cases.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiveRow, archivesIn, type FileRow, isPlainScan, studiesIn } from './hard-cases.ts';

const root = join(import.meta.dirname, '..', '..');
const data = process.env.SPECOLA_DATA ?? join(root, '..', 'shared', 'data');

const HEAD = `# Hard cases

Every scan, volume file and hard DICOM file of the data folder: what becomes of it. Written on ${new Date().toISOString().slice(0, 10)} by \`npm run docs:hard-cases\`, and held by a test.

"Right" means: every pixel of every frame is the number that pydicom (with GDCM and numpy) decodes from the same file, bits above Bits Stored cut as PS3.5 8.1.1 says; "right (twin)" where pydicom cannot decode the file (it crashes on one-bit JPEG 2000, and knows no deflated frames), but decodes another packing of the same image beside it to the same numbers; "right (rounded)" where floating numbers, or whole ones of 32 bits, are kept in the 65,536 even steps from the lowest to the highest, and those are the steps that its numbers fall into. What is refused is refused with a code (see \`errors/\`) and a sentence.
`;

const lines: string[] = [HEAD, '## Whole scans\n', '| scan | imports as | slices compared |', '|---|---|---|'];
const hard: string[] = [];
let wrong = 0;

for (const archive of archivesIn(data)) {
  process.stdout.write(`${archive}\n`);
  const { volume, files } = await archiveRow(data, archive);
  wrong += files.filter(({ peer }) => peer === 'differs' || peer.startsWith('pydicom')).length;
  if (isPlainScan(archive)) {
    const images = files.filter(({ outcome }) => outcome.kind !== 'no image');
    const right = images.filter(({ peer }) => peer === 'same').length;
    lines.push(`| \`${archive}\` | ${volume} | ${files.length === 0 ? '–' : `${right} of ${images.length} right`} |`);
    continue;
  }
  hard.push(`\n## ${archive.slice('hard_dicom/'.length)}\n`);
  const studies = await studiesIn(data, archive);
  if (studies.length > 1) {
    hard.push('| folder | imports as |', '|---|---|');
    for (const { study, volume: made } of studies) hard.push(`| \`${study}\` | ${made} |`);
    hard.push('');
  } else hard.push(`As one study: ${volume}\n`);
  hard.push('| file | transfer syntax | pixels |', '|---|---|---|');
  hard.push(...files.map(rowOf));
}
writeFileSync(join(root, 'docs', 'hard-cases.md'), `${[...lines, ...hard].join('\n')}\n`);
process.stdout.write(`${wrong} files with other pixels than pydicom's, or without a peer.\n`);
process.exitCode = wrong === 0 ? 0 : 1;

function rowOf({ file, outcome, peer }: FileRow): string {
  const name = `\`${file.split('/').slice(1).join('/')}\``;
  if (outcome.kind === 'no image') return `| ${name} | – | no image in it |`;
  if (outcome.kind === 'refused')
    return `| ${name} | ${outcome.syntax} | refused: \`${outcome.code}\` ${outcome.what} |`;
  const frames = outcome.frames > 1 ? `, ${outcome.frames} frames` : '';
  const same = outcome.rounded ? 'right (rounded)' : 'right';
  const verdict = peer === 'same' ? same : peer === 'same as a twin' ? 'right (twin)' : `**${peer}**`;
  return `| ${name} | ${outcome.syntax} | ${verdict}${frames} |`;
}
