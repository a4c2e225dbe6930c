import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decodersHere, type FrameDecoders, type LoadWasm, type WasmCodecName } from '@specola/dicom';

const FILES: Readonly<Record<WasmCodecName, string>> = {
  charls: 'codec-charls/dist/charlswasm_decode.wasm',
  openjpeg: 'codec-openjpeg/dist/openjpegwasm_decode.wasm',
  openjph: 'codec-openjph/dist/openjphjs.wasm',
};
const MODULES = new URL('../../../node_modules/@cornerstonejs/', import.meta.url);

/** The WebAssembly of a codec, as its package brings it. */
export const wasmOfCodec: LoadWasm = async (name) =>
  new Uint8Array(await readFile(fileURLToPath(new URL(FILES[name], MODULES))));

/** Decoders in the calling thread, with all their codecs. */
export const testDecoders = (): FrameDecoders => decodersHere(wasmOfCodec);
