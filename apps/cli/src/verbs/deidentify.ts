import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { NoDicomError, profileSource } from '@specola/dicom';
import type { Command } from 'commander';
import { type BlankOrder, blankOrder } from '../blank-flag.ts';
import { deidentifyFindings } from '../deidentify-findings.ts';
import { deidentifyStudy, type StudySurvey, surveyStudy } from '../deidentify-study.ts';
import { faceIn } from '../face-in.ts';
import { keyedPseudonyms } from '../keyed-pseudonyms.ts';
import { openNodeDecoders } from '../node-decoders.ts';
import { openStudy } from '../open-study.ts';
import { openOutputFolder } from '../output-folder.ts';
import { tellFindings } from '../tell-findings.ts';
import { UsageError } from '../usage-error.ts';
import { NothingToWriteError } from '../vault-errors.ts';
import { hasVaultKey, readVaultKey } from '../vault-key.ts';
import { watched } from '../watched.ts';

export interface ProfileFlags {
  readonly retainLongitudinal: boolean;
  readonly cleanDescriptors: boolean;
  readonly retainCharacteristics: boolean;
  readonly retainSafePrivate?: boolean;
  readonly keepCaptures?: boolean;
  readonly keyFile?: string;
  readonly json?: boolean;
}

interface DeidentifyFlags extends ProfileFlags {
  readonly out: string;
  readonly blank?: readonly BlankOrder[];
  readonly stateNoBurnedIn?: boolean;
}

/** Flags that deidentify and import share. */
export const addProfileFlags = (verb: Command): Command =>
  verb
    .option(
      '--no-retain-longitudinal',
      'remove dates; without it they are shifted by one number of days for each patient',
    )
    .option('--no-clean-descriptors', 'remove descriptions; without it they keep the words for anatomy and technique')
    .option('--no-retain-characteristics', 'remove sex, age (told up to 89), size and weight too')
    .option('--retain-safe-private', 'keep the private attributes that the standard lists as safe')
    .option('--keep-captures', 'write screen captures and other pictures that may have text drawn into them')
    .option(
      '--key-file <file>',
      'key of the vault (or SPECOLA_VAULT_KEY_FILE, SPECOLA_VAULT_KEY): the same UIDs and shift in every run',
    )
    .option('--json', 'print the report as JSON; progress as JSON lines on the error stream');

export const profileOptions = (flags: ProfileFlags) => ({
  retainLongitudinal: flags.retainLongitudinal,
  cleanDescriptors: flags.cleanDescriptors,
  retainCharacteristics: flags.retainCharacteristics,
  retainSafePrivate: flags.retainSafePrivate ?? false,
});

export function addTo(program: Command): void {
  addProfileFlags(
    program
      .command('deidentify')
      .description('Write a study without identity, after the basic profile of DICOM PS3.15')
      .argument('<study>', 'DICOM folder, file, DICOMDIR, zip or tar')
      .requiredOption('--out <dir>', 'folder for the files; it must be new or empty')
      .option(
        '--blank <rectangle>',
        'blank x,y,w,h (pixels, from 0) in every frame of all images, or SERIES:x,y,w,h in those of one series (its UID or number); may be given again',
        (text: string, before: readonly BlankOrder[] = []) => [...before, blankOrder(text)],
      )
      .option(
        '--state-no-burned-in',
        'write Burned In Annotation NO into the blanked images: only after somebody looked at every one',
      ),
  ).action(async (study: string, flags: DeidentifyFlags) => {
    const { blank: orders = [], stateNoBurnedIn = false } = flags;
    if (stateNoBurnedIn && orders.length === 0)
      throw new UsageError('--state-no-burned-in says something of blanked images.', 'Give --blank with it.');
    const secret = hasVaultKey(flags.keyFile) ? await readVaultKey(flags.keyFile) : null;
    await watched(flags, async (watcher) => {
      const folder = await openOutputFolder(flags.out, { overwrite: false, ours: [], mark: 'deidentify.json' });
      try {
        const survey = await surveyed(study, flags, watcher);
        using decoders = openNodeDecoders(Math.min(availableParallelism(), 4));
        const pseudonyms = keyedPseudonyms(secret ?? randomBytes(32));
        const done = await deidentifyStudy(
          survey,
          {
            options: profileOptions(flags),
            pseudonymsFor: (patientKey) => pseudonyms.forPatient(patientKey),
            write: (name, bytes) => folder.write(name, bytes),
            blanking: orders.length > 0 ? { orders, statesNoBurnedIn: stateNoBurnedIn, decoders } : null,
          },
          watcher,
        );
        if (done.files === 0) throw new NothingToWriteError('every one of them is damaged');
        const face = await faceIn(
          survey.objects.map(({ file }) => file),
          watcher,
        );
        const findings = deidentifyFindings(survey, done, { face, ownSecret: secret === null });
        const report = {
          schema: 'specola/deidentify-report/1',
          profile: profileSource(),
          options: profileOptions(flags),
          patients: survey.patients.length,
          written: done.files,
          leftOut: { ...survey.leftOut, damaged: survey.leftOut.damaged + done.damaged },
          attributes: done.tally,
          blanked: {
            // Never which series: its UID is that of the patient's study.
            rectangles: orders.map(({ series, rectangle }) => ({ ...rectangle, ofOneSeries: series !== null })),
            objects: done.blanked.objects.size,
            unpacked: done.blanked.unpacked,
            lossy: done.blanked.lossy,
            statesNoBurnedIn: stateNoBurnedIn,
          },
          findings,
        };
        await folder.write('deidentify.json', `${JSON.stringify(report, null, 2)}\n`);
        await folder.publish();
        if (flags.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
        else {
          process.stdout.write(`${done.files} objects written without identity.\n`);
          tellFindings(findings);
        }
      } finally {
        folder.discard();
      }
    });
  });
}

/** The first pass over a path; refuses what is no DICOM study. */
export async function surveyed(
  path: string,
  flags: Pick<ProfileFlags, 'keepCaptures'>,
  watcher: Parameters<typeof surveyStudy>[2],
): Promise<StudySurvey> {
  const opened = await openStudy(path);
  if (opened.kind !== 'dicom')
    throw new UsageError('A volume file holds no DICOM header to take identity from.', 'Give the DICOM study itself.');
  const survey = await surveyStudy(opened.files, { keepCaptures: flags.keepCaptures ?? false }, watcher);
  const { directory, 'other-kind': otherKind } = survey.leftOut;
  if (survey.objects.length === 0 && directory + otherKind === opened.files.length) throw new NoDicomError(otherKind);
  if (survey.objects.length === 0)
    throw new NothingToWriteError(
      survey.leftOut['drawn-into'] + survey.leftOut.document > 0
        ? 'all are documents or pictures with text drawn into them'
        : 'none of the files is a whole DICOM object',
    );
  return survey;
}
