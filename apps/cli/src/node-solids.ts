import { Worker } from 'node:worker_threads';
import { CrewFailedError, type FromSolidWorker, type SolidAnswer, type SolidExpression } from '@specola/kernels';

/**
 * Makes solids in a thread that ends with the job: a job that runs out of memory or is cancelled takes nothing with it.
 *
 * @throws CrewFailedError when the thread fails
 */
export function evaluateInThread(expressions: readonly SolidExpression[], signal: AbortSignal): Promise<SolidAnswer> {
  signal.throwIfAborted();
  const file = import.meta.url.endsWith('.ts') ? './solid-thread.ts' : './solid-thread.js';
  const worker = new Worker(new URL(file, import.meta.url));
  return new Promise<SolidAnswer>((resolve, reject) => {
    const cancelled = () => reject(signal.reason instanceof Error ? signal.reason : new Error('cancelled'));
    signal.addEventListener('abort', cancelled, { once: true });
    worker.on('message', (message: FromSolidWorker) => {
      if (message.say === 'evaluated') resolve(message.answer);
      else reject(new CrewFailedError(message.message));
    });
    worker.on('error', (error: Error) => reject(new CrewFailedError(error.message)));
    worker.on('exit', () => reject(new CrewFailedError('The thread ended before its job was done.')));
    worker.postMessage({ expressions });
  }).finally(() => void worker.terminate());
}
