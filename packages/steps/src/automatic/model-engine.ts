/** A tensor of float32, the last axis fastest. */
export interface ModelTensor {
  readonly values: Float32Array;
  readonly dims: readonly number[];
}

/** A network that is loaded and can be run again and again. */
export interface LoadedModel {
  /** @throws ModelFailedError */
  run(input: ModelTensor): Promise<ModelTensor>;
  close(): Promise<void>;
}

/**
 * What runs networks. The steps know no engine: the app gives one (WebAssembly in Node or a browser, a native one, or
 * none at all).
 */
export interface InferenceEngine {
  readonly name: string;
  readonly version: string;
  /** @throws ModelFailedError when the engine cannot read it */
  load(bytes: Uint8Array, tensors: { readonly input: string; readonly output: string }): Promise<LoadedModel>;
}
