// The whole chain from the decoded volume to an STL on disk, side by side with VTK 9 in one run: the same series, threshold
// and shell, and VTK simplifies to the triangle count that our error bound ends at. Median of five, warm.
//   node bench/chain.ts
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { refineMesh, unblurSurface } from '@specola/commands';
import { readStl, writeStl } from '@specola/formats';
import {
  Arena,
  type Crew,
  components,
  distancesTo,
  enclosedCavities,
  extractSurface,
  keepComponents,
  refineSurface,
  smoothSurface,
  surfaceIndex,
  surfaceSamples,
  thresholdMask,
  weldTriangles,
} from '@specola/kernels';
import { spacingMmOf, type TriMesh, type Volume } from '@specola/space';
import { runUnblurSurface } from '@specola/steps';
import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { BENCH_SCANS, type BenchScan, median, readScan, scanPath } from './read-scan.ts';

const REPEATS = 5;
/** The engine compiles hot code in steps: only after some runs does it stand still. VTK is compiled ahead and needs one. */
const WARM_UPS = 4;
const PYTHON = '/usr/bin/python3';
const STEPS = ['extract', 'largest', 'smooth', 'simplify', 'write'] as const;
type StepMs = Record<(typeof STEPS)[number], number>;
/** Runs of our side alone with the blur taken back, which VTK has no step for: one warms up. */
const UNBLUR_RUNS = 4;

interface Deviation {
  readonly meanMm: number;
  readonly p95Mm: number;
}

export interface ChainRow {
  readonly name: string;
  readonly triangles: { readonly raw: number; readonly ours: number; readonly vtk: number };
  readonly oursMs: StepMs;
  readonly vtkMs: StepMs;
  readonly ratio: number;
  readonly ours: Deviation;
  readonly vtk: Deviation;
  readonly rounds: number;
  /** The whole chain the first time in a process. */
  readonly firstMs: number;
  /** The same chain with the blur of the scan taken back, where it was run: that step, and the whole of it. */
  readonly unblurred: { readonly stepMs: number; readonly wholeMs: number; readonly triangles: number } | null;
  /** The fastest peer for simplifying alone: one thread, no bound, no check, no repair. */
  readonly meshoptimizerMs: number;
  readonly peer: string;
}

/** How far both sides simplify. */
export interface ChainVariant {
  readonly says: string;
  readonly simplifyMm: number | null;
  /** Of the triangles of the raw surface; null goes as far as the bound lets it. */
  readonly share: number | null;
  /** Our side once more with the blur taken back, as a user gets it. */
  readonly unblur: boolean;
}

/** As a user gets it, and to a tenth of the triangles, as dicom2stl does by default. */
export const CHAIN_VARIANTS: readonly ChainVariant[] = [
  { says: 'at the default bound', simplifyMm: null, share: null, unblur: true },
  { says: 'to a tenth of the triangles', simplifyMm: 0.5, share: 0.1, unblur: false },
];

interface OurRun {
  readonly ms: StepMs;
  readonly unblurMs: number;
  readonly raw: TriMesh;
  readonly final: TriMesh;
  readonly rounds: number;
}

/** Our side, once: mask and surface, largest piece with its hollows filled (VTK keeps the largest shell), refining, STL. */
async function ourChain(
  volume: Volume,
  isoHu: number,
  variant: ChainVariant,
  out: string,
  crew: Crew,
  { unblur } = { unblur: false },
): Promise<OurRun> {
  const { arena } = crew;
  const start = performance.now();
  const mask = await thresholdMask(volume, { from: isoHu, to: Number.POSITIVE_INFINITY }, crew);
  const masked = performance.now();
  const largest = await largestSolid(mask, crew);
  arena.release(mask.words);
  const chosen = performance.now();
  const raw = await extractSurface({ volume, mask: largest, isoHu }, crew);
  const extracted = performance.now();
  const moved = unblur ? await unblurredPlaces(volume, { mesh: raw, mask: largest, isoHu }, crew) : null;
  const unblurMs = performance.now() - extracted;
  arena.release(largest.words);
  const targetTriangles = variant.share === null ? null : Math.round((variant.share * raw.triangles.length) / 3);
  const params = {
    ...refineMesh.params.parse({}),
    simplifyMm: variant.simplifyMm,
    targetTriangles,
    smallestShellMm3: 0,
  };
  const refined = await refineSurface(raw, { ...params, ...(moved && { start: moved }) }, crew);
  const done = performance.now();
  writeFileSync(out, writeStl(refined.mesh));
  const written = performance.now();
  // Smoothing alone, once more, to tell it from simplifying: its time is not counted twice.
  const smoothed = await smoothSurface(raw, { boundMm: params.smoothMm, iterations: params.smoothIterations }, crew);
  const smoothMs = performance.now() - written;
  arena.release(smoothed.positions);
  const ms = {
    extract: masked - start + (extracted - chosen),
    largest: chosen - masked,
    smooth: smoothMs,
    simplify: done - extracted - unblurMs - smoothMs,
    write: written - done,
  };
  if (moved) arena.release(moved);
  return { ms, unblurMs, raw, final: refined.mesh, rounds: refined.repair.rounds };
}

