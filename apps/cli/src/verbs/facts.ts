import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  BillingFacts,
  compareFacts,
  DIAGNOSIS_CODES,
  DiagnosisList,
  type FactChange,
  faultsOfFacts,
  mergeIcd10,
  readIcd10,
  SHIPPED_BILLING_FACTS,
  unverifiedFacts,
} from '@specola/facts';
import type { Command } from 'commander';
import { BadBillingFileError } from '../case/bad-billing-file-error.ts';
import { readBilling } from '../claim/bill-of-case.ts';
import { CannotWriteError } from '../output-folder.ts';
import { UsageError } from '../usage-error.ts';

/** Exit code when a file fits its schema and still has faults. */
const FAULTY = 4;

export function addTo(program: Command): void {
  const group = program.command('facts').description('The facts of billing: show, check and load them');

  group
    .command('show')
    .description('Write the facts that ship, as JSON: a start for a file of the site’s own')
    .action(() => {
      process.stdout.write(`${JSON.stringify(SHIPPED_BILLING_FACTS, null, 2)}\n`);
    });

  group
    .command('check')
    .description(
      'Check a file of facts, show what it changes against those that ship, and list what nobody has verified. Ends with 4 when it has faults',
    )
    .argument('<file>', 'as "facts show" writes it (docs/billing-facts.schema.json)')
    .option('--json', 'as JSON')
    .action(async (path: string, flags: { json?: boolean }) => {
      const facts = await readBilling(path, BillingFacts);
      const faults = faultsOfFacts(facts);
      const changes = compareFacts(SHIPPED_BILLING_FACTS, facts);
      const unverified = unverifiedFacts(facts);
      if (flags.json) process.stdout.write(`${JSON.stringify({ faults, changes, unverified }, null, 2)}\n`);
      else
        process.stdout.write(
          [
            ...faults.map((fault) => `FAULT: ${fault}`),
            changes.length === 0 ? 'Nothing differs from the facts that ship.' : 'Against the facts that ship:',
            ...changes.map(changeLine),
            `Unverified: ${unverified.length} facts; each that decides anything is put to the coder.`,
            ...unverified.map(
              ({ where, value, confidence, source, checkedOn }) =>
                `  ${confidence.padEnd(11)}  ${where}: ${value} [${source}, ${checkedOn}]`,
            ),
            '',
          ].join('\n'),
        );
      if (faults.length > 0) process.exitCode = FAULTY;
    });

  group
    .command('icd10')
    .description(
      'Load the public ICD-10-CM list of a year (code list or order file) for "bill" and "claim" --diagnoses',
    )
    .argument('<file>', 'icd10cm-codes-YYYY.txt or icd10cm-order-YYYY.txt, as published')
    .requiredOption('--year <number>', 'fiscal year: 2026 is October 2025 to September 2026')
    .requiredOption('--out <file>', 'table of diagnoses')
    .option('--into <file>', 'a table that was loaded before, to which this year is added')
    .option('--checked-on <date>', 'day on which somebody took the list from its source; today if none is given')
    .action(async (path: string, flags: { year: string; out: string; into?: string; checkedOn?: string }) => {
      if (!/^20[0-9]{2}$/.test(flags.year)) throw new UsageError(`"${flags.year}" is no year.`, 'Write it as 2026.');
      const checkedOn = flags.checkedOn ?? new Date().toISOString().slice(0, 10);
      if (!/^\d{4}-\d\d-\d\d$/.test(checkedOn) || Number.isNaN(Date.parse(checkedOn)))
        throw new UsageError(`"${checkedOn}" is no date.`, 'Write it as 2026-11-25.');
      const text = await readFile(path, 'utf8').catch(() => {
        throw new BadBillingFileError('the list of codes cannot be read.');
      });
      const year = readIcd10(text);
      if (year.codes.length === 0) throw new BadBillingFileError('there is no ICD-10-CM code in it.');
      const table = flags.into ? (await readBilling(flags.into, DiagnosisList)).diagnoses : DIAGNOSIS_CODES;
      const diagnoses = mergeIcd10(table, year, {
        fiscalYear: Number(flags.year),
        source: `ICD-10-CM of fiscal year ${flags.year}, ${basename(path)}`,
        checkedOn,
      });
      const lines = diagnoses.map((row) => JSON.stringify(row)).join(',\n');
      await writeFile(flags.out, `{"schema":"specola/diagnoses/1","diagnoses":[\n${lines}\n]}\n`).catch(
        (thrown: NodeJS.ErrnoException) => {
          throw new CannotWriteError(thrown.code ?? 'unknown', { cause: thrown });
        },
      );
      const billable = year.codes.filter((one) => one.billable).length;
      process.stdout.write(
        `${billable} codes and ${year.codes.length - billable} headers of fiscal year ${flags.year}; the table has ${diagnoses.length} rows.\n`,
      );
      if (year.unread.length > 0)
        process.stdout.write(
          `${year.unread.length} lines are no code and were left out: ${year.unread.slice(0, 5).join(', ')}${year.unread.length > 5 ? ' …' : ''}\n`,
        );
    });
}

function changeLine({ change, where, before, after }: FactChange): string {
  const short = (text: string | null): string =>
    text === null ? '' : text.length > 80 ? `${text.slice(0, 79)}…` : text;
  if (before === null) return `  added    ${where}: ${short(after)}`;
  if (after === null) return `  removed  ${where}: ${short(before)}`;
  return `  changed  ${where}, ${change}: ${short(before)} → ${short(after)}`;
}
