import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shiftedDate, shiftedDateTime, shiftedValue } from './shift-date.ts';

test('dates move by whole days, over months, leap days and centuries', () => {
  assert.equal(shiftedDate('20240301', -1), '20240229');
  assert.equal(shiftedDate('20230301', -1), '20230228');
  assert.equal(shiftedDate('19000101', -1), '18991231');
  assert.equal(shiftedDate('2019.05.03', 30), '20190602');
  assert.equal(shiftedDate('00990101', 1), '00990102');
});

test('what is no date is not moved', () => {
  for (const text of ['', '20230231', '20231301', 'today', '2023-01-01', '123'])
    assert.equal(shiftedDate(text, 3), null, text);
});

test('a date and time keeps its time of day to the microsecond, and loses its offset', () => {
  assert.equal(shiftedDateTime('20240301103012.250000+0100', -60), '20240101103012.250000');
  assert.equal(shiftedDateTime('20240301', -60), '20240101');
  assert.equal(shiftedDateTime('202403', -60), '202401');
  assert.equal(shiftedDateTime('2024', -400), '2023');
});

test('several values move together; one that cannot be moved spoils all', () => {
  assert.equal(shiftedValue('20240301\\20240302', 'DA', -1), '20240229\\20240301');
  assert.equal(shiftedValue('20240301\\', 'DA', -1), '20240229\\');
  assert.equal(shiftedValue('20240301\\soon', 'DA', -1), null);
});

test('a shift there and back is no shift, and the days between two dates stay', () => {
  const dates = fc
    .date({ min: new Date('1890-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
  const dayOf = (text: string) =>
    Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6))) / 86_400_000;
  fc.assert(
    fc.property(dates, dates, fc.integer({ min: -3000, max: 3000 }), (a, b, days) => {
      const [movedA, movedB] = [shiftedDate(a, days)!, shiftedDate(b, days)!];
      assert.equal(shiftedDate(movedA, -days), a);
      assert.equal(dayOf(movedA) - dayOf(movedB), dayOf(a) - dayOf(b));
    }),
  );
});
