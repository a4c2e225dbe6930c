import type { Arena } from './arena.ts';
import type { SolidAnswer, SolidExpression } from './solid/solid-expression.ts';
import { openTaskTable, type TaskName } from './tasks.ts';

/**
 * Threads that share one memory. Work is cut by the caller into fixed pieces, never by the number of threads, and the
 * answers come back in the order of the pieces: the same bytes for any crew.
 */
export interface Crew {
  readonly arena: Arena;
  /** How many threads work at once. Only for display: no result may depend on it. */
  readonly size: number;
  /** Runs one function over many argument lists; the returned numbers stand in the order of the lists. */
  run(task: TaskName, argsList: readonly (readonly number[])[]): Promise<number[]>;
  /** Evaluates solids in a thread that ends with the job; where a crew has no such thread, they are made in this one. */
  evaluateSolids?(expressions: readonly SolidExpression[]): Promise<SolidAnswer>;
}

/** A crew of one that works in the calling thread: for tests, tools and places without workers. */
export function soloCrew(arena: Arena): Crew {
  const table = openTaskTable(arena.memory);
  return {
    arena,
    size: 1,
    async run(task, argsList) {
      const answers: number[] = [];
      for (const args of argsList) answers.push(table.call(task, args));
      return answers;
    },
  };
}

/** Cuts 0…count into pieces of `pieceLength`; the last may be shorter. Pieces depend on the data alone. */
export function piecesOf(count: number, pieceLength: number): { from: number; to: number }[] {
  const pieces: { from: number; to: number }[] = [];
  for (let from = 0; from < count; from += pieceLength) pieces.push({ from, to: Math.min(from + pieceLength, count) });
  return pieces;
}
