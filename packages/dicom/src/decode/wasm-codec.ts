import { FrameDamage } from './frame-damage.ts';

/** The decoders that are made of WebAssembly; the app says where their bytes lie. */
export type WasmCodecName = 'charls' | 'openjpeg' | 'openjph';
export type LoadWasm = (name: WasmCodecName) => Promise<Uint8Array<ArrayBuffer>>;

/** An object of a decoder's own memory (embind): lives until it is deleted. */
export interface NativeDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  readonly readHeader?: () => void;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): NativeFrameInfo;
  delete(): void;
}

export interface NativeFrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
}

/** What an emscripten factory takes here, and what it gives. */
export interface EmscriptenOptions {
  readonly print: () => void;
  readonly printErr: () => void;
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => WebAssembly.Exports;
}
export type EmscriptenFactory = (options: EmscriptenOptions) => Promise<Readonly<Record<string, unknown>>>;

/** Decoders start with 50 MiB. A frame of 4096² in 16 bits takes JPEG 2000 about 250. */
const MOST_MEMORY_BYTES = 512 * 2 ** 20;

/** Makes native decoders of one kind, in a memory that cannot grow without end. */
export async function openWasmCodec(
  factory: EmscriptenFactory,
  className: string,
  wasm: Uint8Array<ArrayBuffer>,
): Promise<() => NativeDecoder> {
  const native = await factory({
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: (imports, done) => {
      const module = new WebAssembly.Module(wasm);
      const instance = new WebAssembly.Instance(module, imports);
      for (const item of Object.values(instance.exports)) if (item instanceof WebAssembly.Memory) bound(item);
      done(instance, module);
      return instance.exports;
    },
  });
  const Decoder = native[className] as new () => NativeDecoder;
  return () => new Decoder();
}

/** The glue asks the memory object to grow; a refusal there is an allocation that fails inside. */
function bound(memory: WebAssembly.Memory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + 65536 * pages > MOST_MEMORY_BYTES) throw new RangeError('a frame takes too much');
    return grow(pages);
  };
}

/**
 * One frame through a native decoder; its samples are copied out, 1 or 2 bytes each.
 *
 * @throws FrameDamage; `trapped` where the decoder stopped in the middle
 */
export function decodeNative(
  open: () => NativeDecoder,
  packed: Uint8Array,
): { bytes: Uint8Array; info: NativeFrameInfo } {
  let decoder: NativeDecoder | undefined;
  try {
    decoder = open();
    decoder.getEncodedBuffer(packed.length).set(packed);
    decoder.readHeader?.();
    decoder.decode();
    const answer = { bytes: decoder.getDecodedBuffer().slice(), info: { ...decoder.getFrameInfo() } };
    decoder.delete();
    return answer;
  } catch {
    // What emscripten throws is a pointer or a trap: no sentence for a person, and a memory that nobody vouches for.
    throw new FrameDamage('the decoder refused it', { trapped: true });
  }
}
