import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decodersHere, type FrameDecoders, type WasmCodecName } from '@specola/dicom';

const FILES: Readonly<Record<WasmCodecName, string>> = {
  charls: 'codec-charls/dist/charlswasm_decode.wasm',
  openjpeg: 'codec-openjpeg/dist/openjpegwasm_decode.wasm',
  openjph: 'codec-openjph/dist/openjphjs.wasm',
};
const MODULES = new URL('../../../node_modules/@cornerstonejs/', import.meta.url);

/** Decoders in the calling thread, with all their codecs. */
export function testDecoders(): FrameDecoders {
  return decodersHere(async (name) => new Uint8Array(await readFile(fileURLToPath(new URL(FILES[name], MODULES)))));
}
