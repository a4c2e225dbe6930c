import type { FromSolidWorker, ToSolidWorker } from '../crew-messages.ts';
import { evaluateSolids } from './evaluate-solids.ts';

/** The body of a thread that makes solids: one job, one answer. */
export async function solidWorker({ expressions }: ToSolidWorker): Promise<FromSolidWorker> {
  try {
    return { say: 'evaluated', answer: await evaluateSolids(expressions) };
  } catch (thrown) {
    return { say: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
