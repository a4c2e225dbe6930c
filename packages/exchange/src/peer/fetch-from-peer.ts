import { SpecolaError } from '@specola/space';
import type { Caller } from '../dimse/ask.ts';
import { getInstances, moveInstances } from '../dimse/retrieve.ts';
import { NothingFoundError, NotRetrievedError, type Untaken } from '../errors.ts';
import type { Wanted } from '../hold/holdings.ts';
import type { InstanceStore } from '../hold/instance-store.ts';
import type { Transfer } from '../hold/transfer.ts';
import { takeStore } from '../node/answer-message.ts';
import { serveDimse } from '../node/serve-dimse.ts';
import { retrieveWeb, type WebCaller } from '../web/dicomweb-client.ts';
import { nameOf, type Peer } from './address.ts';
import { type Listed, listInstances } from './search-peer.ts';

export interface FetchOptions extends Caller, WebCaller {
  /** How a DIMSE peer sends: over our association (get), or over one of its own to us (move). */
  readonly by: 'get' | 'move';
  /** Where we listen when it moves: the peer must know our title with this host and port. */
  readonly listen?: { readonly host: string; readonly port: number };
  readonly onProgress?: (doneFraction: number) => void;
}

export interface Fetched {
  readonly listed: number;
  readonly stored: number;
  readonly heldAlready: number;
}

/**
 * Fetches what a peer says it has of a study, series or instance into a folder. The peer is asked for its list first; what
 * is on the list and did not come is an error that names it, and leaves its series marked. Series that are here whole are
 * not fetched again.
 *
 * @throws NothingFoundError, NotRetrievedError, and those of the connection
 */
export async function fetchFromPeer(
  peer: Peer,
  wanted: Wanted,
  store: InstanceStore,
  options: FetchOptions,
): Promise<Fetched> {
  const listed = await listInstances(peer, wanted, options);
  if (listed.length === 0) throw new NothingFoundError(nameOf(peer));
  const series = bySeries(listed);
  const before = listed.filter(({ sopInstanceUid }) => store.holdings.instance(sopInstanceUid)).length;
  const refused: Untaken[] = [];
  let broken: SpecolaError | null = null;
  let done = 0;
  options.onProgress?.(0);
  for (const instances of series) {
    options.signal?.throwIfAborted();
    if (!broken && instances.some(({ sopInstanceUid }) => !store.holdings.instance(sopInstanceUid)))
      broken = await fetchOne(
        peer,
        askedFor(wanted, instances[0]!),
        store,
        { ...options, classes: classesOf(instances) },
        refused,
      );
    done += instances.length;
    options.onProgress?.(done / listed.length);
    const whole = instances.every(({ sopInstanceUid }) => store.holdings.instance(sopInstanceUid));
    // One instance of a series says nothing about the series.
    if (wanted.sopInstanceUid === undefined) await store.declareSeries(instances[0]!, { whole });
  }
  const missing = listed.filter(({ sopInstanceUid }) => !store.holdings.instance(sopInstanceUid));
  if (missing.length > 0 || refused.length > 0)
    throw new NotRetrievedError(nameOf(peer), reasons(missing, refused, broken), listed.length);
  if (broken) throw broken;
  return { listed: listed.length, stored: listed.length - before, heldAlready: before };
}

const bySeries = (listed: readonly Listed[]): Listed[][] => [
  ...Map.groupBy(listed, ({ seriesUid }) => seriesUid).values(),
];
const classesOf = (listed: readonly Listed[]): string[] =>
  [...new Set(listed.map(({ sopClassUid }) => sopClassUid))].filter(Boolean);

const askedFor = ({ sopInstanceUid }: Wanted, { studyUid, seriesUid }: Listed): Wanted => ({
  studyUid,
  seriesUid,
  ...(sopInstanceUid === undefined ? {} : { sopInstanceUid }),
});

function reasons(missing: readonly Listed[], refused: readonly Untaken[], broken: SpecolaError | null): Untaken[] {
  const told = new Map(refused.map((one) => [one.sopInstanceUid, one]));
  for (const { sopInstanceUid } of missing)
    if (!told.has(sopInstanceUid))
      told.set(sopInstanceUid, { sopInstanceUid, reason: broken?.what ?? 'it was not sent' });
  return [...told.values()];
}

/** @returns what broke it, when something did: the rest of the report says what is missing by it */
async function fetchOne(
  peer: Peer,
  wanted: Wanted,
  store: InstanceStore,
  options: FetchOptions & { readonly classes: readonly string[] },
  refused: Untaken[],
): Promise<SpecolaError | null> {
  const transfer = store.transfer(nameOf(peer), { studyUid: wanted.studyUid });
  let broken: SpecolaError | null = null;
  try {
    if (peer.kind === 'web') await retrieveWeb(peer, wanted, (body) => takeFile(transfer, body, refused), options);
    else if (options.by === 'move') await moveHere(peer, wanted, store, options, refused);
    else {
      const serving = {
        transfer,
        callingAe: peer.ae,
        tell: (event: { say: string; sopInstanceUid?: string; what?: string }) => {
          if (event.sopInstanceUid) refused.push({ sopInstanceUid: event.sopInstanceUid, reason: event.what ?? '' });
        },
      };
      await getInstances(peer, wanted, (message) => takeStore(message, serving), options);
    }
  } catch (thrown) {
    options.signal?.throwIfAborted();
    if (!(thrown instanceof SpecolaError)) throw thrown;
    broken = thrown;
  } finally {
    await transfer.end({ inOrder: broken === null });
  }
  return broken;
}

async function takeFile(transfer: Transfer, body: AsyncIterable<Uint8Array>, refused: Untaken[]): Promise<void> {
  let sopInstanceUid = 'an instance without a UID';
  try {
    await transfer.storeFile(body, (identity) => {
      sopInstanceUid = identity.sopInstanceUid;
    });
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError)) throw thrown;
    refused.push({ sopInstanceUid, reason: thrown.what });
  }
}

/** Listens while the peer sends, and lets in that peer alone. */
async function moveHere(
  peer: Extract<Peer, { kind: 'dimse' }>,
  wanted: Wanted,
  store: InstanceStore,
  { as, listen = { host: '0.0.0.0', port: 11112 }, ...caller }: FetchOptions,
  refused: Untaken[],
): Promise<void> {
  await using _ = await serveDimse(store, { ae: as, ...listen, allow: [peer.ae], peers: [] }, (event) => {
    if (event.say === 'store-refused') refused.push({ sopInstanceUid: event.sopInstanceUid, reason: event.what });
  });
  await moveInstances(peer, wanted, { ...caller, as, destination: as });
}
