import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { LoadWasm, WasmCodecName } from '@specola/dicom';

const MODULES: Readonly<Record<WasmCodecName, string>> = {
  charls: '@cornerstonejs/codec-charls/decodewasm',
  openjpeg: '@cornerstonejs/codec-openjpeg/decodewasm',
  openjph: '@cornerstonejs/codec-openjph/wasm',
};

/** The WebAssembly of a codec, as its package brings it. */
export const loadWasm: LoadWasm = async (name) =>
  new Uint8Array(await readFile(fileURLToPath(import.meta.resolve(MODULES[name]))));
