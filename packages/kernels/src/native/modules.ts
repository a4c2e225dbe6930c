import { wasmBase64 as align } from './align/built.ts';
import { wasmBase64 as bits } from './bits/built.ts';
import { wasmBase64 as blur } from './blur/built.ts';
import { wasmBase64 as filters } from './filters/built.ts';
import { wasmBase64 as grow } from './grow/built.ts';
import { wasmBase64 as mesh } from './mesh/built.ts';
import { wasmBase64 as search } from './search/built.ts';
import { wasmBase64 as selftest } from './selftest/built.ts';
import { wasmBase64 as surface } from './surface/built.ts';
import { wasmBase64 as threshold } from './threshold/built.ts';
import { bytesOfBase64 } from './wasm-bytes.ts';

/** Exported functions of each native module, by module name. Every argument and result is a number. */
export type NativeModules = Readonly<
  Record<string, Readonly<Record<string, (...args: number[]) => number | undefined>>>
>;

const BUILT: Readonly<Record<string, string>> = {
  align,
  bits,
  blur,
  filters,
  grow,
  mesh,
  search,
  selftest,
  surface,
  threshold,
};

/** Instantiates every native module on the shared memory. They hold no data of their own, so any number of threads may. */
export function nativeModules(memory: WebAssembly.Memory): NativeModules {
  const modules: Record<string, Record<string, (...args: number[]) => number | undefined>> = {};
  for (const [name, base64] of Object.entries(BUILT)) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytesOfBase64(base64)), { env: { memory } });
    modules[name] = instance.exports as Record<string, (...args: number[]) => number | undefined>;
  }
  return modules;
}
