import { loadSegments, measureSegments, previewSegments, writeSegments } from '@specola/commands';
import { Arena } from '@specola/kernels';
import { SegmentationRecord } from '@specola/record';
import { type PlacedSegments, runRecipe } from '@specola/steps';
import { aboutSpecola } from '../about.ts';
import { RECORD_FILE } from '../make-model.ts';
import { SEGMENTATION_NOTICE, segmentFacts } from '../make-segmentation.ts';
import { openNodeCrew } from '../node-crew.ts';
import { artifactOf, runFacts } from '../run-facts.ts';
import type { Surroundings, TakeInJob } from './take-in-job.ts';

const ENDINGS: Readonly<Partial<Record<string, string>>> = { nrrd: 'nrrd', nifti: 'nii' };

/** The same files, measures and record that a segmentation of ours has, and its origin. */
export async function takeInSegments(
  { workers, frame }: TakeInJob,
  { segmentation, findings, shareInside }: PlacedSegments,
  {
    series,
    origin,
    frameBy,
    names,
    folder,
    startedAt,
    watcher: { progress, signal },
  }: Surroundings & { frameBy: 'dicom' | 'file'; names: ReadonlyMap<number, string> },
): Promise<SegmentationRecord> {
  const arena = new Arena();
  const crew = openNodeCrew(arena, workers, signal);
  try {
    const recipe = [writeSegments, measureSegments, previewSegments].map(({ name }) => ({ command: name, params: {} }));
    const {
      made,
      recipe: ran,
      timingsMs,
    } = await runRecipe(
      series.volume,
      recipe,
      crew,
      { signal, onStep: ({ command, does, doneFraction }) => progress.step(command, does, doneFraction) },
      { segments: { now: segmentation, past: [], undone: [] } },
    );
    const files: [name: string, bytes: Uint8Array][] = [
      ['segmentation.nrrd', made.segmentation!.bytes],
      ['preview.png', made.picture!.png],
    ];
    const placement = {
      frame: 'LPS' as const,
      frameBy,
      frameOfReferenceUid: series.source.frameOfReferenceUid,
      unit: 'mm',
      unitBy: frameBy,
      shareInside,
    };
    const { file } = origin(placement);
    // What was placed above, as the line of a recipe that does it again from the same file.
    const load = loadSegments.params.parse({
      file: `segments-${file.sha256.slice(0, 12)}.${ENDINGS[file.format] ?? 'dcm'}`,
      sha256: file.sha256,
      names: Object.fromEntries(
        [...names].map(([label, name]) => [String(label), series.clean(name)]).filter(([, name]) => name !== ''),
      ),
      frame: frame === null ? 'stated' : 'same',
    });
    const record: SegmentationRecord = SegmentationRecord.parse({
      schema: 'specola/segmentation-record/1',
      specola: aboutSpecola(),
      notice: SEGMENTATION_NOTICE,
      source: series.source,
      origin: origin(placement),
      findings,
      recipe: [{ command: loadSegments.name, params: load }, ...ran],
      segments: segmentFacts(made.segments!),
      measures: [...made.table!],
      comparisons: [],
      artifacts: files.map(([file, bytes]) => artifactOf(file, bytes)),
      run: runFacts({ startedAt, timingsMs, workers }),
    });
    for (const [name, bytes] of files) await folder.write(name, bytes);
    await folder.write(RECORD_FILE, `${JSON.stringify(record, null, 2)}\n`);
    return record;
  } finally {
    await crew.close();
  }
}
