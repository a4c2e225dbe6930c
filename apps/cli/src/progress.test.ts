import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProgress } from './progress.ts';

/** A stream that keeps what is written, and a clock that is set by hand. */
function stage(columns?: number) {
  const said: string[] = [];
  const clock = { ms: 0 };
  const stream = { write: (text: string) => said.push(text), ...(columns !== undefined && { columns }) };
  return { said, clock, stream, now: () => clock.ms };
}

test('the bar tells the time left from the time taken', () => {
  const { said, clock, stream, now } = stage();
  const progress = openProgress(stream, 'bar', now);
  progress.step('mesh.refine', 'Smooths', 0);
  clock.ms = 3000;
  progress.step('mesh.refine', 'Smooths', 0.25);
  assert.match(said.at(-1)!, /^ {2}█{6}░{18} 25 %, 9\.0 s left · Smooths$/);
  clock.ms = 12_400;
  progress.step('mesh.refine', 'Smooths', 1);
  assert.equal(said.at(-1), '✓ Smooths (12 s)\n');
});

test('no drawn line is as wide as the terminal, since a wrapped line cannot be cleared', () => {
  const { said, clock, stream, now } = stage(60);
  const progress = openProgress(stream, 'bar', now);
  for (const doneFraction of [0, 0.1, 0.4, 0.9]) {
    clock.ms += 1000;
    progress.step('a.b', 'Does something that takes very many words to tell to anybody', doneFraction);
  }
  for (const text of said) assert.ok(text.replace('\r\u001b[2K', '').length < 60);
});

test('without a terminal each step is one plain line when it is done', () => {
  const { said, clock, stream, now } = stage();
  const progress = openProgress(stream, 'lines', now);
  for (const [ms, doneFraction] of [
    [0, 0],
    [400, 0.5],
    [950, 1],
  ] as const) {
    clock.ms = ms;
    progress.step('a.b', 'Reads the study', doneFraction);
  }
  assert.deepEqual(said, ['Reads the study (0.9 s)\n']);
});

test('for programs each step speaks JSON, a line for each percent at most', () => {
  const { said, stream, now } = stage();
  const progress = openProgress(stream, 'json', now);
  for (let n = 0; n <= 1000; n++) progress.step('a.b', 'Does', n / 1000);
  assert.equal(said.length, 101);
  assert.deepEqual(JSON.parse(said.at(-1)!), { step: 'a.b', doneFraction: 1 });
});
