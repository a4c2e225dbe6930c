import { dirname } from 'node:path';
import { SpecolaError } from '@specola/space';
import type { InstanceIdentity } from '../data/part10.ts';
import { OtherContentError } from '../errors.ts';
import type { HeldInstance } from './holdings.ts';

/** What a transfer brought into one folder, held before or not. */
export interface Brought {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sops: Set<string>;
}

export interface Counts {
  readonly stored: number;
  readonly heldAlready: number;
  readonly refused: number;
}

export interface Taken {
  readonly outcome: 'stored' | 'held-already';
  readonly held: HeldInstance;
}

/** The folder behind a transfer. */
export interface Taking {
  take(identity: InstanceIdentity | null, data: AsyncIterable<Uint8Array>, transfer: object): Promise<Taken>;
  ended(transfer: object, brought: ReadonlyMap<string, Brought>, inOrder: boolean): Promise<void>;
  refuse(from: string, sopInstanceUid: string, why: { readonly code: string; readonly what: string }): Promise<void>;
}

/** Everything that comes in one association, one request, or one fetch: it ends in order, or leaves its series marked. */
export class Transfer {
  readonly #store: Taking;
  readonly #from: string;
  readonly #brought = new Map<string, Brought>();
  #counts: Counts = { stored: 0, heldAlready: 0, refused: 0 };
  #lacks = false;

  /** @param from  who sends, as refusals name it: an AE title or "DICOMweb" */
  constructor(store: Taking, from: string) {
    this.#store = store;
    this.#from = from;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** A bare data set, as the wire brings it. Stored byte for byte. */
  storeBare(identity: InstanceIdentity, data: AsyncIterable<Uint8Array>): Promise<Taken> {
    return this.#take(identity, data, identity.sopInstanceUid);
  }

  /** A whole Part 10 file. Stored byte for byte. `named` is what a refusal calls it until its UID is known. */
  storeFile(data: AsyncIterable<Uint8Array>, named: string): Promise<Taken> {
    return this.#take(null, data, named);
  }

  async #take(identity: InstanceIdentity | null, data: AsyncIterable<Uint8Array>, named: string): Promise<Taken> {
    try {
      const taken = await this.#store.take(identity, data, this);
      const { held, outcome } = taken;
      const folder = dirname(held.path);
      const home = this.#brought.get(folder) ?? {
        studyUid: held.studyUid,
        seriesUid: held.seriesUid,
        sops: new Set<string>(),
      };
      home.sops.add(held.identity.sopInstanceUid);
      this.#brought.set(folder, home);
      this.#count(outcome === 'stored' ? 'stored' : 'heldAlready');
      return taken;
    } catch (thrown) {
      this.#count('refused');
      // What is held under another content is held: the series lacks nothing by it.
      if (!(thrown instanceof OtherContentError)) this.#lacks = true;
      if (thrown instanceof SpecolaError) await this.#store.refuse(this.#from, named, thrown);
      throw thrown;
    }
  }

  #count(what: keyof Counts): void {
    this.#counts = { ...this.#counts, [what]: this.#counts[what] + 1 };
  }

  /** @param inOrder  the sender said that it was done, and nothing is known to be missing */
  async end({ inOrder }: { inOrder: boolean }): Promise<void> {
    await this.#store.ended(this, this.#brought, inOrder && !this.#lacks);
  }
}
