export { Arena, OutOfMemoryError, Scope } from './native/arena.ts';
export { type Crew, piecesOf, soloCrew } from './native/crew.ts';
export type { FromWorker, ToWorker } from './native/crew-messages.ts';
export { CrewFailedError } from './native/crew-failed.ts';
export { crewWorker } from './native/crew-worker.ts';
export type { TaskName } from './native/tasks.ts';
