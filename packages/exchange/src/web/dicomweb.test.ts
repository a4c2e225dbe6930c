import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  dicomSlice,
  encapsulatedFrames,
  fileOf,
  needsOrthanc,
  type SliceMaking,
  startOrthanc,
  temporaryFolder,
} from '@specola/test-kit';
import { type DicomJson, itemsOf, numberOf, TAG, textOf } from '../data/dicom-json.ts';
import {
  BadAddressError,
  BadNodeConfigError,
  HttpRefusedError,
  NoConnectionError,
  NotRetrievedError,
} from '../errors.ts';
import { InstanceStore } from '../hold/instance-store.ts';
import { nameOf, type Peer, readAddress } from '../peer/address.ts';
import { fetchFromPeer } from '../peer/fetch-from-peer.ts';
import { searchPeer } from '../peer/search-peer.ts';
import { sendToPeer } from '../peer/send-to-peer.ts';
import { readMultipart } from './multipart.ts';
import { openTestService } from './open-test-service.ts';

const us = { as: 'TESTER' };
const webPeer = (url: string): Peer => ({ kind: 'web', url });
const sliceOf = (k: number, making: Partial<SliceMaking> = {}): Uint8Array =>
  dicomSlice({
    studyUid: '2.25.1',
    seriesUid: `2.25.2${k % 2}`,
    sopInstanceUid: `2.25.3.${k}`,
    instanceNumber: k + 1,
    patient: { name: 'Gray^Anna', id: 'P-8', birthDate: '18270131' },
    raw: Array.from({ length: 20 }, (_, v) => 31 * k + v),
    ...making,
  });
const study = (): Uint8Array[] => Array.from({ length: 9 }, (_, k) => sliceOf(k));
const files = (all: readonly Uint8Array[]) => all.map((bytes) => fileOf(bytes));

/** The same for every service: ours and Orthanc's. */
async function roundTrip(peer: Peer, folder: string): Promise<void> {
  const { sent } = await sendToPeer(peer, files(study()), us);
  assert.deepEqual(
    sent.map(({ outcome }) => outcome),
    new Array(9).fill('stored'),
  );
  const found = await searchPeer(peer, { level: 'STUDY', wanted: {}, matching: { [TAG.PatientID]: 'P-8' } }, us);
  assert.deepEqual(
    found.map((one) => textOf(one, TAG.StudyInstanceUID)),
    ['2.25.1'],
  );
  const series = await searchPeer(peer, { level: 'SERIES', wanted: { studyUid: '2.25.1' }, matching: {} }, us);
  assert.deepEqual(series.map((one) => textOf(one, TAG.SeriesInstanceUID)).sort(), ['2.25.20', '2.25.21']);
  await using store = await InstanceStore.open(join(folder, 'fetched'));
  assert.deepEqual(await fetchFromPeer(peer, { studyUid: '2.25.1' }, store, { ...us, by: 'get' }), {
    listed: 9,
    stored: 9,
    heldAlready: 0,
  });
  for (const [k, file] of study().entries())
    assert.ok(
      readFileSync(store.holdings.instance(`2.25.3.${k}`)!.path).equals(file),
      `slice ${k}, its own head included`,
    );
}

test('Orthanc stores, finds and gives back over DICOMweb, byte for byte', needsOrthanc(), async () => {
  using folder = temporaryFolder();
  await using orthanc = await startOrthanc(folder.path);
  await roundTrip(webPeer(`http://127.0.0.1:${orthanc.httpPort}/dicom-web`), folder.path);
});

test('our own service stores, finds and gives back, byte for byte', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(join(folder.path, 'held'));
  await roundTrip(webPeer(service.url), folder.path);
});

