// How long it takes to ask the image how well a surface is known, on the whole grey-value surface of a real scan's bone.
// Run alone: `node bench/uncertainty.ts [workers]`; the bench run imports it.
import { availableParallelism } from 'node:os';
import { Arena, type Crew, extractSurface, thresholdDoubt, thresholdMask } from '@specola/kernels';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { BENCH_SCANS, median, readScan, scanPath } from './read-scan.ts';
import type { BenchRow } from './verify.ts';

const ROUNDS = 5;
const REACH_MM = 3;

/** Both shifts both ways, noise included, for the ankle's half a million triangles; the surface drawn anew four times beside it. */
export async function benchUncertainty(crew: Crew): Promise<BenchRow[]> {
  const [scan] = BENCH_SCANS;
  const path = scanPath(scan!);
  if (!path) return [];
  const volume = await readScan(path, crew);
  const { isoHu } = scan!;
  const drawn = async (at: number) => {
    const mask = await thresholdMask(volume, { from: at, to: 32767 }, crew);
    const mesh = await extractSurface({ volume, mask, isoHu: at }, crew);
    crew.arena.release(mask.words);
    return mesh;
  };
  const mesh = await drawn(isoHu);
  const seconds = async (work: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const start = performance.now();
      await work();
      if (round > 0) times.push((performance.now() - start) / 1000);
    }
    return median(times);
  };
  const anew = async () => {
    for (const shift of [-50, -25, 25, 50]) {
      const { positions, triangles } = await drawn(isoHu + shift);
      crew.arena.release(positions);
      crew.arena.release(triangles);
    }
  };
  const asked = () => thresholdDoubt(mesh, volume, { isoHu, brighterInside: true, reachMm: REACH_MM }, crew);
  const thousands = Math.round(mesh.triangles.length / 3000);
  return [
    { what: `how well a surface of ${thousands},000 triangles is known`, value: await seconds(asked), unit: 's' },
    { what: 'the surface drawn at four other thresholds, without any distance', value: await seconds(anew), unit: 's' },
  ];
}

if (import.meta.main) {
  const workers = Number(process.argv[2] ?? availableParallelism());
  const crew = openNodeCrew(new Arena(), workers, new AbortController().signal);
  for (const { what, value, unit } of await benchUncertainty(crew))
    process.stdout.write(`${what.padEnd(64)} ${value.toFixed(3)} ${unit}\n`);
  await crew.close();
}
