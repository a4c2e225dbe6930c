import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { caseCodeFrom, parseCaseCode } from './case-code.ts';

const codes = fc.uint8Array({ minLength: 8, maxLength: 8 }).map(caseCodeFrom);

test('a case code is read back in any case, with or without its dashes', () => {
  fc.assert(
    fc.property(codes, (code) => {
      assert.match(code, /^[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]$/);
      assert.equal(parseCaseCode(code), code);
      assert.equal(parseCaseCode(code.toLowerCase().replaceAll('-', '')), code);
    }),
  );
});

test('one wrong letter, or two neighbors that changed places, is never a case code', () => {
  const letters = '23456789ABCDEFGHJKLMNPQRSTVWXYZ';
  fc.assert(
    fc.property(codes, fc.nat(8), fc.nat(30), (code, at, other) => {
      const plain = [...code.replaceAll('-', '')];
      const wrong = plain.with(at, letters[other]!).join('');
      if (wrong !== plain.join('')) assert.equal(parseCaseCode(wrong), null);
      if (at < 7 && plain[at] !== plain[at + 1]) {
        const swapped = plain
          .with(at, plain[at + 1]!)
          .with(at + 1, plain[at]!)
          .join('');
        assert.equal(parseCaseCode(swapped), null);
      }
    }),
  );
});

test('what is no case code is none: too short, too long, letters that are left out', () => {
  for (const text of ['', '7KQF', '7KQF-3MZD-WW', '0KQF-3MZD-W', 'MRN-88123']) assert.equal(parseCaseCode(text), null);
});
