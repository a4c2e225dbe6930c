import { chooseSeries, loadVolume, type StudyFile, scanStudy } from '@specola/dicom';
import { findFace } from '@specola/kernels';
import { SpecolaError } from '@specola/space';
import type { JobWatcher } from './make-model.ts';

export type FaceFound = 'face' | 'head' | 'none' | 'not-looked';

/** Looks at the best volume of the study; what does not load is told by its header alone. */
export async function faceIn(files: readonly StudyFile[], { progress, signal }: JobWatcher): Promise<FaceFound> {
  progress.step('deidentify.face', 'Looks for a face', 0);
  try {
    const chosen = chooseSeries(await scanStudy(files, { signal }), { anatomy: null });
    const { volume } = await loadVolume(chosen, (length) => new Int16Array(length), { signal });
    return findFace(volume);
  } catch (thrown) {
    if (thrown instanceof SpecolaError && !signal.aborted) return 'not-looked';
    throw thrown;
  } finally {
    progress.step('deidentify.face', 'Looks for a face', 1);
  }
}
