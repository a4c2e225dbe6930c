import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BadReplyError } from '../errors.ts';
import { headerParameter, readMultipart, writeMultipart } from './multipart.ts';

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function partsOf(
  bytes: Uint8Array,
  contentType: string,
  pieceBytes = 7,
): Promise<[type: string, body: string][]> {
  const parts: [string, string][] = [];
  for await (const { headers, body } of readMultipart(inPieces(bytes, pieceBytes), contentType))
    parts.push([headers.get('content-type') ?? '', (await whole(body)).toString('latin1')]);
  return parts;
}

test('parts come back byte for byte, however the network cuts them', async () => {
  // Bodies made of what boundaries are made of: dashes, line breaks, and the boundary's own letters.
  const body = fc.string({ unit: fc.constantFrom('\r', '\n', '-', 'b', 'x', '\r\n--b'), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(body, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 50 }),
      async (bodies, piece) => {
        fc.pre(bodies.every((one) => !`\r\n${one}\r\n`.includes('\r\n--bxb')));
        const parts = bodies.map((one, n) => ({ contentType: `a/${n}`, body: Buffer.from(one, 'latin1') }));
        const bytes = await whole(writeMultipart(parts, 'bxb'));
        assert.deepEqual(
          await partsOf(bytes, 'multipart/related; boundary=bxb', piece),
          bodies.map((one, n) => [`a/${n}`, one]),
        );
      },
    ),
    { seed: 20261125, numRuns: 400 },
  );
});

test('a preamble, blanks after a boundary, quoted boundaries and parts without a header are read', async () => {
  const bytes = Buffer.from(
    'ignore me\r\n--a b \r\n\r\nfirst\r\n--a b\r\nX-Y: z\r\n\r\n\r\n--a b--\r\nepilogue',
    'latin1',
  );
  assert.deepEqual(await partsOf(bytes, 'multipart/related; type="application/dicom"; boundary="a b"'), [
    ['', 'first'],
    ['', ''],
  ]);
});

test('whoever leaves a part unread still gets the next', async () => {
  const bytes = await whole(
    writeMultipart(
      ['long'.repeat(900), 'second'].map((text) => ({ contentType: 'a/b', body: Buffer.from(text) })),
      'q',
    ),
  );
  const seen: string[] = [];
  for await (const { body } of readMultipart(inPieces(bytes, 64), 'multipart/related; boundary=q'))
    for await (const piece of body) {
      seen.push(piece.subarray(0, 6).toString());
      break;
    }
  assert.deepEqual(seen, ['longlo', 'second']);
});

test('a body that ends early, or is something else, is refused', async () => {
  const bytes = await whole(writeMultipart([{ contentType: 'a/b', body: Buffer.from('body') }], 'q'));
  for (let length = 0; length < bytes.length - 4; length++)
    await assert.rejects(
      partsOf(bytes.subarray(0, length), 'multipart/related; boundary=q'),
      BadReplyError,
      `${length}`,
    );
  await assert.rejects(partsOf(bytes, 'text/html'), BadReplyError);
  await assert.rejects(partsOf(bytes, 'multipart/related'), BadReplyError);
  await assert.rejects(partsOf(Buffer.alloc(100_000), 'multipart/related; boundary=q', 5000), BadReplyError);
  const endless = Buffer.concat([Buffer.from('--q\r\n'), Buffer.alloc(100_000, 0x41)]);
  await assert.rejects(partsOf(endless, 'multipart/related; boundary=q', 5000), BadReplyError);
});

test('parameters are found whether quoted or not', () => {
  const header = 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.50';
  assert.equal(headerParameter(header, 'type'), 'application/dicom');
  assert.equal(headerParameter(header, 'transfer-syntax'), '1.2.840.10008.1.2.4.50');
  assert.equal(headerParameter(header, 'boundary'), null);
});
