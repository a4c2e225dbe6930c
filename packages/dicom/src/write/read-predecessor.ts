import { type Identity, identityOf, samePatient } from '../read/identity.ts';
import { parseHeader } from '../read/parse-header.ts';
import type { StudyFile } from '../study-file.ts';
import type { Predecessor } from './common-modules.ts';

/** Objects of other patients are no earlier versions: what is compared stays in here. */
export interface PredecessorScan {
  readonly predecessors: readonly Predecessor[];
  /** Objects of the kinds that we write whose patient is not the one of the source. */
  readonly ofOtherPatients: number;
}

/**
 * The DICOM objects among files as earlier versions, by study, series and instance.
 *
 * @param source  an instance of the study that the new version is made from
 */
export async function readPredecessor(files: readonly StudyFile[], source: StudyFile): Promise<PredecessorScan> {
  const here = await headOf(source);
  const predecessors: Predecessor[] = [];
  let ofOtherPatients = 0;
  for (const file of files) {
    const head = await headOf(file);
    if (!head) continue;
    if (here && !samePatient(here.who, head.who)) ofOtherPatients++;
    else predecessors.push(head.reference);
  }
  return { predecessors, ofOtherPatients };
}

async function headOf(file: StudyFile): Promise<{ who: Identity; reference: Predecessor } | null> {
  const parsed = parseHeader(await file.read());
  if (parsed === null || parsed === 'broken') return null;
  const text = (tag: string) => (parsed.dataSet.string(tag) ?? '').trim();
  const reference = {
    studyUid: text('x0020000d'),
    seriesUid: text('x0020000e'),
    sopClassUid: text('x00080016'),
    sopInstanceUid: text('x00080018'),
  };
  return reference.sopInstanceUid ? { who: identityOf(parsed.dataSet), reference } : null;
}
