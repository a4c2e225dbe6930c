import type { Finding } from '@specola/record';
import type { DeidentifiedStudy, StudySurvey } from './deidentify-study.ts';

const objects = (n: number): string => `${n} object${n === 1 ? '' : 's'}`;

/** What a person must know before the files leave the house. */
export function deidentifyFindings(
  survey: StudySurvey,
  done: DeidentifiedStudy,
  { face, ownSecret }: { face: 'face' | 'head' | 'none' | 'not-looked'; ownSecret: boolean },
): Finding[] {
  const findings: Finding[] = [];
  const add = (code: string, severity: Finding['severity'], what: string, why: string, mend: string) =>
    findings.push({ code: `deidentify/${code}`, severity, what, why, mend });
  const { leftOut } = survey;
  const kept = survey.objects;
  const namesHead = kept.filter(({ risk }) => risk.namesHead || risk.recognizable).length;
  if (face === 'face')
    add(
      'face',
      'warning',
      'The scan shows the surface of a face.',
      'A face can be drawn from the voxels and recognized, whatever the header says.',
      'Deface the volume, or give the files only to those who may know the patient.',
    );
  else if (face === 'head' || namesHead > 0)
    add(
      'head',
      'warning',
      `The scan shows a head${face === 'head' ? ', and no whole face was found on its surface' : ` by what ${objects(namesHead)} say of themselves`}.`,
      'Teeth, ears and parts of a face can be recognized too.',
      'Look at the surface of the head before the files are given away.',
    );
  if (leftOut['drawn-into'] > 0)
    add(
      'captures-left-out',
      'warning',
      `${objects(leftOut['drawn-into'])} with text drawn into the picture, or of a kind that often has it, were left out.`,
      'Screen captures, dose pages and ultrasound show name and number in their pixels; no header rule removes them.',
      'Look at them yourself; --keep-captures writes them too.',
    );
  const { blanked } = done;
  if (blanked.objects.size > 0)
    add(
      'blanked',
      'info',
      `Rectangles of ${objects(blanked.objects.size)} were blanked, in every frame.`,
      'They were said to show a name or number.',
      'Look at the images: only what lies in the rectangles is gone.',
    );
  if (blanked.unpacked > 0)
    add(
      'unpacked',
      'info',
      `${objects(blanked.unpacked)} came compressed and ${blanked.unpacked === 1 ? 'was' : 'were'} written uncompressed${blanked.lossy > 0 ? `; ${blanked.lossy} had lost to their compression before, and still say so` : ''}.`,
      'Packed pixels cannot be changed in place.',
      'Nothing needs to be done; the files are larger.',
    );
  const captures = kept.filter((object) => object.risk.burnedIn !== null && !blanked.objects.has(object)).length;
  if (captures > 0)
    add(
      'burned-in-text',
      'warning',
      `${objects(captures)} may have name and number drawn into the picture, and were written as they are.`,
      'Pixels were not cleaned.',
      'Look at each of them before the files are given away.',
    );
  if (leftOut.document > 0)
    add(
      'documents-left-out',
      'warning',
      `${objects(leftOut.document)} that hold documents, reports or drawings were left out.`,
      'Their text may tell anything of the patient.',
      'Give them away only after a person has read them.',
    );
  const damaged = leftOut.damaged + done.damaged;
  if (damaged > 0)
    add(
      'damaged-left-out',
      'warning',
      `${objects(damaged)} with a damaged structure were left out.`,
      'A header that cannot be read to its end may hold a name that nobody removed.',
      'Export them again.',
    );
  if (leftOut['other-kind'] + leftOut.directory > 0)
    add(
      'other-files-left-out',
      'info',
      `${leftOut['other-kind'] + leftOut.directory} files that are no DICOM objects, or are directories of them, were left out.`,
      'A DICOMDIR names the patient; other files may tell anything.',
      'Nothing needs to be done.',
    );
  const overlays = kept.filter(({ risk }) => risk.overlays).length;
  if (overlays > 0)
    add(
      'overlays-removed',
      'info',
      `Overlays of ${objects(overlays)} were removed.`,
      'Text may be drawn in them.',
      'Nothing needs to be done: the image itself is unchanged.',
    );
  if (done.notSearchable > 0)
    add(
      'common-identifiers',
      'info',
      `${done.notSearchable} identifiers are too short or too common as words to be told from chance, and were not looked for in other attributes.`,
      'A number of three digits, or a name that is a word of anatomy, stands in every header.',
      'Nothing needs to be done: their own attributes were emptied.',
    );
  if (ownSecret)
    add(
      'no-key',
      'info',
      'No key was given: the new UIDs and the shift of dates hold for this run alone.',
      'A later study of the same patient would not fit to this one.',
      'Give the key of the vault when follow-up studies matter.',
    );
  return findings;
}
