// Smoothing, simplifying and repair against vtkWindowedSincPolyDataFilter (20 iterations) and vtkQuadricDecimation, on the
// same raw surface, to the same number of triangles; the deviations of both from it are measured by one tool.
//   node bench/refine.ts
// Ours holds bounds, checks topology and self-intersections, and repairs; VTK does none of that. Beside it the fastest peer
// for simplifying alone: meshoptimizer on the whole surface in one thread, without bound, checks or repair.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { refineMesh } from '@specola/commands';
import {
  Arena,
  type Crew,
  extractSurface,
  type OneWay,
  refineSurface,
  selfIntersections,
  smoothSurface,
  surfaceDistances,
  thresholdMask,
} from '@specola/kernels';
import type { TriMesh, Volume } from '@specola/space';
import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { BENCH_SCANS, median, readScan, scanPath } from './read-scan.ts';

const PYTHON = '/usr/bin/python3';
/** Above this many triangles VTK takes a quarter of a minute, and fewer repeats tell as much. */
const LARGE_TRIANGLES = 600_000;

interface Quality {
  readonly toRaw: OneWay;
  readonly fromRaw: OneWay;
  readonly crossingPairs: number;
}

export interface RefineRow {
  readonly name: string;
  readonly trianglesBefore: number;
  readonly triangles: number;
  readonly oursSmoothMs: number;
  /** Everything: shells, smoothing, simplifying, checks and repair. */
  readonly oursMs: number;
  readonly rounds: number;
  readonly ours: Quality;
  readonly vtkSmoothMs: number;
  readonly vtkSimplifyMs: number;
  readonly vtkTriangles: number;
  readonly vtk: Quality;
  /** The same with NormalizeCoordinates on, which its default leaves off. */
  readonly vtkNormalized: Quality;
  readonly meshoptimizerMs: number;
  readonly ratio: number;
  readonly peer: string;
}

/** One row of the table; the surface lies in the crew's arena. */
export async function refineRow({ name, raw }: { name: string; raw: TriMesh }, crew: Crew): Promise<RefineRow> {
  const repeats = raw.triangles.length / 3 > LARGE_TRIANGLES ? 3 : 5;
  const params = refineMesh.params.parse({});
  const wholeMs: number[] = [];
  const smoothMs: number[] = [];
  let result: Awaited<ReturnType<typeof refineSurface>> | undefined;
  for (let round = 0; round <= repeats; round++) {
    if (result) release(result.mesh, crew);
    const start = performance.now();
    result = await refineSurface(raw, params, crew);
    const middle = performance.now();
    const smoothed = await smoothSurface(raw, { boundMm: params.smoothMm, iterations: params.smoothIterations }, crew);
    const end = performance.now();
    crew.arena.release(smoothed.positions);
    if (round === 0) continue; // warms up
    wholeMs.push(middle - start);
    smoothMs.push(end - middle);
  }
  const { mesh, repair, removed, filled } = result!;
  if (removed.count + filled.count > 0) process.stdout.write(`${name}: shells were left out, VTK keeps them\n`);
  const target = mesh.triangles.length / 3;
  const vtk = vtkChain(raw, target, repeats, false);
  const normalized = vtkChain(raw, target, 1, true);
  await MeshoptSimplifier.ready;
  const start = performance.now();
  MeshoptSimplifier.simplify(raw.triangles.slice(), raw.positions.slice(), 3, 3 * target, 1e9, ['ErrorAbsolute']);
  const meshoptimizerMs = performance.now() - start;
  const row: RefineRow = {
    name,
    trianglesBefore: raw.triangles.length / 3,
    triangles: target,
    oursSmoothMs: median(smoothMs),
    oursMs: median(wholeMs),
    rounds: repair.rounds,
    ours: await qualityOf(mesh, raw, crew),
    vtkSmoothMs: vtk.smoothMs,
    vtkSimplifyMs: vtk.simplifyMs,
    vtkTriangles: vtk.triangles,
    vtk: await qualityOf(vtk.mesh, raw, crew),
    vtkNormalized: await qualityOf(normalized.mesh, raw, crew),
    meshoptimizerMs,
    ratio: median(wholeMs) / (vtk.smoothMs + vtk.simplifyMs),
    peer: `VTK ${vtk.vtk}`,
  };
  release(mesh, crew);
  return row;
}

