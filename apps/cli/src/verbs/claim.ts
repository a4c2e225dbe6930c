import { readFile, writeFile } from 'node:fs/promises';
import { type Act, appealDraft, caseState, type NextAction, nextActions, Role } from '@specola/casework';
import { answersTo } from '@specola/messages';
import type { Command } from 'commander';
import { type Actor, actor, timeOf, zone } from '../case/actor.ts';
import { appendActs, readCase } from '../case/case-folder.ts';
import { billFlags } from '../claim/bill-of-case.ts';
import { NotOurAnswerError } from '../claim/claim-errors.ts';
import { readControlNumbers } from '../claim/control-numbers.ts';
import { type ClaimFlags, releaseClaim } from '../claim/release-claim.ts';
import { CannotWriteError } from '../output-folder.ts';
import { UsageError } from '../usage-error.ts';

const DEFAULT_NUMBERS = 'control-numbers.json';
const NUMBERS_SAYS = 'file of the site’s control numbers; each is used once, so keep it and share it between cases';

export function addTo(program: Command): void {
  const group = program.command('claim').description('Release a claim of a case, read its answers, draft an appeal');

  actor(
    billFlags(
      group
        .command('release', { isDefault: true })
        .description(
          'Check the record, derive the bill, write claim (837P or 837I), charges and FHIR bundle, and enter it in the case. Ends with 4 while anything stands against it',
        )
        .argument('<dir>', 'folder of the case')
        .requiredOption('--settings <file>', 'who sends and bills (docs/claim-site.schema.json)')
        .requiredOption('--insurance <file>', 'address and insurance of the patient (docs/claim-insurance.schema.json)')
        .requiredOption('--vault <dir>', 'folder of the vault, which knows who the patient is')
        .requiredOption('--out <dir>', 'new folder for the files; they say who the patient is')
        .option('--key-file <file>', 'key of the vault (or SPECOLA_VAULT_KEY_FILE, SPECOLA_VAULT_KEY)')
        .option('--numbers <file>', NUMBERS_SAYS, DEFAULT_NUMBERS)
        .option('--json', 'as JSON'),
    ),
  ).action(async (dir: string, flags: ClaimFlags & { json?: boolean }) => {
    const told = await releaseClaim(dir, flags);
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
      return;
    }
    const { claim, form, totalCents, controlNumber, attachmentControlNumber, files } = told;
    const identity = files.filter((one) => one.identity).map(({ name }) => name);
    process.stdout.write(
      [
        `Claim ${claim}: ${form}, ${(totalCents / 100).toFixed(2)} USD, control number ${controlNumber}${attachmentControlNumber ? `, packet under ${attachmentControlNumber}` : ', no packet'}`,
        ...files.map(({ name, sha256 }) => `  ${name}  ${sha256.slice(0, 12)}…`),
        `WARNING: ${identity.join(' and ')} say who the patient is. Only you may read them (0600); send them, then delete them.`,
        '',
      ].join('\n'),
    );
  });

  actor(
    group
      .command('answer')
      .description('Enter what a 999, 277CA or 835 says of the claims of a case, and show what is to be done')
      .argument('<dir>', 'folder of the case')
      .argument('<file>', 'as it came from the clearinghouse or payer')
      .option('--numbers <file>', NUMBERS_SAYS, DEFAULT_NUMBERS)
      .option('--json', 'as JSON'),
  ).action(async (dir: string, path: string, flags: Actor & { numbers: string; json?: boolean }) => {
    const role = Role.safeParse(flags.role);
    if (!role.success) throw new UsageError(`"${flags.role}" is no role.`);
    const state = caseState(await readCase(dir));
    const { issued } = await readControlNumbers(flags.numbers);
    const sent = state.claims.map(({ act: { claim } }) => ({
      claim,
      controlNumber: issued.findLast((one) => one.claim === claim)?.number ?? null,
    }));
    const text = await readFile(path, 'utf8').catch(() => {
      throw new UsageError('The file of the answer cannot be read.', 'Name the file as it came.');
    });
    const answers = answersTo(sent, text);
    if (answers.length === 0) throw new NotOurAnswerError();
    // The same file twice says nothing new.
    const known = new Set(state.claimAnswers.map(({ act }) => JSON.stringify(inOrder(act))));
    const fresh = answers.filter((one) => !known.has(JSON.stringify(inOrder(one))));
    const at = timeOf(flags.at);
    const after =
      fresh.length === 0
        ? state
        : caseState(
            (
              await appendActs(
                dir,
                fresh.map((act) => ({ at, timeZone: zone(), by: flags.by, role: role.data, act })),
              )
            ).file,
          );
    const actions = nextActions(after);
    if (flags.json)
      process.stdout.write(`${JSON.stringify({ answers, entered: fresh.length, next: actions }, null, 2)}\n`);
    else
      process.stdout.write(
        [
          ...answers.map(
            ({ claim, stage, lines }) =>
              `Claim ${claim}: ${stage}${lines.length > 0 ? `, paid ${(lines.reduce((sum, { paidCents }) => sum + paidCents, 0) / 100).toFixed(2)} USD` : ''}${fresh.length === 0 ? ' (known already)' : ''}`,
          ),
          ...actions.map(actionLine),
          '',
        ].join('\n'),
      );
  });

  group
    .command('appeal')
    .description('Draft an appeal against a denial, from the record; a person completes and signs it')
    .argument('<dir>', 'folder of the case')
    .option('--claim <number>', 'the claim; the one that was answered last if none is given')
    .option('--out <file>', 'a text file; printed if none is given')
    .action(async (dir: string, flags: { claim?: string; out?: string }) => {
      const state = caseState(await readCase(dir));
      const claim = flags.claim ?? state.claimAnswers.at(-1)?.act.claim ?? '';
      const paragraphs = appealDraft(state, claim);
      if (paragraphs.length === 0)
        throw new UsageError(
          'No answer to such a claim is in the case.',
          'Enter the answer first: "specola claim answer".',
        );
      const text = `${paragraphs.join('\n\n')}\n`;
      if (flags.out === undefined) process.stdout.write(text);
      else
        await writeFile(flags.out, text, { mode: 0o600, flag: 'wx' }).catch((thrown: NodeJS.ErrnoException) => {
          throw new CannotWriteError(thrown.code ?? 'unknown', { cause: thrown });
        });
    });
}

const inOrder = ({ claim, stage, lines }: Extract<Act, { kind: 'claim-answered' }>) => [claim, stage, lines];

const actionLine = ({ code, reason, means, next, does }: NextAction): string =>
  `  ${next}: ${code === '' ? 'the claim' : code}, ${reason} (${means}). ${does}`;
