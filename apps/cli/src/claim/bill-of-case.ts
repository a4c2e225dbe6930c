import { readFile } from 'node:fs/promises';
import {
  type Bill,
  type CaseState,
  claimProblems,
  deriveBill,
  FeeSchedule,
  NO_FEES,
  type Problem,
  workOfCase,
} from '@specola/casework';
import { BillingFacts, DiagnosisList, SHIPPED_BILLING_FACTS } from '@specola/facts';
import type { Command } from 'commander';
import { z } from 'zod';
import { BadBillingFileError } from '../case/bad-billing-file-error.ts';
import { UsageError } from '../usage-error.ts';

/** What a bill needs beside the case: the flags of every verb that derives one. */
export interface BillFlags {
  readonly on?: string;
  readonly fees?: string;
  readonly facts?: string;
  readonly diagnoses?: string;
  readonly windowDays: string;
  readonly with?: readonly string[];
  readonly modifier?: readonly string[];
  readonly reportedDigitally?: boolean;
}

export const billFlags = (command: Command): Command =>
  command
    .option('--on <date>', 'day of the service; that of the last release if none is given')
    .option('--fees <file>', 'the site’s own prices (docs/fee-schedule.schema.json)')
    .option('--facts <file>', 'codes, payers and rules instead of those that ship (docs/billing-facts.schema.json)')
    .option('--diagnoses <file>', 'table of diagnoses, as "specola facts icd10" makes it')
    .option(
      '--window-days <number>',
      'payment window before an admission: 3 for a hospital paid by case rates, 1 for others',
      '3',
    )
    .option('--with <code...>', 'further codes on the same claim for these images')
    .option('--modifier <code:modifier:reason...>', 'modifiers that somebody asks for')
    .option('--reported-digitally', 'the model was reported as a digital one before');

export interface CaseBill {
  readonly bill: Bill;
  readonly problems: readonly Problem[];
  readonly facts: BillingFacts;
  readonly fees: FeeSchedule;
}

/**
 * The bill of a case, and what stands against a claim of it.
 *
 * @throws UsageError
 * @throws BadBillingFileError
 */
export async function billOfCase(state: CaseState, flags: BillFlags): Promise<CaseBill> {
  if (flags.on !== undefined && !z.iso.date().safeParse(flags.on).success)
    throw new UsageError(`"${flags.on}" is no date.`, 'Write it as 2026-04-01.');
  if (!/^[0-9]$/.test(flags.windowDays))
    throw new UsageError(`"${flags.windowDays}" is no payment window.`, 'Write 3, or 1.');
  const work = workOfCase(state, {
    serviceOn: flags.on ?? null,
    paymentWindowDays: Number(flags.windowDays),
    otherCodes: flags.with ?? [],
    onlyCodes: null,
    modifiers: (flags.modifier ?? []).map((told) => {
      const [code = '', modifier = '', ...reason] = told.split(':');
      return { code, modifier, reason: reason.join(':') };
    }),
    alreadyReportedDigitally: flags.reportedDigitally === true,
  });
  if (!work) throw new UsageError('The case has no order yet.', 'Record the order first.');
  const base = flags.facts ? await readBilling(flags.facts, BillingFacts) : SHIPPED_BILLING_FACTS;
  const facts = flags.diagnoses
    ? { ...base, diagnoses: (await readBilling(flags.diagnoses, DiagnosisList)).diagnoses }
    : base;
  const fees = flags.fees ? await readBilling(flags.fees, FeeSchedule) : NO_FEES;
  const bill = deriveBill(work, facts, fees);
  return { bill, problems: claimProblems(state, bill), facts, fees };
}

/** @throws BadBillingFileError  names fields, never what a person’s file holds in them */
export async function readBilling<T>(path: string, schema: z.ZodType<T>): Promise<T> {
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

/** A bill as JSON: cents as text. */
export const billJson = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? one.toString() : one), 2);
