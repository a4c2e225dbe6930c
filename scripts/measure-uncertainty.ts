// Measures how far the map of what another threshold would do can be trusted, and writes docs/uncertainty.md: `node scripts/measure-uncertainty.ts`.
// The limits are held by packages/kernels/src/image/threshold-moves.test.ts and packages/test-kit/src/ankle-coverage.test.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelChoices, modelRecipe } from '@specola/commands';
import { HAND_EDIT_FLOOR_MM, SEGMENTATION_FLOOR_MM } from '@specola/facts';
import { readLabelFile, readNifti } from '@specola/formats';
import {
  Arena,
  type Crew,
  extractSurface,
  gaussianShare,
  MOVE_STATES,
  maskOfLabel,
  signedDistances,
  soloCrew,
  surfaceDistances,
  surfaceIndex,
  TENTH,
  thresholdDoubt,
  thresholdMask,
  vertexNormals,
} from '@specola/kernels';
import { spacingMmOf, type Volume } from '@specola/space';
import { runRecipe } from '@specola/steps';
import { ANKLE_DATA, ankleCoverage, ballPhantom, needsData, realData, zipEntries } from '@specola/test-kit';
import { readStudy } from '../apps/cli/src/read-study.ts';

const REACH_MM = 3;
const RATERS = 'masks_gt/deepmind_tcia_two_raters.zip';
const PELVIS = 'ct_gt/totalseg_pelvis_spine_3mm/ct.nii.gz';
const SCANS = [
  ['ankle, 1 mm', 'ct/vhf_ankle_1mm.zip'],
  ['skull phantom, 0.45 × 0.45 × 1 mm', 'ct/head_phantom_bone_1mm.tar.xz'],
  ['thorax, contrast, 0.9 × 0.9 × 2.5 mm', 'ct/thorax_contrast_cmbcrc_2p5mm.zip'],
] as const;
const floorMm = SEGMENTATION_FLOOR_MM.value;
const crew = soloCrew(new Arena());
const one = (value: number): string => value.toFixed(1);
const two = (value: number): string => value.toFixed(2);
const at = (sorted: ArrayLike<number>, share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;

/** Noise put into a phantom, and found beside its surface. */
async function noiseRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const noiseHu of [5, 12, 25, 50, 100]) {
    const { volume, isoHu } = ballPhantom({ radiusMm: 14, noiseHu, marginVoxels: 22, arena: crew.arena });
    const mesh = await drawn(volume, isoHu, crew);
    const { noise } = await thresholdDoubt(mesh, volume, { isoHu, brighterInside: true, reachMm: REACH_MM }, crew);
    const sorted = [...noise!].sort((a, b) => a - b);
    rows.push(`| ${noiseHu} | ${one(at(sorted, 0.5))} | ${one(at(sorted, 0))} to ${one(at(sorted, 1))} |`);
  }
  return rows;
}

/** Where the map leads against the surface drawn anew at the shifted threshold. */
async function againRows(name: string, volume: Volume, isoHu: number): Promise<string[]> {
  const mesh = await drawn(volume, isoHu, crew);
  const { byTenth, rise } = await thresholdDoubt(
    mesh,
    volume,
    { isoHu, brighterInside: true, reachMm: REACH_MM },
    crew,
  );
  const normals = vertexNormals(mesh);
  const rows: string[] = [];
  for (const [way, sign] of [
    [0, 1],
    [1, -1],
  ] as const) {
    const shifted = await drawn(volume, isoHu + sign * TENTH * rise!, crew);
    using index = await surfaceIndex(shifted, crew);
    const led: number[] = [];
    const sizes: number[] = [];
    for (let v = 0; v < mesh.positions.length / 3; v++) {
      if (byTenth!.states[2 * v + way] !== MOVE_STATES.found) continue;
      const move = byTenth!.movesMm[2 * v + way]!;
      sizes.push(Math.abs(move));
      const [x, y, z] = [0, 1, 2].map((axis) => normals[3 * v + axis]!) as [number, number, number];
      const length = Math.sqrt(x * x + y * y + z * z);
      for (const [axis, part] of [x, y, z].entries()) led.push(mesh.positions[3 * v + axis]! + (move * part) / length);
    }
    const off = (await signedDistances(Float32Array.from(led), index, crew)).map(Math.abs).sort();
    sizes.sort((a, b) => a - b);
    rows.push(
      `| ${name}, ${isoHu} ${sign > 0 ? '+' : '−'} ${one(TENTH * rise!)} HU | ${off.length} | ${two(at(sizes, 0.5))} | ${at(off, 0.5).toFixed(3)} | ${two(at(off, 0.95))} |`,
    );
  }
  return rows;
}

