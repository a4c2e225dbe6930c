import { randomBytes } from 'node:crypto';
import { caseCodeFrom, parseCaseCode } from '@specola/record';
import type { Command } from 'commander';
import { CaseCodeError } from '../vault-errors.ts';
import { readEntry } from '../vault-folder.ts';
import { readVaultKey, writeNewKey } from '../vault-key.ts';

export function addTo(program: Command): void {
  const vault = program.command('vault').description('Identity by case code: show it, make keys and codes');
  vault
    .command('show')
    .description('Print whose case a code is; only with the key')
    .argument('<code>', 'case code')
    .requiredOption('--vault <dir>', 'folder of the vault')
    .option('--key-file <file>', 'key of the vault (or SPECOLA_VAULT_KEY_FILE, SPECOLA_VAULT_KEY)')
    .action(async (told: string, options: { vault: string; keyFile?: string }) => {
      const caseCode = parseCaseCode(told);
      if (caseCode === null) throw new CaseCodeError();
      const key = await readVaultKey(options.keyFile);
      const { patient, studies, shiftDays, uids } = await readEntry(options.vault, caseCode, key);
      process.stdout.write(`${JSON.stringify({ caseCode, patient, studies, shiftDays, uids }, null, 2)}\n`);
    });
  vault
    .command('new-key')
    .description('Make a key file that only its owner may read')
    .argument('<file>', 'a new file')
    .action(async (file: string) => {
      await writeNewKey(file);
      process.stdout.write(
        'A new key was written. Keep a copy where it cannot be lost: without it the vault stays shut.\n',
      );
    });
  vault
    .command('new-code')
    .description('Make a case code')
    .action(() => {
      process.stdout.write(`${caseCodeFrom(randomBytes(8))}\n`);
    });
}
