import { Worker } from 'node:worker_threads';
import { type Arena, type Crew, CrewFailedError, type FromWorker, type TaskName } from '@specola/kernels';
import { neverHappens } from '@specola/space';
import { evaluateInThread } from './node-solids.ts';

/** Threads of this process on one memory; `close` ends them. */
export interface NodeCrew extends Crew {
  close(): Promise<void>;
}

/** Two pieces in hand for each thread: one at work, one waiting, so that no thread idles for a message. */
const PIECES_IN_HAND = 2;

/** A thread hears and says numbers only: its young objects need no room to pile up in. */
const SMALL_HEAP = { maxYoungGenerationSizeMb: 2 };

interface Thread {
  readonly worker: Worker;
  inHand: number;
}

interface Batch {
  readonly task: TaskName;
  readonly argsList: readonly (readonly number[])[];
  readonly answers: number[];
  next: number;
  missing: number;
  readonly resolve: (answers: number[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts `size` threads that share the arena. A thread that fails makes the crew unusable: every batch in hand is
 * rejected, and later ones too, because nobody knows what the failed piece left in the memory.
 */
export function openNodeCrew(arena: Arena, size: number, signal: AbortSignal): NodeCrew {
  const file = import.meta.url.endsWith('.ts') ? './crew-thread.ts' : './crew-thread.js';
  const threads: Thread[] = [];
  const tickets = new Map<number, { batch: Batch; place: number }>();
  const batches: Batch[] = [];
  let nextTicket = 0;
  let failure: Error | undefined;

  const fail = (error: Error): void => {
    failure ??= error;
    for (const batch of batches.splice(0)) batch.reject(failure);
    tickets.clear();
    for (const { worker } of threads) void worker.terminate();
  };

  const feed = (): void => {
    for (let hand = 0; hand < PIECES_IN_HAND; hand++)
      for (const thread of threads) {
        const batch = batches.find((one) => one.next < one.argsList.length);
        if (!batch || thread.inHand > hand) continue;
        const place = batch.next++;
        const ticket = nextTicket++;
        tickets.set(ticket, { batch, place });
        thread.inHand++;
        thread.worker.postMessage({ say: 'run', ticket, task: batch.task, args: batch.argsList[place]! });
      }
  };

  const hear = (thread: Thread, message: FromWorker): void => {
    // Answers that were under way when the crew failed belong to nobody.
    if (failure) return;
    switch (message.say) {
      case 'ready':
        return;
      case 'failed':
        fail(new CrewFailedError(message.message));
        return;
      case 'done': {
        const { batch, place } = tickets.get(message.ticket)!;
        tickets.delete(message.ticket);
        thread.inHand--;
        batch.answers[place] = message.value;
        if (--batch.missing === 0) {
          batches.splice(batches.indexOf(batch), 1);
          batch.resolve(batch.answers);
        }
        feed();
        return;
      }
      default:
        neverHappens(message);
    }
  };

  for (let n = 0; n < size; n++) {
    const worker = new Worker(new URL(file, import.meta.url), { resourceLimits: SMALL_HEAP });
    const thread: Thread = { worker, inHand: 0 };
    worker.on('message', (message: FromWorker) => hear(thread, message));
    worker.on('error', (error: Error) => fail(new CrewFailedError(error.message)));
    worker.postMessage({ say: 'start', memory: arena.memory });
    worker.unref();
    threads.push(thread);
  }
  signal.addEventListener(
    'abort',
    () => fail(signal.reason instanceof Error ? signal.reason : new Error('cancelled')),
    { once: true },
  );

  return {
    arena,
    size,
    run(task, argsList) {
      if (failure) return Promise.reject(failure);
      if (argsList.length === 0) return Promise.resolve([]);
      return new Promise<number[]>((resolve, reject) => {
        // Threads do not keep the process alive while they idle, and must while there is work.
        for (const { worker } of threads) worker.ref();
        const done =
          <T>(next: (value: T) => void) =>
          (value: T) => {
            if (batches.length === 0) for (const { worker } of threads) worker.unref();
            next(value);
          };
        const answers = new Array<number>(argsList.length).fill(0);
        batches.push({
          task,
          argsList,
          answers,
          next: 0,
          missing: argsList.length,
          resolve: done(resolve),
          reject: done(reject),
        });
        feed();
      });
    },
    evaluateSolids: (expressions) => evaluateInThread(expressions, signal),
    async close() {
      failure ??= new CrewFailedError('The crew has gone home.');
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
