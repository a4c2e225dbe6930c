import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { writePng } from './png.ts';
import { NotPngError, readPng } from './png-read.ts';

/** Decodes by the letter of the specification, with Node's inflate: nothing of ours. */
function decoded(png: Uint8Array): { width: number; height: number; kinds: string[]; data: number[] } {
  const view = new DataView(png.buffer, png.byteOffset);
  const kinds: string[] = [];
  let body = Buffer.alloc(0);
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    kinds.push(Buffer.from(png.subarray(at + 4, at + 8)).toString('latin1'));
    if (kinds.at(-1) === 'IDAT') body = Buffer.from(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const step = png[25] === 2 ? 3 : 4;
  const stride = width * step;
  const raw = inflateSync(body);
  const data: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < stride; x++) {
      const left = x >= step ? data[y * stride + x - step]! : 0;
      const up = y > 0 ? data[(y - 1) * stride + x]! : 0;
      const corner = y > 0 && x >= step ? data[(y - 1) * stride + x - step]! : 0;
      const p = left + up - corner;
      const far = [left, up, corner].map((v) => Math.abs(p - v));
      const paeth = far[0]! <= far[1]! && far[0]! <= far[2]! ? left : far[1]! <= far[2]! ? up : corner;
      const guess = [0, left, up, (left + up) >> 1, paeth][raw[y * (stride + 1)]!]!;
      data.push((raw[y * (stride + 1) + 1 + x]! + guess) & 255);
    }
  return { width, height, kinds, data };
}

test('a picture of gradients, edges and noise comes back pixel for pixel, RGB and RGBA', () => {
  for (const channels of [3, 4] as const) {
    const [width, height] = [37, 23];
    const data = new Uint8Array(width * height * channels);
    for (let i = 0; i < data.length; i++) {
      const y = Math.floor(i / (width * channels));
      data[i] = y < 8 ? 3 * i : y < 15 ? 200 : (i * 2654435761) >>> 13;
    }
    const back = decoded(writePng({ width, height, channels, data }));
    assert.deepEqual([back.width, back.height], [width, height]);
    assert.deepEqual(back.data, [...data]);
  }
});

test('a picture holds no text, no time and no other chunk than the three it needs', () => {
  const png = writePng({ width: 5, height: 3, channels: 3, data: new Uint8Array(45).fill(7) });
  assert.deepEqual(decoded(png).kinds, ['IHDR', 'IDAT', 'IEND']);
});

test('a picture comes back from PNG as it was, with and without opacity', () => {
  for (const channels of [3, 4] as const) {
    const data = Uint8Array.from({ length: 37 * 23 * channels }, (_, n) => (n * n * 7 + (n >> 3)) & 0xff);
    const picture = { width: 37, height: 23, channels, data };
    assert.deepEqual(readPng(writePng(picture)), picture);
  }
  assert.throws(
    () => readPng(writePng({ width: 3, height: 2, channels: 3, data: new Uint8Array(18) }).slice(0, 50)),
    NotPngError,
  );
  assert.throws(() => readPng(new TextEncoder().encode('GIF89a is something else')), NotPngError);
});