async function drawn(volume: Volume, isoHu: number, withCrew: Crew) {
  const mask = await thresholdMask(volume, { from: isoHu, to: 32767 }, withCrew);
  const mesh = await extractSurface({ volume, mask, isoHu }, withCrew);
  withCrew.arena.release(mask.words);
  return mesh;
}

/** Distances between the mandibles that two raters drew in the same scans, both ways. */
async function raterRows(): Promise<string[]> {
  const entries = zipEntries(realData(RATERS)!).filter(({ name }) => name.endsWith('/Mandible.nrrd'));
  const rows: string[] = [];
  const all: { meanMm: number; p95Mm: number }[] = [];
  const patients = [...new Set(entries.map(({ name }) => name.split('/')[1]!))].sort();
  for (const [n, patient] of patients.entries()) {
    const pair = ['oncologist', 'radiographer'].map((rater) =>
      entries.find(({ name }) => name.includes(`/${patient}/${rater}/`)),
    );
    if (!pair[0] || !pair[1]) continue;
    const [a, b] = [await ratedSurface(pair[0].bytes()), await ratedSurface(pair[1].bytes())];
    const { aToB, bToA } = await surfaceDistances(a, b, crew);
    const both = {
      meanMm: Math.max(aToB.meanMm, bToA.meanMm),
      p95Mm: Math.max(aToB.p95Mm, bToA.p95Mm),
      maxMm: Math.max(aToB.maxMm, bToA.maxMm),
    };
    all.push(both);
    rows.push(`| ${n + 1} | ${two(both.meanMm)} | ${two(both.p95Mm)} | ${two(both.maxMm)} |`);
  }
  const median = (list: number[]) => {
    const sorted = list.sort((p, q) => p - q);
    return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  };
  const told = (pick: 'meanMm' | 'p95Mm') => two(median(all.map((row) => row[pick])));
  return [...rows, `| **median** | ${told('meanMm')} | ${told('p95Mm')} | |`];
}

async function ratedSurface(bytes: Uint8Array) {
  const { dimensions, ijkToLps, layers } = await readLabelFile(bytes, 'nrrd');
  const labels = crew.arena.uint8(layers[0]!.length);
  labels.set(layers[0]!.map((label) => (label > 0 ? 1 : 0)));
  const mask = await maskOfLabel(labels, dimensions, 1, crew);
  const spacingMm = spacingMmOf(ijkToLps);
  const share = await gaussianShare(mask, 0.8 * Math.min(...spacingMm), spacingMm, crew);
  const values = crew.arena.int16(share.length);
  for (let v = 0; v < share.length; v++) values[v] = Math.round(1000 * share[v]!);
  const valueScale = { slope: 1, intercept: 0, unit: 'HU' } as const;
  const volume: Volume = { dimensions, ijkToLps, values, valueScale, modality: 'CT' };
  const mesh = await extractSurface({ volume, mask, isoHu: 500.5 }, crew);
  for (const lent of [labels, mask.words, share, values]) crew.arena.release(lent);
  return mesh;
}

/** What the main job says of real scans at its defaults. */
async function scanRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const [name, file] of SCANS) {
    const arena = new Arena();
    const study = await readStudy(realData(file)!, {
      seriesUid: undefined,
      anatomy: 'bone',
      lend: (length) => arena.int16(length),
      workers: 1,
      report: () => undefined,
      signal: new AbortController().signal,
    });
    const choices = ModelChoices.parse({ segment: {}, refine: {}, verify: {}, preview: {} });
    const recipe = modelRecipe(choices).filter(({ command }) => command !== 'mesh.preview');
    const watcher = { signal: new AbortController().signal, onStep: () => undefined };
    const { made } = await runRecipe(study.volume, recipe, soloCrew(arena), watcher);
    const told = made.uncertainty!.numbers;
    const tenth = told.byTenth!;
    rows.push(
      `| ${name} | ${one(told.noiseHu!.median)} | ${one(told.riseHu!)} | ${two(told.byNoise!.p95Mm)} | ${two(tenth.p95Mm)} | ${one(tenth.vanishesPercent)} | ${one(tenth.mergesPercent)} | ${one(told.withoutEdgePercent)} | ${two(told.p95Mm!)} | ${two(told.segmentationErrorMm)} |`,
    );
  }
  return rows;
}

