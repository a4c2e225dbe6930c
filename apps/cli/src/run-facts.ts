import { availableParallelism, cpus, platform, release } from 'node:os';
import type { Artifact, RunFacts } from '@specola/record';
import { sha256Of } from './sha256.ts';

/** What varies from run to run, as it is known at the end of one. */
export function runFacts({
  startedAt,
  timingsMs,
  workers,
}: Pick<RunFacts, 'startedAt' | 'timingsMs' | 'workers'>): RunFacts {
  return {
    startedAt,
    timingsMs: Object.fromEntries(Object.entries(timingsMs).map(([name, ms]) => [name, Math.round(ms * 10) / 10])),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    machine: {
      os: `${platform()} ${release()}`,
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      node: process.version,
    },
    workers,
  };
}

/** A file as a record names it. */
export function artifactOf(file: string, bytes: Uint8Array | string): Artifact {
  const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return { file, sha256: sha256Of(data), bytes: data.byteLength };
}
