import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  dicomSlice,
  fileOf,
  freePort,
  needsOrthanc,
  type RunningPeer,
  startOrthanc,
  temporaryFolder,
} from '@specola/test-kit';
import { readFileStart } from '../data/part10.ts';
import { InstanceStore } from '../hold/instance-store.ts';
import { fetchFromPeer } from '../peer/fetch-from-peer.ts';
import { sendToPeer } from '../peer/send-to-peer.ts';
import { openTestNode } from './open-test-node.ts';

const us = { as: 'SPECOLA' };
const CT = '1.2.840.10008.5.1.4.1.1.2';
const sliceOf = (k: number): Uint8Array => dicomSlice({ sopInstanceUid: `2.25.3.${k}`, instanceNumber: k });
const dataSetOf = (file: Uint8Array): Buffer => Buffer.from(file.subarray(readFileStart(file)!.dataSetAt));

const rest = async (orthanc: RunningPeer, path: string, body?: object | Buffer): Promise<unknown> => {
  const answer = await fetch(`http://127.0.0.1:${orthanc.httpPort}/${path}`, {
    ...(body ? { method: 'POST', body: Buffer.isBuffer(body) ? Uint8Array.from(body) : JSON.stringify(body) } : {}),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}\n${orthanc.output()}`);
  return answer.json();
};

test('Orthanc stores at our node, asks us to commit, and hears which instances we hold', needsOrthanc(), async () => {
  using folder = temporaryFolder();
  const port = await freePort();
  await using orthanc = await startOrthanc(folder.path, { modalities: { us: ['SPECOLA', '127.0.0.1', port] } });
  const peers = [{ ae: 'ORTHANC', host: '127.0.0.1', port: orthanc.dimsePort }];
  await using node = await openTestNode(join(folder.path, 'held'), { port, allow: ['ORTHANC'], peers });
  await rest(orthanc, 'modalities/us/echo', {});
  const ids: string[] = [];
  for (const k of [1, 2, 3])
    ids.push(((await rest(orthanc, 'instances', Buffer.from(sliceOf(k)))) as { ID: string }).ID);
  await rest(orthanc, 'modalities/us/store', { Resources: ids, Synchronous: true });
  for (const k of [1, 2, 3])
    assert.ok(dataSetOf(readFileSync(node.store.holdings.instance(`2.25.3.${k}`)!.path)).equals(dataSetOf(sliceOf(k))));

  const { Path } = (await rest(orthanc, 'modalities/us/storage-commitment', {
    DicomInstances: ['2.25.3.1', '2.25.3.2', '2.25.404'].map((SOPInstanceUID) => ({ SOPClassUID: CT, SOPInstanceUID })),
  })) as { Path: string };
  interface Report {
    readonly Status: string;
    readonly Success?: { readonly SOPInstanceUID: string }[];
    readonly Failures?: { readonly SOPInstanceUID: string; readonly FailureReason: number }[];
  }
  const deadline = performance.now() + 20_000;
  let report = (await rest(orthanc, Path.slice(1))) as Report;
  while (report.Status === 'Pending' && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    report = (await rest(orthanc, Path.slice(1))) as Report;
  }
  assert.equal(report.Status, 'Failure', orthanc.output());
  assert.deepEqual(report.Success?.map(({ SOPInstanceUID }) => SOPInstanceUID).sort(), ['2.25.3.1', '2.25.3.2']);
  assert.deepEqual(
    report.Failures?.map(({ SOPInstanceUID, FailureReason }) => [SOPInstanceUID, FailureReason]),
    [['2.25.404', 0x0112]],
  );
  assert.deepEqual(
    node.events.filter(({ say }) => say === 'fault'),
    [],
  );
});

test('Orthanc queries our node and has it send what it found', needsOrthanc(), async () => {
  using folder = temporaryFolder();
  const port = await freePort();
  await using orthanc = await startOrthanc(folder.path, { modalities: { us: ['SPECOLA', '127.0.0.1', port] } });
  const peers = [{ ae: 'ORTHANC', host: '127.0.0.1', port: orthanc.dimsePort }];
  await using node = await openTestNode(join(folder.path, 'held'), { port, allow: ['ORTHANC', 'SPECOLA'], peers });
  const own = { kind: 'dimse', ae: 'SPECOLA', host: '127.0.0.1', port } as const;
  await sendToPeer(
    own,
    [1, 2, 3, 4].map((k) => fileOf(sliceOf(k))),
    us,
  );
  const { ID } = (await rest(orthanc, 'modalities/us/query', { Level: 'Study', Query: { PatientName: 'PHAN*' } })) as {
    ID: string;
  };
  assert.deepEqual(await rest(orthanc, `queries/${ID}/answers`), ['0']);
  await rest(orthanc, `queries/${ID}/retrieve`, { TargetAet: 'ORTHANC', Synchronous: true });
  assert.equal(((await rest(orthanc, 'instances')) as string[]).length, 4);
  assert.deepEqual(
    node.events.filter(({ say }) => say === 'fault'),
    [],
  );
});

test('we fetch from Orthanc over its association and over ours', needsOrthanc(), async () => {
  using folder = temporaryFolder();
  const port = await freePort();
  await using orthanc = await startOrthanc(folder.path, { modalities: { us: ['SPECOLA', '127.0.0.1', port] } });
  const peer = { kind: 'dimse', ae: 'ORTHANC', host: '127.0.0.1', port: orthanc.dimsePort } as const;
  await sendToPeer(
    peer,
    [1, 2, 3, 4, 5].map((k) => fileOf(sliceOf(k))),
    us,
  );
  for (const by of ['get', 'move'] as const) {
    await using store = await InstanceStore.open(join(folder.path, by));
    const fetched = await fetchFromPeer(peer, { studyUid: '2.25.1' }, store, {
      ...us,
      by,
      listen: { host: '127.0.0.1', port },
    });
    assert.deepEqual(fetched, { listed: 5, stored: 5, heldAlready: 0 }, by);
    for (const k of [1, 2, 3, 4, 5])
      assert.ok(
        dataSetOf(readFileSync(store.holdings.instance(`2.25.3.${k}`)!.path)).equals(dataSetOf(sliceOf(k))),
        `${by} ${k}`,
      );
  }
});
