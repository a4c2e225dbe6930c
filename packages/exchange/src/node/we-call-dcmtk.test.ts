import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  dicomSlice,
  fileOf,
  freePort,
  needsDcmtk,
  startDcmqrscp,
  startStorescp,
  temporaryFolder,
} from '@specola/test-kit';
import { TAG, textOf } from '../data/dicom-json.ts';
import { readFileStart } from '../data/part10.ts';
import { echo } from '../dimse/ask.ts';
import type { DimsePeer } from '../dimse/open-association.ts';
import {
  AssociationRejectedError,
  NoConnectionError,
  NothingFoundError,
  NotRetrievedError,
  ServiceNotAcceptedError,
} from '../errors.ts';
import { InstanceStore } from '../hold/instance-store.ts';
import { fetchFromPeer } from '../peer/fetch-from-peer.ts';
import { searchPeer } from '../peer/search-peer.ts';
import { sendToPeer } from '../peer/send-to-peer.ts';
import { openTestNode } from './open-test-node.ts';

const us = { as: 'TESTER' };
const peerAt = (ae: string, port: number): DimsePeer & { kind: 'dimse' } => ({
  kind: 'dimse',
  ae,
  host: '127.0.0.1',
  port,
});
const dataSetOf = (file: Uint8Array): Buffer => Buffer.from(file.subarray(readFileStart(file)!.dataSetAt));

const study = (): Uint8Array[] =>
  Array.from({ length: 9 }, (_, k) =>
    dicomSlice({
      studyUid: '2.25.1',
      seriesUid: `2.25.2${k % 2}`,
      sopInstanceUid: `2.25.3.${k}`,
      instanceNumber: k + 1,
      patient: { name: 'Adams^John', id: 'P-7', birthDate: '17351030' },
      raw: Array.from({ length: 20 }, (_, v) => 31 * k + v),
    }),
  );

test(
  'an archive takes what we send, tells what it has, and gives it back over one association',
  needsDcmtk(),
  async () => {
    using folder = temporaryFolder();
    await using archive = await startDcmqrscp(folder.path);
    const peer = peerAt('QRDB', archive.dimsePort);
    await echo(peer, us);
    const files = study();
    const { sent, notDicom } = await sendToPeer(
      peer,
      [...files, Buffer.from('notes')].map((bytes) => fileOf(bytes)),
      us,
    );
    assert.ok(sent.every(({ outcome, status }) => outcome === 'stored' && status === 0));
    assert.deepEqual([sent.length, notDicom], [9, 1]);

    const found = await searchPeer(peer, { level: 'STUDY', wanted: {}, matching: { [TAG.PatientID]: 'P-*' } }, us);
    assert.deepEqual(
      found.map((one) => [textOf(one, TAG.PatientName), textOf(one, TAG.StudyInstanceUID)]),
      [['Adams^John', '2.25.1']],
    );
    const series = await searchPeer(peer, { level: 'SERIES', wanted: { studyUid: '2.25.1' }, matching: {} }, us);
    assert.deepEqual(series.map((one) => textOf(one, TAG.SeriesInstanceUID)).sort(), ['2.25.20', '2.25.21']);

    await using store = await InstanceStore.open(join(folder.path, 'out'));
    const fetched = await fetchFromPeer(peer, { studyUid: '2.25.1' }, store, { ...us, by: 'get' });
    assert.deepEqual(fetched, { listed: 9, stored: 9, heldAlready: 0 });
    for (const [k, file] of files.entries())
      assert.ok(
        dataSetOf(readFileSync(store.holdings.instance(`2.25.3.${k}`)!.path)).equals(dataSetOf(file)),
        `slice ${k}`,
      );
    assert.ok(store.series().every(({ state }) => state === 'whole'));
    const again = await fetchFromPeer(peer, { studyUid: '2.25.1' }, store, { ...us, by: 'get' });
    assert.deepEqual(again, { listed: 9, stored: 0, heldAlready: 9 });
  },
);

test('an archive moves a series to us over an association of its own', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  const port = await freePort();
  await using archive = await startDcmqrscp(folder.path, { us: { ae: 'TESTER', port } });
  const peer = peerAt('QRDB', archive.dimsePort);
  await sendToPeer(
    peer,
    study().map((bytes) => fileOf(bytes)),
    us,
  );
  await using store = await InstanceStore.open(join(folder.path, 'out'));
  const listen = { host: '127.0.0.1', port };
  const fetched = await fetchFromPeer(peer, { studyUid: '2.25.1', seriesUid: '2.25.21' }, store, {
    ...us,
    by: 'move',
    listen,
  });
  assert.deepEqual(fetched, { listed: 4, stored: 4, heldAlready: 0 });
  assert.deepEqual(store.series(), [{ studyUid: '2.25.1', seriesUid: '2.25.21', instances: 4, state: 'whole' }]);
});

