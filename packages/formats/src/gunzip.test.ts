import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { gunzip, unzlib } from './gunzip.ts';

/** Noise, which does not pack, with a head that says how many bytes it is made of. */
function volumeOf(bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let state = 12345;
  for (let n = 0; n < bytes; n++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    whole[n] = state >>> 24;
  }
  new DataView(whole.buffer).setFloat64(0, bytes);
  return whole;
}
const stated = (start: Uint8Array): number => new DataView(start.buffer, start.byteOffset).getFloat64(0);

test('what was packed comes back, also where it packs to a hundredth, and no byte behind it', async () => {
  for (const bytes of [9, 4_000, 1_048_577, 3_700_001]) {
    const whole = volumeOf(bytes);
    const longer = new Uint8Array(bytes + 3).fill(7);
    longer.set(whole);
    assert.deepEqual(Buffer.from(await gunzip(gzipSync(longer), 8, stated)), Buffer.from(whole));
  }
  const air = new Uint8Array(30_000_000);
  new DataView(air.buffer).setFloat64(0, air.length);
  const unpacked = await gunzip(gzipSync(air), 8, stated);
  assert.equal(unpacked.length, 30_000_000);
  assert.ok(unpacked.subarray(8).every((byte) => byte === 0));
});

test('a header that promises more than its stream can swell to is refused, before memory is asked for', async () => {
  const liar = volumeOf(5_000);
  for (const promised of [1033 * 6_000, 2 ** 31, 2 ** 40, 1e300]) {
    new DataView(liar.buffer).setFloat64(0, promised);
    await assert.rejects(gunzip(gzipSync(liar), 8, stated), { code: 'formats/impossible-size' });
  }
  await assert.rejects(unzlib(deflateSync(liar), 2 ** 33), { code: 'formats/impossible-size' });
});

test('a header that promises what its stream could hold and does not is refused, for no more memory than came', async () => {
  const liar = volumeOf(1_000_000);
  new DataView(liar.buffer).setFloat64(0, 900_000_000);
  const packed = gzipSync(liar);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 1);
  await assert.rejects(gunzip(packed, 8, stated), {
    code: 'formats/truncated-volume',
    what: 'The volume ends 899000000 bytes too early.',
  });
  clearInterval(watch);
  most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  assert.ok(most < 40_000_000, `${most} bytes`);
});

test('a damaged stream is refused', async () => {
  const packed = new Uint8Array(gzipSync(volumeOf(50_000)));
  packed.fill(0x55, 20_000, 20_400);
  await assert.rejects(gunzip(packed, 8, stated), { code: 'formats/truncated-volume' });
});
