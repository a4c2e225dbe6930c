import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPng } from '@specola/formats';
import {
  dicomSlice,
  fileOf,
  needsDcmtk,
  runProgram,
  type SliceMaking,
  temporaryFolder,
  testDecoders,
} from '@specola/test-kit';
import jpeg from 'jpeg-js';
import { sendToPeer } from '../peer/send-to-peer.ts';
import { openTestService, type TestService } from './open-test-service.ts';

const ROWS = 21;
const COLUMNS = 34;
const slice = (k: number, making: Partial<SliceMaking> = {}): Uint8Array =>
  dicomSlice({
    studyUid: '2.25.1',
    seriesUid: '2.25.2',
    sopInstanceUid: `2.25.3.${k}`,
    rows: ROWS,
    columns: COLUMNS,
    raw: Array.from({ length: ROWS * COLUMNS }, (_, v) => (v * 37) % 4096),
    slope: 1,
    intercept: -1024,
    padding: null,
    ...making,
  });
const put = (service: TestService, ...files: Uint8Array[]) =>
  sendToPeer(
    { kind: 'web', url: service.url },
    files.map((bytes) => fileOf(bytes)),
    { as: 'TESTER' },
  );
const instance = (k: number) => `studies/2.25.1/series/2.25.2/instances/2.25.3.${k}`;
async function picture(service: TestService, path: string, accept = 'image/png'): Promise<Buffer> {
  const answer = await fetch(`${service.url}/${path}`, { headers: { accept } });
  assert.equal(answer.status, 200, `${path}: ${answer.status === 200 ? '' : await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}
const greyOf = (png: Buffer): number[] => {
  const { data, channels } = readPng(new Uint8Array(png));
  return Array.from({ length: data.length / channels }, (_, v) => data[v * channels]!);
};

test('a frame shows as DCMTK shows it, for any window, and in JPEG nearly so', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(join(folder.path, 'held'), { decoders: testDecoders() });
  const files = [slice(1), slice(2, { syntax: 'rle' }), slice(3, { photometric: 'MONOCHROME1' })];
  await put(service, ...files);
  // The packed one has the pixels of the first, which DCMTK is asked about.
  const shown = [files[0]!, files[0]!, files[2]!];
  for (const [n, file] of shown.entries())
    for (const [center, width] of [
      [40, 400],
      [300, 1500],
    ] as const) {
      const source = folder.write(`${n}.dcm`, file);
      const target = join(folder.path, `${n}-${center}.pgm`);
      const made = await runProgram('dcm2pnm', ['+Ww', String(center), String(width), '+opb', source, target]);
      assert.equal(made.code, 0, made.output);
      const theirs = readFileSync(target, 'latin1').trim().split(/\s+/).slice(4).map(Number);
      const ours = greyOf(await picture(service, `${instance(n + 1)}/rendered?window=${center},${width},linear`));
      assert.equal(ours.length, theirs.length);
      // Both round to whole grey values, at ends that may differ by one.
      const off = ours.map((grey, v) => Math.abs(grey - theirs[v]!));
      assert.ok(Math.max(...off) <= 1, `file ${n}, window ${center},${width}: off by ${Math.max(...off)}`);
      const packed = await picture(service, `${instance(n + 1)}/rendered?window=${center},${width}&quality=100`, '*/*');
      const { data } = jpeg.decode(packed, { useTArray: true });
      const mean = ours.reduce((sum, grey, v) => sum + Math.abs(grey - data[4 * v]!), 0) / ours.length;
      assert.ok(mean < 2, `JPEG is off by ${mean} on average`);
    }
});

test('a frame fits into the viewport in its own proportions, and what cannot be meant is refused', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  await put(service, slice(1), slice(2, { syntax: 'rle' }));
  const { width, height } = readPng(
    new Uint8Array(await picture(service, `${instance(1)}/frames/1/rendered?viewport=68,68`)),
  );
  assert.deepEqual([width, height], [68, 42]);
  const status = async (path: string, accept = 'image/png') =>
    (await fetch(`${service.url}/${path}`, { headers: { accept } })).status;
  for (const bad of [
    'window=1',
    'window=40,0',
    'window=a,b',
    'window=1,2,cubic',
    'viewport=0,9',
    'viewport=9',
    'quality=0',
  ])
    assert.equal(await status(`${instance(1)}/rendered?${bad}`), 400, bad);
  assert.equal(await status(`${instance(1)}/frames/2/rendered`), 404);
  assert.equal(await status(`${instance(1)}/frames/x/rendered`), 400);
  assert.equal(await status(`${instance(9)}/rendered`), 404);
  assert.equal(await status(`${instance(1)}/rendered`, 'image/gif'), 406);
  assert.equal(await status(`${instance(2)}/rendered`), 404, 'packed frames need decoders');
});
