import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So much may pile up within a step before it is collected. */
const SLACK_BYTES = 12 * 2 ** 20;

/**
 * Collects garbage where it is called: at the start of a step always, within one if enough may have piled up. Files, XML and samples of a model are tens of megabytes
 * outside of the engine's own heap; the engine collects when that is full, which these hardly touch, so that what several
 * steps left would be in memory at once.
 */
export function openGarbageCollector(): (doneFraction: number) => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return () => undefined;
  let before = 0;
  return (doneFraction) => {
    if (doneFraction > 0 && heldBytes() < before + SLACK_BYTES) return;
    collect();
    before = heldBytes();
  };
}

function heldBytes(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}
