import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CODE_LETTERS, caseCodeFrom } from './case-code.ts';
import { itemCode, parseItemCode } from './item-code.ts';

const anItem = fc
  .record({
    bytes: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    kind: fc.constantFrom('M' as const, 'G' as const, 'P' as const),
    number: fc.integer({ min: 0, max: 960 }),
  })
  .map(({ bytes, kind, number }) => ({ code: itemCode(caseCodeFrom(bytes), kind, number), kind, number }));

test('a code of an item comes back with its kind and number, with or without its dashes', () => {
  fc.assert(
    fc.property(anItem, ({ code, kind, number }) => {
      for (const spelling of [code, code.replaceAll('-', ''), code.toLowerCase()]) {
        const read = parseItemCode(spelling);
        assert.deepEqual([read?.code, read?.kind, read?.number], [code, kind, number]);
      }
    }),
  );
});

test('one wrong letter anywhere in a code of an item is found', () => {
  fc.assert(
    fc.property(anItem, fc.nat(11), fc.nat(30), ({ code }, place, letter) => {
      const letters = [...code.replaceAll('-', '')];
      fc.pre(letters[place] !== CODE_LETTERS[letter]);
      letters[place] = CODE_LETTERS[letter]!;
      assert.equal(parseItemCode(letters.join('')), null);
    }),
  );
});

test('two neighbors that changed places in a code of an item are found', () => {
  fc.assert(
    fc.property(anItem, fc.nat(10), ({ code }, place) => {
      const letters = [...code.replaceAll('-', '')];
      fc.pre(letters[place] !== letters[place + 1]);
      [letters[place], letters[place + 1]] = [letters[place + 1]!, letters[place]!];
      assert.equal(parseItemCode(letters.join('')), null);
    }),
  );
});
