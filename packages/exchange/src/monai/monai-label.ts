import { z } from 'zod';
import { BadAddressError, NoConnectionError } from '../errors.ts';
import { isLoopback } from '../web/loopback.ts';
import { ModelServerRefusedError, ModelServerReplyError, NoSuchModelError } from './monai-errors.ts';

/** A MONAI Label server, and how we show who we are. */
export interface MonaiServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Never printed. */
  readonly token?: string | undefined;
}

export interface MonaiCaller {
  readonly signal: AbortSignal;
  /** A model on a busy server takes minutes; without an answer for so long it counts as gone. */
  readonly timeoutMs: number;
  readonly largestAnswerBytes: number;
}

/** A model of the server that segments by itself. */
export interface MonaiModel {
  readonly name: string;
  readonly server: { readonly name: string; readonly version: string | null };
  /** Names by label; empty where the server does not say. */
  readonly labels: ReadonlyMap<number, string>;
  readonly description: string | null;
}

/** A scan as it is sent, or where the server has it already. */
export type MonaiImage =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'on-server'; readonly id: string };

export interface MonaiAnswer {
  /** NIfTI, NRRD: whatever the server writes. */
  readonly label: Uint8Array;
  readonly labels: ReadonlyMap<number, string>;
}

/** These wait for clicks, or give no segments. Source: MONAILabel, interfaces/tasks/infer_v2.py, class InferType. */
const NEEDS_A_PERSON = ['deepgrow', 'scribbles', 'classification', 'detection', 'annotation', 'others'];

const Labels = z.union([z.array(z.string()), z.record(z.string(), z.number())]).nullish();
const Info = z.looseObject({
  name: z.string(),
  version: z.union([z.string(), z.number()]).nullish(),
  models: z.record(
    z.string(),
    z.looseObject({ type: z.string().nullish(), labels: Labels, description: z.string().nullish() }),
  ),
});
const Params = z.looseObject({ label_names: Labels });

/** @throws BadAddressError also when a token would travel readable over a network */
export function readMonaiServer(text: string, token: string | undefined): MonaiServer {
  if (!URL.canParse(text)) throw new BadAddressError('The address of the model’s server is none.');
  const url = new URL(text);
  if (url.username || url.password) throw new BadAddressError('An address with a password in it would end up in logs.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new BadAddressError('The address of the model’s server begins with neither http nor https.');
  if (url.protocol === 'http:' && token !== undefined && !isLoopback(url.hostname))
    throw new BadAddressError('The token would travel readable: the address begins with http, not https.');
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, token };
}

/**
 * Asks a server what it is and for one of its models.
 *
 * @throws NoConnectionError, ModelServerRefusedError, ModelServerReplyError, NoSuchModelError
 */
export async function findMonaiModel(server: MonaiServer, model: string, caller: MonaiCaller): Promise<MonaiModel> {
  const { body } = await ask(server, '/info/', { method: 'GET' }, caller);
  const info = parsed(Info, body, 'its /info/ is none of MONAI Label');
  const fitting = Object.entries(info.models).filter(([, { type }]) => !NEEDS_A_PERSON.includes(type ?? ''));
  const found = fitting.find(([name]) => name === model)?.[1];
  if (!found)
    throw new NoSuchModelError(
      model,
      fitting.map(([name]) => name),
    );
  return {
    name: model,
    server: {
      name: info.name,
      version: info.version === null || info.version === undefined ? null : `${info.version}`,
    },
    labels: labelsOf(found.labels),
    description: found.description ?? null,
  };
}

/**
 * Lets the server's model segment a scan.
 *
 * Source: MONAI Label REST API, POST /infer/{model}?output=all: a form with "params" and "file", answered by a form with
 * "params" and "image", or by "params" alone when there is no label.
 *
 * @throws NoConnectionError, ModelServerRefusedError, ModelServerReplyError
 */
export async function inferMonai(
  server: MonaiServer,
  { name, labels }: Pick<MonaiModel, 'name' | 'labels'>,
  image: MonaiImage,
  caller: MonaiCaller,
): Promise<MonaiAnswer> {
  const form = new FormData();
  form.set('params', '{}');
  const query = new URLSearchParams({ output: 'all' });
  if (image.kind === 'file') form.set('file', new Blob([new Uint8Array(image.bytes)]), image.name);
  else query.set('image', image.id);
  const path = `/infer/${encodeURIComponent(name)}?${query}`;
  const { body, contentType } = await ask(server, path, { method: 'POST', body: form }, caller);
  if (!/^multipart\/form-data\b/i.test(contentType))
    throw new ModelServerReplyError('it holds no label, only words about it');
  const answer = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw new ModelServerReplyError('its form is broken');
    });
  const label = answer.get('image') ?? answer.get('file') ?? answer.get('label');
  if (!(label instanceof Blob) || label.size === 0) throw new ModelServerReplyError('it holds no label');
  const params = answer.get('params');
  const text = params instanceof Blob ? await params.text() : (params ?? '{}');
  const told = labelsOf(parsed(Params, new TextEncoder().encode(text), 'its "params" are no JSON').label_names);
  return { label: new Uint8Array(await label.arrayBuffer()), labels: told.size > 0 ? told : labels };
}

/** {"spleen": 1} or ["spleen"]: a list counts from 1 unless it names the background first. */
function labelsOf(told: z.infer<typeof Labels>): ReadonlyMap<number, string> {
  if (!told) return new Map();
  if (!Array.isArray(told))
    return new Map(Object.entries(told).flatMap(([name, label]) => (label > 0 ? [[label, name] as const] : [])));
  const first = told[0]?.toLowerCase() === 'background' ? 0 : 1;
  return new Map(told.flatMap((name, n) => (n + first > 0 ? [[n + first, name] as const] : [])));
}

function parsed<T extends z.ZodType>(schema: T, bytes: Uint8Array, otherwise: string): z.infer<T> {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new ModelServerReplyError(otherwise);
  }
}

async function ask(
  { url, token }: MonaiServer,
  path: string,
  request: RequestInit,
  { signal, timeoutMs, largestAnswerBytes }: MonaiCaller,
): Promise<{ body: Uint8Array; contentType: string }> {
  const patience = AbortSignal.timeout(timeoutMs);
  const what = request.method === 'POST' ? 'the model’s request' : 'the question what it is';
  try {
    const answer = await fetch(`${url}${path}`, {
      ...request,
      // A redirect could carry the scan, or the token, to somebody else.
      redirect: 'error',
      headers: { accept: '*/*', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.any([signal, patience]),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new ModelServerRefusedError(url, answer.status, what);
    }
    return { body: await wholeOf(answer, largestAnswerBytes), contentType: answer.headers.get('content-type') ?? '' };
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof ModelServerRefusedError || thrown instanceof ModelServerReplyError) throw thrown;
    if (patience.aborted) throw new NoConnectionError(url, `no answer within ${Math.round(timeoutMs / 1000)} s`);
    const { cause } = thrown as { cause?: { code?: string; message?: string } };
    throw new NoConnectionError(url, cause?.code ?? cause?.message ?? 'the connection broke off');
  }
}

async function wholeOf(answer: Response, largestBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = answer.body?.getReader();
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
    if (done || !value) break;
    bytes += value.length;
    if (bytes > largestBytes) {
      await reader?.cancel();
      throw new ModelServerReplyError(`it is longer than ${largestBytes} bytes`);
    }
    parts.push(value);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
