// Surface extraction against vtkFlyingEdges3D on the same series and threshold, both on all cores, median of five, warm.
//   node bench/surface.ts
// Ours is timed as the mask alone, the surface alone, and both: VTK finds what lies inside as it goes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Arena, type Crew, extractSurface, thresholdMask } from '@specola/kernels';
import { spacingMmOf, type Volume } from '@specola/space';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { BENCH_SCANS, median, readScan, scanPath } from './read-scan.ts';

const PYTHON = '/usr/bin/python3';

export interface SurfaceRow {
  readonly name: string;
  readonly dimensions: string;
  readonly isoHu: number;
  readonly maskMs: number;
  readonly surfaceMs: number;
  /** Mask and surface. */
  readonly oursMs: number;
  /** Mask and surface the first time in a process: before the threads' code is optimized, on memory never touched. */
  readonly coldMs: number;
  readonly vtkMs: number;
  readonly ratio: number;
  readonly vertices: number;
  readonly vtkVertices: number;
  readonly triangles: number;
  readonly vtkTriangles: number;
  readonly peer: string;
}

/** One row of the table; the volume's values lie in the crew's arena. */
export async function surfaceRow(
  { name, volume, isoHu }: { name: string; volume: Volume; isoHu: number },
  crew: Crew,
  repeats = 5,
): Promise<SurfaceRow> {
  const maskTimes: number[] = [];
  const surfaceTimes: number[] = [];
  const bothTimes: number[] = [];
  let coldMs = 0;
  let counts = { vertices: 0, triangles: 0 };
  for (let round = 0; round <= repeats; round++) {
    const start = performance.now();
    const mask = await thresholdMask(volume, { from: isoHu, to: Number.POSITIVE_INFINITY }, crew);
    const middle = performance.now();
    const mesh = await extractSurface({ volume, mask, isoHu }, crew);
    const end = performance.now();
    counts = { vertices: mesh.positions.length / 3, triangles: mesh.triangles.length / 3 };
    crew.arena.release(mesh.positions);
    crew.arena.release(mesh.triangles);
    crew.arena.release(mask.words);
    if (round === 0) {
      coldMs = end - start;
      continue;
    }
    maskTimes.push(middle - start);
    surfaceTimes.push(end - middle);
    bothTimes.push(end - start);
  }
  const vtk = vtkFlyingEdges(volume, isoHu, repeats);
  return {
    name,
    dimensions: volume.dimensions.join('×'),
    isoHu,
    maskMs: median(maskTimes),
    surfaceMs: median(surfaceTimes),
    oursMs: median(bothTimes),
    coldMs,
    vtkMs: vtk.ms,
    ratio: median(bothTimes) / vtk.ms,
    ...counts,
    vtkVertices: vtk.vertices,
    vtkTriangles: vtk.triangles,
    peer: `VTK ${vtk.vtk}, ${vtk.backend}, ${vtk.threads} threads`,
  };
}

interface VtkAnswer {
  readonly ms: number;
  readonly vertices: number;
  readonly triangles: number;
  readonly vtk: string;
  readonly backend: string;
  readonly threads: number;
}

function vtkFlyingEdges(volume: Volume, isoHu: number, repeats: number): VtkAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'specola-bench-'));
  try {
    const raw = join(folder, 'volume.i16');
    writeFileSync(raw, volume.values);
    const script = join(import.meta.dirname, 'surface-vtk.py');
    const numbers = [...volume.dimensions, ...spacingMmOf(volume.ijkToLps), isoHu, repeats].map(String);
    const { status, stdout, stderr } = spawnSync(PYTHON, [script, raw, ...numbers], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`VTK ended with ${status}:\n${stderr}`);
    return JSON.parse(stdout) as VtkAnswer;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The row as lines of Markdown. */
export function surfaceTable(row: SurfaceRow): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return [
    `**${row.name}, ${row.isoHu} HU** (${row.peer}): ours ${ms(row.oursMs)} (mask ${ms(row.maskMs)}, surface ${ms(row.surfaceMs)}; first time in a process ${ms(row.coldMs)}), ` +
      `VTK ${ms(row.vtkMs)}, ratio **${row.ratio.toFixed(2)}**. ` +
      `Vertices ${row.vertices} / ${row.vtkVertices}, triangles ${row.triangles} / ${row.vtkTriangles} (ours closes the border of the grid).`,
    '',
  ].join('\n');
}

if (import.meta.main) {
  for (const scan of BENCH_SCANS) {
    const path = scanPath(scan);
    if (!path) continue;
    const crew = openNodeCrew(new Arena(), availableParallelism(), new AbortController().signal);
    const volume = await readScan(path, crew);
    process.stdout.write(`${surfaceTable(await surfaceRow({ name: scan.name, volume, isoHu: scan.isoHu }, crew))}\n`);
    await crew.close();
  }
}
