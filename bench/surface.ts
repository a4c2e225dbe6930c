// Surface extraction against vtkFlyingEdges3D on the same series and threshold, both on all cores, median of five, warm.
//   node bench/surface.ts <iso HU> <study folder> [<iso HU> <study folder> …]
// Ours is timed as the mask alone, the surface alone, and both: VTK finds what lies inside as it goes.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chooseSeries, loadVolume, type StudyFile, scanStudy } from '@specola/dicom';
import { Arena, type Crew, extractSurface, thresholdMask } from '@specola/kernels';
import { spacingMmOf, type Volume } from '@specola/space';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';

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

async function volumeFrom(folder: string, arena: Arena): Promise<Volume> {
  const files: StudyFile[] = globSync('**/*', { cwd: folder })
    .map((path) => ({ path, at: join(folder, path) }))
    .filter(({ at }) => statSync(at).isFile())
    .map(({ path, at }) => ({ path, bytes: statSync(at).size, read: async () => readFileSync(at) }));
  const chosen = chooseSeries(await scanStudy(files), { anatomy: 'bone' });
  return (await loadVolume(chosen, (length) => arena.int16(length))).volume;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

if (import.meta.main) {
  const rows: SurfaceRow[] = [];
  const args = process.argv.slice(2);
  for (let n = 0; n + 1 < args.length; n += 2) {
    const arena = new Arena();
    const crew = openNodeCrew(arena, availableParallelism(), new AbortController().signal);
    const volume = await volumeFrom(args[n + 1]!, arena);
    rows.push(await surfaceRow({ name: basename(args[n + 1]!), volume, isoHu: Number(args[n]) }, crew));
    await crew.close();
  }
  for (const row of rows) {
    const ms = (value: number) => `${value.toFixed(1)} ms`;
    process.stdout.write(
      `${row.name} ${row.dimensions} at ${row.isoHu} HU\n` +
        `  ours ${ms(row.oursMs)} (mask ${ms(row.maskMs)}, surface ${ms(row.surfaceMs)}; first time ${ms(row.coldMs)})  ` +
        `VTK ${ms(row.vtkMs)}  ratio ${row.ratio.toFixed(2)} (surface alone ${(row.surfaceMs / row.vtkMs).toFixed(2)})\n` +
        `  vertices ${row.vertices} / ${row.vtkVertices}, triangles ${row.triangles} / ${row.vtkTriangles}; ${row.peer}\n`,
    );
  }
}
