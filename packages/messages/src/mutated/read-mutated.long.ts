// 10,000 mutated inputs to each reader of messages. The dated result is docs/evidence/mutated-messages.md, written here.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { READERS, readMutated } from './read-mutated.ts';

const COUNT = 10_000;

test('10,000 mutated inputs to each reader: no crash, coded errors', () => {
  const results = READERS.map((reader) =>
    readMutated(reader, { count: COUNT, firstSeed: 1_000_000, nowMs: () => performance.now() }),
  );
  assert.deepEqual(
    results.flatMap(({ crashes }) => crashes),
    [],
  );
  const rows = results.map(({ reader, read, refused, slowestMs }) => {
    const codes = Object.entries(refused)
      .sort()
      .map(([code, count]) => `${count} \`${code}\``);
    return `| ${reader} | ${read} | ${codes.join(', ')} | ${slowestMs.toFixed(0)} |`;
  });
  writeFileSync(
    join(import.meta.dirname, '../../../../docs/evidence/mutated-messages.md'),
    [
      '# Mutated messages to the readers',
      '',
      `Run on ${new Date().toISOString().slice(0, 10)} by \`npm run test:long\` (packages/messages/src/mutated/read-mutated.long.ts): ${COUNT} texts to each reader,`,
      'from seeds. Each is a sound message with one to six harms: cut, taken out, doubled up to 300 times, moved, turned',
      'round, a character changed, one separator made another, or something strange put in (control characters, lone',
      'surrogates, numbers beyond all size, names of object members, heads and ends of other messages). Every second text',
      'of X12 and FHIR is harmed inside only, with heads, counts and ends right, so that the harm reaches what lies deep.',
      '',
      '| reader | read | refused with a code | slowest, ms |',
      '|---|---|---|---|',
      ...rows,
      '',
      'No crash: whatever was not read was refused by an error with a code. Read does not mean that it was right: a changed',
      'digit of an amount still is an amount; that is what sums, control numbers and the check of the claim number are for.',
      '',
    ].join('\n'),
  );
});
