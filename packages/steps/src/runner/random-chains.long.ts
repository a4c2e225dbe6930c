import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ChainCase, randomChain } from './random-chains.ts';

const CASES = 1000;
const MOST_REFUSED_SHARE = 0.02;

test(`${CASES} heaps of solids come out print-ready and within their bounds`, async () => {
  const cases: ChainCase[] = [];
  for (let seed = 1; seed <= CASES; seed++) cases.push(await randomChain(seed));
  const refused = cases.filter((one) => one.refused !== null);
  const notReady = cases.filter((one) => one.refused === null && !one.printReady);
  const beyond = cases.filter(
    (one) => one.fidelityMaxMm > one.unblurredMm + one.smoothing.boundMm + one.simplification.boundMm + 0.02,
  );
  const sorted = cases.map((one) => one.fidelityMaxMm).sort((a, b) => a - b);
  const volumes = cases
    .filter((one) => one.refused === null)
    .map((one) => one.volumeErrorPercent)
    .sort((a, b) => a - b);
  const page = [
    '# A thousand heaps of solids through the chain',
    '',
    `Run on ${new Date().toISOString().slice(0, 10)} by \`npm run test:long\` (packages/steps/src/runner/random-chains.long.ts), seeds 1 to ${CASES}: 2 to 7 solids by chance,`,
    'imaged on oblique grids of 0.5 to 2.2 mm with blur and noise, modeled with bounds by chance.',
    '',
    '| | |',
    '|---|---|',
    `| print-ready | ${cases.length - refused.length - notReady.length} |`,
    `| made but not print-ready | ${notReady.length}${listed(notReady)} |`,
    `| refused with a code | ${refused.length}${listed(refused)} |`,
    `| beyond smoothing and simplifying bound together (+ 0.02 mm) | ${beyond.length}${listed(beyond)} |`,
    `| largest distance from the image, median and worst | ${sorted[sorted.length >> 1]!.toFixed(3)} and ${sorted.at(-1)!.toFixed(3)} mm |`,
    `| volume against the voxels of the segment, to which convex bodies gain what the blur took: lowest, median, highest | ${[volumes[0]!, volumes[volumes.length >> 1]!, volumes.at(-1)!].map((percent) => `${percent.toFixed(2)} %`).join(', ')} |`,
    `| triangles, all models together | ${cases.reduce((sum, one) => sum + one.triangles, 0)} |`,
    '',
  ];
  writeFileSync(
    join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'evidence', 'random-chains.md'),
    page.join('\n'),
  );
  assert.deepEqual(
    notReady.map(({ seed, failed }) => ({ seed, failed })),
    [],
  );
  assert.deepEqual(
    beyond.map(({ seed }) => seed),
    [],
  );
  assert.ok(refused.length <= MOST_REFUSED_SHARE * CASES, `${refused.length} refused`);
});

const listed = (cases: readonly ChainCase[]): string =>
  cases.length === 0
    ? ''
    : ` (seeds ${cases.map(({ seed, refused, failed }) => `${seed} ${refused ?? failed.join(' ')}`).join(', ')})`;