const lacking = [...ANKLE_DATA, RATERS, PELVIS, ...SCANS.map(([, file]) => file)].filter(
  (path) => needsData(path).skip,
);
if (lacking.length > 0) throw new Error(`These scans are needed: ${lacking.join(', ')}`);
const { rows, doubt, volume: ankle, isoHu } = await ankleCoverage(crew, { floorMm, reachMm: REACH_MM });
const pelvis = await readNifti(new Uint8Array(readFileSync(realData(PELVIS)!)), (length) => crew.arena.int16(length));
const whole = rows.at(-1)!;
const page = `# How well a surface is known

Written by \`node scripts/measure-uncertainty.ts\`; the limits are held by tests. All lengths in mm.

For each point of a surface: how far it would move if the threshold were off by the noise at the place, and if it were off by a
tenth of the rise across the edge, each way, along its normal. The *noise* is the spread within flat patches of some 5 mm beside
the surface, less the slope of each patch, in the evenest of all patches within some 15 mm. The *rise* is the median over the
surface of the highest grey value up to ${REACH_MM} mm inside less the lowest up to ${REACH_MM} mm outside, each before the line meets another
edge. Where going in the line leaves the part again before it meets the shifted threshold, the part *vanishes*; where going out it
enters another, both *merge*; where it meets nothing within ${REACH_MM} mm, the move counts as ${REACH_MM} mm. Where the image has no
edge within two voxels of the surface (cuts, filled pores) nothing is said.

An error budget takes \`segmentationErrorMm\`: the 95th percentile over the area of the largest of these moves, and never less
than a dated floor (${floorMm} mm; ${SEGMENTATION_FLOOR_MM.source}), which a site may set.

## The truth of the cryosections

The bones of the ankle CT at ${isoHu} HU (rise ${one(doubt.rise!)} HU) against surfaces of the same woman's bones from cryosections, each bone
placed by a rigid fit. Shares of the cryosections' points in percent, asked at the nearest vertex of the CT's surface:

- *number*: the map has a number both ways; *band*: the distance lies between the inward and the outward move; *larger*: it is no larger
  than the larger of both; *floor*: no larger than ${floorMm}; *budget*: no larger than the larger of floor and map;
- *far with* and *far without*: beyond the floor, among the points with a number and among those without.

| bone | points | median | p95 | number | band | larger | floor | budget | far with | far without |
|---|---|---|---|---|---|---|---|---|---|---|
${rows
  .map(
    (row) =>
      `| ${row.side} ${row.bone} | ${row.points} | ${two(row.medianMm)} | ${two(row.p95Mm)} | ${[row.withNumberPercent, row.inBandPercent, row.inLargerPercent, row.inFloorPercent, row.inBudgetPercent, row.beyondWithNumberPercent, row.beyondWithoutPercent].map(one).join(' | ')} |`,
  )
  .join('\n')}

**What it knows and what not.** The band covers ${one(whole.inBandPercent)} % of the points, and with the floor ${one(whole.inBudgetPercent)} %, of which the floor alone is ${one(whole.inFloorPercent)}.
So the map is no estimate of the whole error, and none of its numbers may stand for it: it knows the noise and the choice of the
threshold, one shift each way. It does not know bias (a threshold wrong for this bone, scanner or kernel), partial volume in walls
thinner than the blur, motion, or what a hand did. What it tells is where: among the points where it has no number, because the bone
would vanish or merge with its neighbor, ${one(whole.beyondWithoutPercent)} % lie beyond the floor, among the others ${one(whole.beyondWithNumberPercent)} %. The distances hold the errors of the
cryosections and of the fit too; and a bone that the threshold joins to the next across a joint (navicular, cuneiforms) has no
surface there for its points to be near to.

## What it says of models

Bone at the defaults of \`specola model\`; noise and rise in HU, lengths in mm, shares of the surface in percent.

| scan | noise | rise | p95, noise | p95, tenth | vanishes | merges | no edge | p95, the larger | segmentation error |
|---|---|---|---|---|---|---|---|---|---|
${(await scanRows()).join('\n')}

## Against the surface drawn anew

From each vertex along its move, and how far that place is from the surface that is drawn anew at the shifted threshold.

| scan and threshold | vertices | median move | off, median | off, p95 |
|---|---|---|---|---|
${[...(await againRows('ankle, 1 mm', ankle, isoHu)), ...(await againRows('pelvis, 3 mm', pelvis.volume, 250.5))].join('\n')}

The surface drawn anew is flat between the edges of the grid, the map follows the trilinear value between them: that is the
difference, and it grows with the voxel.

## The noise that is found

A ball imaged with noise of known size on an oblique grid, 0.45 × 0.5 × 0.8 mm; HU. Up to a tenth is missing: the coarsest part
of the noise looks like a slope of the patch.

| put in | found, median | from to |
|---|---|---|
${(await noiseRows()).join('\n')}

## What a hand does

Mandibles that an oncologist and a radiographer drew in the same scans (0.94 to 1.25 × 2.5 mm), surface to surface, the larger of
both ways. Where a surface was edited by hand, no less than ${HAND_EDIT_FLOOR_MM.value} is taken: the median p95, rounded up.

| scan | mean | p95 | largest |
|---|---|---|---|
${(await raterRows()).join('\n')}
`;
writeFileSync(join(import.meta.dirname, '..', 'docs', 'uncertainty.md'), page);