async function qualityOf(mesh: TriMesh, raw: TriMesh, crew: Crew): Promise<Quality> {
  const { aToB, bToA } = await surfaceDistances(mesh, raw, crew);
  return { toRaw: aToB, fromRaw: bToA, crossingPairs: (await selfIntersections(mesh, crew)).length / 2 };
}

interface VtkAnswer {
  readonly smoothMs: number;
  readonly simplifyMs: number;
  readonly triangles: number;
  readonly vtk: string;
}

function vtkChain(raw: TriMesh, target: number, repeats: number, normalize: boolean): VtkAnswer & { mesh: TriMesh } {
  const folder = mkdtempSync(join(tmpdir(), 'specola-bench-'));
  try {
    const paths = ['positions', 'triangles', 'outPositions', 'outTriangles'].map((name) => join(folder, name));
    const [positions, triangles, outPositions, outTriangles] = paths as [string, string, string, string];
    writeFileSync(positions, raw.positions);
    writeFileSync(triangles, raw.triangles);
    const script = join(import.meta.dirname, 'refine-vtk.py');
    const numbers = [target, repeats, normalize ? 1 : 0].map(String);
    const args = [script, positions, triangles, ...numbers, outPositions, outTriangles];
    const { status, stdout, stderr } = spawnSync(PYTHON, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`VTK ended with ${status}:\n${stderr}`);
    const mesh: TriMesh = {
      positions: new Float32Array(bytesOf(outPositions)),
      triangles: new Uint32Array(bytesOf(outTriangles)),
      frame: raw.frame,
    };
    return { ...(JSON.parse(stdout) as VtkAnswer), mesh };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytesOf(path: string): ArrayBuffer {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** The shells of at least 1 cm³ of everything above a threshold: the same for both. */
async function surfaceFrom(volume: Volume, isoHu: number, crew: Crew): Promise<TriMesh> {
  const mask = await thresholdMask(volume, { from: isoHu, to: Number.POSITIVE_INFINITY }, crew);
  const mesh = await extractSurface({ volume, mask, isoHu }, crew);
  // Refining without smoothing or simplifying only leaves out small shells.
  const params = { smoothMm: 0, smoothIterations: 0, simplifyMm: 0, targetTriangles: null, smallestShellMm3: 1000 };
  return (await refineSurface(mesh, params, crew)).mesh;
}

function release(mesh: TriMesh, crew: Crew): void {
  crew.arena.release(mesh.positions);
  crew.arena.release(mesh.triangles);
}

export function tellRow(row: RefineRow): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const mm = ({ meanMm, p95Mm, maxMm }: OneWay) =>
    `${meanMm.toFixed(3)} / ${p95Mm.toFixed(3)} / ${maxMm.toFixed(3)} mm`;
  const quality = (name: string, { toRaw, fromRaw, crossingPairs }: Quality) =>
    `  ${name}: mean / p95 / max to raw ${mm(toRaw)}, from raw ${mm(fromRaw)}; crossing pairs ${crossingPairs}\n`;
  return (
    `${row.name}: ${row.trianglesBefore} triangles to ${row.triangles} (VTK ${row.vtkTriangles})\n` +
    `  ours ${ms(row.oursMs)} in all with ${row.rounds} rounds of taking back, smoothing ${ms(row.oursSmoothMs)}\n` +
    `  VTK smoothing ${ms(row.vtkSmoothMs)}, simplifying ${ms(row.vtkSimplifyMs)}; ${row.peer}\n` +
    `  ratio ${row.ratio.toFixed(2)} in all, smoothing ${(row.oursSmoothMs / row.vtkSmoothMs).toFixed(2)}, ` +
    `the rest ${((row.oursMs - row.oursSmoothMs) / row.vtkSimplifyMs).toFixed(2)}; ` +
    `meshoptimizer alone in one thread ${ms(row.meshoptimizerMs)}\n` +
    quality('ours', row.ours) +
    quality('VTK', row.vtk) +
    quality('VTK with normalized coordinates', row.vtkNormalized)
  );
}

if (import.meta.main) {
  for (const scan of BENCH_SCANS) {
    const path = scanPath(scan);
    if (!path) continue;
    const crew = openNodeCrew(new Arena(), availableParallelism(), new AbortController().signal);
    const raw = await surfaceFrom(await readScan(path, crew), scan.isoHu, crew);
    process.stdout.write(tellRow(await refineRow({ name: scan.name, raw }, crew)));
    await crew.close();
  }
}
