import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderSync } from './durable.ts';

/** Stands in the folder of a series from its first instance until whoever sends it has ended in order. */
export const INCOMPLETE_MARK = 'INCOMPLETE.txt';

const TEXT = `This series may lack instances: it is being received, or the transfer that brought it did not end in order.
Send or fetch the whole series again; this file goes when it is whole. Do not use it for a model or a guide before.
`;

interface State {
  /** Transfers under way. */
  readonly open: Set<object>;
  /** A transfer ended in disorder, and no whole one came after it. */
  incomplete: boolean;
}

/**
 * Which series are whole, as far as those who sent them say. A transfer that breaks off leaves the series marked; one that
 * ends in order and brought every instance that is held (a whole resend) takes the mark away. The mark is a file, so that
 * it outlasts a kill of the node, and is there for whoever opens the folder.
 */
export class SeriesStates {
  readonly #states = new Map<string, State>();
  readonly #folders: FolderSync;

  constructor(folders: FolderSync) {
    this.#folders = folders;
  }

  /** A mark that was found on the disk when the node started. */
  found(folder: string): void {
    this.#states.set(folder, { open: new Set(), incomplete: true });
  }

  of(folder: string): 'whole' | 'receiving' | 'incomplete' {
    const state = this.#states.get(folder);
    if (!state) return 'whole';
    return state.open.size > 0 ? 'receiving' : state.incomplete ? 'incomplete' : 'whole';
  }

  /** Called before the first instance of a transfer goes into the folder. */
  async begin(folder: string, transfer: object): Promise<void> {
    const state = this.#states.get(folder) ?? { open: new Set(), incomplete: false };
    this.#states.set(folder, state);
    if (state.open.has(transfer)) return;
    const marked = state.incomplete || state.open.size > 0;
    state.open.add(transfer);
    if (marked) return;
    await writeFile(join(folder, INCOMPLETE_MARK), TEXT);
    await this.#folders.sync(folder);
  }

  /** @param broughtAll  every instance that is held was in this transfer */
  async end(
    folder: string,
    transfer: object,
    { inOrder, broughtAll }: { inOrder: boolean; broughtAll: boolean },
  ): Promise<void> {
    const state = this.#states.get(folder);
    if (!state?.open.delete(transfer)) return;
    if (!inOrder) state.incomplete = true;
    else if (broughtAll) state.incomplete = false;
    if (state.open.size > 0 || state.incomplete) return;
    this.#states.delete(folder);
    await rm(join(folder, INCOMPLETE_MARK), { force: true });
    await this.#folders.sync(folder);
  }

  /** Somebody who counted says whether the series is whole: a peer told which instances it has. */
  async declare(folder: string, { whole }: { whole: boolean }): Promise<void> {
    const judge = {};
    await this.begin(folder, judge);
    await this.end(folder, judge, { inOrder: whole, broughtAll: whole });
  }
}
