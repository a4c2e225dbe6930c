import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request for segments as the stand-in understood it. */
export interface AskedOf {
  readonly model: string;
  readonly query: URLSearchParams;
  readonly params: unknown;
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | null;
  readonly authorization: string | undefined;
}

/** What the stand-in answers: a label with words, words alone, or a status. */
export type StandInAnswer =
  | { readonly label: Uint8Array; readonly name?: string; readonly params?: unknown }
  | { readonly params: unknown }
  | { readonly status: number }
  | { readonly raw: Uint8Array; readonly contentType: string }
  | 'never';

export interface MonaiStandIn extends AsyncDisposable {
  readonly url: string;
  readonly asked: AskedOf[];
}

/**
 * A server that answers as MONAI Label does, for tests: GET /info/, and POST /infer/{model} with a form of "params" and
 * "file". Its answer is a form as its Python library writes it. Source: MONAILabel, endpoints/infer.py and info.py.
 */
export async function openMonaiStandIn({
  info,
  answer,
  token,
}: {
  readonly info: unknown;
  readonly answer: (asked: AskedOf) => StandInAnswer;
  readonly token?: string;
}): Promise<MonaiStandIn> {
  const asked: AskedOf[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { authorization } = request.headers;
    if (token !== undefined && authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
    if (request.method === 'GET' && url.pathname === '/info/') return void sendJson(response, info);
    const model = /^\/infer\/([^/]+)$/.exec(url.pathname)?.[1];
    if (request.method !== 'POST' || model === undefined) return void response.writeHead(404).end();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const form = await new Response(Buffer.concat(parts), {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    }).formData();
    const file = form.get('file');
    const one: AskedOf = {
      model: decodeURIComponent(model),
      query: url.searchParams,
      params: JSON.parse(String(form.get('params'))),
      file: file instanceof File ? { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) } : null,
      authorization,
    };
    asked.push(one);
    send(response, answer(one));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function send(response: ServerResponse, answer: StandInAnswer): void {
  if (answer === 'never') return;
  if ('status' in answer) return void response.writeHead(answer.status).end('{"detail":"refused"}');
  if ('raw' in answer) return void response.writeHead(200, { 'content-type': answer.contentType }).end(answer.raw);
  if (!('label' in answer)) {
    sendJson(response, answer.params);
    return;
  }
  const boundary = '5f1a0c6f0b7e4d0a9f';
  const head = (name: string, more: string, type: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(`${head('params', '', 'application/json')}${JSON.stringify(answer.params ?? {})}\r\n`),
    Buffer.from(head('image', `; filename="${answer.name ?? 'tmp4x.nii.gz'}"`, 'application/octet-stream')),
    answer.label,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  response.writeHead(200, { 'content-type': `multipart/form-data; boundary=${boundary}` }).end(body);
}
