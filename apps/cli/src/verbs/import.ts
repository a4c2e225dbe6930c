import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { profileSource, TwoPatientsError } from '@specola/dicom';
import { caseCodeFrom, parseCaseCode } from '@specola/record';
import type { Command } from 'commander';
import { deidentifyFindings } from '../deidentify-findings.ts';
import { deidentifyStudy } from '../deidentify-study.ts';
import { faceIn } from '../face-in.ts';
import { keyedPseudonyms } from '../keyed-pseudonyms.ts';
import { openOutputFolder } from '../output-folder.ts';
import { tellFindings } from '../tell-findings.ts';
import { openEntry, sealEntry, type VaultEntry } from '../vault-entry.ts';
import { CaseCodeError, CaseTakenError, NothingToWriteError } from '../vault-errors.ts';
import { unfinishedEntry, writeEntry } from '../vault-folder.ts';
import { readVaultKey } from '../vault-key.ts';
import { watched } from '../watched.ts';
import { addProfileFlags, type ProfileFlags, profileOptions, surveyed } from './deidentify.ts';

export function addTo(program: Command): void {
  addProfileFlags(
    program
      .command('import')
      .description('Split a study: geometry into working files under a case code, identity into the vault')
      .argument('<study>', 'DICOM folder, file, DICOMDIR, zip or tar, of one patient')
      .option('--case <code>', 'case code, as 7KQF-3MZD-W; without it a new one is made')
      .requiredOption('--into <dir>', 'folder of the working files; a folder named after the case is made in it')
      .requiredOption('--vault <dir>', 'folder of the vault; best on another disk, with other rights'),
  ).action(async (study: string, flags: ProfileFlags & { case?: string; into: string; vault: string }) => {
    const caseCode = flags.case === undefined ? caseCodeFrom(randomBytes(8)) : parseCaseCode(flags.case);
    if (caseCode === null) throw new CaseCodeError();
    const key = await readVaultKey(flags.keyFile);
    const workPath = join(flags.into, caseCode);
    const unfinished = await unfinishedEntry(flags.vault, caseCode);
    if (unfinished && existsSync(workPath)) {
      // Killed after its last step but one: all is in place.
      await unfinished.finish();
      throw new CaseTakenError();
    }
    await watched(flags, async (watcher) => {
      const folder = await openOutputFolder(workPath, {
        overwrite: false,
        ours: [],
        mark: 'import.json',
      });
      try {
        const survey = await surveyed(study, flags, watcher);
        if (survey.patients.length > 1) throw new TwoPatientsError(survey.patients.length);
        const pseudonyms = keyedPseudonyms(key).forPatient(survey.patients[0]!, caseCode);
        const done = await deidentifyStudy(
          survey,
          {
            options: profileOptions(flags),
            pseudonymsFor: () => pseudonyms,
            write: (name, bytes) => folder.write(name, bytes),
          },
          watcher,
        );
        if (done.files === 0) throw new NothingToWriteError('every one of them is damaged');
        const face = await faceIn(
          survey.objects.map(({ file }) => file),
          watcher,
        );
        const findings = deidentifyFindings(survey, done, { face, ownSecret: false });
        const report = {
          schema: 'specola/import-report/1',
          caseCode,
          profile: profileSource(),
          options: profileOptions(flags),
          written: done.files,
          leftOut: { ...survey.leftOut, damaged: survey.leftOut.damaged + done.damaged },
          attributes: done.tally,
          findings,
        };
        await folder.write('import.json', `${JSON.stringify(report, null, 2)}\n`);
        const content: VaultEntry = {
          schema: 'specola/vault-entry/1',
          caseCode,
          patient: survey.patient,
          studies: [...survey.studies],
          identifiers: survey.identifiers.map(({ kind, value }) => ({ kind, value })),
          uids: Object.fromEntries(done.uids),
          shiftDays: pseudonyms.shiftDays,
          method: profileSource(),
        };
        // The entry first: working files whose owner nobody knows are worse than an entry without files. An import that was
        // killed between the two is completed by the same one again.
        if (unfinished && !isSameEntry(unfinished.sealed, content, { caseCode, key })) throw new CaseTakenError();
        const entry = unfinished ? unfinished : await writeEntry(flags.vault, caseCode, sealEntry(content, key));
        try {
          await folder.publish();
          await entry.finish();
        } catch (thrown) {
          await entry.takeBack();
          throw thrown;
        }
        if (flags.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
        else {
          process.stdout.write(`Case ${caseCode}: ${done.files} working files, identity in the vault.\n`);
          tellFindings(findings);
        }
      } finally {
        folder.discard();
      }
    });
  });
}

/** Whether an import that was killed was of the same patient and studies, under the same key. */
function isSameEntry(
  sealed: Uint8Array,
  content: VaultEntry,
  { caseCode, key }: { caseCode: string; key: Uint8Array },
): boolean {
  try {
    return isDeepStrictEqual(openEntry(sealed, caseCode, key), content);
  } catch {
    return false;
  }
}
