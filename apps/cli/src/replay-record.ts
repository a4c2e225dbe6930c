import { Arena } from '@specola/kernels';
import type { ModelRecord, SegmentationRecord } from '@specola/record';
import { SpecolaError } from '@specola/space';
import { runRecipe, segmentsAtStart } from '@specola/steps';
import type { JobWatcher } from './make-model.ts';
import { openNodeCrew } from './node-crew.ts';
import { openOutputFolder } from './output-folder.ts';
import { readStudy } from './read-study.ts';
import { sha256Of } from './sha256.ts';
import { openStoredInputs, storedAmong } from './stored-inputs.ts';

export class OtherPixelsError extends SpecolaError {
  readonly code = 'replay/other-pixels';
  constructor() {
    super({
      what: 'The study holds other pixels than the record was made from.',
      why: 'A recipe gives the same bytes only from the same images; these differ, so nothing was made.',
      mend: 'Give the study whose series UID stands in the record under "source".',
    });
  }
}

export interface ComparedFile {
  readonly file: string;
  readonly same: boolean;
  readonly sha256: string;
}

/** Runs the recipe of a record on its study again, writes the files, and compares each with the record. */
export async function replayRecord(
  {
    record,
    studyPath,
    outPath,
    inputPaths,
    workers,
  }: {
    record: ModelRecord | SegmentationRecord;
    studyPath: string;
    outPath: string;
    /** Files, or folders of files, among which the recipe's stored inputs are found by their sha256. */
    inputPaths: readonly string[];
    workers: number;
  },
  { progress, signal }: JobWatcher,
): Promise<ComparedFile[]> {
  const folder = await openOutputFolder(outPath, { overwrite: false, ours: [], mark: '' });
  const arena = new Arena();
  const crew = openNodeCrew(arena, workers, signal);
  try {
    const does = 'Reads the study and chooses the series';
    progress.step('study.read', does, 0);
    const study = await readStudy(studyPath, {
      seriesUid: record.source.seriesUid ?? undefined,
      anatomy: null,
      lend: (length) => arena.int16(length),
      workers,
      report: (fraction) => progress.step('study.read', does, fraction),
      signal,
    });
    progress.step('study.read', does, 1);
    if (study.source.pixelSha256 !== record.source.pixelSha256) throw new OtherPixelsError();
    // What is only measured makes no file, so a replay leaves it out.
    const recipe = record.recipe.filter(({ command }) => !command.startsWith('verify.'));
    using stored = openStoredInputs({ studyPath, source: record.source, workers, signal }, storedAmong(inputPaths));
    const { made } = await runRecipe(
      study.volume,
      recipe,
      crew,
      {
        signal,
        onStep: ({ command, does: doing, doneFraction }) => progress.step(command, doing, doneFraction),
        stored,
      },
      segmentsAtStart(study.volume),
    );
    const files: [file: string, bytes: Uint8Array | undefined][] = [
      ['model.stl', made.written?.stl],
      ['model.3mf', made.written?.threeMf],
      ['segmentation.nrrd', made.segmentation?.bytes],
      ['preview.png', made.picture?.png],
    ];
    const compared: ComparedFile[] = [];
    for (const [file, bytes] of files) {
      if (!bytes) continue;
      await folder.write(file, bytes);
      const sha256 = sha256Of(bytes);
      compared.push({ file, same: record.artifacts.some((one) => one.file === file && one.sha256 === sha256), sha256 });
    }
    await folder.publish();
    return compared;
  } finally {
    folder.discard();
    await crew.close();
  }
}