/** Where the vertices lie once the blur of the scan is taken back; null where it could not be told. */
async function unblurredPlaces(
  volume: Volume,
  { mesh, mask, isoHu }: { mesh: TriMesh; mask: Parameters<typeof components>[0]; isoHu: number },
  crew: Crew,
): Promise<Float32Array | null> {
  const segment = { name: 'bone', mask, isoHu, brighterInside: true, changedRegions: [] };
  const pace = { report: () => undefined, signal: new AbortController().signal };
  const inputs = { volume, surface: { mesh, segment, borders: [] } };
  const { surface } = await runUnblurSurface(inputs, unblurSurface.params.parse({}), { crew, pace });
  return surface.unblurred?.positions ?? null;
}

/** Our side with the blur taken back: medians of what that step and what the whole chain takes. */
async function unblurredRow(volume: Volume, isoHu: number, variant: ChainVariant, out: string, crew: Crew) {
  const runs: OurRun[] = [];
  for (let n = 0; n < UNBLUR_RUNS; n++) {
    const run = await ourChain(volume, isoHu, variant, out, crew, { unblur: true });
    for (const mesh of [run.raw, run.final]) release(mesh, crew);
    if (n > 0) runs.push(run);
  }
  return {
    stepMs: median(runs.map(({ unblurMs }) => unblurMs)),
    wholeMs: median(runs.map(({ ms, unblurMs }) => totalMs(ms) + unblurMs)),
    triangles: runs[0]!.final.triangles.length / 3,
  };
}

async function largestSolid(mask: Parameters<typeof components>[0], crew: Crew): Promise<typeof mask> {
  using found = await components(mask, 6, crew);
  let largest = 0;
  for (let c = 1; c < found.count; c++) if (found.voxels[c]! > found.voxels[largest]!) largest = c;
  const kept = await keepComponents(found, (c) => c === largest, crew);
  const { background, cavities } = await enclosedCavities(kept, crew);
  using hollows = background;
  const enclosed = new Set(cavities);
  const hollow = await keepComponents(hollows, (c) => enclosed.has(c), crew);
  for (let w = 0; w < kept.words.length; w++) kept.words[w]! |= hollow.words[w]!;
  crew.arena.release(hollow.words);
  return kept;
}

interface VtkAnswer {
  readonly vtk: string;
  readonly backend: string;
  readonly threads: number;
  readonly counts: { readonly extracted: number; readonly largest: number; readonly final: number };
  readonly medianMs: StepMs;
}

