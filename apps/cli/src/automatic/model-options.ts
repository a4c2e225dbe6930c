import { type Command, Option } from 'commander';
import { UsageError } from '../usage-error.ts';
import type { ReadyModel } from './made-by-model.ts';
import { ENGINES, type EngineName } from './onnx-engine.ts';

/** Flags of the verb that choose a model. */
export interface ModelOptions {
  readonly model?: string;
  readonly manifest?: string;
  readonly engine: EngineName;
  readonly checkFlip?: boolean;
  readonly checkShift?: boolean;
  readonly memoryGib: string;
  readonly server?: string;
  readonly serverModel?: string;
  readonly serverImage?: string;
  readonly serverTimeoutS: string;
  readonly totalsegmentator?: string | true;
  readonly fast?: boolean;
}

/** Never a flag: what is typed stands in the history of the shell, and in the list of processes. */
const TOKEN = 'SPECOLA_MONAI_TOKEN';

/** The flags that choose a model, for the verb. */
export function addModelOptions(verb: Command): void {
  verb
    .option('--model <file>', 'ONNX model that makes segments first (docs/automatic.md); the recipe may edit them')
    .option('--manifest <file>', 'JSON that says what the model is and what it must be fed with')
    .addOption(
      new Option('--engine <name>', 'what runs the model: WebAssembly, or the native engine where it is installed')
        .choices(Object.keys(ENGINES))
        .default('wasm'),
    )
    .option('--check-flip', 'run the model on the mirrored scan too, and say how far the two agree')
    .option('--check-shift', 'run the model with its patches laid otherwise too, and say how far the two agree')
    .option('--memory-gib <number>', 'most memory that the patches and probabilities of a model may take', '4')
    .option('--server <url>', `MONAI Label server that makes segments first: it is sent the scan (token in ${TOKEN})`)
    .option('--server-model <name>', 'model of the server')
    .option('--server-image <id>', 'id of this scan in the server’s own store, so that it is not sent')
    .option('--server-timeout-s <number>', 'how long to wait for the server’s answer, in seconds', '600')
    .option('--totalsegmentator [task]', 'call TotalSegmentator, where it is installed (task: total)')
    .option('--fast', 'let TotalSegmentator use its coarser model');
}

/** The model that the flags name, loaded only when it is asked for, and looked at as far as it can be without a scan; null when they name none. */
export async function modelOf(options: ModelOptions): Promise<ReadyModel | null> {
  const { model, manifest, server, serverModel, totalsegmentator } = options;
  const ways = [model ?? manifest, server ?? serverModel, totalsegmentator].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw new UsageError(
      'Two models cannot make the same segments.',
      'Give one of --model, --server, --totalsegmentator.',
    );
  if (totalsegmentator !== undefined)
    return (await import('./total-segmentator.ts')).openTotalSegmentator({
      task: totalsegmentator === true ? 'total' : totalsegmentator,
      fast: options.fast ?? false,
    });
  if (server !== undefined || serverModel !== undefined) {
    if (server === undefined || serverModel === undefined)
      throw new UsageError('--server and --server-model go together.', 'Name the server and one of its models.');
    return (await import('./monai-model.ts')).openMonaiModel({
      address: server,
      model: serverModel,
      imageId: options.serverImage ?? null,
      token: process.env[TOKEN],
      timeoutMs: 1000 * positive(options.serverTimeoutS, '--server-timeout-s'),
    });
  }
  if (model === undefined && manifest === undefined) return null;
  if (model === undefined || manifest === undefined)
    throw new UsageError('--model and --manifest go together.', 'Name the ONNX file and the JSON that describes it.');
  return (await import('./onnx-model.ts')).openOnnxModel({
    modelPath: model,
    manifestPath: manifest,
    engine: options.engine,
    checks: [...(options.checkFlip ? (['flip'] as const) : []), ...(options.checkShift ? (['shift'] as const) : [])],
    memoryLimitBytes: 2 ** 30 * positive(options.memoryGib, '--memory-gib'),
  });
}

function positive(text: string, flag: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) throw new UsageError(`${flag} takes a number above 0.`);
  return number;
}
