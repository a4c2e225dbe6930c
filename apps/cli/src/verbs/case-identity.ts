import type { ActOf } from '@specola/casework';
import type { Command } from 'commander';
import { type Actor, actor, enter, enterAs } from '../case/actor.ts';
import { compareWith, imagesWithIdentity } from '../case/attach-images.ts';
import { readCase } from '../case/case-folder.ts';
import { readTold } from '../case/vault-identity.ts';
import { UsageError } from '../usage-error.ts';
import type { VaultEntry } from '../vault-entry.ts';
import { readEntry } from '../vault-folder.ts';
import { readVaultKey } from '../vault-key.ts';

interface VaultFlags extends Actor {
  readonly vault: string;
  readonly keyFile?: string;
}

/** Exit code when identities do not agree: it is entered, and the case is blocked. */
const DISAGREES = 4;

/** Whose images, whose order: compared when images come and when patients are merged. */
export function addTo(group: Command): void {
  withVault(
    group
      .command('attach')
      .description(
        'Attach images after comparing their patient with that of the order; ends with 4 when they disagree',
      ),
  )
    .argument('<dir>', 'folder of the case')
    .argument('<study>', 'the working files that "specola import" made under the code of the case')
    .requiredOption(
      '--order <file>',
      'whose order it is: the HL7 order, or JSON (docs/identity.md); read, never stored',
    )
    .option('--series <uid>', 'Series Instance UID to use instead of the one with the best geometry')
    .action(async (dir: string, study: string, options: VaultFlags & { order: string; series?: string }) => {
      const told = await readTold(options.order);
      if (told.kind === 'merge' || told.kind === 'patient')
        throw new UsageError('--order takes an order, not an ADT message.', 'Use "specola case compare" for that.');
      const entry = await entryOf(dir, options);
      const { compared, attached } = await imagesWithIdentity(study, options.series, { entry, told });
      await enterCompared(dir, compared, options);
      await enter(dir, attached, options);
    });

  withVault(
    group
      .command('compare')
      .description(
        'Compare the patient of the case with a message (ADT^A01, A04, A08, A40, an order) or a JSON identity; ends with 4 when they disagree',
      ),
  )
    .argument('<dir>', 'folder of the case')
    .argument('<message>', 'file of the message; read, never stored')
    .action(async (dir: string, path: string, options: VaultFlags) => {
      const entry = await entryOf(dir, options);
      const study = entry.studies.length === 1 ? entry.studies[0]! : null;
      await enterCompared(dir, compareWith(entry, study, await readTold(path)), options);
    });

  actor(group.command('resolve').description('Resolve identities that did not agree, by name and with a reason'))
    .argument('<dir>', 'folder of the case')
    .requiredOption('--entry <number>', 'the entry of the comparison')
    .requiredOption('--reason <text>', 'what was found out, without a name')
    .action(async (dir: string, options: Actor & { entry: string; reason: string }) => {
      const number = Number(options.entry);
      if (!Number.isInteger(number) || number < 1) throw new UsageError(`"${options.entry}" is no number of an entry.`);
      await enter(dir, { kind: 'mismatch-resolved', entry: number, reason: options.reason }, options);
    });
}

const withVault = (command: Command): Command =>
  actor(command)
    .requiredOption('--vault <dir>', 'folder of the vault')
    .option('--key-file <file>', 'key of the vault (or SPECOLA_VAULT_KEY_FILE, SPECOLA_VAULT_KEY)');

async function entryOf(dir: string, { vault, keyFile }: VaultFlags): Promise<VaultEntry> {
  const { caseCode } = await readCase(dir);
  return readEntry(vault, caseCode, await readVaultKey(keyFile));
}

/** Says field by field whether it agrees, never what it holds. */
async function enterCompared(dir: string, act: ActOf<'identity-compared'>, options: Actor): Promise<void> {
  const entry = await enterAs(dir, act, options);
  const words = { yes: 'agrees', no: 'DOES NOT AGREE', 'not-given': 'not given by both' } as const;
  process.stdout.write(`Entry ${entry.number}: identity-compared (${act.between}).\n`);
  for (const { field, agrees } of act.fields) process.stdout.write(`  ${field}: ${words[agrees]}\n`);
  const disagrees = act.fields.some(({ agrees }) => agrees === 'no');
  if (disagrees)
    process.stdout.write(
      `The case is blocked until a manager or radiologist finds out: specola case resolve DIR --entry ${entry.number} --reason …\n`,
    );
  if (disagrees || !act.fields.some(({ agrees }) => agrees === 'yes')) process.exitCode = DISAGREES;
}
