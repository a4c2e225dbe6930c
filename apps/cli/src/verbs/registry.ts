import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryAnswersFile, RegistryMapping } from '@specola/casework';
import { artifactScanner, type Identifier } from '@specola/dicom';
import type { Command } from 'commander';
import { z } from 'zod';
import { readCase } from '../case/case-folder.ts';
import { CannotWriteError } from '../output-folder.ts';
import { BadRegistryFileError, RegistryIdentifierError } from '../registry/registry-errors.ts';
import { type NamedFile, registryFiles } from '../registry/registry-files.ts';
import { UsageError } from '../usage-error.ts';
import { readEntry } from '../vault-folder.ts';
import { readVaultKey } from '../vault-key.ts';

interface RegistryFlags {
  readonly answers: string;
  readonly mapping?: string;
  readonly out: string;
  readonly vault?: string;
  readonly keyFile?: string;
  readonly unscanned?: boolean;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('registry')
    .description('The case as the ACR-RSNA 3-D printing registry takes it')
    .command('export')
    .description('Write the case for the registry: JSON, upload file and table; nothing that names the patient')
    .argument('<dir>', 'folder of the case')
    .requiredOption('--answers <file>', 'what the case does not hold: age, sex … (docs/registry-answers.schema.json)')
    .option(
      '--mapping <file>',
      'columns as the registry’s dictionary names them (docs/registry-mapping.schema.json); every field in our order if none is given',
    )
    .requiredOption('--out <dir>', 'folder for the files')
    .option('--vault <dir>', 'folder of the vault: its identifiers are looked for in the files before they are written')
    .option('--key-file <file>', 'key of the vault (or SPECOLA_VAULT_KEY_FILE, SPECOLA_VAULT_KEY)')
    .option('--unscanned', 'the vault does not know the case; nobody looks for identifiers')
    .option('--json', 'as JSON')
    .action(async (dir: string, flags: RegistryFlags) => {
      if ((flags.vault === undefined) !== (flags.unscanned === true))
        throw new UsageError(
          'Say whose identifiers to look for: --vault DIR; or --unscanned where the vault does not know the case.',
        );
      const file = await readCase(dir);
      const answers = await readTold('answers', flags.answers, RegistryAnswersFile);
      const mapping = flags.mapping ? await readTold('mapping', flags.mapping, RegistryMapping) : undefined;
      const files = await registryFiles(file, answers, mapping);
      if (flags.vault !== undefined) {
        const entry = await readEntry(flags.vault, file.caseCode, await readVaultKey(flags.keyFile));
        await demandAnonymous(files, entry.identifiers as readonly Identifier[]);
      }
      await writeAll(flags.out, files);
      const told = { files: files.map(({ name }) => name), scanned: flags.vault !== undefined };
      if (flags.json) process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
      else
        process.stdout.write(
          `${told.files.join('\n')}\n${told.scanned ? 'No identifier of the patient is in them.' : 'NOT looked through for identifiers.'}\n`,
        );
    });
}

async function demandAnonymous(files: readonly NamedFile[], identifiers: readonly Identifier[]): Promise<void> {
  const scanner = artifactScanner(identifiers);
  const found: { file: string; kind: string; place: string }[] = [];
  for (const [at, { name, bytes }] of files.entries()) {
    const { findings, incomplete } = await scanner.scan(name, bytes);
    // A name may hold one itself.
    for (const { kind, place } of findings) found.push({ file: `file ${at + 1} of ${files.length}`, kind, place });
    if (incomplete)
      found.push({
        file: `file ${at + 1} of ${files.length}`,
        kind: 'unknown',
        place: 'not looked through to its end',
      });
  }
  if (found.length > 0) throw new RegistryIdentifierError(found);
}

async function writeAll(out: string, files: readonly NamedFile[]): Promise<void> {
  try {
    await mkdir(out, { recursive: true, mode: 0o700 });
    for (const { name, bytes } of files) await writeFile(join(out, name), bytes, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError('The folder holds registry files of this case number.', 'Name a new folder with --out.');
    throw new CannotWriteError((thrown as NodeJS.ErrnoException).code ?? 'unknown', { cause: thrown });
  }
}

async function readTold<T>(which: 'answers' | 'mapping', path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BadRegistryFileError(which, 'it cannot be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadRegistryFileError(which, 'it is not JSON.');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new BadRegistryFileError(which, z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
  return parsed.data;
}
