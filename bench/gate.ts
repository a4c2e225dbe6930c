// How fast a file is asked whether it prints, and how far two surfaces lie apart, beside VTK where it has the same.
// Run alone: `node bench/gate.ts [workers]`; the bench run imports it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { printProfile } from '@specola/facts';
import { writeStl } from '@specola/formats';
import { Arena, type Crew, wallMap } from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import { checkPrint, deviationBetween, printFileFrom, readForeignMesh } from '@specola/steps';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { type BenchRow, wavyShell } from './verify.ts';

/** The gate on a wavy shell of a million triangles, walls and distances on half as many; the median of `rounds`, warm. */
export async function benchGate(crew: Crew, { rounds = 3 } = {}): Promise<BenchRow[]> {
  const half = wavyShell(500_000);
  const whole = wavyShell(1_000_000);
  const bytes = writeStl(whole);
  const profile = printProfile('large-sla-model', null);
  if ('why' in profile) throw new Error('the profile is gone');
  const seconds = async (work: () => unknown) => {
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now();
      await work();
      if (round > 0) times.push((performance.now() - start) / 1000);
    }
    return times.sort((a, b) => a - b)[rounds >> 1]!;
  };
  const read = () => printFileFrom(readForeignMesh(bytes, 'stl'), { unit: null });
  const questions = { profile, up: [0, 0, 1], smallestShellMm3: 100 } as const;
  const moved = { ...half, positions: half.positions.map((value, n) => value + 0.1 * (((n * 0.618034) % 1) - 0.5)) };
  const rows: BenchRow[] = [
    {
      what: `wall and gap map of ${half.triangles.length / 3} triangles, walls to 5 mm`,
      value: await seconds(() => wallMap(half, crew, { limitMm: 5, edgeMm: 1, gapLimitMm: 1 })),
      unit: 's',
    },
    {
      what: `the gate on ${whole.triangles.length / 3} triangles, from the bytes of its STL`,
      value: await seconds(() => checkPrint(read(), questions, crew)),
      unit: 's',
    },
    {
      what: `signed distances both ways, two surfaces of ${half.triangles.length / 3} triangles`,
      value: await seconds(() => deviationBetween(moved, half, crew)),
      unit: 's',
    },
  ];
  const vtk = vtkSeconds(moved, half);
  if (vtk !== null) rows.push({ what: 'the same by vtkDistancePolyDataFilter (once)', value: vtk, unit: 's' });
  return rows;
}

/** One run of VTK on the same two surfaces; null where VTK is absent. Reading and joining of vertices are not counted. */
function vtkSeconds(a: TriMesh, b: TriMesh): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'specola-gate-'));
  try {
    for (const [name, mesh] of [
      ['a.stl', a],
      ['b.stl', b],
    ] as const)
      writeFileSync(join(folder, name), writeStl(mesh));
    const done = spawnSync('/usr/bin/python3', [join(import.meta.dirname, 'distance-vtk.py'), folder], {
      encoding: 'utf8',
    });
    return done.status === 0 ? Number(readFileSync(join(folder, 'seconds'), 'utf8')) : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const workers = Number(process.argv[2] ?? availableParallelism());
  const crew = openNodeCrew(new Arena(), workers, new AbortController().signal);
  for (const { what, value, unit } of await benchGate(crew))
    process.stdout.write(`${what.padEnd(72)} ${value.toFixed(3)} ${unit}\n`);
  await crew.close();
}
