import { setImmediate } from 'node:timers/promises';
import { SpecolaError } from '@specola/space';
import { type InferenceEngine, type LoadedModel, ModelFailedError } from '@specola/steps';
import type * as Onnx from 'onnxruntime-web';

/** The engine is an optional part of the installation. */
export class NoEngineError extends SpecolaError {
  readonly code = 'automatic/no-engine';
  override readonly exitCode = 2;
  constructor(packageName: string) {
    super({
      what: 'No inference engine is installed, so models cannot be run here.',
      why: `It is an optional part (${packageName}); everything else works without it.`,
      mend: `Add it with "npm install ${packageName}"; the native one needs ONNXRUNTIME_NODE_INSTALL=skip before it where there is no network.`,
    });
  }
}

/** What runs a model: WebAssembly (installed with Specola unless left out) or the native engine, which one adds oneself. */
export const ENGINES = { wasm: 'onnxruntime-web@1.30.0', native: 'onnxruntime-node@1.30.0' } as const;
export type EngineName = keyof typeof ENGINES;

/**
 * Opens ONNX Runtime. One thread, so that sums are taken in one order and the same voxels come out each time.
 *
 * @throws NoEngineError where it is not installed
 */
export async function openOnnxEngine(name: EngineName): Promise<InferenceEngine> {
  const runtime = await runtimeOf(name);
  runtime.env.logLevel = 'error';
  runtime.env.wasm.numThreads = 1;
  const version = (name === 'wasm' ? runtime.env.versions.web : runtime.env.versions.node) ?? 'unknown';
  return {
    name: name === 'wasm' ? 'onnxruntime-web (WebAssembly)' : 'onnxruntime-node',
    version,
    async load(bytes, tensors) {
      const session = await guarded(() =>
        runtime.InferenceSession.create(bytes, {
          executionProviders: [name === 'wasm' ? 'wasm' : 'cpu'],
          intraOpNumThreads: 1,
          interOpNumThreads: 1,
        }),
      );
      return loadedModel(runtime, session, tensors);
    },
  };
}

async function runtimeOf(name: EngineName): Promise<typeof Onnx> {
  // The native engine is nobody's dependency: its name is not spelled out where a bundler would look for it.
  const native: string = 'onnxruntime-node';
  try {
    return name === 'wasm' ? await import('onnxruntime-web') : ((await import(native)) as typeof Onnx);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') throw new NoEngineError(ENGINES[name]);
    throw new ModelFailedError(`the engine does not start (${wordsOf(thrown)}).`);
  }
}

function loadedModel(
  runtime: typeof Onnx,
  session: Onnx.InferenceSession,
  { input, output }: { readonly input: string; readonly output: string },
): LoadedModel {
  return {
    run: ({ values, dims }) =>
      guarded(async () => {
        // A run holds the thread from end to end: signals and progress come through between two of them.
        await setImmediate();
        const fed = new runtime.Tensor('float32', values, dims);
        const given = (await session.run({ [input]: fed }, [output]))[output];
        if (!given || !(given.data instanceof Float32Array))
          throw new ModelFailedError('its answer does not hold 32-bit floats.');
        return { values: given.data, dims: given.dims };
      }),
    close: () => session.release(),
  };
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof SpecolaError) throw thrown;
    throw new ModelFailedError(`${wordsOf(thrown)}.`);
  }
}

/** What the engine says, in one line and without the places in its own sources. */
function wordsOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text
    .replaceAll(/\/\S+\/(\S+\.(?:h|cc|cpp):\d+)\s*/g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 300);
}
