// Every bench in one run: prints, and writes bench/results.md. Needs python3-vtk9, and the real scans (SPECOLA_DATA or
// ../shared/data); leaves out with a line what is absent. Run it on a machine that does nothing else.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { Arena } from '@specola/kernels';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { CHAIN_VARIANTS, chainRow, chainTable } from './chain.ts';
import { decodeTable } from './decode.ts';
import { editTables } from './edits.ts';
import { benchGate } from './gate.ts';
import { memoryTable } from './memory.ts';
import { BENCH_SCANS, readScan, scanPath } from './read-scan.ts';
import { segmentTable } from './segment.ts';
import { streamTable } from './stream.ts';
import { surfaceRow, surfaceTable } from './surface.ts';
import { benchUncertainty } from './uncertainty.ts';
import { benchVerify } from './verify.ts';
import { coldStartTable, installSizeTable, wholeRunTable, withLargePhantom } from './whole-run.ts';

const lines: string[] = [];
const tell = (text: string): void => {
  process.stdout.write(`${text}\n`);
  lines.push(text);
};

tell('# Results\n');
tell(
  `Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run bench\`: ${cpus()[0]?.model ?? 'unknown'}, ` +
    `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}. Times are medians, warm, unless they say otherwise.\n`,
);

tell('## The whole chain beside VTK\n');
for (const scan of BENCH_SCANS)
  await onScan(scan, async (volume, crew) => {
    for (const variant of CHAIN_VARIANTS) tell(chainTable(await chainRow(scan, volume, variant, crew)));
  });

tell('## Surface extraction beside vtkFlyingEdges3D\n');
for (const scan of BENCH_SCANS)
  await onScan(scan, async (volume, crew) =>
    tell(surfaceTable(await surfaceRow({ name: scan.name, volume, isoHu: scan.isoHu }, crew))),
  );

tell('## Tools of segmentation beside SciPy, scikit-image and VTK\n');
tell(await segmentTable());

tell('## What an edit costs\n');
tell(await editTables());

tell('## The most memory that a tool of segmentation needs\n');
tell(memoryTable());

tell('## Verification\n');
{
  const arena = new Arena();
  const crew = openNodeCrew(arena, availableParallelism(), new AbortController().signal);
  tell('| what | figure |\n|---|---|');
  for (const { what, value, unit } of [
    ...(await benchVerify(crew)),
    ...(await benchGate(crew)),
    ...(await benchUncertainty(crew)),
  ])
    tell(`| ${what} | ${value.toFixed(2)} ${unit} |`);
  tell('');
  await crew.close();
}

tell('## Decoding a compressed CT beside pydicom and DCMTK\n');
tell(await withLargePhantom(decodeTable));

tell('## A CT of 1,000 slices\n');
tell(await withLargePhantom(streamTable));

tell('## As a user runs it\n');
tell(await withLargePhantom((study) => wholeRunTable('Phantom patient, 512×512×300', study)));
for (const scan of BENCH_SCANS) {
  const path = scanPath(scan);
  if (path) tell(wholeRunTable(scan.name, path));
}
tell(coldStartTable());
tell(installSizeTable());
writeFileSync(join(import.meta.dirname, 'results.md'), `${lines.join('\n')}\n`);

async function onScan(
  scan: (typeof BENCH_SCANS)[number],
  use: (volume: Awaited<ReturnType<typeof readScan>>, crew: ReturnType<typeof openNodeCrew>) => Promise<void>,
): Promise<void> {
  const path = scanPath(scan);
  if (!path) return;
  const crew = openNodeCrew(new Arena(), availableParallelism(), new AbortController().signal);
  await use(await readScan(path, crew), crew);
  await crew.close();
}
