import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AssociationBrokenError, BadPduError } from '../errors.ts';
import {
  decodeAssociateAccept,
  decodeAssociateRequest,
  encodeAssociateAccept,
  encodeAssociateRequest,
} from './associate.ts';
import { decodeCommand, encodeCommand } from './command.ts';
import { decodePdvs, encodePdu, encodePdv, PDU, type Pdu, splitPdus } from './pdu.ts';

async function split(chunks: readonly Uint8Array[], maxDataBytes = 4096): Promise<Pdu[]> {
  const units: Pdu[] = [];
  const stream = async function* () {
    yield* chunks;
  };
  for await (const unit of splitPdus(stream(), { maxDataBytes })) units.push(unit);
  return units;
}

test('units come out whole however the network cuts them', async () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(bodies, fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), async (sent, cuts) => {
      const bytes = Buffer.concat(sent.map((body) => encodePdu(PDU.data, body)));
      const chunks: Uint8Array[] = [];
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const length = cuts[n % cuts.length]!;
        chunks.push(bytes.subarray(at, at + length));
        at += length;
      }
      const got = await split(chunks);
      assert.deepEqual(
        got.map(({ body }) => [...body]),
        sent.map((body) => [...body]),
      );
    }),
    { seed: 20261125, numRuns: 200 },
  );
});

test('a unit that claims more than was agreed is refused before its bytes come', async () => {
  const head = Buffer.from([PDU.data, 0, 0xff, 0xff, 0xff, 0xf0]);
  await assert.rejects(split([head]), BadPduError);
  await assert.rejects(split([Buffer.from([PDU.releaseRequest, 0, 0, 0, 0, 5])]), BadPduError);
  await assert.rejects(split([Buffer.from([0x47, 0x45, 0x54, 0x20, 0x2f, 0x20])]), BadPduError, 'HTTP is no DICOM');
});

test('a stream that ends inside a unit is a broken association, not a short one', async () => {
  await assert.rejects(split([encodePdu(PDU.data, Buffer.alloc(40)).subarray(0, 31)]), AssociationBrokenError);
});

test('pieces come back as they were packed, and a piece that overruns its unit is refused', () => {
  const piece = { contextId: 7, isCommand: false, isLast: true, bytes: Buffer.from([3, 1, 4, 1]) };
  assert.deepEqual(decodePdvs(encodePdv(piece).subarray(6)), [piece]);
  const torn = encodePdv(piece).subarray(6);
  torn.writeUInt32BE(99, 0);
  assert.throws(() => decodePdvs(torn), BadPduError);
});

test('a request for an association comes back with its contexts, titles and roles', () => {
  const request = {
    calledAe: 'ARCHIVE',
    callingAe: 'A 16-BYTE TITLE!',
    maxPduBytes: 31337,
    roles: [{ sopClass: '1.2.840.10008.5.1.4.1.1.2', scu: false, scp: true }],
    contexts: [
      { id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] },
      { id: 3, abstractSyntax: '1.2.3', transferSyntaxes: ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2.4.70'] },
    ],
  };
  assert.deepEqual(decodeAssociateRequest(encodeAssociateRequest(request).subarray(6)), request);
  const accept = {
    calledAe: 'ARCHIVE',
    callingAe: 'US',
    maxPduBytes: 0,
    roles: [],
    contexts: [
      { id: 1, result: 'accepted', transferSyntax: '1.2.840.10008.1.2' },
      { id: 3, result: 'no-transfer-syntax', transferSyntax: '1.2.840.10008.1.2.1' },
    ],
  } as const;
  assert.deepEqual(decodeAssociateAccept(encodeAssociateAccept(accept).subarray(6)), accept);
});

test('a request with doubled or even context identifiers is refused', () => {
  const context = { abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] };
  const common = { calledAe: 'A', callingAe: 'B', maxPduBytes: 0, roles: [] };
  for (const ids of [[1, 1], [2], []])
    assert.throws(
      () =>
        decodeAssociateRequest(
          encodeAssociateRequest({ ...common, contexts: ids.map((id) => ({ id, ...context })) }).subarray(6),
        ),
      BadPduError,
    );
});

test('the echo of PS3.7 9.3.5 is encoded as the standard lists it', () => {
  const echo = encodeCommand({ field: 0x0030, messageId: 5, affectedClass: '1.2.840.10008.1.1' }, { hasData: false });
  const hex = [
    '00000000 04000000 38000000', // group length: 56 bytes follow
    '00000200 12000000 312e322e3834302e31303030382e312e3100', // affected SOP class, padded with a null
    '00000001 02000000 3000', // command field
    '00001001 02000000 0500', // message identifier
    '00000008 02000000 0101', // no data set
  ];
  assert.equal(echo.toString('hex'), hex.join('').replaceAll(' ', ''));
  assert.deepEqual(decodeCommand(echo), {
    command: { field: 0x0030, messageId: 5, affectedClass: '1.2.840.10008.1.1' },
    hasData: false,
  });
});

test('a command that is torn inside an element is refused; one without its field or its data set type is, too', () => {
  const whole = encodeCommand(
    { field: 1, messageId: 9, affectedClass: '1.2.3', affectedInstance: '1.2.3.4', priority: 0 },
    { hasData: true },
  );
  // Ends of: group length, class, field, message, priority, data set type, instance.
  const ends = [12, 26, 36, 46, 56, 66, whole.length];
  for (let length = 0; length < whole.length; length++)
    if (!ends.includes(length) || length < 66)
      assert.throws(() => decodeCommand(whole.subarray(0, length)), BadPduError, `${length} bytes`);
});