test('Orthanc finds, fetches and stores at our service with its own DICOMweb client', needsOrthanc(), async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(join(folder.path, 'held'));
  await using orthanc = await startOrthanc(folder.path, {
    extra: {
      DicomWeb: { Enable: true, Root: '/dicom-web/', Servers: { specola: { Url: `${service.url}/`, HasDelete: '0' } } },
    },
  });
  const rest = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${orthanc.httpPort}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}\n${orthanc.output()}`);
    return answer.json();
  };
  await sendToPeer(webPeer(service.url), files(study()), us);
  await rest('dicom-web/servers/specola/retrieve', { Resources: [{ Study: '2.25.1' }], Synchronous: true });
  const instances = (await (await fetch(`http://127.0.0.1:${orthanc.httpPort}/instances`)).json()) as string[];
  assert.equal(instances.length, 9);

  const other = sliceOf(12, { studyUid: '2.25.9', seriesUid: '2.25.91' });
  const uploaded = await fetch(`http://127.0.0.1:${orthanc.httpPort}/instances`, {
    method: 'POST',
    body: Buffer.from(other),
  });
  const { ID } = (await uploaded.json()) as { ID: string };
  await rest('dicom-web/servers/specola/stow', { Resources: [ID], Synchronous: true });
  assert.ok(readFileSync(service.store.holdings.instance('2.25.3.12')!.path).equals(other));
});

test('searches match, page, and refuse what they do not know', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  await sendToPeer(webPeer(service.url), files(study()), us);
  const ask = async (path: string): Promise<DicomJson[]> =>
    (await fetch(`${service.url}/${path}`)).json() as Promise<DicomJson[]>;
  assert.equal((await ask('studies?PatientName=gray*')).length, 1);
  assert.equal((await ask('studies?PatientName=grey*')).length, 0);
  assert.equal((await ask('studies?ModalitiesInStudy=MR')).length, 0);
  assert.equal((await ask('studies?00200010=&includefield=all')).length, 1);
  assert.equal((await ask('instances?InstanceNumber=4')).length, 1);
  assert.equal((await ask('studies/2.25.1/series/2.25.21/instances')).length, 4);
  const [first] = await ask('studies');
  assert.equal(numberOf(first!, TAG.NumberOfStudyRelatedInstances), 9);
  assert.equal(textOf(first!, TAG.RetrieveURL), `${service.url}/studies/2.25.1`);
  const pages = [...(await ask('instances?limit=5')), ...(await ask('instances?limit=5&offset=5'))];
  assert.equal(new Set(pages.map((one) => textOf(one, TAG.SOPInstanceUID))).size, 9);
  for (const bad of [
    'studies?Nonsense=1',
    'studies?limit=-1',
    'studies?StudyInstanceUID=../x',
    'studies/..%2f..%2fx/series',
  ])
    assert.ok([400, 404].includes((await fetch(`${service.url}/${bad}`)).status), bad);
});

test('metadata, frames and bulk data are what the file holds', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  await sendToPeer(webPeer(service.url), [fileOf(sliceOf(5)), fileOf(sliceOf(6, { syntax: 'rle' }))], us);
  const instance = `${service.url}/studies/2.25.1/series/2.25.21/instances/2.25.3.5`;
  const [metadata] = (await (await fetch(`${instance}/metadata`)).json()) as DicomJson[];
  assert.equal(numberOf(metadata!, TAG.Rows), 4);
  assert.equal(metadata![TAG.PixelData]!.BulkDataURI, `${instance}/bulkdata/7FE00010`);
  const pixels = Buffer.from(new Uint16Array(Array.from({ length: 20 }, (_, v) => 31 * 5 + v)).buffer);
  for (const path of [`${instance}/frames/1`, `${instance}/bulkdata/7FE00010`]) {
    const answer = await fetch(path);
    const bodies: Buffer[] = [];
    for await (const { headers, body } of readMultipart(answer.body!, answer.headers.get('content-type')!)) {
      assert.match(
        headers.get('content-type')!,
        /^application\/octet-stream; transfer-syntax=1\.2\.840\.10008\.1\.2\.1$/,
      );
      for await (const piece of body) bodies.push(piece);
    }
    assert.ok(Buffer.concat(bodies).equals(pixels), path);
  }
  const rle = await fetch(`${service.url}/studies/2.25.1/series/2.25.20/instances/2.25.3.6/frames/1`);
  assert.match(rle.headers.get('content-type')!, /image\/dicom-rle/);
  assert.equal((await fetch(`${instance}/frames/2`)).status, 404);
});

