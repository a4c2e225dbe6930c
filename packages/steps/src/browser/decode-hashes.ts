import { chooseSeries, decodersHere, loadVolume, scanStudy, type WasmCodecName } from '@specola/dicom';

/** Reads a series from its files and decodes it in the calling thread; gives the sha256 of its voxels. Runs anywhere. */
export async function decodeHash(
  files: readonly Uint8Array[],
  loadWasm: (name: WasmCodecName) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  const study = files.map((bytes, n) => ({ path: `IM${n}`, bytes: bytes.length, read: async () => bytes }));
  const chosen = chooseSeries(await scanStudy(study), { anatomy: null });
  const { volume } = await loadVolume(chosen, (length) => new Int16Array(length), {
    decoders: decodersHere(loadWasm),
  });
  const { values } = volume;
  const bytes = Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same in a page: files and WebAssembly come from its server. */
export async function decodeHashHere(folder: string, count: number): Promise<string> {
  const bytesAt = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const files = await Promise.all(Array.from({ length: count }, (_, n) => bytesAt(`${folder}/${n}`)));
  return decodeHash(files, (name) => bytesAt(`/wasm/${name}`));
}
