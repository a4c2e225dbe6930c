import { readFile } from 'node:fs/promises';
import { type Bill, caseState, claimProblems, deriveBill, FeeSchedule, NO_FEES, workOfCase } from '@specola/casework';
import { BillingFacts, SHIPPED_BILLING_FACTS } from '@specola/facts';
import type { Command } from 'commander';
import { z } from 'zod';
import { BadBillingFileError } from '../case/bad-billing-file-error.ts';
import { readCase } from '../case/case-folder.ts';
import { UsageError } from '../usage-error.ts';

interface BillFlags {
  readonly on?: string;
  readonly fees?: string;
  readonly facts?: string;
  readonly windowDays: string;
  readonly with?: readonly string[];
  readonly modifier?: readonly string[];
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('bill')
    .description('The lines that a case may be billed by, with their reasons, and what stands against the claim')
    .argument('<dir>', 'folder of the case')
    .option('--on <date>', 'day of the service; that of the last release if none is given')
    .option('--fees <file>', 'the site’s own prices (docs/fee-schedule.schema.json)')
    .option('--facts <file>', 'codes, payers and rules instead of those that ship (docs/billing-facts.schema.json)')
    .option(
      '--window-days <number>',
      'payment window before an admission: 3 for a hospital paid by case rates, 1 for others',
      '3',
    )
    .option('--with <code...>', 'further codes on the same claim for these images')
    .option('--modifier <code:modifier:reason...>', 'modifiers that somebody asks for')
    .option('--json', 'as JSON; cents as text')
    .action(async (dir: string, flags: BillFlags) => {
      const state = caseState(await readCase(dir));
      if (flags.on !== undefined && !z.iso.date().safeParse(flags.on).success)
        throw new UsageError(`"${flags.on}" is no date.`, 'Write it as 2026-04-01.');
      const work = workOfCase(state, {
        serviceOn: flags.on ?? null,
        paymentWindowDays: Number(flags.windowDays),
        otherCodes: flags.with ?? [],
        onlyCodes: null,
        modifiers: (flags.modifier ?? []).map((told) => {
          const [code = '', modifier = '', ...reason] = told.split(':');
          return { code, modifier, reason: reason.join(':') };
        }),
        alreadyReportedDigitally: false,
      });
      if (!work) throw new UsageError('The case has no order yet.', 'Record the order first.');
      const facts = flags.facts ? await readBilling(flags.facts, BillingFacts) : SHIPPED_BILLING_FACTS;
      const fees = flags.fees ? await readBilling(flags.fees, FeeSchedule) : NO_FEES;
      const bill = deriveBill(work, facts, fees);
      const problems = claimProblems(state, bill);
      const json = JSON.stringify(
        { ...bill, problems },
        (_, value) => (typeof value === 'bigint' ? value.toString() : value),
        2,
      );
      process.stdout.write(flags.json ? `${json}\n` : `${billLines(bill, problems).join('\n')}\n`);
      if (problems.length > 0) process.exitCode = 4;
    });
}

function billLines(bill: Bill, problems: ReturnType<typeof claimProblems>): string[] {
  const price = (line: Bill['lines'][number]): string =>
    line.price.kind === 'priced'
      ? `${line.price.cents / 100n}.${String(line.price.cents % 100n).padStart(2, '0')}`
      : 'unpriced';
  return [
    `Service on ${bill.serviceOn}, ${bill.form ?? 'unknown'} claim, place of service ${bill.placeOfService ?? 'unknown'}`,
    ...bill.lines.flatMap((line) => [
      `${line.code}${line.modifiers.map((one) => `-${one}`).join('')} × ${line.units}  ${line.label}  ${price(line)}`,
      ...line.because.map((one) => `    ${one}`),
    ]),
    ...bill.notBilled.flatMap(({ what, because, basis }) => [
      `Not billed: ${what}. ${because}${basis.map(({ confidence }) => ` (${confidence})`).join('')}`,
    ]),
    ...bill.warnings.map(({ what, mend }) => `Warning: ${what} ${mend}`),
    ...bill.decisions.map(
      ({ code, question, proposal, basis }) =>
        `Decide (${code}): ${question} Proposed: ${proposal}${basis ? ` [${basis.confidence}: ${basis.source}]` : ''}`,
    ),
    ...(problems.length === 0
      ? ['Nothing stands against the claim.']
      : ['Against the claim:', ...problems.map(({ what, owes }) => `  - ${what} [${owes}]`)]),
  ];
}

async function readBilling<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BadBillingFileError('it cannot be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadBillingFileError('it is not JSON.');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new BadBillingFileError(z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
  return parsed.data;
}
