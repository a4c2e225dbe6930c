import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { dicomSlice, temporaryFolder } from '@specola/test-kit';
import { readFileStart } from '../data/part10.ts';
import { echo } from '../dimse/ask.ts';
import { encodeAssociateRequest } from '../dimse/associate.ts';
import { openAssociation } from '../dimse/open-association.ts';
import { PDU } from '../dimse/pdu.ts';
import { AssociationRejectedError, CannotListenError } from '../errors.ts';
import { honestSession, seeded, spoiled } from './hostile-session.ts';
import { openTestNode, type TestNode } from './open-test-node.ts';

const us = { as: 'TESTER' };
const HONEST = [1, 2].map((k) =>
  dicomSlice({
    sopInstanceUid: `2.25.8.${k}`,
    instanceNumber: k,
    patient: { name: 'SECRET^NAME', id: 'ID-12345', birthDate: '19610203' },
  }),
);
const peerOf = ({ port }: TestNode) => ({ ae: 'SPECOLA', host: '127.0.0.1', port });

/** Sends bytes, gives the node a moment to end it, hangs up, and waits until the node has, too. */
function throwAt(port: number, bytes: Uint8Array, patienceMs = 60): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const got: Buffer[] = [];
    const enough = setTimeout(() => socket.end(), patienceMs);
    const late = setTimeout(() => reject(new Error('the node did not let go')), 5000);
    socket.on('data', (chunk: Buffer) => got.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      clearTimeout(enough);
      resolve(Buffer.concat(got));
    });
  });
}

test('an honest session of our own making is taken whole', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(folder.path);
  await throwAt(node.port, honestSession(HONEST, { as: 'TESTER', called: 'SPECOLA' }), 4000);
  const [ended] = await node.ended(1);
  assert.deepEqual(ended?.counts, { stored: 2, heldAlready: 0, refused: 0 });
  assert.equal(ended?.ending, 'released');
});

test('400 spoiled sessions, and noise: the node stays up, keeps nothing that is not whole, and repeats nothing that it was told', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(join(folder.path, 'held'));
  const honest = honestSession(HONEST, { as: 'TESTER', called: 'SPECOLA' });
  const pick = seeded(20261125);
  for (let round = 0; round < 40; round++)
    await Promise.all(
      Array.from({ length: 10 }, () => {
        const bytes =
          pick(12) === 0 ? Buffer.from(Array.from({ length: 300 }, () => pick(256))) : spoiled(honest, pick);
        return throwAt(node.port, bytes);
      }),
    );
  await echo(peerOf(node), us);
  assert.doesNotMatch(JSON.stringify([node.events, node.store.refusals()]), /SECRET|12345|19610203/);
  assert.deepEqual(
    node.events.filter(({ say }) => say === 'fault'),
    [],
  );
  for (const { path, identity, dataSetAt } of node.store.holdings.instances({})) {
    const file = readFileSync(path);
    assert.equal(readFileStart(file)?.identity.sopInstanceUid, identity.sopInstanceUid);
    assert.ok(file.length > dataSetAt);
  }
  assert.ok(process.memoryUsage().rss < 1.5 * 2 ** 30);
});

test('a unit of four gigabytes is refused at its length, not read', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(folder.path);
  const before = process.memoryUsage().rss;
  for (const type of [PDU.associateRequest, PDU.data]) {
    const head = Buffer.from([type, 0, 0xff, 0xff, 0xff, 0xff]);
    const reply = await throwAt(node.port, Buffer.concat([head, Buffer.alloc(1 << 20)]), 2000);
    assert.equal(reply[0], PDU.abort);
  }
  assert.ok(process.memoryUsage().rss - before < 200 << 20);
});

test('whoever says nothing, or drips bytes, is let go; whoever works is not', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(folder.path, { limits: { idleMs: 400, unitMs: 700 } });
  const closed = (socket: Socket) =>
    new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now())));
  const began = performance.now();
  const silent = connect(node.port, '127.0.0.1');
  const dripping = connect(node.port, '127.0.0.1');
  for (const socket of [silent, dripping]) socket.on('error', () => undefined);
  const request = encodeAssociateRequest({
    calledAe: 'SPECOLA',
    callingAe: 'TESTER',
    maxPduBytes: 0,
    roles: [],
    contexts: [],
  });
  let at = 0;
  const drip = setInterval(() => dripping.write(request.subarray(at, ++at)), 100);
  const [silentMs, drippedMs] = (await Promise.all([closed(silent), closed(dripping)])).map((ms) => ms - began);
  clearInterval(drip);
  assert.ok(silentMs! < 3000 && drippedMs! < 3000, `${silentMs} and ${drippedMs} ms`);
  assert.ok(at < request.length, 'the dripped request never came to its end');
  await echo(peerOf(node), us);
});

test('more associations than there is room for are turned away for the moment, and let in later', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(folder.path, { maxAssociations: 3 });
  const proposals = [{ abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] }];
  const open = () => openAssociation(peerOf(node), { ...us, proposals });
  const standing = [await open(), await open(), await open()];
  await assert.rejects(
    open(),
    (thrown: unknown) => thrown instanceof AssociationRejectedError && /later/.test(thrown.what),
  );
  await standing[0]!.release();
  await node.ended(1);
  const fourth = await open();
  for (const association of [...standing.slice(1), fourth]) await association.release();
});

test('a port that is taken is said so', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(join(folder.path, 'a'));
  await assert.rejects(openTestNode(join(folder.path, 'b'), { port: node.port }), CannotListenError);
});

test('a node that stops ends the associations that stand, and marks what they brought', async () => {
  using folder = temporaryFolder();
  const node = await openTestNode(folder.path, { closingMs: 300 });
  const socket = connect(node.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const session = honestSession(HONEST, { as: 'TESTER', called: 'SPECOLA' });
  socket.write(session.subarray(0, session.length - 200));
  const deadline = performance.now() + 5000;
  while (node.store.holdings.size < 1 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
  await node[Symbol.asyncDispose]();
  const [ended] = await node.ended(1);
  assert.equal(ended?.ending, 'broken');
  await using again = await openTestNode(folder.path);
  assert.deepEqual(
    again.store.series().map(({ state }) => state),
    ['incomplete'],
  );
});
