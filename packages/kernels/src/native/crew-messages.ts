import type { SolidAnswer, SolidExpression } from './solid/solid-expression.ts';
import type { TaskName } from './tasks.ts';

/** What the crew's owner says to a thread. */
export type ToWorker =
  | { readonly say: 'start'; readonly memory: WebAssembly.Memory }
  | { readonly say: 'run'; readonly ticket: number; readonly task: TaskName; readonly args: readonly number[] };

/** What a thread answers. A thread that failed is thrown away. */
export type FromWorker =
  | { readonly say: 'ready' }
  | { readonly say: 'done'; readonly ticket: number; readonly value: number }
  | { readonly say: 'failed'; readonly ticket: number; readonly message: string };

/** What a thread is told that makes solids: it does one job, and ends. */
export interface ToSolidWorker {
  readonly expressions: readonly SolidExpression[];
}

export type FromSolidWorker =
  | { readonly say: 'evaluated'; readonly answer: SolidAnswer }
  | { readonly say: 'failed'; readonly message: string };