test('an archive that cannot move to us gives an error that names every instance', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  await using archive = await startDcmqrscp(folder.path);
  const peer = peerAt('QRDB', archive.dimsePort);
  await sendToPeer(
    peer,
    study().map((bytes) => fileOf(bytes)),
    us,
  );
  await using store = await InstanceStore.open(join(folder.path, 'out'));
  const listen = { host: '127.0.0.1', port: await freePort() };
  await assert.rejects(
    fetchFromPeer(peer, { studyUid: '2.25.1' }, store, { ...us, by: 'move', listen }),
    (thrown: unknown) => thrown instanceof NotRetrievedError && thrown.untaken.length === 9,
  );
  await assert.rejects(fetchFromPeer(peer, { studyUid: '2.25.99' }, store, { ...us, by: 'get' }), NothingFoundError);
});

test('a receiver gets the very bytes, or the same values in the encoding that it takes', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  const own = folder.write(
    'private.dcm',
    dicomSlice({ more: [{ tag: 0x00091001, vr: 'OB', value: new Uint8Array([7, 0, 255, 3]) }] }),
  );
  for (const [flag, encoding] of [
    ['+xe', 'explicit-little'],
    ['+xi', 'implicit-little'],
  ] as const) {
    const out = join(folder.path, flag);
    mkdirSync(out);
    await using receiver = await startStorescp(out, [flag]);
    const { sent } = await sendToPeer(peerAt('STORESCP', receiver.dimsePort), [fileOf(readFileSync(own))], us);
    assert.deepEqual(
      sent.map(({ outcome }) => outcome),
      ['stored'],
      flag,
    );
    const [name = ''] = readdirSync(out);
    const expected = dicomSlice({
      syntax: encoding,
      more: [{ tag: 0x00091001, vr: 'OB', value: new Uint8Array([7, 0, 255, 3]) }],
    });
    assert.ok(dataSetOf(readFileSync(join(out, name))).equals(dataSetOf(expected)), encoding);
  }
});

test('an instance for which no context is accepted is not stored, and named', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  await using receiver = await startStorescp(folder.path, ['+xe']);
  const files = [dicomSlice({ sopInstanceUid: '2.25.41' }), dicomSlice({ sopInstanceUid: '2.25.42', syntax: 'rle' })];
  const { sent } = await sendToPeer(
    peerAt('STORESCP', receiver.dimsePort),
    files.map((bytes) => fileOf(bytes)),
    us,
  );
  assert.deepEqual(
    sent.map(({ sopInstanceUid, outcome }) => [sopInstanceUid, outcome]),
    [
      ['2.25.41', 'stored'],
      ['2.25.42', 'not-stored'],
    ],
  );
  assert.match(sent[1]!.reason, /accepts no presentation context/);
});

test('a peer that refuses, aborts, is not there, or offers no such service is told apart', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  const file = [fileOf(dicomSlice())];
  {
    await using receiver = await startStorescp(folder.path, ['--refuse']);
    await assert.rejects(sendToPeer(peerAt('STORESCP', receiver.dimsePort), file, us), AssociationRejectedError);
  }
  {
    await using receiver = await startStorescp(folder.path, ['--abort-after']);
    const { sent } = await sendToPeer(peerAt('STORESCP', receiver.dimsePort), [...file, ...file], us);
    assert.deepEqual(
      sent.map(({ outcome }) => outcome),
      ['not-stored', 'not-stored'],
    );
    assert.match(sent[0]!.reason, /broke off/);
    assert.match(sent[1]!.reason, /^not sent/);
  }
  {
    await using receiver = await startStorescp(folder.path);
    const peer = peerAt('STORESCP', receiver.dimsePort);
    await assert.rejects(searchPeer(peer, { level: 'STUDY', wanted: {}, matching: {} }, us), ServiceNotAcceptedError);
  }
  await assert.rejects(echo(peerAt('NOBODY', await freePort()), us), NoConnectionError);
});

test('two nodes of ours exchange every encoding byte for byte, and a refusal comes back with its status', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(join(folder.path, 'held'));
  const peer = peerAt('SPECOLA', node.port);
  const syntaxes = ['explicit-little', 'implicit-little', 'explicit-big', 'deflated', 'rle'] as const;
  const files = syntaxes.map((syntax, n) => dicomSlice({ syntax, sopInstanceUid: `2.25.5.${n}` }));
  const { sent } = await sendToPeer(
    peer,
    files.map((bytes) => fileOf(bytes)),
    us,
  );
  assert.ok(sent.every(({ outcome }) => outcome === 'stored'));
  for (const [n, file] of files.entries())
    assert.ok(
      dataSetOf(readFileSync(node.store.holdings.instance(`2.25.5.${n}`)!.path)).equals(dataSetOf(file)),
      syntaxes[n]!,
    );
  const changed = dicomSlice({ sopInstanceUid: '2.25.5.0', intercept: 7 });
  const refused = await sendToPeer(peer, [fileOf(changed)], us);
  assert.deepEqual(
    refused.sent.map(({ outcome, status }) => [outcome, status]),
    [['not-stored', 0x0111]],
  );
});
