import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort, openMonaiStandIn, type StandInAnswer } from '@specola/test-kit';
import { findMonaiModel, inferMonai, readMonaiServer } from './monai-label.ts';

/** As a server with the radiology sample app says it, less what is of no use here. */
const INFO = {
  name: 'MONAILabel - Radiology (0.8.5)',
  description: 'DeepLearning models for radiology',
  version: '2.0',
  labels: ['spleen', 'liver'],
  models: {
    segmentation_spleen: { type: 'segmentation', labels: { spleen: 1 }, dimension: 3, description: 'Spleen in CT' },
    segmentation: { type: 'segmentation', labels: ['spleen', 'liver'], dimension: 3 },
    deepgrow_3d: { type: 'deepgrow', labels: [], dimension: 3 },
  },
  trainers: {},
};
const caller = (changes: { timeoutMs?: number; largestAnswerBytes?: number; signal?: AbortSignal } = {}) => ({
  signal: new AbortController().signal,
  timeoutMs: 5000,
  largestAnswerBytes: 1 << 20,
  ...changes,
});
const LABEL = Uint8Array.from({ length: 3000 }, (_, n) => (n * 7) % 256);
const SCAN = { kind: 'file', name: 'scan.nii.gz', bytes: Uint8Array.of(0x1f, 0x8b, 1, 2, 13, 10, 45, 45) } as const;
const MODEL = { name: 'segmentation', labels: new Map([[1, 'spleen']]) };

test('a scan is sent as a form and the label comes back byte for byte, with the names that the model says', async () => {
  await using server = await openMonaiStandIn({
    info: INFO,
    answer: () => ({ label: LABEL, params: { label_names: { liver: 6, background: 0 }, latencies: {} } }),
    token: 'secret',
  });
  const peer = readMonaiServer(`${server.url}/`, 'secret');
  const model = await findMonaiModel(peer, 'segmentation', caller());
  assert.deepEqual(
    [...model.labels],
    [
      [1, 'spleen'],
      [2, 'liver'],
    ],
  );
  assert.deepEqual(model.server, { name: INFO.name, version: '2.0' });
  const { label, labels } = await inferMonai(peer, model, SCAN, caller());
  assert.deepEqual(label, LABEL);
  assert.deepEqual([...labels], [[6, 'liver']]);
  const [asked] = server.asked;
  assert.equal(asked!.model, 'segmentation');
  assert.deepEqual(asked!.file, { name: 'scan.nii.gz', bytes: SCAN.bytes });
  assert.deepEqual(asked!.params, {});
  assert.equal(asked!.query.get('output'), 'all');
  // A scan that the server holds is named and not sent.
  await inferMonai(peer, model, { kind: 'on-server', id: 'spleen 12&3' }, caller());
  assert.equal(server.asked[1]!.file, null);
  assert.equal(server.asked[1]!.query.get('image'), 'spleen 12&3');
});

test('a server that is not there, is silent, refuses or answers nonsense gives a sentence', async () => {
  let next: StandInAnswer = { status: 500 };
  await using server = await openMonaiStandIn({ info: INFO, answer: () => next, token: 'secret' });
  const peer = readMonaiServer(server.url, 'secret');
  const ends = async (answer: StandInAnswer, code: string, more: Parameters<typeof caller>[0] = {}) => {
    next = answer;
    await assert.rejects(inferMonai(peer, MODEL, SCAN, caller(more)), (thrown: { code?: string; what?: string }) => {
      assert.equal(thrown.code, code);
      assert.doesNotMatch(thrown.what ?? '', /secret/);
      return true;
    });
  };
  await ends({ status: 500 }, 'exchange/model-server-refused');
  await ends('never', 'exchange/no-connection', { timeoutMs: 300 });
  await ends({ params: { result: 'no label' } }, 'exchange/model-server-reply');
  await ends({ label: new Uint8Array(0) }, 'exchange/model-server-reply');
  await ends({ label: LABEL }, 'exchange/model-server-reply', { largestAnswerBytes: 2000 });
  const form = 'multipart/form-data; boundary=abc';
  await ends({ raw: LABEL, contentType: form }, 'exchange/model-server-reply');
  await ends({ raw: LABEL, contentType: 'text/html' }, 'exchange/model-server-reply');
  const wrong = readMonaiServer(server.url, 'guess');
  await assert.rejects(findMonaiModel(wrong, 'segmentation', caller()), (thrown: { code?: string; mend?: string }) => {
    assert.equal(thrown.code, 'exchange/model-server-refused');
    assert.match(thrown.mend ?? '', /SPECOLA_MONAI_TOKEN/);
    return true;
  });
  await assert.rejects(findMonaiModel(peer, 'deepgrow_3d', caller()), (thrown: { code?: string; mend?: string }) => {
    assert.equal(thrown.code, 'exchange/no-such-model');
    assert.match(thrown.mend ?? '', /segmentation_spleen, segmentation\./);
    return true;
  });
  const nobody = readMonaiServer(`http://127.0.0.1:${await freePort()}`, undefined);
  await assert.rejects(findMonaiModel(nobody, 'segmentation', caller()), { code: 'exchange/no-connection' });
  await using other = await openMonaiStandIn({ info: { hello: 1 }, answer: () => next });
  await assert.rejects(findMonaiModel(readMonaiServer(other.url, undefined), 'segmentation', caller()), {
    code: 'exchange/model-server-reply',
  });
});

test('Ctrl-C ends the wait at once', async () => {
  await using server = await openMonaiStandIn({ info: INFO, answer: () => 'never' });
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('stopped')), 100);
  const asked = inferMonai(readMonaiServer(server.url, undefined), MODEL, SCAN, caller({ signal: stop.signal }));
  await assert.rejects(asked, /stopped/);
});

test('a token never travels readable, and an address holds no password', () => {
  const code = (address: string, token?: string) => {
    try {
      readMonaiServer(address, token);
      return 'fine';
    } catch (thrown) {
      return (thrown as { code: string }).code;
    }
  };
  assert.equal(code('http://gpu.lab:8000', 'secret'), 'exchange/bad-address');
  assert.equal(code('http://gpu.lab:8000'), 'fine');
  assert.equal(code('https://gpu.lab/monai', 'secret'), 'fine');
  assert.equal(code('https://me:secret@gpu.lab'), 'exchange/bad-address');
  assert.equal(code('gpu.lab'), 'exchange/bad-address');
});
