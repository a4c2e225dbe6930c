import { connect } from 'node:net';
import { seeded } from '../node/hostile-session.ts';

/** Requests that nobody honest sends, made from honest ones by a seed. For tests. */
export function hostileRequest(seed: number, file: Uint8Array): { readonly bytes: Buffer; readonly what: string } {
  const pick = seeded(seed);
  const one = <T>(of: readonly T[]): T => of[pick(of.length)]!;
  const path = one(PATHS).replace('{uid}', one(UIDS)).replace('{query}', one(QUERIES));
  const boundary = one(['q', 'q', 'q'.repeat(200), '"', '', 'q\r\nX: y', '--', '😀']);
  const body = one([
    multipart('q', file),
    multipart('q', file).subarray(0, 50 + pick(file.length)),
    Buffer.concat([multipart('q', file), multipart('q', file)]),
    multipart('q', Buffer.from('no DICOM')),
    spotted(multipart('q', file), pick),
    Buffer.from('--q\r\n'.repeat(5000)),
    Buffer.from(`--q\r\n${'X: y\r\n'.repeat(20000)}\r\n\r\n--q--`),
    Buffer.from(`--q\r\n${'A'.repeat(300_000)}`),
    Buffer.alloc(0),
  ]);
  const post = pick(2) === 0;
  const method = post ? 'POST' : one(['GET', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'PATCH', 'BREW']);
  const length = one([String(body.length), String(body.length), '0', '-1', '99999999999999999999', 'x', '1e9']);
  const headers = [
    `Host: ${one([...Array.from({ length: 12 }, () => '127.0.0.1'), 'localhost', 'evil.example', '', 'a.evil.example'])}`,
    one([
      'Accept: application/dicom+json',
      'Accept: */*',
      `Accept: ${'a/b;q="'.repeat(500)}`,
      'Accept: multipart/related; type=";',
      '',
    ]),
    ...(post
      ? [
          one([
            `Content-Type: multipart/related; type="application/dicom"; boundary=${boundary}`,
            'Content-Type: multipart/related',
            'Content-Type: application/dicom',
            `Content-Type: multipart/related; boundary="${'x'.repeat(5000)}`,
          ]),
          one([
            `Content-Length: ${length}`,
            `Content-Length: ${body.length}`,
            'Transfer-Encoding: chunked',
            `Content-Length: 3\r\nTransfer-Encoding: chunked`,
          ]),
        ]
      : []),
    one([
      ...Array.from({ length: 12 }, () => 'Connection: close'),
      'Expect: 100-continue',
      `X-Long: ${'y'.repeat(1 + pick(20000))}`,
      'Bad Header',
      '\0: \0',
    ]),
    one(['', '', 'Range: bytes=0-99999999999', `Authorization: Bearer ${'z'.repeat(500)}`]),
  ].filter((line) => line !== '');
  const head = `${method} ${path} HTTP/${one(['1.1', '1.1', '1.1', '1.0', '9.9', '']) || '1.1'}\r\n${headers.join('\r\n')}\r\n\r\n`;
  const whole = Buffer.concat([Buffer.from(head, 'latin1'), ...(post ? [body] : [])]);
  return { bytes: pick(6) === 0 ? spotted(whole, pick) : whole, what: `${method} ${path.slice(0, 80)}` };
}

const UIDS = [
  '2.25.1',
  '2.25.404',
  '..',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e',
  '....//....//',
  '%00',
  '2.25.1%00',
  '1'.repeat(64),
  '1'.repeat(2000),
  '%',
  '%zz',
  '\\..\\..',
  '2.25.1;x=y',
  '%F0%9F%92%A3',
];
const QUERIES = [
  'limit=1',
  'limit=99999999999999999999',
  'limit=-1&offset=NaN',
  'offset=1e308',
  'PatientName=*',
  `PatientName=${'*a'.repeat(2000)}`,
  'StudyInstanceUID=..%2f..',
  'includefield=all,all,00100010,zz',
  'includefield=7FE00010',
  '__proto__=1&constructor=2',
  '00100010=%00%ff',
  `${'00100020=x&'.repeat(1500)}`,
  'StudyDate=99999999-00000000',
  '%',
  '&&&===',
];
const PATHS = [
  '/dicom-web/studies',
  '/dicom-web/studies/{uid}',
  '/dicom-web/studies?{query}',
  '/dicom-web/series?{query}',
  '/dicom-web/instances?{query}',
  '/dicom-web/studies/{uid}/metadata',
  '/dicom-web/studies/{uid}/series/{uid}/instances/{uid}',
  '/dicom-web/studies/2.25.1/series/2.25.2/instances/2.25.3.1/frames/{uid}',
  '/dicom-web/studies/2.25.1/series/2.25.2/instances/2.25.3.1/frames/1,1,1,-1,99999999999',
  '/dicom-web/studies/2.25.1/series/2.25.2/instances/2.25.3.1/bulkdata/{uid}',
  '/dicom-web/studies/2.25.1/series/2.25.2/instances/2.25.3.1/rendered?window={uid}&{query}',
  '/dicom-web/studies/2.25.1/series/2.25.2/instances/2.25.3.1/rendered?viewport=99999999,99999999',
  '/dicom-web/status',
  '/{uid}',
  '//dicom-web//studies/../../{uid}',
  'http://evil.example/dicom-web/studies',
  '*',
  '',
  `/${'a/'.repeat(4000)}`,
];

const multipart = (boundary: string, bytes: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--`),
  ]);

function spotted(bytes: Buffer, pick: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let n = 1 + pick(8); n > 0 && copy.length > 0; n--) copy[pick(copy.length)] = pick(256);
  return copy;
}

export interface HttpOutcome {
  /** Null when the connection was ended without a word. */
  readonly status: number | null;
  readonly answer: string;
  readonly ms: number;
}

/** Sends it, gives the server a moment once it stays silent, ends our side, and waits until it has let go. */
export function sendHostile(
  port: number,
  bytes: Buffer,
  { silenceMs = 300, lateMs = 5000 } = {},
): Promise<HttpOutcome> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const got: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let silence = setTimeout(() => socket.end(), silenceMs);
    const late = setTimeout(() => reject(new Error('the server did not let go')), lateMs);
    socket.on('data', (chunk: Buffer) => {
      got.push(chunk);
      clearTimeout(silence);
      silence = setTimeout(() => socket.end(), silenceMs);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(silence);
      clearTimeout(late);
      const answer = Buffer.concat(got).toString('latin1');
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1];
      resolve({ status: status ? Number(status) : null, answer, ms: performance.now() - begun });
    });
  });
}
