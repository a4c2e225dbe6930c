import { appendFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type InstanceIdentity, readInstanceFacts } from '../data/part10.ts';
import { BadInstanceError, OtherContentError } from '../errors.ts';
import { contentDigest } from './content-digest.ts';
import { FolderSync, orFull } from './durable.ts';
import { lockFolder } from './folder-lock.ts';
import { type HeldInstance, Holdings } from './holdings.ts';
import { discard, type Incoming, receiveBare, receiveFile, type Unpacked } from './incoming.ts';
import { indexFolder } from './index-folder.ts';
import { compareEncodings } from './other-encoding.ts';
import { placeOf } from './place-of.ts';
import { MOST_REFUSALS, type Refusal, readRefusals } from './refusals.ts';
import { INCOMPLETE_MARK, SeriesStates } from './series-state.ts';
import { type Brought, type OnlyStudy, type Taken, type Taking, type TakingWithin, Transfer } from './transfer.ts';

export interface StoreLimits {
  readonly maxInstanceBytes: number;
}
export const DEFAULT_STORE_LIMITS: StoreLimits = { maxInstanceBytes: 4 * 2 ** 30 };

export interface SeriesRow {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instances: number;
  readonly state: 'whole' | 'receiving' | 'incomplete';
}

/** Holds no DICOM itself; what it holds is named so that it is not taken for a study. */
const OWN_FOLDER = '.specola-node';

/**
 * A folder of instances. Each is a Part 10 file under a name made of its UIDs, written aside, flushed, and put in place by
 * one rename: it is there whole or not at all. A UID holds one content for ever.
 */
export class InstanceStore implements Taking, AsyncDisposable {
  readonly holdings: Holdings;
  readonly root: string;
  /** Files below the root that begin as DICOM and cannot be read; they are left alone. */
  readonly unreadable: number;
  readonly #limits: StoreLimits;
  readonly #folders: FolderSync;
  readonly #states: SeriesStates;
  readonly #lock: AsyncDisposable;
  readonly #clock: () => Date;
  readonly #placing = new Map<string, Promise<unknown>>();
  readonly #refusals: Refusal[];
  #serial = 0;

  private constructor(made: {
    root: string;
    holdings: Holdings;
    unreadable: number;
    limits: StoreLimits;
    folders: FolderSync;
    states: SeriesStates;
    lock: AsyncDisposable;
    clock: () => Date;
    refusals: Refusal[];
  }) {
    this.root = made.root;
    this.holdings = made.holdings;
    this.unreadable = made.unreadable;
    this.#limits = made.limits;
    this.#folders = made.folders;
    this.#states = made.states;
    this.#lock = made.lock;
    this.#clock = made.clock;
    this.#refusals = made.refusals;
  }

