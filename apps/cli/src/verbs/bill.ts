import { type Bill, caseState, type Problem } from '@specola/casework';
import type { Command } from 'commander';
import { readCase } from '../case/case-folder.ts';
import { type BillFlags, billFlags, billJson, billOfCase } from '../claim/bill-of-case.ts';

export function addTo(program: Command): void {
  billFlags(
    program
      .command('bill')
      .description('The lines that a case may be billed by, with their reasons, and what stands against the claim')
      .argument('<dir>', 'folder of the case'),
  )
    .option('--json', 'as JSON; cents as text')
    .action(async (dir: string, flags: BillFlags & { json?: boolean }) => {
      const { bill, problems } = await billOfCase(caseState(await readCase(dir)), flags);
      process.stdout.write(
        flags.json ? `${billJson({ ...bill, problems })}\n` : `${billLines(bill, problems).join('\n')}\n`,
      );
      if (problems.length > 0) process.exitCode = 4;
    });
}

function billLines(bill: Bill, problems: readonly Problem[]): string[] {
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
