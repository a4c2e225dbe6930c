import type { JobWatcher } from './make-model.ts';
import { openProgress } from './progress.ts';
import { CancelledError } from './usage-error.ts';

/** Runs a job with progress on the error stream, and with Ctrl-C (or a termination signal) turned into a clean end. */
export async function watched(
  options: { readonly json?: boolean },
  job: (watcher: JobWatcher) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new CancelledError());
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  process.once('SIGHUP', cancel);
  // Whoever listened may have gone ("| head -1"): the work goes on, unheard.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const form = options.json ? 'json' : process.stderr.isTTY ? 'bar' : 'lines';
  const progress = openProgress(process.stderr, form, () => performance.now());
  try {
    await job({ progress, signal: controller.signal });
  } finally {
    progress.end();
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    process.off('SIGHUP', cancel);
  }
}
