import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { valueTable } from '../read/value-table.ts';
import { openStoreFrame } from './store-frame.ts';

const AIR_HU = -1024;

/** What PS3.5 8.1.1 and our rules say of one word, by the book and one at a time. */
function byTheBook(
  word: number,
  { bitsStored, highBit, signed }: { bitsStored: number; highBit: number; signed: boolean },
  { slope, intercept }: { slope: number; intercept: number },
): { stored: number; padded: boolean; clipped: boolean } {
  const cut = Math.floor(word / 2 ** (highBit + 1 - bitsStored)) % 2 ** bitsStored;
  const number = signed && cut >= 2 ** (bitsStored - 1) ? cut - 2 ** bitsStored : cut;
  const hu = slope * number + intercept;
  if (hu <= -1500) return { stored: AIR_HU, padded: true, clipped: false };
  const stored = Math.max(-32768, Math.min(32767, Math.round(hu)));
  return { stored, padded: false, clipped: stored !== Math.round(hu) };
}

test('words become HU as the standard says, whether they are added to in eights or looked up', () => {
  const storeFrame = openStoreFrame();
  const format = fc
    .record({ bitsStored: fc.integer({ min: 2, max: 16 }), spare: fc.nat(4), signed: fc.boolean() })
    .map(({ bitsStored, spare, signed }) => ({
      bitsStored,
      highBit: Math.min(15, bitsStored - 1 + spare),
      signed,
    }));
  const scale = fc.record({
    slope: fc.constantFrom(1, 1, 1, -1, 2, 0.5),
    intercept: fc.constantFrom(0, -1024, -1000, 317, -0.25, 40000),
  });
  const words = fc.array(fc.nat(65535), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(format, scale, words, fc.nat(9000), (bits, by, some, count) => {
      const raw = Uint16Array.from({ length: count + 1 }, (_, v) =>
        // Mostly small numbers, as in a CT, with a few that may be anything.
        v % 1700 === 33 ? some[v % some.length]! : (some[v % some.length]! + v) % 1500,
      );
      const table = valueTable(
        {
          rows: 1,
          columns: raw.length,
          samplesPerPixel: 1,
          photometric: 'MONOCHROME2',
          bitsAllocated: 16,
          floating: false,
          pixelRepresentation: Number(bits.signed),
          padding: null,
          ...bits,
        },
        by,
        { offset: 0, scale: 1, hu: true },
      );
      const out = new Int16Array(raw.length);
      const tally = storeFrame(raw, table, out);
      const expected = Array.from(raw, (word) => byTheBook(word, bits, by));
      assert.deepEqual(
        Array.from(out),
        expected.map(({ stored }) => stored + 0),
      );
      assert.equal(tally.padded, expected.filter(({ padded }) => padded).length);
      assert.equal(tally.clipped, expected.filter(({ clipped }) => clipped).length);
    }),
    { seed: 20261125, numRuns: 300 },
  );
});

test('a stated padding value among words of a CT becomes air, wherever it stands in a piece', () => {
  const storeFrame = openStoreFrame();
  const raw = Uint16Array.from({ length: 9001 }, (_, v) => 900 + (v % 301));
  for (const at of [0, 4095, 4096, 8191, 8192, 9000]) raw[at] = 63536;
  const table = valueTable(
    {
      rows: 1,
      columns: 9001,
      samplesPerPixel: 1,
      photometric: 'MONOCHROME2',
      bitsAllocated: 16,
      floating: false,
      pixelRepresentation: 1,
      bitsStored: 16,
      highBit: 15,
      signed: true,
      padding: { fromRaw: 63536, toRaw: 63536 },
    },
    { slope: 1, intercept: -1024 },
    { offset: 0, scale: 1, hu: true },
  );
  const out = new Int16Array(raw.length);
  assert.deepEqual(storeFrame(raw, table, out), { padded: 6, clipped: 0, paddingKept: false });
  assert.deepEqual(
    Array.from(out),
    Array.from(raw, (word) => (word === 63536 ? AIR_HU : word - 1024)),
  );
});
