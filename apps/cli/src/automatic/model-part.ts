import { loadSegments, writeSegments } from '@specola/commands';
import type { Crew } from '@specola/kernels';
import type { AutomaticFacts, Finding, RecipeStep } from '@specola/record';
import type { Segmentation } from '@specola/space';
import { checkSegments, runRecipe, segmentLayers } from '@specola/steps';
import type { JobWatcher } from '../make-model.ts';
import type { Study } from '../read-study.ts';
import { artifactOf } from '../run-facts.ts';
import type { FindStored } from '../stored-inputs.ts';
import type { ReadyModel } from './made-by-model.ts';

/** What a model gave, before any edit. */
export const MODEL_OUTPUT_FILE = 'model-output.nrrd';

/** What a model did for a segmentation: a stored file, and the line of the recipe that takes it. */
export interface ModelPart {
  readonly file: Uint8Array;
  readonly load: RecipeStep;
  readonly facts: AutomaticFacts;
  readonly findings: readonly Finding[];
}

/** Runs a model, looks at what it made, and keeps that as the file that takes its place from then on. */
export async function modelPart(
  model: ReadyModel,
  study: Pick<Study, 'volume' | 'source'>,
  crew: Crew,
  { progress, signal }: JobWatcher,
): Promise<ModelPart> {
  const told = (step: string, does: string) => ({
    signal,
    report: (done: number) => progress.step(step, does, Math.min(done, NEARLY_DONE)),
  });
  const run = async <T>(
    step: string,
    does: string,
    work: (pace: ReturnType<typeof told>) => Promise<T>,
  ): Promise<T> => {
    progress.step(step, does, 0);
    const result = await work(told(step, does));
    progress.step(step, does, 1);
    return result;
  };
  const { segmentation, seams, findings, facts } = await run('model', model.does, (pace) => model.run(study, pace));
  const faults = await run('model.check', 'Looks for faults in what the model made', (pace) =>
    checkSegments(segmentation, { seams, crew, pace }),
  );
  const { made } = await runRecipe(
    study.volume,
    [{ command: writeSegments.name, params: {} }],
    crew,
    { signal, onStep: () => undefined },
    { segments: { now: segmentation, past: [], undone: [] } },
  );
  const file = made.segmentation!.bytes;
  const stored = artifactOf(MODEL_OUTPUT_FILE, file);
  return {
    file,
    load: { command: loadSegments.name, params: loadParams(segmentation, stored.sha256) },
    facts: { ...facts, stored },
    findings: [...findings, ...faults],
  };
}

/** A step may not claim to be done before it has returned. */
const NEARLY_DONE = 0.999;

/** Names what the file cannot hold: our ids, anatomies and sides. In one layer a label speaks for a segment, else its name. */
function loadParams(segmentation: Segmentation, sha256: string) {
  const places = segmentLayers(segmentation);
  const layered = places.some(({ layer }) => layer > 0);
  return loadSegments.params.parse({
    file: MODEL_OUTPUT_FILE,
    sha256,
    otherGrid: 'refuse',
    segments: segmentation.segments.map(({ id, name, anatomy, side }, n) => ({
      from: layered ? name : places[n]!.label,
      segment: id,
      name,
      ...(anatomy !== null && { anatomy }),
      ...(side !== null && { side }),
    })),
  });
}

/** The file of a model is found where it was just made; all others where the recipe's are. */
export const storedWith =
  (part: ModelPart | null, elsewhere: FindStored): FindStored =>
  async (input) =>
    part && input.sha256 === part.facts.stored.sha256 ? part.file : elsewhere(input);
