import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type DicomJson, itemsOf, numberOf, TAG, textOf } from '../data/dicom-json.ts';
import type { InstanceIdentity } from '../data/part10.ts';
import type { Sent } from '../dimse/send-instances.ts';
import { meaningOf } from '../dimse/status.ts';
import { BadAddressError, BadReplyError, HttpRefusedError, hexStatus, NoConnectionError } from '../errors.ts';
import type { Wanted } from '../hold/holdings.ts';
import { isLoopback } from './loopback.ts';
import { type OutgoingPart, readMultipart, writeMultipart } from './multipart.ts';
import { pathOf } from './paths.ts';

/** A DICOMweb service, and how we show who we are. */
export interface WebPeer {
  /** The root of the service, without a slash at its end. */
  readonly url: string;
  /** The whole header, as in "Bearer …" or "Basic …". Never printed. */
  readonly authorization?: string | undefined;
}

export interface WebCaller {
  readonly signal?: AbortSignal | undefined;
  /** Nothing for so long on a connection, and the peer counts as gone. */
  readonly idleMs?: number;
}

const IDLE_MS = 60_000;
/** Of an answer that is read whole: metadata and search results. */
const LONGEST_JSON_BYTES = 256 << 20;
const DICOM_JSON = 'application/dicom+json';

