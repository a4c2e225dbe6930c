import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { type ArtifactScanner, artifactScanner, type Identifier, type IdentifierKind } from '@specola/dicom';
import { parseCaseCode } from '@specola/record';
import type { Command } from 'commander';
import { surveyStudy } from '../deidentify-study.ts';
import type { JobWatcher } from '../make-model.ts';
import { openStudy } from '../open-study.ts';
import { NoSuchPathError } from '../open-study-errors.ts';
import { UsageError } from '../usage-error.ts';
import { CaseCodeError } from '../vault-errors.ts';
import { readEntry } from '../vault-folder.ts';
import { readVaultKey } from '../vault-key.ts';
import { watched } from '../watched.ts';

/** Exit code when an identifier was found, or a file could not be looked through. */
const FOUND = 4;

interface ScanFlags {
  readonly of?: string;
  readonly vault?: string;
  readonly case?: string;
  readonly keyFile?: string;
  readonly uids?: boolean;
  readonly everyone?: boolean;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('scan-identifiers')
    .description(
      'Look for a patient’s identifiers in files; exit code 4 when one is found. What stands there is not printed',
    )
    .argument('<files...>', 'files or folders: STL, 3MF, PNG, PDF, JSON, HTML, DICOM, NRRD, archives, and their names')
    .option('--of <study>', 'whose identifiers: those that this DICOM study states')
    .option('--vault <dir>', 'whose identifiers: those of a case in the vault, with --case and the key')
    .option('--case <code>', 'case code')
    .option('--key-file <file>', 'key of the vault (or SPECOLA_VAULT_KEY_FILE, SPECOLA_VAULT_KEY)')
    .option('--uids', 'look for the UIDs of the study too')
    .option('--everyone', 'look for physicians, operators and the institution too')
    .option('--json', 'print the result as JSON')
    .action(async (paths: string[], flags: ScanFlags) => {
      await watched(flags, async (watcher) => {
        const identifiers = await identifiersFor(flags, watcher);
        const kinds: IdentifierKind[] = ['name', 'id', 'birth-date', 'contact'];
        if (flags.uids) kinds.push('uid');
        if (flags.everyone) kinds.push('other-person', 'place');
        const scanner = artifactScanner(identifiers, kinds);
        const files = (await Promise.all(paths.map(filesAt))).flat();
        await tellScan(files, scanner, { json: flags.json ?? false, watcher });
      });
    });
}

async function identifiersFor(flags: ScanFlags, watcher: JobWatcher): Promise<readonly Identifier[]> {
  if ((flags.of === undefined) === (flags.vault === undefined))
    throw new UsageError('scan-identifiers needs either --of STUDY or --vault DIR with --case CODE.');
  let identifiers: readonly Identifier[];
  if (flags.of !== undefined) {
    const opened = await openStudy(flags.of);
    if (opened.kind !== 'dicom') throw new UsageError('A volume file states nobody’s identifiers.');
    identifiers = (await surveyStudy(opened.files, { keepCaptures: true }, watcher)).identifiers;
  } else {
    const caseCode = parseCaseCode(flags.case ?? '');
    if (caseCode === null) throw new CaseCodeError();
    const entry = await readEntry(flags.vault!, caseCode, await readVaultKey(flags.keyFile));
    identifiers = entry.identifiers as readonly Identifier[];
  }
  if (!identifiers.some(({ kind }) => kind !== 'uid' && kind !== 'place'))
    throw new UsageError(
      'The study states no identifier of a patient to look for.',
      'Give the study as it came from the scanner, not one whose identity was removed.',
    );
  return identifiers;
}

interface ScannedFile {
  readonly at: string;
  readonly name: string;
}

async function filesAt(path: string): Promise<ScannedFile[]> {
  const what = await stat(path).catch(() => {
    throw new NoSuchPathError();
  });
  if (!what.isDirectory()) return [{ at: path, name: basename(path) }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((at) => ({ at, name: relative(path, at) }));
}

async function tellScan(
  files: readonly ScannedFile[],
  scanner: ArtifactScanner,
  { json, watcher }: { json: boolean; watcher: JobWatcher },
): Promise<void> {
  const told: { file: string; place: string; kind: string }[] = [];
  for (const [n, { at, name }] of files.entries()) {
    watcher.signal.throwIfAborted();
    watcher.progress.step('scan', 'Looks through the files', n / files.length);
    const { findings, incomplete } = await scanner.scan(name, await readFile(at));
    // A name that holds an identifier is told by its number.
    const file = findings.some(({ place }) => place === 'file name') ? `file ${n + 1} of ${files.length}` : name;
    for (const { place, kind } of findings) told.push({ file, place, kind });
    if (incomplete) told.push({ file, place: 'not looked through to its end', kind: 'unknown' });
  }
  const found = told.length > 0;
  if (found) process.exitCode = FOUND;
  const { notSearchable } = scanner;
  if (json) process.stdout.write(`${JSON.stringify({ files: files.length, notSearchable, found: told }, null, 2)}\n`);
  else {
    for (const { file, place, kind } of told) process.stdout.write(`  ✗ ${file}: ${kind} (${place})\n`);
    if (notSearchable > 0)
      process.stdout.write(
        `  · ${notSearchable} identifiers are too short or too common as words to be looked for alone.\n`,
      );
    process.stdout.write(found ? 'Identifiers were found.\n' : `No identifier in ${files.length} files.\n`);
  }
}
