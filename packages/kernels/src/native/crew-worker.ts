import type { FromWorker, ToWorker } from './crew-messages.ts';
import { openTaskTable, type TaskTable } from './tasks.ts';

/** The body of a worker: the app's worker file hands it a way to answer, and gives it every message that comes. */
export function crewWorker(answer: (message: FromWorker) => void): (message: ToWorker) => void {
  let table: TaskTable | undefined;
  return (message) => {
    if (message.say === 'start') {
      table = openTaskTable(message.memory);
      answer({ say: 'ready' });
      return;
    }
    const { ticket, task, args } = message;
    Promise.resolve()
      .then(() => table!.call(task, args))
      .then(
        (value) => answer({ say: 'done', ticket, value }),
        (error: unknown) =>
          answer({ say: 'failed', ticket, message: error instanceof Error ? error.message : String(error) }),
      );
  };
}