test('frames in several pieces are cut by the Extended Offset Table, and it is told as it stands', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  // Pixels that look like the head of an element of 64-bit numbers stay as they are.
  const look = Buffer.from('e07f01004f56000008000000', 'hex');
  const frames = [
    [look, Buffer.from('0102', 'hex')],
    [Buffer.from('0304', 'hex')],
    [Buffer.from('0506', 'hex'), Buffer.from('0708', 'hex'), Buffer.from('090a', 'hex')],
  ];
  const { value, offsets, lengths } = encapsulatedFrames(frames, { offsetTable: false });
  const longs = (numbers: readonly number[]) => new Uint8Array(BigUint64Array.from(numbers, BigInt).buffer);
  const file = sliceOf(7, {
    pixels: {
      syntaxUid: '1.2.840.10008.1.2.4.80',
      elements: [
        { tag: 0x7fe00001, vr: 'OV', value: longs(offsets) },
        { tag: 0x7fe00002, vr: 'OV', value: longs(lengths) },
        { tag: 0x7fe00010, vr: 'OB', value },
      ],
    },
    more: [
      { tag: 0x00090010, vr: 'OV', value: new Uint8Array(0) },
      { tag: 0x00280008, vr: 'IS', value: '3' },
    ],
  });
  await sendToPeer(webPeer(service.url), [fileOf(file)], us);
  const instance = `${service.url}/studies/2.25.1/series/2.25.21/instances/2.25.3.7`;
  const [metadata] = (await (await fetch(`${instance}/metadata`)).json()) as DicomJson[];
  const table = Buffer.from(longs(offsets)).toString('base64');
  assert.deepEqual(metadata!['7FE00001'], { vr: 'OV', InlineBinary: table });
  assert.deepEqual(metadata!['00090010'], { vr: 'OV' });
  for (const [n, pieces] of frames.entries()) {
    const answer = await fetch(`${instance}/frames/${n + 1}`);
    const bodies: Buffer[] = [];
    for await (const { body } of readMultipart(answer.body!, answer.headers.get('content-type')!))
      for await (const piece of body) bodies.push(piece);
    assert.deepEqual(Buffer.concat(bodies), Buffer.concat(pieces), `frame ${n + 1}`);
  }
});

test('an instance alone, all of a series, and encodings that are not there', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  await sendToPeer(webPeer(service.url), files(study()), us);
  const get = (path: string, accept: string) => fetch(`${service.url}/${path}`, { headers: { accept } });
  const one = 'studies/2.25.1/series/2.25.20/instances/2.25.3.4';
  const alone = await get(one, 'application/dicom; transfer-syntax=*');
  assert.ok(Buffer.from(await alone.arrayBuffer()).equals(sliceOf(4)));
  const explicit = 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.1';
  assert.equal((await get('studies/2.25.1', explicit)).status, 200);
  assert.equal((await get('studies/2.25.1', explicit.replace('1.2.1', '1.2.4.50'))).status, 406);
  assert.equal((await get(one, 'image/jpeg')).status, 406);
  assert.equal((await get('studies/2.25.404', '*/*')).status, 404);
});

test('a store that is not accepted is told by UID, in the answer, in an event and in the list', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path, { storeLimits: { maxInstanceBytes: 3000 } });
  const peer = webPeer(service.url);
  const large = sliceOf(2, { rows: 64, columns: 64, raw: new Array<number>(4096).fill(9) });
  await sendToPeer(peer, files([sliceOf(1)]), us);
  const { sent } = await sendToPeer(peer, files([sliceOf(1, { intercept: 3 }), large, sliceOf(3)]), us);
  assert.deepEqual(
    sent.map(({ sopInstanceUid, outcome, status }) => [sopInstanceUid, outcome, status]),
    [
      ['2.25.3.1', 'not-stored', 0x0111],
      ['2.25.3.2', 'not-stored', 0xa700],
      ['2.25.3.3', 'stored', 0],
    ],
  );
  const status = (await (await fetch(`${service.url}/status`)).json()) as { refusals: { sopInstanceUid: string }[] };
  assert.deepEqual(
    status.refusals.map(({ sopInstanceUid }) => sopInstanceUid),
    ['2.25.3.1', '2.25.3.2'],
  );
  assert.equal(service.events.filter(({ say }) => say === 'store-refused').length, 2);

  const boundary = 'q';
  const post = (
    path: string,
    body: Uint8Array,
    type = `multipart/related; type="application/dicom"; boundary=${boundary}`,
  ) => fetch(`${service.url}/${path}`, { method: 'POST', headers: { 'content-type': type }, body: Buffer.from(body) });
  const wrapped = (bytes: Uint8Array) =>
    Buffer.concat([Buffer.from('--q\r\nContent-Type: application/dicom\r\n\r\n'), bytes, Buffer.from('\r\n--q--')]);
  const elsewhere = await post('studies/2.25.77', wrapped(sliceOf(8)));
  assert.equal(elsewhere.status, 409);
  const [failed] = itemsOf((await elsewhere.json()) as DicomJson, TAG.FailedSOPSequence);
  assert.equal(textOf(failed!, TAG.ReferencedSOPInstanceUID), '2.25.3.8');
  assert.equal((await post('studies', wrapped(Buffer.from('no DICOM')))).status, 409);
  assert.equal((await post('studies', wrapped(sliceOf(8)).subarray(0, 500))).status, 400);
  assert.equal((await post('studies', Buffer.from('{}'), 'application/json')).status, 415);
  assert.equal(service.store.holdings.size, 2);
});

