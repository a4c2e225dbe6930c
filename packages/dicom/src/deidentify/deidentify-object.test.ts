import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIDENTIALITY_PROFILE } from '@specola/facts';
import { dicomSlice, type SliceSyntax } from '@specola/test-kit';
import fc from 'fast-check';
import { readElements } from './data-elements.ts';
import { deidentifyObject } from './deidentify-object.ts';
import { BrokenObjectError } from './errors.ts';
import { identifierSearch } from './identifier-search.ts';
import { identifiersIn } from './identifiers.ts';
import { emptyTally, type Pseudonyms } from './judge-element.ts';
import { type OpenObject, openObject } from './open-object.ts';
import { deedFor, USUAL_OPTIONS } from './profile-action.ts';
import { KEEP, rewriteElements } from './rewrite-elements.ts';

const SYNTAXES: readonly SliceSyntax[] = [
  'explicit-little',
  'implicit-little',
  'explicit-big',
  'deflated',
  'rle',
  'jpeg-xl',
];
const pseudonyms: Pseudonyms = {
  uidFor: (uid) => `2.25.${uid.length}${uid.at(-1)}`,
  shiftDays: -40,
  patientCode: 'GGGG-GGGG-G',
};
const opened = (bytes: Uint8Array): OpenObject => openObject(bytes) as OpenObject;
const cleaned = (object: OpenObject, options = USUAL_OPTIONS) =>
  deidentifyObject(object, {
    options,
    pseudonyms,
    search: identifierSearch(identifiersIn(object.bytes, object.elements).filter(({ kind }) => kind !== 'uid')),
    tally: emptyTally(),
  });
const patient = { name: 'Verdi^Giuseppina', id: 'MRN-88123', birthDate: '19590417' };

test('a rewriter whose judge keeps everything gives every byte back, in every syntax', () => {
  for (const syntax of SYNTAXES) {
    const object = opened(dicomSlice({ syntax, patient }));
    const again = rewriteElements(object.bytes, object.elements, { syntax: object.syntax, judge: () => KEEP });
    assert.deepEqual(again, object.bytes.subarray(object.elements[0]!.start), syntax);
  }
});

test('pixels keep their bytes and their syntax, and a second pass changes nothing but what it states again', () => {
  for (const syntax of SYNTAXES) {
    const object = opened(dicomSlice({ syntax, patient, description: 'Foot of Verdi' }));
    const after = opened(cleaned(object));
    const pixels = ({ bytes, elements }: OpenObject) => {
      const { start, end } = elements.find(({ tag }) => tag === 0x7fe00010)!;
      return bytes.slice(start, end);
    };
    assert.deepEqual(pixels(after), pixels(object), syntax);
    assert.equal(after.transferSyntaxUid, object.transferSyntaxUid);
    assert.doesNotMatch(new TextDecoder('latin1').decode(after.bytes), /verdi|giuseppina|88123|19590417/i);
  }
});

test('a bare data set without preamble and meta group becomes a Part 10 file', () => {
  for (const syntax of ['explicit-little', 'implicit-little', 'explicit-big'] as const) {
    const after = cleaned(opened(dicomSlice({ syntax, preamble: false, patient })));
    assert.equal(String.fromCharCode(...after.subarray(128, 132)), 'DICM');
    assert.ok(opened(after).elements.length > 10);
  }
});

test('the table has each attribute once, and its rows are those of the standard where the standard is known by heart', () => {
  const { rules } = CONFIDENTIALITY_PROFILE;
  assert.equal(rules.length, 643);
  assert.equal(new Set(rules.map(({ tag }) => tag)).size, rules.length);
  const row = (tag: number) => rules.find((rule) => rule.tag === tag)!;
  assert.equal(row(0x00100010).basic, 'Z');
  assert.equal(row(0x00100020).basic, 'Z/D');
  assert.equal(row(0x00080018).basic, 'U');
  assert.equal(row(0x0008103e).descriptors, 'C');
  assert.equal(row(0x00080020).longitudinal, 'C');
  assert.equal(row(0x00100030).longitudinal, null);
  assert.equal(row(0x00101010).characteristics, 'K');
});

test('without options nothing of the table is kept as it is', () => {
  const none = {
    retainLongitudinal: false,
    cleanDescriptors: false,
    retainCharacteristics: false,
    retainSafePrivate: false,
  };
  for (const { tag, vr } of CONFIDENTIALITY_PROFILE.rules) {
    const deed = deedFor(tag, vr === 'SQ', none);
    assert.ok(!['keep', 'shift', 'clean'].includes(deed), tag.toString(16));
  }
  assert.equal(deedFor(0x60023000, false, none), 'remove');
  assert.equal(deedFor(0x50000005, false, none), 'remove');
});

test('mutated objects are rewritten or refused with their own error, and lengths never lead out of the bytes', () => {
  const seeds = SYNTAXES.map((syntax) => dicomSlice({ syntax, patient }));
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(1200), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(1200),
      (seed, changes, cut) => {
        const bytes = seed.slice(0, cut > 1000 ? seed.length : Math.max(140, cut));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          const object = openObject(bytes);
          if (object !== null && object !== 'directory') cleaned(object);
        } catch (thrown) {
          assert.ok(thrown instanceof BrokenObjectError, String(thrown));
        }
      },
    ),
    { numRuns: 1500, seed: 7 },
  );
});

test('a sequence nested without end is refused', () => {
  const item = [0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff];
  const sequence = [0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff];
  const bytes = Uint8Array.from(Array.from({ length: 200 }, () => [...sequence, ...item]).flat());
  assert.throws(() => readElements(bytes, { explicit: true, bigEndian: false }), BrokenObjectError);
});
