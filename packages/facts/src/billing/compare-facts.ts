import type { BillingFacts } from './billing-facts.ts';
import type { Confidence, DatedFact } from './dated-fact.ts';

/** One difference between two files of facts: in which table, of which row, of which field and from which day. */
export interface FactChange {
  readonly change:
    | 'row-added'
    | 'row-removed'
    | 'added'
    | 'removed'
    | 'value'
    | 'until'
    | 'confidence'
    | 'origin'
    | 'text';
  readonly where: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A fact that nobody can vouch for. */
export interface UnverifiedFact {
  readonly where: string;
  readonly value: string;
  readonly confidence: Exclude<Confidence, 'sure'>;
  readonly source: string;
  readonly checkedOn: string;
}

const TABLES = ['codes', 'modifiers', 'diagnoses', 'payers', 'rules', 'settings'] as const;
type Row = BillingFacts[(typeof TABLES)[number]][number];

/** What a row goes by in its table. */
const nameOf = (row: Row): string =>
  'code' in row ? row.code : 'modifier' in row ? row.modifier : 'key' in row ? row.key : row.setting;

const rowsOf = (facts: BillingFacts, table: (typeof TABLES)[number]): readonly Row[] => facts[table];

/** What became of the facts, row by row and day by day, in the order of the tables. */
export function compareFacts(before: BillingFacts, after: BillingFacts): FactChange[] {
  return TABLES.flatMap((table) => {
    const [old, now] = [rowsOf(before, table), rowsOf(after, table)].map(
      (rows) => new Map(rows.map((row) => [nameOf(row), row])),
    ) as [Map<string, Row>, Map<string, Row>];
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((name): FactChange[] => {
      const [was, is] = [old.get(name), now.get(name)];
      const where = `${table}/${name}`;
      if (!was) return [{ change: 'row-added', where, before: null, after: wordsOf(is) }];
      if (!is) return [{ change: 'row-removed', where, before: wordsOf(was), after: null }];
      return fieldChanges(where, was, is);
    });
  });
}

function fieldChanges(where: string, was: Row, is: Row): FactChange[] {
  const [old, now] = [new Map(Object.entries(was)), new Map(Object.entries(is))];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [before, after] = [old.get(field), now.get(field)];
    const [olds, news] = [datedFacts(before), datedFacts(after)];
    if (olds && news && olds.length + news.length > 0) return datedChanges(`${where}/${field}`, olds, news);
    return wordsOf(before) === wordsOf(after)
      ? []
      : [{ change: 'text' as const, where: `${where}/${field}`, before: wordsOf(before), after: wordsOf(after) }];
  });
}

function datedChanges(
  where: string,
  olds: readonly DatedFact<unknown>[],
  news: readonly DatedFact<unknown>[],
): FactChange[] {
  const days = [...new Set([...olds, ...news].map(({ from }) => from))].sort();
  return days.flatMap((day): FactChange[] => {
    const was = olds.find(({ from }) => from === day);
    const is = news.find(({ from }) => from === day);
    const at = `${where} from ${day}`;
    if (!was) return [{ change: 'added', where: at, before: null, after: wordsOf(is?.value) }];
    if (!is) return [{ change: 'removed', where: at, before: wordsOf(was.value), after: null }];
    const differs = (change: FactChange['change'], before: string, after: string): FactChange[] =>
      before === after ? [] : [{ change, where: at, before, after }];
    return [
      ...differs('value', wordsOf(was.value), wordsOf(is.value)),
      ...differs('until', was.to ?? 'no end known', is.to ?? 'no end known'),
      ...differs('confidence', was.confidence, is.confidence),
      ...differs('origin', `${was.source} (${was.checkedOn})`, `${is.source} (${is.checkedOn})`),
    ];
  });
}

/** Every fact below `sure`, as a coder has to know it. */
export function unverifiedFacts(facts: BillingFacts): UnverifiedFact[] {
  return eachDated(facts).flatMap(({ where, fact: { value, from, confidence, source, checkedOn } }) =>
    confidence === 'sure'
      ? []
      : [{ where: `${where} from ${from}`, value: wordsOf(value), confidence, source, checkedOn }],
  );
}

/** What a schema does not see: names twice, days that end before they begin or overlap, codes that are nowhere. */
export function faultsOfFacts(facts: BillingFacts): string[] {
  const faults: string[] = [];
  const codes = new Set(facts.codes.map(({ code }) => code));
  for (const table of TABLES) {
    const names = rowsOf(facts, table).map(nameOf);
    const seen = new Set<string>();
    for (const name of names) {
      if (seen.has(name)) faults.push(`${table}/${name} stands there twice.`);
      seen.add(name);
    }
  }
  const byPlace = new Map<string, DatedFact<unknown>[]>();
  for (const { where, fact } of eachDated(facts)) byPlace.set(where, [...(byPlace.get(where) ?? []), fact]);
  for (const [where, dated] of byPlace) {
    for (const { from, to } of dated)
      if (to !== null && to < from) faults.push(`${where}: what holds from ${from} ends before, on ${to}.`);
    const inTurn = [...dated].sort((a, b) => (a.from < b.from ? -1 : 1));
    for (let at = 1; at < inTurn.length; at++) {
      const { to } = inTurn[at - 1]!;
      if (to === null || to >= inTurn[at]!.from)
        faults.push(`${where}: two facts hold on ${inTurn[at]!.from}; end the earlier one the day before.`);
    }
  }
  for (const { code, parent, excludes } of facts.codes) {
    if (parent !== null && !codes.has(parent)) faults.push(`codes/${code}: its parent ${parent} is not in the table.`);
    for (const { value } of excludes)
      for (const other of value)
        if (!codes.has(other)) faults.push(`codes/${code}: ${other}, which it excludes, is not in the table.`);
  }
  for (const { key, codes: named } of facts.payers)
    for (const code of named) if (!codes.has(code)) faults.push(`payers/${key}: ${code} is not in the table of codes.`);
  return faults;
}

function eachDated(facts: BillingFacts): { where: string; fact: DatedFact<unknown> }[] {
  return TABLES.flatMap((table) =>
    rowsOf(facts, table).flatMap((row) =>
      Object.entries(row).flatMap(([field, value]) =>
        (datedFacts(value) ?? []).map((fact) => ({ where: `${table}/${nameOf(row)}/${field}`, fact })),
      ),
    ),
  );
}

/** The value as a list of dated facts; null when it is none. An empty list could be either and counts as one. */
function datedFacts(value: unknown): readonly DatedFact<unknown>[] | null {
  if (!Array.isArray(value)) return null;
  const isDated = (one: unknown): one is DatedFact<unknown> =>
    typeof one === 'object' && one !== null && 'from' in one && 'confidence' in one;
  return value.every(isDated) ? value : null;
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