test('a sender that goes in the middle of its request leaves the series marked', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  const { port } = new URL(service.url);
  const socket = connect(Number(port), '127.0.0.1');
  const body = Buffer.concat([
    ...[1, 3].map((k) =>
      Buffer.concat([Buffer.from('\r\n--q\r\nContent-Type: application/dicom\r\n\r\n'), sliceOf(k)]),
    ),
  ]);
  socket.write(
    `POST /dicom-web/studies HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/related; boundary=q\r\nContent-Length: ${body.length + 1000}\r\n\r\n`,
  );
  socket.write(body.subarray(0, body.length - 100));
  const deadline = performance.now() + 10_000;
  while (service.store.holdings.size < 1 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
  socket.destroy();
  while (service.store.series()[0]?.state !== 'incomplete' && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(
    service.store.series().map(({ instances, state }) => [instances, state]),
    [[1, 'incomplete']],
  );
});

test('a token is asked for, and an open service answers to this machine alone', async () => {
  using folder = temporaryFolder();
  {
    await using service = await openTestService(folder.path, { access: { token: 'a token of some length' } });
    for (const [authorization, status] of [
      [undefined, 401],
      ['Bearer a token of other length', 401],
      ['Bearer a token of some length', 200],
    ] as const) {
      const answer = await fetch(`${service.url}/studies`, { headers: authorization ? { authorization } : {} });
      assert.equal(answer.status, status);
    }
    const stranger = webPeer(service.url);
    await assert.rejects(searchPeer(stranger, { level: 'STUDY', wanted: {}, matching: {} }, us), HttpRefusedError);
    const known = readAddress(service.url, 'Bearer a token of some length');
    assert.deepEqual(await searchPeer(known, { level: 'STUDY', wanted: {}, matching: {} }, us), []);
    await assert.rejects(sendToPeer(stranger, files([sliceOf(1)]), us), HttpRefusedError);
    assert.equal(service.store.holdings.size, 0);
  }
  await using open = await openTestService(folder.path);
  const { port } = new URL(open.url);
  const reply = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write('GET /dicom-web/studies HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
  });
  assert.match(reply, /^HTTP\/1\.1 403/, 'a page elsewhere whose name points here gets nothing');
  await assert.rejects(openTestService(join(folder.path, 'x'), { host: '0.0.0.0' }), BadNodeConfigError);
});

test('a fetch that stays behind what was listed is an error that names what is missing, and the rest completes it', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(join(folder.path, 'held'));
  const peer = webPeer(service.url);
  await sendToPeer(peer, files(study()), us);
  await using store = await InstanceStore.open(join(folder.path, 'out'), { limits: { maxInstanceBytes: 10 } });
  await assert.rejects(
    fetchFromPeer(peer, { studyUid: '2.25.1' }, store, { ...us, by: 'get' }),
    (thrown: unknown) =>
      thrown instanceof NotRetrievedError && thrown.untaken.length === 9 && /2\.25\.3\.0/.test(thrown.what),
  );
  await store[Symbol.asyncDispose]();
  await using again = await InstanceStore.open(join(folder.path, 'out'));
  assert.equal((await fetchFromPeer(peer, { studyUid: '2.25.1' }, again, { ...us, by: 'get' })).stored, 9);
  assert.ok(again.series().every(({ state }) => state === 'whole'));
});

