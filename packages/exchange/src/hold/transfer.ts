import { dirname } from 'node:path';
import { SpecolaError } from '@specola/space';
import { isUid } from '../data/dicom-json.ts';
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
  /** The last: as before, but for its pixels, which are held as another transfer syntax has them. */
  readonly outcome: 'stored' | 'held-already' | 'held-in-other-encoding';
  readonly held: HeldInstance;
}

/** A transfer into one study takes no instance of another. */
export interface OnlyStudy {
  readonly studyUid?: string | undefined;
}

export type OnIdentity = (identity: InstanceIdentity) => void;

export interface TakingWithin {
  readonly transfer: object;
  readonly only: OnlyStudy;
  readonly told: OnIdentity;
}

/** The folder behind a transfer. */
export interface Taking {
  take(identity: InstanceIdentity | null, data: AsyncIterable<Uint8Array>, within: TakingWithin): Promise<Taken>;
  ended(transfer: object, brought: ReadonlyMap<string, Brought>, inOrder: boolean): Promise<void>;
  refuse(from: string, sopInstanceUid: string, why: { readonly code: string; readonly what: string }): Promise<void>;
}

/** What a refusal names where a sender put something else than a UID: nothing of that is repeated. */
export const NO_UID = 'an instance without a UID';

/** Everything that comes in one association, one request, or one fetch: it ends in order, or leaves its series marked. */
export class Transfer {
  readonly #store: Taking;
  readonly #from: string;
  readonly #only: OnlyStudy;
  readonly #brought = new Map<string, Brought>();
  #counts: Counts = { stored: 0, heldAlready: 0, refused: 0 };
  #lacks = false;

  /** @param from  who sends, as refusals name it: an AE title or "DICOMweb" */
  constructor(store: Taking, from: string, only: OnlyStudy) {
    this.#store = store;
    this.#from = from;
    this.#only = only;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** A bare data set, as the wire brings it. Stored byte for byte. */
  storeBare(identity: InstanceIdentity, data: AsyncIterable<Uint8Array>): Promise<Taken> {
    const { sopInstanceUid } = identity;
    return this.#take(identity, data, isUid(sopInstanceUid) ? sopInstanceUid : NO_UID);
  }

  /** A whole Part 10 file. Stored byte for byte. `onIdentity` is told what it says it is, before the rest is read. */
  storeFile(data: AsyncIterable<Uint8Array>, onIdentity: OnIdentity = () => undefined): Promise<Taken> {
    return this.#take(null, data, NO_UID, onIdentity);
  }

  async #take(
    identity: InstanceIdentity | null,
    data: AsyncIterable<Uint8Array>,
    unnamed: string,
    onIdentity: OnIdentity = () => undefined,
  ): Promise<Taken> {
    let named = unnamed;
    const told = (stated: InstanceIdentity): void => {
      if (isUid(stated.sopInstanceUid)) named = stated.sopInstanceUid;
      onIdentity(stated);
    };
    try {
      const taken = await this.#store.take(identity, data, { transfer: this, only: this.#only, told });
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
