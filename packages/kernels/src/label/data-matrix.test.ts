import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesRead, needsCodeReaders } from '@specola/test-kit';
import fc from 'fast-check';
import { type DataMatrix, dataMatrixOf, readDataMatrix } from './data-matrix.ts';
import { DATA_MATRIX_SIZES } from './data-matrix-size.ts';

test('the symbol of 123456 has the words of the standard’s own example', () => {
  // ISO/IEC 16022:2006, annex O: the text 123456 in a symbol of 10 modules; drawn there row by row.
  const matrix = dataMatrixOf('123456')!;
  const rows = Array.from({ length: 10 }, (_, r) => matrix.modules.subarray(10 * r, 10 * r + 10).join(''));
  assert.deepEqual(rows, [
    '1010101010',
    '1100101101',
    '1100000100',
    '1100011101',
    '1100001000',
    '1000001111',
    '1110110000',
    '1111011001',
    '1001110100',
    '1111111111',
  ]);
});

test('libdmtx and ZXing read a symbol of every size', needsCodeReaders(), () => {
  for (const { dataWords, modules } of DATA_MATRIX_SIZES) {
    const text = '7KQF-3MZD-G23-HABCDEFGHJKLMNPQRSTUVWXYZ+-/:.abcdefgh'.slice(0, dataWords);
    const matrix = dataMatrixOf(text)!;
    assert.equal(matrix.side, modules);
    assert.deepEqual(codesRead(drawn(matrix)), { dmtx: text, zxing: text });
  }
});

test('what is written is read back, and a single wrong module is noticed', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 44, unit: 'grapheme-ascii' }), fc.nat(), (text, place) => {
      const matrix = dataMatrixOf(text)!;
      assert.equal(readDataMatrix(matrix), text);
      const modules = Uint8Array.from(matrix.modules);
      modules[place % modules.length]! ^= 1;
      assert.equal(readDataMatrix({ ...matrix, modules }), null);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test('what is no ASCII or too long has no symbol', () => {
  assert.equal(dataMatrixOf('größer'), null);
  assert.equal(dataMatrixOf('A'.repeat(45)), null);
  assert.equal(dataMatrixOf(''), null);
});

/** Ten pixels a module, and two modules of white around. */
function drawn({ side, modules }: DataMatrix) {
  const width = 10 * (side + 4);
  const data = new Uint8Array(3 * width * width).fill(255);
  for (let y = 20; y < width - 20; y++)
    for (let x = 20; x < width - 20; x++)
      if (modules[Math.floor(y / 10 - 2) * side + Math.floor(x / 10 - 2)] === 1)
        data.fill(0, 3 * (y * width + x), 3 * (y * width + x) + 3);
  return { width, height: width, channels: 3 as const, data };
}