test('addresses are read, and a secret never travels readable', async () => {
  assert.deepEqual(readAddress('PACS 1@10.0.0.7:104', undefined), {
    kind: 'dimse',
    ae: 'PACS 1',
    host: '10.0.0.7',
    port: 104,
  });
  assert.deepEqual(readAddress('dicom-tls:A@[::1]:2762', undefined), {
    kind: 'dimse',
    ae: 'A',
    host: '::1',
    port: 2762,
    tls: true,
  });
  assert.equal(nameOf(readAddress('https://pacs.example/rs/', 'Bearer x')), 'https://pacs.example/rs');
  for (const bad of [
    '',
    'PACS',
    'PACS@host',
    'PACS@host:0',
    'PACS@host:99999',
    'SEVENTEEN-LETTERS@h:1',
    'http://',
    'https://user:secret@pacs.example',
  ])
    assert.throws(() => readAddress(bad, undefined), BadAddressError, bad);
  assert.throws(() => readAddress('http://pacs.example/rs', 'Bearer x'), /readable/);
  await assert.rejects(
    searchPeer(webPeer('http://127.0.0.1:9'), { level: 'STUDY', wanted: {}, matching: {} }, us),
    NoConnectionError,
  );
});

test('the same instance in another transfer syntax: one is kept, and the sender is told', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  const peer = webPeer(service.url);
  const offer = async (making: Partial<SliceMaking>) => {
    const { sent } = await sendToPeer(peer, files([sliceOf(1, making)]), us);
    return [sent[0]!.outcome, sent[0]!.status];
  };
  assert.deepEqual(await offer({}), ['stored', 0]);
  const kept = readFileSync(service.store.holdings.instance('2.25.3.1')!.path);
  // Written otherwise, every value the same: nothing is lost, and nothing to say.
  assert.deepEqual(await offer({ syntax: 'implicit-little' }), ['stored', 0]);
  assert.deepEqual(await offer({ syntax: 'deflated' }), ['stored', 0]);
  // The pixels are packed: the head agrees, the pixels are not looked at, and that is told.
  assert.deepEqual(await offer({ syntax: 'rle' }), ['stored-with-warning', 0xb000]);
  assert.deepEqual(service.events.at(-1), {
    say: 'held-in-other-encoding',
    from: 'DICOMweb',
    sopInstanceUid: '2.25.3.1',
    held: '1.2.840.10008.1.2.1',
    offered: '1.2.840.10008.1.2.5',
  });
  // Another value under the same UID is another instance, whatever it is written in.
  assert.deepEqual(await offer({ syntax: 'rle', intercept: 3 }), ['not-stored', 0x0111]);
  assert.deepEqual(await offer({ syntax: 'implicit-little', intercept: 3 }), ['not-stored', 0x0111]);
  assert.ok(readFileSync(service.store.holdings.instance('2.25.3.1')!.path).equals(kept));
  assert.equal(service.store.holdings.size, 1);
});

test('elements beside those of the index are given where a search includes them, bulk never', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  await sendToPeer(webPeer(service.url), files(study()), us);
  const ask = async (path: string): Promise<DicomJson[]> =>
    (await fetch(`${service.url}/${path}`)).json() as Promise<DicomJson[]>;
  const [plain] = await ask('instances?InstanceNumber=4');
  assert.equal(plain!['00280101'], undefined);
  const [more] = await ask('instances?InstanceNumber=4&includefield=00280101,00200032&includefield=00281053');
  assert.deepEqual(
    [more!['00280101']!.vr, more!['00200032']!.Value!.length, numberOf(more!, '00281053')],
    ['US', 3, 1],
  );
  const [all] = await ask('instances?InstanceNumber=4&includefield=all');
  assert.ok('00280100' in all! && !('7FE00010' in all) && Object.keys(all).length > Object.keys(more!).length);
  const [series] = await ask('series?includefield=all&SeriesInstanceUID=2.25.21');
  assert.ok(!('00280100' in series!), 'what belongs to an instance is no answer about a series');
  assert.equal((await fetch(`${service.url}/studies?includefield=Nonsense`)).status, 400);
});
