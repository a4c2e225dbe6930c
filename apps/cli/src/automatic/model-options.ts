import { UsageError } from '../usage-error.ts';
import type { ReadyModel } from './made-by-model.ts';
import type { EngineName } from './onnx-engine.ts';
import { openOnnxModel } from './onnx-model.ts';

/** Flags of the verb that choose a model. */
export interface ModelOptions {
  readonly model?: string;
  readonly manifest?: string;
  readonly engine: EngineName;
  readonly checkFlip?: boolean;
  readonly checkShift?: boolean;
  readonly memoryGib: string;
}

/** The model that the flags name, looked at as far as it can be without a scan; null when they name none. */
export async function modelOf(options: ModelOptions): Promise<ReadyModel | null> {
  const { model, manifest } = options;
  if (model === undefined && manifest === undefined) return null;
  if (model === undefined || manifest === undefined)
    throw new UsageError('--model and --manifest go together.', 'Name the ONNX file and the JSON that describes it.');
  const gibibytes = Number(options.memoryGib);
  if (!(gibibytes > 0)) throw new UsageError('--memory-gib takes a number above 0.');
  return openOnnxModel({
    modelPath: model,
    manifestPath: manifest,
    engine: options.engine,
    checks: [...(options.checkFlip ? (['flip'] as const) : []), ...(options.checkShift ? (['shift'] as const) : [])],
    memoryLimitBytes: gibibytes * 2 ** 30,
  });
}