  /**
   * Takes the folder, throws away what a killed node left half received, and reads what is there.
   *
   * @throws FolderInUseError
   */
  static async open(
    root: string,
    { limits = DEFAULT_STORE_LIMITS, clock = () => new Date() }: { limits?: StoreLimits; clock?: () => Date } = {},
  ): Promise<InstanceStore> {
    const own = join(root, OWN_FOLDER);
    await mkdir(own, { recursive: true });
    const lock = await lockFolder(join(own, 'lock'));
    try {
      await rm(join(own, 'incoming'), { recursive: true, force: true });
      await mkdir(join(own, 'incoming'));
      const folders = new FolderSync();
      const states = new SeriesStates(folders);
      const holdings = new Holdings();
      const { marked, unreadable } = await indexFolder(root, { skip: own, mark: INCOMPLETE_MARK, holdings });
      for (const folder of marked) states.found(folder);
      const refusals = await readRefusals(join(own, 'refusals.jsonl'));
      return new InstanceStore({ root, holdings, unreadable, limits, folders, states, lock, clock, refusals });
    } catch (thrown) {
      await lock[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  /** What a folder holds, without taking it: a node may be running over it. */
  static async look(root: string): Promise<{ series: SeriesRow[]; unreadable: number; refusals: readonly Refusal[] }> {
    const own = join(root, OWN_FOLDER);
    const states = new SeriesStates(new FolderSync());
    const holdings = new Holdings();
    const { marked, unreadable } = await indexFolder(root, { skip: own, mark: INCOMPLETE_MARK, holdings });
    for (const folder of marked) states.found(folder);
    return {
      series: rowsOf(holdings, states),
      unreadable,
      refusals: await readRefusals(join(own, 'refusals.jsonl')),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(join(this.root, OWN_FOLDER, 'incoming'), { recursive: true, force: true });
    await this.#lock[Symbol.asyncDispose]();
  }

  /** Refusals of this and earlier runs, newest last. */
  refusals(): readonly Refusal[] {
    return this.#refusals;
  }

  series(): SeriesRow[] {
    return rowsOf(this.holdings, this.#states);
  }

  transfer(from: string, only: OnlyStudy = {}): Transfer {
    return new Transfer(this, from, only);
  }

  /** What a peer that was asked says of a series: that all it has is here, or that some is missing. */
  async declareSeries(
    { studyUid, seriesUid }: { studyUid: string; seriesUid: string },
    { whole }: { whole: boolean },
  ): Promise<void> {
    const folders = new Set(
      [...(this.holdings.seriesOf(studyUid, seriesUid)?.values() ?? [])].map(({ path }) => dirname(path)),
    );
    for (const folder of folders) await this.#states.declare(folder, { whole });
  }

  /** Only for Transfer. */
  async take(
    identity: InstanceIdentity | null,
    data: AsyncIterable<Uint8Array>,
    { transfer, only, told }: TakingWithin,
  ): Promise<Taken> {
    const incoming: Incoming = {
      path: join(this.root, OWN_FOLDER, 'incoming', String(++this.#serial)),
      maxBytes: this.#limits.maxInstanceBytes,
    };
    let unpacked: Unpacked | null = null;
    try {
      unpacked = await orFull(() =>
        identity ? receiveBare(incoming, identity, data) : receiveFile(incoming, data, told),
      );
      const whole = unpacked;
      const { transferSyntax } = whole.identity;
      // A command says which instance comes, and must be right; a file's head may be stale.
      const facts = readInstanceFacts(whole.start, identity ?? { transferSyntax }, { wholeBytes: whole.dataSetBytes });
      if (only.studyUid !== undefined && facts.studyUid !== only.studyUid)
        throw new BadInstanceError('it belongs to another study than the one that it was sent to');
      return await this.#alone(facts.identity.sopInstanceUid, () =>
        orFull(() =>
          this.#place(
            whole,
            { ...facts, path: placeOf(this.root, facts), bytes: whole.bytes, dataSetAt: whole.dataSetAt },
            transfer,
          ),
        ),
      );
    } finally {
      await discard(incoming, unpacked);
    }
  }

  async #place(unpacked: Unpacked, arrived: HeldInstance, transfer: object): Promise<Taken> {
    const there = this.holdings.instance(arrived.identity.sopInstanceUid);
    if (there) {
      const outcome = await this.#outcomeBeside(there, unpacked);
      if (outcome === null) throw new OtherContentError(there.identity.sopInstanceUid);
      await this.#states.begin(dirname(there.path), transfer);
      return { outcome, held: there };
    }
    const folder = dirname(arrived.path);
    await this.#folders.makeFolder(folder);
    await this.#states.begin(folder, transfer);
    await unpacked.finish();
    // Its bytes are flushed; its name is when the transfer ends, before the mark goes. A power cut in between may take the
    // name, and leaves the mark. One flush less for each instance.
    await rename(unpacked.path, arrived.path);
    this.holdings.add(arrived);
    return { outcome: 'stored', held: arrived };
  }

  /** The one that came first is kept; null when the other is not the same. */
  async #outcomeBeside(there: HeldInstance, unpacked: Unpacked): Promise<Exclude<Taken['outcome'], 'stored'> | null> {
    if (there.identity.transferSyntax === unpacked.identity.transferSyntax)
      return (await contentDigest(there)) === unpacked.digest ? 'held-already' : null;
    const compared = await compareEncodings(there, unpacked);
    if (compared === 'other') return null;
    return compared === 'same' ? 'held-already' : 'held-in-other-encoding';
  }

  /** Makes sure that instances outlast a power cut, for whoever promises that. */
  async flush(instances: readonly HeldInstance[]): Promise<void> {
    for (const folder of new Set(instances.map(({ path }) => dirname(path)))) await this.#folders.sync(folder);
  }

  /** Only for Transfer. */
  async ended(transfer: object, brought: ReadonlyMap<string, Brought>, inOrder: boolean): Promise<void> {
    for (const [folder, { studyUid, seriesUid, sops }] of brought) {
      await this.#folders.sync(folder);
      const held = this.holdings.seriesOf(studyUid, seriesUid);
      const broughtAll = [...(held?.keys() ?? [])].every((sop) => sops.has(sop));
      await this.#states.end(folder, transfer, { inOrder, broughtAll });
    }
  }

  /** Only for Transfer. */
  async refuse(from: string, sopInstanceUid: string, { code, what }: { code: string; what: string }): Promise<void> {
    const refusal = { at: this.#clock().toISOString(), from, sopInstanceUid, code, what };
    this.#refusals.push(refusal);
    if (this.#refusals.length > MOST_REFUSALS) this.#refusals.splice(0, this.#refusals.length - MOST_REFUSALS);
    // A full disk may keep this from the file; it is in memory, and with the sender.
    await appendFile(join(this.root, OWN_FOLDER, 'refusals.jsonl'), `${JSON.stringify(refusal)}\n`).catch(
      () => undefined,
    );
  }

  /** One at a time for each instance: two associations may bring the same. */
  async #alone<T>(sopInstanceUid: string, work: () => Promise<T>): Promise<T> {
    const before = this.#placing.get(sopInstanceUid) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(work);
    this.#placing.set(sopInstanceUid, mine);
    try {
      return await mine;
    } finally {
      if (this.#placing.get(sopInstanceUid) === mine) this.#placing.delete(sopInstanceUid);
    }
  }
}

/** Files that a person put there may lie anywhere: the state of a series is that of every folder that holds some of it. */
function rowsOf(holdings: Holdings, states: SeriesStates): SeriesRow[] {
  return holdings.series().map(({ studyUid, seriesUid, instances }) => {
    const folders = new Set([...instances.values()].map(({ path }) => dirname(path)));
    const found = new Set([...folders].map((folder) => states.of(folder)));
    const state = found.has('receiving') ? 'receiving' : found.has('incomplete') ? 'incomplete' : 'whole';
    return { studyUid, seriesUid, instances: instances.size, state };
  });
}
