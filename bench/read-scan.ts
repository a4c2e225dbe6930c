import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Crew } from '@specola/kernels';
import type { Volume } from '@specola/space';
import { readStudy } from '../apps/cli/src/read-study.ts';

/** Scans that every bench uses: a name, the file below the data folder, and the threshold that both sides take. */
export interface BenchScan {
  readonly name: string;
  readonly file: string;
  readonly isoHu: number;
}

/** Half-maximum of the ankle's cortex is near 310 HU; 226 is the peers' preset. The skull phantom is plastic in air. */
export const BENCH_SCANS: readonly BenchScan[] = [
  { name: 'ankle 512×512×150, 1 mm', file: 'ct/vhf_ankle_1mm.zip', isoHu: 226 },
  { name: 'skull phantom 512×512×140, 0.45×0.45×1 mm', file: 'ct/head_phantom_bone_1mm.tar.xz', isoHu: 226 },
  { name: 'thorax 512×512×100, 0.9×0.9×2.5 mm', file: 'ct/thorax_contrast_cmbcrc_2p5mm.zip', isoHu: 226 },
];

/** Where the real scans lie, or null with a line that says that they are absent. */
export function scanPath(scan: BenchScan): string | null {
  const data = process.env.SPECOLA_DATA ?? join(import.meta.dirname, '..', '..', 'shared', 'data');
  const path = join(data, scan.file);
  if (existsSync(path)) return path;
  process.stdout.write(`${scan.name}: ${scan.file} is not in the data folder (SPECOLA_DATA), left out.\n`);
  return null;
}

/** The grey values of a scan, in the crew's arena. */
export async function readScan(path: string, crew: Crew): Promise<Volume> {
  const study = await readStudy(path, {
    seriesUid: undefined,
    anatomy: 'bone',
    lend: (length) => crew.arena.int16(length),
    workers: crew.size,
    report: () => undefined,
    signal: new AbortController().signal,
  });
  return study.volume;
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