/** @throws BadAddressError also when a secret would travel readable over a network */
export function readWebPeer(text: string, authorization: string | undefined): WebPeer {
  if (!URL.canParse(text)) throw new BadAddressError(`"${text}" is no address.`);
  const url = new URL(text);
  if (url.username || url.password) throw new BadAddressError('An address with a password in it would end up in logs.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new BadAddressError(`"${text}" is no web address.`);
  if (authorization !== undefined && url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new BadAddressError('The authorization would travel readable: the address begins with http, not https.');
  return { url: text.replace(/\/+$/, ''), authorization };
}

const Json = z.record(z.string(), z.looseObject({ vr: z.string() }));
const Answers = z.array(Json);

/** QIDO-RS, all pages of it. */
export async function searchWeb(
  peer: WebPeer,
  path: string,
  params: URLSearchParams,
  caller: WebCaller = {},
): Promise<DicomJson[]> {
  const all: DicomJson[] = [];
  for (;;) {
    const query = new URLSearchParams(params);
    if (all.length > 0) query.set('offset', String(all.length));
    const answer = await ask(peer, `${path}${query.size > 0 ? `?${query}` : ''}`, { accept: DICOM_JSON }, caller);
    if (answer.status === 204) return all;
    const page = parsed(Answers, await wholeText(answer, caller)) as DicomJson[];
    all.push(...page);
    // Source: PS3.18 8.3.4.4: a server that has more than it gives says so with a warning 299.
    if (page.length === 0 || !/\b299\b/.test(answer.headers.get('warning') ?? '') || params.has('limit')) return all;
  }
}

/** WADO-RS: every instance below a path, byte for byte as the server sends it. */
export async function retrieveWeb(
  peer: WebPeer,
  wanted: Wanted,
  take: (body: AsyncIterable<Uint8Array>) => Promise<void>,
  caller: WebCaller = {},
): Promise<void> {
  const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';
  const answer = await ask(peer, pathOf(wanted), { accept }, caller);
  const contentType = answer.headers.get('content-type') ?? '';
  for await (const part of readMultipart(bodyOf(answer, caller), contentType)) await take(part.body);
}

/** An instance as a whole file, to be stored. */
export interface OutgoingFile {
  readonly identity: InstanceIdentity;
  readonly bytes: number;
  file(): Promise<Uint8Array | AsyncIterable<Uint8Array>>;
}

/** Instances of one request: enough to save round trips, few enough that a broken one costs little. */
const REQUEST_BYTES = 64 << 20;

/** STOW-RS. What the service does not say that it stored is not stored. */
export async function storeWeb(
  peer: WebPeer,
  files: readonly OutgoingFile[],
  { onSent, ...caller }: WebCaller & { onSent?: (sent: Sent) => void } = {},
): Promise<Sent[]> {
  const all: Sent[] = [];
  for (const batch of batches(files)) {
    const sent = await storeBatch(peer, batch, caller);
    for (const one of sent) onSent?.(one);
    all.push(...sent);
  }
  return all;
}

/** A service answers by UID: two files of one UID go in requests of their own, so that each has its own answer. */
function batches(files: readonly OutgoingFile[]): OutgoingFile[][] {
  const all: OutgoingFile[][] = [];
  let room = 0;
  let uids = new Set<string>();
  for (const file of files) {
    const { sopInstanceUid } = file.identity;
    if (all.length === 0 || file.bytes > room || uids.has(sopInstanceUid)) {
      all.push([]);
      room = REQUEST_BYTES;
      uids = new Set();
    }
    all.at(-1)!.push(file);
    uids.add(sopInstanceUid);
    room -= file.bytes;
  }
  return all;
}

async function storeBatch(peer: WebPeer, batch: readonly OutgoingFile[], caller: WebCaller): Promise<Sent[]> {
  const boundary = randomUUID();
  const parts = async function* (): AsyncGenerator<OutgoingPart> {
    for (const { file } of batch) yield { contentType: 'application/dicom', body: await file() };
  };
  const answer = await ask(
    peer,
    'studies',
    { accept: DICOM_JSON, 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` },
    { ...caller, body: writeMultipart(parts(), boundary), alsoFine: [409] },
  );
  const told = parsed(Json, await wholeText(answer, caller)) as DicomJson;
  const stored = new Map(
    itemsOf(told, TAG.ReferencedSOPSequence).map((item) => [
      textOf(item, TAG.ReferencedSOPInstanceUID),
      item[TAG.WarningReason] ? numberOf(item, TAG.WarningReason) : 0,
    ]),
  );
  const failed = new Map(
    itemsOf(told, TAG.FailedSOPSequence).map((item) => [
      textOf(item, TAG.ReferencedSOPInstanceUID),
      numberOf(item, TAG.FailureReason),
    ]),
  );
  return batch.map(({ identity: { sopInstanceUid } }): Sent => {
    const reason = failed.get(sopInstanceUid);
    if (reason !== undefined)
      return {
        sopInstanceUid,
        outcome: 'not-stored',
        status: reason,
        reason: `${hexStatus(reason || 0)}, ${meaningOf(reason)}`,
      };
    const warning = stored.get(sopInstanceUid);
    if (warning)
      return {
        sopInstanceUid,
        outcome: 'stored-with-warning',
        status: warning,
        reason: `${hexStatus(warning)}, ${meaningOf(warning)}`,
      };
    if (warning === 0) return { sopInstanceUid, outcome: 'stored', status: 0, reason: '' };
    return {
      sopInstanceUid,
      outcome: 'not-stored',
      status: null,
      reason: 'the service does not say that it stored it',
    };
  });
}

interface Sending extends WebCaller {
  readonly body?: AsyncIterable<Uint8Array>;
  /** Statuses that carry an answer although they are no success. */
  readonly alsoFine?: readonly number[];
}

async function ask(
  peer: WebPeer,
  path: string,
  headers: Record<string, string>,
  { signal, idleMs = IDLE_MS, body, alsoFine = [] }: Sending,
): Promise<Response> {
  const patience = new AbortController();
  let timer = setTimeout(() => patience.abort(), idleMs);
  const moving = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => patience.abort(), idleMs);
  };
  try {
    const answer = await fetch(`${peer.url}/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { ...headers, ...(peer.authorization === undefined ? {} : { authorization: peer.authorization }) },
      // A redirect could lead the authorization, or the images, elsewhere.
      redirect: 'error',
      signal: AbortSignal.any([patience.signal, ...(signal ? [signal] : [])]),
      ...(body
        ? {
            body: Readable.toWeb(Readable.from(watched(body, moving), { objectMode: false })) as ReadableStream,
            duplex: 'half' as const,
          }
        : {}),
    });
    if (!answer.ok && !alsoFine.includes(answer.status)) {
      await answer.body?.cancel();
      throw new HttpRefusedError(peer.url, answer.status, body ? 'the storage' : 'the request');
    }
    return answer;
  } catch (thrown) {
    signal?.throwIfAborted();
    if (thrown instanceof HttpRefusedError) throw thrown;
    throw new NoConnectionError(
      peer.url,
      reasonOf(thrown, patience.signal.aborted ? `no answer within ${idleMs} ms` : null),
    );
  } finally {
    clearTimeout(timer);
  }
}

async function* watched(body: AsyncIterable<Uint8Array>, moving: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    moving();
    yield chunk;
  }
}

function reasonOf(thrown: unknown, timedOut: string | null): string {
  if (timedOut) return timedOut;
  const { cause } = thrown as { cause?: NodeJS.ErrnoException };
  return cause?.code ?? cause?.message ?? (thrown instanceof Error ? thrown.message : 'unknown reason');
}

/** The body as it comes; silence ends it. */
async function* bodyOf(answer: Response, { idleMs = IDLE_MS, signal }: WebCaller): AsyncGenerator<Uint8Array> {
  const reader = answer.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new BadReplyError(`nothing came for ${idleMs} ms`)), idleMs);
      });
      const { value, done } = await Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown instanceof BadReplyError ? thrown : new BadReplyError(`it broke off, ${reasonOf(thrown, null)}`);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function wholeText(answer: Response, caller: WebCaller): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of bodyOf(answer, caller)) {
    bytes += part.length;
    if (bytes > LONGEST_JSON_BYTES) throw new BadReplyError(`it is longer than ${LONGEST_JSON_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(schema: z.ZodType, text: string): unknown {
  try {
    const { data } = schema.safeParse(JSON.parse(text));
    if (data) return data;
  } catch {
    // Said below: what the parser says may quote what is in the answer.
  }
  throw new BadReplyError('it is no DICOM JSON');
}