/** One row: both chains on one volume, which is taken without its place in the patient, as VTK's image has none. */
export async function chainRow(
  { name, isoHu }: BenchScan,
  scan: Volume,
  variant: ChainVariant,
  crew: Crew,
): Promise<ChainRow> {
  await MeshoptSimplifier.ready;
  const [sx, sy, sz] = spacingMmOf(scan.ijkToLps);
  const volume: Volume = {
    ...scan,
    ijkToLps: [sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, sz, 0] as readonly number[] as Volume['ijkToLps'],
  };
  const folder = mkdtempSync(join(tmpdir(), 'specola-bench-'));
  try {
    const runs: StepMs[] = [];
    let firstMs = 0;
    let last: OurRun | undefined;
    for (let round = 0; round < WARM_UPS + REPEATS; round++) {
      if (last) for (const mesh of [last.raw, last.final]) release(mesh, crew);
      last = await ourChain(volume, isoHu, variant, join(folder, 'ours.stl'), crew);
      if (round === 0) firstMs = totalMs(last.ms);
      if (round >= WARM_UPS) runs.push(last.ms);
    }
    const { raw, final, rounds } = last!;
    const target = final.triangles.length / 3;
    const unblurred = variant.unblur
      ? await unblurredRow(volume, isoHu, variant, join(folder, 'ours.stl'), crew)
      : null;
    writeFileSync(join(folder, 'volume.i16'), volume.values);
    const args = [
      'volume.i16',
      ...volume.dimensions,
      sx,
      sy,
      sz,
      isoHu,
      target,
      REPEATS,
      'vtk.stl',
      ...raw.positions.subarray(0, 3),
    ].map(String);
    const { status, stdout, stderr } = spawnSync(PYTHON, [join(import.meta.dirname, 'vtk-chain.py'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`VTK ended with ${status}:\n${stderr}`);
    const vtk = JSON.parse(stdout) as VtkAnswer;
    const oursMs = Object.fromEntries(STEPS.map((step) => [step, median(runs.map((ms) => ms[step]))])) as StepMs;
    const vtkMesh = weldTriangles(readStl(readFileSync(join(folder, 'vtk.stl'))).positions, 'lps-mm');
    const row: ChainRow = {
      name: `${name}, ${isoHu} HU, ${variant.says}`,
      triangles: { raw: raw.triangles.length / 3, ours: target, vtk: vtk.counts.final },
      oursMs,
      vtkMs: vtk.medianMs,
      ratio: totalMs(oursMs) / totalMs(vtk.medianMs),
      ours: await deviationOf(final, raw, crew),
      vtk: await deviationOf(vtkMesh, raw, crew),
      rounds,
      firstMs,
      unblurred,
      meshoptimizerMs: meshoptimizerMs(raw, target),
      peer: `VTK ${vtk.vtk}, ${vtk.backend}, ${vtk.threads} threads`,
    };
    for (const mesh of [raw, final]) release(mesh, crew);
    return row;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function meshoptimizerMs(raw: TriMesh, target: number): number {
  const [triangles, positions] = [raw.triangles.slice(), raw.positions.slice()];
  const onceMs = (): number => {
    const start = performance.now();
    MeshoptSimplifier.simplify(triangles, positions, 3, 3 * target, 1e9, ['ErrorAbsolute']);
    return performance.now() - start;
  };
  return median([onceMs(), onceMs(), onceMs()]);
}

/** Distances are told up to here: what lies further is another region, not a deviation. */
const REACH_MM = 5;

/** From the finished mesh to the unsmoothed surface, weighted by area; one tool measures both. */
async function deviationOf(mesh: TriMesh, raw: TriMesh, crew: Crew): Promise<Deviation> {
  using index = await surfaceIndex(raw, crew);
  const { points, areasMm2 } = surfaceSamples(mesh);
  const distances = await distancesTo(index, points, crew, { reachMm: REACH_MM });
  const order = Uint32Array.from(distances, (_, n) => n).sort((a, b) => distances[a]! - distances[b]!);
  let [area, sum] = [0, 0];
  for (const n of order) {
    area += areasMm2[n]!;
    sum += areasMm2[n]! * Math.min(distances[n]!, REACH_MM);
  }
  let below = 0;
  const at95 = order.find((n) => {
    below += areasMm2[n]!;
    return below >= 0.95 * area;
  })!;
  return { meanMm: sum / area, p95Mm: Math.min(distances[at95]!, REACH_MM) };
}

const totalMs = (ms: StepMs): number => STEPS.reduce((sum, step) => sum + ms[step], 0);

function release(mesh: TriMesh, crew: Crew): void {
  crew.arena.release(mesh.positions);
  crew.arena.release(mesh.triangles);
}

/** The row as lines of a Markdown table. */
export function chainTable(row: ChainRow): string {
  const cell = (ms: number) => ms.toFixed(0);
  const lines = STEPS.map(
    (step) =>
      `| ${step} | ${cell(row.oursMs[step])} | ${cell(row.vtkMs[step])} | ${(row.oursMs[step] / row.vtkMs[step]).toFixed(2)} |`,
  );
  const deviation = ({ meanMm, p95Mm }: Deviation) => `mean ${meanMm.toFixed(3)}, p95 ${p95Mm.toFixed(3)} mm`;
  return [
    `### ${row.name}`,
    '',
    `${row.triangles.raw} triangles, simplified to ${row.triangles.ours} (VTK ${row.triangles.vtk}); ${row.rounds} rounds of repair; ${row.peer}.`,
    '',
    '| step | ours, ms | VTK, ms | ratio |',
    '|---|---|---|---|',
    ...lines,
    `| **whole chain** | **${cell(totalMs(row.oursMs))}** | **${cell(totalMs(row.vtkMs))}** | **${row.ratio.toFixed(2)}** |`,
    '',
    `The first time in a process the whole chain takes ${cell(row.firstMs)} ms.`,
    `The fastest peer for simplifying alone, meshoptimizer in one thread without bound, checks or repair: ${cell(row.meshoptimizerMs)} ms.`,
    '',
    ...unblurredLines(row),
    `Deviation from the unsmoothed surface: ours ${deviation(row.ours)}; VTK ${deviation(row.vtk)}.`,
    '',
  ].join('\n');
}

function unblurredLines({ unblurred, vtkMs }: ChainRow): string[] {
  if (!unblurred) return [];
  const { stepMs, wholeMs, triangles } = unblurred;
  return [
    '| with blur taken back, as by default | ours, ms | VTK without, ms | ratio |',
    '|---|---|---|---|',
    `| surface.unblur | ${stepMs.toFixed(0)} | – | – |`,
    `| **whole chain**, to ${triangles} triangles | **${wholeMs.toFixed(0)}** | **${totalMs(vtkMs).toFixed(0)}** | **${(wholeMs / totalMs(vtkMs)).toFixed(2)}** |`,
    '',
  ];
}

if (import.meta.main) {
  for (const scan of BENCH_SCANS) {
    const path = scanPath(scan);
    if (!path) continue;
    const arena = new Arena();
    const crew = openNodeCrew(arena, availableParallelism(), new AbortController().signal);
    const volume = await readScan(path, crew);
    for (const variant of CHAIN_VARIANTS)
      process.stdout.write(`${chainTable(await chainRow(scan, volume, variant, crew))}\n`);
    await crew.close();
  }
}
