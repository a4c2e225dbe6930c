/** A module of ours with a memory of its own. Every argument and result of its functions is a number; assembly/ says what each means. */
export function instantiate<Name extends string>(
  wasmBase64: string,
  memoryBytes: number,
): { memory: WebAssembly.Memory; native: Readonly<Record<Name, (...places: number[]) => number>> } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(memoryBytes / PAGE_BYTES) });
  const wasm = Uint8Array.from(atob(wasmBase64), (sign) => sign.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } });
  return { memory, native: exports as Readonly<Record<Name, (...places: number[]) => number>> };
}

export const PAGE_BYTES = 65536;
